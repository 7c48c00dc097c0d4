//! Locks between processes: `flock` on a file.
//!
//! A lock belongs to the open file, not to the process: every descriptor made from it (by `dup`,
//! or handed to a child) holds it too, and it is free only once all of them are closed, however
//! their processes ended. So a lock that is free means that nobody who was handed it lives.

use crate::folder::shown;
use locales::{Failure, Message, Result};
use rustix::fs::{FlockOperation, Mode, OFlags, flock, fstat, open, stat};
use rustix::io::{Errno, fcntl_dupfd_cloexec, retry_on_intr};
use std::fs::File;
use std::os::fd::OwnedFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// A held lock. Dropping it frees it, unless it is shared with another process by
/// [`Lock::to_stdio`] or [`Lock::adopt_stdin`]: then it stays held while the other lives.
#[derive(Debug)]
pub struct Lock {
    file: OwnedFd,
    shared: AtomicBool,
}

impl Lock {
    /// Waits until the lock on `path` is free and takes it. The file is made if it is missing; its
    /// folder must exist. A file that was removed or replaced while waiting is not what others
    /// lock any more, so the one that took its place is waited for.
    pub fn exclusive(path: &Path) -> Result<Self> {
        Self::waited_for(path, FlockOperation::LockExclusive)
    }

    /// The same beside others that take it so: it is waited for only while somebody holds it exclusively.
    pub fn shared(path: &Path) -> Result<Self> {
        Self::waited_for(path, FlockOperation::LockShared)
    }

    fn waited_for(path: &Path, how: FlockOperation) -> Result<Self> {
        loop {
            let file = create(path).map_err(|e| unavailable(path, e))?;
            retry_on_intr(|| flock(&file, how)).map_err(|e| unavailable(path, e))?;
            if is_at(&file, path) {
                return Ok(Self::alone(file));
            }
        }
    }

    /// [`Lock::try_exclusive`] of a lock that others hold by [`Lock::shared`], and that nobody only looks at.
    pub fn try_exclusive_of_shared(path: &Path) -> Result<Option<Self>> {
        loop {
            let file = create(path).map_err(|e| unavailable(path, e))?;
            match retry_on_intr(|| flock(&file, FlockOperation::NonBlockingLockExclusive)) {
                Ok(()) if is_at(&file, path) => return Ok(Some(Self::alone(file))),
                Ok(()) => {}
                Err(Errno::WOULDBLOCK) => return Ok(None),
                Err(e) => return Err(unavailable(path, e)),
            }
        }
    }

    /// Takes the lock on `path` if nobody holds it, else `None`. The file is made if it is missing.
    ///
    /// Whoever only looks ([`is_held`], [`wait_free`]) holds it shared for a moment; that is told
    /// apart from a holder, so looking never makes a taker believe that the lock is held.
    pub fn try_exclusive(path: &Path) -> Result<Option<Self>> {
        loop {
            let file = create(path).map_err(|e| unavailable(path, e))?;
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) if is_at(&file, path) => return Ok(Some(Self::alone(file))),
                Ok(()) | Err(Errno::INTR) => {}
                Err(Errno::WOULDBLOCK) => match flock(&file, FlockOperation::NonBlockingLockShared) {
                    Err(Errno::WOULDBLOCK) => return Ok(None),
                    Ok(()) | Err(Errno::INTR) => {
                        // Held while others run, it would keep those out that try too, for ever.
                        drop(file);
                        std::thread::yield_now();
                    }
                    Err(e) => return Err(unavailable(path, e)),
                },
                Err(e) => return Err(unavailable(path, e)),
            }
        }
    }

    /// The lock as a child's stdin: the child holds it from its first instruction on, and can take
    /// it over with [`Lock::adopt_stdin`].
    pub fn to_stdio(&self) -> Result<Stdio> {
        let duplicate =
            fcntl_dupfd_cloexec(&self.file, 3).map_err(|e| Failure::because(Message::LockNotHanded, e))?;
        self.shared.store(true, Relaxed);
        Ok(duplicate.into())
    }

    /// Takes over the lock on `path` that the parent gave as stdin, and puts `/dev/null` where it
    /// was, so that no grandchild gets it by mistake.
    ///
    /// Fails if stdin is not the file at `path`, or if somebody else holds the lock on it.
    pub fn adopt_stdin(path: &Path) -> Result<Self> {
        let refused = |e| Failure::because(Message::LockNotHanded, e);
        let file = fcntl_dupfd_cloexec(rustix::stdio::stdin(), 3).map_err(refused)?;
        if !is_at(&file, path) {
            return Err(Message::LockNotHanded.into());
        }
        // Succeeds without any change if this open file is what holds the lock.
        retry_on_intr(|| flock(&file, FlockOperation::NonBlockingLockExclusive)).map_err(refused)?;
        let null = open("/dev/null", OFlags::RDWR | OFlags::CLOEXEC, Mode::empty()).map_err(refused)?;
        rustix::stdio::dup2_stdin(&null).map_err(refused)?;
        Ok(Self { file, shared: AtomicBool::new(true) })
    }

    fn alone(file: OwnedFd) -> Self {
        Self { file, shared: AtomicBool::new(false) }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing is not enough: a child that another thread is just starting has a copy of every
        // descriptor until its exec, and for that moment the lock would seem held. What is shared
        // must not be unlocked, since that would unlock it for all. Where this fails, closing still unlocks.
        if !self.shared.load(Relaxed) {
            let _ = flock(&self.file, FlockOperation::Unlock);
        }
    }
}

