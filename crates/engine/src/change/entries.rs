//! Writes entries of ML Logs.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use serde::Serialize;

use crate::activity::FORMAT;
use crate::logged::Logged;
use crate::{Home, LogEntry};

/// An entry as written in the log. Programs of several versions write there, so each line has its format.
#[derive(Serialize)]
struct Line<'a> {
    format: u64,
    #[serde(flatten)]
    entry: &'a LogEntry,
}

/// Appends entries to ML Logs with a single write. The file is created if it is missing.
pub(super) fn append(home: &Home, entries: &[LogEntry]) {
    let mut lines = Vec::new();
    for entry in entries {
        lines.extend(serde_json::to_vec(&Line { format: FORMAT, entry }).unwrap_or_default());
        lines.push(b'\n');
    }
    // The change has been made, whether or not it can be recorded.
    write(&home.activity_log(), lines).logged("write ML Logs");
}

/// Appends with a single write. A line that a full disk cut short gets a line end first.
fn write(path: &Path, mut lines: Vec<u8>) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)?;
    let size = file.metadata()?.len();
    let mut last = [b'\n'];
    if size > 0 {
        file.read_exact_at(&mut last, size - 1)?;
    }
    if last != [b'\n'] {
        lines.insert(0, b'\n');
    }
    file.write(&lines).map(drop)
}
