//! How far a training is.

use super::found::Count;

/// What progress is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Epochs.
    Epochs,
    /// Steps of a bar, or fits of a search.
    Steps,
    /// Percent.
    Percent,
}

/// How far a training is, as it printed it last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// How much is done, from 0 to `total`. An epoch is done in part if a bar shows how far it is.
    pub done: f64,
    /// How much there is to do, more than 0.
    pub total: f64,
    /// What both are counted in.
    pub unit: Unit,
    /// When it was printed, in seconds since 1970, UTC.
    pub time: f64,
}

/// How many bars are remembered, at most.
const BARS: usize = 8;
/// So often must another bar have been completed until one that was not drawn in this time is given up.
const COMPLETED: u32 = 3;

/// What was printed about progress.
#[derive(Debug, Default)]
pub(super) struct Progresses {
    epochs: Option<Epochs>,
    /// The bars that are not complete, in the order in which they appeared: the first is the outer one.
    bars: Vec<Bar>,
    /// The one that was complete last.
    complete: Option<Progress>,
    fits: Option<Progress>,
}

#[derive(Debug)]
struct Epochs {
    /// The first that was printed: 0, or otherwise 1.
    first: i64,
    at: i64,
    of: i64,
    /// How much of this epoch is done, from 0 to 1.
    part: f64,
    time: f64,
}

#[derive(Debug)]
struct Bar {
    key: u64,
    progress: Progress,
    /// How many other bars were completed since it was drawn.
    completed: u32,
}

impl Progresses {
    /// Takes an epoch, of which so much is done, from 0 to 1: 0 where its number stands alone, 1 beside its metrics.
    pub(super) fn epoch(&mut self, count: Count, part: f64, time: f64) {
        let Some(of) = count.of.filter(|of| *of > 0 && (0..=*of).contains(&count.at)) else { return };
        match &mut self.epochs {
            Some(epochs) if epochs.of == of && epochs.at <= count.at => {
                let is_same = epochs.at == count.at;
                epochs.part = if is_same { epochs.part.max(part) } else { part };
                (epochs.at, epochs.time) = (count.at, time);
            }
            // Another training.
            epochs => *epochs = Some(Epochs { first: count.at.min(1), at: count.at, of, part, time }),
        }
    }

    /// Takes how much of the last epoch is done, from 0 to 1.
    pub(super) fn in_epoch(&mut self, part: f64, time: f64) {
        if let Some(epochs) = &mut self.epochs
            && epochs.part < 1.0
        {
            (epochs.part, epochs.time) = (part.clamp(0.0, 1.0), time);
        }
    }

    /// Takes the state of the bar `key`.
    pub(super) fn bar(&mut self, key: u64, progress: Progress) {
        let is_complete = progress.done >= progress.total;
        let place = self.bars.iter().position(|bar| bar.key == key);
        if is_complete {
            if let Some(place) = place {
                self.bars.remove(place);
            }
            self.complete = Some(progress);
            self.bars.iter_mut().for_each(|bar| bar.completed += 1);
            // What was broken off would be the outer one for ever.
            self.bars.retain(|bar| bar.completed < COMPLETED || progress.time - bar.progress.time < 1.0);
        } else if let Some(bar) = place.and_then(|place| self.bars.get_mut(place)) {
            (bar.progress, bar.completed) = (progress, 0);
        } else if self.bars.len() < BARS {
            self.bars.push(Bar { key, progress, completed: 0 });
        }
    }

    /// Takes that so many fits begin.
    pub(super) fn fits(&mut self, total: i64, time: f64) {
        self.fits =
            (total > 0).then_some(Progress { done: 0.0, total: total as f64, unit: Unit::Steps, time });
    }

    /// Takes that a fit has ended.
    pub(super) fn fit(&mut self, time: f64) {
        if let Some(fits) = &mut self.fits {
            (fits.done, fits.time) = ((fits.done + 1.0).min(fits.total), time);
        }
    }

    /// How far the training is: by its epochs, its fits, its outer bar, or otherwise by the bar that was complete last.
    pub(super) fn now(&self) -> Option<Progress> {
        let epochs = self.epochs.as_ref().map(|epochs| {
            let total = epochs.of as f64;
            let done = (epochs.at - epochs.first) as f64 + epochs.part;
            // Whoever counts from 0 prints the last number or how many there are. Only the end shows which.
            let done = if epochs.at == epochs.of && epochs.part >= 1.0 { total } else { done };
            Progress { done: done.min(total), total, unit: Unit::Epochs, time: epochs.time }
        });
        epochs.or(self.fits).or(self.bars.first().map(|bar| bar.progress)).or(self.complete)
    }
}
