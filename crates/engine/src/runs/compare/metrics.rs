//! The metrics of runs, side by side. The same metric has the same name in all runs, but its part may be a folder that
//! is called differently each time, such as `runs/Nov30_22-07_host/train`, and its source whatever logged it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;

use rundir::RunDir;
use rundir::series::{Figure, Series, SeriesReader, Source};

use super::{ComparedKind, ComparedRow, ComparedValue, Side};

/// The metrics of a run by their name, after their part as far as that tells them apart; each with the number of its
/// series in the file.
pub(in crate::runs) type Metrics = BTreeMap<String, (u32, Series)>;

/// A metric of all runs.
#[derive(Clone, Debug)]
pub struct ComparedMetric {
    /// Its name, after the part of the training that it belongs to, if there are several.
    pub name: String,
    /// Its series in each run, without the points but with their summary, and the series' key. `None`: it has none.
    pub series: Vec<Option<(u32, Series)>>,
    /// The runs whose metrics cannot be read.
    unreadable: Vec<bool>,
}

impl ComparedMetric {
    /// A row for its last, its smallest, its largest and its mean value.
    pub fn rows(&self) -> impl Iterator<Item = ComparedRow> {
        Figure::ALL.into_iter().map(|figure| {
            let value = |(series, is_unreadable): (&Option<(u32, Series)>, &bool)| {
                let found = series.as_ref().and_then(|(_, series)| series.summary.figure(figure));
                (!is_unreadable).then_some(found.map(ComparedValue::Number))
            };
            let values = self.series.iter().zip(&self.unreadable).map(value).collect();
            ComparedRow { figure: Some(figure), ..ComparedRow::new(ComparedKind::Metric, &self.name, values) }
        })
    }
}

/// The metrics of a run. `None`: they cannot be read.
pub(in crate::runs) fn read(run: &RunDir) -> Option<Metrics> {
    let file = match rundir::open(&run.series()) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Some(Metrics::new()),
        Err(_) => return None,
    };
    let mut reader = SeriesReader::new(file);
    while reader.read_more().ok()? {}
    Some(of(&reader))
}

/// The metrics of a run, as far as its series were read.
pub(in crate::runs) fn of(reader: &SeriesReader) -> Metrics {
    let all = reader.numbered().filter(|(_, series)| series.summary.count > 0);
    by_name(all.map(|(number, series)| (number as u32, series.clone())))
}

/// Arranges the series of a run. Of several sources of one metric, the first counts: whoever logs with MLflow often
/// prints the same. Of several series of it, the first that was logged counts.
fn by_name(all: impl Iterator<Item = (u32, Series)>) -> Metrics {
    let mut names: BTreeMap<String, Vec<(u32, Series)>> = BTreeMap::new();
    for (key, series) in all {
        names.entry(series.name.clone()).or_default().push((key, series));
    }
    let mut metrics = Metrics::new();
    for (name, mut some) in names {
        let source: Option<Source> = some.iter().map(|(_, series)| series.source).min();
        some.retain(|(_, series)| Some(series.source) == source);
        let parts: Vec<Vec<&str>> = some.iter().map(|(_, series)| series.part.split('/').collect()).collect();
        let shared = shared(&parts);
        let parts: Vec<String> =
            parts.iter().map(|part| part.get(shared..).unwrap_or_default().join("/")).collect();
        for (part, one) in parts.into_iter().zip(some) {
            let name = if part.is_empty() { name.clone() } else { format!("{part}/{name}") };
            let rank = |(key, series): &(u32, Series)| (series.source, *key);
            match metrics.get(&name) {
                // `loss` of the part `val`, and `val/loss` without a part.
                Some(known) if rank(known) <= rank(&one) => {}
                _ => drop(metrics.insert(name, one)),
            }
        }
    }
    metrics
}

/// How many folders all parts begin with.
pub(super) fn shared(parts: &[Vec<&str>]) -> usize {
    let Some((first, others)) = parts.split_first() else { return 0 };
    let is_shared =
        |(at, folder): &(usize, &&str)| others.iter().all(|other| other.get(*at) == Some(*folder));
    first.iter().enumerate().take_while(is_shared).count()
}

/// The metrics of all runs, by name.
pub(super) fn compared(sides: &[Side]) -> Vec<ComparedMetric> {
    let names: BTreeSet<_> = sides.iter().flat_map(|side| &side.metrics).flat_map(BTreeMap::keys).collect();
    let metric = |name: &String| ComparedMetric {
        name: name.clone(),
        series: sides.iter().map(|side| side.metrics.as_ref()?.get(name).cloned()).collect(),
        unreadable: sides.iter().map(|side| side.metrics.is_none()).collect(),
    };
    names.into_iter().map(metric).collect()
}
