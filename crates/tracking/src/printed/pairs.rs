//! Lines that consist of pairs and nothing else: `epoch 3/10, loss=0.5, val_loss: 0.6`.

use super::found::{Count, Found};
use super::names::{self, Name};
use super::text::Cursor;
use super::values::{ends, measure, unit, value};

/// How many words a name consists of, at most.
const WORDS: usize = 4;
/// How many pairs a line has, at most.
const PAIRS: usize = 128;

/// Reads the whole of `text` as pairs. Returns false if anything in it is none: then it is prose.
pub(super) fn read(text: &[u8], found: &mut Found) -> bool {
    let mut at = Cursor(text);
    let mut has_pair = false;
    for _ in 0..PAIRS {
        let is_apart = delimiters(&mut at);
        match at.peek() {
            None => return true,
            Some(b'.') if at.0.len() == 1 => return has_pair,
            Some(next) if has_pair && !is_apart && next != b'[' => return false,
            Some(b'[') => {
                if bracket(&mut at, found, has_pair).is_none() {
                    return false;
                }
            }
            Some(b'(') if has_pair => {
                if at.until(b')', 128).is_none() {
                    return false;
                }
            }
            Some(b'0'..=b'9') if !has_pair => match numbered(&mut at) {
                // CatBoost's `0:\tlearn: 0.69`.
                Some(count) => found.count(names::BRACKET, count),
                None => return false,
            },
            // `12s` of an epoch, `1.5 it/s`, `0:01:02`
            Some(b'0'..=b'9') => {
                let is_known = found.step.is_some() && (batches(&mut at, found) || measure(&mut at));
                if !is_known || ends(at).is_none() {
                    return false;
                }
            }
            Some(_) => match item(&mut at, found) {
                Some(Item::Pair) => {}
                Some(Item::Label) if !has_pair => continue,
                _ => return false,
            },
        }
        has_pair = true;
    }
    false
}

/// Goes past what is between two pairs, and returns whether there was anything.
fn delimiters(at: &mut Cursor<'_>) -> bool {
    let before = at.0.len();
    loop {
        at.take_while(|byte| matches!(byte, b' ' | b'\t' | b',' | b';' | b'|' | b'*' | b'#' | b'~'));
        let is_dash = matches!(at.0, [b'-' | b'=', b' ' | b'\t' | b'-' | b'=', ..] | [b'-' | b'=']);
        match is_dash {
            true => at.skip(1),
            // A dash, a bullet, a line, a dot in the middle.
            false if ["–", "—", "•", "│", "·"].iter().any(|mark| at.eat(mark.as_bytes())) => {}
            false => return at.0.len() < before,
        }
    }
}

/// The number at the beginning of a line, followed by a colon and a tab.
fn numbered(at: &mut Cursor<'_>) -> Option<Count> {
    let count = Count { at: at.integer()?, of: None };
    // The tab is what separates it from the pairs.
    (at.0.starts_with(b":\t") && at.eat(b":")).then_some(count)
}

/// `200/2983 batches`
fn batches(at: &mut Cursor<'_>, found: &mut Found) -> bool {
    let mut after = *at;
    let Some(count) = counted(&mut after).filter(|count| count.of.is_some()) else { return false };
    after.spaces();
    let is_batch = [&b"batches"[..], b"steps", b"iterations"].iter().any(|word| after.eat(word));
    if is_batch {
        found.count(names::BATCH, count);
        *at = after;
    }
    is_batch
}

/// Brackets: `[10]`, `[640/60000 (1%)]`, `[Epoch 3/10]`, `[train]`.
fn bracket(at: &mut Cursor<'_>, found: &mut Found, has_pair: bool) -> Option<()> {
    at.skip(1);
    let inside = at.until(b']', 64)?;
    at.eat(b":");
    let mut inner = Cursor(inside);
    inner.spaces();
    if let Some(count) = counted(&mut inner) {
        inner.spaces();
        let is_percent = inner.peek() == Some(b'(') && inside.ends_with(b"%)");
        // After an epoch or a pair: the batch. Otherwise only at the beginning of a line.
        let is_batch = found.epoch.is_some() || has_pair && count.of.is_some();
        if !(inner.is_at_end() || is_percent) || !is_batch && has_pair {
            return None;
        }
        // Anything may be numbered like this; what boosts prints a tab.
        found.shaped(if at.peek() == Some(b'\t') { b"\t" } else { b"]" });
        found.count(if is_batch { names::BATCH } else { names::BRACKET }, count);
        return Some(());
    }
    if has_pair {
        return None;
    }
    if names::is_phase(inside) {
        found.about(inside);
        return Some(());
    }
    match item(&mut inner, found)? {
        Item::Pair if inner.is_at_end() => Some(()),
        _ => None,
    }
}

/// `3`, `3/10`, `3 of 10`.
pub(super) fn counted(at: &mut Cursor<'_>) -> Option<Count> {
    let first = at.integer()?;
    let mut after = *at;
    after.spaces();
    let of = (after.eat(b"/") || after.eat(b"of ")).then(|| {
        after.spaces();
        after.integer()
    });
    if let Some(Some(of)) = of {
        *at = after;
        return Some(Count { at: first, of: Some(of) });
    }
    (at.peek() != Some(b'/')).then_some(Count { at: first, of: None })
}

