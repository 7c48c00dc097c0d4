//! The command line: which commands there are, in the person's language.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command, value_parser};
use locales::{Language, Message, Result};

/// What the arguments ask for.
pub(crate) enum Asked {
    Command(ArgMatches),
    /// Help or the version: to be printed as it is.
    Text(String),
    /// Help, because a command is missing.
    Help(String),
}

/// The language: `--lang`, wherever it stands, else the environment's.
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
/// What is wrong with them, in one line.
pub(crate) fn parse(arguments: Vec<OsString>, language: Language) -> Result<Asked> {
    // Putting the help of all commands together takes milliseconds, for which every run would wait.
    if arguments.iter().any(|argument| argument == "--handed" || argument == "--guarded-by")
        && let Ok(matches) = own().try_get_matches_from(&arguments)
    {
        return Ok(Asked::Command(matches));
    }
    match command(language).try_get_matches_from(arguments) {
        Ok(matches) => Ok(Asked::Command(matches)),
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(Asked::Text(error.render().to_string())),
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                Ok(Asked::Help(error.render().to_string()))
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
    let say = Say(language);
    let mut command = Command::new("trainyard")
        .version(env!("CARGO_PKG_VERSION"))
        .about(say.text(Message::HelpTrainyard))
        // What an option does stands beside it, however long its name is.
        .term_width(0)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(
            say.path("home", Message::HelpHome)
                .long("home")
                .value_name("DIR")
                .global(true)
                .display_order(LAST),
        )
        .arg(
            say.option("project", Message::HelpProjectOption)
                .value_name("NAME")
                .global(true)
                .display_order(LAST),
        )
        .arg(
            say.option("lang", Message::HelpLang)
                .value_parser(["en", "fr"])
                .value_name("en|fr")
                .hide_possible_values(true)
                .global(true)
                .display_order(LAST),
        )
        .arg(say.flag(VERBOSE, Message::HelpVerbose).global(true).display_order(LAST))
        .subcommand(project(say))
        .subcommand(package(say))
        .subcommand(dataset(say))
        .subcommand(run(say))
        .subcommand(queue(say))
        .subcommand(schedule(say))
        .subcommand(say.command("agent", Message::HelpAgent))
        .subcommand(serve(say))
        .subcommand(events(say))
        .subcommand(storage(say))
        .subcommand(report(say))
        .subcommand(exec(say))
        .subcommand(settings(say))
        .subcommand(
            Command::new("completions").about(say.text(Message::HelpCompletions)).arg(
                Arg::new("shell")
                    .value_name("bash|zsh|fish")
                    .required(true)
                    .value_parser(["bash", "zsh", "fish"])
                    .hide_possible_values(true),
            ),
        )
        // For packaging only.
        .subcommand(Command::new("man").hide(true).arg(
            Arg::new("folder").value_name("FOLDER").required(true).value_parser(value_parser!(PathBuf)),
        ));
    command.build();
    localised(command, say)
}

/// clap's own words in the person's language, and no wrapping that hides what a path was.
fn localised(command: Command, say: Say) -> Command {
    let template =
        format!("{{about}}\n\n{} {{usage}}\n\n{{all-args}}{{after-help}}", say.text(Message::HelpUsage));
    let named = command
        .help_template(template)
        .subcommand_help_heading(say.text(Message::HelpCommands))
        .subcommand_value_name(say.text(Message::HelpCommand))
        .mut_args(|arg| {
            let heading = if arg.is_positional() { Message::HelpArguments } else { Message::HelpOptions };
            let arg = match arg.get_action() {
                ArgAction::Help => arg.help(say.text(Message::HelpHelp)).display_order(LAST),
                ArgAction::Version => arg.help(say.text(Message::HelpVersion)).display_order(LAST),
                _ => arg,
            };
            arg.help_heading(say.text(heading))
        });
    named.mut_subcommands(
        |below| if below.get_name() == "help" { below.hide(true) } else { localised(below, say) },
    )
}

/// What every command has stands after what only this one has.
const LAST: usize = 900;

/// Makes arguments with their help.
#[derive(Clone, Copy)]
struct Say(Language);

impl Say {
    fn text(self, message: Message) -> String {
        message.render(self.0)
    }

    fn command(self, name: &'static str, about: Message) -> Command {
        Command::new(name).about(self.text(about))
    }

    fn option(self, name: &'static str, help: Message) -> Arg {
        Arg::new(name).long(name).help(self.text(help))
    }

    fn flag(self, name: &'static str, help: Message) -> Arg {
        self.option(name, help).action(ArgAction::SetTrue)
    }

    fn path(self, name: &'static str, help: Message) -> Arg {
        Arg::new(name).help(self.text(help)).value_parser(value_parser!(PathBuf))
    }

    fn positional(self, name: &'static str, value_name: &'static str, help: Message) -> Arg {
        Arg::new(name).value_name(value_name).required(true).help(self.text(help))
    }

    fn json(self) -> Arg {
        self.flag("json", Message::HelpJson)
    }

    fn output(self) -> Arg {
        self.path("output", Message::HelpOutput).long("output").short('o').required(true)
    }
}

fn serve(say: Say) -> Command {
    say.command("serve", Message::HelpServe)
        .arg(
            say.option("port", Message::HelpServePort)
                .value_name("PORT")
                .value_parser(value_parser!(u16))
                .default_value("0"),
        )
        .arg(say.flag("open", Message::HelpServeOpen))
        .arg(say.flag("json", Message::HelpServeJson))
}

fn project(say: Say) -> Command {
    let name = || say.positional("name", "NAME", Message::HelpProjectName);
    say.command("project", Message::HelpProject)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(say.command("list", Message::HelpProjectList).arg(say.json()))
        .subcommand(
            say.command("create", Message::HelpProjectCreate)
                .arg(name())
                .arg(say.option("description", Message::HelpProjectText).value_name("TEXT"))
                .arg(say.json()),
        )
        .subcommand(
            say.command("rename", Message::HelpProjectRename)
                .arg(name())
                .arg(say.positional("new", "NEW", Message::HelpProjectNew))
                .arg(say.json()),
        )
        .subcommand(
            say.command("describe", Message::HelpProjectDescribe)
                .arg(name())
                .arg(say.positional("text", "TEXT", Message::HelpProjectText))
                .arg(say.json()),
        )
        .subcommand(
            say.command("remove", Message::HelpProjectRemove)
                .arg(name())
                .arg(say.option("yes", Message::HelpProjectYes).value_name("NAME"))
                .arg(say.json()),
        )
}

fn package(say: Say) -> Command {
    let source = || say.path("source", Message::HelpPackageSource).value_name("ZIP|FOLDER").required(true);
    let name = || say.positional("name", "NAME", Message::HelpPackageName);
    let python = || say.option("python", Message::HelpPython).value_name("X.Y");
    let version =
        || Arg::new("version-number").value_name("VERSION").help(say.text(Message::HelpPackageVersion));
    say.command("package", Message::HelpPackage)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            say.command("check", Message::HelpPackageCheck).arg(source()).arg(python()).arg(say.json()),
        )
        .subcommand(
            say.command("add", Message::HelpPackageAdd)
                .arg(source())
                .arg(say.option("name", Message::HelpPackageAddName).value_name("NAME"))
                .arg(say.option("change-log", Message::HelpChangeLog).value_name("TEXT"))
                .arg(python())
                .arg(say.option("as-of", Message::HelpAsOf).value_name("DATE"))
                .arg(say.json()),
        )
        .subcommand(say.command("list", Message::HelpPackageList).arg(say.json()))
        .subcommand(say.command("show", Message::HelpPackageShow).arg(name()).arg(say.json()))
        .subcommand(
            say.command("describe", Message::HelpPackageDescribe)
                .arg(name())
                .arg(say.option("description", Message::HelpDescription).value_name("TEXT"))
                .arg(say.option("input-type", Message::HelpInputType).value_name("json|file|files"))
                .arg(say.option("input-description", Message::HelpInputDescription).value_name("TEXT"))
                .arg(say.option("output-description", Message::HelpOutputDescription).value_name("TEXT"))
                .arg(
                    say.option("gpu-recommended", Message::HelpGpuRecommended)
                        .value_name("true|false")
                        .value_parser(value_parser!(bool)),
                )
                .arg(say.json()),
        )
        .subcommand(
            say.command("remove", Message::HelpPackageRemove).arg(name()).arg(version()).arg(say.json()),
        )
        .subcommand(
            say.command("compare", Message::HelpPackageCompare)
                .arg(name())
                .arg(say.positional("before", "VERSION", Message::HelpCompareBefore))
                .arg(say.positional("after", "VERSION", Message::HelpCompareAfter))
                .arg(say.json()),
        )
        .subcommand(
            say.command("download", Message::HelpPackageDownload)
                .arg(name())
                .arg(version().required(true))
                .arg(
                    say.output()
                        .help(say.text(Message::HelpDownloadOutput))
                        .value_name("FILE|FOLDER")
                        .required(false),
                )
                .arg(say.json()),
        )
}

