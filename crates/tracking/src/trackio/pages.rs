//! The pages of a SQLite database, and the rows of its tables.

use std::fs::File;
use std::os::unix::fs::FileExt;

use super::wal::Wal;
use crate::{Broken, Why};

/// What a database begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// The bytes of a database's header, which is on its first page.
const HEADER: usize = 100;
/// How many levels of pages a table has, at most: SQLite's own limit.
const DEPTH: usize = 20;
/// The longest row that is read, in bytes.
const ROW: u64 = 1 << 20;

/// What the header of a database says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// The bytes of a page.
    pub(super) size: usize,
    /// How many of them, from the beginning, are used.
    usable: usize,
    /// Whether changes are written into a log first.
    pub(super) has_log: bool,
}

impl Layout {
    /// The layout of a database; `None` if not even its header is written.
    ///
    /// # Errors
    /// The file is not an SQLite database, or cannot be read.
    pub(super) fn of(database: &File) -> Result<Option<Self>, Broken> {
        let mut header = [0; HEADER];
        match database.read_exact_at(&mut header, 0) {
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read.map_err(Broken::unreadable(0))?,
        }
        let byte = |at: usize| header.get(at).copied().unwrap_or_default();
        let size = match u16::from_be_bytes([byte(16), byte(17)]) {
            1 => 1 << 16,
            size => usize::from(size),
        };
        let usable = size.saturating_sub(byte(20).into());
        // Texts are UTF-8, unless somebody asked for something else before the first table was made.
        let is_known = header.starts_with(MAGIC) && matches!(byte(59), 0 | 1) && usable >= 480;
        if !is_known || !size.is_power_of_two() {
            return Err(Broken { at: 0, why: Why::Format });
        }
        Ok(Some(Self { size, usable, has_log: byte(18) == 2 }))
    }

    /// How many bytes of a row are on its own page; the others are on pages that follow.
    fn local(self, length: usize) -> usize {
        let most = self.usable - 35;
        if length <= most {
            return length;
        }
        let least = (self.usable - 12) * 32 / 255 - 23;
        let local = least + (length - least) % (self.usable - 4);
        if local <= most { local } else { least }
    }

    /// The page with this number is none that could be there.
    fn malformed(self, number: u32) -> Halt {
        let at = u64::from(number).saturating_sub(1) * self.size as u64;
        Halt::Broken(Broken { at, why: Why::Format })
    }
}

/// A database at one moment.
pub(super) struct Pages<'a> {
    pub(super) database: &'a File,
    pub(super) log: Option<&'a File>,
    pub(super) wal: &'a Wal,
    pub(super) layout: Layout,
    /// How many bytes may still be read.
    pub(super) left: u64,
}

/// Why the rows end.
pub(super) enum Halt {
    /// So much was read that the caller should have its turn.
    Enough,
    Broken(Broken),
}

impl Halt {
    /// What is broken, if something is.
    pub(super) fn broken(self) -> Option<Broken> {
        if let Self::Broken(broken) = self { Some(broken) } else { None }
    }
}

/// A row: its number, and what is in it unless that is too long.
pub(super) type Row = (i64, Option<Vec<u8>>);

impl Pages<'_> {
    /// Gives the rows of a table whose numbers are greater than `after`, in their order. `root` is the table's first
    /// page.
    pub(super) fn rows(
        &mut self,
        root: u32,
        after: i64,
        take: &mut dyn FnMut(Row) -> Result<(), Halt>,
    ) -> Result<(), Halt> {
        self.walk(root, after, DEPTH, take)
    }

    fn walk(
        &mut self,
        number: u32,
        after: i64,
        depth: usize,
        take: &mut dyn FnMut(Row) -> Result<(), Halt>,
    ) -> Result<(), Halt> {
        let page = self.page(number)?;
        let layout = self.layout;
        let malformed = || layout.malformed(number);
        let head = page.get(if number == 1 { HEADER } else { 0 }..).ok_or_else(malformed)?;
        let (&[kind, _, _, high, low, ..], below) = head.split_first_chunk::<8>().ok_or_else(malformed)?;
        let is_leaf = match kind {
            13 => true,
            5 if depth > 0 => false,
            _ => return Err(malformed()),
        };
        let (cells, right) = match is_leaf {
            true => (below, None),
            false => {
                below.split_first_chunk().map(|(right, cells)| (cells, Some(*right))).ok_or_else(malformed)?
            }
        };
        for place in 0..usize::from(u16::from_be_bytes([high, low])) {
            let at = cells.get(2 * place..).and_then(<[u8]>::first_chunk).ok_or_else(malformed)?;
            let cell = page.get(usize::from(u16::from_be_bytes(*at))..).ok_or_else(malformed)?;
            if is_leaf {
                let (length, rest) = varint(cell).ok_or_else(malformed)?;
                let (id, rest) = varint(rest).ok_or_else(malformed)?;
                if id.cast_signed() > after {
                    let row = self.row(number, length, rest)?;
                    take((id.cast_signed(), row))?;
                }
            } else {
                let (child, rest) = cell.split_first_chunk().ok_or_else(malformed)?;
                // The greatest number below it.
                let (most, _) = varint(rest).ok_or_else(malformed)?;
                if most.cast_signed() > after {
                    self.walk(u32::from_be_bytes(*child), after, depth - 1, take)?;
                }
            }
        }
        right.map_or(Ok(()), |right| self.walk(u32::from_be_bytes(right), after, depth - 1, take))
    }

    /// What is in a row of this length; `None` if it is too long.
    fn row(&mut self, page: u32, length: u64, rest: &[u8]) -> Result<Option<Vec<u8>>, Halt> {
        let Some(length) =
            Some(length).filter(|length| *length <= ROW).and_then(|length| length.try_into().ok())
        else {
            return Ok(None);
        };
        let local = self.layout.local(length);
        let (here, rest) = rest.split_at_checked(local).ok_or_else(|| self.layout.malformed(page))?;
        let mut row = here.to_vec();
        let mut next = rest.first_chunk().copied();
        while row.len() < length {
            let number = u32::from_be_bytes(next.ok_or_else(|| self.layout.malformed(page))?);
            let more = self.page(number)?;
            let more = more.get(..self.layout.usable).unwrap_or(&more);
            let (after, content) = more.split_first_chunk().ok_or_else(|| self.layout.malformed(number))?;
            row.extend(content.iter().take(length - row.len()));
            next = Some(*after);
        }
        Ok(Some(row))
    }

    /// A page, as it was committed last.
    fn page(&mut self, number: u32) -> Result<Vec<u8>, Halt> {
        let size = self.layout.size;
        self.left = self.left.checked_sub(size as u64).ok_or(Halt::Enough)?;
        let (file, at) = match self.log.zip(self.wal.page(number)) {
            Some(logged) => logged,
            None => (self.database, u64::from(number).saturating_sub(1) * size as u64),
        };
        let mut page = vec![0; size];
        file.read_exact_at(&mut page, at).map_err(|error| Halt::Broken(Broken::unreadable(at)(error)))?;
        Ok(page)
    }
}

/// A number of one to nine bytes, and what follows it.
pub(super) fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0;
    for (place, byte) in bytes.iter().enumerate().take(9) {
        if place == 8 {
            return Some((number << 8 | u64::from(*byte), bytes.get(9..)?));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number, bytes.get(place + 1..)?));
        }
    }
    None
}
