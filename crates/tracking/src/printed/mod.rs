//! The numbers that a training prints, as series, and how far it says it is. The rule is written for people in the
//! book's page about it (`RULE.md`): what is recognised there is what is recognised here.
//!
//! A line is either read as a whole, or it is prose. What it says is given only when a second line of the same shape has
//! come (`shapes`). Everything is bounded: a line is looked at as far as 64 KiB, and so many shapes, series and bars are
//! remembered.

mod bars;
mod cv;
mod found;
mod names;
mod objects;
mod pairs;
mod prefix;
mod progress;
mod shapes;
mod tables;
#[cfg(test)]
mod tests;
mod text;
mod values;

pub use progress::{Progress, Unit};

use crate::Measured;
use found::{Count, Found};
use progress::Progresses;
use shapes::Shapes;
use tables::Table;

/// How much of a line is looked at, in bytes.
const LONGEST: usize = 64 << 10;

/// Recognises the numbers in what a training prints.
///
/// ```
/// let (mut printed, mut losses) = (tracking::printed::Printed::default(), Vec::new());
/// printed.read(b"epoch 1: loss=0.5\nepoch 2: lo", 10.0, &mut |found| losses.push(found.point));
/// assert!(losses.is_empty(), "one line is not a series");
/// printed.read(b"ss=0.4\n", 20.0, &mut |found| losses.push(found.point));
/// assert_eq!(losses.iter().map(|point| (point.step, point.time)).collect::<Vec<_>>(), [(1, 10.0), (2, 20.0)]);
/// ```
#[derive(Debug, Default)]
pub struct Printed {
    /// The line that is not complete yet, up to [`LONGEST`].
    line: Vec<u8>,
    recognised: Recognised,
}

/// What was recognised in lines that were complete.
#[derive(Debug, Default)]
struct Recognised {
    shapes: Shapes,
    table: Table,
    held: bars::Held,
    progresses: Progresses,
    /// The epoch that was printed on a line of its own last.
    epoch: Option<i64>,
    /// Whether no line of Keras's has come since.
    is_epoch_open: bool,
    found: Found,
}

