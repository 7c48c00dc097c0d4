//! A file of a training that numbers are read from, as it grows.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use files::beneath::Folder;
use tracking::metrics_csv::CsvReader;
use tracking::tensorboard::EventReader;
use tracking::trainer_state::TrainerStates;
use tracking::wandb::WandbReader;
use tracking::{Broken, Came, Kind, Measured};

/// The readers of `trainer_state.json`, by folder and part: each reads those of all checkpoints.
pub(super) type States = HashMap<(usize, String), TrainerStates>;

/// When a file's content, name or rights changed last, in seconds and nanoseconds since 1970: no program can set that.
pub(super) type Changed = (i64, i64);

/// What tells a file from others, and its state from earlier ones.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Mark {
    device: u64,
    inode: u64,
    pub(super) size: u64,
    modified: (i64, i64),
    pub(super) changed: Changed,
}

impl Mark {
    pub(super) fn of(file: &File) -> io::Result<Self> {
        let about = file.metadata()?;
        Ok(Self {
            device: about.dev(),
            inode: about.ino(),
            size: about.len(),
            modified: (about.mtime(), about.mtime_nsec()),
            changed: (about.ctime(), about.ctime_nsec()),
        })
    }

    /// Whether this is what became of a file that was once so: it has only grown.
    pub(super) fn continues(self, before: Self) -> bool {
        (self.device, self.inode) == (before.device, before.inode) && self.size >= before.size
    }

    /// When its content was changed last, in seconds since 1970.
    fn time(self) -> f64 {
        self.modified.0 as f64 + self.modified.1 as f64 / 1e9
    }
}

/// A file that is read.
pub(super) struct TrackedFile {
    pub(super) kind: Kind,
    part: String,
    reader: Reader,
    /// As it was when it was read to its end.
    read: Option<Mark>,
    /// Whether it is no longer in its folder: what was written until then is still read.
    pub(super) is_gone: bool,
}

enum Reader {
    Events(EventReader),
    Wandb(WandbReader),
    /// It may be replaced by a new file at any time.
    Csv(CsvReader),
    /// It is read whole, with the reader of its part, whenever it has changed.
    State,
}

impl TrackedFile {
    pub(super) fn new(file: File, kind: Kind, part: String) -> Self {
        let reader = match kind {
            Kind::Tensorboard => Reader::Events(EventReader::new(file, &part)),
            Kind::Wandb => Reader::Wandb(WandbReader::new(file, &part)),
            Kind::TrainerState => Reader::State,
            Kind::LightningCsv | Kind::KerasCsv => Reader::Csv(CsvReader::new(kind, &part)),
        };
        Self { kind, part, reader, read: None, is_gone: false }
    }

    /// How many values were left out, because there are too many, or they make no sense.
    pub(super) fn left_out(&self) -> u64 {
        match &self.reader {
            Reader::Events(reader) => reader.left_out(),
            Reader::Wandb(reader) => reader.left_out(),
            Reader::Csv(_) | Reader::State => 0,
        }
    }

    /// Gives what came since the last time. The file is at `path` in `folder`, which is the one with this `number`.
    ///
    /// # Errors
    /// It is broken, or none of its kind.
    pub(super) fn read_on(
        &mut self,
        (number, folder): (usize, &Folder),
        path: &Path,
        states: &mut States,
        give: &mut dyn FnMut(Measured<'_>),
    ) -> Result<Came, Broken> {
        let mut give = |found: tracking::Found<'_>| {
            if let tracking::Found::Measured(measured) = found {
                give(measured);
            }
        };
        match &mut self.reader {
            Reader::Events(reader) => return reader.read_more(&mut give),
            Reader::Wandb(reader) => return reader.read_more(&mut give),
            Reader::Csv(_) | Reader::State => {}
        }
        // Both are written again under the same name.
        let opened = folder.file(path).and_then(|file| Ok((Mark::of(&file)?, file)));
        let Ok((mark, file)) = opened else {
            self.is_gone = true;
            return Ok(Came::All);
        };
        if self.read == Some(mark) {
            return Ok(Came::All);
        }
        let mut came = Came::All;
        if let Reader::Csv(reader) = &mut self.reader {
            came = reader.read_more(&file, mark.time(), &mut give)?;
        } else {
            let states = states.entry((number, self.part.clone()));
            let states = states.or_insert_with_key(|(_, part)| TrainerStates::new(part));
            // Half of it may be written yet; when it has changed, it is read again.
            if let Err(broken) = states.read(&file, mark.time(), &mut give) {
                tracing::debug!(path = %path.display(), %broken, "could not read a trainer's state");
            }
        }
        self.read = (came == Came::All).then_some(mark);
        Ok(came)
    }
}
