//! Runs: shown, followed, stopped, published, removed.

use contract::{DatasetName, RunId, Status};
use engine::{Engine, FileDifference, ReproducedPart, Tree};
use jiff::Timestamp;
use locales::{Language, Result};
use rundir::{Outcome, RunDir, Stop};

use super::data::TIME;
use crate::session::Session;
use crate::views::machine::{InstalledPackage, MachineView};
use crate::views::millis;
use crate::views::progress::RunProgress;
use crate::views::reproduction::{Reproduced, Reproduction};
use crate::views::run::{FailureView, FileCount, ImportedView, Move, Published, Queue, RunDetails, RunRow};
use crate::views::tree::read_path;

/// How many artifacts are counted, at most: the page is read often while the run writes more of them.
const COUNTED: usize = 1000;

pub(super) fn details(session: &Session, id: String) -> Result<RunDetails> {
    let (engine, language) = (session.engine()?, session.language());
    let row = engine.runs().find(&id)?;
    let engine = engine.in_project(&row.project);
    let (spec, run) = (engine.runs().spec(&row.id)?, engine.home().run(&row.id));
    let stop = rundir::stop(&run);
    let makes_one = row.kind.trains() && !row.status.is_end();
    let forecast = makes_one.then(|| engine.packages().forecast(&row.package, row.version).to_string());
    let now = Timestamp::now();
    let recorded = session.recorded(&row.id, &run, |recorded| {
        recorded.read_on();
        let stages = recorded.stages(row.ended.map(millis), language);
        let isolated = recorded.isolated.as_ref().map(|isolated| isolated.title().render(language));
        let far = recorded.run_progress(&engine, &row, now);
        let machine = recorded.machine.clone().map(MachineView::from);
        (stages, recorded.progress, recorded.resources, recorded.installed.clone(), isolated, far, machine)
    });
    let (stages, progress, resources, installed, isolated, far, machine) = recorded;
    let is_there =
        |name: &Option<DatasetName>| name.as_ref().is_some_and(|name| engine.datasets().get(name).is_ok());
    let (files, more) = engine.trees().count(&Tree::Artifacts(row.id.clone()), COUNTED).unwrap_or_default();
    let packed = engine.runs().packed(&row.id).unwrap_or_default();
    let snapshots = engine.runs().snapshots(&row.id);
    Ok(RunDetails {
        project: row.project.to_string(),
        parameters: spec.parameters.iter().map(Into::into).collect(),
        as_of: spec.as_of.map(|day| day.to_string()),
        gpu: spec.gpu,
        memory_limit: spec.limits.memory,
        cores: spec.limits.cores,
        blocked_by: engine.queue().blocked_by(&row)?.map(|message| message.render_short(language)),
        grace_seconds: spec.grace_seconds,
        isolated,
        machine,
        failure: failure(&engine, &row, &run, language)?,
        stages,
        progress: progress.filter(|_| !row.status.is_end()),
        run_progress: far.map(|far| RunProgress::of(&row.id, &far, language)),
        score_before: engine.runs().score_before(&row)?.map(Into::into),
        resources,
        installed,
        stopping: !row.status.is_end() && stop.is_some_and(Stop::is_asked),
        forecast,
        package_there: engine.packages().version(&row.package, row.version).is_ok(),
        dataset_there: is_there(&row.dataset),
        evaluation_there: is_there(&row.evaluation),
        schedule_name: row
            .schedule
            .as_ref()
            .and_then(|by| Some(engine.schedules().find(by.id.as_str()).ok()?.form.name)),
        has_results: run.results().is_file(),
        imported: spec.imported.map(|imported| ImportedView {
            file: imported.file,
            at: millis(imported.at),
            id: imported.id.to_string(),
        }),
        reproduces: spec.reproduces.map(|reproduces| Reproduced {
            name: engine.runs().find(reproduces.run.as_str()).ok().map(|original| original.name.clone()),
            id: reproduces.run.to_string(),
        }),
        has_package_zip: run.package_zip().is_file(),
        unpublished: engine.runs().is_unpublished(&row.id),
        skipped: packed.left_out,
        skipped_count: packed.left_out_count,
        saved_data: run.saved_data().is_dir()
            || run.saved_test_data().is_dir()
            || snapshots.all().any(|snapshot| snapshot.kept),
        has_data: snapshots.data_directory(row.kind).is_some()
            || run.current_data(row.kind).symlink_metadata().is_ok_and(|about| about.is_dir()),
        kept_data: !run.saved_data().is_dir() && snapshots.data_directory(row.kind).is_some(),
        artifacts: FileCount { files: files as u64, more },
        log_bytes: rundir::open(&run.log()).and_then(|log| log.metadata()).map_or(0, |about| about.len()),
        directory: files::shown(run.path()),
        run: RunRow::of(&row, language).at(engine.queue().state()?.positions().get(&row.id).copied()),
    })
}

