//! `trainyard run …`

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::ArgMatches;
use contract::{AsOf, DatasetName, FolderPath, Limits, PackageName, Parameter, Status, Version};
use engine::{Engine, Run, RunForm, Stopped, Watch};
use jiff::Timestamp;
use locales::{Failure, Language, Message, Result};
use rundir::{LogReader, Made, Stage, Timeline};
use serde_json::{Value, json};

use crate::follow::{Interrupts, Shown, follow};
use crate::{REFUSED, labels, output, package, publish, queue, run_list, told};

pub(crate) fn run(engine: &Engine, matches: &ArgMatches, language: Language) -> Result<u8> {
    let Some((command, matches)) = matches.subcommand() else { return Ok(0) };
    let as_json = matches.try_contains_id("json").is_ok() && matches.get_flag("json");
    let wanted = matches.try_get_one::<String>("id").ok().flatten();
    let found = || engine.run(wanted.map_or("", String::as_str));
    match command {
        "start" => start(engine, matches, as_json, language),
        "list" => run_list::list(engine, matches, as_json, language),
        "show" => show(engine, &found()?, as_json, language),
        "log" => log(engine, &found()?, matches.get_flag("follow"), language),
        "artifacts" => artifacts(engine, &found()?, as_json, language),
        "move" => queue::move_run(engine, &found()?, matches, as_json, language),
        "tag" => labels::tag(engine, &found()?, matches, as_json, language),
        "note" => labels::note(engine, &found()?, matches, as_json, language),
        "pin" => labels::pin(engine, &found()?, true, as_json, language),
        "unpin" => labels::pin(engine, &found()?, false, as_json, language),
        "stop" => stop(engine, matches, as_json, language),
        "export" => {
            let (run, to) = (found()?, matches.get_one::<PathBuf>("output").cloned().unwrap_or_default());
            let to = export_place(&run, to);
            let done = output::with_progress(language, |watch| engine.export_run(&run.id, &to, watch))?;
            package::downloaded(done, as_json, language)
        }
        "publish" => publish::publish(engine, &found()?, as_json, language),
        "import" => import(engine, matches, as_json, language),
        "remove" => {
            let runs = ids(matches).map(|id| engine.run(id)).collect::<Result<Vec<_>>>()?;
            let ids: Vec<_> =
                runs.into_iter().map(|run| run.id.clone()).collect::<BTreeSet<_>>().into_iter().collect();
            let bytes = match &ids[..] {
                // Needs no room to begin with, as what may come back does.
                [id] => engine.remove_run(id)?,
                _ => engine.remove_runs(&ids)?.bytes()?,
            };
            package::freed(bytes, as_json, language)
        }
        _ => {
            let path = matches.get_one::<PathBuf>("path").map(PathBuf::as_path);
            let to = matches.get_one::<PathBuf>("output").cloned().unwrap_or_default();
            let done = engine.download_from_run(&found()?.id, path, &to, false, &Watch::default())?;
            package::downloaded(done, as_json, language)
        }
    }
}

/// 0, 1 or 130: what `run start` ends with for a run that ended like this.
pub(crate) fn exit_code(status: Status) -> u8 {
    match status {
        Status::Failed => 1,
        Status::Killed => 130,
        _ => 0,
    }
}

fn start(engine: &Engine, matches: &ArgMatches, as_json: bool, language: Language) -> Result<u8> {
    let form = form(engine, matches, None)?;
    let interrupts = if matches.get_flag("detach") { None } else { Some(Interrupts::hear()?) };
    let created = engine.create_run(&form)?;
    if engine.queue().is_ok_and(|queue| queue.paused) {
        output::error_line(&Message::QueuePaused.say(language));
    }
    if matches.get_flag("detach") {
        queued(engine, &created, as_json, language)?;
        return Ok(output_code(language));
    }
    let shown = if as_json { Shown::LogOnStderr } else { Shown::LogOnStdout };
    // It was started: whatever keeps it from being followed is no refusal.
    let ended = follow(engine, &created.id, interrupts, shown, language).unwrap_or_else(|failure| {
        output::error_line(&failure.say(language));
        engine.run(created.id.as_str()).unwrap_or(created)
    });
    if as_json {
        output::json(&result_json(engine, &ended, language))?;
    }
    let code = if ended.status.is_end() { exit_code(ended.status) } else { exit_code(Status::Failed) };
    Ok(code.max(output_code(language)))
}