impl Printed {
    /// Takes the next bytes of the output, which came at `time` (seconds since 1970, UTC), and gives what is recognised
    /// in the lines that they complete. A carriage return completes a state of a progress bar.
    pub fn read(&mut self, bytes: &[u8], time: f64, give: &mut dyn FnMut(Measured<'_>)) {
        let mut rest = bytes;
        while let Some(end) = memchr::memchr2(b'\n', b'\r', rest) {
            let (before, after) = rest.split_at(end);
            let (is_ended, next) = (after.first() == Some(&b'\n'), after.get(1..).unwrap_or_default());
            if self.line.is_empty() {
                let before = before.get(..LONGEST).unwrap_or(before);
                self.recognised.line(before, is_ended || next.first() == Some(&b'\n'), time, give);
            } else {
                self.keep(before);
                self.recognised.line(&self.line, is_ended || next.first() == Some(&b'\n'), time, give);
                self.line.clear();
            }
            rest = next;
        }
        self.keep(rest);
        // A bar stays as it is until it is drawn again, which may be in an hour.
        if !rest.is_empty() {
            self.recognised.unfinished(&self.line, time);
        }
    }

    /// Takes that the output has ended: no more will complete the last line, or replace the last state of a bar.
    pub fn end(&mut self, time: f64, give: &mut dyn FnMut(Measured<'_>)) {
        let line = std::mem::take(&mut self.line);
        self.recognised.line(&line, true, time, give);
        for (found, time) in self.recognised.held.rest().collect::<Vec<_>>() {
            self.recognised.shapes.take(&found, None, time, give);
        }
    }

    /// How far the training is; `None` if it has not said so.
    pub fn progress(&self) -> Option<Progress> {
        self.recognised.progresses.now()
    }

    /// How many values were left out because there are too many series (1,000).
    pub fn left_out(&self) -> u64 {
        self.recognised.shapes.left_out
    }

    /// Appends to the line what it has room for.
    fn keep(&mut self, bytes: &[u8]) {
        let room = LONGEST.saturating_sub(self.line.len());
        self.line.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }
}

impl Recognised {
    /// Takes a line. It `is_ended` unless it is a state of a bar that another one replaces.
    fn line(&mut self, line: &[u8], is_ended: bool, time: f64, give: &mut dyn FnMut(Measured<'_>)) {
        let plain = text::plain(line);
        let text = plain.trim_ascii_end();
        // Lines that this program itself writes to the log are not output of the training.
        if text.is_empty()
            || text.starts_with(b"[trainyard] ")
            || self.table.is_heading(text)
            || !text::has_digit(text)
        {
            return;
        }
        self.found.clear();
        if let Some(bar) = bars::bar(text) {
            return self.bar(&bar, is_ended, time, give);
        }
        if let Some(keras) = bars::keras(text) {
            return self.keras(&keras, is_ended, time, give);
        }
        if self.table.row(text, &mut self.found) {
            return self.shapes.take(&self.found, None, time, give);
        }
        self.found.clear();
        if text.starts_with(b"[CV") || text.starts_with(b"Fitting ") {
            return self.cross_validation(text, time, give);
        }
        self.message(text, time, give);
    }

    /// Takes a line that is an object or consists of pairs.
    fn message(&mut self, text: &[u8], time: f64, give: &mut dyn FnMut(Measured<'_>)) {
        let Some(message) = prefix::message(text) else { return };
        let is_read = match message.first() {
            Some(b'{') => objects::read(message, &mut self.found),
            _ => pairs::read(message, &mut self.found),
        };
        if !is_read {
            return;
        }
        let found = &self.found;
        if let Some(epoch) = found.epoch {
            let part = match found.step {
                Some((names::EPOCH, _)) if found.is_empty() => 0.0,
                Some((names::EPOCH, _)) => 1.0,
                Some((_, Count { at, of: Some(of) })) if of > 0 => (at as f64 / of as f64).clamp(0.0, 1.0),
                _ => 0.0,
            };
            self.progresses.epoch(epoch, part, time);
            if found.is_empty() {
                (self.epoch, self.is_epoch_open) = (Some(epoch.at), true);
            }
        } else if let Some((_, Count { at, of: Some(of) })) = found.step
            && (0..=of).contains(&at)
            && of > 0
            && !found.is_empty()
        {
            let (done, total) = (at as f64, of as f64);
            match self.epoch {
                // How far one epoch is says nothing about the training, unless their number is known.
                Some(_) => self.progresses.in_epoch(done / total, time),
                None => self.progresses.bar(found.shape, Progress { done, total, unit: Unit::Steps, time }),
            }
        }
        // `[3]` may be anything, except before a tab.
        let is_step = found.step.is_some_and(|(rank, _)| rank != names::BRACKET || message.contains(&b'\t'));
        if !found.is_empty() && (is_step || found.is_sure) {
            self.shapes.take(&self.found, self.epoch, time, give);
        }
    }

    /// Takes a state of a bar, and the values beside it.
    fn bar(&mut self, bar: &bars::Bar<'_>, is_ended: bool, time: f64, give: &mut dyn FnMut(Measured<'_>)) {
        self.advance(bar, time);
        self.found.clear();
        if self.table.row(bar.label, &mut self.found) {
            // Ultralytics draws the row with every batch; the last state is that of the epoch.
            if is_ended && bar.done >= bar.total {
                self.shapes.take(&self.found, None, time, give);
            }
            return;
        }
        let key = self.bar_key(bar);
        self.found.shaped(b"bar");
        // What stands before a bar may have values, too: `loss: 0.5`.
        let mut described = self.found.clone();
        if pairs::read(bar.label, &mut described) && !described.is_empty() {
            self.found = described;
        }
        let before = self.found.clone();
        if !pairs::read(bar.postfix, &mut self.found) {
            self.found = before;
        }
        let step = bar.done as i64;
        self.found.step = Some((u8::MAX, Count { at: step, of: None }));
        self.found.is_bar = true;
        let text = [bar.label, bar.postfix].concat();
        if let Some((found, time)) = self.held.state(key, step, &self.found, &text, time) {
            self.shapes.take(&found, None, time, give);
        }
    }

    /// What a bar is recognised by: its label apart from numbers, and its total.
    fn bar_key(&mut self, bar: &bars::Bar<'_>) -> u64 {
        self.found.clear();
        bar.label.split(|byte| !byte.is_ascii_alphabetic()).for_each(|word| self.found.shaped(word));
        self.found.shaped(&bar.total.to_bits().to_le_bytes());
        let key = self.found.shape;
        self.found.clear();
        key
    }

    /// Takes how far a bar is.
    fn advance(&mut self, bar: &bars::Bar<'_>, time: f64) {
        self.found.clear();
        let (done, total) = (bar.done.min(bar.total), bar.total);
        let is_read = pairs::read(bar.label, &mut self.found) || self.table.row(bar.label, &mut self.found);
        if let Some(epoch) = self.found.epoch.filter(|_| is_read) {
            // How far one of unknown many epochs is says nothing about the training.
            return self.progresses.epoch(epoch, done / total, time);
        }
        let first = bar.label.split(|byte| !byte.is_ascii_alphabetic()).next().unwrap_or_default();
        if names::is_phase(first) && !first.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"train"))
        {
            return;
        }
        self.progresses.in_epoch(done / total, time);
        let is_epochs = bar.label.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"epoch"))
            && !text::has_digit(bar.label);
        let unit = match is_epochs {
            true => Unit::Epochs,
            false if bar.is_percent => Unit::Percent,
            false => Unit::Steps,
        };
        let key = self.bar_key(bar);
        self.progresses.bar(key, Progress { done, total, unit, time });
    }

    /// Takes a line of Keras's. The last state of an epoch counts, and no line that belongs to none: that of `evaluate`.
    fn keras(
        &mut self,
        keras: &bars::Keras<'_>,
        is_ended: bool,
        time: f64,
        give: &mut dyn FnMut(Measured<'_>),
    ) {
        if !self.is_epoch_open {
            return;
        }
        self.progresses.in_epoch(keras.done / keras.total, time);
        if !is_ended || keras.done < keras.total {
            return;
        }
        self.is_epoch_open = false;
        self.found.shaped(b"keras");
        if pairs::read(keras.pairs, &mut self.found) && !self.found.is_empty() {
            self.shapes.take(&self.found, self.epoch, time, give);
        }
    }

    /// Takes a line of scikit-learn's searches and cross validations.
    fn cross_validation(&mut self, text: &[u8], time: f64, give: &mut dyn FnMut(Measured<'_>)) {
        if let Some(fits) = cv::fits(text) {
            self.progresses.fits(fits, time);
        } else if cv::read(text, &mut self.found) {
            self.progresses.fit(time);
            self.found.is_sure = true;
            self.shapes.take(&self.found, None, time, give);
        }
    }

    /// Takes what is the end of the output for now: only the state of a bar counts already.
    fn unfinished(&mut self, line: &[u8], time: f64) {
        let near = line.get(..4096).unwrap_or(line);
        if line.len() > near.len() || !text::has_digit(near) {
            return;
        }
        let plain = text::plain(near);
        if let Some(bar) = bars::bar(&plain) {
            self.advance(&bar, time);
        } else if let Some(keras) = bars::keras(&plain)
            && self.is_epoch_open
        {
            self.progresses.in_epoch(keras.done / keras.total, time);
        }
    }
}
