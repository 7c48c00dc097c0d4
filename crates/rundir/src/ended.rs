//! Whether a run has ended: `outcome.json`, which code that is not isolated may have tried to prevent.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use locales::Result;

use crate::keep::make_writable;
use crate::{Outcome, RunDir};

/// The room that a run keeps for its outcome, in case the disk becomes full, in bytes.
const RESERVED: usize = 16 * 1024;

/// Reserves room for a run's outcome, if that was not done before.
///
/// # Errors
/// There is none.
pub fn reserve(run: &RunDir) -> io::Result<()> {
    match File::create_new(run.reserve()) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        created => created?.write_all(&[1; RESERVED]),
    }
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
    // Other programs could use up freed room first, so the outcome overwrites the reserve. If there is no reserve,
    // the first failure is reported.
    files::document::write(&path, outcome)
        .or_else(|failure| files::document::write_over(&run.reserve(), &path, outcome).map_err(|_| failure))
}

fn is_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|about| about.is_file())
}

#[cfg(test)]
mod tests {
    use std::fs;
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
