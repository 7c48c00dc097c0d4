//! What is asked for, and what there is then.

use crate::variables::Variables;
use contract::PythonVersion;
use files::Cancel;
use jiff::civil::Date;
use std::fs::File;
use std::path::{Path, PathBuf};

/// What an environment is made from.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The package's folder, with `requirements.txt` (contract §1).
    pub package_root: &'a Path,
    /// The Python asked for; `None`: the newest that has wheels of what the lists pin, or the
    /// person's default. For one that is too old the nearest is taken (contract §1).
    pub python: Option<PythonVersion>,
    /// The last day of which releases are taken, in UTC (contract §1, "resolve as of").
    pub as_of: Option<Date>,
    /// `<store>/cache`.
    pub cache: &'a Path,
    /// The uv chosen in the settings.
    pub uv: Option<&'a Path>,
    /// What uv is run with, and where `PATH`, `HOME` and the index settings are looked up.
    pub variables: &'a Variables,
    /// Ends the work, uv included.
    pub cancel: &'a Cancel,
    /// Where uv's own words go: the run's log.
    pub output: &'a File,
}

/// An environment that is ready.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Its interpreter, absolute.
    pub python: PathBuf,
    /// Its Python.
    pub version: PythonVersion,
    /// Its folder, absolute.
    pub root: PathBuf,
    /// Its name: of all that decides what is in it.
    pub digest: String,
    /// What is installed in it: requirements with versions and, where there are any, hashes.
    pub lock: PathBuf,
    /// Nothing had to be built.
    pub found: bool,
}
