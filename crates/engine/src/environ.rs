//! A person's environment variables, and the limits, mask and niceness that go with them, saved for a run that
//! waits: the process that starts it later has others.

use std::ffi::{OsStr, OsString};
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use locales::{Failure, Message, Result};
use processes::Inherited;

/// The names, separated by commas, of the variables that one of our programs set for itself. They do not
/// belong to the person's environment (contract §3).
pub const OWN: &str = "TRAINYARD_OWN";

/// Stands in the file like a variable, which it is not: what else a process inherits. An older program passes it
/// on, which does no harm.
const INHERITED: &str = "TRAINYARD_INHERITED";

/// What was saved.
pub(crate) struct Saved {
    pub(crate) variables: Vec<(OsString, OsString)>,
    /// `None` if an older program wrote the file.
    pub(crate) inherited: Option<Inherited>,
}

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
    let inherited = (INHERITED.into(), Inherited::of_this_process().to_string().into());
    for (name, value) in variables.filter(|(name, _)| !is_own(name) && name != INHERITED).chain([inherited]) {
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
pub(crate) fn read(path: &Path) -> std::io::Result<Saved> {
    let content = std::fs::read(path)?;
    let pairs = content.split(|byte| *byte == 0).filter_map(|pair| {
        // A name has at least one character, which may be `=`.
        let end = 1 + pair.get(1..)?.iter().position(|byte| *byte == b'=')?;
        Some((OsStr::from_bytes(&pair[..end]).into(), OsStr::from_bytes(&pair[end + 1..]).into()))
    });
    let (inherited, variables): (Vec<_>, _) =
        pairs.partition(|(name, _): &(OsString, OsString)| name == INHERITED);
    let inherited = inherited.first().and_then(|(_, text)| text.to_str()?.parse().ok());
    Ok(Saved { variables, inherited })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("environ");
        write(&path).unwrap();
        let saved = read(&path).unwrap();
        assert_eq!(saved.variables, std::env::vars_os().collect::<Vec<_>>());
        assert_eq!(saved.inherited, Some(Inherited::of_this_process()));
    }

    /// What the window sets for WebKit would change how the package's code runs.
    #[test]
    fn the_programs_own_variables_are_excluded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("environ");
        let all = ["HOME", "PAINT", "PAINTER"].map(|name| (name.into(), "1".into()));
        write_less(&path, all.into_iter(), "PAINT,JIT").unwrap();
        let names: Vec<_> = read(&path).unwrap().variables.into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["HOME", "PAINTER"]);
    }
}