/// 1 where stdout could not be written, which is reported. It is not 2: the run was started.
fn output_code(language: Language) -> u8 {
    let unwritten = output::unwritten();
    unwritten.map_or(0, |failure| told(&failure, exit_code(Status::Failed), language))
}

/// Says that a run was made.
pub(crate) fn queued(engine: &Engine, created: &Run, as_json: bool, language: Language) -> Result<u8> {
    if as_json {
        return output::json(&result_json(engine, created, language));
    }
    output::line(&Message::RunQueued { id: created.id.to_string() }.say(language));
    Ok(0)
}

/// What the options say; what they do not say stays as it was in the `old` form. Without one, the
/// command line asks for what there must be.
pub(crate) fn form(engine: &Engine, matches: &ArgMatches, old: Option<RunForm>) -> Result<RunForm> {
    let given = |name: &str| matches.get_one::<String>(name);
    let text = |name: &str| given(name).map_or("", String::as_str);
    let before = old.as_ref().and_then(|old| of_version(engine, &old.package, old.version));
    let mut form = match old {
        Some(old) => old,
        None => {
            let (package, version) = (text("package").parse()?, text("version").parse()?);
            RunForm {
                name: RunForm::prefilled_name(&package, version),
                kind: text("type").parse()?,
                as_of: None,
                input: None,
                evaluation: None,
                parameters: Vec::new(),
                gpu: false,
                limits: Limits::default(),
                grace_seconds: RunForm::GRACE_SECONDS,
                package,
                version,
            }
        }
    };
    if let Some(kind) = given("type") {
        form.kind = kind.parse()?;
        // What the type before looked at.
        form.input.take_if(|_| !form.kind.trains());
        form.evaluation.take_if(|_| !form.kind.evaluates());
    }
    if let Some(package) = given("package") {
        form.package = package.parse()?;
    }
    if let Some(version) = given("version") {
        form.version = version.parse()?;
    }
    // A day that came with the version goes with it.
    if form.as_of == before {
        form.as_of = of_version(engine, &form.package, form.version);
    }
    form.as_of = package::as_of(matches)?.unwrap_or(form.as_of);
    // Only what there was can be taken away, by the command that edits.
    let taken_away = |option: &str, what: &str| {
        let mut named = matches.try_get_many::<String>(option).ok().flatten().into_iter().flatten();
        named.any(|named| named == what)
    };
    form.evaluation.take_if(|_| taken_away("without", "evaluation-dataset"));
    form.gpu &= !taken_away("without", "gpu");
    form.limits.memory.take_if(|_| taken_away("without", "memory"));
    form.limits.cores.take_if(|_| taken_away("without", "cores"));
    form.parameters.retain(|old| !taken_away("without-env", &old.name));
    form.name = given("name").cloned().unwrap_or(form.name);
    form.input = dataset(matches, "dataset")?.or(form.input);
    form.evaluation = dataset(matches, "evaluation-dataset")?.or(form.evaluation);
    let entered = matches.get_many::<String>("env").into_iter().flatten();
    let entered = entered.map(|text| parameter(text)).collect::<Result<Vec<_>>>()?;
    let before: Vec<_> = form.parameters.iter().map(|old| old.name.clone()).collect();
    form.parameters.retain(|old| entered.iter().all(|new| new.name != old.name));
    form.parameters.extend(entered);
    // Each stays in its place.
    form.parameters.sort_by_key(|new| before.iter().position(|old| *old == new.name).unwrap_or(usize::MAX));
    form.gpu |= matches.get_flag("gpu");
    form.grace_seconds = matches.get_one("grace").copied().unwrap_or(form.grace_seconds);
    let limits = Limits::read(text("memory"), text("cores"))?;
    form.limits =
        Limits { memory: limits.memory.or(form.limits.memory), cores: limits.cores.or(form.limits.cores) };
    Ok(form)
}

