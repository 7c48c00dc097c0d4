//! The files of a training that numbers are read from: found by looking through its folders now and then, and read as
//! they grow.

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use contract::MetricsFrom;
use files::beneath::{Folder, Kind as Entry};
use tracking::{Came, Found, Kind, kind_of, part_of};

use super::locked::lock;
use super::parts::Parts;
use super::shared::Shared;
use super::tracked_file::{Changed, Mark, States, TrackedFile};

/// How often the folders are looked through, unless that takes long.
const LOOK: Duration = Duration::from_secs(1);
/// How much of its time the thread spends on looking, at most: one part of so many.
const SHARE: u32 = 50;
/// How many names are looked at each time, in each folder.
const NAMES: usize = 20_000;
/// How deep folders are looked through.
const DEPTH: usize = 16;
/// How many files are read at the same time, at most. Most of them are open as long as they exist.
const FILES: usize = 256;
/// How many broken files are remembered, so that they are not read again.
const BROKEN: usize = 10_000;
/// How many broken files are named.
const NAMED: usize = 3;
/// Folders in which no training logs, and which may be large.
const PASSED: [&str; 4] = ["__pycache__", ".git", "node_modules", "site-packages"];

/// The files of a training.
pub(super) struct TrackedFiles {
    folders: Vec<Watched>,
    from: MetricsFrom,
    /// A time between the unpacking of the package and the start of its code. What has not changed since belongs to the
    /// package.
    since: Changed,
    states: States,
    parts: Parts,
    next_look: Instant,
    known: usize,
    /// How many databases were found.
    databases: usize,
    /// Whether nobody writes any more.
    is_over: bool,
    skipped: SkippedFiles,
}

/// What was not read of the files.
#[derive(Default)]
pub(super) struct SkippedFiles {
    /// How many values, because there are too many, or they make no sense.
    pub(super) values: u64,
    /// The first files that are broken, and why.
    pub(super) broken: Vec<String>,
    /// Whether there were more files or names than are read.
    pub(super) are_many: bool,
}

/// A folder that is looked through.
struct Watched {
    folder: Folder,
    /// In the order of their paths: the names of event files begin with their times.
    known: BTreeMap<PathBuf, TrackedFile>,
    /// Files that are broken, or none of these kinds, as they were then.
    broken: HashMap<PathBuf, Mark>,
}

impl TrackedFiles {
    /// Those of these folders that change after `since`, and come `from` a source that is on.
    pub(super) fn of<'a>(
        folders: impl IntoIterator<Item = &'a Path>,
        from: MetricsFrom,
        since: Changed,
    ) -> Self {
        let watched = folders.into_iter().filter_map(|path| match Folder::open(path) {
            Ok(folder) => Some(Watched { folder, known: BTreeMap::new(), broken: HashMap::new() }),
            Err(error) => {
                tracing::warn!(%error, path = %path.display(), "could not look for numbers");
                None
            }
        });
        Self {
            folders: watched.collect(),
            from,
            since,
            states: States::new(),
            parts: Parts::default(),
            next_look: Instant::now() + LOOK,
            known: 0,
            databases: 0,
            is_over: false,
            skipped: SkippedFiles::default(),
        }
    }

    /// Whether there is a file that may grow.
    pub(super) fn is_any_known(&self) -> bool {
        self.known > 0
    }

    /// Makes the next [`TrackedFiles::read_on`] look through the folders.
    fn look_now(&mut self) {
        self.next_look = Instant::now();
    }

    /// Says that no process of the code lives any more, and looks through the folders the next time.
    pub(super) fn end(&mut self) {
        self.is_over = true;
        self.look_now();
    }

    /// What was not read.
    pub(super) fn skipped(&mut self) -> SkippedFiles {
        let known = self.folders.iter().flat_map(|watched| watched.known.values());
        self.skipped.values += known.map(TrackedFile::left_out).fold(0, u64::saturating_add);
        std::mem::take(&mut self.skipped)
    }

    /// Reads what came since the last time, and looks for new files if it is time. Leaves the rest for the next time as
    /// soon as it `is_time_up`.
    pub(super) fn read_on(&mut self, shared: &Shared, is_time_up: impl Fn() -> bool) -> Came {
        let now = Instant::now();
        if now >= self.next_look {
            self.look();
            self.next_look = Instant::now() + LOOK.max(now.elapsed() * SHARE);
        }
        let mut came = Came::All;
        for (number, watched) in self.folders.iter_mut().enumerate() {
            let mut ended = Vec::new();
            for (path, file) in &mut watched.known {
                if is_time_up() {
                    came = Came::More;
                    break;
                }
                let give = &mut |found: Found<'_>| match found {
                    Found::Measured(measured) => lock(&shared.recorder).add(&measured),
                    Found::Other(other) => lock(&shared.logged).found(&other),
                };
                match file.read_on((number, &watched.folder), path, self.is_over, &mut self.states, give) {
                    Ok(Came::All) if file.is_gone => ended.push((path.clone(), None)),
                    Ok(Came::All) => {}
                    Ok(Came::More) => came = Came::More,
                    Err(broken) => ended.push((path.clone(), Some(broken))),
                }
            }
            for (path, broken) in ended {
                let Some(file) = watched.known.remove(&path) else { continue };
                self.known -= 1;
                self.skipped.values += file.left_out();
                let Some(broken) = broken else { continue };
                if file.is_of_its_kind() && self.skipped.broken.len() < NAMED {
                    self.skipped.broken.push(format!("{}: {broken}", path.display()));
                }
                if let Ok(mark) = watched.mark(&path) {
                    watched.broken.insert(path, mark);
                }
            }
        }
        came
    }

    fn look(&mut self) {
        for watched in &mut self.folders {
            let (mut candidates, are_all) = watched.candidates(self.from);
            self.skipped.are_many |= !are_all;
            // In the order of their times, which parts are counted in.
            candidates.sort_by(|(one, _), (other, _)| one.cmp(other));
            for (path, file) in &mut watched.known {
                let is_there = candidates.binary_search_by(|(candidate, _)| candidate.cmp(path)).is_ok();
                file.is_gone = are_all && !is_there;
            }
            for (path, kind) in candidates {
                if watched.known.contains_key(&path) {
                    continue;
                }
                let Ok(Some(file)) = watched.new_file(&path, kind, self.since) else { continue };
                if self.known >= FILES || watched.broken.len() >= BROKEN {
                    self.skipped.are_many = true;
                    continue;
                }
                let part = match kind {
                    // Its parts are the names of runs; those of a second project are below the project's.
                    Kind::Trackio if self.databases == 0 => String::new(),
                    Kind::Trackio => path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
                    _ => self.parts.stable(part_of(&path.to_string_lossy(), kind)),
                };
                self.databases += usize::from(kind == Kind::Trackio);
                watched.known.insert(path, TrackedFile::new(file, kind, part));
                self.known += 1;
            }
        }
    }
}

