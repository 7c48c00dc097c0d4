//! Reads `logged.jsonl`, which the code of the run could have written itself.

use std::collections::{BTreeMap, HashSet};
use std::io::{ErrorKind, Read};
use std::path::PathBuf;

use files::beneath::Opened;
use files::unreadable;
use locales::{Message, Result};
use serde::Deserialize;

use super::{FORMAT, LARGEST, Logged, MOST_ENTRIES, MOST_IMAGES, What};
use crate::RunDir;

/// The first line.
#[derive(Deserialize)]
struct Head {
    format: u64,
}

/// What the code of a run logged besides numbers, without what it replaced or removed: by kind, part and name. It is
/// empty if there is nothing. Lines that cannot be parsed are skipped; at most twice as many bytes are read as are
/// written, and at most as many entries.
///
/// # Errors
/// The file exists and cannot be read, or a newer program wrote it.
pub fn read(run: &RunDir) -> Result<Vec<Logged>> {
    let path = run.logged();
    let file = match crate::open(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        opened => opened.map_err(|error| unreadable(&path, error))?,
    };
    let mut bytes = Vec::new();
    file.take(2 * LARGEST).read_to_end(&mut bytes).map_err(|error| unreadable(&path, error))?;
    let mut lines = bytes.split(|byte| *byte == b'\n');
    match lines.next().map(serde_json::from_slice::<Head>) {
        // It was just made.
        _ if bytes.is_empty() => {}
        Some(Ok(head)) if head.format <= FORMAT => {}
        Some(Ok(_)) => return Err(Message::FileNewer { path: files::shown(&path) }.into()),
        _ => return Err(Message::FileUnreadable { path: files::shown(&path) }.into()),
    }
    let mut all = BTreeMap::new();
    for mut logged in lines.filter_map(|line| serde_json::from_slice::<Logged>(line).ok()) {
        logged.cut();
        let key = logged.key();
        if all.len() < MOST_ENTRIES + MOST_IMAGES || all.contains_key(&key) {
            all.insert(key, logged);
        }
    }
    let images = images(run);
    all.retain(|_, logged| match &logged.what {
        What::Tag { value, .. } => value.is_some(),
        What::Image { file, .. } => images.contains(file),
        _ => true,
    });
    Ok(all.into_values().collect())
}

/// The path of an image's file in the folder `images`.
pub fn image_path(file: u32) -> PathBuf {
    PathBuf::from(file.to_string())
}

/// The images that there are. Which of them are thinned out, only their folder says.
fn images(run: &RunDir) -> HashSet<u32> {
    let Ok(Opened::Folder(folder)) = run.open(&run.images()) else { return HashSet::new() };
    let names = folder.names_up_to(2 * MOST_IMAGES).unwrap_or_default();
    names.into_iter().filter_map(|(_, name)| name.to_str()?.parse().ok()).collect()
}
