//! `trainyard serve` and the files that a browser sends to it and loads from it.

use std::cell::RefCell;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use testkit::Store;

use crate::driver::kill_group;
use crate::patience::until;

/// A server for one page. It is gone when this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    process: Child,
    /// What opens the page, once.
    pub(crate) link: String,
}

impl Server {
    pub(crate) fn start(program: &Path, environment: impl Fn(&mut Command)) -> Self {
        let mut command = Command::new(program);
        environment(&mut command);
        command.args(["serve", "--json"]).process_group(0).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no server: {line:?}"));
        Self { process, link: said["url"].as_str().unwrap().into() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        kill_group(&mut self.process);
    }
}

/// What a person will choose, and where they will save, as in the window's dialogs.
#[derive(Debug, Default)]
pub(crate) struct Plans {
    pub(crate) open: RefCell<Vec<PathBuf>>,
    pub(crate) save: RefCell<Vec<PathBuf>>,
}

/// The folder that the browser saves into.
pub(crate) fn downloads(store: &Store) -> PathBuf {
    let folder = store.folder().join("downloads");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Moves what the browser loads to where the person wanted it.
pub(crate) fn take_download(store: &Store, to: &Path) {
    let folder = downloads(store);
    let loaded = until(|| {
        let paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        // Firefox begins with an empty file of the name that it will have.
        let is_whole = |path: &&PathBuf| fs::metadata(path).is_ok_and(|found| found.len() > 0);
        if paths.iter().any(|path| is_partial(path)) { None } else { paths.iter().find(is_whole).cloned() }
    });
    fs::rename(loaded.unwrap_or_else(|| panic!("nothing was loaded")), to).unwrap();
}

/// What a file is called until it is there.
fn is_partial(path: &Path) -> bool {
    let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    is_hidden || path.extension().is_some_and(|end| end == "crdownload" || end == "part")
}
