//! The parameters that the code of runs logged, side by side. They have the same names in all runs, as metrics have.

use std::collections::BTreeMap;

use rundir::RunDir;
use rundir::logged::{Logged, What};

use super::metrics::shared;

/// The parameters that a run's code logged, by their name, after their part as far as that tells them apart. `None`: they
/// cannot be read.
pub(super) fn read(run: &RunDir) -> Option<BTreeMap<String, String>> {
    let mut names: BTreeMap<String, Vec<(Logged, String)>> = BTreeMap::new();
    for mut logged in rundir::logged::read(run).ok()? {
        if let What::Parameter { name, value, .. } = &mut logged.what {
            let (name, value) = (std::mem::take(name), std::mem::take(value));
            names.entry(name).or_default().push((logged, value));
        }
    }
    let mut parameters = BTreeMap::new();
    for (name, mut some) in names {
        // Of several sources of one parameter, the first counts, as for metrics.
        let source = some.iter().map(|(logged, _)| logged.source).min();
        some.retain(|(logged, _)| Some(logged.source) == source);
        let parts: Vec<Vec<&str>> = some.iter().map(|(logged, _)| logged.part.split('/').collect()).collect();
        let shared = shared(&parts);
        for (part, (_, value)) in parts.iter().zip(&some) {
            let part = part.get(shared..).unwrap_or_default().join("/");
            let name = if part.is_empty() { name.clone() } else { format!("{part}/{name}") };
            parameters.entry(name).or_insert_with(|| value.clone());
        }
    }
    Some(parameters)
}
