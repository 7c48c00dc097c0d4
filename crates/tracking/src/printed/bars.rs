//! Progress bars: tqdm's, Keras's, Ultralytics' and Rich's.

use super::found::Found;
use super::text::Cursor;

/// A state of a bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bar<'a> {
    /// What is written before it.
    pub(super) label: &'a [u8],
    /// How much is done.
    pub(super) done: f64,
    /// How much there is to do: 100 if only a percentage is printed.
    pub(super) total: f64,
    /// Whether only a percentage is printed.
    pub(super) is_percent: bool,
    /// The pairs that follow it.
    pub(super) postfix: &'a [u8],
}

/// A line of Keras's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Keras<'a> {
    pub(super) done: f64,
    pub(super) total: f64,
    pub(super) pairs: &'a [u8],
}

/// What bars are drawn with: the heavy and the light line, and the ends of the heavy one.
const LINES: [&str; 4] = ["━", "─", "╸", "╺"];

/// Reads a bar. One that counts bytes is none: it is a download.
pub(super) fn bar(text: &[u8]) -> Option<Bar<'_>> {
    memchr::memchr(b'%', text)?;
    tqdm(text).or_else(|| lines(text)).or_else(|| percent(text))
}

/// `label:  50%|█████     | 5/10 [00:01<00:01,  4.9it/s, loss=0.3]`
fn tqdm(text: &[u8]) -> Option<Bar<'_>> {
    let text = text.trim_ascii_end();
    let at = memchr::memmem::find(text, b"%|")?;
    let (before, after) = text.split_at(at);
    let label = label(before)?;
    let mut rest = Cursor(after);
    rest.skip(2);
    rest.until(b'|', 2048)?;
    rest.spaces();
    let done = scaled(&mut rest)?;
    rest.eat(b"/").then_some(())?;
    let total = scaled(&mut rest).filter(|total| *total > 0.0)?;
    rest.spaces();
    rest.eat(b"[").then_some(())?;
    let end = memchr::memrchr(b']', rest.0)?;
    let (inside, after) = rest.0.split_at(end);
    (after == b"]").then_some(())?;
    let mut fields = inside.splitn(3, |byte| *byte == b',');
    let (_, rate) = (fields.next()?, fields.next().unwrap_or_default());
    // Only a number of bytes is scaled, and their rate is one of bytes.
    if rate.trim_ascii().ends_with(b"B/s") {
        return None;
    }
    Some(Bar {
        label,
        done,
        total,
        is_percent: false,
        postfix: fields.next().unwrap_or_default().trim_ascii(),
    })
}

/// What is before the number at the end of `text`, which is a percentage.
fn label(text: &[u8]) -> Option<&[u8]> {
    let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let label = text.get(..text.len().checked_sub(digits)?)?.trim_ascii();
    (1..=3).contains(&digits).then(|| label.strip_suffix(b":").unwrap_or(label))
}

/// A number that may be followed by k, M or G, as tqdm prints it with `unit_scale`.
fn scaled(at: &mut Cursor<'_>) -> Option<f64> {
    let digits = at.take_while(|byte| byte.is_ascii_digit() || byte == b'.');
    let number: f64 = str::from_utf8(digits.get(..20).unwrap_or(digits)).ok()?.parse().ok()?;
    let factor = [(&b"k"[..], 1e3), (b"M", 1e6), (b"G", 1e9)].into_iter().find(|(letter, _)| at.eat(letter));
    Some(number * factor.map_or(1.0, |(_, factor)| factor))
}

/// Goes past a drawn bar, and returns whether there was one.
fn drawn(at: &mut Cursor<'_>) -> bool {
    let mut parts = 0;
    while LINES.iter().any(|line| at.eat(line.as_bytes())) {
        parts += 1;
    }
    parts >= 3
}

