//! A person's environment, kept for a run that waits: who starts it later has another.

use std::ffi::{OsStr, OsString};
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use locales::{Failure, Message, Result};

/// Writes this process's environment to the new file `path`, for its owner's eyes only.
pub(crate) fn write(path: &Path) -> Result<()> {
    let mut content = Vec::new();
    for (name, value) in std::env::vars_os() {
        content.extend(name.into_vec());
        content.push(b'=');
        content.extend(value.into_vec());
        content.push(0);
    }
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.and_then(|mut file| file.write_all(&content))
        .map_err(|error| Failure::because(Message::FileUnwritable { path: files::shown(path) }, error))
}

/// Reads what [`write`] wrote.
pub(crate) fn read(path: &Path) -> std::io::Result<Vec<(OsString, OsString)>> {
    let content = std::fs::read(path)?;
    let pairs = content.split(|byte| *byte == 0).filter_map(|pair| {
        // A name has at least one letter, which may be `=`.
        let end = 1 + pair.get(1..)?.iter().position(|byte| *byte == b'=')?;
        Some((OsStr::from_bytes(&pair[..end]).into(), OsStr::from_bytes(&pair[end + 1..]).into()))
    });
    Ok(pairs.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("environ");
        write(&path).unwrap();
        assert_eq!(read(&path).unwrap(), std::env::vars_os().collect::<Vec<_>>());
    }
}
