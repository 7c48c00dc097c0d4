//! The log: a person would look for the line that explains everything in a log that has lost it.

use crate::store_with;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use testkit::Store;

/// How much resident memory the executor may need at its peak, in bytes: more without optimisation.
const MEMORY: u64 = if cfg!(debug_assertions) { 60_000_000 } else { 40_000_000 };

/// Trains with this body, and returns the run's object and its complete log.
#[track_caller]
fn logged(train: &str) -> (Store, Value, Vec<u8>) {
    let store = store_with(train);
    let run = store.trained([]);
    let log = store.log(run["id"].as_str().unwrap());
    assert_eq!(run["status"], "Successful", "{run} {}", String::from_utf8_lossy(&log[..log.len().min(2000)]));
    assert_index_fits(&store, &run, &log);
    (store, run, log)
}

/// Checks that every record of `log.idx` has the number of the line at its offset.
#[track_caller]
fn assert_index_fits(store: &Store, run: &Value, log: &[u8]) {
    let index = std::fs::read(store.run_dir(run["id"].as_str().unwrap()).join("log.idx")).unwrap();
    assert_eq!(index.len() % 24, 0);
    let mut counted = (0, 0);
    for record in index.chunks_exact(24) {
        let number = |at: usize| u64::from_le_bytes(record[at..at + 8].try_into().unwrap()) as usize;
        let (offset, line) = (number(0), number(8));
        let lines = counted.1 + log[counted.0..offset].iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(line, lines, "at {offset}");
        assert!(offset - counted.0 <= 1 << 16, "a gap in the index at {offset}");
        counted = (offset, lines);
    }
    assert!(log.len() - counted.0 <= 1 << 16, "the index ends early");
}

/// The body of a training that prints the peak memory of its executor.
const PEAK: &str = "peak = [line for line in open('/proc/%d/status' % os.getppid()) if line.startswith('VmHWM')][0]\n\
                    open(os.path.join(os.environ['artifacts_directory'], 'peak'), 'w').write(peak.split()[1])\n";

#[track_caller]
fn assert_memory_bounded(run: &Value) {
    let peak =
        std::fs::read_to_string(format!("{}/artifacts/peak", run["directory"].as_str().unwrap())).unwrap();
    let peak = peak.parse::<u64>().unwrap() * 1024;
    println!("executor's peak: {peak}");
    assert!(peak <= MEMORY, "{peak} bytes resident");
}

#[test]
fn half_a_million_lines_as_fast_as_they_can_be_printed_are_all_there() {
    let (store, run, log) =
        logged(&format!("for n in range(500_000): os.write(1, b'line %d\\n' % n)\n{PEAK}"));
    let expected: Vec<u8> = (0..500_000).flat_map(|n| format!("line {n}\n").into_bytes()).collect();
    assert!(log == expected, "{} bytes of {}", log.len(), expected.len());
    assert_memory_bounded(&run);
    let shown = store.output(["run", "log", run["id"].as_str().unwrap()]).stdout;
    assert!(shown == expected, "run log shows {} bytes", shown.len());
}

#[test]
fn bytes_of_any_kind_without_any_newline_are_all_there() {
    let (store, run, log) = logged(&format!(
        "for n in range(40): os.write(1, bytes(range(256)).replace(b'\\n', b'') * 1000)\n{PEAK}"
    ));
    let all: Vec<u8> = (0..=255u8).filter(|byte| *byte != b'\n').collect();
    assert!(log == all.repeat(40_000), "{} bytes", log.len());
    assert_memory_bounded(&run);
    let shown = store.output(["run", "log", run["id"].as_str().unwrap(), "--follow"]).stdout;
    assert!(shown == log, "run log --follow shows {} bytes", shown.len());
}

#[test]
fn lines_of_several_processes_are_all_there() {
    let (_, _, log) = logged(
        "children = [subprocess.Popen([sys.executable, '-c', f'import os\\nfor n in range(5000): os.write({fd}, b\"{name} %d\\\\n\" % n)'])\n\
         \x20           for fd, name in [(1, 'a'), (2, 'b'), (1, 'c')]]\n\
         for child in children: child.wait()",
    );
    let text = String::from_utf8(log).unwrap();
    assert_eq!(text.lines().count(), 15_000);
    for name in ["a", "b", "c"] {
        let own = text.lines().filter_map(|line| line.strip_prefix(name)?.trim().parse::<usize>().ok());
        assert!(own.eq(0..5000), "the lines of {name} in their order");
    }
}

/// The process would keep the run Running until it ends, which it never does.
#[test]
fn a_daemon_left_behind_with_the_log_in_its_hands_is_dead_and_the_run_over() {
    let (store, run, log) = logged(testkit::hostile::CLINGING);
    assert_eq!(log, b"");
    assert_eq!(testkit::leftovers(&store.run_dir(run["id"].as_str().unwrap())), []);
}

