//! One window for a store: a second start brings the first to the front.

use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Write};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
use std::path::Path;
use std::time::{Duration, Instant};

/// What a second start says.
const SHOW: &[u8] = b"show\n";
/// What it is answered once the first is before the person.
const SHOWN: &[u8] = b"shown\n";
/// How long a listener may keep silent before it is taken for dead.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long one that is just ending keeps its place, about.
const MOMENT: Duration = Duration::from_millis(20);

/// Whether this is the first window of the store in `home`, or another was brought to the front.
pub(crate) enum Start {
    /// Others are heard through this.
    First(Place),
    /// There is one already.
    Second,
}

/// A store's place, as long as this lives.
pub(crate) struct Place {
    listener: UnixListener,
    /// Held open: should the store be deleted, no other folder gets its number, and with it the name.
    _folder: File,
}

/// Takes the store's place, or asks who has it to show itself. The place is a name that the system
/// frees when its holder dies, and that is no file.
///
/// # Errors
/// When neither works.
pub(crate) fn start(home: &Path) -> io::Result<Start> {
    std::fs::create_dir_all(home)?;
    let folder = File::open(home)?;
    let (name, begun) = (address(&folder)?, Instant::now());
    loop {
        match UnixListener::bind_addr(&name) {
            Ok(listener) => return Ok(Start::First(Place { listener, _folder: folder })),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(error),
        }
        // One that does not answer was just closed, or killed: nobody would see a window if this one
        // relied on it.
        if ask(&name).is_ok() || begun.elapsed() > PATIENCE {
            return Ok(Start::Second);
        }
        std::thread::sleep(MOMENT);
    }
}

/// Has the first show itself.
fn ask(name: &SocketAddr) -> io::Result<()> {
    let mut stream = UnixStream::connect_addr(name)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(SHOW)?;
    stream.read_exact(&mut [0; SHOWN.len()])
}

/// Calls `show` for everyone who starts a second window, for ever. `false`: there is none any more.
pub(crate) fn listen(place: &Place, show: impl Fn() -> bool) {
    for stream in place.listener.incoming().flatten() {
        // One that stops half-way, or has gone, must not keep the others from being answered.
        let _ = stream.set_read_timeout(Some(PATIENCE));
        let mut said = [0; SHOW.len()];
        if (&stream).read_exact(&mut said).is_ok() && said == SHOW && show() {
            let _ = (&stream).write_all(SHOWN);
        }
    }
}

/// A name of this person's for this store: the folder itself tells, whatever it is called.
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

    /// Two windows on one store would each ask the person the same.
    #[test]
    fn a_second_start_shows_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let Start::First(place) = start(folder.path()).unwrap() else { panic!("somebody is there") };
        let (shown, is_shown) = mpsc::channel();
        std::thread::spawn(move || listen(&place, || shown.send(()).is_ok()));
        assert!(matches!(start(folder.path()).unwrap(), Start::Second));
        is_shown.recv().unwrap();
        let other = tempfile::tempdir().unwrap();
        assert!(matches!(start(other.path()).unwrap(), Start::First(_)));
    }

    /// Who closes the window and starts it again at once would get none.
    #[test]
    fn one_that_is_just_ending_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let Start::First(ending) = start(folder.path()).unwrap() else { panic!("somebody is there") };
        std::thread::spawn(move || drop(ending.listener.accept()));
        assert!(matches!(start(folder.path()).unwrap(), Start::First(_)));
    }

    /// Who deletes a store and makes another would be shown the deleted one: a new folder often gets
    /// the number of the one that was deleted last.
    #[test]
    fn the_place_of_a_deleted_store_is_no_other_stores() {
        let starts = (0..20).map(|_| start(tempfile::tempdir().unwrap().path()).unwrap());
        assert!(starts.collect::<Vec<_>>().iter().all(|start| matches!(start, Start::First(_))));
    }
}
