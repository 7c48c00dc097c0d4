//! The requirements of installed packages, according to their metadata.

use crate::install::Install;
use crate::list::{Options, Requirement};
use crate::lock::Lock;
use crate::markers;
use files::shown;
use locales::{Failure, Message, Result};
use std::collections::BTreeSet;
use std::fs::{File, read_dir};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// How much of a package's metadata is read, in bytes: its requirements come first, its description
/// last.
const MOST: u64 = 1024 * 1024;

impl Install<'_> {
    /// The names in `lock` for which an installed package accepts pre-releases, without those that are
    /// `known`.
    pub fn pre_releases(&self, lock: &Lock, known: &BTreeSet<String>) -> Result<Vec<String>> {
        let root = self.python.ancestors().nth(2).unwrap_or(self.python);
        let unreadable = |e| Failure::because(Message::FileUnreadable { path: shown(root) }, e);
        let mut needs = needs(root).map_err(unreadable)?;
        needs.retain(|need| {
            let is_new = |name: String| !known.contains(&name) && lock.get(&name).is_some();
            need.takes_pre_releases() && need.name().is_some_and(is_new)
        });
        let markers: Vec<&str> = needs.iter().map(|need| need.marker.as_str()).collect();
        let is_plain = markers.iter().all(|marker| marker.is_empty());
        let hold = match is_plain {
            true => vec![true; needs.len()],
            false => markers::evaluate(self.request, self.settings, &markers, self.python, self.scratch)?,
        };
        let meant = needs.iter().zip(hold).filter(|(need, holds)| *holds || need.marker.is_empty());
        Ok(meant.filter_map(|(need, _)| need.name()).collect())
    }
}

/// The requirements of the packages in the environment `root`.
fn needs(root: &Path) -> io::Result<Vec<Requirement>> {
    let mut needs = Vec::new();
    for python in entries(&root.join("lib"))? {
        let packages = python.join("site-packages");
        for package in if packages.is_dir() { entries(&packages)? } else { Vec::new() } {
            let Ok(file) = File::open(package.join("METADATA")) else { continue };
            let mut text = Vec::new();
            file.take(MOST).read_to_end(&mut text)?;
            let text = String::from_utf8_lossy(&text);
            let head = text.lines().take_while(|line| !line.is_empty());
            let declared = head.filter_map(|line| line.strip_prefix("Requires-Dist:"));
            needs.extend(declared.map(|need| Requirement::read(need.trim(), Options::default())));
        }
    }
    Ok(needs)
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}