/// The day that a version carries; that there is no such version is said later.
fn of_version(engine: &Engine, package: &PackageName, version: Version) -> Option<AsOf> {
    engine.version(package, version).ok().and_then(|row| row.as_of)
}

/// `NAME` or `NAME/FOLDER`.
fn dataset(matches: &ArgMatches, argument: &str) -> Result<Option<(DatasetName, FolderPath)>> {
    let Some(given) = matches.get_one::<OsString>(argument) else { return Ok(None) };
    let text = given.to_string_lossy();
    let (name, folder) = text.split_once('/').unwrap_or((&text, ""));
    Ok(Some((name.parse()?, folder.parse()?)))
}

/// The same, said.
pub(crate) fn dataset_text(chosen: &Option<(DatasetName, FolderPath)>) -> String {
    match chosen {
        Some((name, folder)) => format!("{name}/{folder}").trim_end_matches('/').to_string(),
        None => "–".into(),
    }
}

/// `KEY=VALUE`; a value may hold more of `=`.
fn parameter(text: &str) -> Result<Parameter> {
    match text.split_once('=') {
        Some((name, value)) => Ok(Parameter::plain(name, value)),
        None => Err(Message::EnvWithoutValue { text: text.to_string() }.into()),
    }
}

fn show(engine: &Engine, run: &Run, as_json: bool, language: Language) -> Result<u8> {
    if as_json {
        let mut value = run_json(engine, run, language);
        let made = engine.made(&run.id).unwrap_or_default();
        value["left_out"] = left_out_json(&made, language);
        value["left_out_count"] = json!(made.left_out_count);
        value["unpublished"] = json!(engine.is_unpublished(&run.id));
        value["place"] = json!(engine.queue()?.places().get(&run.id));
        // One that waits for its time has no spec: its schedule has what it will be asked.
        let spec = match run.status {
            Status::Scheduled => None,
            _ => Some(engine.spec(&run.id)?),
        };
        value["parameters"] = json!(spec.as_ref().map(|spec| &spec.parameters));
        let imported = spec.as_ref().and_then(|spec| spec.imported.as_ref());
        value["imported"] = json!(imported);
        value["installed"] = json!(engine.installed(&run.id));
        value["as_of"] = json!(spec.as_ref().and_then(|spec| spec.as_of));
        value["try_as_of"] = json!(offered_as_of(engine, run));
        value["gpu"] = json!(spec.as_ref().map(|spec| spec.gpu));
        value["memory_limit"] = json!(spec.as_ref().and_then(|spec| spec.limits.memory));
        value["cores"] = json!(spec.as_ref().and_then(|spec| spec.limits.cores));
        return output::json(&value);
    }
    let place = engine.queue()?.places().get(&run.id).copied();
    let reason = run.reason.as_ref().map(|reason| reason.say(language));
    let hindrance = engine.hindrance(run).ok().flatten().map(|message| message.say_short(language));
    // One whose files were changed by hand is shown all the same.
    let spec = engine.spec(&run.id).ok();
    let limits = spec.as_ref().map(|spec| spec.limits).unwrap_or_default();
    let parameters = spec.iter().flat_map(|spec| spec.parameters.iter());
    let parameters = parameters_text(parameters);
    let gpu = spec.as_ref().is_some_and(|spec| spec.gpu);
    let as_of = spec.as_ref().and_then(|spec| spec.as_of);
    let imported = spec.and_then(|spec| spec.imported).map(|imported| {
        let (at, file) = (output::time(imported.at).to_string(), imported.file);
        Message::ImportedFrom { at, file }.say(language)
    });
    let dataset = |name: &Option<DatasetName>, folder: &FolderPath| {
        dataset_text(&name.clone().map(|name| (name, folder.clone())))
    };
    let installed: Vec<_> = engine.installed(&run.id).iter().map(ToString::to_string).collect();
    let text = |text: String| if text.is_empty() { "–".into() } else { text };
    let pinned = if run.labels.pinned { Message::Pinned.say(language) } else { String::new() };
    let time = |at: Option<Timestamp>| at.map_or("–".into(), |at| output::time(at).to_string());
    let pairs = [
        (Message::ColumnId, run.id.to_string()),
        (Message::ColumnProject, engine.in_project(&run.project).project_row()?.name.to_string()),
        (Message::ColumnName, run.name.clone()),
        (Message::ColumnType, run.kind.title().say(language)),
        (Message::ColumnStatus, run.status.title().say(language)),
        (Message::ColumnPlace, place.map_or("–".into(), |place| locales::number(place, language))),
        (Message::ColumnReason, reason.or(hindrance).unwrap_or("–".into())),
        (Message::ColumnPackage, format!("{} {}", run.package, run.version)),
        (Message::ColumnAsOf, as_of.map_or("–".into(), |day| day.to_string())),
        (Message::ColumnDataset, dataset(&run.dataset, &run.folder)),
        (Message::ColumnEvaluation, dataset(&run.evaluation, &run.evaluation_folder)),
        (Message::ColumnParameters, parameters),
        (Message::ColumnGpu, gpu_text(gpu, language)),
        (Message::ColumnMemory, limits.memory.map_or("–".into(), |bytes| locales::bytes(bytes, language))),
        (Message::ColumnCores, limits.cores.map_or("–".into(), |cores| cores.to_string())),
        (Message::ColumnMade, run.made.map_or("–".into(), |version| version.to_string())),
        (Message::ColumnNotInVersion, text(left_out(engine, run, language))),
        (Message::ColumnScore, run.score.map_or("–".into(), |score| locales::score(score, language))),
        (Message::ColumnTags, text(labels::tags_text(&run.labels))),
        (Message::ColumnNote, text(run.labels.note.to_string())),
        (Message::ColumnPinned, text(pinned)),
        (Message::ColumnCreated, output::time(run.created).to_string()),
        (Message::ColumnStarted, time(run.started)),
        (Message::ColumnEnded, time(run.ended)),
        (Message::ColumnStages, text(stages(engine, run, language).join(", "))),
        (Message::ColumnInstalled, text(installed.join(", "))),
        (Message::ColumnImported, imported.unwrap_or("–".into())),
        (Message::ColumnDirectory, output::path(engine.home().run(&run.id).path())),
    ];
    output::facts(&pairs.map(|(label, value)| (label.say(language), value)));
    if let Some(day) = offered_as_of(engine, run) {
        output::line(&Message::RunTryAsOf { date: day.to_string() }.say(language));
    }
    Ok(0)
}

