//! Whether a run has ended: `outcome.json`, which code that is not isolated may have tried to prevent.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use locales::Result;
use rustix::fs::OFlags;

use crate::keep::make_writable;
use crate::{Outcome, RunDir};

/// The room that a run keeps for its start and its outcome, in case the disk becomes full, in bytes.
const RESERVED: usize = 32 * 1024;

/// Reserves room for a run's start and its outcome, if that was not done before.
///
/// # Errors
/// There is none.
pub fn reserve(run: &RunDir) -> io::Result<()> {
    match File::create_new(run.reserve()) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        created => created?.write_all(&[1; RESERVED]),
    }
}

/// Frees half of the reserved room, for the run's start. The rest is for its outcome.
///
/// # Errors
/// Nothing is reserved.
pub fn release_half(run: &RunDir) -> io::Result<()> {
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
    let reserve = File::options().write(true).custom_flags(flags.cast_signed()).open(run.reserve())?;
    reserve.set_len(RESERVED as u64 / 2)
}

/// Whether a run has an outcome. A folder or a link in its place is not one.
pub fn has_outcome(run: &RunDir) -> bool {
    is_file(&run.outcome())
}

/// Writes the outcome of a run of which nothing lives any more, whatever its code did to the directory.
///
/// # Errors
/// It cannot be written.
pub fn write_outcome(run: &RunDir, outcome: &Outcome) -> Result<()> {
    let path = run.outcome();
    // If this fails, so does writing.
    let _ = make_writable(run.path());
    if !is_file(&path) {
        files::tree::remove(&path)?;
    }
    files::document::write(&path, outcome).or_else(|failure| match fs::remove_file(run.reserve()) {
        Ok(()) => files::document::write(&path, outcome),
        // Nothing was reserved.
        Err(_) => Err(failure),
    })
}

fn is_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|about| about.is_file())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use jiff::Timestamp;
    use locales::Message;

    use super::*;

    /// The run would stay open for ever, and the queue behind it.
    #[test]
    fn an_outcome_is_written_whatever_is_in_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        fs::create_dir_all(run.outcome().join("full/of/folders")).unwrap();
        fs::set_permissions(run.path(), PermissionsExt::from_mode(0o500)).unwrap();
        assert!(!has_outcome(&run));
        let at = Timestamp::now();
        write_outcome(&run, &Outcome::interrupted(at, at, false, Message::ReasonInterrupted)).unwrap();
        assert!(has_outcome(&run) && crate::read::<Outcome>(&run.outcome()).is_ok());
    }
}
