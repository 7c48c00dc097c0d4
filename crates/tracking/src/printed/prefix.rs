//! What loggers write before a message: the time, the level, their name.

use super::names::{self, Name};
use super::text::Cursor;
use super::values::clock;

/// The message of a line, without what a logger wrote before it; `None` for a warning or an error, which is no place for
/// metrics.
pub(super) fn message(text: &[u8]) -> Option<&[u8]> {
    let mut at = Cursor(text);
    let mut is_logged = false;
    for _ in 0..8 {
        at.take_while(|byte| matches!(byte, b' ' | b'\t'));
        if is_logged {
            let _ = at.eat(b"- ") || at.eat(b"| ") || at.eat(b": ") || at.eat(b":");
            at.spaces();
        }
        let before = at;
        match at.peek()? {
            b'0'..=b'9' if time(&mut at) => is_logged = true,
            b'[' if tag(&mut at)? => is_logged = true,
            b'A'..=b'Z' if level(&mut at)? => is_logged = true,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' if is_logged && logger(&mut at) => {}
            _ => return Some(before.0),
        }
    }
    Some(at.0)
}

/// `2026-11-30 18:40:24,123`, `12:00:00.5`, `2026-11-30T18:40:24Z`
fn time(at: &mut Cursor<'_>) -> bool {
    let mut after = *at;
    let is_date = date(&mut after);
    if is_date {
        let _ = after.eat(b"T") || after.spaces() > 0;
    } else {
        after = *at;
    }
    let mut of_day = after;
    let is_time = clock(&mut of_day);
    if is_time {
        after = of_day;
        if after.eat(b",") {
            after.take_while(|byte| byte.is_ascii_digit());
        }
        if after.eat(b"+") {
            after.take_while(|byte| byte.is_ascii_digit() || byte == b':');
        } else {
            after.eat(b"Z");
        }
    }
    let is_whole = matches!(after.peek(), None | Some(b' ' | b'\t' | b']' | b':'));
    let is_one = (is_date || is_time) && is_whole;
    if is_one {
        *at = after;
    }
    is_one
}

fn date(at: &mut Cursor<'_>) -> bool {
    let mut parts = [0; 3];
    for (index, part) in parts.iter_mut().enumerate() {
        if index > 0 && !(at.eat(b"-") || at.eat(b"/")) {
            return false;
        }
        *part = at.take_while(|byte| byte.is_ascii_digit()).len();
    }
    matches!(parts, [4, 2, 2] | [2, 2, 2 | 4])
}

/// A time, a level or a name in brackets; `None` for that of a warning.
fn tag(at: &mut Cursor<'_>) -> Option<bool> {
    let mut after = *at;
    after.skip(1);
    let Some(inside) = after.until(b']', 64) else { return Some(false) };
    let mut inner = Cursor(inside.trim_ascii());
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    let is_tag = time(&mut inner)
        || level(&mut inner)?
        || inside.first().is_some_and(u8::is_ascii_alphabetic)
            && inside.iter().all(is_name)
            && !names::is_phase(inside)
            && names::step(inside).is_none();
    // scikit-learn's fits and LightGBM's remarks.
    if inside.starts_with(b"CV") || inside == b"LightGBM" || !is_tag {
        return Some(false);
    }
    *at = after;
    Some(true)
}

/// The level of a message; `None` for that of a warning.
fn level(at: &mut Cursor<'_>) -> Option<bool> {
    let mut after = *at;
    match after.take_while(|byte| byte.is_ascii_uppercase()) {
        b"WARNING" | b"WARN" | b"ERROR" | b"CRITICAL" | b"FATAL" => None,
        b"INFO" | b"DEBUG" | b"TRACE" | b"NOTICE" | b"SUCCESS" | b"I" | b"D" if !is_in_name(after.peek()) => {
            *at = after;
            Some(true)
        }
        _ => Some(false),
    }
}

fn is_in_name(next: Option<u8>) -> bool {
    next.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_-/@'=%(".contains(&byte))
}

/// The name of a logger, as far as it cannot be that of a metric, a step or a phase.
fn logger(at: &mut Cursor<'_>) -> bool {
    let mut after = *at;
    let name = after.take_while(|byte| byte.is_ascii_alphanumeric() || b"._<>".contains(&byte));
    // Loguru adds the function and the line.
    while after.peek() == Some(b':') && after.0.get(1).is_some_and(|byte| !byte.is_ascii_whitespace()) {
        let mut part = after;
        part.skip(1);
        let word = part.take_while(|byte| byte.is_ascii_alphanumeric() || b"._<>".contains(&byte));
        let is_message =
            part.peek().is_some_and(|byte| matches!(byte, b'=' | b' ')) && !part.0.starts_with(b" -");
        if word.is_empty() || is_message {
            break;
        }
        after = part;
    }
    let mut rest = after;
    let is_ended =
        rest.eat(b" - ") || rest.eat(b" | ") || rest.eat(b": ") || rest.eat(b":") || rest.eat(b"] ");
    let is_value = rest.peek().is_none_or(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b' ' | b'.'));
    let is_word = names::step(name).is_some() || names::is_phase(name) || names::name(name) == Name::Metric;
    if !is_ended || is_value || is_word {
        return false;
    }
    *at = rest;
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Code that uses a logger would have no charts, and warnings about a loss would be in them.
    #[test]
    fn what_a_logger_writes_is_left_out() {
        for (text, rest) in [
            ("2026-11-30 18:40:24,123 - trainer.loop - INFO - loss: 0.5", Some("loss: 0.5")),
            ("INFO:root:epoch=1 loss=0.5", Some("epoch=1 loss=0.5")),
            ("[2026-11-30 18:40:24] [INFO] loss: 0.5", Some("loss: 0.5")),
            ("[INFO] train: loss=0.5", Some("train: loss=0.5")),
            (
                "2026-11-30 18:40:24.123 | INFO     | __main__:train:12 - epoch 1 loss 0.5",
                Some("epoch 1 loss 0.5"),
            ),
            ("12:00:00 loss: 0.5", Some("loss: 0.5")),
            ("[rank0]: {'loss': 1}", Some("{'loss': 1}")),
            ("WARNING:root:loss=0.5", None),
            ("2026-11-30 18:40:24,123 ERROR loss=0.5", None),
            ("[3]\ttrain-auc:0.5", Some("[3]\ttrain-auc:0.5")),
            ("[train] loss: 0.5", Some("[train] loss: 0.5")),
            ("IoU: 0.5", Some("IoU: 0.5")),
            ("INFO: loss: 0.5", Some("loss: 0.5")),
        ] {
            assert_eq!(message(text.as_bytes()).map(|text| str::from_utf8(text).unwrap()), rest, "{text}");
        }
    }
}