#[test]
fn a_training_that_closes_descriptors_continues() {
    for train in [
        "print('before', flush=True)\nsys.stdout.close()\nsys.stderr.close()",
        "print('before', flush=True)\nos.close(1)\nos.close(2)",
        "print('before', flush=True)\nos.closerange(3, 1000)",
        "print('before', flush=True)\nos.closerange(0, 100_000)",
    ] {
        let (_, _, log) = logged(train);
        assert_eq!(log, b"before\n", "{train}");
    }
}

/// The harness's reports must not be written to a file that has got the number of its descriptor.
#[test]
fn a_model_opened_after_all_descriptors_were_closed_holds_only_the_model() {
    let (_store, run, _) = logged(
        "os.closerange(3, 100_000)\n\
         self.files = [open(os.path.join(os.environ['artifacts_directory'], str(n)), 'w') for n in range(64)]",
    );
    for n in 0..64 {
        let held =
            std::fs::read_to_string(format!("{}/artifacts/{n}", run["directory"].as_str().unwrap())).unwrap();
        assert_eq!(held, "");
    }
}

#[test]
fn a_log_is_followed_byte_for_byte_from_another_terminal() {
    let store = store_with(
        "for n in range(200):\n    os.write(1, b'\\xff\\x00 %d' % n + b'\\n' * (n % 3))\n    time.sleep(0.001)",
    );
    let id = store.detached([]);
    let followed = store.output(["run", "log", &id, "--follow"]).stdout;
    assert_eq!(followed, store.log(&id));
    assert_eq!(store.json(["run", "show", &id])["status"], "Successful");
}

/// `run start | head -1`: nobody reads stdout any more.
#[test]
fn a_reader_that_goes_away_does_not_end_the_run() {
    let store = store_with("for n in range(100_000): os.write(1, b'line %d\\n' % n)");
    let mut command = store.start([]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(command.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert_eq!(first, "line 0\n");
    assert_eq!(command.wait().unwrap().code(), Some(0));
    let run = &store.json(["run", "list"])[0];
    assert_eq!(run["status"], "Successful", "{run}");
    assert!(store.log(run["id"].as_str().unwrap()).ends_with(b"line 99999\n"));
}

/// A person would scroll through a million lines for the one that says why, or be led to another one.
#[test]
fn a_log_is_searched_in_the_lines_that_a_person_reads() {
    let (store, run, log) = logged(
        "import sys\nfor n in range(20_000): print(f'epoch {n} loss {1 / (n + 1):.3f}')\n\
         print('\\x1b[31mER\\x1b[1mROR\\x1b[0m: \\u00e9t\\u00e9 \"quoted\"\\r\\n10%\\r50%\\rdone 100%')\n\
         sys.stdout.flush(); os.write(1, b'\\xff\\xfe bytes\\n' + b'x' * 3_000_000 + b'\\nno newline at the end')",
    );
    let id = run["id"].as_str().unwrap();
    let search = |more: &[&str]| store.json([&["run", "log", id, "--search"], more].concat());
    // What is on disk, line by line.
    let text = String::from_utf8_lossy(&log).into_owned();
    let expected: Vec<_> =
        text.lines().enumerate().filter(|(_, line)| line.starts_with("epoch 19")).collect();
    let found = search(&["^epoch 19"]);
    assert_eq!(found.as_array().unwrap().len(), expected.len());
    for (found, (number, line)) in found.as_array().unwrap().iter().zip(expected) {
        assert_eq!(*found, serde_json::json!({"line": number + 1, "text": line}));
    }
    let number = |of: &str| text.lines().position(|line| line.contains(of)).unwrap() + 1;
    let error = serde_json::json!([{"line": number("ROR"), "text": "ERROR: été \"quoted\""}]);
    assert_eq!(search(&["^ERROR: .t."]), error);
    assert_eq!(search(&["^error: ÉTÉ", "--ignore-case"]), error);
    assert_eq!(search(&["^error:"]), serde_json::json!([]));
    assert_eq!(search(&["^done 100%$"])[0]["line"], number("done 100%"));
    assert_eq!(search(&["10%"]), serde_json::json!([]));
    assert_eq!(search(&["bytes$"])[0]["line"], number(" bytes"));
    assert_eq!(search(&["at the end"])[0]["text"], "no newline at the end");
    assert_eq!(search(&["loss", "--count"]), 20_000);
    let printed = store.output(["run", "log", id, "--search", "EPOCH 7 ", "-i"]).stdout;
    assert_eq!(String::from_utf8(printed).unwrap(), format!("{}:epoch 7 loss 0.125\n", number("epoch 7 ")));
    let counted = store.output(["run", "log", id, "--search", "loss", "--count"]).stdout;
    assert_eq!(counted, b"20000\n");
    let refused = store.refused(["run", "log", id, "--search", "epoch ("]);
    assert!(refused.contains("\"epoch (\" is not a regular expression: unclosed group."), "{refused}");
    store.refused(["run", "log", id, "--count"]);
    store.refused(["run", "log", id, "--search", "x", "--follow"]);
}
