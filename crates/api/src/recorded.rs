//! What a run has recorded in `events.jsonl`.

use std::ops::ControlFlow;

use engine::{Engine, Run, RunProgress};
use jiff::Timestamp;
use locales::Language;
use rundir::{Isolated, RunDir, RunEventKind, RunEventReader, RunMachine, Timeline, TrainingProgress};

use crate::views::run::{Resources, StageProgress, StageTime};

/// What a run has recorded so far.
pub(crate) struct RecordedEvents {
    events: RunEventReader,
    timeline: Timeline,
    /// How far its training said that it is.
    training: Option<TrainingProgress>,
    /// How many seconds such runs usually take, once that was asked.
    usual: Option<Option<f64>>,
    /// The progress of the current stage.
    pub(crate) progress: Option<StageProgress>,
    /// The run's resource use.
    pub(crate) resources: Option<Resources>,
    /// What its code installed.
    pub(crate) installed: Vec<String>,
    /// How its code is isolated.
    pub(crate) isolated: Option<Isolated>,
    /// What it runs on.
    pub(crate) machine: Option<RunMachine>,
}

impl RecordedEvents {
    /// Of `run`, with nothing read yet.
    pub(crate) fn new(run: &RunDir) -> Self {
        Self {
            events: RunEventReader::new(run),
            timeline: Timeline::default(),
            training: None,
            usual: None,
            progress: None,
            resources: None,
            installed: Vec::new(),
            isolated: None,
            machine: None,
        }
    }

    /// Reads what was recorded since the last call. Events that cannot be read are ignored.
    pub(crate) fn read_on(&mut self) {
        let Self { events, timeline, training, progress, resources, installed, isolated, machine, .. } = self;
        let read = events.read_on(|event| {
            timeline.add(&event);
            RunMachine::add(machine, &event);
            *training = TrainingProgress::after(*training, &event);
            match event.kind {
                RunEventKind::Stage { .. } => *progress = None,
                RunEventKind::Progress { done, total, files } => {
                    *progress = Some(StageProgress { done, total, files });
                }
                RunEventKind::Resources { cpu, memory, processes, .. } => {
                    *resources = Some(Resources { cpu, memory, processes });
                }
                RunEventKind::Installed { packages } => {
                    *installed = packages.iter().map(ToString::to_string).collect();
                }
                RunEventKind::Isolation(found) => *isolated = Some(found),
                RunEventKind::Format { .. }
                | RunEventKind::Machine(_)
                | RunEventKind::Gpu(_)
                | RunEventKind::Environment { .. }
                | RunEventKind::Training { .. }
                | RunEventKind::Score { .. }
                | RunEventKind::Stop { .. } => {}
            }
            ControlFlow::Continue(())
        });
        if let Err(failure) = read {
            tracing::warn!(%failure, "could not read a run's events");
        }
    }

    /// How far `run`, which recorded this, is at `now`.
    pub(crate) fn run_progress(&mut self, engine: &Engine, run: &Run, now: Timestamp) -> Option<RunProgress> {
        let usual = &mut self.usual;
        let usually = || *usual.get_or_insert_with(|| engine.runs().usual_seconds(run));
        RunProgress::of(run, self.training, usually, now)
    }

    /// The stages: each ends where the next begins, the last with the run.
    pub(crate) fn stages(&self, ended: Option<f64>, language: Language) -> Vec<StageTime> {
        let stage = |(stage, began, ended): (rundir::Stage, f64, Option<f64>)| StageTime {
            stage,
            title: stage.title().render(language),
            status: stage.status(),
            began,
            ended,
        };
        self.timeline.stages(ended).map(stage).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person would see the progress of a stage that has ended, or old values of resource use.
    #[test]
    fn what_was_recorded_last_counts() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let mut recorded = RecordedEvents::new(&run);
        let progress = r#"{"t":1.5,"event":"progress","done":5,"total":10,"files":1}"#;
        std::fs::write(run.events(), format!("{progress}\n")).unwrap();
        recorded.read_on();
        assert_eq!(recorded.progress.map(|progress| progress.done), Some(5));
        let stage = r#"{"t":3.0,"event":"stage","stage":"import"}"#;
        let used = r#"{"t":4.0,"event":"resources","cpu":0.5,"memory":1000,"processes":1}"#;
        std::fs::write(run.events(), format!("{progress}\n{stage}\n{used}\n")).unwrap();
        recorded.read_on();
        assert_eq!(recorded.progress, None);
        assert_eq!(recorded.resources.map(|sample| sample.memory), Some(1000));
        assert_eq!(recorded.stages(Some(9.0), Language::English)[0].ended, Some(9.0));
    }

    /// A person would see how far `train()` was while `evaluate()` runs.
    #[test]
    fn a_training_is_as_far_as_it_said_last_in_this_stage() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let mut recorded = RecordedEvents::new(&run);
        let said = |t, done| {
            format!("{{\"t\":{t},\"event\":\"training\",\"done\":{done},\"total\":10,\"unit\":\"epochs\"}}\n")
        };
        let lines = said(1000, 1) + &said(5000, 3);
        std::fs::write(run.events(), &lines).unwrap();
        recorded.read_on();
        let training = recorded.training.unwrap();
        assert_eq!((training.done, training.total, training.left(5000.0)), (3.0, 10.0, Some(14.0)));
        let stage = "{\"t\":6000,\"event\":\"stage\",\"stage\":\"evaluate\"}\n";
        std::fs::write(run.events(), lines + stage).unwrap();
        recorded.read_on();
        assert_eq!(recorded.training, None);
    }
}
