//! What the harness and the executor say to each other, over two FIFOs in the run's directory.
//!
//! They have names so that the harness can reopen them each time: code that closes all
//! descriptors does not silence it, and the names lead there also where the executor's process
//! cannot be seen. The executor opens them before any of the package's code runs, each for both
//! directions, and never looks them up again: whatever the code does to them, nothing here waits.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rundir::{RunDir, Stage};
use rustix::fs::{CWD, FileType, Mode, OFlags, fstat, mkfifoat, open};
use serde::Deserialize;

/// A report is a short line; what is longer comes from code that found the FIFO.
const LONGEST_REPORT: usize = 64 * 1024;

/// What the harness reports.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Report {
    /// This stage shall begin, as soon as it is answered.
    Stage(Stage),
    /// `train` gets all data, since there is none to train on; it is called when this is answered.
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

    /// Readable when there are reports.
    pub(crate) fn reports(&self) -> BorrowedFd<'_> {
        self.reports.as_fd()
    }

    /// Takes in some of what has come. `false`: nothing has.
    pub(crate) fn receive(&mut self) -> bool {
        let mut bytes = [0; 4096];
        match rustix::io::read(&self.reports, &mut bytes) {
            Ok(length) if length > 0 => self.unread.extend(&bytes[..length]),
            Err(rustix::io::Errno::INTR) => {}
            _ => return false,
        }
        true
    }

    /// The next report that is whole.
    pub(crate) fn next(&mut self) -> Option<Report> {
        while let Some(end) = self.unread.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.unread.drain(..=end).collect();
            // Anything else is not the harness's: code that found the FIFO.
            if let Ok(report) = serde_json::from_slice(&line) {
                return Some(report);
            }
        }
        if self.unread.len() > LONGEST_REPORT {
            self.unread.clear();
        }
        None
    }

    /// Lets the harness go on. It waits for few answers, so there is room for them.
    pub(crate) fn answer(&self) {
        let _ = rustix::io::write(&self.answers, b"\n");
    }
}

/// Makes a FIFO, which neither comes to an end nor makes anybody here wait.
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

    /// What the code writes there must neither fill the memory nor hide what the harness reports.
    #[test]
    fn reports_are_told_apart_from_what_else_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        std::fs::write(run.reports(), "in the way").unwrap();
        let mut channel = Channel::make(&run).unwrap();
        assert!(!channel.receive(), "an empty FIFO makes nobody wait");
        let mut said = b"\xff\n\"done\n{}\n{\"stage\": \"version!\"}\n\n".to_vec();
        said.extend(vec![b'x'; 3 * LONGEST_REPORT]);
        said.extend(b"\n{\"stage\": \"train\"}\n\"done\"\n");
        let writing = std::thread::spawn(move || std::fs::write(run.reports(), said).unwrap());
        let mut heard = Vec::new();
        while heard.len() < 2 {
            channel.receive();
            heard.extend(std::iter::from_fn(|| channel.next()));
            assert!(channel.unread.len() <= LONGEST_REPORT + 4096);
        }
        writing.join().unwrap();
        assert!(matches!(heard[..], [Report::Stage(Stage::Train), Report::Done]), "{heard:?}");
        (0..100_000).for_each(|_| channel.answer());
    }
}