/// The day to resolve as of, where newer releases are probably why a run failed.
pub(crate) fn offered_as_of(engine: &Engine, run: &Run) -> Option<AsOf> {
    engine.diagnosis(&run.id).ok().flatten()?.as_of
}

/// The same as an object each, as everywhere.
pub(crate) fn left_out_json(made: &Made, language: Language) -> Value {
    let reason = |path: &String| Message::LeftOutOfVersion { path: path.clone() }.say(language);
    made.left_out.iter().map(|path| json!({"path": path, "reason": reason(path)})).collect()
}

/// What the version that it made does not hold of the package's folder.
fn left_out(engine: &Engine, run: &Run, language: Language) -> String {
    let Some(made) = engine.made(&run.id) else { return String::new() };
    let more = made.left_out_count - made.left_out.len() as u64;
    let more = (more > 0).then(|| Message::LeftOutMore { count: more }.say(language));
    made.left_out.into_iter().chain(more).collect::<Vec<_>>().join("; ")
}

/// How long each stage took, the one that goes on until now.
fn stages(engine: &Engine, run: &Run, language: Language) -> Vec<String> {
    let end = run.ended.unwrap_or_else(Timestamp::now).as_microsecond() as f64 / 1000.0;
    let took = |(stage, began, ended): (Stage, f64, Option<f64>)| {
        // A clock that was set back makes no time negative: `as` stops at 0.
        let seconds = ((ended.unwrap_or(end) - began) / 1000.0) as u64;
        format!("{} {}", stage.title().say(language), locales::seconds(seconds, language))
    };
    Timeline::of(&engine.home().run(&run.id)).stages(None).map(took).collect()
}

