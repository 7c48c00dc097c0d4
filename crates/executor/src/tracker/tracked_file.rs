//! A file of a training that numbers are read from, as it grows.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use files::beneath::Folder;
use tracking::metrics_csv::CsvReader;
use tracking::tensorboard::EventReader;
use tracking::trackio::TrackioReader;
use tracking::trainer_state::TrainerStates;
use tracking::wandb::WandbReader;
use tracking::{Broken, Came, Found, Kind};

/// The readers of `trainer_state.json`, by folder and part: each reads those of all checkpoints.
pub(super) type States = HashMap<(usize, String), TrainerStates>;

/// For so long after a change, another one may leave a file with the same times: they are those of the system's ticks.
const TICK: Duration = Duration::from_millis(50);

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

    /// Whether it has changed so recently that its mark does not tell yet if it changes again.
    fn is_fresh(self) -> bool {
        let (Ok(seconds), Ok(nanoseconds)) = (self.changed.0.try_into(), self.changed.1.try_into()) else {
            return false;
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        // What changes in the future is of before the clock was set.
        now.checked_sub(Duration::new(seconds, nanoseconds)).is_some_and(|since| since < TICK)
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
    /// As it was, and what a database writes first into, when it was read to its end.
    read: Option<(Mark, Option<Mark>)>,
    /// Whether it is no longer in its folder: what was written until then is still read.
    pub(super) is_gone: bool,
}

enum Reader {
    Events(EventReader),
    Wandb(WandbReader),
    /// It may be replaced by a new file at any time.
    Csv(CsvReader),
    /// It is read by its pages whenever it or its log has changed.
    Trackio(TrackioReader),
    /// It is read whole, with the reader of its part, whenever it has changed.
    State,
}

impl TrackedFile {
    pub(super) fn new(file: File, kind: Kind, part: String) -> Self {
        let reader = match kind {
            Kind::Tensorboard => Reader::Events(EventReader::new(file, &part)),
            Kind::Wandb => Reader::Wandb(WandbReader::new(file, &part)),
            Kind::Trackio => Reader::Trackio(TrackioReader::new(&part)),
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
            Reader::Trackio(reader) => reader.left_out(),
            Reader::Csv(_) | Reader::State => 0,
        }
    }

    /// Whether it is what its name promises. Most tables are none of Keras's, and most databases none of Trackio's: that
    /// is nobody's fault.
    pub(super) fn is_of_its_kind(&self) -> bool {
        match &self.reader {
            Reader::Trackio(reader) => reader.is_trackios(),
            _ => self.kind != Kind::KerasCsv,
        }
    }

    /// Gives what came since the last time, if `is_over` the last of it: nobody writes any more. The file is at `path` in `folder`, which is the one with this `number`.
    ///
    /// # Errors
    /// It is broken, or none of its kind.
    pub(super) fn read_on(
        &mut self,
        (number, folder): (usize, &Folder),
        path: &Path,
        is_over: bool,
        states: &mut States,
        give: &mut dyn FnMut(Found<'_>),
    ) -> Result<Came, Broken> {
        match &mut self.reader {
            Reader::Events(reader) => return reader.read_more(give),
            Reader::Wandb(reader) => return reader.read_more(give),
            Reader::Csv(_) | Reader::Trackio(_) | Reader::State => {}
        }
        // All of them are written again under the same name.
        let opened = folder.file(path).and_then(|file| Ok((Mark::of(&file)?, file)));
        let Ok((mark, file)) = opened else {
            self.is_gone = true;
            return Ok(Came::All);
        };
        let log = self.kind == Kind::Trackio;
        let log = log.then(|| folder.file(&log_of(path))).and_then(Result::ok);
        let marks = (mark, log.as_ref().and_then(|log| Mark::of(log).ok()));
        if self.read == Some(marks) {
            return Ok(Came::All);
        }
        let mut came = Came::All;
        if let Reader::Csv(reader) = &mut self.reader {
            came = reader.read_more(&file, mark.time(), give)?;
        } else if let Reader::Trackio(reader) = &mut self.reader {
            if !is_over && mark.is_fresh() {
                return Ok(Came::All);
            }
            came = reader.read_more(&file, log.as_ref(), give)?;
        } else {
            let states = states.entry((number, self.part.clone()));
            let states = states.or_insert_with_key(|(_, part)| TrainerStates::new(part));
            // Half of it may be written yet; when it has changed, it is read again.
            if let Err(broken) = states.read(&file, mark.time(), give) {
                tracing::debug!(path = %path.display(), %broken, "could not read a trainer's state");
            }
        }
        let is_fresh = mark.is_fresh() || marks.1.is_some_and(Mark::is_fresh);
        self.read = (came == Came::All && !is_fresh).then_some(marks);
        Ok(came)
    }
}

/// The path of what a database at this path writes first into.
fn log_of(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    log.into()
}
