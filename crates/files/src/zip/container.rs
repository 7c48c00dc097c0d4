//! The records of a zip file (PKWARE's APPNOTE.TXT 6.3).
//!
//! The `zip` crate writes zips too, but cannot be given data that is already compressed, block by
//! block, and that is what compressing one large file on all cores needs.
//!
//! Sizes and CRC stand in the local headers, never in a data descriptor behind the data: Java's
//! `ZipInputStream`, which reads without the directory at the end, refuses stored entries that have
//! one. `rawzip`, which can be given compressed data, writes a data descriptor after every entry.

/// No seconds, 1 January 1980: the first moment that the format knows. A real time would make
/// other bytes of the same files.
const DATE: u16 = 1 << 5 | 1;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
/// A 32-bit field whose value stands in the Zip64 extra field.
const IN_ZIP64: u32 = u32::MAX;
const MADE_ON_UNIX: u16 = 3 << 8;

/// How an entry's data is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Stored = 0,
    Deflated = 8,
}

/// What the headers say about an entry.
#[derive(Clone, Debug)]
pub struct Header {
    /// Ends in `/` for a folder.
    pub name: String,
    pub method: Method,
    pub crc: u32,
    /// Bytes in the zip.
    pub packed: u64,
    /// Bytes unpacked. Decides whether the local header is a Zip64 one, so its length is known
    /// before the data is compressed. `packed` is never more.
    pub size: u64,
    /// Where the local header stands.
    pub offset: u64,
    /// Whether the file may be executed.
    pub executable: bool,
}

impl Header {
    fn mode(&self) -> u32 {
        match self.name.ends_with('/') {
            true => 0o040755,
            false if self.executable => 0o100755,
            false => 0o100644,
        }
    }

    /// What stands before the data.
    pub fn local(&self) -> Vec<u8> {
        let mut extra = Record::default();
        if self.size >= IN_ZIP64.into() {
            extra.u16(1).u16(16).u64(self.size).u64(self.packed);
        }
        let large = !extra.0.is_empty();
        let mut record = Record::default();
        record.u32(0x0403_4b50);
        self.common(&mut record, large, large, &extra);
        record.bytes(self.name.as_bytes()).bytes(&extra.0);
        record.0
    }

    /// What stands in the directory at the end.
    pub fn central(&self) -> Vec<u8> {
        let large = [self.size, self.packed, self.offset].map(|n| n >= IN_ZIP64.into());
        let mut values = Record::default();
        for (value, large) in [self.size, self.packed, self.offset].into_iter().zip(large) {
            if large {
                values.u64(value);
            }
        }
        let mut extra = Record::default();
        if !values.0.is_empty() {
            extra.u16(1).u16(values.0.len() as u16).bytes(&values.0);
        }
        let mut record = Record::default();
        record.u32(0x0201_4b50).u16(MADE_ON_UNIX | version(!extra.0.is_empty()));
        self.common(&mut record, large[0], large[1], &extra);
        // No comment, disk 0, no internal attributes; DOS's mark of a folder.
        let folder = u32::from(self.name.ends_with('/')) << 4;
        record.u16(0).u16(0).u16(0).u32(self.mode() << 16 | folder).u32(short(self.offset));
        record.bytes(self.name.as_bytes()).bytes(&extra.0);
        record.0
    }

    /// The fields that both headers have, in the same order.
    fn common(&self, record: &mut Record, large_size: bool, large_packed: bool, extra: &Record) {
        let field = |value, large| if large { IN_ZIP64 } else { short(value) };
        record.u16(version(!extra.0.is_empty())).u16(FLAGS).u16(self.method as u16).u16(0).u16(DATE);
        record.u32(self.crc).u32(field(self.packed, large_packed)).u32(field(self.size, large_size));
        record.u16(self.name.len() as u16).u16(extra.0.len() as u16);
    }
}

/// What stands behind the directory: where it is, in the old form and, if that cannot say it, in
/// Zip64's. All in bytes but `entries`.
pub fn end(entries: u64, directory_size: u64, directory_offset: u64) -> Vec<u8> {
    let mut record = Record::default();
    if entries >= 0xffff || directory_size >= IN_ZIP64.into() || directory_offset >= IN_ZIP64.into() {
        record.u32(0x0606_4b50).u64(44).u16(MADE_ON_UNIX | version(true)).u16(version(true)).u32(0).u32(0);
        record.u64(entries).u64(entries).u64(directory_size).u64(directory_offset);
        record.u32(0x0706_4b50).u32(0).u64(directory_offset + directory_size).u32(1);
    }
    let count = entries.min(0xffff) as u16;
    record.u32(0x0605_4b50).u16(0).u16(0).u16(count).u16(count);
    record.u32(short(directory_size)).u32(short(directory_offset)).u16(0);
    record.0
}

/// The version of the format that a reader must know: 2.0 for deflate and folders, 4.5 for Zip64.
fn version(zip64: bool) -> u16 {
    if zip64 { 45 } else { 20 }
}

fn short(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(IN_ZIP64)
}

/// Little-endian fields one after another.
#[derive(Default)]
struct Record(Vec<u8>);

impl Record {
    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }
    fn u16(&mut self, value: u16) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }
    fn u32(&mut self, value: u32) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }
    fn u64(&mut self, value: u64) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(size: u64, offset: u64) -> Header {
        let (name, method, packed) = ("a/b".into(), Method::Deflated, size / 2);
        Header { name, method, crc: 7, packed, size, offset, executable: false }
    }

    /// Without it, a reader that goes by the local headers misses the start of the data of a file
    /// of 4 GiB or more.
    #[test]
    fn a_local_header_is_as_long_before_the_data_as_after() {
        for size in [0, u64::from(u32::MAX) - 1, u64::from(u32::MAX), 1 << 40] {
            let before = Header { packed: 0, crc: 0, ..header(size, 0) };
            let after = Header { packed: size, method: Method::Stored, ..header(size, 0) };
            assert_eq!(before.local().len(), after.local().len());
            assert_eq!(after.local().len(), 30 + 3 + if size >= u32::MAX.into() { 20 } else { 0 });
        }
    }

    #[test]
    fn the_directory_holds_what_does_not_fit_32_bits() {
        let only_offset = header(10, 5 << 32).central();
        assert_eq!(only_offset.len(), 46 + 3 + 4 + 8);
        assert_eq!(only_offset[only_offset.len() - 8..], (5_u64 << 32).to_le_bytes());
        assert_eq!(header(5 << 30, 5 << 32).central().len(), 46 + 3 + 4 + 16);
        assert_eq!(header(9 << 32, 5 << 32).central().len(), 46 + 3 + 4 + 24);
        assert_eq!(header(10, 10).central().len(), 46 + 3);
    }
}
