//! Watches for the stop file.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rundir::{RunDir, Stop};
use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};

/// Watches for the stop file.
pub(crate) struct StopFile {
    run: RunDir,
    watch: Option<OwnedFd>,
}

impl StopFile {
    pub(crate) fn watch(run: &RunDir) -> Self {
        let watch = || {
            let watch = init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
            let names =
                WatchFlags::CREATE | WatchFlags::MOVED_TO | WatchFlags::CLOSE_WRITE | WatchFlags::DELETE_SELF;
            add_watch(&watch, run.path(), names | WatchFlags::ONLYDIR)?;
            Ok::<_, rustix::io::Errno>(watch)
        };
        Self { run: run.clone(), watch: watch().ok() }
    }

    /// Readable when the file may have changed. `None` if this machine has no inotify watches left, so that
    /// the file is only checked regularly.
    pub(crate) fn changes(&self) -> Option<BorrowedFd<'_>> {
        self.watch.as_ref().map(OwnedFd::as_fd)
    }

    /// The current request in the file.
    pub(crate) fn read(&self) -> Option<Stop> {
        if let Some(watch) = &self.watch {
            let mut events = [0; 4096];
            while rustix::io::read(watch, &mut events).is_ok_and(|length| length > 0) {}
        }
        if !self.run.path().exists() {
            // The directory was deleted by hand: nobody could stop the run any more, and its results are lost.
            return Some(Stop::Now);
        }
        rundir::stop(&self.run).filter(|stop| stop.is_asked())
    }
}