impl Watched {
    /// The paths of files that may hold numbers and come `from` a source that is on, by their names; and whether that
    /// are all.
    fn candidates(&self, from: MetricsFrom) -> (Vec<(PathBuf, Kind)>, bool) {
        let (mut found, mut left) = (Vec::new(), NAMES);
        let mut folders = vec![(PathBuf::new(), 0)];
        while let Some((below, depth)) = folders.pop() {
            let names = match depth {
                0 => self.folder.names_up_to(left + 1),
                _ => self.folder.folder(&below).and_then(|sub| sub.names_up_to(left + 1)),
            };
            // It was removed in the meantime, or the code took away its own right to read it.
            for (entry, name) in names.unwrap_or_default() {
                if left == 0 {
                    return (found, false);
                }
                left -= 1;
                let path = below.join(&name);
                match entry {
                    Entry::Folder if depth < DEPTH && !is_passed(&name) => folders.push((path, depth + 1)),
                    Entry::File => {
                        let kind = path.to_str().and_then(kind_of).filter(|kind| is_on(from, *kind));
                        found.extend(kind.map(|kind| (path.clone(), kind)));
                    }
                    _ => {}
                }
            }
        }
        (found, true)
    }

    /// A file that is to be read; `None` if it is not, or not yet.
    fn new_file(&self, path: &Path, kind: Kind, since: Changed) -> io::Result<Option<std::fs::File>> {
        let file = self.folder.file(path)?;
        let mark = Mark::of(&file)?;
        let was_there = mark.changed <= since;
        let is_broken = self.broken.get(path).is_some_and(|before| mark.continues(*before));
        // Nothing tells yet what an empty table is going to be.
        let is_empty = kind == Kind::KerasCsv && mark.size == 0;
        Ok((!was_there && !is_broken && !is_empty).then_some(file))
    }

    fn mark(&self, path: &Path) -> io::Result<Mark> {
        Mark::of(&self.folder.file(path)?)
    }
}

/// Whether files of a kind are read.
fn is_on(from: MetricsFrom, kind: Kind) -> bool {
    match kind {
        Kind::Tensorboard => from.tensorboard,
        Kind::Wandb => from.wandb,
        Kind::Trackio => from.trackio,
        Kind::TrainerState => from.trainer,
        Kind::LightningCsv | Kind::KerasCsv => from.csv,
    }
}

