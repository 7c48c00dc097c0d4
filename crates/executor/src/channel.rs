//! The messages between harness and executor, over two FIFOs in the run's directory.
//!
//! They have names so that the harness can open them again each time: it works even if the code closes
//! all descriptors, and even where the executor's process is not visible. The executor opens them before
//! any of the package's code runs, each for reading and writing, and never looks them up again, so that
//! nothing blocks here whatever the code does to them.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rundir::{RunDir, Stage};
use rustix::fs::{CWD, FileType, Mode, OFlags, fstat, mkfifoat, open};
use serde::Deserialize;

/// The longest report. Reports are short lines; anything longer is from code that found the FIFO.
const LONGEST_REPORT: usize = 64 * 1024;

/// A report of the harness.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Report {
    /// The next call begins this stage, once it is answered.
    Stage(Stage),
    /// `train` gets all data because its folder is empty. It is called once this is answered.
    TrainingFolderEmpty,
    Error {
        stage: Stage,
        exception: String,
        text: String,
    },
    Exit {
        stage: Stage,
        code: String,
    },
    Score(f64),
    NoScore(String),
    Done,
}

pub(crate) struct Channel {
    reports: OwnedFd,
    answers: OwnedFd,
    unread: Vec<u8>,
}

impl Channel {
    /// Makes the FIFOs. No code of the package may run yet.
    pub(crate) fn make(run: &RunDir) -> io::Result<Self> {
        Ok(Self { reports: fifo(&run.reports())?, answers: fifo(&run.answers())?, unread: Vec::new() })
    }

    /// A descriptor that is readable when there are reports.
    pub(crate) fn reports(&self) -> BorrowedFd<'_> {
        self.reports.as_fd()
    }

    /// Reads some bytes. Returns false if there are none.
    pub(crate) fn receive(&mut self) -> bool {
        let mut bytes = [0; 4096];
        match rustix::io::read(&self.reports, &mut bytes) {
            Ok(length) if length > 0 => self.unread.extend(&bytes[..length]),
            Err(rustix::io::Errno::INTR) => {}
            _ => return false,
        }
        true
    }

    /// The next complete report.
    pub(crate) fn next(&mut self) -> Option<Report> {
        while let Some(end) = self.unread.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.unread.drain(..=end).collect();
            // Anything else is from code that found the FIFO.
            if let Ok(report) = serde_json::from_slice(&line) {
                return Some(report);
            }
        }
        if self.unread.len() > LONGEST_REPORT {
            self.unread.clear();
        }
        None
    }

    /// Lets the harness continue.
    pub(crate) fn answer(&self) {
        // Fails only if code has filled the FIFO, which then has enough for the harness to read.
        let _ = rustix::io::write(&self.answers, b"\n");
    }
}

/// Makes a FIFO and opens it so that it never reaches its end and never blocks.
fn fifo(path: &Path) -> io::Result<OwnedFd> {
    files::tree::remove(path).map_err(io::Error::other)?;
    mkfifoat(CWD, path, Mode::RUSR | Mode::WUSR)?;
    let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let opened = open(path, flags, Mode::empty())?;
    if FileType::from_raw_mode(fstat(&opened)?.st_mode) != FileType::Fifo {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(opened)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the code writes into the FIFO must neither fill the memory nor hide the harness's reports.
    #[test]
    fn reports_are_distinguished_from_anything_else() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        std::fs::write(run.reports(), "in the way").unwrap();
        let mut channel = Channel::make(&run).unwrap();
        assert!(!channel.receive(), "an empty FIFO must not block");
        let mut written = b"\xff\n\"done\n{}\n{\"stage\": \"version!\"}\n\n".to_vec();
        written.extend(vec![b'x'; 3 * LONGEST_REPORT]);
        written.extend(b"\n{\"stage\": \"train\"}\n\"done\"\n");
        let writing = std::thread::spawn(move || std::fs::write(run.reports(), written).unwrap());
        let mut received = Vec::new();
        while received.len() < 2 {
            channel.receive();
            received.extend(std::iter::from_fn(|| channel.next()));
            assert!(channel.unread.len() <= LONGEST_REPORT + 4096);
        }
        writing.join().unwrap();
        assert!(matches!(received[..], [Report::Stage(Stage::Train), Report::Done]), "{received:?}");
        (0..100_000).for_each(|_| channel.answer());
    }
}
