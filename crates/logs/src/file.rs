//! A process's log file: bounded in size and number, made when there is something to write.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::SystemTime;

use jiff::Timestamp;
use tracing_subscriber::fmt::MakeWriter;

/// The folder of log files, in a store.
pub const FOLDER: &str = "logs";
/// How many bytes a log file has at most. A process that writes more keeps this much and the same again, in a file
/// whose name ends in `.older.log`.
pub const MAX_BYTES: u64 = 1 << 20;
/// How many log files a store has at most: those that were written to last.
pub const MAX_FILES: usize = 20;

/// How many bytes of one message are written.
const MAX_MESSAGE: usize = 16 << 10;
/// How many bytes are held until it is known where they go.
const MAX_HELD: usize = 64 << 10;

/// The log of this process.
static LOG: LazyLock<Mutex<Log>> = LazyLock::new(Mutex::default);

#[derive(Default)]
struct Log {
    program: &'static str,
    folder: Option<PathBuf>,
    /// What came before `folder` was known.
    held: Vec<u8>,
    open: Option<Open>,
}

struct Open {
    file: File,
    path: PathBuf,
    bytes: u64,
}

/// What `tracing` writes to.
#[derive(Clone, Copy)]
pub(crate) struct Sink;

impl MakeWriter<'_> for Sink {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        *self
    }
}

