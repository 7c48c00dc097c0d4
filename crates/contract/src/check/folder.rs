//! Checks a folder by the same rules as a zip.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::{Timestamp, civil, tz::TimeZone};
use locales::{Failure, Message};

use super::dropped::{Dropped, is_environment};
use super::names::{MOST_ENTRIES, Names, legal, shown};
use super::{Check, Entry, Package, Step, Stop};

/// A folder whose files are listed.
pub(super) struct Folder {
    path: PathBuf,
    files: Vec<Entry>,
    dropped: Dropped,
}

/// Lists the files in the folder at `path`, without following links.
pub(super) fn open(path: &Path) -> Step<Folder> {
    let mut files = Vec::new();
    let (mut names, mut dropped) = (Names::default(), Dropped::default());
    let mut waiting = vec![String::new()];
    while let Some(folder) = waiting.pop() {
        let at = path.join(&folder);
        for name in names_in(&at)? {
            let Some(text) = name.to_str() else {
                return Err(Message::CheckNameInvalid { name: shown(&name.to_string_lossy()) }.into());
            };
            let relative = if folder.is_empty() { text.to_string() } else { format!("{folder}/{text}") };
            if dropped.takes(Path::new(&relative)) {
                continue;
            }
            let found = at.join(&name);
            if is_environment(&found) {
                dropped.take_environment(&relative);
                continue;
            }
            let refused = |message| Stop::from(Check::fail(message).at(&shown(&relative), None));
            legal(&relative).map_err(refused)?;
            let metadata = fs::symlink_metadata(&found).map_err(|error| unreadable(&found, error))?;
            names.add(&relative, metadata.is_dir()).map_err(refused)?;
            if metadata.is_dir() {
                waiting.push(relative);
            } else if metadata.is_file() {
                files.push(Entry { path: relative, size: metadata.len() });
            } else if metadata.is_symlink() {
                return Err(refused(Message::CheckLink { name: shown(&relative) }));
            } else {
                return Err(refused(Message::CheckSpecial { name: shown(&relative) }));
            }
        }
    }
    Ok(Folder { path: path.to_path_buf(), files, dropped })
}

/// The names in a folder, at most as many as a package may have; sorted, so that every check of the same folder
/// refuses the same file.
fn names_in(folder: &Path) -> Step<Vec<std::ffi::OsString>> {
    let mut names = fs::read_dir(folder)
        .and_then(|entries| {
            let most = MOST_ENTRIES as usize + 1;
            entries.take(most).map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()
        })
        .map_err(|error| unreadable(folder, error))?;
    names.sort();
    Ok(names)
}

fn unreadable(path: &Path, error: io::Error) -> Failure {
    Failure::because(Message::FileUnreadable { path: path.display().to_string() }, error)
}

impl Package for Folder {
    fn files(&self) -> &[Entry] {
        &self.files
    }

    fn dropped(&self) -> &Dropped {
        &self.dropped
    }

    fn read(&mut self, path: &str, most: u64) -> Step<Vec<u8>> {
        let path = self.path.join(path);
        let mut bytes = Vec::new();
        File::open(&path)
            .and_then(|file| file.take(most).read_to_end(&mut bytes))
            .map_err(|error| unreadable(&path, error))?;
        Ok(bytes)
    }

    fn changed(&self) -> Vec<civil::Date> {
        let at = |file: &Entry| fs::symlink_metadata(self.path.join(&file.path)).ok()?.modified().ok();
        let times = self.files.iter().filter_map(at).filter_map(|at| Timestamp::try_from(at).ok());
        times.map(|at| at.to_zoned(TimeZone::UTC).date()).collect()
    }

    fn packed(&self) -> Option<u64> {
        None
    }

    fn verify(&mut self) -> Step<()> {
        Ok(())
    }
}
