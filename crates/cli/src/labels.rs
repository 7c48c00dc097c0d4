//! `trainyard run tag`, `note`, `pin` and `unpin`

use clap::ArgMatches;
use contract::FormError;
use engine::{Engine, Run};
use locales::{Language, Message, Result};
use rundir::{Note, RunTags, Tag};

use crate::json::run_json;
use crate::output;

pub(crate) fn tag(
    engine: &Engine,
    run: &Run,
    matches: &ArgMatches,
    as_json: bool,
    language: Language,
) -> Result<u8> {
    let tags = |name: &str| {
        let given = matches.get_many::<String>(name).into_iter().flatten();
        given.map(|tag| tag.parse()).collect::<Result<Vec<Tag>>>()
    };
    let (add, remove) = (tags("add")?, tags("remove")?);
    let said = |id, labels: &RunTags| match labels.tags.is_empty() {
        true => Message::RunUntagged { id },
        false => Message::RunTagged { id, tags: tags_text(labels) },
    };
    change(engine, run, |labels| labels.tag(&add, &remove), said, as_json, language)
}

pub(crate) fn note(
    engine: &Engine,
    run: &Run,
    matches: &ArgMatches,
    as_json: bool,
    language: Language,
) -> Result<u8> {
    let note: Note = matches.get_one::<String>("text").map_or("", String::as_str).parse()?;
    let keep = |labels: &mut RunTags| {
        labels.note = note.clone();
        Ok(())
    };
    let said = |id, labels: &RunTags| match labels.note.as_str() {
        "" => Message::RunNoteRemoved { id },
        _ => Message::RunNoted { id },
    };
    change(engine, run, keep, said, as_json, language)
}

pub(crate) fn pin(engine: &Engine, run: &Run, pinned: bool, as_json: bool, language: Language) -> Result<u8> {
    let pin = |labels: &mut RunTags| {
        labels.pinned = pinned;
        Ok(())
    };
    let said = |id, labels: &RunTags| match labels.pinned {
        true => Message::RunPinned { id },
        false => Message::RunUnpinned { id },
    };
    change(engine, run, pin, said, as_json, language)
}

/// Tags with commas between.
pub(crate) fn tags_text(labels: &RunTags) -> String {
    labels.tags.iter().map(Tag::as_str).collect::<Vec<_>>().join(", ")
}

fn change(
    engine: &Engine,
    run: &Run,
    change: impl Fn(&mut RunTags) -> Result<(), FormError>,
    said: impl Fn(String, &RunTags) -> Message,
    as_json: bool,
    language: Language,
) -> Result<u8> {
    engine.runs().label(std::slice::from_ref(&run.id), change)?;
    let run = engine.runs().find(run.id.as_str())?;
    if as_json {
        return output::json(&run_json(engine, &run, language));
    }
    output::line(&said(run.id.to_string(), &run.run_tags).render(language));
    Ok(0)
}
