use testkit::Random;

use super::*;

/// A series of up to `most` points: restarts in one of two, values that are not finite in one of two.
fn any_series(random: &mut Random, most: u64) -> Owned {
    let (restarts, gaps) = (random.below(2) == 0, random.below(2) == 0);
    let (mut step, mut points) = (0, Owned::default());
    for number in 0..random.below(most) {
        step += random.below(4) as i64;
        if restarts && random.below(30) == 0 {
            step -= random.below(40) as i64;
        }
        let value = match random.below(12) {
            0 if gaps => random.one_of(&[f64::NAN, f64::INFINITY, f64::NEG_INFINITY]),
            1 => 0.0,
            _ => random.below(1000) as f64 - 500.0,
        };
        points.0.push(step);
        points.1.push(1.79e9 + number as f64 / 4.0);
        points.2.push(value);
    }
    points
}

#[derive(Clone, Debug, Default)]
struct Owned(Vec<i64>, Vec<f64>, Vec<f64>);

impl Owned {
    fn line(&self) -> Line<'_> {
        Line::of(&self.0, &self.1, &self.2)
    }

    /// Its points by the step, each with its number.
    fn sorted(&self) -> Vec<(f64, f64, usize)> {
        let mut points: Vec<_> =
            (0..self.0.len()).map(|place| (self.0[place] as f64, self.2[place], place)).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points
    }
}

fn view(range: Option<(f64, f64)>, columns: usize) -> View {
    View { axis: Axis::Step, range, columns }
}

/// Numbers that can be compared: every gap is the same.
fn plain(ys: &[f64]) -> Vec<String> {
    ys.iter().map(f64::to_string).collect()
}

/// What is to be drawn, in so many words: sorted, in columns, the first, smallest, largest and last of each.
fn naive(series: &Owned, from: f64, to: f64, columns: usize) -> (Vec<f64>, Vec<String>) {
    let sorted = series.sorted();
    let inside: Vec<_> = sorted.iter().filter(|point| point.0 >= from && point.0 <= to).copied().collect();
    let mut drawn: Vec<(f64, f64, usize)> = Vec::new();
    drawn.extend(sorted.iter().rfind(|point| point.0 < from));
    if inside.len() <= 4 * columns {
        drawn.extend(&inside);
    } else {
        for column in 0..columns {
            let place = |x: f64| (((x - from) * (columns as f64 / (to - from))) as usize).min(columns - 1);
            let mine: Vec<_> = inside.iter().filter(|point| place(point.0) == column).copied().collect();
            let finite: Vec<_> = mine.iter().filter(|point| point.1.is_finite()).copied().collect();
            let (Some(first), Some(last)) = (finite.first(), finite.last()) else {
                drawn.extend(mine.first());
                continue;
            };
            let best = |is_better: fn(f64, f64) -> bool| {
                finite
                    .iter()
                    .fold(*first, |best, point| if is_better(point.1, best.1) { *point } else { best })
            };
            let mut kept = vec![*first, best(|a, b| a < b), best(|a, b| a > b), *last];
            kept.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
            kept.dedup_by_key(|point| point.2);
            drawn.extend(mine.first().filter(|point| !point.1.is_finite()));
            drawn.extend(kept);
            drawn.extend(mine.last().filter(|point| !point.1.is_finite()));
        }
    }
    drawn.extend(sorted.iter().find(|point| point.0 > to));
    let ys = drawn.iter().map(|point| if point.1.is_finite() { point.1 } else { f64::NAN });
    (drawn.iter().map(|point| point.0).collect(), plain(&ys.collect::<Vec<_>>()))
}

/// A chart would show something else when it is zoomed, or after a restart.
#[test]
fn a_line_is_thinned_as_it_is_described() {
    let mut random = Random::new(1);
    for round in 0..1000 {
        let series = any_series(&mut random, 400);
        let columns = 1 + random.below(30) as usize;
        let (low, high) = (random.below(300) as f64 - 20.0, random.below(300) as f64);
        let (from, to) = (low.min(high), low.max(high) + 0.5);
        let thinned = series.line().thinned(&view(Some((from, to)), columns));
        assert_eq!((thinned.xs, plain(&thinned.ys)), naive(&series, from, to, columns), "round {round}");
        let all = series.line().thinned(&view(None, columns));
        let sorted = series.sorted();
        let (first, last) =
            (sorted.first().map_or(0.0, |point| point.0), sorted.last().map_or(0.0, |point| point.0));
        // A smoothed line is drawn at the same places.
        let of_places: Vec<f64> = all.places.iter().map(|place| series.0[*place] as f64).collect();
        assert_eq!(all.xs, of_places);
        assert_eq!((all.xs, plain(&all.ys)), naive(&series, first, last, columns), "round {round}");
        assert_eq!(all.points, series.0.len());
    }
}

