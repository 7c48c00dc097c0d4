//! ML Logs: what happened in each project to packages, datasets, runs and schedules, one line per event in
//! the store's `events.jsonl`.
//!
//! Every change of the store is recorded here by the program that made it, while it still holds the store's
//! lock and before the store is clean again: a program that is killed in between leaves the store dirty, and
//! the next one adds what is missing (`missed.rs`). A line is appended with a single write, so that the lines
//! of several programs never mix. It is not synced: after a power cut the index is rebuilt anyway, and that
//! adds what is missing too. On a full disk lines are lost, never the change.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::str::FromStr;
use std::sync::PoisonError;

use contract::{DatasetName, PackageName, ProjectId, RunId, ScheduleId, Version};
use jiff::Timestamp;
use locales::{Failure, Language, Message, Result};
use rundir::Reason;
use serde::{Deserialize, Serialize};

use crate::parts::Activity;
use crate::reads::Reads;

/// The kind of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum LogKind {
    /// A package was checked.
    Check,
    /// A version was added, trained or removed.
    Version,
    /// A dataset was added, extended or removed.
    Dataset,
    /// A run was created, ended or was removed.
    Run,
    /// A schedule was created, changed, paused, removed, or skipped a time. The runs it creates are of kind
    /// `Run`.
    Schedule,
    /// A project was created, renamed, described or removed.
    Project,
    /// An error of no other kind. As a filter it finds everything that went wrong.
    Error,
}

impl LogKind {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Check, Self::Version, Self::Dataset, Self::Run, Self::Schedule, Self::Project, Self::Error];

    /// Its name in files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Version => "version",
            Self::Dataset => "dataset",
            Self::Run => "run",
            Self::Schedule => "schedule",
            Self::Project => "project",
            Self::Error => "error",
        }
    }
}

impl FromStr for LogKind {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self> {
        let unknown = || Message::LogKindUnknown { kind: text.to_string() }.into();
        Self::ALL.into_iter().find(|kind| kind.word() == text).ok_or_else(unknown)
    }
}

/// What an entry is about. It may no longer exist.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogSubject {
    /// A package, or one version of it.
    Package(PackageName, Option<Version>),
    /// A dataset.
    Dataset(DatasetName),
    /// A run.
    Run(RunId),
    /// A schedule.
    Schedule(ScheduleId),
    /// A project.
    Project(ProjectId),
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogEntry {
    /// When.
    pub at: Timestamp,
    /// Its kind.
    pub kind: LogKind,
    /// Whether it went wrong.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub failed: bool,
    /// The project it happened in.
    pub project: ProjectId,
    /// What it is about. `None`: nothing in the store.
    pub about: Option<LogSubject>,
    /// What happened.
    #[serde(rename = "said")]
    pub message: Reason,
    /// Why, where there is a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Reason>,
}

impl LogEntry {
    /// An event in the first project.
    pub(crate) fn new(at: Timestamp, kind: LogKind, about: Option<LogSubject>, message: Message) -> Self {
        let project = ProjectId::default();
        Self { at, kind, failed: false, project, about, message: message.into(), why: None }
    }

    /// The same in another project.
    pub(crate) fn of(self, project: &ProjectId) -> Self {
        Self { project: project.clone(), ..self }
    }

    /// The whole entry in one line.
    pub fn render(&self, language: Language) -> String {
        let message = self.message.render(language);
        self.why.as_ref().map_or(message.clone(), |why| format!("{message} {}", why.render(language)))
    }
}

/// Which entries are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// One of these. Empty: any.
    pub kinds: Vec<LogKind>,
    /// Only entries from this time on.
    pub since: Option<Timestamp>,
}

impl LogFilter {
    fn matches(&self, head: &Head) -> bool {
        let is_wanted = |kind: &LogKind| *kind == head.kind || (*kind == LogKind::Error && head.failed);
        (self.kinds.is_empty() || self.kinds.iter().any(is_wanted))
            && self.since.is_none_or(|since| head.at >= since)
    }
}

/// The part of an entry that filters look at.
#[derive(Clone, Copy, Debug)]
struct Head {
    at: Timestamp,
    kind: LogKind,
    failed: bool,
}

