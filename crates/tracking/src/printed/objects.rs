//! Lines that are an object: JSON, or what Python prints of a dict.

use super::found::{Count, Found};
use super::names::{self, LONGEST, Name};
use super::text::Cursor;
use super::values::wrapped;

/// How deep objects may be in one another.
const DEPTH: usize = 4;

/// Reads `text`, which begins with `{`, as an object. Returns false if it is none.
pub(super) fn read(text: &[u8], found: &mut Found) -> bool {
    let mut at = Cursor(text);
    object(&mut at, found, &mut Vec::new(), DEPTH).is_some() && at.0.trim_ascii().is_empty()
}

/// Reads an object whose names begin with `path`.
fn object(at: &mut Cursor<'_>, found: &mut Found, path: &mut Vec<u8>, depth: usize) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    at.eat(b"{").then_some(())?;
    let length = path.len();
    loop {
        at.spaces();
        if at.eat(b"}") {
            return Some(());
        }
        let name = quoted(at)?;
        at.spaces();
        at.eat(b":").then_some(())?;
        at.spaces();
        path.extend_from_slice(name.get(..LONGEST).unwrap_or(name));
        value(at, found, path, depth)?;
        path.truncate(length);
        at.spaces();
        if !at.eat(b",") && at.peek() != Some(b'}') {
            return None;
        }
    }
}

/// Reads the value of `path`.
fn value(at: &mut Cursor<'_>, found: &mut Found, path: &mut Vec<u8>, depth: usize) -> Option<()> {
    match at.peek()? {
        b'{' => {
            path.push(b'/');
            return object(at, found, path, depth);
        }
        b'[' | b'(' => return list(at).map(|()| found.ignored(path)),
        b'"' => {
            let word = quoted(at)?;
            // fairseq prints its numbers as texts; a version is one, too.
            let mut text = Cursor(word);
            match text.number().filter(|_| text.is_at_end() && names::name(path) == Name::Metric) {
                Some(number) => found.value(path, number),
                None => {
                    found.ignored(path);
                    found.about_if_phase(path, word);
                }
            }
        }
        // Hugging Face's Trainer prints its numbers as texts since version 5.
        b'\'' => {
            let word = quoted(at)?;
            let mut text = Cursor(word);
            match text.number().filter(|_| text.is_at_end()) {
                Some(number) => found.value(path, number),
                None => {
                    found.ignored(path);
                    found.about_if_phase(path, word);
                }
            }
        }
        _ => {
            let from = *at;
            let number = at.number().or_else(|| {
                *at = from;
                wrapped(at)
            });
            match number {
                Some(number) => numbered(found, path, number, *at, from),
                None => {
                    *at = from;
                    let word = at.take_while(|byte| byte.is_ascii_alphanumeric());
                    [&b"true"[..], b"false", b"null", b"True", b"False", b"None"]
                        .contains(&word)
                        .then_some(())?;
                    found.ignored(path);
                }
            }
        }
    }
    Some(())
}

/// Takes a number: a step if it is printed without a fraction, since an epoch of 1.0 is followed by one of 1.5.
fn numbered(found: &mut Found, path: &[u8], number: f64, after: Cursor<'_>, mut from: Cursor<'_>) {
    let rank = names::step(path);
    match (rank, from.integer()) {
        (Some(rank), Some(at)) if from.0.len() == after.0.len() => found.count(rank, Count { at, of: None }),
        _ => found.value(path, number),
    }
}

/// What is between quotes. What is escaped in it stays as it is.
fn quoted<'a>(at: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let quote = at.peek().filter(|quote| matches!(quote, b'"' | b'\''))?;
    at.skip(1);
    let from = at.0;
    loop {
        at.take_while(|byte| byte != quote && byte != b'\\');
        match at.peek()? {
            b'\\' => at.skip(2),
            _ => break,
        }
    }
    let text = from.get(..from.len() - at.0.len())?;
    at.skip(1);
    Some(text)
}

/// Goes past a list or a tuple with what is in it.
fn list(at: &mut Cursor<'_>) -> Option<()> {
    let mut depth = 0_usize;
    loop {
        at.take_while(|byte| !b"[](){}\"'".contains(&byte));
        match at.peek()? {
            b'"' | b'\'' => {
                quoted(at)?;
                continue;
            }
            b'[' | b'(' | b'{' => depth += 1,
            _ => depth = depth.checked_sub(1)?,
        }
        at.skip(1);
        if depth == 0 {
            return Some(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::found::testing::{StepAndValues, step_and_values};

    fn read(text: &str) -> Option<StepAndValues> {
        step_and_values(text, super::read)
    }

    /// Code that logs for machines would have no charts.
    #[test]
    fn objects_are_read() {
        for (text, step, values) in [
            (r#"{"step": 5, "loss": 0.5, "ok": true}"#, Some(5), &[("loss", 0.5)][..]),
            (
                r#"{"epoch":2,"val":{"loss":1e-3,"x":[1,{"a":"]"}]},"t\"":"}"}"#,
                Some(2),
                &[("val/loss", 0.001)],
            ),
            (
                "{'loss': 0.5, 'grad_norm': 1.5, 'learning_rate': 5e-05, 'epoch': 1.0}",
                None,
                &[("loss", 0.5), ("grad_norm", 1.5), ("learning_rate", 5e-5)],
            ),
            (r#"{"loss": "0.5", "python": "3.11", "x": "3.11"}"#, None, &[("loss", 0.5)]),
            ("{'eval_loss': '0.5', 'eval_runtime': '1.2', 'epoch': '1'}", None, &[("eval_loss", 0.5)]),
            ("{'loss': np.float64(0.5), 'acc': tensor(1.), 'n': None}", None, &[("loss", 0.5), ("acc", 1.0)]),
        ] {
            let values: Vec<_> = values.iter().map(|(name, value)| ((*name).to_string(), *value)).collect();
            assert_eq!(read(text), Some((step, values)), "{text}");
        }
    }

    /// What is cut or is no object is not guessed at, and however deep it is, the executor goes on.
    #[test]
    fn what_is_no_object_is_not_read() {
        let deep = "{\"a\":".repeat(30_000);
        for text in
            ["{'loss': 0.5", "{loss: 0.5}", "{'loss': 0.5} now", "{'a': 1-2}", "{'a': [}", "{'a", &deep]
        {
            assert_eq!(read(text), None, "{}", &text[..text.len().min(40)]);
        }
    }
}
