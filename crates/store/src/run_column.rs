//! The columns of a list of runs, which are fixed or metrics, and conditions for their values.

use std::fmt;
use std::str::FromStr;

use locales::{Failure, Message, Result};
use rundir::series::Figure;
use serde::{Deserialize, Serialize};

use crate::run_sort::{RunSort, newest};

/// A column of a list of runs, by which it can be sorted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(untagged)]
pub enum RunColumn {
    /// One that every list has.
    Fixed(RunSort),
    /// A metric.
    Metric(MetricFigure),
}

/// A figure of a metric, as a column: one of the values that stand for all of its values. It is written as what comes before the
/// first colon, and the metric's name, which may have colons, too: `metric:val/loss` for the last value,
/// `min:val/loss`, `max:val/loss` and `mean:val/loss`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(type = "`${\"metric\" | \"min\" | \"max\" | \"mean\"}:${string}`")
)]
pub struct MetricFigure {
    /// Which of its values.
    pub figure: Figure,
    /// The metric's name.
    pub name: String,
}

/// A number that runs have, by which they are filtered: `score`, or a metric.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "\"score\" | MetricFigure"))]
pub enum Measure {
    /// What `evaluate()` returned.
    Score,
    /// A metric.
    Metric(MetricFigure),
}

/// A condition for a number of a run: `metric:val/loss < 0.3`. A run that does not have the number does not match it,
/// whatever the comparison is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Condition {
    /// The number that is compared.
    pub of: Measure,
    /// How it is compared.
    pub is: Relation,
    /// What it is compared with; finite.
    pub value: f64,
}

/// The rows that an SQL expression is about, which are called `runs` in either case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows<'a> {
    /// Those of the table of runs.
    OfRuns,
    /// Those of the runs that have a metric of this name, with its figures and what identifies the run.
    OfMetric(&'a str),
}

/// How two numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Relation {
    /// Less.
    #[serde(rename = "<")]
    Less,
    /// Less or equal.
    #[serde(rename = "<=")]
    AtMost,
    /// Greater.
    #[serde(rename = ">")]
    Greater,
    /// Greater or equal.
    #[serde(rename = ">=")]
    AtLeast,
    /// Equal.
    #[serde(rename = "=")]
    Equal,
    /// Not equal.
    #[serde(rename = "!=")]
    Different,
}

impl RunColumn {
    /// Whether the greatest value comes first by default.
    pub(crate) fn falls(&self) -> bool {
        match self {
            Self::Fixed(sort) => sort.falls(),
            Self::Metric(_) => true,
        }
    }

    /// The key that is null for some runs, which come last in both orders.
    pub(crate) fn lacking(&self) -> Option<String> {
        match self {
            Self::Fixed(sort) => sort.lacking().map(String::from),
            Self::Metric(metric) => Some(metric.value(Rows::OfRuns)),
        }
    }

    /// The keys in their default order, and the newest of equal runs first; everything reversed if `turned`.
    pub(crate) fn order(&self, turned: bool, within: Rows<'_>) -> String {
        match self {
            Self::Fixed(sort) => sort.order(turned),
            Self::Metric(metric) => {
                let direction = if turned { "asc" } else { "desc" };
                format!("{} {direction} nulls last, {}", metric.value(within), newest(turned))
            }
        }
    }

    /// The index of the runs with this order; `None` if there is none.
    pub(crate) fn index(&self) -> Option<String> {
        match self {
            Self::Fixed(sort) => sort.index(),
            Self::Metric(_) => None,
        }
    }
}

impl Default for RunColumn {
    fn default() -> Self {
        RunSort::default().into()
    }
}

impl From<RunSort> for RunColumn {
    fn from(sort: RunSort) -> Self {
        Self::Fixed(sort)
    }
}

impl FromStr for RunColumn {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self> {
        MetricFigure::read(text)
            .map_or_else(|| text.parse().map(Self::Fixed), |metric| Ok(Self::Metric(metric)))
    }
}

impl MetricFigure {
    fn read(text: &str) -> Option<Self> {
        let (before, name) = text.split_once(':')?;
        let figure = Figure::ALL.into_iter().find(|figure| prefix(*figure) == before)?;
        (!name.is_empty()).then(|| Self { figure, name: name.to_string() })
    }

    /// The column of `run_metrics` that it is in.
    pub(crate) fn column(&self) -> &'static str {
        self.figure.word()
    }

    /// Its name as an SQL expression. Whoever edits the SQL around it, or reads it, sees figures and nothing else.
    pub(crate) fn literal(&self) -> String {
        let hex: String = self.name.bytes().map(|byte| format!("{byte:02x}")).collect();
        format!("cast(x'{hex}' as text)")
    }

    /// The rows of its metric as [`Rows::OfMetric`], found in an index.
    pub(crate) fn rows(&self, index: &str) -> String {
        let columns = Figure::ALL.map(Figure::word).join(", ");
        format!(
            "(select project, created, run as id, {columns} from run_metrics indexed by {index} where name = {})
             as runs",
            self.literal()
        )
    }

    /// The SQL expression for its value.
    pub(crate) fn value(&self, within: Rows<'_>) -> String {
        if within == Rows::OfMetric(&self.name) {
            return self.column().into();
        }
        format!(
            "(select {} from run_metrics as metric where metric.project = runs.project and metric.name = {}
              and metric.created = runs.created and metric.run = runs.id)",
            self.column(),
            self.literal()
        )
    }
}