/// The format of a line, and the newest that can be read. A line without a format is of format 1.
pub(crate) const FORMAT: u64 = 1;

/// Parses a line. `None`: it is incomplete, or was written by a newer program.
fn entry(line: &[u8]) -> Option<LogEntry> {
    #[derive(Deserialize)]
    struct Line {
        #[serde(default)]
        format: u64,
        #[serde(flatten)]
        entry: LogEntry,
    }
    let Line { format, entry } = serde_json::from_slice(line).ok()?;
    (format <= FORMAT).then_some(entry)
}

/// Parses the head of a line, if it belongs to `project`.
fn head(line: &[u8], project: &ProjectId) -> Option<Head> {
    #[derive(Deserialize)]
    struct Line<'a> {
        #[serde(default)]
        format: u64,
        at: Timestamp,
        kind: LogKind,
        #[serde(default)]
        failed: bool,
        project: &'a str,
    }
    let Line { format, at, kind, failed, project: own } = serde_json::from_slice(line).ok()?;
    (own == project.as_str() && format <= FORMAT).then_some(Head { at, kind, failed })
}

/// A page of entries, newest first.
#[derive(Clone, Debug, PartialEq)]
pub struct LogPage {
    /// The number of entries that match the filter.
    pub total: u64,
    /// The number of all entries.
    pub all: u64,
    /// The requested entries, each with its position in the file, which identifies it.
    pub rows: Vec<(u64, LogEntry)>,
}

/// The positions of a project's entries in the file, as far as it has been read. An entry itself is only read
/// when it is shown.
#[derive(Debug, Default)]
pub(crate) struct LogIndex {
    read: u64,
    heads: Vec<(u64, usize, Head)>,
}

impl LogIndex {
    /// Reads what was appended since the last call. A line without an end is read when it is complete; what
    /// is not an entry, such as a line that a full disk cut short or that a newer program wrote, is ignored.
    fn read_on(&mut self, file: &mut File, project: &ProjectId) -> io::Result<()> {
        if file.metadata()?.len() < self.read {
            *self = Self::default();
        }
        file.seek(SeekFrom::Start(self.read))?;
        let mut news = Vec::new();
        file.read_to_end(&mut news)?;
        for line in news.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n")) {
            if let Some(head) = head(line, project) {
                self.heads.push((self.read, line.len(), head));
            }
            self.read += line.len() as u64;
        }
        Ok(())
    }
}

impl<S: Reads> Activity<'_, S> {
    /// A page of the project's log, newest first: `limit` matching entries after the first `offset`.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn page(&self, filter: &LogFilter, offset: u64, limit: u64) -> Result<LogPage> {
        let mut index = self.0.reader().log().lock().unwrap_or_else(PoisonError::into_inner);
        let Some(mut file) = self.open_log()? else {
            return Ok(LogPage { total: 0, all: 0, rows: Vec::new() });
        };
        index.read_on(&mut file, self.0.project()).map_err(|error| self.unreadable_log(error))?;
        let found = || index.heads.iter().rev().filter(|(_, _, head)| filter.matches(head));
        let rows = found().skip(offset as usize).take(limit as usize).filter_map(|(begin, length, _)| {
            let mut line = vec![0; *length];
            file.read_exact_at(&mut line, *begin).ok()?;
            Some((*begin, entry(&line)?))
        });
        Ok(LogPage { total: found().count() as u64, all: index.heads.len() as u64, rows: rows.collect() })
    }

    /// Passes each entry of the project after byte `from` of the log to `take`, oldest first. Returns the
    /// position to continue from.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn each(&self, filter: &LogFilter, from: u64, take: impl FnMut(LogEntry)) -> Result<u64> {
        let wanted = |line: &[u8]| head(line, self.0.project()).is_some_and(|head| filter.matches(&head));
        self.each_of_all_projects(from, wanted, take)
    }

    /// The same for the `wanted` lines of all projects.
    pub(crate) fn each_of_all_projects(
        &self,
        from: u64,
        wanted: impl Fn(&[u8]) -> bool,
        mut take: impl FnMut(LogEntry),
    ) -> Result<u64> {
        let Some(mut file) = self.open_log()? else { return Ok(0) };
        let failed = |error| self.unreadable_log(error);
        let mut at = file.seek(SeekFrom::Start(from)).map_err(failed)?;
        let (mut lines, mut line) = (BufReader::new(file), Vec::new());
        loop {
            line.clear();
            lines.read_until(b'\n', &mut line).map_err(failed)?;
            if !line.ends_with(b"\n") {
                return Ok(at);
            }
            at += line.len() as u64;
            if wanted(&line)
                && let Some(entry) = entry(&line)
            {
                take(entry);
            }
        }
    }

    fn open_log(&self) -> Result<Option<File>> {
        match File::open(self.0.home().activity_log()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            opened => opened.map(Some).map_err(|error| self.unreadable_log(error)),
        }
    }

    fn unreadable_log(&self, error: io::Error) -> Failure {
        Failure::because(Message::FileUnreadable { path: files::shown(&self.0.home().activity_log()) }, error)
    }
}

