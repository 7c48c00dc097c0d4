//! A series as it was read.

use super::{Point, Source};

/// A series: what it is called, what is to say about all of its points, and the points, if they are kept.
#[derive(Clone, Debug)]
pub struct Series {
    /// Where the values come from.
    pub source: Source,
    /// The part of the training that it belongs to; often empty. At most 250 bytes.
    pub part: String,
    /// Its name, at most 250 bytes.
    pub name: String,
    /// What is to say about all points, whether they are kept or not.
    pub summary: Summary,
    /// The steps of the points that are kept, in the order in which they were written. If they are fewer than
    /// `summary.count`, the reader was not asked to keep more.
    pub steps: Vec<i64>,
    /// Their times in seconds since 1970, UTC.
    pub times: Vec<f64>,
    /// Their values.
    pub values: Vec<f64>,
}

impl Series {
    /// A series without points.
    pub fn new(source: Source, part: &str, name: &str) -> Self {
        let (part, name) = (part.to_owned(), name.to_owned());
        let (steps, times, values) = Default::default();
        Self { source, part, name, summary: Summary::default(), steps, times, values }
    }

    pub(super) fn reserve(&mut self, count: usize) {
        self.steps.reserve(count);
        self.times.reserve(count);
        self.values.reserve(count);
    }

    /// Adds a point, and keeps it.
    pub fn add(&mut self, point: Point) {
        self.summary.add(point);
        self.keep(point);
    }

    fn keep(&mut self, point: Point) {
        self.steps.push(point.step);
        self.times.push(point.time);
        self.values.push(point.value);
    }
}

/// What is to say about a series without its points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summary {
    /// How many points there are.
    pub count: u64,
    /// How many of them have a finite value.
    pub finite: u64,
    /// The point that was written first.
    pub first: Option<Point>,
    /// The point that was written last.
    pub last: Option<Point>,
    /// The first point with the smallest finite value.
    pub min: Option<Point>,
    /// The first point with the largest finite value.
    pub max: Option<Point>,
    sum: f64,
}

impl Summary {
    /// The mean of the finite values; `None` if there are none.
    pub fn mean(&self) -> Option<f64> {
        (self.finite > 0).then(|| self.sum / self.finite as f64)
    }

    /// One of the values that stand for all of them: `None` if there is none, as the mean of values that are not
    /// finite.
    pub fn figure(&self, figure: Figure) -> Option<f64> {
        match figure {
            Figure::Last => self.last.map(|point| point.value),
            Figure::Min => self.min.map(|point| point.value),
            Figure::Max => self.max.map(|point| point.value),
            Figure::Mean => self.mean(),
        }
    }

    pub(super) fn add(&mut self, point: Point) {
        self.count += 1;
        self.first.get_or_insert(point);
        self.last = Some(point);
        if point.value.is_finite() {
            self.finite += 1;
            self.sum += point.value;
            if self.min.is_none_or(|min| point.value < min.value) {
                self.min = Some(point);
            }
            if self.max.is_none_or(|max| point.value > max.value) {
                self.max = Some(point);
            }
        }
    }
}

/// A value that stands for all values of a series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Figure {
    /// The value that was logged last.
    #[default]
    Last,
    /// The smallest one.
    Min,
    /// The largest one.
    Max,
    /// The mean of all of them.
    Mean,
}

impl Figure {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Last, Self::Min, Self::Max, Self::Mean];

    /// Its name in the CLI's JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Last => "last",
            Self::Min => "min",
            Self::Max => "max",
            Self::Mean => "mean",
        }
    }
}
