//! What scikit-learn's searches and cross validations print about each fit.

use super::found::Found;
use super::text::Cursor;

/// `[CV 1/2] END ....C=1;, score=0.973 total time=   0.1s`,
/// `[CV 1/2] END C=1; accuracy: (train=0.99, test=0.88) f1: (test=0.91) total time=   0.0s`. The names are those of
/// `cross_validate`: `score`, `test_accuracy`. Returns false if it is not about the end of a fit.
pub(super) fn read(text: &[u8], found: &mut Found) -> bool {
    text.starts_with(b"[CV") && scores(text, found).is_some()
}

fn scores(text: &[u8], found: &mut Found) -> Option<()> {
    found.shaped(b"[CV");
    let end = memchr::memmem::find(text, b"] END ")?;
    let time = memchr::memmem::rfind(text, b" total time=")?;
    let about = text.get(end..time)?;
    // What comes before are the parameters.
    let parameters = memchr::memrchr(b';', about)?;
    let mut at = Cursor(about.get(parameters + 1..)?);
    loop {
        at.take_while(|byte| matches!(byte, b' ' | b','));
        if at.is_at_end() {
            return Some(());
        }
        let name = at.take_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let _ = at.eat(b"=") || at.eat(b": ");
        if !at.eat(b"(") {
            found.value(name, at.number()?);
            continue;
        }
        for part in at.until(b')', 128)?.split(|byte| *byte == b',') {
            let mut part = Cursor(part.trim_ascii());
            let data = part.take_while(|byte| byte.is_ascii_alphabetic());
            part.eat(b"=").then_some(())?;
            found.value(&[data, b"_", name].concat(), part.number()?);
        }
    }
}

/// How many fits `Fitting 2 folds for each of 3 candidates, totalling 6 fits` announces.
pub(super) fn fits(text: &[u8]) -> Option<i64> {
    let mut at = Cursor(text.strip_prefix(b"Fitting ")?.strip_suffix(b" fits")?);
    at = Cursor(at.0.get(memchr::memmem::find(at.0, b"totalling ")? + 10..)?);
    at.integer()
}
