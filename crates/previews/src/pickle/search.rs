//! Names in what could not be walked over.

use memchr::memchr_iter;

use super::PART;

/// The instruction that makes one name of the two texts before it, and those around such a text.
const STACK_GLOBAL: u8 = 0x93;
const SHORT_TEXT: u8 = 0x8c;
const REMEMBER: u8 = 0x94;

/// At most `most` names in these bytes, in no order and possibly more than once.
pub(super) fn names(bytes: &[u8], most: usize) -> Vec<String> {
    let of_texts = memchr_iter(STACK_GLOBAL, bytes).filter_map(|at| {
        let (name, before) = text_before(bytes.get(..at)?)?;
        // The module may have been said long before.
        Some(text_before(before).map_or(name.to_owned(), |(module, _)| format!("{module}.{name}")))
    });
    let of_lines = memchr_iter(b'c', bytes).filter_map(|at| {
        let (module, rest) = line(bytes.get(at + 1..)?)?;
        Some(format!("{module}.{}", line(rest)?.0))
    });
    of_texts.chain(of_lines).take(most).collect()
}

/// The text of an instruction that ends where these bytes end, and what is before it.
fn text_before(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let bytes = bytes.strip_suffix(&[REMEMBER]).unwrap_or(bytes);
    for length in 1..PART {
        let (before, text) = bytes.split_at_checked(bytes.len().checked_sub(length)?)?;
        if !text.first().is_some_and(|byte| is_part(*byte)) {
            return None;
        }
        if let [before @ .., SHORT_TEXT, said] = before
            && usize::from(*said) == length
        {
            return Some((std::str::from_utf8(text).ok()?, before));
        }
    }
    None
}

/// A line of nothing but a name, and what is after it.
fn line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let length = bytes.iter().take(PART).take_while(|byte| is_part(**byte)).count();
    let (name, rest) = bytes.split_at_checked(length)?;
    Some((std::str::from_utf8(name).ok().filter(|name| !name.is_empty())?, rest.strip_prefix(b"\n")?))
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.<>".contains(&byte)
}
