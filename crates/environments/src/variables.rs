//! The environment variables with which interpreters and uv are found and run.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// Environment variables, by name.
#[derive(Clone, Debug, Default)]
pub struct Variables(Vec<(OsString, OsString)>);

impl FromIterator<(OsString, OsString)> for Variables {
    fn from_iter<I: IntoIterator<Item = (OsString, OsString)>>(pairs: I) -> Self {
        let mut pairs: Vec<_> = pairs.into_iter().collect();
        // Sorted, because their order has no meaning and must not change a digest.
        pairs.sort();
        Self(pairs)
    }
}

impl Variables {
    /// The variables of this process.
    pub fn inherited() -> Self {
        std::env::vars_os().collect()
    }

    /// The value of `name`; an empty value counts as not set.
    pub(crate) fn get(&self, name: &str) -> Option<&OsStr> {
        // A binary search: a list may refer to variables millions of times.
        let at = self.0.partition_point(|(known, _)| known.as_os_str() < OsStr::new(name));
        let (_, value) = self.0.get(at).filter(|(known, _)| known == name)?;
        Some(value.as_os_str()).filter(|value| !value.is_empty())
    }

    /// The folder that `name` contains; a relative path counts as not set, as XDG requires.
    pub(crate) fn folder(&self, name: &str) -> Option<&Path> {
        self.get(name).map(Path::new).filter(|path| path.is_absolute())
    }

    /// The folder in `name`, else `fallback` in the home folder.
    pub(crate) fn folder_or_home(&self, name: &str, fallback: &str) -> Option<PathBuf> {
        let set = self.folder(name).map(Path::to_path_buf);
        set.or_else(|| Some(self.folder("HOME")?.join(fallback)))
    }

    /// The absolute folders of `PATH`.
    pub(crate) fn path(&self) -> Vec<PathBuf> {
        let path = self.get("PATH").unwrap_or_default();
        std::env::split_paths(path).filter(|folder| folder.is_absolute()).collect()
    }

    /// All variables except those for whose name `leave_out` returns true.
    pub(crate) fn without(&self, leave_out: impl Fn(&str) -> bool) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        let is_included = move |name: &OsStr| name.to_str().is_none_or(|name| !leave_out(name));
        self.0
            .iter()
            .map(|(name, value)| (name.as_os_str(), value.as_os_str()))
            .filter(move |(name, _)| is_included(name))
    }
}

/// Whether the variable `name` would make an interpreter, or a tool that looks for one, use another Python.
pub fn misleads_python(name: &str) -> bool {
    name.starts_with("PYTHON") || name.starts_with("CONDA_") || matches!(name, "VIRTUAL_ENV" | "PYENV_DIR")
}
