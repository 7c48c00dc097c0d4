//! `trainyard run reproduce`

use std::cell::Cell;
use std::time::Duration;

use clap::ArgMatches;
use contract::RunId;
use engine::{
    Change, ComparedRow, Engine, FileDifference, NotRecorded, ReproducedFile, ReproducedFiles,
    ReproducedPart, Reproduction, Run,
};
use locales::{Language, Message, Result};
use serde_json::{Value, json};

use crate::differences::{LISTED, sign};
use crate::follow::Interrupts;
use crate::json::result_json;
use crate::{file_difference, output, run_compare, started};

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
    started::say_if_paused(engine, language);
    if is_detached {
        started::queued(engine, &created, as_json, language)?;
        return Ok(started::output_code(language));
    }
    let ended = started::to_its_end(engine, created, interrupts, as_json, language);
    // The run has ended, so a failure to compare it is not a refusal.
    let found = report(engine, &ended, language)
        .inspect_err(|failure| output::error_line(&failure.render(language)))
        .ok();
    say(engine, &ended, found.as_ref(), as_json, language)?;
    Ok(started::code_of(&ended, language))
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
        let where_in = Where { engine, id: &run.id, left: Cell::new(LOOKED_INTO) };
        value["reproduction"] = json!(found.map(|found| reproduction_json(found, &where_in)));
        return output::json(&value);
    }
    let Some(found) = found else { return Ok(0) };
    output::line(&found.message().render(language));
    for what in &found.not_recorded {
        output::line(&not_recorded(*what).render(language));
    }
    rows(&Message::ReproductionConditions, &found.conditions, language);
    rows(&Message::ReproductionResults, &found.results, language);
    let where_in = Where { engine, id: &run.id, left: Cell::new(LOOKED_INTO) };
    files(&where_in, ReproducedPart::Artifacts, &found.artifacts, language);
    found.package.iter().for_each(|package| files(&where_in, ReproducedPart::Package, package, language));
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
    output::line("");
    output::line(&title.render(language));
    let heads = [Message::ReproductionOriginal, Message::ReproductionRun].map(|head| head.render(language));
    let columns = COLUMNS.map(|run| vec![run]);
    run_compare::rows_table(heads.into(), rows.iter().cloned(), &columns, language).print();
}

/// How many files are looked into, and how long each of them.
const LOOKED_INTO: usize = 10;
const TIME: Duration = Duration::from_secs(2);

/// Finds out where files differ, of as many of them as are still `left`.
struct Where<'a> {
    engine: &'a Engine,
    id: &'a RunId,
    left: Cell<usize>,
}

impl Where<'_> {
    /// Where a file differs. `None`: it is only in one run, or one of too many.
    fn of(&self, part: ReproducedPart, file: &ReproducedFile) -> Option<Result<FileDifference>> {
        let left = self.left.get().checked_sub(1).filter(|_| file.change == Change::Changed)?;
        self.left.set(left);
        Some(self.engine.compare_reproduced_file(self.id, part, &file.path, TIME))
    }
}

fn files(where_in: &Where<'_>, part: ReproducedPart, found: &ReproducedFiles, language: Language) {
    if found.differing == 0 {
        return;
    }
    let word = match part {
        ReproducedPart::Artifacts => "artifacts",
        ReproducedPart::Package => "package",
    };
    output::line("");
    output::line(&Message::ReproductionFiles { part: word.to_string() }.render(language));
    for file in found.first.iter().take(LISTED) {
        output::line(&format!("  {} {}", sign(file.change), output::path(&file.path)));
        match where_in.of(part, file) {
            Some(Ok(difference)) => file_difference::print(&difference, language),
            Some(Err(failure)) => output::line(&failure.render(language)),
            None => {}
        }
    }
    let more = found.differing.saturating_sub(LISTED as u64);
    if more > 0 {
        output::line(&format!("  {}", Message::DataDifferencesMore { count: more }.render(language)));
    }
}

fn reproduction_json(found: &Reproduction, where_in: &Where<'_>) -> Value {
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
        "artifacts": files_json(where_in, ReproducedPart::Artifacts, &found.artifacts),
        "package": found.package.as_ref().map(|package| files_json(where_in, ReproducedPart::Package, package)),
    })
}

fn files_json(where_in: &Where<'_>, part: ReproducedPart, found: &ReproducedFiles) -> Value {
    let file = |file: &ReproducedFile| {
        // What cannot be read is a file that differs all the same.
        let difference = where_in.of(part, file).and_then(Result::ok);
        json!({"path": file.path.to_string_lossy(), "change": file.change, "difference": difference})
    };
    json!({
        "same": found.same,
        "differing": found.differing,
        "files": found.first.iter().map(file).collect::<Vec<_>>(),
    })
}