fn dataset(say: Say) -> Command {
    let name = || say.positional("name", "NAME", Message::HelpDatasetName);
    let folder = say.path("folder", Message::HelpDatasetFolder).value_name("FOLDER").required(true);
    say.command("dataset", Message::HelpDataset)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            say.command("add", Message::HelpDatasetAdd)
                .arg(name())
                .arg(folder)
                .arg(say.flag("link", Message::HelpLink))
                .arg(say.json()),
        )
        .subcommand(
            say.command("add-files", Message::HelpDatasetAddFiles)
                .arg(name())
                .arg(
                    say.path("source", Message::HelpDatasetFiles)
                        .value_name("FILE|FOLDER")
                        .required(true)
                        .action(ArgAction::Append)
                        .num_args(1..),
                )
                .arg(
                    say.option("into", Message::HelpDatasetInto)
                        .value_name("FOLDER")
                        .default_value("")
                        .hide_default_value(true),
                )
                .arg(say.json()),
        )
        .subcommand(say.command("list", Message::HelpDatasetList).arg(say.json()))
        .subcommand(say.command("show", Message::HelpDatasetShow).arg(name()).arg(say.json()))
        .subcommand(say.command("remove", Message::HelpDatasetRemove).arg(name()).arg(say.json()))
}

fn run(say: Say) -> Command {
    let id = || say.positional("id", "ID", Message::HelpRunId);
    say.command("run", Message::HelpRun)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(run_start(say))
        .subcommand(run_list(say))
        .subcommand(say.command("show", Message::HelpRunShow).arg(id()).arg(say.json()))
        .subcommand(
            say.command("log", Message::HelpRunLog)
                .arg(id())
                .arg(say.flag("follow", Message::HelpFollow).short('f'))
                .arg(say.flag("json", Message::HelpLogJson)),
        )
        .subcommand(say.command("artifacts", Message::HelpRunArtifacts).arg(id()).arg(say.json()))
        .subcommand(
            say.command("stop", Message::HelpRunStop)
                .arg(id().num_args(1..))
                .arg(say.flag("now", Message::HelpNow))
                .arg(say.json()),
        )
        .subcommand(run_move(say).arg(id()).arg(say.json()))
        .subcommand(
            say.command("tag", Message::HelpRunTag)
                .arg(id())
                .arg(say.option("add", Message::HelpTagAdd).value_name("TAG").action(ArgAction::Append))
                .arg(say.option("remove", Message::HelpTagRemove).value_name("TAG").action(ArgAction::Append))
                .arg(say.json()),
        )
        .subcommand(
            say.command("note", Message::HelpRunNote)
                .arg(id())
                .arg(say.positional("text", "TEXT", Message::HelpNoteText).allow_hyphen_values(true))
                .arg(say.json()),
        )
        .subcommand(say.command("pin", Message::HelpRunPin).arg(id()).arg(say.json()))
        .subcommand(say.command("unpin", Message::HelpRunUnpin).arg(id()).arg(say.json()))
        .subcommand(say.command("remove", Message::HelpRunRemove).arg(id().num_args(1..)).arg(say.json()))
        .subcommand(say.command("publish", Message::HelpRunPublish).arg(id()).arg(say.json()))
        .subcommand(
            say.command("export", Message::HelpRunExport)
                .arg(id())
                .arg(say.output().help(say.text(Message::HelpExportOutput)).value_name("FILE|FOLDER"))
                .arg(say.json()),
        )
        .subcommand(
            say.command("import", Message::HelpRunImport)
                .arg(
                    say.path("file", Message::HelpRunImportFile)
                        .value_name("FILE|FOLDER")
                        .required(true)
                        .num_args(1..),
                )
                .arg(say.json()),
        )
        .subcommand(
            say.command("download", Message::HelpRunDownload)
                .arg(id())
                .arg(say.path("path", Message::HelpRunPath).value_name("PATH"))
                .arg(say.output().value_name("FILE|FOLDER"))
                .arg(say.json()),
        )
}

