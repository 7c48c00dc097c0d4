//! Writes `logged.jsonl`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::{FORMAT, Key, LARGEST, Logged, MOST_BYTES, MOST_ENTRIES, What};
use crate::RunDir;

/// Writes what a run logs. The file is made with the first entry, and appended to. What is replaced again and again does
/// not let it grow without end: from 4 MiB on it is rewritten.
pub struct LoggedWriter {
    run: RunDir,
    file: Option<File>,
    /// How many bytes the file has.
    size: u64,
    /// Whether its last line may be incomplete, because the disk was full.
    is_torn: bool,
    /// The line of each entry that counts.
    lines: BTreeMap<Key, Box<[u8]>>,
    /// Of these, which are not in the file yet.
    unwritten: BTreeSet<Key>,
    /// Lines that remove what is in the file.
    removals: Vec<u8>,
    /// How many entries there are apart from images and histograms, and how many bytes they have.
    kept: (usize, usize),
    dropped: u64,
}

impl LoggedWriter {
    /// Writes the file of `run`, which must not exist yet.
    pub fn new(run: &RunDir) -> Self {
        let (lines, unwritten) = (BTreeMap::new(), BTreeSet::new());
        Self {
            run: run.clone(),
            file: None,
            size: 0,
            is_torn: false,
            lines,
            unwritten,
            removals: Vec::new(),
            kept: (0, 0),
            dropped: 0,
        }
    }

    /// Adds an entry, which is in the file after the next [`LoggedWriter::flush`]. What is too long is cut; what is too
    /// much is dropped, and counted. Images and histograms are not counted: whoever adds them keeps them below
    /// [`MOST_IMAGES`](super::MOST_IMAGES) and [`MOST_HISTOGRAMS`](super::MOST_HISTOGRAMS).
    pub fn add(&mut self, mut logged: Logged) {
        logged.cut();
        let key = logged.key();
        // Every entry can be written as JSON.
        let Ok(mut line) = serde_json::to_vec(&logged) else { return };
        line.push(b'\n');
        let before = self.lines.get(&key);
        if before.is_some_and(|before| **before == *line) {
            return;
        }
        if !logged.is_of_step() {
            let (entries, bytes) = self.kept;
            let kept = match before {
                Some(before) => (entries, bytes - before.len() + line.len()),
                None => (entries + 1, bytes + line.len()),
            };
            if kept.0 > MOST_ENTRIES || kept.1 > MOST_BYTES {
                self.dropped += 1;
                return;
            }
            self.kept = kept;
        }
        self.lines.insert(key.clone(), line.into());
        self.unwritten.insert(key);
    }

    /// Removes an image or a histogram. The file keeps its line until it is rewritten. An image counts no more without
    /// its file, a histogram when another line says so, which is in the file after the next [`LoggedWriter::flush`].
    pub fn remove(&mut self, mut logged: Logged) {
        logged.cut();
        let key = logged.key();
        if !logged.is_of_step() || self.lines.remove(&key).is_none() {
            return;
        }
        self.unwritten.remove(&key);
        let What::Histogram { edges, counts, .. } = &mut logged.what else { return };
        edges.clear();
        counts.clear();
        // A file that is made or rewritten has only what counts.
        if self.file.is_some()
            && !self.is_torn
            && let Ok(line) = serde_json::to_vec(&logged)
        {
            self.removals.extend(line);
            self.removals.push(b'\n');
        }
    }

    /// How many entries were dropped because there are too many, or they are too long.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Writes what was added. What cannot be written is written by the next call that can.
    ///
    /// # Errors
    /// The disk is full, or something else is at the path.
    pub fn flush(&mut self) -> io::Result<()> {
        if self.unwritten.is_empty() && self.removals.is_empty() {
            return Ok(());
        }
        if self.file.is_none() {
            // It must not exist: without isolation, the code could have made a link of it.
            self.file = Some(new_file(&self.run.logged())?);
            self.is_torn = true;
        }
        let added = self.unwritten.iter().filter_map(|key| self.lines.get(key)).flatten();
        // What was removed may have been added again.
        let new: Vec<u8> = self.removals.iter().chain(added).copied().collect();
        if self.is_torn || self.size + new.len() as u64 > LARGEST {
            self.rewrite()?;
        } else if let Some(file) = &mut self.file {
            self.is_torn = true;
            file.write_all(&new)?;
            self.is_torn = false;
            self.size += new.len() as u64;
        }
        self.unwritten.clear();
        self.removals.clear();
        Ok(())
    }

    /// Replaces the file by one with what counts.
    fn rewrite(&mut self) -> io::Result<()> {
        let mut all = format!("{{\"format\":{FORMAT}}}\n").into_bytes();
        self.lines.values().for_each(|line| all.extend_from_slice(line));
        let new = self.run.logged_new();
        let written = new_file(&new).and_then(|mut file| {
            file.write_all(&all)?;
            fs::rename(&new, self.run.logged())?;
            Ok(file)
        });
        match written {
            Ok(file) => (self.file, self.size, self.is_torn) = (Some(file), all.len() as u64, false),
            Err(error) => {
                // If there is nothing, it was not made.
                let _ = fs::remove_file(&new);
                return Err(error);
            }
        }
        Ok(())
    }
}

/// Makes a file for its owner alone: parameters may be keys.
fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create_new(true).mode(0o600).open(path)
}