fn is_passed(name: &OsStr) -> bool {
    PASSED.iter().any(|passed| name == *passed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rundir::RunDir;
    use rundir::series::SeriesReader;
    use std::fs;
    use std::process::Command;

    /// The values of all series, after all was read.
    fn values(files: &mut TrackedFiles, run: &Path) -> Vec<(String, Vec<f64>)> {
        let shared = Shared::new(&RunDir::new(run));
        for _ in 0..3 {
            files.look_now();
            while files.read_on(&shared, || false) == Came::More {}
        }
        lock(&shared.recorder).finish().1.unwrap();
        let Ok(file) = fs::File::open(run.join("series")) else { return Vec::new() };
        let mut reader = SeriesReader::keeping(file, usize::MAX, |_, _, _| true);
        while reader.read_more().unwrap() {}
        reader.into_series().into_iter().map(|series| (series.name, series.values)).collect()
    }

    /// A folder, and what tracks it from now on.
    fn tracked(folder: &Path) -> (PathBuf, TrackedFiles) {
        let logged = folder.join("logged");
        fs::create_dir(&logged).unwrap();
        fs::write(logged.join("before.log"), "epoch,loss\n0,1.0\n").unwrap();
        let since = Mark::of(&fs::File::open(logged.join("before.log")).unwrap()).unwrap().changed;
        // The system's times are those of its last tick.
        let is_later = || {
            fs::write(logged.join("tick"), "").unwrap();
            Mark::of(&fs::File::open(logged.join("tick")).unwrap()).unwrap().changed > since
        };
        while !is_later() {}
        let files = TrackedFiles::of([logged.as_path()], MetricsFrom::ALL, since);
        (logged, files)
    }

    /// Charts of a training would show what its package was shipped with.
    #[test]
    fn what_was_there_before_is_read_once_it_changes() {
        let folder = tempfile::tempdir().unwrap();
        let (logged, mut files) = tracked(folder.path());
        assert!(values(&mut files, folder.path()).is_empty());
        fs::write(logged.join("before.log"), "epoch,loss\n0,1.0\n1,0.5\n").unwrap();
        assert_eq!(values(&mut files, folder.path()), [("loss".to_owned(), vec![1.0, 0.5])]);
    }

    /// A chart would show the beginning of a broken file again each second, until the run's directory is full.
    #[test]
    fn a_broken_file_is_read_once() {
        let folder = tempfile::tempdir().unwrap();
        let (logged, mut files) = tracked(folder.path());
        fs::write(logged.join("training.log"), "epoch,loss\n0,1.0\n5,0.5\n").unwrap();
        let first = values(&mut files, folder.path());
        assert!(first.iter().all(|(_, values)| values.len() == 1), "{first:?}");
        fs::write(logged.join("training.log"), "epoch,loss\n0,1.0\n5,0.5\n6,0.4\n").unwrap();
        let _ = fs::remove_file(folder.path().join("series"));
        assert!(values(&mut files, folder.path()).is_empty());
    }

    /// A chart would have other points than the training logged whenever SQLite moves its log into its database.
    #[test]
    fn a_database_is_read_while_it_is_written() {
        const WRITES: &str = r#"
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
for pragma in ("page_size = 512", "journal_mode = WAL", "wal_autocheckpoint = 300"):
    database.execute("PRAGMA " + pragma)
database.execute("CREATE TABLE metrics (timestamp TEXT, run_name TEXT, step INTEGER, metrics TEXT)")
for step in range(400):
    values = ("2026-12-01T02:20:00Z", "r", step, '{"loss": %d}' % step)
    database.execute("INSERT INTO metrics VALUES (?, ?, ?, ?)", values)
"#;
        let folder = tempfile::tempdir().unwrap();
        let (logged, mut files) = tracked(folder.path());
        let shared = Shared::new(&RunDir::new(folder.path()));
        let mut python = Command::new("python3");
        let mut training = python.args(["-c", WRITES]).arg(logged.join("flowers.db")).spawn().unwrap();
        while training.try_wait().unwrap().is_none() {
            files.look_now();
            files.read_on(&shared, || false);
        }
        files.end();
        while files.read_on(&shared, || false) == Came::More {}
        lock(&shared.recorder).finish().1.unwrap();
        let expected = (0..400).map(f64::from).collect();
        assert_eq!(values(&mut files, folder.path()), [("loss".to_owned(), expected)]);
    }

    /// After so many checkpoints that were removed, nothing would be read any more.
    #[test]
    fn a_removed_file_makes_room_for_others() {
        let folder = tempfile::tempdir().unwrap();
        let (logged, mut files) = tracked(folder.path());
        let shared = Shared::new(&RunDir::new(folder.path()));
        for step in 0..FILES + 10 {
            let checkpoint = logged.join(format!("checkpoint-{step}"));
            fs::create_dir(&checkpoint).unwrap();
            fs::write(checkpoint.join("trainer_state.json"), r#"{"log_history": []}"#).unwrap();
            files.look_now();
            files.read_on(&shared, || false);
            assert!(files.is_any_known());
            fs::remove_dir_all(&checkpoint).unwrap();
            files.read_on(&shared, || false);
        }
        assert!(!files.skipped().are_many);
    }
}
