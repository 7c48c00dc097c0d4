//! What becomes of lines one after another.

use super::*;

/// A series' name, a step, a time and a value.
type Given = (String, i64, f64, f64);

/// Takes lines that come a second apart, the first at 0.
fn given(lines: &[&str]) -> (Vec<Given>, Option<Progress>) {
    let (mut printed, mut all) = (Printed::default(), Vec::new());
    let mut give = |found: Measured<'_>| {
        all.push((found.name.to_string(), found.point.step, found.point.time, found.point.value))
    };
    for (second, line) in lines.iter().enumerate() {
        printed.read(format!("{line}\n").as_bytes(), second as f64, &mut give);
    }
    (all, printed.progress())
}

/// The steps and values of the only series.
fn points(lines: &[&str]) -> Vec<(i64, f64)> {
    let (all, _) = given(lines);
    assert!(all.windows(2).all(|pair| pair[0].0 == pair[1].0), "{all:?}");
    all.into_iter().map(|(_, step, _, value)| (step, value)).collect()
}

fn progress(lines: &[&str]) -> Option<(f64, f64, Unit)> {
    given(lines).1.map(|now| (now.done, now.total, now.unit))
}

/// A person would see charts of one point: of every setting that is printed.
#[test]
fn a_line_that_comes_once_is_no_series() {
    assert_eq!(
        points(&["Accuracy: 0.97", "lr=0.01", "epoch 1: loss=0.5", "epoch 1: x=3", "epoch 1: x=4"]),
        []
    );
}

/// The first value of every chart would be at the time of the second.
#[test]
fn the_first_line_is_given_with_the_second_and_keeps_its_time() {
    let (all, _) = given(&["loss: 3", "between", "loss: 2", "loss: 1"]);
    let name = || "loss".to_string();
    assert_eq!(all, [(name(), 0, 0.0, 3.0), (name(), 1, 2.0, 2.0), (name(), 2, 3.0, 1.0)]);
}

/// Where several words count steps, a chart would jump back at each epoch.
#[test]
fn the_word_that_counts_the_finest_is_the_step() {
    assert_eq!(points(&["epoch 1 step 10 loss 3", "epoch 1 step 20 loss 2"]), [(10, 3.0), (20, 2.0)]);
    assert_eq!(
        points(&["global_step: 7, step: 1, loss: 3", "global_step: 8, step: 1, loss: 2"]),
        [(7, 3.0), (8, 2.0)]
    );
    assert_eq!(points(&["Epoch 4/9", "loss: 3", "Epoch 5/9", "loss: 2"]), [(4, 3.0), (5, 2.0)]);
}

/// A chart would jump back at each fold, and its lines would cross.
#[test]
fn counting_goes_on_where_steps_restart() {
    let lines = ["[0]\ta-auc:1", "[5]\ta-auc:2", "[0]\ta-auc:3", "[5]\ta-auc:4"];
    assert_eq!(points(&lines), [(0, 1.0), (5, 2.0), (6, 3.0), (11, 4.0)]);
    let lines = ["epoch 1 loss 4", "epoch 1 loss 3", "epoch 2 loss 2"];
    assert_eq!(points(&lines), [(1, 4.0), (2, 3.0), (3, 2.0)]);
}

/// The best epoch, printed again at the end, would be a new one.
#[test]
fn one_line_about_an_earlier_step_is_no_new_beginning() {
    let lines = ["epoch 1 loss 3", "epoch 2 loss 1", "epoch 3 loss 2", "epoch 2 loss 1"];
    assert_eq!(points(&lines), [(1, 3.0), (2, 1.0), (3, 2.0)]);
}

/// A warning about the loss would be a value of it.
#[test]
fn warnings_and_the_programs_own_lines_are_not_read() {
    let lines = ["WARNING loss: 1", "ERROR:root:loss: 1", "[trainyard] loss: 1"];
    assert_eq!(points(&[lines, lines].concat()), []);
}

/// Code that numbers its names would fill the memory of the executor.
#[test]
fn series_and_shapes_are_limited() {
    let (mut printed, mut names) = (Printed::default(), std::collections::HashSet::new());
    for name in 0..3000 {
        for step in 0..2 {
            let line = format!("step {step}: loss.{name}.x=1\n");
            printed.read(line.as_bytes(), 0.0, &mut |found| {
                names.insert(found.name.to_string());
            });
        }
    }
    assert_eq!((names.len(), printed.left_out()), (1000, 4000));
    for name in 0..2000 {
        printed.read(format!("loss.{name}=1\n").as_bytes(), 0.0, &mut |_| {});
    }
    assert!(printed.recognised.shapes.len() <= 128);
}

/// A line that never ends would fill the memory of the executor.
#[test]
fn of_a_line_only_so_much_is_kept() {
    let mut printed = Printed::default();
    for _ in 0..1000 {
        printed.read(&[b'='; 10_000], 0.0, &mut |_| {});
    }
    assert!(printed.line.capacity() <= 2 * LONGEST);
    printed.read(b"\nloss: 1\nloss: 2\n", 0.0, &mut |_| {});
    assert!(printed.line.is_empty());
}

/// A person would see how far a batch is instead of the training.
#[test]
fn the_outer_bar_is_the_progress() {
    let outer = " 10%|█         | 1/10 [00:01<00:09,  1.00it/s]";
    let inner = |done| format!("batches: {done:2}%|█         | {done}/50 [00:01<00:01, 9.00it/s]");
    let (one, half, whole) = (inner(1), inner(25), inner(50));
    assert_eq!(progress(&[outer, &one, &half]), Some((1.0, 10.0, Unit::Steps)));
    assert_eq!(progress(&[outer, &one, &half, &whole]), Some((1.0, 10.0, Unit::Steps)));
    // It was broken off: others come and go.
    assert_eq!(progress(&[outer, &whole, &whole, &whole, &half]), Some((25.0, 50.0, Unit::Steps)));
}

/// With epochs of an hour, a person would see no progress for an hour.
#[test]
fn an_epoch_is_done_in_part() {
    assert_eq!(progress(&["Epoch 3/10"]), Some((2.0, 10.0, Unit::Epochs)));
    assert_eq!(
        progress(&["Epoch 3/10", " 5/10 ━━━━━ 1s 5ms/step - loss: 0.3"]),
        Some((2.5, 10.0, Unit::Epochs))
    );
    assert_eq!(progress(&["Epoch 3/10: loss=0.5"]), Some((3.0, 10.0, Unit::Epochs)));
    assert_eq!(progress(&["Epoch [3/10], Step [5/20], Loss: 1"]), Some((2.25, 10.0, Unit::Epochs)));
    assert_eq!(
        progress(&["Epoch 3/4:  50%|███   | 5/10 [00:01<00:01, 4.9it/s]"]),
        Some((2.5, 4.0, Unit::Epochs))
    );
    // From 0 on: the last of them is the end.
    assert_eq!(progress(&["Epoch 0/4: loss=1", "Epoch 1/4: loss=1"]), Some((2.0, 4.0, Unit::Epochs)));
    assert_eq!(progress(&["Epoch 12", "5/10", "50%", "Epoch 5/3"]), None);
}

/// A bar that is drawn once an hour would be shown an hour late.
#[test]
fn a_bar_counts_before_it_is_drawn_again() {
    let mut printed = Printed::default();
    printed.read("\rx:  50%|███   | 5/10 [00:01<00:01, 4.9it/s]".as_bytes(), 7.0, &mut |_| {});
    let now = Progress { done: 5.0, total: 10.0, unit: Unit::Steps, time: 7.0 };
    assert_eq!(printed.progress(), Some(now));
}
