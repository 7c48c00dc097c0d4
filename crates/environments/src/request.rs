//! The request for an environment, and its result.

use crate::variables::Variables;
use contract::PythonVersion;
use files::Cancel;
use jiff::civil::Date;
use processes::Built;
use std::fs::File;
use std::path::{Path, PathBuf};

/// What an environment is built from.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The package's folder, with `requirements.txt` (contract §1).
    pub package_root: &'a Path,
    /// The requested Python; `None`: the newest for which the pinned versions have wheels, or the
    /// person's default. If it is too old, the nearest one is used (contract §1).
    pub python: Option<PythonVersion>,
    /// The last day, in UTC, whose releases may be installed (contract §1, "resolve as of").
    pub as_of: Option<Date>,
    /// The lock of an environment that is to be built again: exactly its versions are installed, whatever the lists
    /// would resolve to today.
    pub locked: Option<&'a str>,
    /// `<store>/cache`.
    pub cache: &'a Path,
    /// The uv chosen in the settings.
    pub uv: Option<&'a Path>,
    /// The environment variables for uv, with `PATH`, `HOME` and the index settings.
    pub variables: &'a Variables,
    /// The wall that uv and pip run behind, since building a package runs its code; `None`: there is none. They must
    /// be able to write `package_root` and `cache`.
    pub wall: Option<&'a Built>,
    /// Cancels the work, including uv.
    pub cancel: &'a Cancel,
    /// The run's log, which gets uv's output.
    pub output: &'a File,
}

/// An environment that is ready.
#[derive(Clone, Debug)]
pub struct Environment {
    /// The absolute path of its interpreter.
    pub python: PathBuf,
    /// The version of its Python.
    pub version: PythonVersion,
    /// The same, as its Python names it: `3.11.7`.
    pub full_version: String,
    /// The absolute path of its folder.
    pub root: PathBuf,
    /// Its name: a digest of everything that decides its content.
    pub digest: String,
    /// What is installed in it: requirements with versions and, where there are any, hashes.
    pub lock: PathBuf,
    /// Nothing had to be built.
    pub found: bool,
}
