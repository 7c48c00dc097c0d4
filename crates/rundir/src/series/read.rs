//! Reads the series of a run, also while they grow.

use std::fmt;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use super::block::{DEFINITION, DROPPED, Definition, Groups, HEAD, Head, LONGEST, POINTS, Rest, checksum};
use super::{Dropped, MAGIC, MOST_BYTES, MOST_SERIES, Series, SeriesError, Source, VERSION};

/// How much is read at once, in bytes: the longest block.
const PIECE: usize = HEAD + LONGEST;
/// The longest first line, in bytes.
const LONGEST_LINE: usize = MAGIC.len() + 11;

/// What could not be read of a file, since its bytes are not those that were written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Damage {
    /// How many blocks were left out, or read only up to the damage.
    pub blocks: u64,
    /// How many points belong to a series whose name is not known: it was in a damaged block, or its source is one
    /// of a newer version.
    pub nameless: u64,
    /// The byte from which on nothing can be read, because it is not known where a block begins; or the limit of
    /// [`MOST_BYTES`].
    pub end: Option<u64>,
}

/// Which points of a series are kept, by its source, part and name.
type Wanted = Box<dyn FnMut(Source, &str, &str) -> bool + Send>;

/// Reads a file of series as far as it is written, and goes on when it has grown.
pub struct SeriesReader {
    file: File,
    /// Where the next block begins; 0 as long as the first line is not complete.
    at: u64,
    /// The series by their numbers.
    series: Vec<Option<Slot>>,
    /// One more than the largest number of a series, also of one whose name is not known.
    next_id: u64,
    dropped: Dropped,
    damage: Damage,
    wanted: Wanted,
    /// How many more points may be kept.
    room: usize,
}

struct Slot {
    series: Series,
    is_wanted: bool,
}

impl SeriesReader {
    /// Reads `file`, which may be empty yet, and keeps no points: the [`super::Summary`] of each series says the rest.
    pub fn new(file: File) -> Self {
        Self::keeping(file, 0, |_, _, _| false)
    }

    /// Reads `file`, which may be empty yet, and keeps the points of those series for which `wanted` says so, given
    /// their source, part and name: the first `most` of them in the file, at 24 bytes each.
    pub fn keeping(
        file: File,
        most: usize,
        wanted: impl FnMut(Source, &str, &str) -> bool + Send + 'static,
    ) -> Self {
        let (series, dropped, damage) = Default::default();
        Self { file, at: 0, series, next_id: 0, dropped, damage, wanted: Box::new(wanted), room: most }
    }

    /// Reads the next blocks, at most 1 MiB of them, and returns whether there may be more already. A block that is
    /// not complete is left for later. A call that finds nothing new costs one or two system calls.
    ///
    /// # Errors
    /// It is another file or one of a newer version, or cannot be read.
    pub fn read_more(&mut self) -> Result<bool, SeriesError> {
        let size = self.file.metadata()?.len().min(MOST_BYTES);
        let length = usize::try_from(size.saturating_sub(self.at)).unwrap_or(PIECE).min(PIECE);
        if length == 0 || self.damage.end.is_some() {
            if self.at >= MOST_BYTES {
                self.damage.end = Some(self.at);
            }
            return Ok(false);
        }
        let mut piece = vec![0; length];
        let read = read_at(&self.file, &mut piece, self.at)?;
        let mut rest = piece.get(..read).unwrap_or_default();
        if self.at == 0 {
            let Some(line) = first_line(rest)? else { return Ok(false) };
            self.pass(&mut rest, line);
        }
        let before = self.at;
        while let Some(length) = self.block(rest) {
            self.pass(&mut rest, length);
        }
        Ok(self.damage.end.is_none() && self.at > before && self.at < size)
    }

    /// The series in the order in which they were first written.
    pub fn series(&self) -> impl Iterator<Item = &Series> {
        self.series.iter().flatten().map(|slot| &slot.series)
    }

    /// The series, for good.
    pub fn into_series(self) -> Vec<Series> {
        self.series.into_iter().flatten().map(|slot| slot.series).collect()
    }

    /// The points that the writer dropped.
    pub fn dropped(&self) -> Dropped {
        self.dropped
    }

    /// What could not be read until now.
    pub fn damage(&self) -> Damage {
        self.damage
    }

    /// The byte at which the next block begins.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// The smallest number that no series has.
    pub(super) fn next_id(&self) -> u64 {
        self.next_id
    }

    /// The series with their numbers in the file, which never change and are below [`MOST_SERIES`].
    pub fn numbered(&self) -> impl Iterator<Item = (usize, &Series)> {
        self.series.iter().enumerate().filter_map(|(id, slot)| Some((id, &slot.as_ref()?.series)))
    }

