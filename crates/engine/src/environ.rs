//! A person's environment variables, saved for a run that waits: the process that starts it later has others.

use std::ffi::{OsStr, OsString};
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use locales::{Failure, Message, Result};

/// The names, separated by commas, of the variables that one of our programs set for itself. They do not
/// belong to the person's environment (contract §3).
pub const OWN: &str = "TRAINYARD_OWN";

/// Writes this process's environment, without the program's own variables, to the new file `path`. Only its
/// owner can read it.
pub(crate) fn write(path: &Path) -> Result<()> {
    let own = std::env::var(OWN).unwrap_or_default();
    write_less(path, std::env::vars_os(), &own)
}

/// Copies what [`write`] wrote to the new file `to`.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::copy(from, to)
        .map(drop)
        .map_err(|error| Failure::because(Message::FileUnwritable { path: files::shown(to) }, error))
}

fn write_less(path: &Path, variables: impl Iterator<Item = (OsString, OsString)>, own: &str) -> Result<()> {
    let is_own = |name: &OsStr| own.split(',').any(|own| name == own);
    let mut content = Vec::new();
    for (name, value) in variables.filter(|(name, _)| !is_own(name)) {
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
        // A name has at least one character, which may be `=`.
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

    /// What the window sets for WebKit would change how the package's code runs.
    #[test]
    fn the_programs_own_variables_are_excluded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("environ");
        let all = ["HOME", "PAINT", "PAINTER"].map(|name| (name.into(), "1".into()));
        write_less(&path, all.into_iter(), "PAINT,JIT").unwrap();
        let names: Vec<_> = read(&path).unwrap().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["HOME", "PAINTER"]);
    }
}
