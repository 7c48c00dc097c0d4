use std::fs::File;
use std::io::Write;

use rundir::series::{Point, SeriesWriter, Source};

use super::*;
use crate::runs::ChartAxis;

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn run(&self) -> RunDir {
        RunDir::new(self.folder.path())
    }

    /// Appends values of a metric, with the steps and times given, as the run's executor does.
    fn log(&self, source: Source, name: &str, points: &[(i64, f64, f64)]) {
        let mut options = File::options();
        let file = options.read(true).write(true).create(true).truncate(false).open(self.run().series());
        let mut writer = SeriesWriter::open(file.unwrap()).unwrap();
        for &(step, time, value) in points {
            writer.point(source, "", name, Point { step, time, value });
        }
        writer.finish().unwrap();
    }

    /// Appends samples of resources: milliseconds, processor time, memory, and what was read from disks.
    fn sample(&self, samples: &[(u64, f64, u64, Option<u64>)]) {
        let mut events = File::options().append(true).create(true).open(self.run().events()).unwrap();
        for (t, cpu, memory, read) in samples {
            let read = read.map_or(String::new(), |read| format!(",\"read\":{read},\"written\":0"));
            let event = format!("\"cpu\":{cpu},\"memory\":{memory},\"processes\":1{read}");
            writeln!(events, "{{\"t\":{t},\"event\":\"resources\",{event}}}").unwrap();
        }
    }

    fn read(&self) -> RunSeries {
        let mut series = RunSeries::with_points(&self.run());
        series.read_on();
        series
    }
}

/// The names of all series, with their keys and values.
fn named(series: &RunSeries) -> Vec<(u32, String, Vec<f64>)> {
    series.all().map(|(key, one)| (key, one.name.clone(), one.values.clone())).collect()
}

fn view(axis: ChartAxis) -> ChartView {
    ChartView { axis, began: 100.0, from: None, to: None, columns: 100, smoothing: 0.0 }
}

/// A person would see the metrics or what the training used, and look for the other one.
#[test]
fn metrics_and_resources_are_shown_together() {
    let place = Place::new();
    place.log(Source::Mlflow, "loss", &[(0, 101.0, 2.0), (1, 102.0, 1.0)]);
    place.log(Source::Printed, "acc", &[(0, 102.0, 0.5)]);
    // The third sample: the clock was set back; the fifth: a process with its time has gone.
    let samples = [
        (100_000, 1.0, 5, None),
        (102_000, 4.0, 7, Some(30)),
        (101_000, 5.0, 6, Some(20)),
        (102_000, 5.5, 6, Some(0)),
        (103_000, 0.5, 2, None),
    ];
    place.sample(&samples);
    let expected = [
        (0, "loss", vec![2.0, 1.0]),
        (1, "acc", vec![0.5]),
        (10_000, "cpu", vec![150.0, 50.0, 0.0]),
        (10_001, "memory", vec![5.0, 7.0, 6.0, 6.0, 2.0]),
        (10_002, "disk/read", vec![30.0, 20.0, 0.0]),
        (10_003, "disk/written", vec![0.0, 0.0, 0.0]),
    ];
    let series = place.read();
    assert_eq!(named(&series), expected.map(|(key, name, values)| (key, name.to_string(), values)));
    assert!(series.notices().is_empty() && series.refused() == 0);
    let (_, cpu) = series.all().find(|(key, _)| *key == 10_000).unwrap();
    assert_eq!((&cpu.steps[..], &cpu.times[..]), (&[0, 1, 2][..], &[102.0, 102.0, 103.0][..]));
}

/// The runs of an older program, and those whose code measures nothing, would not open.
#[test]
fn a_run_without_metrics_has_its_resources() {
    let place = Place::new();
    assert!(named(&place.read()).is_empty() && place.read().notices().is_empty());
    assert!(RunSeries::with_points(&RunDir::new("/no/such/run")).all().next().is_none());
    place.sample(&[(1000, 1.0, 5, None)]);
    assert_eq!(named(&place.read()), [(10_001, "memory".to_string(), vec![5.0])]);
}

/// One file that cannot be read would hide all others, and nobody would know why metrics are missing.
#[test]
fn metrics_that_cannot_be_read_are_said_to_be_missing() {
    let place = Place::new();
    place.sample(&[(1000, 1.0, 5, None)]);
    let notices = || {
        let series = place.read();
        assert_eq!(named(&series), [(10_001, "memory".to_string(), vec![5.0])]);
        series.notices().iter().map(|notice| notice.message.code()).collect::<Vec<_>>()
    };
    std::fs::write(place.run().series(), "trainyard series 2\n").unwrap();
    assert_eq!(notices(), ["file-newer"]);
    std::fs::write(place.run().series(), "something else").unwrap();
    assert_eq!(notices(), ["series-other"]);
    std::fs::remove_file(place.run().series()).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", place.run().series()).unwrap();
    assert_eq!(notices(), ["file-unreadable"]);
    std::fs::remove_file(place.run().series()).unwrap();
    place.log(Source::Mlflow, "loss", &[(0, 1.0, 2.0)]);
    let mut bytes = std::fs::read(place.run().series()).unwrap();
    let last = bytes.last_mut().unwrap();
    *last ^= 1;
    std::fs::write(place.run().series(), bytes).unwrap();
    assert_eq!(notices(), ["series-damaged"]);
}