/// As they are given, secrets masked.
pub(crate) fn parameters_text<'a>(parameters: impl Iterator<Item = &'a Parameter>) -> String {
    let all: Vec<_> = parameters.map(|one| format!("{}={}", one.name, one.value.shown())).collect();
    if all.is_empty() { "–".into() } else { all.join(", ") }
}

pub(crate) fn gpu_text(gpu: bool, language: Language) -> String {
    if gpu { Message::GpuEnabled.say(language) } else { "–".into() }
}

fn log(engine: &Engine, run: &Run, to_follow: bool, language: Language) -> Result<u8> {
    if run.status == Status::Scheduled {
        engine.spec(&run.id)?;
    }
    if to_follow && !run.status.is_end() {
        follow(engine, &run.id, None, Shown::OnlyLog, language)?;
        return Ok(0);
    }
    let directory = engine.home().run(&run.id);
    let failed =
        |error| Failure::because(Message::FileUnreadable { path: output::path(&directory.log()) }, error);
    let (mut reader, mut buffer) = (LogReader::new(&directory, 0), vec![0; 1 << 16]);
    loop {
        let length = reader.read(&mut buffer).map_err(failed)?;
        if length == 0 || !output::write(&buffer[..length]) {
            return Ok(0);
        }
    }
}

fn artifacts(engine: &Engine, run: &Run, as_json: bool, language: Language) -> Result<u8> {
    let artifacts = engine.artifacts(&run.id)?;
    if as_json {
        let entry = |artifact: &engine::Artifact| json!({"path": artifact.path.to_string_lossy(), "bytes": artifact.bytes, "on_disk": artifact.data});
        return output::json(&artifacts.iter().map(entry).collect::<Vec<_>>());
    }
    if artifacts.is_empty() {
        output::error_line(&Message::ArtifactsNone { id: run.id.to_string() }.say(language));
    }
    for artifact in artifacts {
        let (bytes, data) = (artifact.bytes, artifact.data);
        let size = bytes.zip(data).map(|(bytes, data)| output::size_with_holes(bytes, data, language));
        let size = size.unwrap_or_else(|| output::size(None, language));
        output::line(&format!("{size:>10}  {}", output::path(&artifact.path)));
    }
    Ok(0)
}

/// Runs of one name, as all of a package's are, get into one folder all the same.
fn export_place(run: &Run, to: PathBuf) -> PathBuf {
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
    let imported = output::with_progress(language, |watch| engine.import_runs(&files, watch))?;
    let is_refused = imported.iter().any(|run| run.is_err());
    let told = files.iter().zip(imported);
    if as_json {
        let entry = |(file, run): (&PathBuf, Result<Run>)| match run {
            Ok(run) => json!({"file": file.to_string_lossy(), "run": run_json(engine, &run, language)}),
            Err(failure) => json!({"file": file.to_string_lossy(), "refused": failure.say(language)}),
        };
        output::json(&told.map(entry).collect::<Vec<_>>())?;
    } else {
        for (file, run) in told {
            let file = output::path(file);
            match run {
                Ok(run) => output::line(&Message::RunImported { file, id: run.id.to_string() }.say(language)),
                Err(failure) => {
                    let text = failure.say(language);
                    // Most name it themselves.
                    output::error_line(&match text.contains(&file) {
                        true => text,
                        false => Message::RunNotImported { file, text }.say(language),
                    });
                }
            }
        }
    }
    Ok(if is_refused { REFUSED } else { 0 })
}

