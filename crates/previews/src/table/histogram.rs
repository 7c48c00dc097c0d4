//! A histogram of numbers that come one after another, whose range nobody knows before.

/// How many bins there are while counting, and how many are given. The first are so many that it does not matter where
/// the borders of the second are between theirs.
const BINS: usize = 2_048;
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
    /// Counts a number, unless it is infinite or NaN.
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

    /// How wide each bin is, and how many numbers are in each, from the least number to the greatest: 32 bins, or one
    /// if all numbers are the same.
    pub(crate) fn bins(mut self) -> (f64, Vec<u64>) {
        let Some((least, most)) = self.range else { return (0.0, Vec::new()) };
        if self.bins.is_empty() {
            self.begin();
        }
        let (least, range) = (least / SCALE, most / SCALE - least / SCALE);
        if range <= 0.0 {
            return (0.0, vec![self.count]);
        }
        let mut given = vec![0; GIVEN];
        for (at, count) in self.bins.iter().enumerate() {
            let middle = self.low + (at as f64 + 0.5) * self.width;
            // A conversion of what is below zero or too large gives the nearest integer there is.
            let place = ((middle - least) / range * GIVEN as f64) as usize;
            if let Some(bin) = given.get_mut(place.min(GIVEN - 1)) {
                *bin += count;
            }
        }
        ((range / GIVEN as f64 * SCALE).clamp(0.0, f64::MAX), given)
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

    fn of(numbers: impl IntoIterator<Item = f64>) -> (f64, Vec<u64>) {
        let mut histogram = Histogram::default();
        numbers.into_iter().for_each(|number| histogram.add(number));
        histogram.bins()
    }

    /// A column's picture would leave out what comes late in the file, or have a shape that is not in it.
    #[test]
    fn every_number_is_counted_whatever_comes_first() {
        let (up, down) = ((0..100_000).collect::<Vec<u32>>(), (0..100_000).rev().collect());
        let mixed = (0..100_000).map(|number| number * 7_919 % 100_000).collect();
        for numbers in [up, down, mixed] {
            let (width, bins) = of(numbers.into_iter().map(f64::from));
            assert_eq!((bins.iter().sum::<u64>(), bins.len()), (100_000, GIVEN));
            assert!((width - 99_999.0 / 32.0).abs() < 0.01, "{width}");
            assert!(bins.iter().all(|bin| (2_900..3_400).contains(bin)), "{bins:?}");
        }
        let (_, late) = of((0..100_000).chain([5_000_000]).map(f64::from));
        assert_eq!((late[0], late[31]), (100_000, 1));
    }

    /// A file with extreme numbers would end the preview.
    #[test]
    fn extreme_numbers_are_counted_too() {
        assert_eq!(of([]).1, [0; 0]);
        assert_eq!(of([7.0, 7.0]), (0.0, vec![2]));
        assert_eq!(of([0.0; 3_000]), (0.0, vec![3_000]));
        let far = [f64::MAX, f64::MIN, 0.0, f64::MIN_POSITIVE, f64::NAN, f64::INFINITY];
        let late = std::iter::repeat_n(1e-300, 2_000).chain([f64::MAX, f64::MIN]);
        for (numbers, count) in [(far.to_vec(), 4), (late.collect(), 2_002)] {
            let (width, bins) = of(numbers);
            assert!(width.is_finite() && bins.iter().sum::<u64>() == count);
        }
    }
}
