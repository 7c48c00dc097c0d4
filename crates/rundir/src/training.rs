//! How far a training is, by what it printed.

use std::ops::ControlFlow;

use crate::{RunDir, RunEvent, RunEventKind, RunEventReader, TrainingUnit};

/// How long a count must have been watched before its rate says when it ends, in milliseconds.
const WATCHED: f64 = 2000.0;

/// How far a training said last that it is, and how fast it got there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrainingProgress {
    /// How much is done.
    pub done: f64,
    /// How much there is to do.
    pub total: f64,
    /// What is counted.
    pub unit: TrainingUnit,
    /// When it said so, in milliseconds since 1970.
    at: f64,
    /// When this count was first seen, and how much was done then.
    first: (f64, f64),
}

impl TrainingProgress {
    /// How far the training of `run` is; `None` if it has not said so in its current stage.
    pub fn of(run: &RunDir) -> Option<Self> {
        let mut said = None;
        // A run that cannot be read is shown as having recorded nothing.
        let _ = RunEventReader::new(run).read_on(|event| {
            said = Self::after(said, &event);
            ControlFlow::Continue(())
        });
        said
    }

    /// What is known after `event`, if `before` was known before it. A stage begins a new count, and so does another
    /// total, another unit, or one that begins again.
    pub fn after(before: Option<Self>, event: &RunEvent) -> Option<Self> {
        match event.kind {
            RunEventKind::Stage { .. } => None,
            RunEventKind::Training { done, total, unit } => {
                let same = before.filter(|before| {
                    (before.total, before.unit) == (total, unit)
                        && before.done <= done
                        && before.at <= event.t
                });
                let first = same.map_or((event.t, done), |before| before.first);
                Some(Self { done, total, unit, at: event.t, first })
            }
            _ => before,
        }
    }

    /// How many seconds it will still take if it goes on as fast as it did since this count began. `now` is in
    /// milliseconds since 1970. `None` if that cannot be said yet, or should have been over.
    pub fn left(&self, now: f64) -> Option<f64> {
        let (began, done) = self.first;
        if self.at - began < WATCHED || self.done <= done {
            return None;
        }
        let rest = (self.total - self.done) * (self.at - began) / (self.done - done);
        let left = (rest - (now - self.at).max(0.0)) / 1000.0;
        (left.is_finite() && left > 0.0).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Stage;

    fn said(t: f64, done: f64, total: f64) -> RunEvent {
        RunEvent { t, kind: RunEventKind::Training { done, total, unit: TrainingUnit::Epochs } }
    }

    fn after(events: &[RunEvent]) -> Option<TrainingProgress> {
        events.iter().fold(None, TrainingProgress::after)
    }

    /// A person would wait for a time that has nothing to do with how fast the training is.
    #[test]
    fn the_time_left_follows_from_the_rate_since_the_first_count() {
        // The first epoch took 4 s, the second one 2 s: 3 s each.
        let events = [said(1000.0, 0.0, 10.0), said(5000.0, 1.0, 10.0), said(7000.0, 2.0, 10.0)];
        let progress = after(&events).unwrap();
        assert_eq!((progress.done, progress.total), (2.0, 10.0));
        assert_eq!(progress.left(7000.0), Some(24.0));
        assert_eq!(progress.left(9000.0), Some(22.0), "it goes by between two epochs");
        assert_eq!(progress.left(6000.0), Some(24.0), "a clock that was set back adds nothing");
        assert_eq!(progress.left(60_000.0), None, "it should have been over");
        assert_eq!(after(&events[..1]).unwrap().left(9000.0), None, "nothing was measured");
        assert_eq!(after(&[said(0.0, 0.0, 9.0), said(100.0, 1.0, 9.0)]).unwrap().left(100.0), None);
    }

    /// The second fit of a search would be as fast as both together, and the next stage as far as the last one.
    #[test]
    fn another_count_begins_anew() {
        let first = [said(0.0, 0.0, 10.0), said(9000.0, 9.0, 10.0)];
        let again = [said(10_000.0, 1.0, 10.0), said(14_000.0, 2.0, 10.0)];
        assert_eq!(after(&[&first[..], &again].concat()).unwrap().left(14_000.0), Some(32.0));
        let other = [said(10_000.0, 9.0, 90.0), said(14_000.0, 10.0, 90.0)];
        assert_eq!(after(&[&first[..], &other].concat()).unwrap().left(14_000.0), Some(320.0));
        let stage = RunEvent { t: 9500.0, kind: RunEventKind::Stage { stage: Stage::Save } };
        assert_eq!(after(&[&first[..], &[stage]].concat()), None);
    }

    /// The command line would show no progress.
    #[test]
    fn it_is_read_from_the_runs_directory() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        assert_eq!(TrainingProgress::of(&run), None);
        let lines =
            [said(0.0, 3.0, 10.0), said(1.0, 4.0, 10.0)].map(|event| serde_json::to_string(&event).unwrap());
        std::fs::write(run.events(), lines.join("\n") + "\n").unwrap();
        assert_eq!(TrainingProgress::of(&run).map(|progress| progress.done), Some(4.0));
    }
}
