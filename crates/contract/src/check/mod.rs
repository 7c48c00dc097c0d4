//! The package check (contract §1): whether a zip or a folder is an ML package, and which pipeline types
//! it can run. It reads and parses files, and never imports or runs code of the package.
//!
//! First `archive` or `folder` lists the files, with names that `names` accepts; then `root` finds the
//! root folder, `contents` checks its files, `python` parses them, and `class` looks for class `Main`. The
//! check ends early if it would be unsafe to continue.

mod archive;
mod class;
mod contents;
mod dropped;
mod folder;
mod names;
mod python;
mod root;
mod variables;

use std::path::{Path, PathBuf};

use jiff::civil;
use locales::{Failure, Message, Result};
use serde::Serialize;

use crate::{AsOf, PipelineKind, PythonVersion};

use dropped::Dropped;
pub use dropped::{is_dropped, is_environment};
pub use names::shown;
pub use variables::{Variable, variables};

/// A zip that unpacks to more bytes than this is refused if that is more than [`RATIO`] times its size.
const BOMB_SIZE: u64 = 100_000_000;
/// See [`BOMB_SIZE`].
const RATIO: u64 = 200;

/// Where a package comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file, which should be a zip.
    Zip(PathBuf),
    /// A folder, which must satisfy the same rules.
    Folder(PathBuf),
}

impl Source {
    /// The source at `path`. A link is followed, because a person named it.
    ///
    /// # Errors
    /// `path` does not exist, or is neither a file nor a folder.
    pub fn at(path: &Path) -> Result<Self> {
        let shown = || path.display().to_string();
        let kind = std::fs::metadata(path)
            .map_err(|error| match error.kind() {
                std::io::ErrorKind::NotFound => Message::SourceMissing { path: shown() }.into(),
                _ => Failure::because(Message::FileUnreadable { path: shown() }, error),
            })?
            .file_type();
        if kind.is_dir() {
            Ok(Self::Folder(path.to_path_buf()))
        } else if kind.is_file() {
            Ok(Self::Zip(path.to_path_buf()))
        } else {
            Err(Message::FileSpecial { path: shown() }.into())
        }
    }

    /// The path of the zip or folder.
    pub fn path(&self) -> &Path {
        match self {
            Self::Zip(path) | Self::Folder(path) => path,
        }
    }
}

/// What the check needs to know about the machine and the person's choices.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts<'a> {
    /// The Python that was chosen for the package, if there is one.
    pub python: Option<PythonVersion>,
    /// The Pythons on this machine.
    pub interpreters: &'a [PythonVersion],
    /// Free bytes on the disk where it would be unpacked; `None` to skip this check.
    pub free: Option<u64>,
    /// Today's date; `None` to ignore the age of the files.
    pub today: Option<civil::Date>,
}

/// The result of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Everything is right.
    Pass,
    /// The package is accepted, but a person should know this.
    Warning,
    /// The package is refused.
    Fail,
}

/// One check of a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Its result.
    pub verdict: Verdict,
    /// What was found, as a message that is complete by itself.
    pub message: Message,
    /// The file that it is about, relative to the root folder (or to the zip, if no root folder is known yet).
    pub file: Option<String>,
    /// The line in that file, from 1.
    pub line: Option<u64>,
}

impl Check {
    fn new(verdict: Verdict, message: Message) -> Self {
        Self { verdict, message, file: None, line: None }
    }

    fn pass(message: Message) -> Self {
        Self::new(Verdict::Pass, message)
    }

    fn warning(message: Message) -> Self {
        Self::new(Verdict::Warning, message)
    }

    fn fail(message: Message) -> Self {
        Self::new(Verdict::Fail, message)
    }

    /// The refusal as a failure, for callers that need an accepted package.
    pub fn failure(&self) -> Failure {
        self.message.clone().into()
    }

    fn at(self, file: &str, line: Option<u64>) -> Self {
        Self { file: Some(file.to_string()), line, ..self }
    }
}

/// All checks, in an order that a person can follow, and what is known about the package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The checks.
    pub checks: Vec<Check>,
    /// The pipeline types that this version can run, or may be able to run. Empty if the package is refused.
    pub pipelines: Vec<PipelineKind>,
    /// Whether there is a `train.py`, so that pipelines can be run at all.
    pub training: bool,
    /// The root folder's name; `None` for a flat zip, to which a root folder named after the package is added.
    pub root: Option<String>,
    /// If the source is a folder: the path of its root folder, which is the source itself or a folder in it.
    pub folder: Option<PathBuf>,
    /// The prefix of every path in the root folder: `churn/`, or nothing.
    #[serde(skip)]
    prefix: String,
    /// How many files it has, without those that are left out.
    pub files: u64,
    /// The sum of their unpacked sizes, in bytes.
    pub bytes: u64,
    /// The day on which the newest file was changed, if that is plausible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newest: Option<AsOf>,
    #[serde(skip)]
    dropped: Dropped,
}

impl Report {
    /// The first check for which the package is refused.
    pub fn refused(&self) -> Option<&Check> {
        self.checks.iter().find(|check| check.verdict == Verdict::Fail)
    }

