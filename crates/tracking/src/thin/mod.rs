//! What of a series is drawn: smoothed, without what a restart overtook, and no more points than a chart has pixels for.
//!
//! Each column of pixels gets the first, the smallest, the largest and the last of its points, so that the line covers
//! the same pixels as one through all points, and no peak is missing.

mod columns;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::cmp::Ordering;

use columns::Points;

/// The most columns that anything is thinned to.
pub const MOST_COLUMNS: usize = 16_384;
/// The largest weight of [`Line::smoothed`], which is TensorBoard's: with 1, every line would be flat.
pub const MOST_SMOOTHING: f64 = 0.999;

/// What the points of a chart are beside each other by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Axis {
    /// The step.
    Step,
    /// The time in seconds since 1970, UTC.
    Time,
    /// The seconds since `start`, which is a time in seconds since 1970, UTC: the start of the run.
    Since {
        /// Where the axis has its 0.
        start: f64,
    },
}

/// The part of a chart that is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// What the chart's x is.
    pub axis: Axis,
    /// The x at the left and at the right edge; `None` for all points.
    pub range: Option<(f64, f64)>,
    /// How many pixels the chart is wide, from 1 to [`MOST_COLUMNS`].
    pub columns: usize,
}

/// The points of a series, in the order in which they were written.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<'a> {
    steps: Cow<'a, [i64]>,
    times: Cow<'a, [f64]>,
    values: Cow<'a, [f64]>,
}

impl<'a> Line<'a> {
    /// The points with these steps, times in seconds since 1970, and values. What one of them has more than the others
    /// is left out.
    pub fn of(steps: &'a [i64], times: &'a [f64], values: &'a [f64]) -> Self {
        let count = steps.len().min(times.len()).min(values.len());
        Self {
            steps: Cow::Borrowed(steps.get(..count).unwrap_or_default()),
            times: Cow::Borrowed(times.get(..count).unwrap_or_default()),
            values: Cow::Borrowed(values.get(..count).unwrap_or_default()),
        }
    }

    /// The steps of its points.
    pub fn steps(&self) -> &[i64] {
        &self.steps
    }

    /// The times of its points.
    pub fn times(&self) -> &[f64] {
        &self.times
    }

    /// The values of its points.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Leaves out what a restart overtook: a point whose step is smaller than the one before it drops every point
    /// before it that has its step or a later one. The steps are in order then.
    ///
    /// TensorBoard calls that purging orphaned data, and its data server does it as here, except that it drops a point
    /// with the same step, too. These stay here, since code that gives no step has logged all of its values at step 0.
    /// (Without the data server, TensorBoard drops nothing; its `EventAccumulator` only if a file says that it is a
    /// restart.)
    #[must_use]
    pub fn purged(self) -> Self {
        if self.steps.is_sorted() {
            return self;
        }
        let (mut steps, mut times, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for ((step, time), value) in self.steps.iter().zip(&*self.times).zip(&*self.values) {
            if steps.last().is_some_and(|last| step < last) {
                let kept = steps.partition_point(|before| before < step);
                steps.truncate(kept);
                times.truncate(kept);
                values.truncate(kept);
            }
            steps.push(*step);
            times.push(*time);
            values.push(*value);
        }
        Self { steps: steps.into(), times: times.into(), values: values.into() }
    }

    /// Smooths the values as TensorBoard does, with an exponential moving average that has no bias towards its
    /// beginning. For the finite values v₁, v₂, … in the order in which they were written, and the weight w:
    ///
    /// > m₀ = 0, mₙ = w·mₙ₋₁ + (1 − w)·vₙ; the smoothed value is mₙ / (1 − wⁿ)
    ///
    /// Values that are not finite stay as they are, and count for nothing. A series whose values are all the same stays
    /// as it is. The weight is from 0, which changes nothing, to [`MOST_SMOOTHING`].
    #[must_use]
    pub fn smoothed(mut self, weight: f64) -> Self {
        let weight = if weight.is_nan() { 0.0 } else { weight.clamp(0.0, MOST_SMOOTHING) };
        let first = self.values.first().copied();
        if weight == 0.0 || self.values.iter().all(|value| Some(*value) == first) {
            return self;
        }
        let (mut mean, mut power) = (0.0, 1.0);
        for value in self.values.to_mut().iter_mut().filter(|value| value.is_finite()) {
            mean = mean * weight + (1.0 - weight) * *value;
            power *= weight;
            *value = mean / (1.0 - power);
        }
        self
    }

    /// What to draw of it.
    ///
    /// The points are drawn by their x; those with the same x in the order in which they were written. So if steps go
    /// back, the line is drawn through old and new points by turns, unless [`Line::purged`] has left out the old ones.
    /// (Such a line is sorted first, which takes several times as long.) A point with an x that is not finite is not
    /// drawn.
    ///
    /// If there are no more points in the range than four per column, all of them are given; otherwise at most four per
    /// column, and up to two gaps beside them. The point before and the one after the range are always given, which
    /// the line comes from and leads to.
    ///
    /// A value that is not finite is a gap in the line. One between two points of a column is narrower than a pixel and
    /// not drawn; [`Thinned::marks`] has it nevertheless.
    pub fn thinned(&self, view: &View) -> Thinned {
        let (steps, times) = (&*self.steps, &*self.times);
        // One loop for each axis, without a choice for each point, and without a copy of all of them.
        match view.axis {
            Axis::Step => {
                self.thin(view, steps.is_sorted(), |at| steps.get(at).map_or(0.0, |step| *step as f64))
            }
            Axis::Time => self.thin(view, times.is_sorted(), |at| times.get(at).copied().unwrap_or(0.0)),
            Axis::Since { start } => {
                self.thin(view, times.is_sorted(), |at| times.get(at).copied().unwrap_or(0.0) - start)
            }
        }
    }

    fn thin(&self, view: &View, is_sorted: bool, x: impl Fn(usize) -> f64) -> Thinned {
        let count = self.values.len();
        if is_sorted && (count == 0 || x(0).is_finite() && x(count - 1).is_finite()) {
            return Points { values: &self.values, x }.thinned(view);
        }
        let points = self.values.iter().enumerate().map(|(at, value)| (x(at), *value, at));
        let mut points = Vec::from_iter(points.filter(|(x, ..)| x.is_finite()));
        points.sort_by(|(a, ..), (b, ..)| a.partial_cmp(b).unwrap_or(Ordering::Equal));
        let xs = Vec::from_iter(points.iter().map(|(x, ..)| *x));
        let values = Vec::from_iter(points.iter().map(|(_, value, _)| *value));
        let mut thinned =
            Points { values: &values, x: |at| xs.get(at).copied().unwrap_or(0.0) }.thinned(view);
        for place in &mut thinned.places {
            *place = points.get(*place).map_or(0, |(.., at)| *at);
        }
        thinned
    }
}

/// What to draw of a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thinned {
    /// Where the points are on the axis, in order.
    pub xs: Vec<f64>,
    /// Their values; NaN where the line has a gap.
    pub ys: Vec<f64>,
    /// The values in the range that are not finite, in order. If the line was thinned, only the first NaN, ∞ and -∞ of
    /// each column.
    pub marks: Vec<Mark>,
    /// How many points there are in the range.
    pub points: usize,
    /// Which points of the line are drawn, counted from 0 in the order in which they were written: one for each x.
    pub places: Vec<usize>,
}

/// A value that is not on the line, since it is not finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// Where it is on the axis.
    pub x: f64,
    /// NaN, ∞ or -∞.
    pub value: f64,
}
