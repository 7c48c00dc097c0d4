//! Runs that differ in nothing but a seed as one: what they have in common, or the mean of what they have.

use super::{ComparedRow, ComparedValue, RunComparison, is_same};

/// What the runs of a group have.
#[derive(Clone, Debug, PartialEq)]
pub enum GroupValue {
    /// All of them the same. `None`: nothing.
    Same(Option<ComparedValue>),
    /// Numbers or durations, as far as they are finite.
    Spread {
        /// Their mean.
        mean: ComparedValue,
        /// Their standard deviation from it, as that of a sample. `None`: only one run has a value.
        deviation: Option<ComparedValue>,
    },
    /// Each value that one of them has, once. `None`: one has nothing.
    Several(Vec<Option<ComparedValue>>),
}

impl RunComparison {
    /// The runs of each group, as indices into `runs`, in the order of their first ones.
    pub fn members(&self) -> Vec<Vec<usize>> {
        let count = self.groups.iter().max().map_or(0, |last| last + 1);
        let runs = |group| (0..self.runs.len()).filter(|run| self.groups.get(*run) == Some(&group)).collect();
        (0..count).map(runs).collect()
    }
}

impl ComparedRow {
    /// What the runs with these indices have, which are a group.
    pub fn of_group(&self, runs: &[usize]) -> GroupValue {
        let mut values: Vec<Option<ComparedValue>> = Vec::new();
        let all = || runs.iter().filter_map(|run| self.values.get(*run));
        for value in all() {
            if !values.iter().any(|known| is_same(known.as_ref(), value.as_ref())) {
                values.push(value.clone());
            }
        }
        if let [_] | [] = values.as_slice() {
            return GroupValue::Same(values.pop().flatten());
        }
        let numbers = |number: fn(&ComparedValue) -> Option<f64>| {
            all().flatten().map(number).collect::<Option<Vec<f64>>>().unwrap_or_default()
        };
        let number = numbers(|value| match value {
            ComparedValue::Number(number) => Some(*number),
            _ => None,
        });
        let seconds = numbers(|value| match value {
            ComparedValue::Seconds(seconds) => Some(*seconds),
            _ => None,
        });
        spread(&number, ComparedValue::Number)
            .or_else(|| spread(&seconds, ComparedValue::Seconds))
            .unwrap_or(GroupValue::Several(values))
    }
}

/// The mean of those values that are finite, and how far they are from it. `None` if there are none.
fn spread(values: &[f64], of: fn(f64) -> ComparedValue) -> Option<GroupValue> {
    let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let count = finite.len() as f64;
    let mean = Some(finite.iter().sum::<f64>() / count).filter(|_| count > 0.0)?;
    let squares: f64 = finite.iter().map(|value| (value - mean).powi(2)).sum();
    let deviation = (count > 1.0).then(|| of((squares / (count - 1.0)).sqrt()));
    Some(GroupValue::Spread { mean: of(mean), deviation })
}
