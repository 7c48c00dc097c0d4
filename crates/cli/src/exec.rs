//! `trainyard exec RUN_DIR`: a run's guard, and under it its executor.

use std::path::PathBuf;

use clap::ArgMatches;
use engine::Engine;
use executor::Executed;
use locales::{Failure, Message, Result};
use rundir::{Outcome, RunDir};

use crate::program;
use crate::started::exit_code;

/// Runs a run directory from start to outcome and finishes it.
pub(crate) fn exec(matches: &ArgMatches) -> Result<u8> {
    let given = matches.get_one::<PathBuf>("directory").cloned().unwrap_or_default();
    let directory = given
        .canonicalize()
        .map_err(|error| Failure::because(Message::RunUnreadable { path: files::shown(&given) }, error))?;
    let run = RunDir::new(directory);
    let guard = matches.get_one::<u32>("guarded-by");
    if is_in_store(&run) {
        logs::write_below(run.store(), if guard.is_some() { "executor" } else { "guard" });
    }
    let id = run.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
    let _span = tracing::error_span!("run", id).entered();
    if let Some(guard) = guard {
        // If the guard is alive there is nothing left to do; otherwise its work is this process's.
        if executor::execute(&run, *guard)? == Executed::Orphaned {
            finish(&run)?;
        }
        return Ok(0);
    }
    logs::panic_point("guard");
    let taken = executor::take(&run, matches.get_flag("handed"))?;
    let guarded = executor::guard(&run, &taken, &program()?);
    if guarded.is_err() {
        // The process that finishes the run must see that no process runs it any more.
        drop(taken);
    }
    finish(&run)?;
    guarded?;
    let outcome: Option<Outcome> = rundir::read(&run.outcome()).ok();
    Ok(outcome.map_or(1, |outcome| exit_code(outcome.status.into())))
}

fn is_in_store(run: &RunDir) -> bool {
    run.store().join("store.db").is_file()
}

/// Opening the store cleans up: this run is finished and the next one started. A run outside a store ends
/// with its outcome.
fn finish(run: &RunDir) -> Result<()> {
    if is_in_store(run) {
        Engine::open(run.store(), program()?)?;
    }
    Ok(())
}
