//! The definition of the command line, in the person's language.

mod help;
mod runs;
mod store;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use locales::{Language, Message, Result};

use help::{Help, LAST, localised};

/// What the arguments ask for.
pub(crate) enum Parsed {
    Command(ArgMatches),
    /// Help or the version, to be printed unchanged.
    Text(String),
    /// Help, because a command is missing.
    Help(String),
}

/// The language: `--lang`, wherever it is, or else the environment's.
pub(crate) fn language(arguments: &[OsString]) -> Language {
    let texts: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    let given = texts.iter().enumerate().find_map(|(i, text)| match text.strip_prefix("--lang") {
        Some("") => texts.get(i + 1).map(|next| next.to_string()),
        Some(rest) => rest.strip_prefix('=').map(str::to_string),
        None => None,
    });
    let given = given.and_then(|tag| tag.parse().ok());
    given.unwrap_or_else(|| Language::from_environment(|name| std::env::var(name).ok()))
}

/// The option that shows all causes of a failure.
const VERBOSE: &str = "verbose";

/// Whether to show all causes of a failure, even if the arguments themselves are wrong.
pub(crate) fn is_verbose(mut arguments: impl Iterator<Item = OsString>) -> bool {
    arguments.any(|argument| argument.to_str().and_then(|text| text.strip_prefix("--")) == Some(VERBOSE))
}

/// Parses the arguments.
///
/// # Errors
/// Says in one line what is wrong with them.
pub(crate) fn parse(arguments: Vec<OsString>, language: Language) -> Result<Parsed> {
    // Building the help of all commands takes milliseconds, which every run would have to wait.
    if arguments.iter().any(|argument| argument == "--handed" || argument == "--guarded-by")
        && let Ok(matches) = own().try_get_matches_from(&arguments)
    {
        return Ok(Parsed::Command(matches));
    }
    match command(language).try_get_matches_from(arguments) {
        Ok(matches) => Ok(Parsed::Command(matches)),
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                Ok(Parsed::Text(error.render().to_string()))
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                Ok(Parsed::Help(error.render().to_string()))
            }
            _ => Err(refusal(&error).into()),
        },
    }
}

fn refusal(error: &clap::Error) -> Message {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::MissingRequiredArgument => Message::ArgumentMissing { argument },
        ErrorKind::MissingSubcommand => Message::ArgumentMissing { argument: "<COMMAND>".into() },
        ErrorKind::InvalidUtf8 => Message::ArgumentNotText,
        ErrorKind::InvalidSubcommand => {
            Message::CommandUnknown { command: context(ContextKind::InvalidSubcommand) }
        }
        ErrorKind::UnknownArgument => Message::ArgumentUnknown { argument },
        ErrorKind::InvalidValue | ErrorKind::ValueValidation
            if context(ContextKind::InvalidValue).is_empty() =>
        {
            Message::ArgumentValueMissing { argument }
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            Message::ArgumentInvalid { argument, value: context(ContextKind::InvalidValue) }
        }
        ErrorKind::ArgumentConflict => Message::ArgumentTwice { argument },
        _ => Message::ArgumentsInvalid {
            text: error.to_string().lines().next().unwrap_or_default().to_string(),
        },
    }
}