/// How far down and up a line through points goes in each column of pixels.
fn covered(xs: &[f64], ys: &[f64], to: f64, columns: usize) -> Vec<(f64, f64)> {
    let width = to / columns as f64;
    let mut covered = vec![(f64::INFINITY, f64::NEG_INFINITY); columns];
    for (x, y) in xs.windows(2).zip(ys.windows(2)) {
        let column = |x: f64| ((x / width) as usize).min(columns - 1);
        let (first, last) = (column(x[0]), column(x[1]));
        for (place, (low, high)) in covered.iter_mut().enumerate().take(last + 1).skip(first) {
            let (left, right) = (place as f64 * width, (place + 1) as f64 * width);
            for at in [x[0].max(left), x[1].min(right)] {
                let share = if x[1] > x[0] { (at - x[0]) / (x[1] - x[0]) } else { 0.0 };
                let value = if at == x[1] { y[1] } else { y[0] + share * (y[1] - y[0]) };
                (*low, *high) = (low.min(value), high.max(value));
            }
        }
    }
    covered
}

/// A person would not see that the loss exploded for one step in a million.
#[test]
fn no_peak_is_missing_and_no_pixel_is_drawn_otherwise() {
    let mut random = Random::new(2);
    for _ in 0..100 {
        let count = 2000 + random.below(3000);
        let steps: Vec<i64> = (0..count as i64).collect();
        let times: Vec<f64> = steps.iter().map(|step| *step as f64).collect();
        let values: Vec<f64> =
            (0..count).map(|_| random.below(1000) as f64 * random.below(50).pow(4) as f64).collect();
        let columns = 1 + random.below(100) as usize;
        let thinned = Line::of(&steps, &times, &values).thinned(&view(None, columns));
        assert!(thinned.xs.len() <= 4 * columns);
        let last = (count - 1) as f64;
        let (all, drawn) =
            (covered(&times, &values, last, columns), covered(&thinned.xs, &thinned.ys, last, columns));
        for (all, drawn) in all.iter().zip(&drawn) {
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * (1.0 + a.abs().max(b.abs()));
            assert!(near(all.0, drawn.0) && near(all.1, drawn.1), "{all:?} {drawn:?}");
        }
    }
}

/// A training that diverged would look as if it had gone on, and one NaN among a million points as if there were none.
#[test]
fn gaps_are_kept_and_each_is_marked() {
    let steps: Vec<i64> = (0..1000).collect();
    let times: Vec<f64> = vec![0.0; 1000];
    let mut values = vec![1.0; 1000];
    values[505] = f64::NAN;
    values[506] = f64::INFINITY;
    values[507] = f64::NAN;
    values[600..700].fill(f64::NEG_INFINITY);
    values[999] = f64::NAN;
    let thinned = Line::of(&steps, &times, &values).thinned(&view(None, 10));
    let marks: Vec<(f64, String)> =
        thinned.marks.iter().map(|mark| (mark.x, mark.value.to_string())).collect();
    let marked = |x: f64, value: f64| (x, value.to_string());
    assert_eq!(
        marks,
        [
            marked(505.0, f64::NAN),
            marked(506.0, f64::INFINITY),
            marked(600.0, f64::NEG_INFINITY),
            marked(999.0, f64::NAN)
        ]
    );
    let gaps = thinned.xs.iter().zip(&thinned.ys).filter(|(_, y)| y.is_nan()).map(|(x, _)| *x);
    assert_eq!(gaps.collect::<Vec<_>>(), [600.0, 999.0]);
    let zoomed = Line::of(&steps, &times, &values).thinned(&view(Some((504.0, 508.0)), 10));
    assert_eq!(zoomed.xs, [503.0, 504.0, 505.0, 506.0, 507.0, 508.0, 509.0]);
    assert_eq!(zoomed.marks.len(), 3);
    assert_eq!(zoomed.ys.iter().filter(|y| y.is_nan()).count(), 3);
}

/// Points would be drawn at a wrong time, or none would be.
#[test]
fn a_chart_has_one_of_three_axes() {
    let (steps, times, values) = ([1, 2, 3], [1.79e9, 1.79e9 + 0.5, f64::NAN], [1.0, 2.0, 3.0]);
    let line = Line::of(&steps, &times, &values);
    let xs = |axis| line.thinned(&View { axis, range: None, columns: 100 }).xs;
    assert_eq!(xs(Axis::Step), [1.0, 2.0, 3.0]);
    assert_eq!(xs(Axis::Time), [1.79e9, 1.79e9 + 0.5]);
    assert_eq!(xs(Axis::Since { start: 1.79e9 - 1.0 }), [1.0, 1.5]);
}

