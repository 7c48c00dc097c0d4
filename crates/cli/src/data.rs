//! `run data`: which data a run was given, and how its datasets differ from that today.

use clap::ArgMatches;
use contract::RunId;
use engine::{DataRole, DatasetNow, Engine, GivenData, Watch};
use locales::{Language, Message, Result};
use serde_json::{Value, json};

use crate::{dataset, differences, output};

pub(crate) fn data(engine: &Engine, id: &RunId, matches: &ArgMatches, language: Language) -> Result<u8> {
    if let Some(name) = matches.get_one::<String>("restore") {
        let name = name.parse()?;
        let done = output::with_progress(language, |watch| {
            engine.runs().restore_data(id, DataRole::Input, &name, watch)
        })?;
        return dataset::added(engine, &done.row, &done.skipped, matches.get_flag("json"), language);
    }
    let given = engine.runs().given_data(id)?;
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
