//! One window for a store: a second start brings the first to the front.

use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Write};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
use std::path::Path;
use std::time::{Duration, Instant};

/// The message of a second start.
const SHOW: &[u8] = b"show\n";
/// The answer once the first window is in front.
const SHOWN: &[u8] = b"shown\n";
/// How long a listener may take to answer before it is taken for dead.
const TIMEOUT: Duration = Duration::from_secs(5);
/// About how long a program that is just ending keeps its socket.
const MOMENT: Duration = Duration::from_millis(20);

/// Whether this is the first window of the store in `home`, or another was brought to the front.
pub(crate) enum Start {
    /// It is the first; other starts connect to this.
    First(SingleInstance),
    /// Another window exists.
    Second,
}

/// The socket that makes this the only window of a store.
pub(crate) struct SingleInstance {
    listener: UnixListener,
    /// Held open: if the store is deleted, no other folder gets its inode number, and with it the socket's
    /// name.
    _folder: File,
}

/// Binds the store's socket, or asks its owner to show itself. The socket has an abstract name, which is not
/// a file and which the system frees when its owner dies.
///
/// # Errors
/// Neither works.
pub(crate) fn start(home: &Path) -> io::Result<Start> {
    std::fs::create_dir_all(home)?;
    let folder = File::open(home)?;
    let (name, begun) = (address(&folder)?, Instant::now());
    loop {
        match UnixListener::bind_addr(&name) {
            Ok(listener) => return Ok(Start::First(SingleInstance { listener, _folder: folder })),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(error),
        }
        // A listener that does not answer was just closed, or killed: nobody would see a window if this one
        // relied on it.
        if ask(&name).is_ok() || begun.elapsed() > TIMEOUT {
            return Ok(Start::Second);
        }
        std::thread::sleep(MOMENT);
    }
}

/// Asks the first window to show itself.
fn ask(name: &SocketAddr) -> io::Result<()> {
    let mut stream = UnixStream::connect_addr(name)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.write_all(SHOW)?;
    stream.read_exact(&mut [0; SHOWN.len()])
}

/// Calls `show` for every second start, for ever. `show` returns `false` if the window no longer exists.
pub(crate) fn listen(instance: &SingleInstance, show: impl Fn() -> bool) {
    for stream in instance.listener.incoming().flatten() {
        // A start that stops half-way, or has ended, must not prevent others from being answered.
        let _ = stream.set_read_timeout(Some(TIMEOUT));
        let mut request = [0; SHOW.len()];
        if (&stream).read_exact(&mut request).is_ok() && request == SHOW && show() {
            let _ = (&stream).write_all(SHOWN);
        }
    }
}

/// A name for this user and this store, by the identity of the folder, whatever its path.
fn address(folder: &File) -> io::Result<SocketAddr> {
    let about = folder.metadata()?;
    let mut hasher = DefaultHasher::new();
    (about.dev(), about.ino(), about.uid()).hash(&mut hasher);
    SocketAddr::from_abstract_name(format!("trainyard-{:016x}", hasher.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    /// Two windows on one store would each ask the person the same questions.
    #[test]
    fn a_second_start_shows_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let Start::First(instance) = start(folder.path()).unwrap() else { panic!("somebody is there") };
        let (shown, is_shown) = mpsc::channel();
        std::thread::spawn(move || listen(&instance, || shown.send(()).is_ok()));
        assert!(matches!(start(folder.path()).unwrap(), Start::Second));
        is_shown.recv().unwrap();
        let other = tempfile::tempdir().unwrap();
        assert!(matches!(start(other.path()).unwrap(), Start::First(_)));
    }

    /// A person who closes the window and starts it again at once would get none.
    #[test]
    fn one_that_is_just_ending_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let Start::First(ending) = start(folder.path()).unwrap() else { panic!("somebody is there") };
        std::thread::spawn(move || drop(ending.listener.accept()));
        assert!(matches!(start(folder.path()).unwrap(), Start::First(_)));
    }

    /// A person who deletes a store and creates another would be shown the deleted one: a new folder often
    /// gets the inode number of the last deleted one.
    #[test]
    fn the_place_of_a_deleted_store_is_no_other_stores() {
        let starts = (0..20).map(|_| start(tempfile::tempdir().unwrap().path()).unwrap());
        assert!(starts.collect::<Vec<_>>().iter().all(|start| matches!(start, Start::First(_))));
    }
}