/// A page that asks for nothing that can be shown would end the program.
#[test]
fn any_view_is_answered() {
    let numbers = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, 0.0, 5e-324, 1e300];
    let mut random = Random::new(3);
    for _ in 0..3000 {
        let mut number = || match random.below(2) {
            0 => numbers[random.below(8) as usize],
            _ => random.below(100) as f64,
        };
        let times: Vec<f64> = (0..50).map(|_| number()).collect();
        let values: Vec<f64> = (0..50).map(|_| number()).collect();
        let (start, from, to) = (number(), number(), number());
        let steps: Vec<i64> = times.iter().map(|time| *time as i64).collect();
        for axis in [Axis::Step, Axis::Time, Axis::Since { start }] {
            let columns = [0, 1, 3, usize::MAX][random.below(4) as usize];
            let line = Line::of(&steps, &times, &values).smoothed(to);
            let thinned = line.purged().thinned(&View { axis, range: Some((from, to)), columns });
            assert!(thinned.xs.is_sorted() && thinned.xs.iter().all(|x| x.is_finite()), "{thinned:?}");
            assert!(thinned.xs.len() == thinned.ys.len() && thinned.ys.iter().all(|y| !y.is_infinite()));
        }
    }
    let none = Line::of(&[], &[], &[]).smoothed(0.5).purged().thinned(&view(None, 10));
    assert_eq!(none, Thinned::default());
}

/// A person who compares with TensorBoard would see another line.
#[test]
fn a_line_is_smoothed_as_in_tensorboard() {
    let mut random = Random::new(4);
    for _ in 0..500 {
        let series = any_series(&mut random, 300);
        let weight = [0.0, 0.3, 0.6, 0.99, 0.999][random.below(5) as usize];
        let smoothed = series.line().smoothed(weight);
        // Each value as a sum over all before it, instead of one after another.
        let mut before = Vec::new();
        let is_constant = series.2.iter().all(|value| *value == series.2[0]);
        for (value, smoothed) in series.2.iter().zip(smoothed.values()) {
            if is_constant || !value.is_finite() {
                assert_eq!(value.to_string(), smoothed.to_string());
                continue;
            }
            before.push(*value);
            let weights: Vec<f64> = (0..before.len()).rev().map(|age| weight.powi(age as i32)).collect();
            let sum: f64 = before.iter().zip(&weights).map(|(value, weight)| value * weight).sum();
            let mean = sum / weights.iter().sum::<f64>();
            assert!((smoothed - mean).abs() < 1e-9 * (1.0 + mean.abs()), "{smoothed} {mean}");
        }
        assert_eq!((smoothed.steps(), smoothed.times()), (&*series.0, &*series.1));
    }
}

/// After a restart from a checkpoint, a chart would show steps twice that count only once.
#[test]
fn what_a_restart_overtook_is_left_out() {
    let purged = |steps: &[i64]| {
        let times: Vec<f64> = (0..steps.len()).map(|time| time as f64).collect();
        let line = Line::of(steps, &times, &times).purged();
        assert_eq!(line.times(), line.values());
        (line.steps().to_vec(), line.times().to_vec())
    };
    // As TensorBoard 2.21.0 shows it (fixtures/restarts.txt).
    let restarted = purged(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 5, 6, 7]);
    assert_eq!(restarted, ((0..8).collect(), vec![0.0, 1.0, 2.0, 3.0, 4.0, 10.0, 11.0, 12.0]));
    assert_eq!(purged(&[1, 2, 3, 4, 2, 3]), (vec![1, 2, 3], vec![0.0, 4.0, 5.0]));
    assert_eq!(purged(&[0, 0, 0]), (vec![0, 0, 0], vec![0.0, 1.0, 2.0]));
    assert_eq!(purged(&[5, 6, 7, 0]), (vec![0], vec![3.0]));
    let mut random = Random::new(5);
    for _ in 0..1000 {
        let series = any_series(&mut random, 200);
        // A point stays if no later one with a smaller or the same step came after a larger one.
        let steps = &series.0;
        let goes_back = |at: &usize| *at > 0 && steps[*at] < steps[*at - 1];
        let stays = |place: &usize| {
            !(place + 1..steps.len()).any(|later| goes_back(&later) && steps[later] <= steps[*place])
        };
        let kept: Vec<i64> = (0..steps.len()).filter(stays).map(|place| steps[place]).collect();
        assert_eq!(series.line().purged().steps(), kept);
    }
}
