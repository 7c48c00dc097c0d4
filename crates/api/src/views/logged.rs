//! What a run logged besides numbers.

use rundir::logged::{Logged, What};
use serde::Serialize;
use ts_rs::TS;

use super::charts::SeriesSource;

/// What a run logged besides numbers, images and histograms.
#[derive(Clone, Debug, Default, Serialize, TS)]
pub(crate) struct LoggedList {
    parameters: Vec<LoggedValue>,
    tags: Vec<LoggedValue>,
    datasets: Vec<LoggedDataset>,
    models: Vec<LoggedModel>,
    texts: Vec<LoggedText>,
    /// Why it cannot be read: a sentence.
    notice: Option<String>,
}

/// Where something was logged.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
struct LoggedPlace {
    source: SeriesSource,
    /// The part of the training that it belongs to, if there are several, such as an MLflow run; else empty.
    part: String,
}

/// A parameter or a tag.
#[derive(Clone, Debug, Serialize, TS)]
struct LoggedValue {
    #[serde(flatten)]
    place: LoggedPlace,
    name: String,
    value: String,
    /// Whether the value was longer.
    cut: bool,
}

/// A dataset.
#[derive(Clone, Debug, Serialize, TS)]
struct LoggedDataset {
    #[serde(flatten)]
    place: LoggedPlace,
    name: String,
    digest: String,
    /// What it was used for, such as `train`; may be empty.
    context: String,
    /// Where it comes from, mostly as JSON.
    from: String,
}

/// A model.
#[derive(Clone, Debug, Serialize, TS)]
struct LoggedModel {
    #[serde(flatten)]
    place: LoggedPlace,
    id: String,
    name: String,
    /// The folder of its files among the artifacts.
    path: String,
    /// Whether the code has said that it is complete.
    ready: bool,
}

/// A text, the last one of its name.
#[derive(Clone, Debug, Serialize, TS)]
struct LoggedText {
    #[serde(flatten)]
    place: LoggedPlace,
    name: String,
    step: i64,
    text: String,
    /// Whether the text was longer.
    cut: bool,
}

/// The images of one name, by their steps.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct LoggedImages {
    #[serde(flatten)]
    place: LoggedPlace,
    name: String,
    /// Its number among the images of this name at one step, from 0.
    index: u32,
    /// In the order in which they were logged.
    steps: Vec<LoggedImage>,
}

/// An image.
#[derive(Clone, Debug, Serialize, TS)]
struct LoggedImage {
    step: i64,
    /// Its path in the tree of the run's images.
    path: String,
}

/// The histograms of one name.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct LoggedHistograms {
    #[serde(flatten)]
    place: LoggedPlace,
    name: String,
    /// By their steps, which differ.
    steps: Vec<LoggedHistogram>,
}

/// How values were distributed at one step.
#[derive(Clone, Debug, Serialize, TS)]
struct LoggedHistogram {
    step: i64,
    /// The edges of its bins, in ascending order; one more than there are counts.
    edges: Vec<f64>,
    /// How many values are in each bin, 64 at most; may be weighted.
    counts: Vec<f64>,
}

impl LoggedList {
    /// That it cannot be read.
    pub(crate) fn unreadable(notice: String) -> Self {
        Self { notice: Some(notice), ..Self::default() }
    }

    pub(crate) fn of(all: Vec<Logged>) -> Self {
        let mut list = Self::default();
        for Logged { source, part, what } in all {
            let place = LoggedPlace { source: source.into(), part };
            match what {
                What::Parameter { name, value, cut } => {
                    list.parameters.push(LoggedValue { place, name, value, cut });
                }
                What::Tag { name, value, cut } => {
                    list.tags.extend(value.map(|value| LoggedValue { place, name, value, cut }));
                }
                What::Dataset { name, digest, context, place: from, .. } => {
                    list.datasets.push(LoggedDataset { place, name, digest, context, from });
                }
                What::Model { id, name, path, ready } => {
                    list.models.push(LoggedModel { place, id, name, path, ready });
                }
                What::Text { name, step, text, cut } => {
                    list.texts.push(LoggedText { place, name, step, text, cut });
                }
                What::Image { .. } | What::Histogram { .. } => {}
            }
        }
        list
    }
}

impl LoggedImages {
    /// The images among what was logged.
    pub(crate) fn of(all: Vec<Logged>) -> Vec<Self> {
        let mut series: Vec<Self> = Vec::new();
        for Logged { source, part, what } in all {
            let What::Image { name, index, step, file } = what else { continue };
            let image = LoggedImage { step, path: rundir::logged::image_path(file).display().to_string() };
            // They are sorted by these.
            match series.last_mut() {
                Some(last) if (&last.place.part, &last.name, last.index) == (&part, &name, index) => {
                    last.steps.push(image);
                }
                _ => {
                    let place = LoggedPlace { source: source.into(), part };
                    series.push(Self { place, name, index, steps: vec![image] });
                }
            }
        }
        series
    }
}

impl LoggedHistograms {
    /// The histograms among what was logged.
    pub(crate) fn of(all: Vec<Logged>) -> Vec<Self> {
        let mut series: Vec<Self> = Vec::new();
        for Logged { source, part, what } in all {
            let What::Histogram { name, step, edges, counts } = what else { continue };
            let histogram = LoggedHistogram { step, edges, counts };
            let place = LoggedPlace { source: source.into(), part };
            // They are sorted by these.
            match series.last_mut() {
                Some(last) if (&last.place, &last.name) == (&place, &name) => last.steps.push(histogram),
                _ => series.push(Self { place, name, steps: vec![histogram] }),
            }
        }
        series
    }
}
