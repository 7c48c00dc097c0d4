//! What the bins of a histogram are, whoever wrote it.

use crate::Bin;

/// How many bins of a histogram are given; one with more is left out.
pub(crate) const BINS: usize = 4_096;
/// How far two neighbors may overlap or be apart, as a part of the whole range: writers compute both limits, often as
/// 32-bit floats.
const SLACK: f64 = 1e-6;

/// The bins without the empty ones at both ends; within these limits, if there are any. `None`: they make no sense, or there
/// are too many.
pub(crate) fn checked(bins: &mut Vec<Bin>, limits: Option<(f64, f64)>) -> Option<&[Bin]> {
    let is_count = |bin: &Bin| bin.count.is_finite() && bin.count >= 0.0;
    if bins.len() > BINS || !bins.iter().all(is_count) {
        return None;
    }
    let is_full = |bin: &Bin| bin.count > 0.0;
    bins.truncate(bins.iter().rposition(is_full).map_or(0, |last| last + 1));
    bins.drain(..bins.iter().position(is_full).unwrap_or(0));
    if let Some((min, max)) = limits {
        bins.first_mut().into_iter().for_each(|first| first.left = min);
        bins.last_mut().into_iter().for_each(|last| last.right = max);
    }
    join(bins).then_some(bins.as_slice())
}

/// Closes what is between two neighbors because of rounding. Whether all of them are finite, and one after another.
fn join(bins: &mut [Bin]) -> bool {
    let (Some(first), Some(last)) = (bins.first(), bins.last()) else { return true };
    // The whole range may be more than a number can be.
    let slack = (last.right / 2.0 - first.left / 2.0) * 2.0 * SLACK;
    let mut end = first.left;
    bins.iter_mut().all(|bin| {
        let is_sound = bin.left.is_finite() && bin.right.is_finite() && bin.left <= bin.right;
        if (bin.left - end).abs() <= slack {
            (bin.left, bin.right) = (end, bin.right.max(end));
        }
        let is_next = bin.left >= end;
        end = bin.right;
        is_sound && is_next
    })
}
