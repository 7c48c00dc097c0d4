//! The series of a run, and what of them a chart draws.

use engine::{Drawn, RunSeries};
use locales::Language;
use rundir::series::{Point, Series, Source};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// All series of a run.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct SeriesList {
    series: Vec<SeriesInfo>,
    /// How many values were not recorded because they belong to more series than a run can have.
    refused: u64,
    /// Why some series, or some of their values, are missing: a sentence each.
    notices: Vec<String>,
}

impl SeriesList {
    pub(crate) fn of(all: &RunSeries, language: Language) -> Self {
        let notices = all.notices().iter().map(|notice| notice.render_for_window(language)).collect();
        let series = all.all().map(|(key, series)| SeriesInfo::of(key, series)).collect();
        Self { series, refused: all.refused(), notices }
    }
}

/// A series in short.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct SeriesInfo {
    /// What it is asked for by, as long as its run is followed.
    key: u32,
    source: SeriesSource,
    /// The part of the training that it belongs to, if there are several, such as an MLflow run; else empty.
    part: String,
    name: String,
    count: u64,
    first: Option<SeriesPoint>,
    last: Option<SeriesPoint>,
    min: Option<SeriesPoint>,
    max: Option<SeriesPoint>,
}

impl SeriesInfo {
    pub(crate) fn of(key: u32, Series { source, part, name, summary, .. }: &Series) -> Self {
        let [first, last, min, max] =
            [summary.first, summary.last, summary.min, summary.max].map(|point| point.map(SeriesPoint::from));
        let (source, count) = ((*source).into(), summary.count);
        Self { key, source, part: part.clone(), name: name.clone(), count, first, last, min, max }
    }
}

/// Series of a run, by their keys.
#[derive(Clone, Debug, Deserialize, TS)]
pub(crate) struct ChosenSeries {
    pub(crate) id: String,
    pub(crate) keys: Vec<u32>,
}

/// Where the values of a series come from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SeriesSource {
    Mlflow,
    Tensorboard,
    Wandb,
    Trackio,
    Trainer,
    Csv,
    Printed,
    Resources,
}

impl From<Source> for SeriesSource {
    fn from(source: Source) -> Self {
        match source {
            Source::Mlflow => Self::Mlflow,
            Source::Tensorboard => Self::Tensorboard,
            Source::Wandb => Self::Wandb,
            Source::Trackio => Self::Trackio,
            Source::Trainer => Self::Trainer,
            Source::Csv => Self::Csv,
            Source::Printed => Self::Printed,
            Source::Resources => Self::Resources,
        }
    }
}

/// A value of a series.
#[derive(Clone, Copy, Debug, Serialize, TS)]
struct SeriesPoint {
    step: i64,
    time: f64,
    /// Null if it is not finite; then `text` says what it is.
    value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    text: Option<NotFinite>,
}

impl From<Point> for SeriesPoint {
    fn from(Point { step, time, value }: Point) -> Self {
        let text = match value {
            f64::INFINITY => Some(NotFinite::Infinity),
            f64::NEG_INFINITY => Some(NotFinite::NegativeInfinity),
            _ => value.is_nan().then_some(NotFinite::NaN),
        };
        Self { step, time: time * 1000.0, value: Some(value).filter(|value| value.is_finite()), text }
    }
}

/// A value that JSON has no number for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
enum NotFinite {
    NaN,
    Infinity,
    #[serde(rename = "-Infinity")]
    NegativeInfinity,
}

/// The points of a series, thinned out.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct ChartPoints {
    key: u32,
    /// In ascending order: steps, milliseconds since 1970, or milliseconds since the run began.
    x: Vec<f64>,
    /// Null where a value is not finite.
    #[ts(type = "(number | null)[]")]
    y: Vec<f64>,
    /// The smoothed values, if they are to be smoothed.
    #[ts(type = "(number | null)[] | null")]
    smooth: Option<Vec<f64>>,
}

impl ChartPoints {
    /// `unit`: how much of the page's axis is one of the engine's.
    pub(crate) fn of(Drawn { key, xs, ys, smooth }: Drawn, unit: f64) -> Self {
        Self { key, x: xs.into_iter().map(|x| x * unit).collect(), y: ys, smooth }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A person would not see that the loss is infinite, or get no charts at all: JSON has no such number.
    #[test]
    fn values_that_are_not_finite_are_named() {
        for (value, expected, text) in [
            (0.5, json!(0.5), None),
            (f64::NAN, json!(null), Some("NaN")),
            (f64::INFINITY, json!(null), Some("Infinity")),
            (f64::NEG_INFINITY, json!(null), Some("-Infinity")),
        ] {
            let point = SeriesPoint::from(Point { step: 3, time: 1.5, value });
            let mut whole = json!({ "step": 3, "time": 1500.0, "value": expected });
            if let Some(text) = text {
                whole["text"] = json!(text);
            }
            assert_eq!(serde_json::to_value(point).unwrap(), whole);
        }
        let drawn = Drawn { key: 7, xs: vec![1.5, 2.5], ys: vec![f64::NAN, 1.0], smooth: None };
        let points = serde_json::to_value(ChartPoints::of(drawn, 1000.0)).unwrap();
        assert_eq!(points, json!({ "key": 7, "x": [1500.0, 2500.0], "y": [null, 1.0], "smooth": null }));
    }
}