    /// Whether the package is accepted.
    pub fn is_accepted(&self) -> bool {
        self.refused().is_none()
    }

    /// Whether an import leaves out this path of the zip.
    pub fn drops(&self, path: &Path) -> bool {
        self.dropped.has(path)
    }
}

/// Why the check ends early.
enum Stop {
    /// The package is refused, and the rest cannot be checked.
    Refused(Box<Check>),
    /// The package cannot be read.
    Failed(Failure),
}

type Step<T> = std::result::Result<T, Stop>;

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Check> for Stop {
    fn from(check: Check) -> Self {
        Self::Refused(Box::new(check))
    }
}

impl From<Message> for Stop {
    fn from(message: Message) -> Self {
        Check::fail(message).into()
    }
}

/// A file of the package.
struct Entry {
    /// Its path, with `/` between names.
    path: String,
    /// Its declared size, in bytes.
    size: u64,
}

/// A package whose files are listed and can be read.
trait Package {
    /// The files, without those that are left out.
    fn files(&self) -> &[Entry];

    /// What is left out.
    fn dropped(&self) -> &Dropped;

    /// The first `most` bytes of a file.
    fn read(&mut self, path: &str, most: u64) -> Step<Vec<u8>>;

    /// The days on which the files were changed, as far as they are known.
    fn changed(&self) -> Vec<civil::Date>;

    /// The packed size of the files in bytes; `None` if they are not packed.
    fn packed(&self) -> Option<u64>;

    /// Reads every file to its end and compares it with what is declared.
    fn verify(&mut self) -> Step<()>;
}

/// Checks the package at `source` by every row of the table in contract §1.
///
/// # Errors
/// It cannot be read at all. What the contract refuses is a [`Verdict::Fail`] in the report, not an error.
pub fn check(source: &Source, facts: &Facts<'_>) -> Result<Report> {
    let mut report = Report::default();
    match examine(source, facts, &mut report) {
        Ok(()) => {}
        Err(Stop::Refused(check)) => report.checks.push(*check),
        Err(Stop::Failed(failure)) => return Err(failure),
    }
    if !report.is_accepted() {
        report.pipelines.clear();
        report.training = false;
    }
    Ok(report)
}

/// The pipeline types of a version that a training in this store has made. The checks for names and sizes in zips
/// from elsewhere are skipped, so that no trained model is lost because of them (contract §1).
///
/// # Errors
/// It cannot be read, or lacks what makes it a package.
pub fn check_made(zip: &Path) -> Result<Vec<PipelineKind>> {
    let mut report = Report::default();
    let examined = archive::open_made(zip).and_then(|mut package| {
        root::find(&Source::Zip(zip.into()), package.files(), &mut report)?;
        contents::check(&mut package, &Facts::default(), &mut report)
    });
    match examined {
        Ok(()) => {}
        Err(Stop::Refused(check)) => report.checks.push(*check),
        Err(Stop::Failed(failure)) => return Err(failure),
    }
    match report.refused() {
        Some(check) => Err(Message::ReasonVersionRefused { problem: check.message.to_string() }.into()),
        None => Ok(report.pipelines),
    }
}

/// Checks what any zip from elsewhere, not only a package, declares: its number of entries, and their unpacked and
/// packed sizes.
///
/// # Errors
/// It has more entries, or a stronger compression, than contract §1 allows.
pub fn check_declared(entries: u64, bytes: u64, packed: u64) -> Result<(), Message> {
    if entries > names::MOST_ENTRIES {
        return Err(Message::CheckTooMany { most: names::MOST_ENTRIES });
    }
    if bytes > BOMB_SIZE && bytes / RATIO > packed {
        return Err(Message::CheckCompression { bytes, packed });
    }
    Ok(())
}

fn examine(source: &Source, facts: &Facts<'_>, report: &mut Report) -> Step<()> {
    let mut package: Box<dyn Package> = match source {
        Source::Zip(path) => Box::new(archive::open(path)?),
        Source::Folder(path) => Box::new(folder::open(path)?),
    };
    report.files = package.files().len() as u64;
    report.dropped = package.dropped().clone();
    report.bytes = package.files().iter().fold(0, |sum, file| sum.saturating_add(file.size));
    // Before anything is unpacked. These checks use what is declared, which verify() compares with the content.
    if let Some(packed) = package.packed() {
        check_declared(report.files, report.bytes, packed)?;
    }
    if let Some(free) = facts.free.filter(|free| report.bytes > *free) {
        let bytes = report.bytes;
        return Err(Message::CheckNoSpace { bytes, free }.into());
    }
    package.verify()?;
    report.checks.push(Check::pass(Message::CheckFiles { files: report.files, bytes: report.bytes }));
    if let Some(today) = facts.today {
        report.newest = package.changed().into_iter().filter_map(|day| AsOf::believed(day, today)).max();
    }
    report.checks.extend(report.dropped.checks());
    root::find(source, package.files(), report)?;
    contents::check(package.as_mut(), facts, report)
}
