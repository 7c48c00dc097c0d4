//! What stands after a name: a number, with or without a unit, or something else.

use super::found::Found;
use super::names::{self, Name};
use super::text::Cursor;

/// The value after a name and `separator`.
pub(super) fn value(at: &mut Cursor<'_>, found: &mut Found, name: &[u8], separator: u8) -> Option<()> {
    at.spaces();
    found.shaped(&[separator]);
    // Of names with several words only those of metrics: `Number of positive: 212` is a sentence.
    let is_long = name.contains(&b' ') && !name.windows(3).any(|part| part == b"'s ");
    if is_long && names::name(name) != Name::Metric {
        return None;
    }
    let from = *at;
    if let Some(number) = at.number() {
        return after_number(at, found, name, number);
    }
    *at = from;
    if clock(at) {
        found.ignored(name);
        return ends(*at);
    }
    *at = from;
    if let Some(number) = wrapped(at) {
        found.value(name, number);
        return ends(*at);
    }
    *at = from;
    // A word instead of a number: `best=True`.
    let word = at.take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
    let is_word = separator == b'=' && word.first().is_some_and(u8::is_ascii_alphabetic);
    is_word.then(|| found.shaped(word))?;
    found.ignored(name);
    found.about_if_phase(name, word);
    ends(*at)
}

/// A number, and what may follow it.
fn after_number(at: &mut Cursor<'_>, found: &mut Found, name: &[u8], number: f64) -> Option<()> {
    if at.eat(b"/") {
        // `Accuracy: 9832/10000`
        let of = at.number()?;
        match names::name(name) == Name::Metric && of > 0.0 {
            true => found.value(name, number / of),
            false => found.ignored(name),
        }
        return ends(*at);
    }
    if !unit(at) {
        found.value(name, number);
        return ends(*at);
    }
    found.ignored(name);
    ends(*at)
}

/// Units of time, size and speed.
const UNITS: [&str; 39] = [
    "/s",
    "B",
    "GB",
    "GiB",
    "K",
    "KB",
    "KiB",
    "MB",
    "MiB",
    "TB",
    "b",
    "batch/s",
    "batches/s",
    "bytes",
    "h",
    "hours",
    "it/s",
    "kB",
    "m",
    "mb",
    "min",
    "mins",
    "minutes",
    "ms",
    "ms/it",
    "ms/step",
    "ns",
    "s",
    "s/it",
    "s/step",
    "samples/s",
    "sec",
    "seconds",
    "steps/s",
    "tokens/s",
    "us",
    "us/step",
    "µs",
    "μs",
];

/// Goes past a unit, and returns whether it is one of time, size or speed: then the number is no metric.
pub(super) fn unit(at: &mut Cursor<'_>) -> bool {
    let mut after = *at;
    if after.eat(b"%") {
        *at = after;
        return false;
    }
    let is_attached = after.spaces() == 0;
    let word = after.take_while(|byte| byte.is_ascii_alphabetic() || byte == b'/' || byte >= 0x80);
    let is_unit = str::from_utf8(word).is_ok_and(|word| UNITS.binary_search(&word).is_ok());
    let is_gigabytes = is_attached && matches!(word, b"G" | b"M");
    if (is_unit || is_gigabytes) && ends(after).is_some() {
        *at = after;
        return true;
    }
    false
}

/// `1:02`, `0:01:02.5`
pub(super) fn clock(at: &mut Cursor<'_>) -> bool {
    let mut parts = 0;
    loop {
        let digits = at.take_while(|byte| byte.is_ascii_digit()).len();
        parts += 1;
        if !(1..=3).contains(&digits) {
            return false;
        }
        if !at.eat(b":") {
            break;
        }
    }
    if at.eat(b".") {
        at.take_while(|byte| byte.is_ascii_digit());
    }
    parts > 1 && parts <= 4
}

/// `tensor(0.5, device='cuda:0')`, `np.float64(0.5)`
pub(super) fn wrapped(at: &mut Cursor<'_>) -> Option<f64> {
    let kind = at.take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'));
    let kind = kind.rsplit(|byte| *byte == b'.').next()?;
    if !(kind == b"tensor" || kind == b"array" || kind.starts_with(b"float") || kind.starts_with(b"int")) {
        return None;
    }
    at.eat(b"(").then_some(())?;
    let number = at.number()?;
    let rest = at.until(b')', 128)?;
    // `<NllLossBackward0>` has no brackets, and neither has `device(type='cuda')` inside more than one.
    (rest.is_empty() || rest.starts_with(b",")).then_some(number)
}

/// A pair ends here: at a delimiter, or with the dot of a sentence at the end of the line.
pub(super) fn ends(at: Cursor<'_>) -> Option<()> {
    matches!(at.0, [] | [b' ' | b'\t' | b',' | b';' | b'|' | b')' | b']', ..] | [b'.']).then_some(())
}

/// Goes past a time, a size or a speed.
pub(super) fn measure(at: &mut Cursor<'_>) -> bool {
    let mut time = *at;
    if clock(&mut time) {
        *at = time;
        return true;
    }
    at.number().is_some() && unit(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A unit that is not found would make a chart of how long epochs took.
    #[test]
    fn the_units_are_sorted() {
        assert!(UNITS.is_sorted());
    }
}
