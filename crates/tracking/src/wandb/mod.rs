//! What W&B writes without a network (`wandb/offline-run-*/run-*.wandb`), while it grows.
//!
//! The client writes late: every 15 seconds, unless `WANDB_X_TRANSACTION_LOG_FLUSH_INTERVAL` says otherwise.

mod blocks;
mod histogram;
mod items;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::File;

use self::blocks::Blocks;
use self::histogram::histograms;
use self::items::{Item, Value, items, leaves, remove_own};
use crate::found::{NAME, cut};
use crate::json::{Token, Tokens, number};
use crate::wire::{Field, Malformed, fields};
use crate::{Broken, Came, Ended, Found, Measured, Other, Point, Source, What};

/// How many values of a run's summary are kept.
const SUMMARY: usize = 2_000;
/// The longest value of a summary that is kept, in bytes.
const VALUE: usize = 1_024;

/// Reads a file of W&B's as it grows.
#[derive(Debug)]
pub struct WandbReader {
    blocks: Blocks,
    run: Run,
    broken: Option<Broken>,
}

/// What is known of a run.
#[derive(Debug)]
struct Run {
    part: String,
    step: i64,
    time: f64,
    /// The values of the summary, and whether each has changed. W&B writes it at every step.
    summary: BTreeMap<String, (String, bool)>,
    malformed: u64,
    /// How many histograms make no sense.
    left_out: u64,
}

impl WandbReader {
    /// Reads this file from its beginning. `part` is the part of the training that it belongs to, such as its folder.
    pub fn new(file: File, part: &str) -> Self {
        let (part, summary) = (part.to_owned(), BTreeMap::new());
        let run = Run { part, step: 0, time: 0.0, summary, malformed: 0, left_out: 0 };
        Self { blocks: Blocks::new(file), run, broken: None }
    }

    /// Gives what came since the last time, at most 16 MB of the file at once. The summary is given after the rest.
    /// Memory: at most 32 MB for a record and its items, and 4 MB for the summary.
    ///
    /// # Errors
    /// The file is none of W&B's or cannot be read: the same comes again at each call. Where a block is broken, the
    /// next one is read.
    pub fn read_more(&mut self, give: &mut dyn FnMut(Found<'_>)) -> Result<Came, Broken> {
        if let Some(broken) = self.broken {
            return Err(broken);
        }
        let run = &mut self.run;
        let came = self.blocks.read(|record| run.malformed += u64::from(run.record(record, give).is_err()));
        self.run.give_summary(give);
        self.broken = came.err();
        came
    }

    /// How many records, blocks or histograms were left out because they are broken or too long.
    pub fn left_out(&self) -> u64 {
        self.blocks.left_out + self.run.malformed + self.run.left_out
    }
}

impl Run {
    fn record(&mut self, record: &[u8], give: &mut dyn FnMut(Found<'_>)) -> Result<(), Malformed> {
        for field in fields(record) {
            match field? {
                (2, history) => self.history(history.bytes()?, give)?,
                (3, summary) => self.summarize(summary.bytes()?)?,
                (5, config) => self.configure(config.bytes()?, give)?,
                (17, run) => {
                    for field in fields(run.bytes()?) {
                        if let (4, config) = field? {
                            self.configure(config.bytes()?, give)?;
                        }
                    }
                }
                (18, exit) => self.end(exit.bytes()?, give)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// A row of the history: its numbers at one step.
    fn history(&mut self, history: &[u8], give: &mut dyn FnMut(Found<'_>)) -> Result<(), Malformed> {
        let mut row = items(history, 1)?;
        self.step = row_step(history)?.unwrap_or_default();
        for item in &row {
            match (item.name.as_str(), item.value.number()) {
                ("_step", Some(step)) => self.step = step as i64,
                ("_timestamp", Some(time)) => self.time = time,
                _ => {}
            }
        }
        let left_out = histograms(&row, &mut |name, bins| self.other(name, What::Histogram(bins), give));
        self.left_out += left_out;
        remove_own(&mut row);
        for Item { name, value } in &row {
            if let Some(number) = value.number() {
                self.point(name, number, give);
            } else if let Value::Json(json) = value {
                leaves(json, name, &mut |name, json| {
                    if let Some(number) = number(json) {
                        self.point(name, number, give);
                    }
                });
            }
        }
        Ok(())
    }

    /// The new values of parameters. One of several levels has the names of all of them.
    fn configure(&self, config: &[u8], give: &mut dyn FnMut(Found<'_>)) -> Result<(), Malformed> {
        let mut items = items(config, 1)?;
        remove_own(&mut items);
        for Item { name, value } in &items {
            if let Value::Json(json) = value {
                leaves(json, name, &mut |name, json| {
                    // A text is one without its quotes.
                    let mut tokens = Tokens::new(json);
                    let is_text = tokens.next() == Ok(Token::Text) && !tokens.text().is_empty();
                    let written = cut(json).0;
                    let value = if is_text { tokens.text() } else { &written };
                    self.other(name, What::Parameter(value), give);
                });
            }
        }
        Ok(())
    }

    fn summarize(&mut self, summary: &[u8]) -> Result<(), Malformed> {
        let mut items = items(summary, 1)?;
        remove_own(&mut items);
        for Item { name, value } in &items {
            if let Value::Json(json) = value {
                leaves(json, name, &mut |name, json| self.summarize_one(name, json));
            }
        }
        Ok(())
    }

    fn summarize_one(&mut self, name: &str, json: &[u8]) {
        let Ok(json) = str::from_utf8(json) else { return };
        let has_room = self.summary.len() < SUMMARY || self.summary.contains_key(name);
        let is_new = self.summary.get(name).is_none_or(|(known, _)| known != json);
        if has_room && is_new && name.len() <= NAME && json.len() <= VALUE {
            self.summary.insert(name.to_owned(), (json.to_owned(), true));
        }
    }

    fn give_summary(&mut self, give: &mut dyn FnMut(Found<'_>)) {
        let mut summary = std::mem::take(&mut self.summary);
        for (name, (value, is_new)) in &mut summary {
            if std::mem::take(is_new) {
                self.other(name, What::Summary(value), give);
            }
        }
        self.summary = summary;
    }

    fn end(&self, exit: &[u8], give: &mut dyn FnMut(Found<'_>)) -> Result<(), Malformed> {
        let mut code = 0;
        for field in fields(exit) {
            if let (1, field) = field? {
                code = field.integer()?;
            }
        }
        let ended = if code == 0 { Ended::Succeeded } else { Ended::Failed };
        self.other("", What::Ended(ended), give);
        Ok(())
    }

    fn point(&self, name: &str, value: f64, give: &mut dyn FnMut(Found<'_>)) {
        if name.len() <= NAME {
            let point = Point { step: self.step, time: self.time, value };
            give(Found::Measured(Measured { source: Source::Wandb, part: &self.part, name, point }));
        }
    }

    fn other(&self, name: &str, what: What<'_>, give: &mut dyn FnMut(Found<'_>)) {
        if name.len() <= NAME {
            let (step, time) = (self.step, self.time);
            give(Found::Other(Other { source: Source::Wandb, part: &self.part, name, step, time, what }));
        }
    }
}

/// The step of a row, which is not written if it is 0.
fn row_step(history: &[u8]) -> Result<Option<i64>, Malformed> {
    for field in fields(history) {
        let (2, step) = field? else { continue };
        for field in fields(step.bytes()?) {
            if let (1, Field::Varint(step)) = field? {
                return Ok(Some(step.cast_signed()));
            }
        }
    }
    Ok(None)
}
