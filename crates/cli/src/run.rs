//! `trainyard run …`

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::ArgMatches;
use contract::{DatasetName, FolderPath, Status};
use engine::{DamagedKind, Engine, Removable, Run, RunProgress, Stopped, Watch};
use jiff::Timestamp;
use locales::{Language, Message, Result};
use rundir::{RunMachine, Stage, Timeline, TrainingProgress};
use serde_json::json;

use crate::follow::{Interrupts, offered_as_of};
use crate::json::{left_out_json, progress_json, result_json, run_json};
use crate::run_form::{dataset_text, form, gpu_text, parameters_text};
use crate::started::{code_of, output_code, queued, say_if_paused, to_its_end};
use crate::storage::{name_damaged, would_free};
use crate::{
    REFUSED, data, log, metrics, output, publish, queue, reproduce, run_compare, run_list, run_tags,
};

pub(crate) fn run(engine: &Engine, matches: &ArgMatches, language: Language) -> Result<u8> {
    let Some((command, matches)) = matches.subcommand() else { return Ok(0) };
    let as_json = matches.try_contains_id("json").is_ok() && matches.get_flag("json");
    let wanted = matches.try_get_one::<String>("id").ok().flatten();
    let found = || engine.runs().find(wanted.map_or("", String::as_str));
    match command {
        "start" => start(engine, matches, as_json, language),
        "list" => {
            name_damaged(engine, &[DamagedKind::Run, DamagedKind::Tags], language)?;
            run_list::list(engine, matches, as_json, language)
        }
        "show" => {
            name_damaged(engine, &[DamagedKind::Run, DamagedKind::Tags], language)?;
            show(engine, &found()?, as_json, language)
        }
        "log" => log::log(engine, &found()?, matches, language),
        "metrics" => metrics::metrics(engine, &found()?, matches, language),
        "data" => data::data(engine, &found()?.id, matches, language),
        "reproduce" => reproduce::reproduce(engine, &found()?, matches, language),
        "compare" => run_compare::compare(engine, matches, as_json, language),
        "artifacts" => artifacts(engine, &found()?, as_json, language),
        "move" => queue::move_run(engine, &found()?, matches, as_json, language),
        "tag" => run_tags::tag(engine, &found()?, matches, as_json, language),
        "note" => run_tags::note(engine, &found()?, matches, as_json, language),
        "pin" => run_tags::pin(engine, &found()?, true, as_json, language),
        "unpin" => run_tags::pin(engine, &found()?, false, as_json, language),
        "stop" => stop(engine, matches, as_json, language),
        "export" => {
            let (run, to) = (found()?, matches.get_one::<PathBuf>("output").cloned().unwrap_or_default());
            let to = export_path(&run, to);
            let done = output::with_progress(language, |watch| {
                engine.transfer().export_run(&run.id, &to, false, watch)
            })?;
            output::downloaded(done, as_json, language)
        }
        "publish" => publish::publish(engine, &found()?, as_json, language),
        "import" => import(engine, matches, as_json, language),
        "remove" => {
            let runs = ids(matches).map(|id| engine.runs().find(id)).collect::<Result<Vec<_>>>()?;
            let ids: BTreeSet<_> = runs.into_iter().map(|run| run.id.clone()).collect();
            let runs: Vec<_> = ids.into_iter().map(Removable::Run).collect();
            if matches.get_flag("dry-run") {
                return would_free(engine, &runs, as_json, language);
            }
            let bytes = engine.storage().remove(&runs)?.delete()?;
            output::freed(bytes, as_json, language)
        }
        _ => {
            let path = matches.get_one::<PathBuf>("path").map(PathBuf::as_path);
            let to = matches.get_one::<PathBuf>("output").cloned().unwrap_or_default();
            let done =
                engine.transfer().download_from_run(&found()?.id, path, &to, false, &Watch::default())?;
            output::downloaded(done, as_json, language)
        }
    }
}

fn start(engine: &Engine, matches: &ArgMatches, as_json: bool, language: Language) -> Result<u8> {
    let form = form(engine, matches, None)?;
    let interrupts = if matches.get_flag("detach") { None } else { Some(Interrupts::listen()?) };
    let created = engine.runs().create(&form)?;
    say_if_paused(engine, language);
    if matches.get_flag("detach") {
        queued(engine, &created, as_json, language)?;
        return Ok(output_code(language));
    }
    let ended = to_its_end(engine, created, interrupts, as_json, language);
    if as_json {
        output::json(&result_json(engine, &ended, language))?;
    }
    Ok(code_of(&ended, language))
}

