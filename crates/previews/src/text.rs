//! Text in pieces of whole characters.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;
use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::recognise::HEAD;
use crate::{Syntax, Unreadable};

/// The longest piece, in bytes of the file.
pub const PIECE: usize = 256 << 10;

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Text {
    /// At most [`PIECE`] bytes, decoded, without a byte order mark. What is not of the encoding is replaced.
    pub text: String,
    /// Where the piece begins, in bytes of the file.
    pub at: u64,
    /// Where the next one begins, if there is one.
    pub next: Option<u64>,
    /// How the file is encoded.
    pub encoding: Encoding,
    /// What its name says it is written in.
    pub syntax: Option<Syntax>,
    /// What can be made of it beside its text.
    pub kind: TextKind,
}

/// What a text can be shown as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum TextKind {
    /// Only as text.
    Plain,
    /// As formatted text.
    Markdown,
    /// As a page.
    Html,
}

impl TextKind {
    fn of(name: &str, head: &[u8]) -> Self {
        let begin = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        let begins =
            |with: &[u8]| begin.get(..with.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(with));
        match Syntax::of(name) {
            _ if begins(b"<!doctype html") || begins(b"<html") => Self::Html,
            Some(Syntax::Html) if begins(b"<") => Self::Html,
            Some(Syntax::Markdown) => Self::Markdown,
            _ => Self::Plain,
        }
    }
}

/// How text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Encoding {
    /// UTF-8, with a byte order mark or without.
    Utf8,
    /// UTF-16 with a byte order mark, low byte first.
    Utf16Le,
    /// UTF-16 with a byte order mark, high byte first.
    Utf16Be,
    /// Neither, but text: Western European, as spreadsheets on Windows write it.
    Windows1252,
}

impl Encoding {
    /// The encoding of a file that begins with `head`, if it is text.
    pub(crate) fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0xff, 0xfe, ..] => return Some(Self::Utf16Le),
            [0xfe, 0xff, ..] => return Some(Self::Utf16Be),
            _ if head.contains(&0) => return None,
            _ => {}
        }
        let is_control = |byte: &u8| matches!(byte, 1..=7 | 14..=26 | 28..=31 | 127);
        let controls = head.iter().filter(|byte| is_control(byte)).count();
        let (mut letters, mut strays) = (0, 0);
        for chunk in whole_characters(head).utf8_chunks() {
            letters += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
            strays += chunk.invalid().len();
        }
        // Binary files without a zero are short ones, and have some of everything.
        let is_binary = controls * 20 > head.len() || controls > 0 && strays * 3 > head.len();
        let encoding = if strays > letters { Self::Windows1252 } else { Self::Utf8 };
        (!is_binary).then_some(encoding)
    }

    /// Decodes bytes, and replaces what is not of the encoding.
    pub(crate) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        let units = |of: fn([u8; 2]) -> u16| {
            let units =
                bytes.chunks_exact(2).map(move |pair| of(<[u8; 2]>::try_from(pair).unwrap_or_default()));
            char::decode_utf16(units).map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        };
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes),
            Self::Utf16Le => units(u16::from_le_bytes),
            Self::Utf16Be => units(u16::from_be_bytes),
            Self::Windows1252 => WINDOWS_1252.decode_without_bom_handling(bytes).0,
        }
    }

    /// How many of the first bytes belong to a character that began before, and how many to the characters that
    /// end in `bytes`.
    fn whole(self, bytes: &[u8]) -> (usize, usize) {
        match self {
            Self::Utf8 => {
                let rest = bytes.iter().take(3).take_while(|byte| is_continuation(**byte)).count();
                (rest, whole_characters(bytes).len())
            }
            Self::Utf16Le | Self::Utf16Be => {
                let high = usize::from(self == Self::Utf16Le);
                let surrogate =
                    |at: usize, kind: u8| bytes.get(at + high).is_some_and(|byte| byte & 0xfc == kind);
                let end = bytes.len() & !1;
                let begun = end >= 2 && surrogate(end - 2, 0xd8);
                (2 * usize::from(surrogate(0, 0xdc)), end - 2 * usize::from(begun))
            }
            Self::Windows1252 => (0, bytes.len()),
        }
    }
}

/// The piece of a file that begins at position `at`, or at the next character after it.
pub(crate) fn piece(bytes: Bytes<'_>, name: &str, at: u64) -> Result<Text, Unreadable> {
    let head = bytes.read(0, HEAD)?;
    let encoding = Encoding::of(&head).unwrap_or(Encoding::Utf8);
    let is_wide = matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
    let at = if is_wide { at & !1 } else { at };
    let read = bytes.read(at, PIECE)?;
    let is_last = at.saturating_add(read.len() as u64) >= bytes.size();
    let (begin, end) = encoding.whole(&read);
    let begin = if at == 0 { 0 } else { begin };
    let end = if is_last { read.len() } else { end };
    let text = encoding.decode(read.get(begin..end).unwrap_or_default());
    let text = text.strip_prefix('\u{feff}').filter(|_| at == 0).unwrap_or(&text).to_owned();
    let next = (!is_last && end > 0).then(|| at.saturating_add(end as u64));
    let (syntax, kind) = (Syntax::of(name), TextKind::of(name, &head));
    Ok(Text { text, at: at.saturating_add(begin as u64), next, encoding, syntax, kind })
}