/// Stops all that can be stopped, and tells the first that cannot.
fn stop(engine: &Engine, matches: &ArgMatches, as_json: bool, language: Language) -> Result<u8> {
    let (mut told, mut refused) = (Vec::new(), Ok(()));
    for id in ids(matches) {
        match stop_one(engine, id, matches.get_flag("now"), as_json, language) {
            Ok(run) => told.extend(run),
            Err(failure) => refused = refused.and(Err(failure)),
        }
    }
    if as_json && ids(matches).count() == 1 {
        refused?;
        return output::json(&told.pop());
    }
    if as_json {
        output::json(&told)?;
    }
    refused.map(|()| 0)
}

/// Says what became of it, or answers it for JSON.
fn stop_one(
    engine: &Engine,
    id: &str,
    now: bool,
    as_json: bool,
    language: Language,
) -> Result<Option<Value>> {
    let run = engine.run(id)?;
    let stopped = engine.stop_run(&run.id, now)?;
    if as_json {
        return Ok(Some(run_json(engine, &engine.run(run.id.as_str())?, language)));
    }
    let id = run.id.to_string();
    output::line(&match stopped {
        Stopped::AtOnce => Message::StoppedAtOnce { id }.say(language),
        Stopped::Asked => Message::StopAsked { id }.say(language),
        Stopped::Over(status) => Message::StopOver { id, status: status.title().say(language) }.say(language),
    });
    Ok(None)
}

/// The runs that a command is given.
fn ids(matches: &ArgMatches) -> impl Iterator<Item = &str> {
    matches.get_many::<String>("id").into_iter().flatten().map(String::as_str)
}

/// In seconds; of a run that goes on, until now.
pub(crate) fn duration(started: Option<Timestamp>, ended: Option<Timestamp>) -> Option<f64> {
    let ended = ended.unwrap_or_else(Timestamp::now).as_microsecond();
    Some((ended - started?.as_microsecond()).max(0) as f64 / 1e6)
}

/// The keys that `run start --json` promises.
fn result_json(engine: &Engine, run: &Run, language: Language) -> Value {
    let directory = engine.home().run(&run.id);
    json!({
        "id": run.id,
        "status": run.status,
        "reason": run.reason.as_ref().map(|reason| reason.say(language)),
        "package": run.package,
        "version": run.made,
        "score": run.score,
        "directory": directory.path().to_string_lossy(),
        "results": directory.results().to_string_lossy(),
    })
}

/// The same and more.
pub(crate) fn run_json(engine: &Engine, run: &Run, language: Language) -> Value {
    let mut value = result_json(engine, run, language);
    let code = run.reason.as_ref().and_then(|reason| reason.message.as_ref()).map(|message| message.code());
    value["reason_code"] = json!(code);
    value["name"] = json!(run.name);
    value["type"] = json!(run.kind);
    value["project"] = json!(run.project);
    value["trained_version"] = json!(run.version);
    value["dataset"] = json!(run.dataset);
    value["folder"] = json!(run.folder);
    value["evaluation_dataset"] = json!(run.evaluation);
    value["evaluation_folder"] = json!(run.evaluation_folder);
    value["schedule"] = json!(run.schedule.as_ref().map(|by| &by.id));
    value["due"] = json!(run.schedule.as_ref().and_then(|by| by.due).map(|due| due.to_string()));
    value["tags"] = json!(run.labels.tags);
    value["note"] = json!(run.labels.note);
    value["pinned"] = json!(run.labels.pinned);
    value["created"] = json!(run.created.to_string());
    value["started"] = json!(run.started.map(|at| at.to_string()));
    value["ended"] = json!(run.ended.map(|at| at.to_string()));
    value["duration"] = json!(duration(run.started, run.ended));
    value
}
