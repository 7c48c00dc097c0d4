//! What a run has told of itself in `events.jsonl`.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use contract::{Event, EventKind, RunDir, Stage};
use locales::Language;

use crate::views::run::{Resources, StageProgress, StageTime};

/// What was told so far. A training of weeks tells millions of lines, and is looked at several times
/// a second: each is read once.
#[derive(Default)]
pub(crate) struct Told {
    /// Bytes of `events.jsonl` that were read.
    read: u64,
    /// Stages, and when they began.
    begun: Vec<(Stage, f64)>,
    /// How far the stage is.
    pub(super) progress: Option<StageProgress>,
    /// What the run uses.
    pub(super) resources: Option<Resources>,
    /// What its code installed.
    pub(super) installed: Vec<String>,
}

impl Told {
    /// Reads what was told since. What cannot be read is as if it had not been told.
    pub(super) fn read_on(&mut self, run: &RunDir) {
        let _ = self.try_read_on(run);
    }

    fn try_read_on(&mut self, run: &RunDir) -> io::Result<()> {
        let mut file = File::open(run.events())?;
        file.seek(SeekFrom::Start(self.read))?;
        let mut news = Vec::new();
        file.read_to_end(&mut news)?;
        // A line that has no end yet is read when it has.
        for line in news.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n")) {
            self.read += line.len() as u64;
            if let Ok(event) = serde_json::from_slice::<Event>(line) {
                self.hear(event);
            }
        }
        Ok(())
    }

    fn hear(&mut self, event: Event) {
        match event.kind {
            EventKind::Stage { stage } => {
                self.begun.push((stage, event.t));
                self.progress = None;
            }
            EventKind::Progress { done, total, files } => {
                self.progress = Some(StageProgress { done, total, files });
            }
            EventKind::Resources { cpu, memory, processes } => {
                self.resources = Some(Resources { cpu, memory, processes });
            }
            EventKind::Installed { packages } => {
                self.installed = packages.iter().map(ToString::to_string).collect();
            }
            EventKind::Environment { .. } | EventKind::Score { .. } | EventKind::Stop { .. } => {}
        }
    }

    /// The stages: each ends where the next begins, the last with the run.
    pub(super) fn stages(&self, ended: Option<f64>, language: Language) -> Vec<StageTime> {
        let ends = self.begun.iter().skip(1).map(|(_, began)| Some(*began)).chain([ended]);
        let stage = |(&(stage, began), ended)| StageTime {
            stage,
            title: stage.title().say(language),
            status: stage.status(),
            began,
            ended,
        };
        self.begun.iter().zip(ends).map(stage).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use contract::Status;

    use super::*;

    /// The timeline would have gaps, or a stage that never ends, or one twice.
    #[test]
    fn a_stage_ends_where_the_next_begins() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let mut events = File::create(run.events()).unwrap();
        let mut told = Told::default();
        for part in [
            r#"{"t":1.0,"event":"stage","stage":"package"}
{"t":1.5,"event":"progress","done":5,"total":10,"files":1}
{"t":3.0,"event":"st"#,
            r#"age","stage":"import"}
{"t":4.0,"event":"resources","cpu":0.5,"memory":1000,"processes":1}
{"t":5.0,"event":"st"#,
        ] {
            events.write_all(part.as_bytes()).unwrap();
            told.read_on(&run);
        }
        let times = |ended| {
            let stages = told.stages(ended, Language::English);
            stages.iter().map(|stage| (stage.status, stage.began, stage.ended)).collect::<Vec<_>>()
        };
        let (packaging, running) = (Status::Packaging, Status::Running);
        assert_eq!(times(None), [(packaging, 1.0, Some(3.0)), (running, 3.0, None)]);
        assert_eq!(times(Some(9.0))[1], (running, 3.0, Some(9.0)));
        assert_eq!(told.progress, None);
        assert_eq!(told.resources.map(|sample| sample.memory), Some(1000));
    }
}
