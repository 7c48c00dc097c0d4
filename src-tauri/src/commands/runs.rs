//! Runs: listed, looked at, stopped, removed.

use std::fs::File;
use std::io::{BufRead, BufReader};

use contract::{DatasetName, Event, EventKind, Outcome, RunDir, RunId, Status, Stop};
use engine::{Engine, Tree};
use locales::{Failure, Language, Message, Result};

use crate::app::App;
use crate::events;
use crate::views::millis;
use crate::views::run::{
    FailureView, LogPart, Resources, RunDetails, RunPage, RunQuery, RunRow, StageProgress, StageTime,
};

/// How many lines of a log are read at a time, at most.
const LINES: u64 = 2000;

pub(super) fn page(app: &App, query: RunQuery) -> Result<RunPage> {
    let (found, language) = (app.engine()?.run_page(&query.into())?, app.language());
    let rows = found.rows.iter().map(|row| RunRow::of(row, language)).collect();
    Ok(RunPage { total: found.total, all: found.all, rows })
}

pub(super) fn details(app: &App, id: String) -> Result<RunDetails> {
    let (engine, language) = (app.engine()?, app.language());
    let row = engine.run(&id)?;
    let (spec, run) = (engine.spec(&row.id)?, engine.home().run(&row.id));
    let so_far = SoFar::read(&run, language);
    let stop = std::fs::read(run.stop()).map(|content| Stop::of(&content));
    let makes_one = row.kind.trains() && !row.status.is_end();
    let forecast = makes_one.then(|| engine.forecast(&row.package, row.version).to_string());
    let is_there =
        |name: &Option<DatasetName>| name.as_ref().is_some_and(|name| engine.dataset(name).is_ok());
    let artifacts = engine.tree_folder(&Tree::Artifacts(row.id.clone()), "".as_ref(), 0, 0);
    Ok(RunDetails {
        parameters: spec.parameters.iter().map(Into::into).collect(),
        gpu: spec.gpu,
        grace_seconds: spec.grace_seconds,
        failure: failure(engine, &row, &run, language)?,
        stages: so_far.stages(row.ended.map(millis)),
        progress: so_far.progress.filter(|_| !row.status.is_end()),
        resources: so_far.resources,
        stopping: !row.status.is_end() && stop.is_ok_and(Stop::is_asked),
        forecast,
        package_there: engine.version(&row.package, row.version).is_ok(),
        dataset_there: is_there(&row.dataset),
        evaluation_there: is_there(&row.evaluation),
        has_results: run.results().is_file(),
        kept_data: run.kept_training().is_dir() || run.kept_test().is_dir(),
        artifacts: artifacts.map_or(0, |(count, _)| count as u64),
        log_bytes: run.log().metadata().map_or(0, |about| about.len()),
        directory: files::shown(run.path()),
        run: RunRow::of(&row, language),
    })
}

fn failure(
    engine: &Engine,
    row: &store::runs::RunRow,
    run: &RunDir,
    language: Language,
) -> Result<Option<FailureView>> {
    if row.status != Status::Failed {
        return Ok(None);
    }
    let Some(diagnosis) = engine.diagnosis(&row.id)? else { return Ok(None) };
    let stage = files::atomic::read_json::<Outcome>(&run.outcome()).ok().and_then(|outcome| outcome.stage);
    let reason = row.reason.as_ref().map(|reason| reason.say(language)).unwrap_or_default();
    Ok(Some(FailureView::of(diagnosis, reason, stage, language)))
}

/// What a run has told of itself so far.
#[derive(Default)]
struct SoFar {
    begun: Vec<StageTime>,
    progress: Option<StageProgress>,
    resources: Option<Resources>,
}

impl SoFar {
    /// Reads `events.jsonl`; what cannot be read is as if it had not been told.
    fn read(run: &RunDir, language: Language) -> Self {
        let mut so_far = Self::default();
        let Ok(file) = File::open(run.events()) else { return so_far };
        for line in BufReader::new(file).split(b'\n').map_while(std::io::Result::ok) {
            if let Ok(event) = serde_json::from_slice::<Event>(&line) {
                so_far.hear(event, language);
            }
        }
        so_far
    }

    fn hear(&mut self, event: Event, language: Language) {
        match event.kind {
            EventKind::Stage { stage } => {
                let (status, title) = (stage.status(), stage.title().say(language));
                self.begun.push(StageTime { stage, title, status, began: event.t, ended: None });
                self.progress = None;
            }
            EventKind::Progress { done, total, files } => {
                self.progress = Some(StageProgress { done, total, files });
            }
            EventKind::Resources { cpu, memory, processes } => {
                self.resources = Some(Resources { cpu, memory, processes });
            }
            EventKind::Environment { .. } | EventKind::Score { .. } | EventKind::Stop { .. } => {}
        }
    }

    /// The stages: each ends where the next begins, the last with the run.
    fn stages(&self, ended: Option<f64>) -> Vec<StageTime> {
        let ends = self.begun.iter().skip(1).map(|next| Some(next.began)).chain([ended]);
        self.begun.iter().zip(ends).map(|(stage, ended)| StageTime { ended, ..stage.clone() }).collect()
    }
}

pub(super) fn follow(app: &App, id: Option<String>) -> Result<()> {
    events::follow(app, id.map(|id| id.parse()).transpose()?)
}

pub(super) fn stop(app: &App, id: String, now: bool) -> Result<()> {
    app.engine()?.stop_run(&id.parse()?, now)?;
    Ok(())
}

pub(super) fn remove(app: &App, id: String) -> Result<u64> {
    app.engine()?.remove_run(&id.parse()?)
}

pub(super) fn log(app: &App, id: String, first: u64, count: u64) -> Result<LogPart> {
    Ok(app.engine()?.log_lines(&id.parse()?, first, count.min(LINES))?.into())
}

pub(super) fn results(app: &App, id: String) -> Result<String> {
    let id: RunId = id.parse()?;
    let path = app.engine()?.home().run(&id).results();
    std::fs::read_to_string(&path)
        .map_err(|error| Failure::because(Message::FileUnreadable { path: files::shown(&path) }, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The timeline would have gaps, or a stage that never ends.
    #[test]
    fn a_stage_ends_where_the_next_begins() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let told = r#"{"t":1.0,"event":"stage","stage":"package"}
{"t":1.5,"event":"progress","done":5,"total":10,"files":1}
{"t":3.0,"event":"stage","stage":"import"}
{"t":4.0,"event":"resources","cpu":0.5,"memory":1000,"processes":1}
{"t":5.0,"event":"st"#;
        std::fs::write(run.events(), told).unwrap();
        let so_far = SoFar::read(&run, Language::English);
        let times = |ended| {
            let stages = so_far.stages(ended);
            stages.iter().map(|stage| (stage.status, stage.began, stage.ended)).collect::<Vec<_>>()
        };
        let (packaging, running) = (Status::Packaging, Status::Running);
        assert_eq!(times(None), [(packaging, 1.0, Some(3.0)), (running, 3.0, None)]);
        assert_eq!(times(Some(9.0))[1], (running, 3.0, Some(9.0)));
        assert_eq!(so_far.progress, None);
        assert_eq!(so_far.resources.map(|sample| sample.memory), Some(1000));
    }
}
