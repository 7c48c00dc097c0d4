//! Opening what a run's code could have written: beneath the run's directory, through no link.

use std::fs::File;
use std::io;
use std::path::Path;

use files::beneath::{self, Folder, Opened};
use files::{Document, document};
use locales::Result;

use crate::{RunDir, Stop};

/// The largest JSON file that is read, in bytes. The program never writes a larger one.
const LONGEST: u64 = 64 << 20;

/// Opens the file `path`, which is directly in a run's directory, for reading. The run's code may have replaced it: a
/// link could lead out of the directory, and opening a pipe would block for ever.
///
/// # Errors
/// It is no regular file, or cannot be opened.
pub fn open(path: &Path) -> io::Result<File> {
    match (path.parent(), path.file_name()) {
        (Some(directory), Some(name)) => Folder::open(directory)?.file(Path::new(name)),
        _ => Err(io::ErrorKind::InvalidInput.into()),
    }
}

impl RunDir {
    /// Opens its file or folder `path`, which may be at any depth.
    ///
    /// # Errors
    /// There is none, or only behind a link; it cannot be opened.
    pub fn open(&self, path: &Path) -> io::Result<Opened> {
        let below = path.strip_prefix(self.path()).map_err(|_| io::ErrorKind::InvalidInput)?;
        Folder::open(self.path())?.open_any(below)
    }
}

/// Reads a document in a run's directory.
///
/// # Errors
/// It is not a regular file, cannot be read, or is in a newer format.
pub fn read<T: Document>(path: &Path) -> Result<T> {
    document::parse(path, &content(path).map_err(|error| files::unreadable(path, error))?)
}

/// The bytes to write for a document in a run's directory. If it exists, fields of it that this program does not
/// know are retained.
///
/// # Errors
/// It cannot be written as JSON, or the existing file is in a newer format.
pub fn rewriting<T: Document>(path: &Path, document: &T) -> Result<Vec<u8>> {
    // If the file cannot be read, there is nothing to retain.
    document::rewritten(path, &content(path).unwrap_or_default(), document)
}

/// The content of a run's stop file; `None` if there is none that can be read.
pub fn stop(run: &RunDir) -> Option<Stop> {
    content(&run.stop()).ok().map(|content| Stop::of(&content))
}

/// The bytes of the file `path` of a run.
///
/// # Errors
/// Those of [`open`]; it is longer than any that the program writes whole.
pub fn content(path: &Path) -> io::Result<Vec<u8>> {
    beneath::content(&open(path)?, LONGEST)
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

    /// A package from the internet could show itself the person's keys.
    #[test]
    fn nothing_of_a_run_is_opened_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path().join("run"));
        std::fs::create_dir_all(run.artifacts().join("plots")).unwrap();
        std::fs::write(run.artifacts().join("plots/a"), "").unwrap();
        std::os::unix::fs::symlink("plots", run.artifacts().join("link")).unwrap();
        for (path, opens) in [
            ("", true),
            ("plots/a", true),
            ("link", false),
            ("link/a", false),
            ("../../run/artifacts", false),
        ] {
            assert_eq!(run.open(&run.artifacts().join(path)).is_ok(), opens, "{path}");
        }
        assert!(run.open(folder.path()).is_err());
        std::fs::rename(run.artifacts(), folder.path().join("moved")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("moved"), run.artifacts()).unwrap();
        assert!(run.open(&run.artifacts().join("plots/a")).is_err());
        std::fs::rename(run.path(), folder.path().join("elsewhere")).unwrap();
        std::os::unix::fs::symlink("elsewhere", run.path()).unwrap();
        assert!(run.open(run.path()).is_err() && open(&run.path().join("moved")).is_err());
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
