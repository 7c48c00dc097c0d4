//! Waiting for changes in folders without a thread per wait, because the number of threads is limited.

use std::ffi::OsStr;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::fs::inotify::{CreateFlags, ReadFlags, Reader, WatchFlags, add_watch, init};
use rustix::io::Errno;

/// How often the files are checked where they cannot be watched.
pub(crate) const LOOK: Duration = Duration::from_millis(500);

/// Waits for changes in some folders, and for calls of its waker.
pub(crate) struct Waiter {
    /// `None`: this machine has no inotify watches left (their number is limited).
    changes: Option<OwnedFd>,
    calls: Arc<OwnedFd>,
}

/// Why a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WaitResult {
    Changed,
    Called,
    Late,
}

impl Waiter {
    /// Watches the names in `folders` from now on.
    ///
    /// # Errors
    /// One of them does not exist or may not be read, or no more files can be opened.
    pub(crate) fn new(folders: &[&Path]) -> io::Result<Self> {
        let calls = Arc::new(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?);
        let changes = match watch(folders) {
            Ok(changes) => Some(changes),
            Err(Errno::NOSPC | Errno::MFILE | Errno::NOMEM) => None,
            Err(error) => return Err(error.into()),
        };
        Ok(Self { changes, calls })
    }

    /// Returns a function that ends the current or next wait, from any thread.
    pub(crate) fn waker(&self) -> impl Fn() + Send + 'static {
        let calls = self.calls.clone();
        move || {
            // It only fails if the counter is full, and then the waiter wakes up anyway.
            let _ = rustix::io::write(&*calls, &1_u64.to_ne_bytes());
        }
    }

    /// Waits until a name for which `is_relevant` is true has changed since the last call, or until the waker
    /// is called, but not longer than `most`.
    pub(crate) fn wait(&self, most: Option<Duration>, is_relevant: impl Fn(&OsStr) -> bool) -> WaitResult {
        let begun = Instant::now();
        loop {
            let left = most.map(|most| most.saturating_sub(begun.elapsed()));
            let look = if self.changes.is_none() { Some(LOOK) } else { None };
            let mut fds = vec![PollFd::new(&*self.calls, PollFlags::IN)];
            fds.extend(self.changes.as_ref().map(|changes| PollFd::new(changes, PollFlags::IN)));
            let timeout = left.into_iter().chain(look).min().map(|time| Timespec {
                tv_sec: time.as_secs() as i64,
                tv_nsec: i64::from(time.subsec_nanos()),
            });
            let ready = poll(&mut fds, timeout.as_ref());
            if !fds[0].revents().is_empty() {
                // Another thread may have read it already.
                let _ = rustix::io::read(&*self.calls, &mut [0; 8]);
                return WaitResult::Called;
            }
            let changed = match &self.changes {
                Some(changes) => ready.is_ok_and(|ready| ready > 0) && any(changes, &is_relevant),
                None => left.is_none_or(|left| left >= LOOK),
            };
            if changed {
                return WaitResult::Changed;
            }
            if most.is_some_and(|most| begun.elapsed() >= most) {
                return WaitResult::Late;
            }
        }
    }
}

fn watch(folders: &[&Path]) -> rustix::io::Result<OwnedFd> {
    // Reading is not watched: the reader would wake itself for ever.
    let names = WatchFlags::CREATE
        | WatchFlags::MODIFY
        | WatchFlags::MOVED_FROM
        | WatchFlags::MOVED_TO
        | WatchFlags::DELETE
        | WatchFlags::DELETE_SELF
        | WatchFlags::MOVE_SELF;
    let changes = init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
    for folder in folders {
        add_watch(&changes, *folder, names | WatchFlags::ONLYDIR)?;
    }
    Ok(changes)
}

/// Whether any of the changed names is relevant. Reads all events.
fn any(changes: &OwnedFd, is_relevant: &impl Fn(&OsStr) -> bool) -> bool {
    let mut buffer = [MaybeUninit::uninit(); 4096];
    let mut reader = Reader::new(changes, &mut buffer);
    let mut found = false;
    while let Ok(event) = reader.next() {
        // More changes than the kernel's queue can hold.
        let lost = event.events().contains(ReadFlags::QUEUE_OVERFLOW);
        let name = event.file_name().map_or(OsStr::new(""), |name| OsStr::from_bytes(name.to_bytes()));
        found |= lost || is_relevant(name);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A window on a machine that watches many other files would show old data, or use a whole core.
    #[test]
    fn without_watches_it_looks_now_and_then() {
        let folder = tempfile::tempdir().unwrap();
        let waiter = Waiter { changes: None, ..Waiter::new(&[folder.path()]).unwrap() };
        let (begun, all) = (Instant::now(), |_: &OsStr| true);
        assert_eq!(waiter.wait(None, all), WaitResult::Changed);
        assert!(begun.elapsed() >= LOOK);
        assert_eq!(waiter.wait(Some(Duration::ZERO), all), WaitResult::Late);
        waiter.waker()();
        assert_eq!(waiter.wait(None, all), WaitResult::Called);
    }

    /// Following a run would read its log for ever.
    #[test]
    fn an_irrelevant_change_does_not_end_a_wait() {
        let folder = tempfile::tempdir().unwrap();
        let waiter = Waiter::new(&[folder.path()]).unwrap();
        std::fs::write(folder.path().join("other"), "x").unwrap();
        let is_relevant = |name: &OsStr| name == "this";
        assert_eq!(waiter.wait(Some(Duration::ZERO), is_relevant), WaitResult::Late);
        std::fs::read(folder.path().join("other")).unwrap();
        std::fs::write(folder.path().join("this"), "x").unwrap();
        assert_eq!(waiter.wait(None, is_relevant), WaitResult::Changed);
        assert!(Waiter::new(&[&folder.path().join("missing")]).is_err());
    }
}
