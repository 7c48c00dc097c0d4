//! Filling in the form of a run from the command line's options, and showing it.

use std::ffi::OsString;

use clap::ArgMatches;
use contract::{AsOf, DatasetName, FolderPath, Limits, PackageName, Parameter, Parameters, Version};
use engine::{Engine, RunForm};
use jiff::Zoned;
use locales::{Language, Message, Result};

/// Applies the options to the `old` form, or to a new one, in which case the command line requires the
/// necessary ones.
pub(crate) fn form(engine: &Engine, matches: &ArgMatches, old: Option<RunForm>) -> Result<RunForm> {
    let given = |name: &str| matches.get_one::<String>(name);
    let text = |name: &str| given(name).map_or("", String::as_str);
    let is_new = old.is_none();
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
                input_state: None,
                evaluation_state: None,
                parameters: Vec::new(),
                gpu: false,
                limits: Limits::default(),
                grace_seconds: RunForm::GRACE_SECONDS,
                isolation: None,
                package,
                version,
            }
        }
    };
    if let Some(kind) = given("type") {
        form.kind = kind.parse()?;
        // Datasets that only the previous type used are removed.
        form.input.take_if(|_| !form.kind.trains());
        form.evaluation.take_if(|_| !form.kind.evaluates());
    }
    if let Some(package) = given("package") {
        form.package = package.parse()?;
    }
    if let Some(version) = given("version") {
        form.version = version.parse()?;
    }
    // A day that came from the version changes with it.
    if form.as_of == before {
        form.as_of = of_version(engine, &form.package, form.version);
    }
    form.as_of = as_of(matches)?.unwrap_or(form.as_of);
    // Only `schedule edit` can remove values.
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
    let state = |option| matches.get_one::<u32>(option).copied();
    if let Some(input) = dataset(matches, "dataset")? {
        // The old state is one of another dataset.
        (form.input, form.input_state) = (Some(input), None);
    }
    if let Some(evaluation) = dataset(matches, "evaluation-dataset")? {
        (form.evaluation, form.evaluation_state) = (Some(evaluation), None);
    }
    form.input_state = state("dataset-state").or(form.input_state);
    form.evaluation_state = state("evaluation-dataset-state").or(form.evaluation_state);
    let entered = matches.get_many::<String>("env").into_iter().flatten();
    let entered = entered.map(|text| parameter(text)).collect::<Result<Vec<_>>>()?;
    let before: Vec<_> = form.parameters.iter().map(|old| old.name.clone()).collect();
    form.parameters.retain(|old| entered.iter().all(|new| new.name != old.name));
    form.parameters.extend(entered);
    // Each stays in its position.
    form.parameters.sort_by_key(|new| before.iter().position(|old| *old == new.name).unwrap_or(usize::MAX));
    if is_new && engine.projects().current()?.keeps_data {
        form.parameters.extend(Parameters::keeping(form.kind, &form.parameters));
    }
    form.gpu |= matches.get_flag("gpu");
    form.grace_seconds = matches.get_one("grace").copied().unwrap_or(form.grace_seconds);
    if let Some(isolation) = given("isolation") {
        form.isolation = Some(isolation.parse()?);
    }
    let limits = Limits::read(text("memory"), text("cores"))?;
    form.limits =
        Limits { memory: limits.memory.or(form.limits.memory), cores: limits.cores.or(form.limits.cores) };
    Ok(form)
}

/// The day that a version names. That the version does not exist is reported later.
fn of_version(engine: &Engine, package: &PackageName, version: Version) -> Option<AsOf> {
    engine.packages().version(package, version).ok().and_then(|row| row.as_of)
}

/// `NAME` or `NAME/FOLDER`.
fn dataset(matches: &ArgMatches, argument: &str) -> Result<Option<(DatasetName, FolderPath)>> {
    let Some(given) = matches.get_one::<OsString>(argument) else { return Ok(None) };
    let text = given.to_string_lossy();
    let (name, folder) = text.split_once('/').unwrap_or((&text, ""));
    Ok(Some((name.parse()?, folder.parse()?)))
}

/// A dataset with its folder, as text.
pub(crate) fn dataset_text(chosen: &Option<(DatasetName, FolderPath)>) -> String {
    match chosen {
        Some((name, folder)) => format!("{name}/{folder}").trim_end_matches('/').to_string(),
        None => "–".into(),
    }
}

/// Parses `KEY=VALUE`; a value may contain further `=`.
fn parameter(text: &str) -> Result<Parameter> {
    match text.split_once('=') {
        Some((name, value)) => Ok(Parameter::plain(name, value)),
        None => Err(Message::EnvWithoutValue { text: text.to_string() }.into()),
    }
}

/// Parameters as text, with secrets masked.
pub(crate) fn parameters_text<'a>(parameters: impl Iterator<Item = &'a Parameter>) -> String {
    let all: Vec<_> = parameters.map(|one| format!("{}={}", one.name, one.value.shown())).collect();
    if all.is_empty() { "–".into() } else { all.join(", ") }
}

pub(crate) fn gpu_text(gpu: bool, language: Language) -> String {
    if gpu { Message::GpuEnabled.render(language) } else { "–".into() }
}

/// The value of `--as-of`. The outer `None`: it is not given. The inner: it is `none`, which removes the day.
pub(crate) fn as_of(matches: &ArgMatches) -> Result<Option<Option<AsOf>>> {
    let given = matches.get_one::<String>("as-of");
    given.map(|text| AsOf::read(text, Zoned::now().date())).transpose()
}
