//! A histogram of numbers that come one after another, whose range nobody knows before.

/// How many bins there are while counting, and how many are given.
const BINS: usize = 128;
const GIVEN: usize = 32;
/// How many numbers are kept before the first range is chosen.
const KEPT: usize = 1_000;
/// Numbers are counted divided by this, so that no difference of two, and no range of bins, is beyond what is finite.
const SCALE: f64 = 1024.0;

/// Counts numbers in bins of equal width, which double when a number is outside of them.
#[derive(Debug, Default)]
pub(crate) struct Histogram {
    /// Divided by [`SCALE`], as the next two are.
    kept: Vec<f64>,
    low: f64,
    width: f64,
    bins: Vec<u64>,
    range: Option<(f64, f64)>,
    count: u64,
    sum: f64,
}

impl Histogram {
    /// Counts a number; what is no finite one is left out.
    pub(crate) fn add(&mut self, number: f64) {
        if !number.is_finite() {
            return;
        }
        let (least, most) = self.range.unwrap_or((number, number));
        self.range = Some((least.min(number), most.max(number)));
        (self.count, self.sum) = (self.count + 1, (self.sum + number).clamp(f64::MIN, f64::MAX));
        if !self.bins.is_empty() {
            self.count_in(number / SCALE);
            return;
        }
        self.kept.push(number / SCALE);
        if self.kept.len() >= KEPT {
            self.begin();
        }
    }

    /// How many numbers there are.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// The least and the greatest number.
    pub(crate) fn range(&self) -> Option<(f64, f64)> {
        self.range
    }

    /// The mean, or where it is as far as can be told.
    pub(crate) fn mean(&self) -> f64 {
        (self.sum / self.count.max(1) as f64).clamp(f64::MIN, f64::MAX)
    }

    /// Where the first bin begins, how wide each is, and how many numbers are in each of at most 32: no number is
    /// before the first or after the last.
    pub(crate) fn bins(mut self) -> (f64, f64, Vec<u64>) {
        if self.bins.is_empty() {
            self.begin();
        }
        let is_full = |bin: &u64| *bin > 0;
        let first = self.bins.iter().position(is_full).unwrap_or(0);
        let end = self.bins.iter().rposition(is_full).map_or(0, |last| last + 1);
        let full = self.bins.get(first..end).unwrap_or_default();
        let together = full.len().div_ceil(GIVEN).max(1);
        let bins = full.chunks(together).map(|bins| bins.iter().sum()).collect();
        let finite = |number: f64| (number * SCALE).clamp(f64::MIN, f64::MAX);
        (finite(self.low + first as f64 * self.width), finite(self.width * together as f64), bins)
    }

    /// Chooses the range from what was kept.
    fn begin(&mut self) {
        let Some((least, most)) = self.range else { return };
        let (least, most) = (least / SCALE, most / SCALE);
        let spread = (most - least) / BINS as f64;
        let smallest = least.abs().max(most.abs()).max(f64::MIN_POSITIVE) * f64::EPSILON;
        (self.low, self.width) = (least, spread.max(smallest));
        self.bins = vec![0; BINS];
        for number in std::mem::take(&mut self.kept) {
            self.count_in(number);
        }
    }

    fn count_in(&mut self, number: f64) {
        while number < self.low {
            self.widen(true);
        }
        // The greatest number is in the last bin, not after it.
        while self.place(number) > BINS as f64 {
            self.widen(false);
        }
        // A conversion of what is below zero or too large gives the nearest integer there is.
        let place = (self.place(number) as usize).min(BINS - 1);
        if let Some(bin) = self.bins.get_mut(place) {
            *bin += 1;
        }
    }

    fn place(&self, number: f64) -> f64 {
        (number - self.low) / self.width
    }

    /// Doubles the width of the bins, so that they reach further down or further up.
    fn widen(&mut self, downwards: bool) {
        let halves: Vec<u64> = self.bins.chunks(2).map(|pair| pair.iter().sum()).collect();
        let room = vec![0; BINS - halves.len()];
        if downwards {
            self.low -= self.width * BINS as f64;
            self.bins = [room, halves].concat();
        } else {
            self.bins = [halves, room].concat();
        }
        self.width *= 2.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numbers: impl IntoIterator<Item = f64>) -> (f64, f64, Vec<u64>) {
        let mut histogram = Histogram::default();
        numbers.into_iter().for_each(|number| histogram.add(number));
        histogram.bins()
    }

    /// A column's picture would leave out what comes late in the file.
    #[test]
    fn every_number_is_counted_whatever_comes_first() {
        let orders: [Box<dyn Iterator<Item = u32>>; 3] =
            [Box::new(0..100_000), Box::new((0..100_000).rev()), Box::new((0..100_000).chain([5_000_000]))];
        for (numbers, (count, end)) in
            orders.into_iter().zip([(100_000, 1e5), (100_000, 1e5), (100_001, 5e6)])
        {
            let (low, width, bins) = of(numbers.map(f64::from));
            assert_eq!(bins.iter().sum::<u64>(), count);
            assert!(
                bins.len() <= GIVEN && low <= 0.0 && low + width * bins.len() as f64 >= end,
                "{low} {width}"
            );
            assert!(low + width > 0.0 && low + width * (bins.len() - 1) as f64 <= end, "{low} {width}");
        }
    }

    /// A file with extreme numbers would end the preview.
    #[test]
    fn extreme_numbers_are_counted_too() {
        assert_eq!(of([]).2, [0; 0]);
        assert_eq!(of([7.0, 7.0]).2, [2]);
        assert_eq!(of([0.0; 3_000]).2, [3_000]);
        let far = [f64::MAX, f64::MIN, 0.0, f64::MIN_POSITIVE, f64::NAN, f64::INFINITY];
        assert_eq!(of(far).2.iter().sum::<u64>(), 4);
        let late = std::iter::repeat_n(1e-300, 2_000).chain([f64::MAX, f64::MIN]);
        assert_eq!(of(late).2.iter().sum::<u64>(), 2_002);
    }
}