/// The whole command line.
pub(crate) fn command(language: Language) -> Command {
    let help = Help(language);
    let mut command = Command::new("trainyard")
        .version(env!("CARGO_PKG_VERSION"))
        .about(help.text(Message::HelpTrainyard))
        // An option's help is beside it, however long its name is.
        .term_width(0)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(
            help.path("home", Message::HelpHome)
                .long("home")
                .value_name("DIR")
                .global(true)
                .display_order(LAST),
        )
        .arg(
            help.option("project", Message::HelpProjectOption)
                .value_name("NAME")
                .global(true)
                .display_order(LAST),
        )
        .arg(
            help.option("lang", Message::HelpLang)
                .value_parser(["en", "fr"])
                .value_name("en|fr")
                .hide_possible_values(true)
                .global(true)
                .display_order(LAST),
        )
        .arg(help.flag(VERBOSE, Message::HelpVerbose).global(true).display_order(LAST))
        .subcommand(store::project(help))
        .subcommand(store::package(help))
        .subcommand(store::dataset(help))
        .subcommand(runs::run(help))
        .subcommand(store::lineage(help))
        .subcommand(runs::queue(help))
        .subcommand(runs::schedule(help))
        .subcommand(help.command("agent", Message::HelpAgent))
        .subcommand(serve(help))
        .subcommand(events(help))
        .subcommand(store::storage(help))
        .subcommand(store::doctor(help))
        .subcommand(store::backup(help))
        .subcommand(store::restore(help))
        .subcommand(report(help))
        .subcommand(exec(help))
        .subcommand(store::settings(help))
        .subcommand(
            Command::new("completions").about(help.text(Message::HelpCompletions)).arg(
                Arg::new("shell")
                    .value_name("bash|zsh|fish")
                    .required(true)
                    .value_parser(["bash", "zsh", "fish"])
                    .hide_possible_values(true),
            ),
        )
        // What the program starts for itself: it is handed open files, and no person could do that.
        .subcommand(Command::new("preview").hide(true))
        // For packaging only.
        .subcommand(Command::new("man").hide(true).arg(
            Arg::new("folder").value_name("FOLDER").required(true).value_parser(value_parser!(PathBuf)),
        ));
    command.build();
    localised(command, help)
}

fn serve(help: Help) -> Command {
    help.command("serve", Message::HelpServe)
        .arg(
            help.option("port", Message::HelpServePort)
                .value_name("PORT")
                .value_parser(value_parser!(u16))
                .default_value("0"),
        )
        .arg(help.flag("open", Message::HelpServeOpen))
        .arg(help.flag("json", Message::HelpServeJson))
}

fn exec(help: Help) -> Command {
    help.command("exec", Message::HelpExec)
        .arg(help.path("directory", Message::HelpExecDirectory).value_name("RUN_DIR").required(true))
        .args(of_own().map(|arg| arg.hide(true)))
}

/// The part of the command line that the program uses to start itself.
fn own() -> Command {
    let path = |name| Arg::new(name).value_parser(value_parser!(PathBuf));
    let exec = Command::new("exec").arg(path("directory").required(true)).args(of_own());
    Command::new("trainyard").arg(path("home").long("home")).subcommand(exec)
}

/// The options of `exec` that only the program itself uses.
fn of_own() -> [Arg; 2] {
    [
        Arg::new("handed").long("handed").action(ArgAction::SetTrue),
        Arg::new("guarded-by").long("guarded-by").value_parser(value_parser!(u32)),
    ]
}

fn events(help: Help) -> Command {
    let kind = help.option("kind", Message::HelpEventsKind).value_name("KIND").action(ArgAction::Append);
    help.command("events", Message::HelpEvents)
        .arg(kind)
        .arg(help.option("since", Message::HelpEventsSince).value_name("TIME"))
        .arg(help.flag("follow", Message::HelpEventsFollow).short('f'))
        .arg(help.flag("json", Message::HelpEventsJson))
}

fn report(help: Help) -> Command {
    help.command("report", Message::HelpReport)
        .arg(help.option("run", Message::HelpReportRun).value_name("ID"))
        .arg(help.path("output", Message::HelpReportOutput).long("output").short('o'))
        .arg(help.json())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed_in_both_languages() {
        command(Language::English).debug_assert();
        command(Language::French).debug_assert();
    }

    #[test]
    fn a_mistake_is_one_line() {
        let parse = |line: &str| parse(line.split(' ').map(OsString::from).collect(), Language::English);
        for line in [
            "trainyard packages",
            "trainyard run start",
            "trainyard run stop x --noww",
            "trainyard run start --grace x",
            "trainyard run start --grace -1",
        ] {
            let Err(failure) = parse(line) else { panic!("{line}") };
            assert!(!failure.to_string().contains('\n'), "{failure}");
        }
        assert!(matches!(parse("trainyard --help"), Ok(Parsed::Text(_))));
        // A script that passes --json to every command must not be refused by one.
        assert!(matches!(parse("trainyard run log x --json"), Ok(Parsed::Command(_))));
    }
}
