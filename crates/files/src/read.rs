//! Reading a file that somebody else has put there.

use rustix::fs::OFlags;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The bytes of the file `path`, which may be anything: a pipe makes nobody wait.
///
/// # Errors
/// It cannot be read, is no regular file ([`ErrorKind::InvalidInput`]), or holds more than `most` bytes
/// ([`ErrorKind::FileTooLarge`]).
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = File::options().read(true).custom_flags(OFlags::NONBLOCK.bits() as i32).open(path)?;
    if !file.metadata()?.is_file() {
        return Err(ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    /// Whoever reads on would wait for ever, or until the memory is full.
    #[test]
    fn only_files_that_are_not_too_long_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let (file, pipe) = (folder.path().join("file"), folder.path().join("pipe"));
        std::fs::write(&file, "1234").unwrap();
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert_eq!(read(&file, 4).unwrap(), b"1234");
        for (path, kind) in [
            (&*file, ErrorKind::FileTooLarge),
            (&*pipe, ErrorKind::InvalidInput),
            (Path::new("/dev/zero"), ErrorKind::InvalidInput),
            (folder.path(), ErrorKind::InvalidInput),
            (&*folder.path().join("none"), ErrorKind::NotFound),
        ] {
            assert_eq!(read(path, 3).unwrap_err().kind(), kind, "{path:?}");
        }
    }
}
