//! How far a run is, and what earlier runs say about it.

use contract::{Status, Version};
use jiff::Timestamp;
use locales::{Message, Result};
use rundir::{TrainingProgress, TrainingUnit};

use super::Run;
use crate::parts::Runs;
use crate::reads::Reads;

/// How many of the last runs like one say how long it will take.
const RUNS: u32 = 5;
/// A run that has taken as long as such runs usually do is not over.
const MOST: f64 = 0.95;

/// How far a run is whose code runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RunProgress {
    /// As its training says.
    Said {
        /// How much is done.
        done: f64,
        /// How much there is to do: more than 0.
        total: f64,
        /// What is counted.
        unit: TrainingUnit,
        /// How many seconds it will still take, if that can be said.
        left: Option<f64>,
    },
    /// As the last runs like it took: its training says nothing.
    Usual {
        /// How long it has taken so far, in seconds.
        elapsed: f64,
        /// How long they took, in seconds: more than 0.
        usual: f64,
    },
}

impl RunProgress {
    /// How far `run` is at `now`, if its training has `said` something, or else such runs `usually` take so many
    /// seconds. `None` if its code does not run, or neither is known.
    pub fn of(
        run: &Run,
        said: Option<TrainingProgress>,
        usually: impl FnOnce() -> Option<f64>,
        now: Timestamp,
    ) -> Option<Self> {
        if run.status != Status::Running {
            return None;
        }
        if let Some(said) = said {
            let left = said.left(now.as_microsecond() as f64 / 1000.0);
            return Some(Self::Said { done: said.done, total: said.total, unit: said.unit, left });
        }
        let elapsed = (now.as_microsecond() - run.started?.as_microsecond()).max(0) as f64 / 1e6;
        let usual = usually().filter(|usual| *usual > 0.0)?;
        Some(Self::Usual { elapsed, usual })
    }

    /// How much of it is done, from 0 to 1.
    pub fn fraction(&self) -> f64 {
        match *self {
            Self::Said { done, total, .. } => done / total,
            Self::Usual { elapsed, usual } => (elapsed / usual).min(MOST),
        }
    }

    /// How many seconds it will still take, if that can be said.
    pub fn left(&self) -> Option<f64> {
        match *self {
            Self::Said { left, .. } => left,
            Self::Usual { elapsed, usual } => Some(usual - elapsed).filter(|left| *left > 0.0),
        }
    }

    /// How much of how much is done, unless the percentage says it.
    pub fn counted(&self) -> Option<Message> {
        let Self::Said { done, total, unit, .. } = *self else { return None };
        // `as` keeps any number within those of the type.
        let (done, total) = (done as u64, total as u64);
        match unit {
            TrainingUnit::Epochs => Some(Message::RunProgressEpochs { done, total }),
            TrainingUnit::Steps => Some(Message::RunProgressSteps { done, total }),
            TrainingUnit::Percent => None,
        }
    }

    /// How long it will still take, as exactly as one can know, or how long such runs usually take.
    pub fn time(&self) -> Option<Message> {
        match *self {
            Self::Said { left, .. } => left.map(about),
            Self::Usual { usual, .. } => Some(Message::RunUsual { seconds: usual.round() as u64 }),
        }
    }
}

/// A time that is left, so that it does not change with every look.
fn about(seconds: f64) -> Message {
    let seconds = seconds as u64;
    match seconds {
        0..10 => Message::RunLeftMoment,
        10..55 => Message::RunLeftSeconds { seconds: (seconds + 5) / 10 * 10 },
        55..3570 => Message::RunLeftMinutes { minutes: (seconds + 30) / 60 },
        // To ten minutes, and then to an hour.
        3570..36_000 => Message::RunLeftHours { seconds: (seconds + 300) / 600 * 600 },
        _ => Message::RunLeftHours { seconds: (seconds + 1800) / 3600 * 3600 },
    }
}

impl<S: Reads> Runs<'_, S> {
    /// How long the last successful runs of the same package, pipeline type and datasets took, in seconds: their median.
    /// `None` if there are none.
    pub fn usual_seconds(&self, run: &Run) -> Option<f64> {
        // Without it, a page shows less and works all the same.
        let mut took = self.0.read(|tables| tables.durations_before(run, RUNS)).ok()?;
        took.sort_by(f64::total_cmp);
        took.get(took.len() / 2).copied()
    }

    /// The version before the one that a run has scored, as far as it was scored on the same evaluation dataset, with
    /// its score. `None` for a run without a score.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn score_before(&self, run: &Run) -> Result<Option<(Version, f64)>> {
        match run.score {
            Some(_) => self.0.read(|tables| tables.score_before(run)),
            None => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use locales::Language;

    use super::*;

    /// A person would read a time that changes with every look, or one that is far from the truth.
    #[test]
    fn a_time_that_is_left_is_rounded() {
        let shown = |seconds| about(seconds).render(Language::English);
        let times = [(4.0, "a few seconds left"), (41.0, "about 40 s left"), (57.0, "about 1 min left")];
        let longer = [(200.0, "about 3 min left"), (3580.0, "about 1 h 00 min left")];
        let longest = [(7700.0, "about 2 h 10 min left"), (100_000.0, "about 28 h 00 min left")];
        for (seconds, text) in times.into_iter().chain(longer).chain(longest) {
            assert_eq!(shown(seconds), text);
        }
    }

    /// A run that takes longer than usual would be shown as complete.
    #[test]
    fn what_takes_longer_than_usual_is_not_over() {
        let late = RunProgress::Usual { elapsed: 100.0, usual: 60.0 };
        assert_eq!((late.fraction(), late.left()), (MOST, None));
        let halfway = RunProgress::Usual { elapsed: 30.0, usual: 60.0 };
        assert_eq!((halfway.fraction(), halfway.left()), (0.5, Some(30.0)));
        assert_eq!(halfway.time().unwrap().render(Language::English), "usually takes 1 min 00 s");
    }

    /// A person would see "5 of 10 epochs" without its meaning, or a share of the wrong whole.
    #[test]
    fn what_a_training_says_is_counted() {
        let said = |unit| RunProgress::Said { done: 2.5, total: 10.0, unit, left: None };
        let counted = |unit| said(unit).counted().map(|message| message.render(Language::English));
        assert_eq!(counted(TrainingUnit::Epochs).as_deref(), Some("2 of 10 epochs"));
        assert_eq!(counted(TrainingUnit::Steps).as_deref(), Some("2 of 10 steps"));
        assert_eq!(counted(TrainingUnit::Percent), None);
        assert_eq!(said(TrainingUnit::Epochs).fraction(), 0.25);
    }
}
