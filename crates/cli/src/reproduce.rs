//! `trainyard run reproduce`

use clap::ArgMatches;
use engine::{ComparedRow, Engine, NotRecorded, ReproducedFiles, ReproducedPart, Reproduction, Run};
use locales::{Language, Message, Result};
use serde_json::{Value, json};

use crate::differences::{LISTED, sign};
use crate::follow::Interrupts;
use crate::json::result_json;
use crate::{output, run, run_compare};

/// The original, and the run that reproduces it: the columns of a comparison.
const COLUMNS: [usize; 2] = [0, 1];

pub(crate) fn reproduce(engine: &Engine, of: &Run, matches: &ArgMatches, language: Language) -> Result<u8> {
    let as_json = matches.get_flag("json");
    if matches.get_flag("report") {
        let found = report(engine, of, language)?;
        say(engine, of, Some(&found), as_json, language)?;
        return Ok(0);
    }
    let is_detached = matches.get_flag("detach");
    let interrupts = if is_detached { None } else { Some(Interrupts::listen()?) };
    let created = output::with_progress(language, |watch| engine.runs().reproduce(&of.id, watch))?;
    run::say_if_paused(engine, language);
    if is_detached {
        run::queued(engine, &created, as_json, language)?;
        return Ok(run::output_code(language));
    }
    let ended = run::to_its_end(engine, created, interrupts, as_json, language);
    // The run is over; that its report cannot be made is no refusal.
    let found = report(engine, &ended, language)
        .inspect_err(|failure| output::error_line(&failure.render(language)))
        .ok();
    say(engine, &ended, found.as_ref(), as_json, language)?;
    Ok(run::code_of(&ended, language))
}

fn report(engine: &Engine, of: &Run, language: Language) -> Result<Reproduction> {
    output::with_progress(language, |watch| engine.runs().reproduction(&of.id, watch))
}

fn say(
    engine: &Engine,
    run: &Run,
    found: Option<&Reproduction>,
    as_json: bool,
    language: Language,
) -> Result<u8> {
    if as_json {
        let mut value = result_json(engine, run, language);
        value["reproduction"] = json!(found.map(reproduction_json));
        return output::json(&value);
    }
    let Some(found) = found else { return Ok(0) };
    output::line(&found.message().render(language));
    for what in &found.not_recorded {
        output::line(&not_recorded(*what).render(language));
    }
    rows(&Message::ReproductionConditions, &found.conditions, language);
    rows(&Message::ReproductionResults, &found.results, language);
    files(ReproducedPart::Artifacts, &found.artifacts, language);
    found.package.iter().for_each(|package| files(ReproducedPart::Package, package, language));
    Ok(0)
}

fn not_recorded(what: NotRecorded) -> Message {
    let what = match what {
        NotRecorded::Data => "data",
        NotRecorded::Packages => "packages",
        NotRecorded::Machine => "machine",
    };
    Message::ReproductionNotRecorded { what: what.to_string() }
}

fn rows(title: &Message, rows: &[ComparedRow], language: Language) {
    if rows.is_empty() {
        return;
    }
    output::line(&format!("\n{}", title.render(language)));
    let heads = [Message::ReproductionOriginal, Message::ReproductionRun].map(|head| head.render(language));
    let columns = COLUMNS.map(|run| vec![run]);
    run_compare::rows_table(heads.into(), rows.iter().cloned(), &columns, language).print();
}

fn files(part: ReproducedPart, found: &ReproducedFiles, language: Language) {
    if found.differing == 0 {
        return;
    }
    let part = match part {
        ReproducedPart::Artifacts => "artifacts",
        ReproducedPart::Package => "package",
    };
    output::line(&format!("\n{}", Message::ReproductionFiles { part: part.to_string() }.render(language)));
    for file in found.first.iter().take(LISTED) {
        output::line(&format!("  {} {}", sign(file.change), output::path(&file.path)));
    }
    let more = found.differing.saturating_sub(LISTED as u64);
    if more > 0 {
        output::line(&format!("  {}", Message::DataDifferencesMore { count: more }.render(language)));
    }
}

fn reproduction_json(found: &Reproduction) -> Value {
    let columns = COLUMNS.map(|run| vec![run]);
    let rows = |rows: &[ComparedRow]| {
        rows.iter().map(|row| run_compare::row_json(row, &columns)).collect::<Vec<_>>()
    };
    json!({
        "original": found.original.id,
        "same": found.is_same(),
        "conditions": rows(&found.conditions),
        "not_recorded": found.not_recorded,
        "results": rows(&found.results),
        "artifacts": files_json(&found.artifacts),
        "package": found.package.as_ref().map(files_json),
    })
}

fn files_json(found: &ReproducedFiles) -> Value {
    let file =
        |file: &engine::ReproducedFile| json!({"path": file.path.to_string_lossy(), "change": file.change});
    json!({
        "same": found.same,
        "differing": found.differing,
        "files": found.first.iter().map(file).collect::<Vec<_>>(),
    })
}
