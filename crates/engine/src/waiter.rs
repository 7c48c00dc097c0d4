//! Waiting for changes in folders without a thread per wait, because the number of threads is limited.

use std::ffi::OsStr;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use files::beneath::Folder;
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

/// A change of a name in a watched folder.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameChange<'a> {
    /// The name; empty if the folder itself changed.
    pub(crate) name: &'a OsStr,
    /// Whether a folder may have come or gone: the name is a folder's, or this is about the watched folder itself.
    pub(crate) of_folder: bool,
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

    /// Watches nothing any more, until [`Waiter::watch`].
    pub(crate) fn clear(&mut self) {
        // Closed first: the number of these is limited as well.
        self.changes = None;
        self.changes = inotify().ok();
    }

    /// Watches the names in an open folder, too, wherever it is moved. Returns false if this machine has no watches
    /// left.
    pub(crate) fn watch(&self, folder: &Folder) -> bool {
        let opened = format!("/proc/self/fd/{}", folder.as_fd().as_raw_fd());
        self.changes.as_ref().is_some_and(|changes| add_watch(changes, opened, NAMES).is_ok())
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
    /// is called, but not longer than `most`. Passes all that has changed to `is_relevant`.
    pub(crate) fn wait(
        &self,
        most: Option<Duration>,
        mut is_relevant: impl FnMut(NameChange<'_>) -> bool,
    ) -> WaitResult {
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
                Some(changes) => ready.is_ok_and(|ready| ready > 0) && any(changes, &mut is_relevant),
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

/// What is watched of a folder. Reading is not: the reader would wake itself for ever.
const NAMES: WatchFlags = WatchFlags::CREATE
    .union(WatchFlags::MODIFY)
    .union(WatchFlags::MOVED_FROM)
    .union(WatchFlags::MOVED_TO)
    .union(WatchFlags::DELETE)
    .union(WatchFlags::DELETE_SELF)
    .union(WatchFlags::MOVE_SELF)
    .union(WatchFlags::ONLYDIR);

fn inotify() -> rustix::io::Result<OwnedFd> {
    init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)
}

fn watch(folders: &[&Path]) -> rustix::io::Result<OwnedFd> {
    let changes = inotify()?;
    for folder in folders {
        add_watch(&changes, *folder, NAMES)?;
    }
    Ok(changes)
}

/// Whether any of the changed names is relevant. Reads all events.
fn any(changes: &OwnedFd, is_relevant: &mut impl FnMut(NameChange<'_>) -> bool) -> bool {
    let mut buffer = [MaybeUninit::uninit(); 4096];
    let mut reader = Reader::new(changes, &mut buffer);
    let mut found = false;
    while let Ok(event) = reader.next() {
        let has = |flags| event.events().intersects(flags);
        // More changes than the kernel's queue can hold.
        let lost = has(ReadFlags::QUEUE_OVERFLOW);
        let name = event.file_name().map_or(OsStr::new(""), |name| OsStr::from_bytes(name.to_bytes()));
        let of_folder = lost || name.is_empty() || has(ReadFlags::ISDIR);
        // Called for every event, because it may note something about each.
        found |= is_relevant(NameChange { name, of_folder }) || lost;
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
        let (begun, all) = (Instant::now(), |_: NameChange<'_>| true);
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
        let is_relevant = |change: NameChange<'_>| change.name == "this";
        assert_eq!(waiter.wait(Some(Duration::ZERO), is_relevant), WaitResult::Late);
        std::fs::read(folder.path().join("other")).unwrap();
        std::fs::write(folder.path().join("this"), "x").unwrap();
        assert_eq!(waiter.wait(None, is_relevant), WaitResult::Changed);
        assert!(Waiter::new(&[&folder.path().join("missing")]).is_err());
    }
}
