//! What a run used of the machine, as series: its executor records a sample a second among the run's events.

use std::ops::ControlFlow;

use rundir::series::{MOST_SERIES, Point, Series, Source};
use rundir::{RunDir, RunEventKind, RunEventReader};

use crate::logged::Logged;

/// The series, in this order: processor time in hundredths of one core, memory in bytes, bytes per second, twice
/// hundredths of one GPU, memory in bytes.
const NAMES: [&str; 7] = ["cpu", "memory", "disk/read", "disk/written", "gpu", "gpu/all", "gpu/memory"];

/// The resource use of a run, as far as it was read.
pub(super) struct Resources {
    events: RunEventReader,
    /// How many points of each series are kept.
    most: usize,
    series: [Series; NAMES.len()],
    /// When the last sample was taken, in seconds since 1970, and the processor time until then, in seconds.
    before: Option<(f64, f64)>,
}

impl Resources {
    pub(super) fn new(run: &RunDir, most: usize) -> Self {
        let series = NAMES.map(|name| Series::new(Source::Resources, "", name));
        Self { events: RunEventReader::new(run), most, series, before: None }
    }

    /// The series with their keys, which no metric has.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, &Series)> {
        (MOST_SERIES as u32..).zip(&self.series)
    }

    pub(super) fn read_on(&mut self) {
        let Self { events, most, series, before } = self;
        let read = events.read_on(|event| {
            if let RunEventKind::Resources { cpu, memory, read, written, gpu, gpu_all, gpu_memory, .. } =
                event.kind
            {
                let time = event.t / 1000.0;
                let used = percent(before.replace((time, cpu)), (time, cpu));
                let [memory, read, written, gpu_memory] =
                    [Some(memory), read, written, gpu_memory].map(|bytes| bytes.map(|n| n as f64));
                let values = [used, memory, read, written, gpu, gpu_all, gpu_memory];
                for (series, value) in series.iter_mut().zip(values) {
                    if let Some(value) = value {
                        let step = series.summary.count as i64;
                        series.add(Point { step, time, value });
                        if series.values.len() > *most {
                            halve(series);
                        }
                    }
                }
            }
            ControlFlow::Continue(())
        });
        read.logged("read the resource use of a run");
    }
}

/// How much of one core was used between two samples. The processor time of a process that nobody has waited for is
/// lost with it, so that the sum may become less; a clock may be set back.
fn percent(before: Option<(f64, f64)>, (time, cpu): (f64, f64)) -> Option<f64> {
    let (began, cpu_before) = before?;
    let seconds = time - began;
    (seconds > 0.0).then(|| 100.0 * (cpu - cpu_before).max(0.0) / seconds)
}

/// Keeps of each two points the one with the larger value: peaks stay.
fn halve(series: &mut Series) {
    let larger = |at: usize| match series.values.get(at..at + 2) {
        Some([one, other]) if other > one => at + 1,
        _ => at,
    };
    let places: Vec<usize> = (0..series.values.len()).step_by(2).map(larger).collect();
    series.steps = places.iter().filter_map(|at| series.steps.get(*at).copied()).collect();
    series.times = places.iter().filter_map(|at| series.times.get(*at).copied()).collect();
    series.values = places.iter().filter_map(|at| series.values.get(*at).copied()).collect();
}
