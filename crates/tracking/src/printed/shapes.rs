//! Which lines are lines of a series: those of which a second one comes.

use std::collections::HashMap;

use super::found::Found;
use crate::{Measured, Point, Source};

/// How many shapes of lines are remembered, at most. The one that was not seen for the longest time is forgotten.
const SHAPES: usize = 128;
/// How many series there are, at most. Further ones are left out.
const SERIES: usize = 1000;

/// The shapes of lines that were seen, and the series that they made.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    shapes: HashMap<u64, Shape>,
    series: HashMap<Box<str>, Series>,
    /// How many lines were looked at.
    clock: u64,
    /// How many values were left out since there are too many series.
    pub(super) left_out: u64,
}

/// What is remembered of the lines of one shape.
#[derive(Debug)]
struct Shape {
    used: u64,
    /// Whether a second line has come, so that these are lines of a series.
    is_settled: bool,
    /// The last line, as long as it waits for another one: the first of all, or one whose step is before the last.
    held: Option<Held>,
    /// The last step, as it was printed.
    printed: Option<i64>,
    /// What is added to a step since counting restarted.
    offset: i64,
    /// The last line that was given.
    last: Option<Found>,
}

/// What is remembered of a series.
#[derive(Debug, Default)]
struct Series {
    /// How many values were given.
    count: i64,
    /// The largest step that was given.
    last: i64,
    /// The line of the last value.
    line: u64,
}

#[derive(Debug)]
struct Held {
    found: Found,
    step: Option<i64>,
    time: f64,
    line: u64,
}

impl Shapes {
    /// How many shapes are remembered.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.shapes.len()
    }

    /// Takes a line, and gives what is certain now: nothing, its own values, or those of the line before, too. `epoch` is
    /// the one that was printed last on a line of its own.
    pub(super) fn take(
        &mut self,
        found: &Found,
        epoch: Option<i64>,
        time: f64,
        give: &mut dyn FnMut(Measured<'_>),
    ) {
        self.clock += 1;
        let step = found.step.map(|(_, count)| count.at).or(epoch);
        let line = self.clock;
        let now = || Held { found: found.clone(), step, time, line };
        let Some(mut shape) = self.shapes.remove(&found.shape) else {
            let held = Some(now());
            let shape =
                Shape { used: self.clock, is_settled: false, held, printed: None, offset: 0, last: None };
            return self.keep(found.shape, shape);
        };
        shape.used = self.clock;
        let is_again = |held: &Held| step.is_some() && held.step == step && held.found.has_values_of(found);
        match shape.held.take() {
            // Several processes print the same.
            Some(held) if is_again(&held) => shape.held = Some(held),
            // The second line, which is a later one or one of a metric.
            Some(held) if !shape.is_settled && (found.is_sure || step > held.step) => {
                shape.is_settled = true;
                // Lines of another shape may have had values of the same series before.
                if held.step.is_some_and(|step| self.last_before(&held).is_some_and(|last| step <= last)) {
                    self.restart_counting(&mut shape, &held);
                }
                self.give(&mut shape, &held, give);
                self.follow(&mut shape, now(), give);
            }
            Some(_) if !shape.is_settled => shape.held = Some(now()),
            // Counting has restarted, unless the line only repeated an earlier one, usually the best.
            Some(held) if step > held.step && step <= shape.printed => {
                self.restart_counting(&mut shape, &held);
                self.give(&mut shape, &held, give);
                self.give(&mut shape, &now(), give);
            }
            _ => self.follow(&mut shape, now(), give),
        }
        self.keep(found.shape, shape);
    }

    /// Gives a line that follows another one, or holds it if its step is before the last.
    fn follow(&mut self, shape: &mut Shape, now: Held, give: &mut dyn FnMut(Measured<'_>)) {
        let is_same = now.step.is_some() && now.step == shape.printed;
        if is_same && shape.last.as_ref().is_some_and(|last| last.has_values_of(&now.found)) {
            return;
        }
        if now.step.is_some() && now.step < shape.printed && !now.found.is_bar {
            shape.held = Some(now);
            return;
        }
        if now.step.is_some() && now.step <= shape.printed {
            self.restart_counting(shape, &now);
        }
        self.give(shape, &now, give);
    }

    /// Gives the values of a line.
    fn give(&mut self, shape: &mut Shape, held: &Held, give: &mut dyn FnMut(Measured<'_>)) {
        shape.printed = held.step.or(shape.printed);
        shape.last = Some(held.found.clone());
        for (name, value) in held.found.values() {
            if !self.series.contains_key(name) && self.series.len() >= SERIES {
                self.left_out += 1;
                continue;
            }
            let series = self.series.entry(name.into()).or_default();
            let step = held.step.map_or(series.count, |step| step.saturating_add(shape.offset));
            series.last = if series.count == 0 { step } else { series.last.max(step) };
            (series.count, series.line) = (series.count + 1, series.line.max(held.line));
            let point = Point { step, time: held.time, value };
            give(Measured { source: Source::Printed, part: "", name, point });
        }
    }

    fn keep(&mut self, key: u64, shape: Shape) {
        if self.shapes.len() >= SHAPES
            && let Some(oldest) = self.shapes.iter().min_by_key(|(_, shape)| shape.used).map(|(key, _)| *key)
        {
            self.shapes.remove(&oldest);
        }
        self.shapes.insert(key, shape);
    }

    /// The last step of the series of `held` before its line, if it has all values before it.
    fn last_before(&self, held: &Held) -> Option<i64> {
        let series = held.found.values().filter_map(|(name, _)| self.series.get(name));
        series.filter(|series| series.line < held.line).map(|series| series.last).max()
    }

    /// From the line `first` on, steps are added to the last one: another fit, another fold, or the steps of the next epoch.
    fn restart_counting(&self, shape: &mut Shape, first: &Held) {
        let (Some(last), Some(step)) = (self.last_before(first), first.step) else { return };
        shape.offset = match step {
            0 => last.saturating_add(1),
            // The same step again: an epoch with several lines.
            step if shape.printed == Some(step) => last.saturating_add(1).saturating_sub(step),
            _ => last,
        };
    }
}
