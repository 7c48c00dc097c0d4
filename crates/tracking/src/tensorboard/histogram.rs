//! Histograms, in the old style (`HistogramProto`) and in the new one (a tensor with a row for each bin).

use super::tensor::numbers;
use crate::Bin;
use crate::histogram::{BINS, checked};
use crate::wire::{Field, Malformed, fields};

/// Reads histograms, one after another.
#[derive(Debug, Default)]
pub(super) struct Histograms {
    numbers: Vec<f64>,
    bins: Vec<Bin>,
}

impl Histograms {
    /// The bins of a `HistogramProto`, made as TensorBoard does: without the empty ones at both ends, whose limits may
    /// be as far away as a number can be, and within the least and the greatest value. `None`: they make no sense, or
    /// there are too many.
    pub(super) fn old(&mut self, histogram: &[u8]) -> Result<Option<&[Bin]>, Malformed> {
        let (limits, bins) = (&mut self.numbers, &mut self.bins);
        let (mut min, mut max) = (0.0, 0.0);
        limits.clear();
        bins.clear();
        for field in fields(histogram) {
            match field? {
                (1, field) => min = field.double()?,
                (2, field) => max = field.double()?,
                (6, field) => doubles(field, BINS + 1 - limits.len(), |limit| limits.push(limit))?,
                (7, field) => {
                    doubles(field, BINS + 1 - bins.len(), |count| bins.push(Bin { count, ..Bin::default() }))?
                }
                _ => {}
            }
        }
        if limits.len() != bins.len() {
            return Ok(None);
        }
        let mut left = f64::MIN;
        for (bin, &limit) in bins.iter_mut().zip(limits.iter()) {
            (bin.left, bin.right) = (left, limit);
            left = limit;
        }
        Ok(checked(&mut self.bins, Some((min, max))))
    }

    /// The bins of a tensor, whose rows are the limits and the count of each; otherwise the same.
    pub(super) fn new_style(&mut self, tensor: &[u8]) -> Result<Option<&[Bin]>, Malformed> {
        numbers(tensor, (BINS + 1) * 3, &mut self.numbers)?;
        let (rows, rest) = self.numbers.as_chunks::<3>();
        self.bins.clear();
        self.bins.extend(rows.iter().map(|&[left, right, count]| Bin { left, right, count }));
        Ok(if rest.is_empty() { checked(&mut self.bins, None) } else { None })
    }
}

/// Numbers that are written one by one, or all in one field; at most `most` of them.
fn doubles(field: Field<'_>, most: usize, mut each: impl FnMut(f64)) -> Result<(), Malformed> {
    let Field::Bytes(packed) = field else {
        let number = field.double()?;
        if most > 0 {
            each(number);
        }
        return Ok(());
    };
    let (numbers, []) = packed.as_chunks::<8>() else { return Err(Malformed) };
    numbers.iter().take(most).for_each(|&number| each(f64::from_le_bytes(number)));
    Ok(())
}