fn run_list(say: Say) -> Command {
    let kinds = contract::PipelineKind::ALL.map(|kind| kind.word()).join("|");
    let option = |name, help, value: &str| say.option(name, help).value_name(value.to_string());
    let several = |name, help, value: &str| option(name, help, value).action(ArgAction::Append);
    say.command("list", Message::HelpRunList)
        .arg(several("status", Message::HelpListStatus, "STATUS"))
        .arg(several("type", Message::HelpListType, &kinds))
        .arg(option("package", Message::HelpListPackage, "NAME"))
        .arg(option("version", Message::HelpListVersion, "VERSION"))
        .arg(option("dataset", Message::HelpListDataset, "NAME"))
        .arg(several("tag", Message::HelpListTag, "TAG"))
        .arg(option("since", Message::HelpListSince, "TIME"))
        .arg(option("until", Message::HelpListUntil, "TIME"))
        .arg(option("text", Message::HelpListText, "TEXT"))
        .arg(option("sort", Message::HelpListSort, "COLUMN"))
        .arg(say.flag("ascending", Message::HelpListAscending))
        .arg(option("limit", Message::HelpListLimit, "N").value_parser(value_parser!(u64)))
        .arg(say.json())
}

fn run_move(say: Say) -> Command {
    say.command("move", Message::HelpRunMove)
        .arg(say.flag("first", Message::HelpFirst))
        .arg(say.flag("last", Message::HelpLast))
        .arg(say.option("before", Message::HelpBefore).value_name("ID"))
        .group(ArgGroup::new("place").args(["first", "last", "before"]).required(true))
}

