//! Fuzzing with stable Rust: changes the inputs of a small corpus.
//!
//! There is no coverage information. Instead, an attempt describes the result of its input in a word or two,
//! and inputs with a new result are changed further, too.

mod changes;
mod json;
mod zips;

pub use changes::Changes;
pub use json::changed as changed_json;
pub use zips::changed as changed_zip;

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::fmt::Debug;
use std::fs::{self, File};
use std::hash::BuildHasher;
use std::os::unix::fs::FileExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};

use crate::Random;

/// The variable that says for how many seconds each target is fuzzed.
const SECONDS: &str = "TRAINYARD_FUZZ_SECONDS";
/// The variable with the folder of the process that tries the inputs; only set in that process.
const FOLDER: &str = "TRAINYARD_FUZZ_FOLDER";
/// The limit of CPU time for an input: longer than any input takes. Elapsed time says little, because fuzzers run with
/// a low priority and may have to wait for other tests.
const LONGEST: Duration = Duration::from_secs(30);
/// The limit of elapsed time, for an input that uses no CPU time because it waits for something.
const LONGEST_WAIT: Duration = Duration::from_secs(600);
/// The limit of memory for an input, and of the size of each file, in bytes.
const MOST: u64 = 512 << 20;
/// How many inputs are changed further, how long each may be, and all of them together, in bytes: the pool
/// must leave enough memory for the input that is tried.
const POOL: (usize, usize, usize) = (4_000, 1 << 16, 64 << 20);

/// Calls `attempt` with all of `seeds`, and then with what `change` makes of them, for as many seconds as
/// `TRAINYARD_FUZZ_SECONDS` says, or two. `attempt` describes the result without repeating the input. `test`
/// is the name of the calling test in the test program: the test runs again in a process that may crash.
///
/// # Panics
/// An attempt panics, crashes, hangs, or uses too much memory. The message names a file with the input.
#[track_caller]
pub fn fuzz(
    test: &str,
    seeds: Vec<Vec<u8>>,
    change: impl Fn(&mut Changes<'_>) -> Vec<u8>,
    attempt: impl FnMut(&[u8]) -> String,
) {
    if let Some(folder) = std::env::var_os(FOLDER) {
        try_all(&PathBuf::from(folder), seeds, change, attempt);
        return;
    }
    // In memory if possible: syncing a disk would take most of the time.
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let (name, own) = (test.rsplit("::").next().unwrap(), std::env::current_exe().unwrap());
    let mut again = Command::new(&own);
    again.args(["--exact", test, "--nocapture"]).env(FOLDER, folder.path()).env("TMPDIR", folder.path());
    let output = again.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        let told = said.lines().find_map(|line| line.strip_prefix("fuzzed: "));
        eprintln!("{name}: {}", told.unwrap_or_else(|| panic!("{test} did not run: {said}")));
        return;
    }
    let kept = own.ancestors().nth(3).unwrap().join("fuzz");
    fs::create_dir_all(&kept).unwrap();
    let kept = kept.join(name);
    fs::copy(folder.path().join("input"), &kept).unwrap();
    let signal = output.status.signal().map(|signal| format!(" by signal {signal}")).unwrap_or_default();
    panic!(
        "{said}\n{name}: an input ended the process{signal}. It is {}; once that is mended it belongs into \
         the corpus, tests/fuzz.",
        kept.display()
    );
}

/// The files in this folder of `tests/fuzz`, sorted by name.
pub fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = folder(name);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// The path of a corpus.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz").join(name)
}

/// The kind of a message or error, without its arguments.
pub fn kind_of(value: &impl Debug) -> String {
    let all = format!("{value:?}");
    all.split([' ', '{', '(', '"']).next().unwrap_or_default().to_string()
}

/// The CPU time of this process.
fn cpu_time() -> Duration {
    clock_gettime(ClockId::ProcessCPUTime).try_into().unwrap()
}

fn try_all(
    folder: &Path,
    mut pool: Vec<Vec<u8>>,
    change: impl Fn(&mut Changes<'_>) -> Vec<u8>,
    mut attempt: impl FnMut(&[u8]) -> String,
) {
    for (what, most) in [(Resource::Data, MOST), (Resource::Fsize, MOST), (Resource::Core, 0)] {
        setrlimit(what, Rlimit { current: Some(most), maximum: Some(most) }).unwrap();
    }
    let (done, is_done) = mpsc::channel();
    std::thread::spawn(move || {
        let mut since = (Instant::now(), cpu_time());
        loop {
            match is_done.recv_timeout(Duration::from_secs(1)) {
                Ok(()) => since = (Instant::now(), cpu_time()),
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    let (waited, used) = (since.0.elapsed(), cpu_time().saturating_sub(since.1));
                    if used > LONGEST || waited > LONGEST_WAIT {
                        eprintln!("It hangs: nothing came of it in {waited:?}, in which it used {used:?}.");
                        std::process::abort();
                    }
                }
            }
        }
    });
    let file = File::create(folder.join("input")).unwrap();
    let mut try_one = |input: &[u8]| {
        file.set_len(0).unwrap();
        file.write_all_at(input, 0).unwrap();
        let came = attempt(input);
        done.send(()).unwrap();
        came
    };
    // There can be millions of results: of each, only the hash is kept.
    let hasher = RandomState::new();
    let mut seen: HashSet<u64> = pool.iter().map(|seed| hasher.hash_one(try_one(seed))).collect();
    let (mut random, mut tried) = (Random::new(1), pool.len());
    let mut kept: usize = pool.iter().map(Vec::len).sum();
    let seconds = std::env::var(SECONDS).ok().map_or(2, |seconds| seconds.parse().unwrap());
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(seconds) {
        let input = change(&mut Changes::new(&mut random, &pool));
        tried += 1;
        let is_new = seen.insert(hasher.hash_one(try_one(&input)));
        if is_new && pool.len() < POOL.0 && input.len() < POOL.1 && kept + input.len() < POOL.2 {
            kept += input.len();
            pool.push(input);
        }
    }
    println!("\nfuzzed: {tried} inputs, {} outcomes", seen.len());
}
