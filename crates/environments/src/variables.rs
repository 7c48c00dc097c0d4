//! The environment variables that interpreters and uv are looked up and run with.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// Environment variables, by name.
#[derive(Clone, Debug, Default)]
pub struct Variables(Vec<(OsString, OsString)>);

impl FromIterator<(OsString, OsString)> for Variables {
    fn from_iter<I: IntoIterator<Item = (OsString, OsString)>>(pairs: I) -> Self {
        let mut pairs: Vec<_> = pairs.into_iter().collect();
        // Sorted, because their order says nothing and must not change a digest.
        pairs.sort();
        Self(pairs)
    }
}

impl Variables {
    /// Those of this process.
    pub fn inherited() -> Self {
        std::env::vars_os().collect()
    }

    /// The value of `name`; an empty one counts as none.
    pub(crate) fn get(&self, name: &str) -> Option<&OsStr> {
        // They are sorted, and a list may ask for millions.
        let at = self.0.partition_point(|(known, _)| known.as_os_str() < OsStr::new(name));
        let (_, value) = self.0.get(at).filter(|(known, _)| known == name)?;
        Some(value.as_os_str()).filter(|value| !value.is_empty())
    }

    /// The folder that `name` holds; a relative one counts as none, as the XDG rules have it.
    pub(crate) fn folder(&self, name: &str) -> Option<&Path> {
        self.get(name).map(Path::new).filter(|path| path.is_absolute())
    }

    /// `name`'s folder, else `fallback` in the home folder.
    pub(crate) fn folder_or_home(&self, name: &str, fallback: &str) -> Option<PathBuf> {
        let set = self.folder(name).map(Path::to_path_buf);
        set.or_else(|| Some(self.folder("HOME")?.join(fallback)))
    }

    /// The absolute folders of `PATH`.
    pub(crate) fn path(&self) -> Vec<PathBuf> {
        let path = self.get("PATH").unwrap_or_default();
        std::env::split_paths(path).filter(|folder| folder.is_absolute()).collect()
    }

    /// All of them but those whose name `leave_out` picks.
    pub(crate) fn without(&self, leave_out: impl Fn(&str) -> bool) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        let kept = move |name: &OsStr| name.to_str().is_none_or(|name| !leave_out(name));
        self.0
            .iter()
            .map(|(name, value)| (name.as_os_str(), value.as_os_str()))
            .filter(move |(name, _)| kept(name))
    }
}

/// Whether the variable `name` would lead an interpreter, or a tool that looks for one, elsewhere.
pub fn misleads_python(name: &str) -> bool {
    name.starts_with("PYTHON") || name.starts_with("CONDA_") || matches!(name, "VIRTUAL_ENV" | "PYENV_DIR")
}
