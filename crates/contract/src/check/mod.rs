//! The package check, contract §1: whether a zip or a folder is an ML package, and which pipeline
//! types it can run. It reads and parses; nothing of the package is imported or run.
//!
//! The way through: `archive` or `folder` lists what is there (`names` decides which names may
//! be), the root folder is found, then `contents` asks for its files, `python` parses them and
//! `class` looks for class `Main`. The first thing that makes the rest unsafe to look at ends it.

mod archive;
mod class;
mod contents;
mod dropped;
mod folder;
mod names;
mod python;
mod root;

use std::path::{Path, PathBuf};

use jiff::civil;
use locales::{Failure, Message, Result};
use serde::Serialize;

use crate::{AsOf, PipelineKind, PythonVersion};

use dropped::Dropped;
pub use dropped::{is_dropped, is_environment};
pub use names::shown;

/// More than this in a zip is refused where it unpacks to more than [`RATIO`] times its size.
const BOMB_SIZE: u64 = 100_000_000;
/// See [`BOMB_SIZE`].
const RATIO: u64 = 200;

/// Where a package comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file, which should be a zip.
    Zip(PathBuf),
    /// A folder, by the same rules.
    Folder(PathBuf),
}

impl Source {
    /// What is at `path`. A link is followed: it is the person who named it.
    ///
    /// # Errors
    /// There is nothing, or neither a file nor a folder.
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

    /// Where it is.
    pub fn path(&self) -> &Path {
        match self {
            Self::Zip(path) | Self::Folder(path) => path,
        }
    }
}

/// What the check has to know about the machine and the wish.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts<'a> {
    /// The Python the package is to run with, if one was named.
    pub python: Option<PythonVersion>,
    /// The Pythons found on this machine.
    pub interpreters: &'a [PythonVersion],
    /// Free bytes on the disk it would be unpacked on; none: that is not asked.
    pub free: Option<u64>,
    /// The day it is; none: how old the files are is not asked.
    pub today: Option<civil::Date>,
}

/// How one check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// As it should be.
    Pass,
    /// Accepted, but worth knowing.
    Warning,
    /// Refused.
    Fail,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// How it went.
    pub verdict: Verdict,
    /// What was found. It names the thing, so that it can be said alone.
    pub message: Message,
    /// The file it is about, as named inside the root folder (in the zip, where there is none yet).
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

    /// The refusal as a failure, for who wanted more than the report.
    pub fn failure(&self) -> Failure {
        self.message.clone().into()
    }

    fn at(self, file: &str, line: Option<u64>) -> Self {
        Self { file: Some(file.to_string()), line, ..self }
    }
}

/// Everything that was looked at, in the order a person follows, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The checks.
    pub checks: Vec<Check>,
    /// The pipeline types this version can run; what cannot be checked here counts as there. Empty
    /// if the package is refused.
    pub pipelines: Vec<PipelineKind>,
    /// Whether there is a `train.py`, so that pipelines can be run at all.
    pub training: bool,
    /// The root folder's name; none: a flat zip, to be stored under a root folder named after the
    /// package.
    pub root: Option<String>,
    /// Of a folder: where its root folder is, itself or the one inside it.
    pub folder: Option<PathBuf>,
    /// What comes before every path inside the root folder: `churn/`, or nothing.
    #[serde(skip)]
    prefix: String,
    /// How many files it has, without the dropped ones.
    pub files: u64,
    /// Their size unpacked, in bytes.
    pub bytes: u64,
    /// The day the newest of them was changed, as far as that can be believed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newest: Option<AsOf>,
    #[serde(skip)]
    dropped: Dropped,
}

impl Report {
    /// The first thing that has the package refused.
    pub fn refused(&self) -> Option<&Check> {
        self.checks.iter().find(|check| check.verdict == Verdict::Fail)
    }

    /// Whether nothing has it refused.
    pub fn is_accepted(&self) -> bool {
        self.refused().is_none()
    }

    /// Whether an import leaves out this path of the zip.
    pub fn drops(&self, path: &Path) -> bool {
        self.dropped.has(path)
    }
}

/// Why the check ends before its end.
enum Stop {
    /// The package is refused, and the rest cannot be looked at.
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
    /// Its path, `/` between names.
    path: String,
    /// As declared, in bytes.
    size: u64,
}

/// A package that has been listed and whose files can be read.
trait Package {
    /// The files, dropped ones left out.
    fn files(&self) -> &[Entry];

    /// What is left out.
    fn dropped(&self) -> &Dropped;

    /// The first `most` bytes of a file.
    fn read(&mut self, path: &str, most: u64) -> Step<Vec<u8>>;

    /// The days the files were changed on, as far as they are known.
    fn changed(&self) -> Vec<civil::Date>;

    /// How many bytes the files take packed; none: they are not packed.
    fn packed(&self) -> Option<u64>;

    /// Reads every file to its end and holds it against what is declared.
    fn verify(&mut self) -> Step<()>;
}

/// Checks the package at `source`: every row of the table in contract §1.
///
/// # Errors
/// Only if it cannot be read at all. What the contract refuses is a [`Verdict::Fail`] in the report.
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

/// Which pipeline types a version supports that a training here has made. What is refused of a zip
/// from outside is not asked of it: a trained model is not lost for a name or a size (contract §1).
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

/// What holds for every zip from elsewhere, not only a package's, by what it declares: how many
/// entries it has, and how many bytes they take unpacked and packed.
///
/// # Errors
/// More entries, or stronger compression, than contract §1 lets a zip have.
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
    // Before anything is unpacked: these rest on what is declared, and verify() holds it to that.
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