impl Write for Sink {
    /// Called once for each message. It never fails: on a full disk, or in a read-only store, there is nowhere left
    /// to report the failure.
    fn write(&mut self, message: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap_or_else(PoisonError::into_inner).add(&printable(message));
        Ok(message.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(crate) fn write_below(store: &Path, program: &'static str) {
    let mut log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
    log.folder = Some(store.join(FOLDER));
    log.program = program;
    let held = std::mem::take(&mut log.held);
    if !held.is_empty() {
        log.add(&held);
    }
}

impl Log {
    fn add(&mut self, text: &[u8]) {
        let Some(folder) = &self.folder else {
            let room = MAX_HELD.saturating_sub(self.held.len());
            self.held.extend_from_slice(&text[..text.len().min(room)]);
            return;
        };
        let file = match self.open.take() {
            Some(open) if open.bytes >= MAX_BYTES => open.begin_another(),
            Some(open) => Ok(open),
            None => Open::new(folder, self.program),
        };
        // A log that cannot be written cannot report that either: the message is lost, and the next message tries
        // again.
        self.open = file.and_then(|open| open.add(text)).ok();
    }
}

impl Open {
    fn new(folder: &Path, program: &str) -> io::Result<Self> {
        match DirBuilder::new().mode(0o700).create(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => remove_oldest(folder),
        }
        let time = Timestamp::now().strftime("%Y-%m-%dT%H-%M-%S%.6fZ");
        let path = folder.join(format!("{time}-{program}-{}.log", std::process::id()));
        Self::at(path)?.add(format!("Trainyard {}, {program}\n", env!("CARGO_PKG_VERSION")).as_bytes())
    }

    fn at(path: PathBuf) -> io::Result<Self> {
        let file = OpenOptions::new().append(true).create_new(true).mode(0o600).open(&path)?;
        Ok(Self { file, path, bytes: 0 })
    }

    fn add(mut self, text: &[u8]) -> io::Result<Self> {
        if let Err(error) = self.file.write_all(text) {
            if self.bytes == 0 {
                // An empty file says nothing.
                fs::remove_file(&self.path)?;
            }
            return Err(error);
        }
        self.bytes += text.len() as u64;
        Ok(self)
    }

    /// Begins a new file, and retains what this one holds as the older half.
    fn begin_another(self) -> io::Result<Self> {
        fs::rename(&self.path, self.path.with_extension("older.log"))?;
        Self::at(self.path)
    }
}

/// Makes room for one file more. Another process may do the same at the same time.
fn remove_oldest(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let logs = entries.flatten().map(|entry| entry.path());
    let mut logs: Vec<(SystemTime, PathBuf)> = logs
        .filter(|path| path.extension().is_some_and(|extension| extension == "log"))
        .filter_map(|path| Some((path.symlink_metadata().ok()?.modified().ok()?, path)))
        .collect();
    logs.sort();
    for (_, path) in logs.iter().rev().skip(MAX_FILES - 1) {
        // One that cannot be removed is tried again when the next file is made.
        let _ = fs::remove_file(path);
    }
}

/// A message as lines that cannot be taken for another message, and do nothing to a terminal: all but the first
/// are indented.
fn printable(message: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(&message[..message.len().min(MAX_MESSAGE)]);
    let mut line = String::with_capacity(text.len() + 1);
    for character in text.trim_end().chars() {
        match character {
            '\n' => line.push_str("\n    "),
            other if other.is_control() => line.push(char::REPLACEMENT_CHARACTER),
            other => line.push(other),
        }
    }
    line.push('\n');
    line.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(store: &Path) -> Log {
        Log { program: "test", folder: Some(store.join(FOLDER)), ..Log::default() }
    }

    fn logs(store: &Path) -> Vec<PathBuf> {
        let entries =
            fs::read_dir(store.join(FOLDER)).map(|all| all.flatten().map(|entry| entry.path()).collect());
        entries.unwrap_or_default()
    }

    #[test]
    fn nothing_is_made_before_the_first_message_nor_where_there_is_no_store() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = log(folder.path());
        assert!(logs(folder.path()).is_empty());
        first.add(b"one\n");
        first.add(b"two\n");
        let written = logs(folder.path());
        assert_eq!(written.len(), 1);
        assert!(fs::read(&written[0]).unwrap().ends_with(b"one\ntwo\n"));
        log(&folder.path().join("no store")).add(b"one\n");
        assert!(!folder.path().join("no store").exists());
    }

    /// Empty files would take the places of those that say something.
    #[test]
    fn a_full_disk_gets_no_log_and_the_program_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new.log");
        fs::write(&path, "").unwrap();
        let file = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut full = log(folder.path());
        full.open = Some(Open { file, path: path.clone(), bytes: 0 });
        full.add(b"one\n");
        assert!(full.open.is_none() && !path.exists());
        full.add(b"two\n");
        assert!(full.open.is_some(), "there is room again");
    }

    /// A program that fails for ever, at each try, must not fill the disk.
    #[test]
    fn a_log_is_bounded_and_its_newest_messages_stay() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = log(folder.path());
        let message = [b"x".repeat(9999), vec![b'\n']].concat();
        for _ in 0..400 {
            log.add(&message);
        }
        log.add(b"the last\n");
        let written = logs(folder.path());
        let bytes: u64 = written.iter().map(|path| path.metadata().unwrap().len()).sum();
        assert!(written.len() == 2 && bytes <= 2 * (MAX_BYTES + 10_000), "{written:?} {bytes}");
        assert!(fs::read(&log.open.unwrap().path).unwrap().ends_with(b"the last\n"));
    }

    #[test]
    fn the_oldest_logs_go_and_other_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(FOLDER)).unwrap();
        fs::write(folder.path().join(FOLDER).join("notes.txt"), "mine").unwrap();
        let mut newest = PathBuf::new();
        for _ in 0..MAX_FILES + 5 {
            let mut log = log(folder.path());
            log.add(b"one\n");
            newest = log.open.unwrap().path;
        }
        let written = logs(folder.path());
        assert_eq!(written.len(), MAX_FILES + 1);
        assert!(written.contains(&newest) && written.iter().any(|path| path.ends_with("notes.txt")));
    }

    /// What a training names a file must not become a line of its own, nor a terminal's command.
    #[test]
    fn a_message_stays_one_message() {
        let said = printable(b"could not read \x1b[2J\n2026-01-01 ERROR forged\n");
        let said = String::from_utf8(said).unwrap();
        assert_eq!(said, "could not read \u{fffd}[2J\n    2026-01-01 ERROR forged\n");
        assert!(printable(&b"x".repeat(1 << 20)).len() <= MAX_MESSAGE + 1);
    }
}