    fn pass(&mut self, rest: &mut &[u8], length: usize) {
        *rest = rest.get(length..).unwrap_or_default();
        self.at = self.at.saturating_add(length as u64);
    }

    /// Reads the block that `bytes` begin with, and returns its length; `None` if it is not complete, or cannot be one.
    fn block(&mut self, bytes: &[u8]) -> Option<usize> {
        let head = Head::of(bytes)?;
        if head.length == 0 || head.length > LONGEST {
            self.damage.end = Some(self.at);
            return None;
        }
        let end = HEAD.checked_add(head.length)?;
        let payload = bytes.get(HEAD..end)?;
        let is_whole =
            checksum(head.kind, payload) == head.checksum && self.payload(head.kind, payload).is_some();
        self.damage.blocks += u64::from(!is_whole);
        Some(end)
    }

    /// Reads a payload; `None` if it is not what its kind says.
    fn payload(&mut self, kind: u8, payload: &[u8]) -> Option<()> {
        match kind {
            DEFINITION => self.define(Definition::read(payload)?),
            POINTS => self.points(payload),
            DROPPED => {
                let mut rest = Rest(payload);
                self.dropped = Dropped { series: rest.number()?, size: rest.number()?, disk: rest.number()? };
                Some(())
            }
            // A newer version may write more kinds without raising the format.
            _ => Some(()),
        }
    }

    fn define(&mut self, definition: Definition<'_>) -> Option<()> {
        let Definition { id, source, part, name } = definition;
        let place = usize::try_from(id).ok().filter(|place| *place < MOST_SERIES)?;
        if self.series.len() <= place {
            self.series.resize_with(place + 1, || None);
        }
        let slot = self.series.get_mut(place).filter(|slot| slot.is_none())?;
        let is_wanted = (self.wanted)(source, part, name);
        *slot = Some(Slot { series: Series::new(source, part, name), is_wanted });
        self.next_id = self.next_id.max(id + 1);
        Some(())
    }

    fn points(&mut self, payload: &[u8]) -> Option<()> {
        let mut groups = Groups::of(payload);
        while !groups.is_at_end() {
            let (id, count) = groups.series()?;
            let place = usize::try_from(id).ok().filter(|place| *place < MOST_SERIES)?;
            self.next_id = self.next_id.max(id + 1);
            let Some(Slot { series, is_wanted }) = self.series.get_mut(place).and_then(Option::as_mut) else {
                for _ in 0..count {
                    groups.point()?;
                    self.damage.nameless += 1;
                }
                continue;
            };
            let room = if *is_wanted { self.room } else { 0 };
            let kept = usize::try_from(count).unwrap_or(usize::MAX).min(groups.most()).min(room);
            series.reserve(kept);
            self.room -= kept;
            for _ in 0..kept {
                series.add(groups.point()?);
            }
            for _ in kept as u64..count {
                series.summary.add(groups.point()?);
            }
        }
        Some(())
    }
}

impl fmt::Debug for SeriesReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SeriesReader").field("file", &self.file).field("at", &self.at).finish_non_exhaustive()
    }
}

/// The length of the first line with its newline; `None` if it is not complete yet.
fn first_line(bytes: &[u8]) -> Result<Option<usize>, SeriesError> {
    let bytes = bytes.get(..LONGEST_LINE).unwrap_or(bytes);
    let begins = MAGIC.iter().zip(bytes).all(|(right, byte)| right == byte);
    let version = bytes.get(MAGIC.len()..).unwrap_or_default();
    let digits = version.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_over = version.len() > digits || bytes.len() == LONGEST_LINE;
    let text = std::str::from_utf8(version.get(..digits).unwrap_or_default()).unwrap_or_default();
    match (text.parse(), version.get(digits)) {
        _ if !begins => Err(SeriesError::Other),
        (Ok(number), Some(b'\n')) if number > VERSION => Err(SeriesError::Newer(number)),
        (Ok(1..), Some(b'\n')) => Ok(Some(MAGIC.len() + digits + 1)),
        _ if is_over => Err(SeriesError::Other),
        _ => Ok(None),
    }
}

/// Reads until `into` is full or the file ends, and returns how much was read.
fn read_at(file: &File, into: &mut [u8], at: u64) -> io::Result<usize> {
    let mut read = 0;
    while let Some(rest) = into.get_mut(read..).filter(|rest| !rest.is_empty()) {
        match file.read_at(rest, at.saturating_add(read as u64)) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}