/// What a figure is called before a metric's name.
fn prefix(figure: Figure) -> &'static str {
    match figure {
        Figure::Last => "metric",
        Figure::Min | Figure::Max | Figure::Mean => figure.word(),
    }
}

impl fmt::Display for MetricFigure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", prefix(self.figure), self.name)
    }
}

impl FromStr for MetricFigure {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self> {
        Self::read(text).ok_or_else(|| Message::SortUnknown { column: text.to_string() }.into())
    }
}

impl Measure {
    fn read(text: &str) -> Option<Self> {
        if text == RunSort::Score.word() {
            return Some(Self::Score);
        }
        MetricFigure::read(text).map(Self::Metric)
    }

    fn value(&self, within: Rows<'_>) -> String {
        match self {
            Self::Score => "score".into(),
            Self::Metric(metric) => metric.value(within),
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Score => f.write_str(RunSort::Score.word()),
            Self::Metric(metric) => metric.fmt(f),
        }
    }
}

impl FromStr for Measure {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self> {
        Self::read(text).ok_or_else(|| Message::ConditionInvalid { text: text.to_string() }.into())
    }
}

contract::as_text!(MetricFigure, Measure);

impl Relation {
    /// All of them, those first that end with another one.
    const ALL: [Self; 6] =
        [Self::AtMost, Self::AtLeast, Self::Different, Self::Less, Self::Greater, Self::Equal];

    /// How it is written, for people and in SQL.
    pub fn word(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::Equal => "=",
            Self::Different => "!=",
        }
    }
}

impl Condition {
    /// The SQL condition, with a placeholder for the value.
    pub(crate) fn clause(&self, within: Rows<'_>) -> String {
        format!("{} {} ?", self.of.value(within), self.is.word())
    }

    /// The metric that it is about.
    pub(crate) fn metric(&self) -> Option<&MetricFigure> {
        match &self.of {
            Measure::Score => None,
            Measure::Metric(metric) => Some(metric),
        }
    }

    fn read(text: &str) -> Option<Self> {
        // A metric's name may contain these characters, a number does not.
        let (before, value) = text.split_at(text.rfind(['<', '>', '='])? + 1);
        let value = value.trim().parse().ok().filter(|value: &f64| value.is_finite())?;
        let with = |is: &Relation| Some((before.strip_suffix(is.word())?, *is));
        let (of, is) = Relation::ALL.iter().find_map(with)?;
        Some(Self { of: Measure::read(of.trim())?, is, value })
    }
}

impl FromStr for Condition {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self> {
        Self::read(text).ok_or_else(|| Message::ConditionInvalid { text: text.to_string() }.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A saved view would lose its columns, or be sorted by another one.
    #[test]
    fn a_column_is_written_as_one_word() {
        let metric = |figure, name: &str| RunColumn::Metric(MetricFigure { figure, name: name.into() });
        for (text, column) in [
            ("score", RunSort::Score.into()),
            ("metric:val/loss", metric(Figure::Last, "val/loss")),
            ("min:a:max", metric(Figure::Min, "a:max")),
            ("max:max:", metric(Figure::Max, "max:")),
            ("mean: é", metric(Figure::Mean, " é")),
        ] {
            assert_eq!(text.parse::<RunColumn>().unwrap(), column);
            assert_eq!(serde_json::to_value(&column).unwrap(), text);
            assert_eq!(serde_json::from_value::<RunColumn>(text.into()).unwrap(), column);
        }
        for text in ["", "metric", "metric:", "median:loss", "val/loss", ":loss"] {
            assert!(text.parse::<RunColumn>().is_err(), "{text}");
            assert!(serde_json::from_value::<RunColumn>(text.into()).is_err(), "{text}");
        }
    }

    /// A person would see runs that do not match what was written, or be refused for a strange name.
    #[test]
    fn a_condition_is_read_or_refused() {
        for (text, of, is, value) in [
            ("metric:val/loss < 0.3", "metric:val/loss", Relation::Less, 0.3),
            ("min:loss<=-1e-3", "min:loss", Relation::AtMost, -0.001),
            ("score >= 1", "score", Relation::AtLeast, 1.0),
            ("max:a > b > 2", "max:a > b", Relation::Greater, 2.0),
            ("metric:a= = 2", "metric:a=", Relation::Equal, 2.0),
            ("mean:x!=0", "mean:x", Relation::Different, 0.0),
        ] {
            let condition: Condition = text.parse().unwrap();
            assert_eq!((condition.of.to_string(), condition.is, condition.value), (of.into(), is, value));
        }
        for text in [
            "",
            "score",
            "score <",
            "< 3",
            "score < x",
            "score < nan",
            "score < 1e999",
            "score < 0,3",
            "metric: < 3",
            "loss < 0.3",
            "duration > 3",
            "score ! 3",
            "metric:a<b",
        ] {
            assert!(text.parse::<Condition>().is_err(), "{text}");
        }
    }
}