fn show(engine: &Engine, run: &Run, as_json: bool, language: Language) -> Result<u8> {
    if as_json {
        let mut value = run_json(engine, run, language);
        let packed = engine.runs().packed(&run.id).unwrap_or_default();
        value["left_out"] = left_out_json(&packed, language);
        value["left_out_count"] = json!(packed.left_out_count);
        value["unpublished"] = json!(engine.runs().is_unpublished(&run.id));
        if let Some(far) = progress(engine, run) {
            value["progress"] = progress_json(&far);
        }
        value["place"] = json!(engine.queue().state()?.positions().get(&run.id));
        // A scheduled run has no spec yet; its schedule has the form.
        let spec = match run.status {
            Status::Scheduled => None,
            _ => Some(engine.runs().spec(&run.id)?),
        };
        value["parameters"] = json!(spec.as_ref().map(|spec| &spec.parameters));
        let imported = spec.as_ref().and_then(|spec| spec.imported.as_ref());
        value["imported"] = json!(imported);
        let reproduces = spec.as_ref().and_then(|spec| spec.reproduces.as_ref());
        value["reproduces"] = json!(reproduces.map(|reproduces| &reproduces.run));
        value["isolated"] = json!(engine.runs().isolated(&run.id));
        value["logged"] = json!(engine.runs().logged(&run.id).ok());
        value["metrics_from"] = json!(spec.as_ref().map(|spec| spec.metrics_from));
        value["installed"] = json!(engine.runs().installed(&run.id));
        value["machine"] = json!(engine.runs().machine(&run.id));
        value["as_of"] = json!(spec.as_ref().and_then(|spec| spec.as_of));
        value["try_as_of"] = json!(offered_as_of(engine, run));
        value["gpu"] = json!(spec.as_ref().map(|spec| spec.gpu));
        value["memory_limit"] = json!(spec.as_ref().and_then(|spec| spec.limits.memory));
        value["cores"] = json!(spec.as_ref().and_then(|spec| spec.limits.cores));
        return output::json(&value);
    }
    let position = engine.queue().state()?.positions().get(&run.id).copied();
    let reason = run.reason.as_ref().map(|reason| reason.render(language));
    let blocked_by =
        engine.queue().blocked_by(run).ok().flatten().map(|message| message.render_short(language));
    // A run whose files were changed by hand is shown all the same.
    let spec = engine.runs().spec(&run.id).ok();
    let limits = spec.as_ref().map(|spec| spec.limits).unwrap_or_default();
    let parameters = spec.iter().flat_map(|spec| spec.parameters.iter());
    let parameters = parameters_text(parameters);
    let gpu = spec.as_ref().is_some_and(|spec| spec.gpu);
    let as_of = spec.as_ref().and_then(|spec| spec.as_of);
    let imported = spec.and_then(|spec| spec.imported).map(|imported| {
        let (at, file) = (output::time(imported.at).to_string(), imported.file);
        Message::ImportedFrom { at, file }.render(language)
    });
    let dataset = |name: &Option<DatasetName>, folder: &FolderPath| {
        dataset_text(&name.clone().map(|name| (name, folder.clone())))
    };
    let installed: Vec<_> = engine.runs().installed(&run.id).iter().map(ToString::to_string).collect();
    let isolated = engine.runs().isolated(&run.id).map(|isolated| isolated.title().render(language));
    let machine = engine.runs().machine(&run.id).map(|machine| machine_text(&machine, language));
    let far = progress(engine, run).map(|far| progress_text(&far, language));
    let text = |text: String| if text.is_empty() { "–".into() } else { text };
    let pinned = if run.run_tags.pinned { Message::Pinned.render(language) } else { String::new() };
    let time = |at: Option<Timestamp>| at.map_or("–".into(), |at| output::time(at).to_string());
    let pairs = [
        (Message::ColumnId, run.id.to_string()),
        (Message::ColumnProject, engine.in_project(&run.project).projects().current()?.name.to_string()),
        (Message::ColumnName, run.name.clone()),
        (Message::ColumnType, run.kind.title().render(language)),
        (Message::ColumnStatus, run.status.title().render(language)),
        (Message::ColumnPlace, position.map_or("–".into(), |position| locales::number(position, language))),
        (Message::ColumnReason, reason.or(blocked_by).unwrap_or("–".into())),
        (Message::ColumnPackage, format!("{} {}", run.package, run.version)),
        (Message::ColumnAsOf, as_of.map_or("–".into(), |day| day.to_string())),
        (Message::ColumnDataset, dataset(&run.dataset, &run.folder)),
        (Message::ColumnEvaluation, dataset(&run.evaluation, &run.evaluation_folder)),
        (Message::ColumnParameters, parameters),
        (Message::ColumnGpu, gpu_text(gpu, language)),
        (Message::ColumnMemory, limits.memory.map_or("–".into(), |bytes| locales::bytes(bytes, language))),
        (Message::ColumnCores, limits.cores.map_or("–".into(), |cores| cores.to_string())),
        (Message::ColumnMade, run.new_version.map_or("–".into(), |version| version.to_string())),
        (Message::ColumnNotInVersion, text(left_out(engine, run, language))),
        (Message::ColumnScore, run.score.map_or("–".into(), |score| locales::score(score, language))),
        (Message::ColumnTags, text(run_tags::tags_text(&run.run_tags))),
        (Message::ColumnNote, text(run.run_tags.note.to_string())),
        (Message::ColumnPinned, text(pinned)),
        (Message::ColumnCreated, output::time(run.created).to_string()),
        (Message::ColumnStarted, time(run.started)),
        (Message::ColumnEnded, time(run.ended)),
        (Message::ColumnProgress, text(far.unwrap_or_default())),
        (Message::ColumnStages, text(stages(engine, run, language).join(", "))),
        (Message::ColumnMachine, text(machine.unwrap_or_default())),
        (Message::ColumnIsolated, text(isolated.unwrap_or_default())),
        (Message::ColumnInstalled, text(installed.join(", "))),
        (Message::ColumnImported, imported.unwrap_or("–".into())),
        (Message::ColumnDirectory, output::path(engine.home().run(&run.id).path())),
    ];
    output::facts(&pairs.map(|(label, value)| (label.render(language), value)));
    if let Some(day) = offered_as_of(engine, run) {
        output::line(&Message::RunTryAsOf { date: day.to_string() }.render(language));
    }
    Ok(0)
}