/// `text`, or as many of its characters as are shown at most, and whether it was cut.
pub(crate) fn cut(text: &str, most: usize) -> (&str, bool) {
    match text.char_indices().nth(most) {
        Some((end, _)) => (text.get(..end).unwrap_or_default(), true),
        None => (text, false),
    }
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

/// `bytes`, which begin like UTF-8, without an incomplete character at their end.
fn whole_characters(bytes: &[u8]) -> &[u8] {
    let rest = bytes.iter().rev().take(3).take_while(|byte| is_continuation(**byte)).count();
    let begin = bytes.len().saturating_sub(rest + 1);
    let needed = match bytes.get(begin) {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => return bytes,
    };
    if begin + needed > bytes.len() { bytes.get(..begin).unwrap_or_default() } else { bytes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{file, open};
    use crate::{Ask, Preview, look};

    fn all_pieces(bytes: &[u8]) -> (String, usize) {
        let (file, mut all, mut at, mut count) = (file(bytes), String::new(), Some(0), 0);
        while let Some(from) = at {
            let Preview::Text(piece) = look(&file, "a.txt", &Ask::Text { at: from }).unwrap() else {
                panic!()
            };
            assert_eq!(piece.at, from);
            (at, count) = (piece.next, count + 1);
            all += &piece.text;
        }
        (all, count)
    }

    /// A letter at the end of a piece would be two replacement characters, or be missing.
    #[test]
    fn pieces_are_the_text_again_whatever_their_ends_cut() {
        let text: String = "aé€😀".chars().cycle().take(PIECE).collect();
        let wide = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect()
        };
        for (encoded, least) in
            [(text.clone().into_bytes(), 3), (wide(u16::to_le_bytes), 3), (wide(u16::to_be_bytes), 3)]
        {
            let (all, count) = all_pieces(&encoded);
            assert!(all == text && count >= least, "{count}");
        }
        let (all, _) = all_pieces(&[b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat());
        assert!(all == text);
    }

    /// A person who jumps into a text would see nothing, or half a letter.
    #[test]
    fn a_piece_may_be_asked_for_from_anywhere() {
        let bytes = file("😀é".as_bytes());
        for (at, text, begin) in
            [(0, "😀é", 0), (1, "é", 4), (3, "é", 4), (5, "", 6), (6, "", 6), (900, "", 900)]
        {
            let Preview::Text(piece) = look(&bytes, "", &Ask::Text { at }).unwrap() else { panic!() };
            assert_eq!((&*piece.text, piece.at, piece.next), (text, begin, None), "{at}");
        }
    }

    /// A report would be shown as its source, or a program as a page.
    #[test]
    fn what_can_be_made_of_a_text_is_said() {
        for (name, text, kind, syntax) in [
            ("a.md", "# Hi", TextKind::Markdown, Some(Syntax::Markdown)),
            ("report", "\n<!DOCTYPE HTML><p>", TextKind::Html, None),
            ("a.HTM", "<p>", TextKind::Html, Some(Syntax::Html)),
            ("train.py", "# Hi", TextKind::Plain, Some(Syntax::Python)),
            ("notes", "# Hi", TextKind::Plain, None),
        ] {
            let Preview::Text(shown) = open(name, text.as_bytes()) else { panic!("{name}") };
            assert_eq!((shown.kind, shown.syntax), (kind, syntax), "{name}");
        }
    }

    /// What Excel wrote in French would be full of question marks, and a model would be shown as text.
    #[test]
    fn encodings_are_told_apart_and_from_what_is_no_text() {
        for (bytes, encoding) in [
            ("précision : 0,91".as_bytes(), Some(Encoding::Utf8)),
            (b"pr\xe9cision : 0,91 \x80", Some(Encoding::Windows1252)),
            (b"\xc3\xa9t\xc3\xa9 and one stray \xe9", Some(Encoding::Utf8)),
            (b"\x1b[31mred\x1b[0m\r\n", Some(Encoding::Utf8)),
            (b"a\0b", None),
            (b"\x01\x02\x03\xff\xd8\x99abc", None),
        ] {
            assert_eq!(Encoding::of(bytes), encoding, "{bytes:?}");
        }
        let Preview::Text(text) = open("note.txt", b"pr\xe9cision") else { panic!() };
        assert_eq!(text.text, "précision");
        assert!(matches!(open("x.txt", b"a\0b"), Preview::Hex(_)));
        let Preview::Text(text) = open("empty.txt", b"") else { panic!() };
        assert_eq!((&*text.text, text.next), ("", None));
    }
}