fn queue(say: Say) -> Command {
    say.command("queue", Message::HelpQueue)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(say.command("show", Message::HelpQueueShow).arg(say.json()))
        .subcommand(say.command("pause", Message::HelpQueuePause).arg(say.json()))
        .subcommand(say.command("resume", Message::HelpQueueResume).arg(say.json()))
}

fn run_start(say: Say) -> Command {
    run_form(say, say.command("start", Message::HelpRunStart), true)
        .arg(say.flag("detach", Message::HelpDetach))
        .arg(say.json())
}

/// The options of a run; what there must be is `asked` for.
fn run_form(say: Say, command: Command, asked: bool) -> Command {
    let kinds = contract::PipelineKind::ALL.map(|kind| kind.word()).join("|");
    // Which of them a type needs is a matter of the form.
    let dataset = |name, help| {
        say.option(name, help).value_name("NAME[/FOLDER]").value_parser(ValueParser::os_string())
    };
    command
        .arg(say.option("type", Message::HelpType).required(asked).value_name(kinds))
        .arg(say.option("package", Message::HelpStartPackage).required(asked).value_name("NAME"))
        .arg(say.option("version", Message::HelpStartVersion).required(asked).value_name("VERSION"))
        .arg(say.option("as-of", Message::HelpStartAsOf).value_name("DATE|none"))
        .arg(dataset("dataset", Message::HelpStartDataset))
        .arg(dataset("evaluation-dataset", Message::HelpStartEvaluation))
        .arg(say.option("name", Message::HelpStartName).value_name("TEXT"))
        .arg(say.option("env", Message::HelpEnv).value_name("KEY=VALUE").action(ArgAction::Append))
        .arg(say.flag("gpu", Message::HelpGpu))
        .arg(say.option("memory", Message::HelpMemory).value_name("SIZE").allow_hyphen_values(true))
        .arg(say.option("cores", Message::HelpCores).value_name("N").allow_hyphen_values(true))
        .arg(
            say.option("grace", Message::HelpGrace)
                .value_name("SECONDS")
                .value_parser(value_parser!(u32))
                .allow_negative_numbers(true),
        )
}

