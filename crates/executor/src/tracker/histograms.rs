//! Keeps the histograms that a training logs: of each name, fewer as there are more of them, the first and the last always.

use std::collections::BTreeMap;

use rundir::logged::{Logged, LoggedWriter, MOST_BINS, MOST_HISTOGRAMS, What};
use tracking::{Bin, Other, Source};

use super::kept::Kept;

/// The most histograms of one name.
const MOST_OF_ONE: usize = 100;
/// The most bins of all histograms, which take about 2 MiB.
const MOST_OF_ALL: usize = 60_000;

/// Where it was found, the part, and the name.
type Series = (Source, String, String);

/// The histograms of a training.
#[derive(Default)]
pub(super) struct Histograms {
    series: BTreeMap<Series, Kept<Histogram>>,
    count: usize,
    bins: usize,
    dropped: u64,
}

struct Histogram {
    step: i64,
    bins: usize,
    logged: Logged,
}

impl Histograms {
    /// How many histograms were dropped because there are too many names.
    pub(super) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Keeps a histogram, and tells the writer which there are now. What a restart of the code has overtaken is removed,
    /// as TensorBoard does.
    pub(super) fn add(&mut self, found: &Other<'_>, bins: &[Bin], writer: &mut LoggedWriter) {
        let series = (found.source, found.part.to_owned(), found.name.to_owned());
        let (step, name) = (found.step, found.name.to_owned());
        let (edges, counts) = reduced(bins);
        let bins = counts.len();
        let what = What::Histogram { name, step, edges, counts };
        let logged = Logged { source: found.source, part: found.part.to_owned(), what };
        self.make_way(&series, step, writer);
        while self.count >= MOST_HISTOGRAMS || self.bins + bins > MOST_OF_ALL {
            if !self.thin_out_most(writer) {
                self.dropped += 1;
                return;
            }
        }
        self.count += 1;
        self.bins += bins;
        writer.add(logged.clone());
        let kept = self.series.entry(series).or_insert_with(Kept::first);
        kept.push(Histogram { step, bins, logged });
        if kept.len() > MOST_OF_ONE {
            let gone = kept.thin_out();
            self.remove(gone, writer);
        }
    }

    /// Removes those of this name from `step` on, and the last one if it was kept only as the last one.
    fn make_way(&mut self, series: &Series, step: i64, writer: &mut LoggedWriter) {
        let Some(kept) = self.series.get_mut(series) else { return };
        let mut gone = Vec::new();
        while kept.last().is_some_and(|last| last.step >= step) {
            gone.extend(kept.pop());
        }
        gone.extend(kept.make_way());
        self.remove(gone, writer);
    }

    /// Thins out the histograms of which there are most; false if there are too few of each.
    fn thin_out_most(&mut self, writer: &mut LoggedWriter) -> bool {
        let most = self.series.values_mut().max_by_key(|kept| kept.len());
        let Some(most) = most.filter(|kept| kept.len() > 2) else { return false };
        let gone = most.thin_out();
        self.remove(gone, writer);
        true
    }

    fn remove(&mut self, gone: Vec<Histogram>, writer: &mut LoggedWriter) {
        for histogram in gone {
            self.count -= 1;
            self.bins -= histogram.bins;
            writer.remove(histogram.logged);
        }
    }
}

/// The edges and the counts of bins. Of more than 64, neighbors are put together until each is at least a 64th of the whole
/// range wide: there are as many values as before, and an edge is where one was.
fn reduced(bins: &[Bin]) -> (Vec<f64>, Vec<f64>) {
    let (edges, counts) = joined(bins);
    let (Some(&first), Some(&last)) = (edges.first(), edges.last()) else { return (edges, counts) };
    if counts.len() <= MOST_BINS {
        return (edges, counts);
    }
    // The whole range may be more than a number can be.
    let least = (last / 2.0 - first / 2.0) / MOST_BINS as f64;
    let (mut left, mut sum) = (first, 0.0);
    let (mut wide_edges, mut wide_counts) = (vec![first], Vec::new());
    for (&right, &count) in edges.iter().skip(1).zip(&counts) {
        sum = f64::min(sum + count, f64::MAX);
        if right / 2.0 - left / 2.0 >= least && wide_counts.len() < MOST_BINS - 1 {
            wide_edges.push(right);
            wide_counts.push(sum);
            (left, sum) = (right, 0.0);
        }
    }
    if wide_edges.last() != Some(&last) || sum > 0.0 {
        wide_edges.push(last);
        wide_counts.push(sum);
    }
    (wide_edges, wide_counts)
}