/// A chart would stand still while its training goes on, or get the points of another one.
#[test]
fn series_are_read_while_they_grow() {
    let place = Place::new();
    let mut series = place.read();
    for epoch in 0..3_i64 {
        let time = 100.0 + epoch as f64;
        place.log(Source::Mlflow, "loss", &[(epoch, time, 1.0)]);
        place.log(Source::Mlflow, &format!("new/{epoch}"), &[(epoch, time, 2.0)]);
        place.sample(&[(100_000 + epoch as u64, 0.0, 5, None)]);
        series.read_on();
        let points = |key| series.drawn(&[key], &view(ChartAxis::Step))[0].xs.len() as i64;
        assert_eq!((points(0), points(10_001)), (epoch + 1, epoch + 1));
        assert_eq!(series.all().find(|(key, _)| *key == 1).unwrap().1.name, "new/0");
    }
    assert!(series.drawn(&[77], &view(ChartAxis::Step)).is_empty());
}

/// A person would see another curve than in TensorBoard, or half of a cross-validation.
#[test]
fn only_tensorboards_restarts_leave_points_out() {
    let place = Place::new();
    let restarted = [(0, 100.0, 8.0), (1, 101.0, 4.0), (2, 102.0, 9.0), (1, 103.0, 2.0), (2, 104.0, 1.0)];
    place.log(Source::Tensorboard, "loss", &restarted);
    place.log(Source::Printed, "score", &restarted);
    let series = place.read();
    let [loss, score] = [0, 1].map(|key| series.drawn(&[key], &view(ChartAxis::Relative)).remove(0));
    assert_eq!((loss.xs, loss.ys), (vec![0.0, 3.0, 4.0], vec![8.0, 2.0, 1.0]));
    assert_eq!((score.xs.len(), score.smooth), (5, None));
    let smooth = ChartView { smoothing: 0.5, to: Some(1.0), ..view(ChartAxis::Step) };
    let drawn = series.drawn(&[0, 1], &smooth);
    // The point after the range is where the line leads to.
    assert_eq!((&drawn[0].xs[..], &drawn[0].ys[..]), (&[0.0, 1.0, 2.0][..], &[8.0, 2.0, 1.0][..]));
    assert_eq!(drawn[0].smooth.as_ref().unwrap()[..2], [8.0, 4.0]);
    assert!(drawn.iter().all(|one| one.smooth.as_ref().unwrap().len() == one.xs.len()));
}

/// What is printed for a script would lack points, or need the memory of all of them.
#[test]
fn all_points_are_read_in_groups() {
    let place = Place::new();
    for name in ["a", "b"] {
        place.log(Source::Csv, name, &[(0, 1.0, 1.0), (1, 2.0, f64::NAN)]);
    }
    place.sample(&[(1000, 1.0, 5, None), (2000, 2.0, 5, None)]);
    let mut series = RunSeries::without_points(&place.run());
    series.read_on();
    assert!(named(&series).iter().all(|(key, _, values)| *key >= 10_000 || values.is_empty()));
    assert!(series.notices().is_empty());
    let read = |keys: &[u32], most: usize| {
        let mut read = Vec::new();
        let each = |one: &Series| {
            read.push((one.name.clone(), one.values.len()));
            read.len() < most
        };
        series.each_whole(keys, each).unwrap();
        read.into_iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(read(&[0, 1, 10_000, 10_001], 9), "a 2, b 2, cpu 1, memory 2");
    assert_eq!(read(&[1], 9), "b 2");
    assert_eq!(read(&[0, 1, 10_001], 1), "a 2");
    let of = |count: &u64| {
        let mut series = Series::new(Source::Csv, "", "many");
        series.summary.count = *count;
        series
    };
    let groups = |counts: &[u64]| -> Vec<usize> {
        let all: Vec<Series> = counts.iter().map(of).collect();
        let all: Vec<_> = all.iter().map(|one| (0, one)).collect();
        batches(&all).map(<[_]>::len).collect()
    };
    let most = MOST_POINTS as u64;
    assert_eq!(groups(&[most / 2, most / 2, 1, most, most + 1, 1, 1]), [2, 1, 1, 1, 2]);
    assert_eq!(groups(&[]), [0; 0]);
}

/// After two weeks, a chart of the memory would need as much itself, or hide the peak that ended the training.
#[test]
fn long_resource_use_keeps_its_peaks() {
    let place = Place::new();
    let memory = [1, 9, 2, 3, 8, 4, 5, 6];
    let samples = memory.iter().zip(1..).map(|(memory, second)| (second * 1000, 0.0, *memory, None));
    place.sample(&samples.collect::<Vec<_>>());
    let mut resources = Resources::new(&place.run(), 4);
    resources.read_on();
    let (_, series) = resources.all().nth(1).unwrap();
    assert!(series.values.len() <= 4, "{:?}", series.values);
    for peak in [9.0, 8.0, 6.0] {
        assert!(series.values.contains(&peak), "{:?}", series.values);
    }
    assert_eq!((series.summary.count, series.times.len()), (8, series.values.len()));
    assert!(series.times.is_sorted());
}
