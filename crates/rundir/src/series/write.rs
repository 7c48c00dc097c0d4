//! Appends points to the series of a run.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use super::block::{
    DEFINITION, DROPPED, Definition, HEAD, MOST_POINTS, POINTS, code, points_payload, put_block, put_number,
};
use super::{
    Dropped, LONGEST_NAME, MAGIC, MOST_BYTES, MOST_SERIES, MOST_WAITING, Point, RESERVED, SeriesError,
    SeriesReader, Source, VERSION,
};

/// Appends points to a file of series.
///
/// Nothing that goes wrong here is an error to the training: a point that cannot be written is counted
/// ([`SeriesWriter::dropped`]). Its memory has a limit: the names of [`MOST_SERIES`] series, and the points that wait
/// ([`MOST_WAITING`]).
#[derive(Debug)]
pub struct SeriesWriter {
    file: File,
    /// The numbers of the series by their keys ([`key`]).
    ids: HashMap<Box<[u8]>, u32>,
    next_id: u32,
    /// The key that is looked for: its memory is used again.
    key: Vec<u8>,
    /// The definitions of series that are new since the last flush.
    definitions: Vec<u8>,
    /// The points since the last flush, with the numbers of their series.
    points: Vec<(u32, Point)>,
    /// What is to be written next, from the end of the file on: nothing, unless the disk is full.
    pending: Vec<u8>,
    /// The size of the file in bytes.
    size: u64,
    is_failing: bool,
    dropped: Dropped,
    /// What the file says about them.
    recorded: Dropped,
}

impl SeriesWriter {
    /// Appends to `file`, which is empty or was written by a writer that is gone, and open for reading and writing. An
    /// incomplete block at its end is cut off; to an empty file nothing is written before the first flush.
    ///
    /// # Errors
    /// It is another file or one of a newer version, which is left as it is; or it cannot be read or cut.
    pub fn open(file: File) -> Result<Self, SeriesError> {
        let mut reader = SeriesReader::new(file.try_clone()?);
        while reader.read_more()? {}
        let size = reader.at();
        if file.metadata()?.len() > size {
            file.set_len(size)?;
        }
        let mut ids = HashMap::new();
        let mut key = Vec::new();
        for (id, series) in reader.numbered() {
            set_key(&mut key, series.source, &series.part, &series.name);
            ids.entry(key.clone().into_boxed_slice()).or_insert(id as u32);
        }
        let dropped = reader.dropped();
        Ok(Self {
            file,
            ids,
            next_id: reader.next_id() as u32,
            key,
            definitions: Vec::new(),
            points: Vec::new(),
            pending: Vec::new(),
            size,
            is_failing: false,
            dropped,
            recorded: dropped,
        })
    }

    /// Adds a point to a series, which need not exist. A part or a name that is longer than [`LONGEST_NAME`] bytes is
    /// cut. The point is in the file after the next flush.
    pub fn point(&mut self, source: Source, part: &str, name: &str, point: Point) {
        // Whoever reads a long file adds many points between two flushes.
        if self.points.len() >= MOST_POINTS && !self.is_failing {
            // The error comes back from the next call of `flush`.
            let _ = self.flush();
        }
        let Some(id) = self.id(source, part, name) else {
            self.dropped.series += 1;
            return;
        };
        if self.points.len() >= MOST_WAITING {
            self.dropped.disk += 1;
            return;
        }
        self.points.push((id, point));
    }

    /// Writes all points that are not in the file yet, with one call of the system. Does nothing if there are none.
    ///
    /// # Errors
    /// The system refuses to write, most often because the disk is full. The points wait for the next flush.
    pub fn flush(&mut self) -> io::Result<()> {
        self.write()?;
        self.encode();
        self.write()
    }

    /// Writes what is left, and the exact numbers of dropped points.
    ///
    /// # Errors
    /// The same as of [`SeriesWriter::flush`]; what was not written is lost.
    pub fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        if self.dropped != self.recorded {
            self.record_dropped();
        }
        self.write()
    }

    /// The points that were dropped since the file was made.
    pub fn dropped(&self) -> Dropped {
        self.dropped
    }

    fn id(&mut self, source: Source, part: &str, name: &str) -> Option<u32> {
        let [part, name] =
            [part, name].map(|text| text.get(..text.floor_char_boundary(LONGEST_NAME)).unwrap_or(text));
        set_key(&mut self.key, source, part, name);
        if let Some(id) = self.ids.get(&*self.key) {
            return Some(*id);
        }
        let id = self.next_id;
        if id as usize >= MOST_SERIES {
            return None;
        }
        self.next_id += 1;
        self.ids.insert(self.key.clone().into_boxed_slice(), id);
        let definition = Definition { id: id.into(), source, part, name };
        put_block(&mut self.definitions, DEFINITION, &definition.payload());
        Some(id)
    }

    /// Makes bytes of all points. Whatever does not fit into the file is dropped.
    fn encode(&mut self) {
        if self.size == 0 && !self.points.is_empty() {
            self.pending.extend(MAGIC);
            self.pending.extend(format!("{VERSION}\n").into_bytes());
        }
        self.pending.append(&mut self.definitions);
        // The order of a series' points is kept.
        self.points.sort_by_key(|(id, _)| *id);
        for points in self.points.chunks(MOST_POINTS) {
            let payload = points_payload(points);
            let size = self.size.saturating_add((self.pending.len() + HEAD + payload.len()) as u64);
            match size > MOST_BYTES - RESERVED {
                true => self.dropped.size += points.len() as u64,
                false => put_block(&mut self.pending, POINTS, &payload),
            }
        }
        self.points.clear();
        let is_due = |now: u64, then: u64| now > then && now - then > then / 8;
        let (now, then) = (self.dropped, self.recorded);
        if is_due(now.series, then.series) || is_due(now.size, then.size) || is_due(now.disk, then.disk) {
            self.record_dropped();
        }
    }

    fn record_dropped(&mut self) {
        let Dropped { series, size, disk } = self.dropped;
        let mut payload = Vec::new();
        [series, size, disk].into_iter().for_each(|count| put_number(&mut payload, count));
        put_block(&mut self.pending, DROPPED, &payload);
        self.recorded = self.dropped;
    }

    /// Writes as much as possible of what is pending. What is written of it then is the end of the file, even if it is
    /// only a part of a block: a reader waits for the rest.
    fn write(&mut self) -> io::Result<()> {
        let mut written = 0;
        let outcome = loop {
            let rest = self.pending.get(written..).unwrap_or_default();
            if rest.is_empty() {
                break Ok(());
            }
            match self.file.write_at(rest, self.size) {
                Ok(0) => break Err(io::ErrorKind::WriteZero.into()),
                Ok(more) => (written, self.size) = (written + more, self.size + more as u64),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break Err(error),
            }
        };
        self.pending.drain(..written);
        self.is_failing = outcome.is_err();
        outcome
    }
}

/// Makes `key` what a series is found by, which no other has.
fn set_key(key: &mut Vec<u8>, source: Source, part: &str, name: &str) {
    key.clear();
    // A part has at most 250 bytes.
    key.extend([code(source), part.len() as u8]);
    key.extend(part.as_bytes());
    key.extend(name.as_bytes());
}