/// Returns once nobody holds the lock on `path` exclusively; at once if there is no such file.
pub fn wait_free(path: &Path) -> Result<()> {
    match look(path) {
        Ok(file) => {
            retry_on_intr(|| flock(&file, FlockOperation::LockShared)).map_err(|e| unavailable(path, e))
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(unavailable(path, e)),
    }
}

/// Whether somebody holds the lock on `path` now. A missing file is not held.
pub fn is_held(path: &Path) -> Result<bool> {
    let file = match look(path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(e) => return Err(unavailable(path, e)),
    };
    match retry_on_intr(|| flock(&file, FlockOperation::NonBlockingLockShared)) {
        Ok(()) => Ok(false),
        Err(Errno::WOULDBLOCK) => Ok(true),
        Err(e) => Err(unavailable(path, e)),
    }
}

/// Opens a lock's file without blocking, even if a pipe is in its place.
fn look(path: &Path) -> std::io::Result<File> {
    let flags = OFlags::NONBLOCK.bits() as i32;
    File::options().read(true).custom_flags(flags).open(path)
}

fn create(path: &Path) -> Result<OwnedFd, Errno> {
    open(path, OFlags::RDWR | OFlags::CREATE | OFlags::CLOEXEC, Mode::from_raw_mode(0o644))
}

/// Whether `file` is what stands at `path` (still).
fn is_at(file: &OwnedFd, path: &Path) -> bool {
    match (fstat(file), stat(path)) {
        (Ok(a), Ok(b)) => (a.st_dev, a.st_ino) == (b.st_dev, b.st_ino),
        _ => false,
    }
}

fn unavailable(path: &Path, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Failure {
    Failure::because(Message::LockUnavailable { path: shown(path) }, cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::process::Command;

    const CHILD: &str = "FILES_LOCK_TEST_PATH";

    /// Two programs would change the store at once.
    #[test]
    fn one_holder_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        assert!(!is_held(&path).unwrap());
        let held = Lock::try_exclusive(&path).unwrap().unwrap();
        assert!(is_held(&path).unwrap());
        assert!(Lock::try_exclusive(&path).unwrap().is_none());
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| wait_free(&path));
            let takes = scope.spawn(|| drop(Lock::exclusive(&path).unwrap()));
            drop(held);
            waits.join().unwrap().unwrap();
            takes.join().unwrap();
        });
        assert!(!is_held(&path).unwrap());
    }

    /// What is being kept would be removed as not needed, or two would wait for each other for nothing.
    #[test]
    fn shared_holders_keep_out_who_wants_it_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let [one, other] = [(); 2].map(|()| Lock::shared(&path).unwrap());
        for held in [one, other] {
            assert!(Lock::try_exclusive_of_shared(&path).unwrap().is_none());
            drop(held);
        }
        let alone = Lock::try_exclusive_of_shared(&path).unwrap().unwrap();
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| drop(Lock::shared(&path).unwrap()));
            drop(alone);
            waits.join().unwrap();
        });
    }

    /// A window that looks at a run would make the queue believe that the run is already started.
    #[test]
    fn looking_never_looks_like_holding() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        drop(Lock::exclusive(&path).unwrap());
        let over = crate::Cancel::default();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !over.is_cancelled() {
                    is_held(&path).unwrap();
                    wait_free(&path).unwrap();
                }
            });
            let mut taken = (0..2000).map(|_| Lock::try_exclusive(&path).unwrap().is_some());
            let always = taken.all(|taken| taken);
            over.cancel();
            assert!(always);
        });
    }

    /// Four programs that began at the same moment looked at each other for half an hour.
    #[test]
    fn several_that_try_at_once_do_not_keep_each_other_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let taken = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    while taken.load(Relaxed) < 1000 {
                        taken.fetch_add(usize::from(Lock::try_exclusive(&path).unwrap().is_some()), Relaxed);
                    }
                });
            }
        });
    }

    /// Whoever waited would hold a lock on a file that is gone, beside one on the file in its place.
    #[test]
    fn a_replaced_file_is_not_what_is_locked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = Lock::exclusive(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let other = Lock::exclusive(&path).unwrap();
        drop(held);
        assert!(is_held(&path).unwrap());
        drop(other);
    }

    /// Not a test of its own: what the child process of the next test does.
    #[test]
    fn as_a_child() {
        let Some(path) = std::env::var_os(CHILD) else { return };
        let path = Path::new(&path);
        assert!(Lock::adopt_stdin(&path.with_file_name("other")).is_err());
        let lock = Lock::adopt_stdin(path).unwrap();
        let mut rest = String::new();
        std::io::stdin().read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "stdin is /dev/null now");
        // A grandchild that lives on must not hold it: the descriptor is closed on exec.
        let inherited = Command::new("ls").arg("-l").arg("/proc/self/fd").output().unwrap();
        assert!(!String::from_utf8_lossy(&inherited.stdout).contains(path.to_str().unwrap()));
        assert!(is_held(path).unwrap());
        drop(lock);
        assert!(is_held(path).unwrap(), "the parent's descriptor holds it too");
        println!("child is done");
    }

    /// Without it there would be a moment in which a started run looks dead.
    #[test]
    fn a_child_takes_the_lock_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let lock = Lock::exclusive(&path).unwrap();
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["lock::tests::as_a_child", "--exact", "--nocapture"])
            .env(CHILD, &path)
            .stdin(lock.to_stdio().unwrap())
            .output()
            .unwrap();
        assert!(String::from_utf8_lossy(&child.stdout).contains("child is done"), "{child:?}");

        // One that lives on holds it without us, and its death frees it.
        let mut child =
            Command::new("tail").args(["-f", "/dev/null"]).stdin(lock.to_stdio().unwrap()).spawn().unwrap();
        drop(lock);
        assert!(is_held(&path).unwrap());
        child.kill().unwrap();
        wait_free(&path).unwrap();
        child.wait().unwrap();
        assert!(Lock::try_exclusive(&path).unwrap().is_some());
    }
}
