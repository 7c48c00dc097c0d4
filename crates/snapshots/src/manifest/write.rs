//! Writes a manifest.

use super::numbers::{put, put_signed};
use super::{Content, Entry, Kind, MOST_PARTS};
use files::Moment;
use std::ops::Range;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// What a manifest begins with. The number is that of the format.
pub const BEGINNING: &[u8] = b"trainyard snapshot 1\n";

/// A manifest that is being written, one entry after the other, in the order of [`super::Manifest::entries`].
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub fn new() -> Self {
        Self { bytes: BEGINNING.to_vec() }
    }

    pub fn entry(&mut self, entry: &Entry) {
        let (path, mode, modified) = (&*entry.path, entry.mode, entry.modified.into());
        match &entry.kind {
            Kind::Folder => self.folder(path, mode, modified),
            Kind::File(content) => self.file(path, mode, modified, content),
            Kind::Link { target } => self.link(path, mode, modified, target),
        }
    }

    pub fn folder(&mut self, path: &Path, mode: u32, modified: Moment) {
        self.begin(b'd', path, mode, modified);
    }

    pub fn link(&mut self, path: &Path, mode: u32, modified: Moment, target: &Path) {
        self.begin(b'l', path, mode, modified);
        self.text(target.as_os_str().as_bytes());
    }

    pub fn file(&mut self, path: &Path, mode: u32, modified: Moment, content: &Content) {
        self.begin(b'f', path, mode, modified);
        put(&mut self.bytes, content.size);
        put(&mut self.bytes, content.blobs.len() as u64);
        self.bytes.extend(content.digest.0);
        if content.blobs.len() != 1 {
            for blob in &content.blobs {
                self.bytes.extend(blob.digest.0);
                put(&mut self.bytes, blob.length);
            }
        }
        let Some(data) = &content.data else {
            self.bytes.push(0);
            return;
        };
        put(&mut self.bytes, data.len() as u64 + 1);
        let mut at = 0;
        for part in data {
            put(&mut self.bytes, part.start - at);
            put(&mut self.bytes, part.end - part.start);
            at = part.end;
        }
    }

    fn begin(&mut self, kind: u8, path: &Path, mode: u32, modified: Moment) {
        let path = path.as_os_str().as_bytes();
        let (depth, name) = match path.iter().rposition(|byte| *byte == b'/') {
            Some(slash) => (path.iter().filter(|byte| **byte == b'/').count(), &path[slash + 1..]),
            None => (0, path),
        };
        put(&mut self.bytes, depth as u64);
        self.text(name);
        self.bytes.push(kind);
        put(&mut self.bytes, mode.into());
        put_signed(&mut self.bytes, modified.seconds);
        put(&mut self.bytes, modified.nanoseconds.into());
    }

    fn text(&mut self, text: &[u8]) {
        put(&mut self.bytes, text.len() as u64);
        self.bytes.extend(text);
    }

    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// As many parts as a manifest may list.
pub fn bounded(mut parts: Vec<Range<u64>>) -> Vec<Range<u64>> {
    if let Some(end) = parts.last().map(|last| last.end).filter(|_| parts.len() > MOST_PARTS) {
        parts.truncate(MOST_PARTS);
        if let Some(last) = parts.last_mut() {
            last.end = end;
        }
    }
    parts
}
