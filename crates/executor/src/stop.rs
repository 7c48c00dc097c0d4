//! Hearing the stop file.

use std::fs;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::PathBuf;

use contract::RunDir;
use locales::{Failure, Message, Result};
use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};

/// How a run is asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Request {
    /// SIGTERM, then the grace period.
    Term,
    /// At once.
    Now,
}

/// Watches for the stop file. Its descriptor is readable when the file may have changed.
pub(crate) struct StopFile {
    path: PathBuf,
    watch: OwnedFd,
}

impl StopFile {
    pub(crate) fn watch(run: &RunDir) -> Result<Self> {
        let failed = |error| Failure::because(Message::ExecFailed, error);
        let watch = init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).map_err(failed)?;
        let names = WatchFlags::CREATE | WatchFlags::MOVED_TO | WatchFlags::CLOSE_WRITE;
        add_watch(&watch, run.path(), names | WatchFlags::ONLYDIR).map_err(failed)?;
        Ok(Self { path: run.stop(), watch })
    }

    /// What the file asks for now.
    pub(crate) fn read(&self) -> Option<Request> {
        let mut events = [0; 4096];
        while rustix::io::read(&self.watch, &mut events).is_ok_and(|length| length > 0) {}
        let text = fs::read_to_string(&self.path).ok()?;
        Some(if text.trim() == "now" { Request::Now } else { Request::Term })
    }
}

impl AsFd for StopFile {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.watch.as_fd()
    }
}