fn schedule(say: Say) -> Command {
    let id = || say.positional("id", "ID", Message::HelpScheduleId);
    let of_one = |name, about| say.command(name, about).arg(id()).arg(say.json());
    let edit = say
        .command("edit", Message::HelpScheduleEdit)
        .arg(id())
        .arg(
            say.option("without", Message::HelpWithout)
                .value_name("evaluation-dataset|gpu|memory|cores")
                .value_delimiter(',')
                .action(ArgAction::Append)
                .value_parser(["evaluation-dataset", "gpu", "memory", "cores"])
                .hide_possible_values(true),
        )
        .arg(say.option("without-env", Message::HelpWithoutEnv).value_name("KEY").action(ArgAction::Append));
    say.command("schedule", Message::HelpSchedule)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(schedule_form(say, say.command("add", Message::HelpScheduleAdd), true))
        .subcommand(say.command("list", Message::HelpScheduleList).arg(say.json()))
        .subcommand(of_one("show", Message::HelpScheduleShow))
        .subcommand(schedule_form(say, edit, false))
        .subcommand(of_one("run", Message::HelpScheduleRun))
        .subcommand(of_one("pause", Message::HelpSchedulePause))
        .subcommand(of_one("resume", Message::HelpScheduleResume))
        .subcommand(of_one("remove", Message::HelpScheduleRemove))
}

/// The options of a run, and when it is to be made.
fn schedule_form(say: Say, command: Command, asked: bool) -> Command {
    let missed = engine::Missed::ALL.map(|missed| missed.word());
    let option = |name, help, value| say.option(name, help).value_name(value);
    run_form(say, command, asked)
        .arg(option("at", Message::HelpAt, "'YYYY-MM-DD HH:MM'"))
        .arg(option("days", Message::HelpDays, "mon,tue,…").requires("time"))
        .arg(option("time", Message::HelpTime, "HH:MM").requires("days"))
        .arg(option("cron", Message::HelpCron, "EXPR").allow_hyphen_values(true))
        .arg(
            option("missed", Message::HelpMissed, "once|skip")
                .value_parser(missed)
                .hide_possible_values(true),
        )
        .group(ArgGroup::new("when").args(["at", "days", "cron"]).required(asked))
        .arg(say.json())
}

fn exec(say: Say) -> Command {
    say.command("exec", Message::HelpExec)
        .arg(say.path("directory", Message::HelpExecDirectory).value_name("RUN_DIR").required(true))
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

fn events(say: Say) -> Command {
    let kind = say.option("kind", Message::HelpEventsKind).value_name("KIND").action(ArgAction::Append);
    say.command("events", Message::HelpEvents)
        .arg(kind)
        .arg(say.option("since", Message::HelpEventsSince).value_name("TIME"))
        .arg(say.flag("follow", Message::HelpEventsFollow).short('f'))
        .arg(say.flag("json", Message::HelpEventsJson))
}

fn report(say: Say) -> Command {
    say.command("report", Message::HelpReport)
        .arg(say.option("run", Message::HelpReportRun).value_name("ID"))
        .arg(say.path("output", Message::HelpReportOutput).long("output").short('o'))
        .arg(say.json())
}

fn storage(say: Say) -> Command {
    let path = || say.positional("path", "PATH", Message::HelpStoragePath);
    say.command("storage", Message::HelpStorage)
        .arg(say.json())
        .subcommand(
            say.command("remove-environment", Message::HelpStorageRemove)
                .arg(
                    say.positional("digest", "NAME", Message::HelpStorageDigest)
                        .required(false)
                        .required_unless_present("outdated"),
                )
                .arg(say.flag("outdated", Message::HelpStorageOutdated).conflicts_with("digest"))
                .arg(say.json()),
        )
        .subcommand(say.command("damaged", Message::HelpStorageDamaged).arg(say.json()))
        .subcommand(
            say.command("export-damaged", Message::HelpStorageExportDamaged)
                .arg(path())
                .arg(say.output())
                .arg(say.json()),
        )
        .subcommand(
            say.command("remove-damaged", Message::HelpStorageRemoveDamaged).arg(path()).arg(say.json()),
        )
}

fn settings(say: Say) -> Command {
    say.command("settings", Message::HelpSettings)
        .arg(
            Arg::new("setting").value_name("NAME").help(say.text(Message::HelpSettingName)).requires("value"),
        )
        .arg(
            Arg::new("value")
                .value_name("VALUE")
                .help(say.text(Message::HelpSettingValue))
                .allow_hyphen_values(true),
        )
        .arg(say.json())
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
        assert!(matches!(parse("trainyard --help"), Ok(Asked::Text(_))));
        // What gives every command --json must not be refused by one.
        assert!(matches!(parse("trainyard run log x --json"), Ok(Asked::Command(_))));
    }
}
