//! `run data`: which data a run was given, and how its datasets differ from that today.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use contract::RunId;
use engine::{DataRole, DatasetNow, Engine, GivenData, Watch};
use locales::{Failure, Language, Message, Result};
use serde_json::{Value, json};

use crate::{dataset, differences, file_difference, output};

pub(crate) fn data(engine: &Engine, id: &RunId, matches: &ArgMatches, language: Language) -> Result<u8> {
    if let Some(name) = matches.get_one::<String>("restore") {
        let name = name.parse()?;
        let done = output::with_progress(language, |watch| {
            engine.runs().restore_data(id, DataRole::Input, &name, watch)
        })?;
        return dataset::added(engine, &done.row, &done.skipped, matches.get_flag("json"), language);
    }
    let given = engine.runs().given_data(id)?;
    if let Some(path) = matches.get_one::<PathBuf>("file") {
        return compare_file(engine, &given, path, matches.get_flag("json"), language);
    }
    let compared = |one: &GivenData, most| engine.runs().compare_with_now(one, most, &Watch::default());
    if matches.get_flag("json") {
        let of = |one: &GivenData| Ok(given_json(one, compared(one, differences::LISTED_AS_JSON)?.as_ref()));
        return output::json(&given.iter().map(of).collect::<Result<Vec<_>>>()?);
    }
    for one in &given {
        let now = compared(one, differences::LISTED)?;
        output::line(&title(one).render(language));
        if let Some(now) = &now {
            output::line(&format!("  {}", now.message().render(language)));
        }
        if let Some(DatasetNow::Changed { counts, first }) = &now {
            differences::print(counts, first, language);
        }
    }
    Ok(0)
}

/// Shows how a file differs today in each of the datasets that had it.
fn compare_file(
    engine: &Engine,
    given: &[GivenData],
    path: &Path,
    as_json: bool,
    language: Language,
) -> Result<u8> {
    let (mut found, mut without) = (Vec::new(), None);
    for one in given {
        match engine.compare_given_file(one, path, file_difference::TIME, &Watch::default()) {
            Err(failure) if is_other(&failure) => without = Some(failure),
            compared => found.push((one, compared?)),
        }
    }
    if let Some(failure) = without.filter(|_| found.is_empty()) {
        return Err(failure);
    }
    if as_json {
        let of = |(one, difference): &(&GivenData, _)| json!({"role": one.role, "dataset": one.dataset, "difference": difference});
        return output::json(&found.iter().map(of).collect::<Vec<_>>());
    }
    for (one, difference) in &found {
        output::line(&title(one).render(language));
        file_difference::print(difference, language);
    }
    Ok(0)
}

/// Whether a dataset never had a file, so that another one may have it.
fn is_other(failure: &Failure) -> bool {
    matches!(*failure.message, Message::SourceMissing { .. } | Message::FileNotBefore { .. })
}

/// What a run was given.
fn title(given: &GivenData) -> Message {
    let name = match given.folder.to_string() {
        folder if folder.is_empty() => given.dataset.to_string(),
        folder => format!("{}/{folder}", given.dataset),
    };
    let role = match given.role {
        DataRole::Input => "input",
        DataRole::Evaluation => "evaluation",
    };
    let role = role.to_string();
    match &given.snapshot {
        Some(snapshot) => {
            let kept = if snapshot.kept { "yes" } else { "no" }.to_string();
            Message::DataGiven { role, name, files: snapshot.files, bytes: snapshot.bytes, kept }
        }
        None => Message::DataGivenUnknown { role, name },
    }
}

fn given_json(given: &GivenData, now: Option<&DatasetNow>) -> Value {
    let today = now.map(|now| match now {
        DatasetNow::Same => json!({"state": "same"}),
        DatasetNow::Changed { counts, first } => {
            let mut changed = differences::as_json(counts, first);
            changed["state"] = "changed".into();
            changed
        }
        DatasetNow::ChangedSomehow => json!({"state": "changed"}),
        DatasetNow::Gone => json!({"state": "gone"}),
    });
    json!({
        "role": given.role,
        "dataset": given.dataset,
        "folder": given.folder,
        "snapshot": given.snapshot,
        "today": today,
    })
}
