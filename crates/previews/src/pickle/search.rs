//! Names in what could not be walked over.

use memchr::{memchr, memchr_iter};

use super::PART;

/// The instruction that makes one name of the two texts before it, and those around such a text.
const STACK_GLOBAL: u8 = 0x93;
const SHORT_TEXT: u8 = 0x8c;
const REMEMBER: u8 = 0x94;
/// The instruction that makes one of the two lines after it.
const GLOBAL: u8 = b'c';

/// At most `most` names in these bytes, in no order and possibly more than once.
pub(super) fn names(bytes: &[u8], most: usize) -> Vec<String> {
    let of_texts = memchr_iter(STACK_GLOBAL, bytes).filter_map(|at| {
        let (name, before) = text_before(bytes.get(..at)?)?;
        // The module may have been said long before.
        Some(text_before(before).map_or(name.to_owned(), |(module, _)| format!("{module}.{name}")))
    });
    let of_lines = memchr_iter(b'\n', bytes).filter_map(|end| {
        let (before, after) = bytes.split_at_checked(end)?;
        let (name, after) = after.get(1..)?.split_at_checked(length(after.iter().skip(1)))?;
        let (_, module) = before.split_at_checked(end.checked_sub(length(before.iter().rev()))?)?;
        // The instruction is a letter that can be part of a name, too.
        let module = module.get(memchr(GLOBAL, module)? + 1..)?;
        let is_name = after.starts_with(b"\n") && !name.is_empty() && !module.is_empty();
        is_name.then(|| format!("{}.{}", String::from_utf8_lossy(module), String::from_utf8_lossy(name)))
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

/// How many of these bytes can follow each other in a name.
fn length<'a>(bytes: impl Iterator<Item = &'a u8>) -> usize {
    bytes.take(PART).take_while(|byte| is_part(**byte)).count()
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.<>".contains(&byte)
}