/// Ultralytics' `label: 50% ━━━━━━────── 2/4 4.9it/s 0.5s<0.5s`
fn lines(text: &[u8]) -> Option<Bar<'_>> {
    let at = memchr::memmem::find(text, "% ━".as_bytes())
        .or_else(|| memchr::memmem::find(text, "% ─".as_bytes()))?;
    let (before, after) = text.split_at(at);
    let label = label(before)?;
    let mut rest = Cursor(after);
    rest.skip(2);
    if !drawn(&mut rest) {
        return None;
    }
    rest.spaces();
    let done = rest.number()?;
    rest.eat(b"/").then_some(())?;
    let total = rest.number().filter(|total| *total > 0.0)?;
    // `1.2/5.4MB` is a download.
    (rest.peek() == Some(b' ')).then_some(Bar { label, done, total, is_percent: false, postfix: b"" })
}

/// Rich's `label ━━━━━━╸─────  50% 0:00:01`
fn percent(text: &[u8]) -> Option<Bar<'_>> {
    let at = memchr::memmem::find(text, "━━━".as_bytes())?;
    let (label, rest) = text.split_at(at);
    let mut rest = Cursor(rest);
    drawn(&mut rest);
    rest.spaces();
    let done = rest.number().filter(|done| (0.0..=100.0).contains(done))?;
    let label = label.trim_ascii();
    rest.eat(b"%").then_some(Bar { label, done, total: 100.0, is_percent: true, postfix: b"" })
}

/// Keras's `10/10 ━━━━━━ 1s 5ms/step - accuracy: 0.9 - loss: 0.3`, and the same without a bar (`verbose=2`) or with the
/// one of Keras 2, `[=====>....]`.
pub(super) fn keras(text: &[u8]) -> Option<Keras<'_>> {
    let mut at = Cursor(text);
    at.spaces();
    let done = at.integer()?;
    at.eat(b"/").then_some(())?;
    let total = at.integer().filter(|total| *total > 0)?;
    at.eat(b" ").then_some(())?;
    let is_old = at.eat(b"[") && at.until(b']', 64)?.iter().all(|byte| b"=>.".contains(byte));
    let is_drawn = !is_old && drawn(&mut at);
    at.spaces();
    if !is_drawn && !at.eat(b"- ") {
        return None;
    }
    // The times: `1s 5ms/step`, `ETA: 0s`, `1s - 5ms/step`.
    let pairs = loop {
        let end = memchr::memmem::find(at.0, b" - ");
        let (times, rest) = at.0.split_at(end.unwrap_or(at.0.len()));
        let mut time = Cursor(times.trim_ascii());
        if !(time.eat(b"ETA:") || time.number().is_some()) {
            break at.0;
        }
        at = Cursor(rest.get(3..).unwrap_or_default());
        if at.is_at_end() {
            break at.0;
        }
    };
    let (done, total) = (done as f64, total as f64);
    (is_drawn || is_old || memchr::memchr(b's', text).is_some()).then_some(Keras { done, total, pairs })
}

/// How many bars are open at a time, at most.
const OPEN: usize = 8;

/// The values that stand beside bars.
#[derive(Debug, Default)]
pub(super) struct Held {
    bars: Vec<HeldBar>,
    clock: u64,
}

#[derive(Debug)]
struct HeldBar {
    key: u64,
    used: u64,
    step: i64,
    /// The values as they were shown last, until the next ones.
    held: Option<(Found, f64)>,
    /// The text that they were in.
    text: Vec<u8>,
}

impl Held {
    /// Takes a state of the bar `key`, the values in it and the text that they are in, and returns the values of the
    /// state before if they belong to another step.
    ///
    /// tqdm draws a step with the values of the step before, and again with its own: only values that changed are new,
    /// and of several at one step the last ones count.
    pub(super) fn state(
        &mut self,
        key: u64,
        step: i64,
        found: &Found,
        text: &[u8],
        time: f64,
    ) -> Option<(Found, f64)> {
        self.clock += 1;
        let Some(bar) = self.bars.iter_mut().find(|bar| bar.key == key) else {
            if found.is_empty() {
                return None;
            }
            let held = Some((found.clone(), time));
            return self.open(HeldBar { key, used: self.clock, step, held, text: text.to_vec() });
        };
        bar.used = self.clock;
        // The bar of the next epoch. The text of its first state may be the old one's.
        let is_new = step < bar.step;
        if found.is_empty() || bar.text == text {
            return bar.held.take_if(|_| is_new);
        }
        bar.text.clear();
        bar.text.extend_from_slice(text);
        let before = bar.held.replace((found.clone(), time));
        let is_same_step = std::mem::replace(&mut bar.step, step) == step;
        before.filter(|_| !is_same_step)
    }