/// Of how many runs in progress it is said how far they are, at most. Few machines have room for so many.
const WATCHED: usize = 50;

pub(super) fn progress(session: &Session) -> Result<Vec<RunProgress>> {
    let (engine, language, now) = (session.engine()?, session.language(), Timestamp::now());
    let mut running = engine.runs().open()?;
    running.retain(|run| run.status == Status::Running);
    running.truncate(WATCHED);
    let far = session.in_progress(engine.home(), &running, |run, recorded| {
        recorded.read_on();
        let far = recorded.run_progress(&engine, run, now)?;
        Some(RunProgress::of(&run.id, &far, language))
    });
    let done: f64 = far.iter().map(|far| far.done).sum();
    session.host().show_progress((!far.is_empty()).then(|| done / far.len() as f64));
    Ok(far)
}

fn failure(
    engine: &Engine,
    row: &engine::Run,
    run: &RunDir,
    language: Language,
) -> Result<Option<FailureView>> {
    if row.status != Status::Failed {
        return Ok(None);
    }
    let Some(diagnosis) = engine.runs().diagnosis(&row.id)? else { return Ok(None) };
    let stage = rundir::read::<Outcome>(&run.outcome()).ok().and_then(|outcome| outcome.stage);
    let reason = row.reason.as_ref().map(|reason| reason.render(language)).unwrap_or_default();
    Ok(Some(FailureView::of(diagnosis, reason, stage, language)))
}

pub(super) fn installed_packages(session: &Session, id: String) -> Result<Vec<InstalledPackage>> {
    let installed = session.engine()?.runs().requirements(&id.parse()?)?;
    Ok(installed.into_iter().map(|(name, version)| InstalledPackage { name, version }).collect())
}

pub(super) fn follow(session: &Session, id: Option<String>, turn: f64) -> Result<()> {
    session.follow(id.map(|id| id.parse()).transpose()?, turn)
}

pub(super) fn stop(session: &Session, id: String, now: bool) -> Result<()> {
    session.engine()?.runs().stop(&id.parse()?, now)?;
    Ok(())
}

pub(super) fn reproduce(session: &Session, id: String, task: u32) -> Result<RunRow> {
    let (engine, id) = (session.engine()?, id.parse()?);
    let run = session.with_progress(task, |watch| engine.runs().reproduce(&id, watch))?;
    Ok(RunRow::of(&run, session.language()))
}

pub(super) fn reproduction(session: &Session, id: String, task: u32) -> Result<Reproduction> {
    let engine = session.engine()?;
    let run = engine.runs().find(&id)?;
    let engine = engine.in_project(&run.project);
    let found = session.with_progress(task, |watch| engine.runs().reproduction(&run.id, watch))?;
    Ok(Reproduction::of(&found, session.language()))
}

pub(super) fn compare_reproduced_file(
    session: &Session,
    id: String,
    part: ReproducedPart,
    path: String,
) -> Result<FileDifference> {
    session.engine()?.compare_reproduced_file(&id.parse()?, part, &read_path(&path), TIME)
}

pub(super) fn queue(session: &Session) -> Result<Queue> {
    let queue = session.engine()?.queue().state()?;
    Ok(Queue { paused: queue.paused, waiting: queue.waiting(), running: queue.running })
}

pub(super) fn pause(session: &Session, paused: bool) -> Result<()> {
    session.engine()?.queue().pause(paused)
}

pub(super) fn move_to(session: &Session, id: String, to: Move) -> Result<()> {
    session.engine()?.queue().move_run(&id.parse()?, &to.read()?)
}

pub(super) fn publish(session: &Session, id: String, task: u32) -> Result<Published> {
    let (engine, id) = (session.engine()?, id.parse()?);
    let published = session.with_progress(task, |watch| engine.runs().publish(&id, watch))?;
    Ok(Published { package: published.package.to_string(), version: published.version.to_string() })
}

pub(super) fn remove(session: &Session, id: String) -> Result<u64> {
    session.engine()?.runs().remove(&id.parse()?)
}

pub(super) fn results(session: &Session, id: String) -> Result<String> {
    let id: RunId = id.parse()?;
    let path = session.engine()?.home().run(&id).results();
    let content = rundir::content(&path).map_err(|error| files::unreadable(&path, error))?;
    Ok(String::from_utf8_lossy(&content).into_owned())
}
