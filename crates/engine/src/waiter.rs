//! Waiting for changes in folders, without a thread of its own: how many there may be is limited.

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

/// How often the files are looked at where they cannot be watched.
pub(crate) const LOOK: Duration = Duration::from_millis(500);

/// Waits for changes in some folders, and for whoever calls.
pub(crate) struct Waiter {
    /// None: this machine has no watches left (their number is limited).
    changes: Option<OwnedFd>,
    calls: Arc<OwnedFd>,
}

/// Why waiting was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Woken {
    Changed,
    Called,
    Late,
}

impl Waiter {
    /// Watches the names in `folders` from now on.
    ///
    /// # Errors
    /// When one of them is not there or may not be read, or no more files can be opened.
    pub(crate) fn new(folders: &[&Path]) -> io::Result<Self> {
        let calls = Arc::new(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?);
        let changes = match watch(folders) {
            Ok(changes) => Some(changes),
            Err(Errno::NOSPC | Errno::MFILE | Errno::NOMEM) => None,
            Err(error) => return Err(error.into()),
        };
        Ok(Self { changes, calls })
    }

    /// Wakes whoever waits, from any thread.
    pub(crate) fn caller(&self) -> impl Fn() + Send + 'static {
        let calls = self.calls.clone();
        move || {
            // It fails only where it was called so often already that it wakes up in any case.
            let _ = rustix::io::write(&*calls, &1_u64.to_ne_bytes());
        }
    }

    /// Waits until a name that `tells` says yes to changed since the last time, or somebody called, but
    /// not for longer than `most`.
    pub(crate) fn wait(&self, most: Option<Duration>, tells: impl Fn(&OsStr) -> bool) -> Woken {
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
                // Nothing is read if another thread was first.
                let _ = rustix::io::read(&*self.calls, &mut [0; 8]);
                return Woken::Called;
            }
            let changed = match &self.changes {
                Some(changes) => ready.is_ok_and(|ready| ready > 0) && any(changes, &tells),
                None => left.is_none_or(|left| left >= LOOK),
            };
            if changed {
                return Woken::Changed;
            }
            if most.is_some_and(|most| begun.elapsed() >= most) {
                return Woken::Late;
            }
        }
    }
}

fn watch(folders: &[&Path]) -> rustix::io::Result<OwnedFd> {
    // Not that something was read: told, it would wake the reader for ever.
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

/// Whether any of the names that changed tells. All of them are read.
fn any(changes: &OwnedFd, tells: &impl Fn(&OsStr) -> bool) -> bool {
    let mut buffer = [MaybeUninit::uninit(); 4096];
    let mut reader = Reader::new(changes, &mut buffer);
    let mut told = false;
    while let Ok(event) = reader.next() {
        // More changed than could be kept.
        let lost = event.events().contains(ReadFlags::QUEUE_OVERFLOW);
        let name = event.file_name().map_or(OsStr::new(""), |name| OsStr::from_bytes(name.to_bytes()));
        told |= lost || tells(name);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A window on a machine that watches many other files would show what was, or take all of a core.
    #[test]
    fn without_watches_it_looks_now_and_then() {
        let folder = tempfile::tempdir().unwrap();
        let waiter = Waiter { changes: None, ..Waiter::new(&[folder.path()]).unwrap() };
        let (begun, all) = (Instant::now(), |_: &OsStr| true);
        assert_eq!(waiter.wait(None, all), Woken::Changed);
        assert!(begun.elapsed() >= LOOK);
        assert_eq!(waiter.wait(Some(Duration::ZERO), all), Woken::Late);
        waiter.caller()();
        assert_eq!(waiter.wait(None, all), Woken::Called);
    }

    /// Following a run would read its log for ever.
    #[test]
    fn what_does_not_tell_wakes_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let waiter = Waiter::new(&[folder.path()]).unwrap();
        std::fs::write(folder.path().join("other"), "x").unwrap();
        let tells = |name: &OsStr| name == "this";
        assert_eq!(waiter.wait(Some(Duration::ZERO), tells), Woken::Late);
        std::fs::read(folder.path().join("other")).unwrap();
        std::fs::write(folder.path().join("this"), "x").unwrap();
        assert_eq!(waiter.wait(None, tells), Woken::Changed);
        assert!(Waiter::new(&[&folder.path().join("missing")]).is_err());
    }
}