    /// Keeps a bar, and returns the values of the one that it replaces.
    fn open(&mut self, bar: HeldBar) -> Option<(Found, f64)> {
        if self.bars.len() < OPEN {
            self.bars.push(bar);
            return None;
        }
        let oldest = self.bars.iter_mut().min_by_key(|bar| bar.used)?;
        std::mem::replace(oldest, bar).held
    }

    /// All values that are held: no more will come.
    pub(super) fn rest(&mut self) -> impl Iterator<Item = (Found, f64)> {
        self.bars.drain(..).filter_map(|bar| bar.held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person would not see how far their training is.
    #[test]
    fn bars_are_read() {
        let tqdm = " 50%|███  | 5/10 [00:01<00:01,  4.9it/s, loss=0.3, lr=1e-3]".as_bytes();
        let postfix = &b"loss=0.3, lr=1e-3"[..];
        let bar = Bar { label: b"", done: 5.0, total: 10.0, is_percent: false, postfix };
        assert_eq!(super::bar(tqdm), Some(bar));
        let scaled = "Epoch 1/3:   0%|   | 1.50k/3.00M [00:00<?, ?it/s]".as_bytes();
        let read = super::bar(scaled).unwrap();
        assert_eq!((read.label, read.done, read.total), (&b"Epoch 1/3"[..], 1500.0, 3e6));
        let read = super::bar("val: 25% ━━━─────── 1/4 2.0it/s 0.5s<1.5s".as_bytes()).unwrap();
        assert_eq!((read.label, read.done, read.total), (&b"val"[..], 1.0, 4.0));
        let read = super::bar("Training ━━━╸─────  45% 0:00:12".as_bytes()).unwrap();
        assert_eq!((read.label, read.done, read.is_percent), (&b"Training"[..], 45.0, true));
        for text in [
            "model.bin: 100%|███| 440M/440M [00:05<00:00, 80.0MB/s]",
            "   ━━━━━━━━━━ 1.2/3.4 MB 5.6 MB/s eta 0:00:01",
            "yolo.pt: 50% ━━━━━━─── 2.7/5.4MB 1.0MB/s 2s",
            "tests/test_a.py ....  [ 50%]",
            "100%",
            "%|",
        ] {
            assert_eq!(super::bar(text.as_bytes()), None, "{text}");
        }
    }

    /// Keras's own output is the most common of all, and it had three forms.
    #[test]
    fn lines_of_keras_are_read() {
        for text in [
            "10/10 ━━━━━━━━━━━━━━━━━━━━ 1s 5ms/step - accuracy: 0.9 - loss: 0.3",
            " 3/10 ━━━━━━━━━━━━━━━━━━━━ 1s 5ms/step - accuracy: 0.9 - loss: 0.3",
            "10/10 [==============================] - 1s 5ms/step - accuracy: 0.9 - loss: 0.3",
            " 3/10 [=====>........................] - ETA: 1s - accuracy: 0.9 - loss: 0.3",
            "10/10 - 1s - 5ms/step - accuracy: 0.9 - loss: 0.3",
            "10/10 - 1s - accuracy: 0.9 - loss: 0.3",
        ] {
            let read = keras(text.as_bytes()).unwrap();
            assert_eq!(str::from_utf8(read.pairs).unwrap(), "accuracy: 0.9 - loss: 0.3", "{text}");
            assert_eq!(read.total, 10.0);
        }
        assert_eq!(keras("10/10 ━━━━━━━━━━━━ 0s 495us/step".as_bytes()).unwrap().pairs, b"");
        assert_eq!(keras(b"5/10 passed"), None);
        assert_eq!(keras(b"1/2 cup"), None);
    }
}
