//! Bytes of a file that is nothing else.

use serde::{Deserialize, Serialize};

use crate::Unreadable;
use crate::bytes::Bytes;

/// The longest piece, in bytes of the file.
pub const HEX_PIECE: usize = 16 << 10;

/// Some bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Hex {
    /// Two digits for each of at most [`HEX_PIECE`] bytes.
    pub digits: String,
    /// Where they begin, in bytes of the file.
    pub at: u64,
    /// Where the next ones begin, if there are any.
    pub next: Option<u64>,
}

/// The bytes of a file from position `at`.
pub(crate) fn piece(bytes: Bytes<'_>, at: u64) -> Result<Hex, Unreadable> {
    let read = bytes.read(at, HEX_PIECE)?;
    let digits = read.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let digits = digits.filter_map(|half| char::from_digit(u32::from(half), 16)).collect();
    let end = at.saturating_add(read.len() as u64);
    Ok(Hex { digits, at, next: (end < bytes.size() && !read.is_empty()).then_some(end) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{file, open};
    use crate::{Ask, Preview, look};

    /// The last bytes of an unknown file could not be seen, or the same ones for ever.
    #[test]
    fn bytes_are_shown_to_the_end() {
        let Preview::Hex(first) = open("model.bin", &[0x0f; HEX_PIECE + 2]) else { panic!() };
        assert_eq!((first.digits.len(), first.next), (2 * HEX_PIECE, Some(HEX_PIECE as u64)));
        let file = file(&[0x0f; HEX_PIECE + 2]);
        let ask = |at| match look(&file, "", &Ask::Hex { at }).unwrap() {
            Preview::Hex(hex) => (hex.digits, hex.next),
            other => panic!("{other:?}"),
        };
        assert_eq!(ask(HEX_PIECE as u64), ("0f0f".into(), None));
        assert_eq!(ask(u64::MAX), (String::new(), None));
    }
}
