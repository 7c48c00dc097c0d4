//! Reads `logged.jsonl`, which the code of the run could have written itself.

use std::cell::LazyCell;
use std::collections::{BTreeMap, HashSet};
use std::io::{ErrorKind, Read};
use std::path::PathBuf;

use files::beneath::Opened;
use files::unreadable;
use locales::{Message, Result};
use serde::Deserialize;

use super::{
    FORMAT, LARGEST, LONGEST_LINE, Logged, MOST_ENTRIES, MOST_HISTOGRAMS, MOST_IMAGES, What, are_bins,
};
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
    // Most runs have none, and ten thousand may be read.
    let images = LazyCell::new(|| images(run));
    let mut all = BTreeMap::new();
    let lines = lines.filter(|line| line.len() <= LONGEST_LINE);
    for mut logged in lines.filter_map(|line| serde_json::from_slice::<Logged>(line).ok()) {
        logged.cut();
        let key = logged.key();
        match &logged.what {
            What::Histogram { edges, counts, .. } if !are_bins(edges, counts) => _ = all.remove(&key),
            What::Image { file, .. } if !images.contains(file) => {}
            _ if all.len() < MOST_ENTRIES + MOST_IMAGES + MOST_HISTOGRAMS || all.contains_key(&key) => {
                all.insert(key, logged);
            }
            _ => {}
        }
    }
    all.retain(|_, logged| !matches!(logged.what, What::Tag { value: None, .. }));
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