/// What was read.
enum Item {
    /// A pair, or a step.
    Pair,
    /// Words that say what the line is about.
    Label,
}

/// Reads a pair, a step or a label.
fn item(at: &mut Cursor<'_>, found: &mut Found) -> Option<Item> {
    let start = *at;
    for words in 1..=WORDS {
        let word = at.take_while(is_in_word);
        if !word.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_' || *first >= 0xc3)
        {
            return None;
        }
        if let Some(item) = stepped(at, found, start, word) {
            return Some(item);
        }
        let name = start.0.get(..start.0.len() - at.0.len())?;
        let spaces = at.spaces();
        match at.peek()? {
            b'=' => {
                at.skip(1);
                return value(at, found, name, b'=').map(|()| Item::Pair);
            }
            b':' => {
                at.skip(1);
                let is_apart = at.spaces() > 0;
                if words > 1 && !is_apart {
                    return None;
                }
                if !found.is_empty() || !is_label(name) || begins_number(*at) {
                    return value(at, found, name, b':').map(|()| Item::Pair);
                }
                found.about(name);
                return Some(Item::Label);
            }
            _ if spaces > 0 && begins_number(*at) => {
                return bare(at, found, name, words).map(|()| Item::Pair);
            }
            b'-' if names::is_phase(name) && at.eat(b"- ") => {
                found.about(name);
                return Some(Item::Label);
            }
            // `train Loss: 0.5 Acc: 0.8` is all about the training.
            _ if words == 1 && names::is_phase(name) => found.about(name),
            _ if spaces != 1 => return None,
            _ => {}
        }
    }
    None
}

fn is_in_word(byte: u8) -> bool {
    // Not the lines and blocks of bars (0xe2), but other letters than ASCII.
    byte.is_ascii_alphanumeric() || b"_-./@'%()+^".contains(&byte) || byte >= 0x80 && byte != 0xe2
}

/// Whether a text before a colon says which data the line is about: `Test set:`, `Validation`.
fn is_label(name: &[u8]) -> bool {
    let mut words = name.split(|byte| *byte == b' ');
    let is_about = |word: &[u8]| [&b"set"[..], b"results", b"metrics"].contains(&&*word.to_ascii_lowercase());
    words.next().is_some_and(names::is_phase) && words.all(is_about)
}

fn begins_number(mut at: Cursor<'_>) -> bool {
    match at.peek() {
        Some(b'0'..=b'9' | b'.') => true,
        Some(b'-' | b'+' | b'n' | b'N' | b'i' | b'I') => at.number().is_some(),
        _ => false,
    }
}

/// A step after `word`, which is the last of the words since `start`.
fn stepped(at: &mut Cursor<'_>, found: &mut Found, start: Cursor<'_>, word: &[u8]) -> Option<Item> {
    let mut rank = names::step(word)?;
    let mut after = *at;
    after.spaces();
    let _ = after.eat(b":") || after.eat(b"=") || after.eat(b"#");
    after.spaces();
    let is_open = after.eat(b"[") || after.eat(b"(");
    after.spaces();
    let count = counted(&mut after)?;
    if is_open {
        after.spaces();
        (after.eat(b"]") || after.eat(b")")).then_some(())?;
    }
    // `epoch 3%` is none, and neither is `step 3x`.
    (matches!(after.peek(), Some(b':' | b'[')) || ends(after).is_some()).then_some(())?;
    let before = start.0.get(..start.0.len() - at.0.len() - word.len())?.trim_ascii();
    match before {
        [] => {}
        before if before.eq_ignore_ascii_case(b"global") => rank = 7,
        before if names::is_phase(before) => found.about(before),
        _ => return None,
    }
    let mut colon = after;
    colon.spaces();
    *at = if colon.eat(b":") { colon } else { after };
    found.count(rank, count);
    Some(Item::Pair)
}

/// A name that is followed by its number, without anything in between: only beside a step, and only a metric's.
fn bare(at: &mut Cursor<'_>, found: &mut Found, name: &[u8], words: usize) -> Option<()> {
    found.step?;
    let kind = names::name(name);
    if kind != Name::Metric {
        if words > 1 {
            return None;
        }
        at.number()?;
        unit(at);
        found.ignored(name);
        return ends(*at);
    }
    value(at, found, name, b' ')
}

#[cfg(test)]
mod tests {
    use super::super::found::testing::{StepAndValues, step_and_values};

    fn read(text: &str) -> Option<StepAndValues> {
        step_and_values(text, super::read)
    }