/// Parses a time: a timestamp (`2026-11-24T18:00:00Z`), a local date or time (`2026-11-24`, `2026-11-24
/// 18:00`), or a duration before now (`36h`, `7d`).
///
/// # Errors
/// It is none of these.
pub fn since(text: &str, now: &jiff::Zoned) -> Result<Timestamp> {
    let text = text.trim();
    let ago = || now.checked_sub(text.parse::<jiff::Span>().ok()?).ok();
    let local = || text.parse::<jiff::civil::DateTime>().ok()?.to_zoned(now.time_zone().clone()).ok();
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| local().or_else(ago).map(|at| at.timestamp()))
        .ok_or_else(|| Message::SinceInvalid { text: text.to_string() }.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine(folder: &std::path::Path) -> crate::Engine {
        crate::Engine::open(&folder.join("home"), "/no/program".into()).unwrap()
    }

    /// A log of several years would be read completely for each page, or its end not be found.
    #[test]
    fn of_a_hundred_thousand_entries_only_the_visible_ones_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path());
        let entry = |n: i64| LogEntry {
            at: Timestamp::from_second(n).unwrap(),
            failed: n % 1000 == 0,
            ..LogEntry::new(
                Timestamp::UNIX_EPOCH,
                LogKind::Run,
                None,
                Message::LogRunCreated { name: n.to_string() },
            )
        };
        engine.append_log(&(0..100_000).map(entry).collect::<Vec<_>>());
        let seconds = |filter: &LogFilter, offset| {
            let page = engine.activity().page(filter, offset, 3).unwrap();
            (page.total, page.rows.iter().map(|(_, entry)| entry.at.as_second()).collect::<Vec<_>>())
        };
        assert_eq!(seconds(&LogFilter::default(), 0), (100_000, vec![99_999, 99_998, 99_997]));
        assert_eq!(seconds(&LogFilter::default(), 99_998), (100_000, vec![1, 0]));
        let since = Some(Timestamp::from_second(97_500).unwrap());
        let errors = LogFilter { kinds: vec![LogKind::Error], since };
        assert_eq!(seconds(&errors, 0), (2, vec![99_000, 98_000]));
        engine.append_log(&[entry(100_000)]);
        assert_eq!(seconds(&errors, 0), (3, vec![100_000, 99_000, 98_000]), "only what is new is read");
    }

    /// A person would see entries of another period than the one they asked for.
    #[test]
    fn a_look_back_is_understood() {
        let noon: Timestamp = "2026-11-25T12:00:00Z".parse().unwrap();
        let now = noon.to_zoned(jiff::tz::TimeZone::UTC);
        for (text, seconds) in [("2d", 2 * 86400), ("36h", 36 * 3600), ("2026-11-25", 43200)] {
            assert_eq!(
                now.timestamp().as_second() - since(text, &now).unwrap().as_second(),
                seconds,
                "{text}"
            );
        }
        assert_eq!(since("2026-11-24T18:00:00Z", &now), since(" 2026-11-24 18:00 ", &now));
        for text in ["", "yesterday", "7", "2026-13-01"] {
            assert!(since(text, &now).is_err(), "{text}");
        }
    }
}
