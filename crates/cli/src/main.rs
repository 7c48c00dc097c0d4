//! The program `trainyard`: the engine without a window, and `trainyard exec RUN_DIR`.
//!
//! Here arguments become calls of the engine, and what it answers becomes text or JSON. Nothing is
//! decided here that a window would have to decide again.

mod arguments;
mod compare;
mod dataset;
mod events;
mod exec;
mod follow;
mod json;
mod labels;
mod man;
mod output;
mod package;
mod project;
mod publish;
mod queue;
mod report;
mod run;
mod run_form;
mod run_list;
mod schedule;
mod serve;
mod settings;
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

use crate::arguments::Asked;

/// Refused, or could not be done: nothing was started.
const REFUSED: u8 = 2;
/// The program itself failed: as Rust ends a program that panics.
const PANICKED: u8 = 101;

fn main() -> ExitCode {
    logs::start();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let language = arguments::language(&arguments);
    let asked = logs::caught(|| asked(arguments, language)).unwrap_or_else(|cause| {
        let failure = Failure::because(Message::CommandFailed, io::Error::other(cause));
        Ok(told(&failure, PANICKED, language))
    });
    let code = match (asked, output::unwritten()) {
        (Ok(code), None) => code,
        (Err(failure), _) => told(&failure, REFUSED, language),
        (Ok(0), Some(failure)) => told(&failure, REFUSED, language),
        (Ok(code), Some(failure)) => told(&failure, code, language),
    };
    ExitCode::from(code)
}

/// Prints a failure, with all its causes if `--verbose` was given, and returns `code`.
fn told(failure: &Failure, code: u8, language: Language) -> u8 {
    output::error_line(&failure.render(language));
    if arguments::is_verbose(std::env::args_os()) {
        for cause in failure.causes(language) {
            output::error_line(&Message::CausedBy { cause }.render(language));
        }
    }
    code
}

fn asked(arguments: Vec<OsString>, language: Language) -> Result<u8> {
    let matches = match arguments::parse(arguments, language)? {
        Asked::Command(matches) => matches,
        Asked::Text(text) => {
            output::print(&text);
            return Ok(0);
        }
        Asked::Help(text) => {
            output::print_error(&text);
            return Ok(REFUSED);
        }
    };
    let Some((name, below)) = matches.subcommand() else { return Ok(0) };
    let _span = tracing::error_span!("command", name, part = below.subcommand_name()).entered();
    match name {
        "completions" => completions(below, language),
        "man" => man::man(below, language)?,
        // Runs before any store is opened: its memory and its start are every training's.
        "exec" => return exec::exec(below),
        "project" => return project::project(&open(&matches, language)?, below, language),
        "package" => return package::package(&open_project(&matches, language)?, below, language),
        "dataset" => return dataset::dataset(&open_project(&matches, language)?, below, language),
        "run" => return run::run(&open_project(&matches, language)?, below, language),
        "queue" => return queue::queue(&open(&matches, language)?, below, language),
        "schedule" => return schedule::schedule(&open_project(&matches, language)?, below, language),
        "agent" => return schedule::agent(open(&matches, language)?, language),
        "serve" => serve::serve(open(&matches, language)?, below, language)?,
        "storage" => return storage::storage(&open(&matches, language)?, below, language),
        "report" => return report::report(&home(&matches)?, &open(&matches, language), below, language),
        "events" => return events::events(&open_project(&matches, language)?, below, language),
        _ => return settings::settings(&open(&matches, language)?, below),
    }
    Ok(0)
}

/// Where the store is that `--home`, `TRAINYARD_HOME` or the platform names.
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
    // That it may only be read is said to who wants to change it.
    let is_told = |notice: &&Failure| !matches!(*notice.message, Message::StoreReadOnly { .. });
    for notice in engine.notices().iter().filter(is_told) {
        output::error_line(&notice.render(language));
    }
    Ok(engine)
}

/// What the log of this process is called. What a person asks for in passing shares one name.
fn log_name(matches: &ArgMatches) -> &'static str {
    match matches.subcommand_name() {
        Some("agent") => "agent",
        Some("serve") => "server",
        _ => "command",
    }
}

/// The same, worked in the project that `--project` or `TRAINYARD_PROJECT` names, else in the first one.
fn open_project(matches: &ArgMatches, language: Language) -> Result<Engine> {
    let engine = open(matches, language)?;
    let named = || std::env::var("TRAINYARD_PROJECT").ok().filter(|name| !name.is_empty());
    match matches.get_one::<String>("project").cloned().or_else(named) {
        Some(name) => Ok(engine.in_project(&engine.projects().find(&name)?.id)),
        None => Ok(engine),
    }
}

/// This program, as it is executed again for runs.
fn program() -> Result<PathBuf> {
    let path = std::env::current_exe().map_err(|error| Failure::because(Message::ExecFailed, error))?;
    // After an update the old program, which is this one, has lost its name to the new one.
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
