//! Decodes a list's bytes and splits them into lines like pip, with comments and variables
//! (`req_file.py` in pip, whose names of steps are the same).

use crate::variables::Variables;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use std::collections::HashSet;

/// The text of a file, decoded according to its byte order mark, else to a comment like Python's in the
/// first two lines, else as UTF-8. `None` if that encoding is unknown or the bytes are invalid in it.
///
/// Without a mark or a comment, what is not UTF-8 is read as Latin-1, where every byte is a character:
/// pip uses the locale's encoding there, and old lists have names of people in their comments.
pub fn decode(bytes: &[u8]) -> Option<String> {
    // The order matters: UTF-16's mark begins UTF-32's.
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return String::from_utf8(rest.into()).ok();
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe\0\0") {
        return utf_32(rest, u32::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\0\0\xfe\xff") {
        return utf_32(rest, u32::from_be_bytes);
    }
    for (mark, encoding) in [(b"\xff\xfe", UTF_16LE), (b"\xfe\xff", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return strict(encoding, rest);
        }
    }
    let comments = bytes.split(|&byte| byte == b'\n').take(2).filter(|line| line.starts_with(b"#"));
    match comments.filter_map(declared).next() {
        Some(name) => by_name(&name, bytes),
        None => String::from_utf8(bytes.into()).ok().or_else(|| Some(latin_1(bytes))),
    }
}

fn utf_32(bytes: &[u8], value: fn([u8; 4]) -> u32) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<4>();
    let text = units.iter().map(|unit| char::from_u32(value(*unit))).collect();
    if rest.is_empty() { text } else { None }
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    Some(encoding.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned())
}

fn latin_1(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

/// The encoding that a comment names: `coding[:=]\s*([-\w.]+)`.
fn declared(line: &[u8]) -> Option<String> {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    let mut rest = line;
    while let Some(at) = rest.windows(6).position(|window| window == b"coding") {
        rest = &rest[at + 6..];
        let Some(after) = rest.strip_prefix(b":").or_else(|| rest.strip_prefix(b"=")) else {
            continue;
        };
        let after = after.trim_ascii_start();
        let name: Vec<u8> = after.iter().copied().take_while(word).collect();
        if !name.is_empty() {
            return String::from_utf8(name).ok();
        }
    }
    None
}

fn by_name(name: &str, bytes: &[u8]) -> Option<String> {
    let name = name.to_ascii_lowercase().replace('_', "-");
    match name.as_str() {
        // `encoding_rs` has only the web's Latin-1, which is a different encoding.
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "l1" => Some(latin_1(bytes)),
        "ascii" | "us-ascii" => bytes.is_ascii().then(|| latin_1(bytes)),
        // Python's names for encodings that have another name on the web.
        "cp932" => strict(encoding_rs::SHIFT_JIS, bytes),
        "cp936" => strict(encoding_rs::GBK, bytes),
        "cp949" => strict(encoding_rs::EUC_KR, bytes),
        "cp950" => strict(encoding_rs::BIG5, bytes),
        "utf-8-sig" => strict(encoding_rs::UTF_8, bytes),
        _ => strict(Encoding::for_label(name.as_bytes())?, bytes),
    }
}

/// The lines of a list with their numbers, from 1: continued lines are joined, comments and surrounding
/// blanks removed, and variables not expanded yet.
pub fn lines(text: &str) -> impl Iterator<Item = (u64, String)> {
    let stripped = join(split(text)).map(|(number, line)| (number, without_comment(&line).to_string()));
    stripped.filter(|(_, line)| !line.is_empty())
}

/// Python's `str.splitlines`.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let ends = ['\n', '\r', '\x0b', '\x0c', '\x1c', '\x1d', '\x1e', '\u{85}', '\u{2028}', '\u{2029}'];
    let mut rest = text;
    std::iter::from_fn(move || {
        let at = rest.find(ends).or_else(|| (!rest.is_empty()).then_some(rest.len()))?;
        let (line, end) = rest.split_at(at);
        let mut after = end.chars();
        if after.next() == Some('\r') && after.as_str().starts_with('\n') {
            after.next();
        }
        rest = after.as_str();
        Some(line)
    })
}

/// Joins lines that end in a backslash with the next one. A comment is never continued, and ends a
/// continued line; blanks at the beginning of the next line stay.
fn join<'a>(lines: impl Iterator<Item = &'a str>) -> impl Iterator<Item = (u64, String)> {
    let mut lines = (1..).zip(lines);
    std::iter::from_fn(move || {
        let mut open: Option<(u64, String)> = None;
        for (number, line) in lines.by_ref() {
            let comment = line.trim_start_matches(is_blank).starts_with('#');
            let (first, before) = open.take().unwrap_or((number, String::new()));
            if line.ends_with('\\') && !comment {
                open = Some((first, before + line.trim_matches('\\')));
            } else {
                // The blank makes sure that it is a comment in the joined line, too.
                return Some((first, before + if comment { " " } else { "" } + line));
            }
        }
        open
    })
}

/// A comment begins at a `#` at the beginning of the line or after a blank: others are part of a URL.
fn without_comment(line: &str) -> &str {
    let begins = |at: usize| line[..at].chars().next_back().is_none_or(is_blank);
    let end = line.match_indices('#').map(|(at, _)| at).find(|&at| begins(at));
    line[..end.unwrap_or(line.len())].trim_matches(is_blank)
}

