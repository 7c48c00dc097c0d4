//! What of a run's series a chart draws.

use std::collections::HashSet;

use rundir::series::{Series, Source};
use tracking::thin::{Axis, Line, View};

use super::RunSeries;
use crate::runs::ChartAxis;

/// What of some series is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChartView {
    /// What their points are drawn over.
    pub axis: ChartAxis,
    /// When the run began, in seconds since 1970.
    pub began: f64,
    /// Where the chart begins, on its axis: a step, seconds since 1970, or seconds since the run began. `None`: with
    /// the first point.
    pub from: Option<f64>,
    /// Where it ends. `None`: with the last point.
    pub to: Option<f64>,
    /// How wide it is, in pixels: only so many different points can be seen.
    pub columns: usize,
    /// How much it is smoothed, with the weight that TensorBoard has: from 0, not at all, to 1.
    pub smoothing: f64,
}

impl ChartView {
    fn view(&self) -> View {
        let axis = match self.axis {
            ChartAxis::Step => Axis::Step,
            ChartAxis::Time => Axis::Time,
            ChartAxis::Relative => Axis::Since { start: self.began },
        };
        let (from, to) = (self.from.unwrap_or(f64::NEG_INFINITY), self.to.unwrap_or(f64::INFINITY));
        View { axis, range: Some((from, to)), columns: self.columns }
    }
}

/// The points of a series that are drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The series' key.
    pub key: u32,
    /// Where the points are on the axis, in order: steps or seconds.
    pub xs: Vec<f64>,
    /// Their values; NaN where the line has a gap.
    pub ys: Vec<f64>,
    /// Their smoothed values, if they are to be smoothed.
    pub smooth: Option<Vec<f64>>,
}

impl RunSeries {
    /// What is drawn of the series with these keys, as far as they were read.
    pub fn drawn(&self, keys: &[u32], view: &ChartView) -> Vec<Drawn> {
        let keys: HashSet<u32> = keys.iter().copied().collect();
        let wanted = self.all().filter(|(key, _)| keys.contains(key));
        wanted.map(|(key, series)| drawn(key, series, view)).collect()
    }
}

fn drawn(key: u32, series: &Series, view: &ChartView) -> Drawn {
    let line = line(series);
    let thinned = line.thinned(&view.view());
    let smooth = (view.smoothing > 0.0).then(|| {
        let smoothed = line.smoothed(view.smoothing);
        let value = |at: &usize| smoothed.values().get(*at).copied().unwrap_or(f64::NAN);
        thinned.places.iter().map(value).collect()
    });
    Drawn { key, xs: thinned.xs, ys: thinned.ys, smooth }
}

/// The points of a series that a chart is about.
///
/// TensorBoard's own data server leaves out what a restart has overtaken, and a person compares with it. Nobody else
/// does: MLflow shows all that was logged, W&B and Hugging Face's Trainer never go back. In printed numbers and CSV
/// files, steps that begin again are most often the next fold of a cross-validation, which would be lost.
fn line(series: &Series) -> Line<'_> {
    let line = Line::of(&series.steps, &series.times, &series.values);
    if series.source == Source::Tensorboard { line.purged() } else { line }
}
