//! The program `trainyard`: the command line, and `trainyard exec RUN_DIR`.
//!
//! It turns arguments into calls of the engine, and their results into text or JSON. Decisions that a window
//! would have to repeat belong to the engine.

mod arguments;
mod backup;
mod compare;
mod data;
mod dataset;
mod differences;
mod doctor;
mod exec;
mod file_difference;
mod follow;
mod json;
mod lineage;
mod log;
mod man;
mod metrics;
mod ml_logs;
mod output;
mod package;
mod project;
mod publish;
mod queue;
mod report;
mod reproduce;
mod run;
mod run_compare;
mod run_form;
mod run_list;
mod run_tags;
mod schedule;
mod serve;
mod settings;
mod started;
mod storage;

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ArgMatches;
use clap_complete::Shell;
use engine::Engine;
use locales::{Failure, Language, Message, Result};

use crate::arguments::Parsed;

/// The exit code of a refusal or a failure: nothing was started.
const REFUSED: u8 = 2;
/// The exit code of a panic, as Rust itself uses it.
const PANICKED: u8 = 101;

fn main() -> ExitCode {
    logs::start();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let language = arguments::language(&arguments);
    let asked = logs::caught(|| run(arguments, language)).unwrap_or_else(|cause| {
        let failure = Failure::because(Message::CommandFailed, io::Error::other(cause));
        Ok(report_failure(&failure, PANICKED, language))
    });
    let code = match (asked, output::unwritten()) {
        (Ok(code), None) => code,
        (Err(failure), _) => report_failure(&failure, REFUSED, language),
        (Ok(0), Some(failure)) => report_failure(&failure, REFUSED, language),
        (Ok(code), Some(failure)) => report_failure(&failure, code, language),
    };
    ExitCode::from(code)
}

/// Prints a failure, with all its causes if `--verbose` was given, and returns `code`.
fn report_failure(failure: &Failure, code: u8, language: Language) -> u8 {
    output::error_line(&failure.render(language));
    if arguments::is_verbose(std::env::args_os()) {
        for cause in failure.causes(language) {
            output::error_line(&Message::CausedBy { cause }.render(language));
        }
    }
    code
}

fn run(arguments: Vec<OsString>, language: Language) -> Result<u8> {
    let matches = match arguments::parse(arguments, language)? {
        Parsed::Command(matches) => matches,
        Parsed::Text(text) => {
            output::print(&text);
            return Ok(0);
        }
        Parsed::Help(text) => {
            output::print_error(&text);
            return Ok(REFUSED);
        }
    };
    let Some((name, below)) = matches.subcommand() else { return Ok(0) };
    let _span = tracing::error_span!("command", name, part = below.subcommand_name()).entered();
    match name {
        "completions" => completions(below, language),
        "man" => man::man(below, language)?,
        // Handled before the store is opened, because each training pays for its memory and its start.
        "exec" => return exec::exec(below),
        // Opens no store: it must not see one.
        "preview" => {
            engine::answer_previews().map_err(|error| Failure::because(Message::ExecFailed, error))?
        }
        "project" => return project::project(&open(&matches, language)?, below, language),
        "package" => return package::package(&open_project(&matches, language)?, below, language),
        "dataset" => return dataset::dataset(&open_project(&matches, language)?, below, language),
        "lineage" => return lineage::lineage(&open_project(&matches, language)?, below, language),
        "run" => return run::run(&open_project(&matches, language)?, below, language),
        "queue" => return queue::queue(&open(&matches, language)?, below, language),
        "schedule" => return schedule::schedule(&open_project(&matches, language)?, below, language),
        "agent" => return schedule::agent(open(&matches, language)?, language),
        "serve" => serve::serve(open(&matches, language)?, below, language)?,
        "storage" => return storage::storage(&open(&matches, language)?, below, language),
        "doctor" => return doctor::doctor(&open(&matches, language)?, below, language),
        "backup" => return backup::backup(|| open(&matches, language), below, language),
        // The store need not exist any more.
        "restore" => return backup::restore(below, language),
        "report" => return report::report(&home(&matches)?, &open(&matches, language), below, language),
        "events" => return ml_logs::ml_logs(&open_project(&matches, language)?, below, language),
        _ => return settings::settings(&open(&matches, language)?, below),
    }
    Ok(0)
}

/// The store's folder: `--home`, `TRAINYARD_HOME`, or the platform's default.
fn home(matches: &ArgMatches) -> Result<PathBuf> {
    let given = matches.get_one::<PathBuf>("home").cloned();
    let named = || std::env::var_os("TRAINYARD_HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    let platforms = || Some(dirs::data_dir()?.join("trainyard"));
    Ok(given.or_else(named).or_else(platforms).ok_or(Message::HomeMissing)?)
}

/// Opens the store.
fn open(matches: &ArgMatches, language: Language) -> Result<Engine> {
    let home = home(matches)?;
    logs::write_below(&home, log_name(matches));
    logs::panic_point("command");
    let engine = Engine::open(&home, program()?)?;
    // A read-only store is reported only when something tries to change it.
    let is_shown = |notice: &&Failure| !matches!(*notice.message, Message::StoreReadOnly { .. });
    for notice in engine.notices().iter().filter(is_shown) {
        output::error_line(&notice.render(language));
    }
    Ok(engine)
}

/// The name of this process's log. Short commands share one.
fn log_name(matches: &ArgMatches) -> &'static str {
    match matches.subcommand_name() {
        Some("agent") => "agent",
        Some("serve") => "server",
        _ => "command",
    }
}

/// The same, in the project that `--project` or `TRAINYARD_PROJECT` names, or else in the first one.
fn open_project(matches: &ArgMatches, language: Language) -> Result<Engine> {
    let engine = open(matches, language)?;
    let named = || std::env::var("TRAINYARD_PROJECT").ok().filter(|name| !name.is_empty());
    match matches.get_one::<String>("project").cloned().or_else(named) {
        Some(name) => Ok(engine.in_project(&engine.projects().find(&name)?.id)),
        None => Ok(engine),
    }
}

/// The path of this program, which is executed again for runs.
fn program() -> Result<PathBuf> {
    let path = std::env::current_exe().map_err(|error| Failure::because(Message::ExecFailed, error))?;
    // After an update, this program's file has been replaced by the new one of the same name.
    let named = path.as_os_str().as_bytes().strip_suffix(b" (deleted)").map(OsStr::from_bytes);
    Ok(named.filter(|_| !path.exists()).map(PathBuf::from).unwrap_or(path))
}

fn completions(matches: &ArgMatches, language: Language) {
    let shell = matches.get_one::<String>("shell").and_then(|name| name.parse::<Shell>().ok());
    if let Some(shell) = shell {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut arguments::command(language), "trainyard", &mut script);
        output::print(&String::from_utf8_lossy(&script));
    }
}