/// The edges and the counts of bins, with an empty one where two are apart.
fn joined(bins: &[Bin]) -> (Vec<f64>, Vec<f64>) {
    let mut edges = Vec::from_iter(bins.first().map(|bin| bin.left));
    let mut counts = Vec::new();
    for bin in bins {
        if edges.last().is_some_and(|end| *end < bin.left) {
            edges.push(bin.left);
            counts.push(0.0);
        }
        edges.push(bin.right);
        counts.push(bin.count);
    }
    (edges, counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rundir::RunDir;
    use rundir::logged::read;

    struct Kit {
        folder: tempfile::TempDir,
        histograms: Histograms,
        writer: LoggedWriter,
    }

    impl Kit {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let writer = LoggedWriter::new(&RunDir::new(folder.path()));
            Self { histograms: Histograms::default(), writer, folder }
        }

        /// Adds a histogram that has its step as a count.
        fn add(&mut self, name: &str, step: i64, bins: usize) {
            let bin = |at: usize| Bin { left: at as f64, right: at as f64 + 1.0, count: step as f64 };
            let bins: Vec<_> = (0..bins).map(bin).collect();
            let what = tracking::What::Histogram(&bins);
            let found = Other { source: Source::Tensorboard, part: "", name, step, time: 0.0, what };
            self.histograms.add(&found, &bins, &mut self.writer);
        }

        /// The steps of the histograms of a name, and their counts.
        fn steps(&mut self, name: &str) -> Vec<i64> {
            self.writer.flush().unwrap();
            let mut steps = Vec::new();
            for logged in read(&RunDir::new(self.folder.path())).unwrap() {
                let What::Histogram { name: of, step, counts, .. } = logged.what else { continue };
                if of == name {
                    assert!(counts.iter().all(|count| *count == step as f64), "{counts:?}");
                    steps.push(step);
                }
            }
            steps
        }
    }

    /// A training of days would fill its directory with histograms, or show only those of its beginning.
    #[test]
    fn histograms_are_thinned_out_evenly() {
        let mut kit = Kit::new();
        for step in 1..=1001 {
            kit.add("weights", step, 30);
            // So that what is removed later is in the file.
            kit.writer.flush().unwrap();
        }
        let steps = kit.steps("weights");
        assert!(steps.len() > MOST_OF_ONE / 2 && steps.len() <= MOST_OF_ONE, "{}", steps.len());
        assert_eq!((steps[0], *steps.last().unwrap()), (1, 1001));
        assert!(steps.windows(2).all(|two| (1..=16).contains(&(two[1] - two[0]))), "{steps:?}");
        assert_eq!(kit.histograms.dropped(), 0);
    }

    /// The chart of a training that went on from a checkpoint would show what it had done before in vain.
    #[test]
    fn what_a_restart_has_overtaken_is_removed() {
        let mut kit = Kit::new();
        for step in [1, 2, 3, 4, 2] {
            kit.add("weights", step, 3);
        }
        assert_eq!(kit.steps("weights"), [1, 2]);
        kit.add("weights", 3, 3);
        assert_eq!(kit.steps("weights"), [1, 2, 3]);
        kit.add("weights", 1, 3);
        assert_eq!(kit.steps("weights"), [1]);
    }

    /// Code that logs the histograms of thousands of names would take the memory, and the room of all else that it logs.
    #[test]
    fn histograms_have_limits() {
        let mut kit = Kit::new();
        for step in 1..=3 {
            kit.add("first", step, 64);
        }
        let names = MOST_OF_ALL / 64;
        for number in 0..names + 5 {
            kit.add(&format!("name {number}"), 7, 64);
        }
        assert_eq!(kit.steps("first"), [1, 3]);
        assert_eq!(kit.histograms.dropped(), 5 + 2);
        assert!(kit.histograms.bins <= MOST_OF_ALL);
        let size = std::fs::metadata(RunDir::new(kit.folder.path()).logged()).unwrap().len();
        assert!(size < 3 << 20, "{size}");
        let mut kit = Kit::new();
        for number in 0..MOST_HISTOGRAMS + 5 {
            kit.add(&number.to_string(), 7, 1);
        }
        assert_eq!((kit.histograms.count, kit.histograms.dropped()), (MOST_HISTOGRAMS, 5));
    }

    /// PyTorch's hundreds of bins, most of them around zero, would be too much for the file; a person would see other numbers
    /// than there were, or a mountain where none is.
    #[test]
    fn many_bins_are_put_together() {
        let limit = |at: i32| 1.1_f64.powi(at.abs() - 200).copysign(f64::from(at));
        let bins: Vec<_> = (-250..250)
            .map(|at| Bin { left: limit(at), right: limit(at + 1), count: f64::from(at.rem_euclid(7)) })
            .collect();
        let (edges, counts) = reduced(&bins);
        assert!(counts.len() > MOST_BINS / 4 && counts.len() <= MOST_BINS, "{}", counts.len());
        assert_eq!(edges.len(), counts.len() + 1);
        assert_eq!((edges[0], *edges.last().unwrap()), (bins[0].left, bins.last().unwrap().right));
        for (two, count) in edges.windows(2).zip(&counts) {
            let within = bins.iter().filter(|bin| bin.left >= two[0] && bin.right <= two[1]);
            assert_eq!(within.map(|bin| bin.count).sum::<f64>(), *count, "{two:?}");
        }
    }

    /// The gap between two kinds of values would look like values.
    #[test]
    fn bins_that_are_apart_have_an_empty_one_between_them() {
        let bin = |left: f64, right: f64| Bin { left, right, count: 2.0 };
        let (edges, counts) = reduced(&[bin(-1.0, 0.0), bin(0.0, 1.0), bin(4.0, 4.0)]);
        assert_eq!(edges, [-1.0, 0.0, 1.0, 4.0, 4.0]);
        assert_eq!(counts, [2.0, 2.0, 0.0, 2.0]);
        // As far apart and as many as numbers can be.
        let wide: Vec<_> = (0..100)
            .map(|at| if at < 50 { f64::MIN } else { f64::MAX })
            .map(|at| Bin { left: at, right: at, count: f64::MAX })
            .collect();
        let (edges, counts) = reduced(&wide);
        assert!(counts.len() <= MOST_BINS && edges.len() == counts.len() + 1);
        assert!(edges.iter().chain(&counts).all(|number| number.is_finite()));
    }
}
