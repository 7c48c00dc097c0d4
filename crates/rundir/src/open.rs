//! Opening what a run's code could have written.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use files::{Document, document};
use locales::Result;
use rustix::fs::OFlags;

use crate::{RunDir, Stop};

/// The largest JSON file that is read, in bytes. The program never writes a larger one.
const LONGEST: u64 = 64 << 20;

/// Opens the file `path` of a run for reading. The run's code may have replaced it: a link could lead out of
/// the directory, and opening a pipe would block for ever.
///
/// # Errors
/// It is no regular file, or cannot be opened.
pub fn open(path: &Path) -> io::Result<File> {
    let flags = (OFlags::NONBLOCK | OFlags::NOFOLLOW).bits() as i32;
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    Ok(file)
}

/// Reads a document in a run's directory.
///
/// # Errors
/// It is not a regular file, cannot be read, or is in a newer format.
pub fn read<T: Document>(path: &Path) -> Result<T> {
    document::parse(path, &bytes(path).map_err(|error| files::unreadable(path, error))?)
}

/// The bytes to write for a document in a run's directory. If it exists, fields of it that this program does not
/// know are retained.
///
/// # Errors
/// It cannot be written as JSON, or the existing file is in a newer format.
pub fn rewriting<T: Document>(path: &Path, document: &T) -> Result<Vec<u8>> {
    // If the file cannot be read, there is nothing to retain.
    document::rewritten(path, &bytes(path).unwrap_or_default(), document)
}

/// The content of a run's stop file; `None` if there is none that can be read.
pub fn stop(run: &RunDir) -> Option<Stop> {
    bytes(&run.stop()).ok().map(|content| Stop::of(&content))
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    /// A person could not look at the run without waiting for ever, or would read another file.
    #[test]
    fn only_a_file_of_the_run_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let [file, pipe, link] = ["file", "pipe", "link"].map(|name| folder.path().join(name));
        std::fs::write(&file, "").unwrap();
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert!(open(&file).is_ok());
        for other in [&pipe, &link, folder.path()] {
            assert!(open(other).is_err(), "{other:?}");
        }
    }

    /// A run's code could have the program read a file of the person's, and show and export what is in it.
    #[test]
    fn no_document_is_read_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let [other, link] = ["other.json", "labels.json"].map(|name| folder.path().join(name));
        std::fs::write(&other, r#"{"tags": ["theirs"], "note": "", "pinned": false, "secret": 1}"#).unwrap();
        assert!(read::<crate::RunTags>(&other).is_ok());
        std::os::unix::fs::symlink(&other, &link).unwrap();
        assert!(read::<crate::RunTags>(&link).is_err());
        let written = rewriting(&link, &crate::RunTags::default()).unwrap();
        files::atomic::write(&link, &written).unwrap();
        let written = std::fs::read_to_string(&link).unwrap();
        assert!(!link.is_symlink() && !written.contains("secret"), "{written}");
        let long = std::fs::File::create(&link).unwrap();
        long.set_len(LONGEST + 1).unwrap();
        assert!(read::<crate::RunTags>(&link).is_err());
    }
}