/// What Python calls white space.
pub fn is_blank(character: char) -> bool {
    character.is_whitespace() || ('\x1c'..='\x1f').contains(&character)
}

/// Expands variables, written `${NAME}` with capitals, digits and `_`: one after the other in the order
/// of their first appearance, each everywhere in the line. One that is not set, or empty, stays as it is.
/// `None` if the result is longer than `most` bytes.
pub fn expand(mut line: String, variables: &Variables, most: usize) -> Option<String> {
    let mut seen = HashSet::new();
    let names = line.split("${").skip(1).filter_map(variable).filter(|name| seen.insert(*name));
    let set =
        |name: &str| Some((format!("${{{name}}}"), variables.get(name)?.to_string_lossy().into_owned()));
    let values: Vec<_> = names.filter_map(set).collect();
    for (written, value) in values {
        let grown = line.matches(&written).count().saturating_mul(value.len());
        if line.len().saturating_add(grown) > most {
            return None;
        }
        line = line.replace(&written, &value);
    }
    (line.len() <= most).then_some(line)
}

/// The variable's name at the beginning of `text`, which follows `${`.
fn variable(text: &str) -> Option<&str> {
    let (name, _) = text.split_once('}')?;
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    (!name.is_empty() && name.chars().all(plain)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u64, String)> {
        let variables = [("USER_1", "me"), ("EMPTY", ""), ("TWICE", "${USER_1}")];
        let variables: Variables =
            variables.iter().map(|(name, value)| (name.into(), value.into())).collect();
        let expanded = |(number, line)| (number, expand(line, &variables, 100).unwrap());
        lines(text).map(expanded).collect()
    }

    /// A wrongly split line would install another package or version.
    #[test]
    fn comments_continuations_and_variables_are_those_of_pip() {
        for (text, expected) in [
            ("# only words\\\nsix \\\r\n  ==1.0 # why\n", &[(2, "six   ==1.0")][..]),
            ("-r a#b.txt\nx \\", &[(1, "-r a#b.txt"), (2, "x")]),
            ("six \\\n# no\n==1.0\n", &[(1, "six"), (3, "==1.0")]),
            ("a\x0cb\u{2028}c\rd\r\n\r\ne", &[(1, "a"), (2, "b"), (3, "c"), (4, "d"), (6, "e")]),
            ("\\a\\\\\nb", &[(1, "ab")]),
            ("\u{a0}six\x1f#x\n", &[(1, "six")]),
            ("${USER_1}${user}${EMPTY}${NONE}$USER_1", &[(1, "me${user}${EMPTY}${NONE}$USER_1")]),
            ("${TWICE}", &[(1, "${USER_1}")]),
            ("${TWICE}${USER_1}", &[(1, "meme")]),
        ] {
            let expected: Vec<_> =
                expected.iter().map(|(number, line)| (*number, line.to_string())).collect();
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    /// A list that was written on another system would be unreadable.
    #[test]
    fn lists_are_read_in_the_encoding_they_say() {
        let utf_16 = |mark: &[u8], bytes: fn(u16) -> [u8; 2]| {
            [mark, &"é".encode_utf16().flat_map(bytes).collect::<Vec<_>>()].concat()
        };
        for bytes in [
            "\u{feff}é".as_bytes().to_vec(),
            "é".as_bytes().to_vec(),
            b"\xe9".to_vec(),
            utf_16(b"\xff\xfe", u16::to_le_bytes),
            utf_16(b"\xfe\xff", u16::to_be_bytes),
            b"\xff\xfe\0\0\xe9\0\0\0".to_vec(),
            b"\0\0\xfe\xff\0\0\0\xe9".to_vec(),
        ] {
            assert_eq!(decode(&bytes).as_deref(), Some("é"), "{bytes:x?}");
        }
        for (declared, bytes, expected) in [
            ("-*- coding: latin-1 -*-", &b"\xe9"[..], Some("é")),
            ("vim: set fileencoding=cp1252 :", b"\x80", Some("€")),
            ("coding:gbk", b"\xb6\xab", Some("东")),
            ("coding: utf-8", b"\xe9", None),
            ("coding: ascii", b"\xe9", None),
            ("coding: klingon", b"x", None),
        ] {
            let bytes = [b"# ", declared.as_bytes(), b"\n", bytes].concat();
            let text = decode(&bytes);
            assert_eq!(text.as_deref().and_then(|text| text.lines().nth(1)), expected, "{declared}");
        }
        assert_eq!(decode(b"\xff\xfe\0"), None);
        assert_eq!(decode(b"\xff\xfe\0\0\0"), None);
    }

    /// A few kilobytes must not become gigabytes.
    #[test]
    fn variables_cannot_fill_the_memory() {
        let variables: Variables = [("LONG".into(), "x".repeat(100_000).into())].into_iter().collect();
        let most = 1024 * 1024;
        assert!(expand("${LONG}".repeat(5), &variables, most).is_some());
        assert!(expand("${LONG}".repeat(50_000), &variables, most).is_none());
    }
}