    /// A person's own loop prints its loss in one of these ways, and would have no chart.
    #[test]
    fn what_people_print_is_read() {
        for (text, step, values) in [
            ("loss=0.5, val_loss=0.6", None, &[("loss", 0.5), ("val_loss", 0.6)][..]),
            ("epoch 3: loss 0.5 acc 0.9", Some(3), &[("loss", 0.5), ("acc", 0.9)]),
            ("Epoch 3/10 - loss: 0.5 - 12s", Some(3), &[("loss", 0.5)]),
            ("Epoch [3/10], Step [100/600], Loss: 0.5000", Some(100), &[("Loss", 0.5)]),
            ("Train Epoch: 2 [640/60000 (1%)]\tLoss: 1.5", Some(640), &[("Train Loss", 1.5)]),
            (
                "Test set: Average loss: 0.5, Accuracy: 90/100 (90%)",
                None,
                &[("Test set Average loss", 0.5), ("Test set Accuracy", 0.9)],
            ),
            (
                "Epoch: [1][ 10/500]\tTime  0.5 ( 0.6)\tLoss 6.5 (7.0)\tAcc@1   0.00 (  0.10)",
                Some(10),
                &[("Loss", 6.5), ("Acc@1", 0.0)],
            ),
            ("train Loss: 0.5 Acc: 0.8", None, &[("train Loss", 0.5), ("train Acc", 0.8)]),
            (
                "step=10 | loss=nan | lr=1e-3 | time=3.5s | eta=0:01:02 | best=True",
                Some(10),
                &[("loss", f64::NAN), ("lr", 0.001)],
            ),
            (
                "[7]\tvalid_0's auc: 0.9\tvalid_0's l1: -inf",
                Some(7),
                &[("valid_0's auc", 0.9), ("valid_0's l1", f64::NEG_INFINITY)],
            ),
            (
                "0:\tlearn: 0.69\tbest: 0.68 (0)\ttotal: 47.3ms\tremaining: 1m 2s",
                Some(0),
                &[("learn", 0.69), ("best", 0.68)],
            ),
            ("Iteration 0, inertia 5.0.", Some(0), &[("inertia", 5.0)]),
            ("epoch=1 loss=tensor(0.5, grad_fn=<MseLossBackward0>)", Some(1), &[("loss", 0.5)]),
            ("global_step: 500 epoch: 2 loss: 1", Some(500), &[("loss", 1.0)]),
            ("step 0: train loss 4.25, val loss 4.5", Some(0), &[("train loss", 4.25), ("val loss", 4.5)]),
            (
                "step 1: loss 0.5 acc 0.75, val loss 1 acc 0.25",
                Some(1),
                &[("loss", 0.5), ("acc", 0.75), ("val loss", 1.0), ("val acc", 0.25)],
            ),
            ("iter 10: loss 3.25, time 50.1ms, mfu 10.5%", Some(10), &[("loss", 3.25)]),
            (
                "| epoch   1 |   200/ 2983 batches | lr 20.00 | ms/batch 12.34 | loss  7.5 | ppl  2051.5",
                Some(200),
                &[("loss", 7.5), ("ppl", 2051.5)],
            ),
            ("Epoch 1/5 | Batch 10/100 | Loss: 0.5 | Acc: 90.00%", Some(10), &[("Loss", 0.5), ("Acc", 90.0)]),
            ("loss = 0.5, step = 100 (1.2 sec)", Some(100), &[("loss", 0.5)]),
            (
                "Epoch [1][50/100]\tlr: 1.0e-02, eta: 1:00:00, memory: 2000, loss: 1.5",
                Some(50),
                &[("lr", 0.01), ("loss", 1.5)],
            ),
            ("Episode 10: reward=5.5, steps=100, phase=val", Some(10), &[("val reward", 5.5)]),
            ("Époque: perte: 3", None, &[]),
            ("précision: 0,5", None, &[]),
            ("perte: 0.5", None, &[("perte", 0.5)]),
        ] {
            let Some((got_step, got)) = read(text) else {
                assert!(values.is_empty(), "nothing in {text}");
                continue;
            };
            assert_eq!(got_step, step, "{text}");
            let same = |(got, want): (&(String, f64), &(&str, f64))| {
                got.0 == want.0 && (got.1 == want.1 || got.1.is_nan() && want.1.is_nan())
            };
            assert!(got.len() == values.len() && got.iter().zip(values).all(same), "{text}: {got:?}");
        }
    }

    /// A person would see charts of ports and versions, and trust none of the others.
    #[test]
    fn prose_is_not_read() {
        for text in [
            "Loaded 1000 rows in 2.5 s",
            "version: 1.2.3",
            "numpy==1.26",
            "http://127.0.0.1:5000",
            "Namespace(lr=0.01, epochs=3)",
            "loss: 0.5 0.6",
            "loss: 1,000",
            "loss: 0.5 and falling",
            "Step 1/5 : FROM python:3.9",
            "Number of positive: 212, number of negative: 357",
            "The loss is: 0.5 now",
            "date: 2026-11-30",
            "accuracy                           0.97       360",
            "[binary:BoostFromScore]: pavg=0.622642 -> initscore=0.500545",
            "Epoch 3: val_loss improved from 0.50000 to 0.40000, saving model to x.h5",
            "Epoch 3: early stopping",
            "loss: 0.5 -> 0.4",
            "Epoch 3 finished in 2.5 s, loss 0.5",
            "count    569.000000  569.000000",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
