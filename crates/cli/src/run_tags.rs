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
    let message = |id, run_tags: &RunTags| match run_tags.tags.is_empty() {
        true => Message::RunUntagged { id },
        false => Message::RunTagged { id, tags: tags_text(run_tags) },
    };
    change(engine, run, |run_tags| run_tags.tag(&add, &remove), message, as_json, language)
}

pub(crate) fn note(
    engine: &Engine,
    run: &Run,
    matches: &ArgMatches,
    as_json: bool,
    language: Language,
) -> Result<u8> {
    let note: Note = matches.get_one::<String>("text").map_or("", String::as_str).parse()?;
    let set_note = |run_tags: &mut RunTags| {
        run_tags.note = note.clone();
        Ok(())
    };
    let message = |id, run_tags: &RunTags| match run_tags.note.as_str() {
        "" => Message::RunNoteRemoved { id },
        _ => Message::RunNoted { id },
    };
    change(engine, run, set_note, message, as_json, language)
}

pub(crate) fn pin(engine: &Engine, run: &Run, pinned: bool, as_json: bool, language: Language) -> Result<u8> {
    let pin = |run_tags: &mut RunTags| {
        run_tags.pinned = pinned;
        Ok(())
    };
    let message = |id, run_tags: &RunTags| match run_tags.pinned {
        true => Message::RunPinned { id },
        false => Message::RunUnpinned { id },
    };
    change(engine, run, pin, message, as_json, language)
}

/// Tags, separated by commas.
pub(crate) fn tags_text(run_tags: &RunTags) -> String {
    run_tags.tags.iter().map(Tag::as_str).collect::<Vec<_>>().join(", ")
}

fn change(
    engine: &Engine,
    run: &Run,
    change: impl Fn(&mut RunTags) -> Result<(), FormError>,
    message: impl Fn(String, &RunTags) -> Message,
    as_json: bool,
    language: Language,
) -> Result<u8> {
    engine.runs().edit_tags(std::slice::from_ref(&run.id), change)?;
    let run = engine.runs().find(run.id.as_str())?;
    if as_json {
        return output::json(&run_json(engine, &run, language));
    }
    output::line(&message(run.id.to_string(), &run.run_tags).render(language));
    Ok(0)
}
