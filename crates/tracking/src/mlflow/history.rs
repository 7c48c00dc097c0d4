//! The values of a metric, kept to be read back by the training itself.

/// A value as a client logged it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Logged {
    pub(super) step: i64,
    /// Milliseconds since 1970, UTC.
    pub(super) time: i64,
    pub(super) value: f64,
}

/// How many values are kept of all metrics together, about: 24 bytes each.
const ALL: usize = 100_000;
/// How many are kept of each metric however many there are.
const LEAST: usize = 32;
/// Among how many of the newest a value is looked for that most likely is new.
const NEWEST: usize = 32;

/// The values of one metric, in the order in which they were logged. When there are too many, every second one of the
/// older half is dropped: the newest are all there, the older the sparser.
#[derive(Debug)]
pub(super) struct Series {
    pub(super) values: Vec<Logged>,
    /// The value of a run that is shown as the metric's: of the latest step, and of those the latest.
    pub(super) latest: Logged,
}

impl Series {
    pub(super) fn new(first: Logged) -> Self {
        Self { values: vec![first], latest: first }
    }

    /// Whether it has this value with its step and time: among the newest, or among all that are kept if it most likely
    /// was logged before.
    pub(super) fn has(&self, value: Logged, is_likely: bool) -> bool {
        let most = if is_likely { usize::MAX } else { NEWEST };
        let is_it = |one: &Logged| {
            (one.step, one.time, one.value.to_bits()) == (value.step, value.time, value.value.to_bits())
        };
        self.values.iter().rev().take(most).any(is_it)
    }

    /// Adds a value, if there are `metrics` metrics in all.
    pub(super) fn push(&mut self, value: Logged, metrics: usize) {
        let place = |value: &Logged| (value.step, value.time);
        if place(&value) >= place(&self.latest) {
            self.latest = value;
        }
        if self.values.len() >= (ALL / metrics.max(1)).max(LEAST) {
            let (mut at, half) = (0, self.values.len() / 2);
            self.values.retain(|_| {
                at += 1;
                at > half || at % 2 == 1
            });
        }
        self.values.push(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logged(step: i64) -> Logged {
        Logged { step, time: step, value: step as f64 }
    }

    /// A training that logs millions of values would take the memory of the machine, or lose what it asks for next.
    #[test]
    fn the_oldest_are_thinned_out_and_the_newest_kept() {
        let mut series = Series::new(logged(0));
        (1..1_000_000).for_each(|step| series.push(logged(step), 10));
        let steps: Vec<_> = series.values.iter().map(|value| value.step).collect();
        assert!(steps.len() <= ALL / 10 && steps.len() > ALL / 20, "{}", steps.len());
        assert!(steps.is_sorted() && steps[0] == 0);
        assert!(steps.ends_with(&(999_000..1_000_000).collect::<Vec<_>>()));
    }

    /// A chart would go back to its beginning each time a model is logged.
    #[test]
    fn a_value_that_is_sent_again_is_known() {
        let mut series = Series::new(logged(0));
        (1..1000).for_each(|step| series.push(logged(step), 1));
        assert!(series.has(logged(7), true) && series.has(logged(999), false));
        assert!(!series.has(Logged { time: 8, ..logged(7) }, true));
        let nothing = Logged { value: f64::NAN, ..logged(1000) };
        series.push(nothing, 1);
        assert!(series.has(nothing, false));
    }

    /// `search_runs` would show a value that is not the last one.
    #[test]
    fn the_latest_value_is_that_of_the_latest_step() {
        let mut series = Series::new(logged(5));
        series.push(logged(3), 1);
        assert_eq!(series.latest.step, 5);
        series.push(Logged { value: 7.0, ..logged(5) }, 1);
        assert_eq!(series.latest.value, 7.0);
    }
}