/// What the run ran on, in one line.
fn machine_text(found: &RunMachine, language: Language) -> String {
    let on = &found.machine;
    let (cores, usable) = (on.cores.into(), on.usable.into());
    let cores = if cores == usable {
        Message::MachineCores { cores }
    } else {
        Message::MachineCoresSome { usable, cores }
    };
    let (cores, memory) = (cores.render(language), locales::bytes(on.memory, language));
    let gpu = found.gpu.as_ref().map(|gpu| gpu.name.clone());
    let parts = [on.cpu.clone(), cores, memory, on.system.clone(), on.kernel.clone()];
    let parts = parts.into_iter().chain(gpu).chain(found.python.clone());
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The files of the package's folder that are not in the version it made.
fn left_out(engine: &Engine, run: &Run, language: Language) -> String {
    let Some(packed) = engine.runs().packed(&run.id) else { return String::new() };
    let more = packed.left_out_count - packed.left_out.len() as u64;
    let more = (more > 0).then(|| Message::LeftOutMore { count: more }.render(language));
    packed.left_out.into_iter().chain(more).collect::<Vec<_>>().join("; ")
}

/// How far a run is whose code runs, if that is known.
fn progress(engine: &Engine, run: &Run) -> Option<RunProgress> {
    if run.status != Status::Running {
        return None;
    }
    let said = TrainingProgress::of(&engine.home().run(&run.id));
    RunProgress::of(run, said, || engine.runs().usual_seconds(run), Timestamp::now())
}

fn progress_text(far: &RunProgress, language: Language) -> String {
    let percent = Message::RunProgressPercent { percent: (far.fraction() * 100.0) as u64 };
    let known = [Some(percent), far.counted(), far.time()].into_iter().flatten();
    known.map(|message| message.render(language)).collect::<Vec<_>>().join(", ")
}

/// How long each stage took; the current one, until now.
fn stages(engine: &Engine, run: &Run, language: Language) -> Vec<String> {
    let end = run.ended.unwrap_or_else(Timestamp::now).as_microsecond() as f64 / 1000.0;
    let took = |(stage, began, ended): (Stage, f64, Option<f64>)| {
        // A clock that was set back makes no duration negative: `as` stops at 0.
        let seconds = ((ended.unwrap_or(end) - began) / 1000.0) as u64;
        format!("{} {}", stage.title().render(language), locales::seconds(seconds, language))
    };
    Timeline::of(&engine.home().run(&run.id)).stages(None).map(took).collect()
}

fn artifacts(engine: &Engine, run: &Run, as_json: bool, language: Language) -> Result<u8> {
    let artifacts = engine.runs().artifacts(&run.id)?;
    if as_json {
        let entry = |artifact: &engine::Artifact| json!({"path": artifact.path.to_string_lossy(), "bytes": artifact.bytes, "on_disk": artifact.data});
        return output::json(&artifacts.iter().map(entry).collect::<Vec<_>>());
    }
    if artifacts.is_empty() {
        output::error_line(&Message::ArtifactsNone { id: run.id.to_string() }.render(language));
    }
    for artifact in artifacts {
        let (bytes, data) = (artifact.bytes, artifact.data);
        let size = bytes.zip(data).map(|(bytes, data)| output::size_with_holes(bytes, data, language));
        let size = size.unwrap_or_else(|| output::size(None, language));
        output::line(&format!("{size:>10}  {}", output::path(&artifact.path)));
    }
    Ok(0)
}

/// Runs with the same name, such as all runs of a package, can be exported into one folder.
fn export_path(run: &Run, to: PathBuf) -> PathBuf {
    let name = engine::export_name(run);
    match name.strip_suffix(engine::EXPORT_ENDING) {
        Some(stem) if to.join(&name).exists() => {
            to.join(format!("{stem} {}{}", run.id, engine::EXPORT_ENDING))
        }
        _ => to,
    }
}

fn import(engine: &Engine, matches: &ArgMatches, as_json: bool, language: Language) -> Result<u8> {
    let given: Vec<PathBuf> = matches.get_many("file").into_iter().flatten().cloned().collect();
    let files = engine::exports_in(&given)?;
    let imported = output::with_progress(language, |watch| engine.transfer().import_runs(&files, watch))?;
    let is_refused = imported.iter().any(|run| run.is_err());
    let imported = files.iter().zip(imported);
    if as_json {
        let entry = |(file, run): (&PathBuf, Result<Run>)| match run {
            Ok(run) => json!({"file": file.to_string_lossy(), "run": run_json(engine, &run, language)}),
            Err(failure) => json!({"file": file.to_string_lossy(), "refused": failure.render(language)}),
        };
        output::json(&imported.map(entry).collect::<Vec<_>>())?;
    } else {
        for (file, run) in imported {
            let file = output::path(file);
            match run {
                Ok(run) => {
                    output::line(&Message::RunImported { file, id: run.id.to_string() }.render(language))
                }
                Err(failure) => {
                    let text = failure.render(language);
                    // Most messages name the file.
                    output::error_line(&match text.contains(&file) {
                        true => text,
                        false => Message::RunNotImported { file, text }.render(language),
                    });
                }
            }
        }
    }
    Ok(if is_refused { REFUSED } else { 0 })
}

/// Stops all runs that can be stopped, and returns the first failure.
fn stop(engine: &Engine, matches: &ArgMatches, as_json: bool, language: Language) -> Result<u8> {
    let mut refused = Ok(());
    let mut found = Vec::new();
    for id in ids(matches) {
        match engine.runs().find(id) {
            Ok(run) => found.push(run.id.clone()),
            Err(failure) => refused = refused.and(Err(failure)),
        }
    }
    let mut stopped = Vec::new();
    let outcomes = engine.runs().stop_together(&found, matches.get_flag("now"));
    for (id, outcome) in found.into_iter().zip(outcomes) {
        match outcome {
            Ok(_) if as_json => {
                stopped.push(run_json(engine, &engine.runs().find(id.as_str())?, language));
            }
            Ok(outcome) => output::line(&stop_message(id.to_string(), outcome, language)),
            Err(failure) => refused = refused.and(Err(failure)),
        }
    }
    if as_json && ids(matches).count() == 1 {
        refused?;
        return output::json(&stopped.pop());
    }
    if as_json {
        output::json(&stopped)?;
    }
    refused.map(|()| 0)
}

/// The result of stopping a run.
fn stop_message(id: String, stopped: Stopped, language: Language) -> String {
    match stopped {
        Stopped::AtOnce => Message::StoppedAtOnce { id },
        Stopped::Requested => Message::StopAsked { id },
        Stopped::Over(status) => Message::StopOver { id, status: status.title().render(language) },
    }
    .render(language)
}

/// The ids in the arguments.
fn ids(matches: &ArgMatches) -> impl Iterator<Item = &str> {
    matches.get_many::<String>("id").into_iter().flatten().map(String::as_str)
}
