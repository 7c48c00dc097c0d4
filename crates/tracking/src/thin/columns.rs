//! The columns of pixels of a chart, and which points are drawn in each.

use std::ops::Range;

use super::{MOST_COLUMNS, Mark, Thinned, View};

/// Points in the order in which they are drawn, and where each of them is on the axis, which is finite.
pub(super) struct Points<'a, X> {
    pub values: &'a [f64],
    pub x: X,
}

impl<X: Fn(usize) -> f64> Points<'_, X> {
    /// What to draw of them.
    pub(super) fn thinned(&self, view: &View) -> Thinned {
        let count = self.values.len();
        let range = view.range.filter(|(from, to)| from <= to);
        let (from, to) = range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        let start = first(0..count, |at| (self.x)(at) >= from);
        let end = first(start..count, |at| (self.x)(at) > to);
        let (mut drawn, mut marked) = (Vec::from_iter(start.checked_sub(1)), Vec::new());
        let columns = view.columns.clamp(1, MOST_COLUMNS);
        if end - start <= columns * 4 {
            drawn.extend(start..end);
            marked.extend((start..end).filter(|at| !self.value(*at).is_finite()));
        } else {
            let left = if from.is_finite() { from } else { (self.x)(start) };
            let right = if to.is_finite() { to } else { (self.x)(end - 1) };
            let scale = columns as f64 / (right - left);
            let mut at = start;
            for column in 1..=columns {
                // If all points have the same x, the product is no number; then all are in the last column.
                let is_beyond = |at| ((self.x)(at) - left) * scale >= column as f64;
                let next = if column == columns { end } else { first(at..end, is_beyond) };
                self.draw(at..next, &mut drawn, &mut marked);
                at = next;
            }
        }
        drawn.extend(Some(end).filter(|end| *end < count));
        let y = |at: &usize| Some(self.value(*at)).filter(|value| value.is_finite()).unwrap_or(f64::NAN);
        Thinned {
            xs: drawn.iter().map(|at| (self.x)(*at)).collect(),
            ys: drawn.iter().map(y).collect(),
            marks: marked.iter().map(|at| Mark { x: (self.x)(*at), value: self.value(*at) }).collect(),
            points: end - start,
            places: drawn,
        }
    }

    fn value(&self, at: usize) -> f64 {
        self.values.get(at).copied().unwrap_or(f64::NAN)
    }

    /// Appends what is drawn of the points of one column, and which of them are to be marked.
    fn draw(&self, column: Range<usize>, drawn: &mut Vec<usize>, marked: &mut Vec<usize>) {
        let values = self.values.get(column.clone()).unwrap_or_default();
        let (mut min, mut max) = ((f64::INFINITY, 0), (f64::NEG_INFINITY, 0));
        let (mut nan, mut above, mut below) = (None, None, None);
        for (at, value) in column.clone().zip(values) {
            if value.is_finite() {
                if *value < min.0 {
                    min = (*value, at);
                }
                if *value > max.0 {
                    max = (*value, at);
                }
            } else if value.is_nan() {
                nan.get_or_insert(at);
            } else {
                if *value > 0.0 { &mut above } else { &mut below }.get_or_insert(at);
            }
        }
        let mut marks = Vec::from_iter([nan, above, below].into_iter().flatten());
        marks.sort_unstable();
        marked.append(&mut marks);
        let finite = |value: &f64| value.is_finite();
        let mut points = Vec::from_iter(column.clone().next());
        if let (Some(first), Some(last)) = (values.iter().position(finite), values.iter().rposition(finite)) {
            let [first, last] = [first, last].map(|place| column.start + place);
            // The points at the edges are there, too, if they are gaps.
            points.extend([first, min.1, max.1, last, column.end - 1]);
        }
        points.sort_unstable();
        points.dedup();
        drawn.append(&mut points);
    }
}

/// The first place for which `is_there`, which is so for all after it; otherwise the end.
fn first(places: Range<usize>, is_there: impl Fn(usize) -> bool) -> usize {
    let Range { mut start, mut end } = places;
    while start < end {
        let middle = start.midpoint(end);
        match is_there(middle) {
            true => end = middle,
            false => start = middle + 1,
        }
    }
    start
}
