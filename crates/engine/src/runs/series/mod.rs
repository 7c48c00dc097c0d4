//! The series of a run: its metrics, which are in its file `series`, and what it used of the machine, which is among
//! its events. Both grow while it runs. A run of an older program has only the latter.

mod csv;
mod draw;
mod resources;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::Path;

use locales::{Failure, Message, Result};
use rundir::RunDir;
use rundir::series::{Damage, MOST_SERIES, Series, SeriesError, SeriesReader};

pub use csv::not_finite;
pub use draw::{ChartView, Drawn};
use resources::Resources;

/// How many points of metrics are held in memory at once, at 24 bytes each.
const MOST_POINTS: usize = 4_000_000;
/// How many points of each resource are: one a second for twelve days.
const MOST_SAMPLES: usize = 1 << 20;

/// The series of a run, as far as they were read. Each has a key, which stays the same as long as this exists.
pub struct RunSeries {
    run: RunDir,
    /// `None`: the run has logged nothing yet.
    metrics: Option<SeriesReader>,
    /// How many points of metrics are kept.
    most: usize,
    resources: Resources,
    /// Why the last attempt to read the metrics failed.
    failure: Option<Failure>,
}

impl RunSeries {
    /// Those of `run`, with their points: the first 4,000,000 of all metrics in the order in which they were logged.
    /// Of a resource, the older points are fewer and fewer, but the highest.
    pub fn with_points(run: &RunDir) -> Self {
        Self::keeping(run, MOST_POINTS)
    }

    /// Those of `run` without the points of its metrics: the summary of each says the rest.
    pub fn without_points(run: &RunDir) -> Self {
        Self::keeping(run, 0)
    }

    fn keeping(run: &RunDir, most: usize) -> Self {
        let resources = Resources::new(run, MOST_SAMPLES);
        Self { run: run.clone(), metrics: None, most, resources, failure: None }
    }

    /// Reads what was added since the last call. What cannot be read of it, [`Self::notices`] says.
    pub fn read_on(&mut self) {
        self.resources.read_on();
        self.failure = self.read_metrics().err();
    }

    fn read_metrics(&mut self) -> Result<()> {
        let path = self.run.series();
        let reader = match &mut self.metrics {
            Some(reader) => reader,
            None => match rundir::open(&path) {
                Ok(file) => self.metrics.insert(SeriesReader::keeping(file, self.most, |_, _, _| true)),
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
                Err(error) => return Err(files::unreadable(&path, error)),
            },
        };
        read_to_end(reader, &path)
    }

    /// The series that have points, each with its key: the metrics in the order in which they were first logged, then
    /// the resources.
    pub fn all(&self) -> impl Iterator<Item = (u32, &Series)> {
        let metrics = self.metrics.iter().flat_map(SeriesReader::numbered);
        let metrics = metrics.map(|(number, series)| (number as u32, series));
        metrics.chain(self.resources.all()).filter(|(_, series)| series.summary.count > 0)
    }

    /// How many points are held in memory, at 24 bytes each.
    pub fn points(&self) -> usize {
        self.all().map(|(_, series)| series.values.len()).sum()
    }

    /// How many points were not recorded because they belong to more series than a run can have.
    pub fn refused(&self) -> u64 {
        self.metrics.as_ref().map_or(0, |reader| reader.dropped().series)
    }

    /// What a person has to know about the series: that some of them are missing, or some of their points.
    pub fn notices(&self) -> Vec<Failure> {
        let mut notices = Vec::from_iter(self.failure.clone());
        let Some(reader) = &self.metrics else { return notices };
        let (dropped, path) = (reader.dropped(), files::shown(&self.run.series()));
        let unwritten = dropped.size.saturating_add(dropped.disk);
        if unwritten > 0 {
            notices.push(Message::SeriesDropped { count: unwritten }.into());
        }
        if reader.damage() != Damage::default() {
            notices.push(Message::SeriesDamaged { path }.into());
        }
        let kept: usize = reader.series().map(|series| series.values.len()).sum();
        let is_cut = || reader.series().any(|series| series.summary.count > series.values.len() as u64);
        if self.most > 0 && kept >= self.most && is_cut() {
            notices.push(Message::SeriesCut { most: self.most as u64 }.into());
        }
        notices
    }

    /// Passes the series with these keys to `each`, with all points that they have by now, until it returns `false`.
    /// As many of them are read at once as fit into memory.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub fn each_whole(&self, keys: &[u32], mut each: impl FnMut(&Series) -> bool) -> Result<()> {
        let path = self.run.series();
        let metrics: Vec<_> = self.all().filter(|(key, _)| is_metric(*key) && keys.contains(key)).collect();
        for some in batches(&metrics) {
            let numbers: HashSet<usize> = some.iter().map(|(key, _)| *key as usize).collect();
            let names =
                some.iter().map(|(_, series)| (series.source, series.part.clone(), series.name.clone()));
            let names: HashSet<_> = names.collect();
            let file = rundir::open(&path).map_err(|error| files::unreadable(&path, error))?;
            let mut reader = SeriesReader::keeping(file, usize::MAX, move |source, part, name| {
                names.contains(&(source, part.to_owned(), name.to_owned()))
            });
            read_to_end(&mut reader, &path)?;
            for (_, series) in reader.numbered().filter(|(number, _)| numbers.contains(number)) {
                if !each(series) {
                    return Ok(());
                }
            }
        }
        if keys.iter().all(|key| is_metric(*key)) {
            return Ok(());
        }
        let mut resources = Resources::new(&self.run, usize::MAX);
        resources.read_on();
        let _all = resources.all().filter(|(key, _)| keys.contains(key)).all(|(_, series)| each(series));
        Ok(())
    }
}

fn is_metric(key: u32) -> bool {
    (key as usize) < MOST_SERIES
}

/// Divides series into groups with few enough points each, unless one alone has more.
fn batches<'a>(all: &'a [(u32, &'a Series)]) -> impl Iterator<Item = &'a [(u32, &'a Series)]> {
    let mut points = 0;
    all.chunk_by(move |(_, one), (_, next)| {
        points = if points == 0 { one.summary.count } else { points } + next.summary.count;
        let fits = points <= MOST_POINTS as u64;
        if !fits {
            points = 0;
        }
        fits
    })
}

fn read_to_end(reader: &mut SeriesReader, path: &Path) -> Result<()> {
    while reader.read_more().map_err(|error| unreadable(path, error))? {}
    Ok(())
}

fn unreadable(path: &Path, error: SeriesError) -> Failure {
    let shown = files::shown(path);
    match error {
        SeriesError::Other => Message::SeriesOther { path: shown }.into(),
        SeriesError::Newer(_) => Message::FileNewer { path: shown }.into(),
        SeriesError::Io(error) => files::unreadable(path, error),
    }
}
