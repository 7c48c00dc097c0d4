//! The definition of the command line, in the person's language.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command, value_parser};
use locales::{Language, Message, Result};

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
        .subcommand(project(help))
        .subcommand(package(help))
        .subcommand(dataset(help))
        .subcommand(run(help))
        .subcommand(queue(help))
        .subcommand(schedule(help))
        .subcommand(help.command("agent", Message::HelpAgent))
        .subcommand(serve(help))
        .subcommand(events(help))
        .subcommand(storage(help))
        .subcommand(report(help))
        .subcommand(exec(help))
        .subcommand(settings(help))
        .subcommand(
            Command::new("completions").about(help.text(Message::HelpCompletions)).arg(
                Arg::new("shell")
                    .value_name("bash|zsh|fish")
                    .required(true)
                    .value_parser(["bash", "zsh", "fish"])
                    .hide_possible_values(true),
            ),
        )
        // For packaging only.
        // What the program starts for itself: it is handed open files, and no person could do that.
        .subcommand(Command::new("preview").hide(true))
        .subcommand(Command::new("man").hide(true).arg(
            Arg::new("folder").value_name("FOLDER").required(true).value_parser(value_parser!(PathBuf)),
        ));
    command.build();
    localised(command, help)
}

/// clap's own texts in the person's language, and no wrapping, which would hide what a path was.
fn localised(command: Command, help: Help) -> Command {
    let template =
        format!("{{about}}\n\n{} {{usage}}\n\n{{all-args}}{{after-help}}", help.text(Message::HelpUsage));
    let named = command
        .help_template(template)
        .subcommand_help_heading(help.text(Message::HelpCommands))
        .subcommand_value_name(help.text(Message::HelpCommand))
        .mut_args(|arg| {
            let heading = if arg.is_positional() { Message::HelpArguments } else { Message::HelpOptions };
            let arg = match arg.get_action() {
                ArgAction::Help => arg.help(help.text(Message::HelpHelp)).display_order(LAST),
                ArgAction::Version => arg.help(help.text(Message::HelpVersion)).display_order(LAST),
                _ => arg,
            };
            arg.help_heading(help.text(heading))
        });
    named.mut_subcommands(
        |below| if below.get_name() == "help" { below.hide(true) } else { localised(below, help) },
    )
}

/// Options of all commands are listed after a command's own.
const LAST: usize = 900;

/// Creates arguments with their help.
#[derive(Clone, Copy)]
struct Help(Language);

impl Help {
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

fn project(help: Help) -> Command {
    let name = || help.positional("name", "NAME", Message::HelpProjectName);
    help.command("project", Message::HelpProject)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(help.command("list", Message::HelpProjectList).arg(help.json()))
        .subcommand(
            help.command("create", Message::HelpProjectCreate)
                .arg(name())
                .arg(help.option("description", Message::HelpProjectText).value_name("TEXT"))
                .arg(help.json()),
        )
        .subcommand(
            help.command("rename", Message::HelpProjectRename)
                .arg(name())
                .arg(help.positional("new", "NEW", Message::HelpProjectNew))
                .arg(help.json()),
        )
        .subcommand(
            help.command("describe", Message::HelpProjectDescribe)
                .arg(name())
                .arg(help.positional("text", "TEXT", Message::HelpProjectText))
                .arg(help.json()),
        )
        .subcommand(
            help.command("remove", Message::HelpProjectRemove)
                .arg(name())
                .arg(help.option("yes", Message::HelpProjectYes).value_name("NAME"))
                .arg(help.json()),
        )
}

fn package(help: Help) -> Command {
    let source = || help.path("source", Message::HelpPackageSource).value_name("ZIP|FOLDER").required(true);
    let name = || help.positional("name", "NAME", Message::HelpPackageName);
    let python = || help.option("python", Message::HelpPython).value_name("X.Y");
    let version =
        || Arg::new("version-number").value_name("VERSION").help(help.text(Message::HelpPackageVersion));
    help.command("package", Message::HelpPackage)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            help.command("check", Message::HelpPackageCheck).arg(source()).arg(python()).arg(help.json()),
        )
        .subcommand(
            help.command("add", Message::HelpPackageAdd)
                .arg(source())
                .arg(help.option("name", Message::HelpPackageAddName).value_name("NAME"))
                .arg(help.option("change-log", Message::HelpChangeLog).value_name("TEXT"))
                .arg(python())
                .arg(help.option("as-of", Message::HelpAsOf).value_name("DATE"))
                .arg(help.json()),
        )
        .subcommand(help.command("list", Message::HelpPackageList).arg(help.json()))
        .subcommand(help.command("show", Message::HelpPackageShow).arg(name()).arg(help.json()))
        .subcommand(
            help.command("describe", Message::HelpPackageDescribe)
                .arg(name())
                .arg(help.option("description", Message::HelpDescription).value_name("TEXT"))
                .arg(help.option("input-type", Message::HelpInputType).value_name("json|file|files"))
                .arg(help.option("input-description", Message::HelpInputDescription).value_name("TEXT"))
                .arg(help.option("output-description", Message::HelpOutputDescription).value_name("TEXT"))
                .arg(
                    help.option("gpu-recommended", Message::HelpGpuRecommended)
                        .value_name("true|false")
                        .value_parser(value_parser!(bool)),
                )
                .arg(help.option("isolation", Message::HelpPackageIsolation).value_name("on|off"))
                .arg(help.json()),
        )
        .subcommand(
            help.command("remove", Message::HelpPackageRemove).arg(name()).arg(version()).arg(help.json()),
        )
        .subcommand(
            help.command("compare", Message::HelpPackageCompare)
                .arg(name())
                .arg(help.positional("before", "VERSION", Message::HelpCompareBefore))
                .arg(help.positional("after", "VERSION", Message::HelpCompareAfter))
                .arg(help.json()),
        )
        .subcommand(
            help.command("download", Message::HelpPackageDownload)
                .arg(name())
                .arg(version().required(true))
                .arg(
                    help.output()
                        .help(help.text(Message::HelpDownloadOutput))
                        .value_name("FILE|FOLDER")
                        .required(false),
                )
                .arg(help.json()),
        )
}

fn dataset(help: Help) -> Command {
    let name = || help.positional("name", "NAME", Message::HelpDatasetName);
    let folder = help.path("folder", Message::HelpDatasetFolder).value_name("FOLDER").required(true);
    help.command("dataset", Message::HelpDataset)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            help.command("add", Message::HelpDatasetAdd)
                .arg(name())
                .arg(folder)
                .arg(help.flag("link", Message::HelpLink))
                .arg(help.json()),
        )
        .subcommand(
            help.command("add-files", Message::HelpDatasetAddFiles)
                .arg(name())
                .arg(
                    help.path("source", Message::HelpDatasetFiles)
                        .value_name("FILE|FOLDER")
                        .required(true)
                        .action(ArgAction::Append)
                        .num_args(1..),
                )
                .arg(
                    help.option("into", Message::HelpDatasetInto)
                        .value_name("FOLDER")
                        .default_value("")
                        .hide_default_value(true),
                )
                .arg(help.json()),
        )
        .subcommand(help.command("list", Message::HelpDatasetList).arg(help.json()))
        .subcommand(help.command("show", Message::HelpDatasetShow).arg(name()).arg(help.json()))
        .subcommand(help.command("remove", Message::HelpDatasetRemove).arg(name()).arg(help.json()))
}

fn run(help: Help) -> Command {
    let id = || help.positional("id", "ID", Message::HelpRunId);
    help.command("run", Message::HelpRun)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(run_start(help))
        .subcommand(run_list(help))
        .subcommand(help.command("show", Message::HelpRunShow).arg(id()).arg(help.json()))
        .subcommand(
            help.command("log", Message::HelpRunLog)
                .arg(id())
                .arg(help.flag("follow", Message::HelpFollow).short('f'))
                .arg(
                    help.option("search", Message::HelpLogSearch)
                        .value_name("REGEX")
                        .conflicts_with("follow"),
                )
                .arg(help.flag("ignore-case", Message::HelpIgnoreCase).short('i').requires("search"))
                .arg(help.flag("count", Message::HelpLogCount).requires("search"))
                .arg(help.flag("json", Message::HelpLogJson)),
        )
        .subcommand(help.command("artifacts", Message::HelpRunArtifacts).arg(id()).arg(help.json()))
        .subcommand(
            help.command("stop", Message::HelpRunStop)
                .arg(id().num_args(1..))
                .arg(help.flag("now", Message::HelpNow))
                .arg(help.json()),
        )
        .subcommand(run_move(help).arg(id()).arg(help.json()))
        .subcommand(
            help.command("tag", Message::HelpRunTag)
                .arg(id())
                .arg(help.option("add", Message::HelpTagAdd).value_name("TAG").action(ArgAction::Append))
                .arg(
                    help.option("remove", Message::HelpTagRemove).value_name("TAG").action(ArgAction::Append),
                )
                .arg(help.json()),
        )
        .subcommand(
            help.command("note", Message::HelpRunNote)
                .arg(id())
                .arg(help.positional("text", "TEXT", Message::HelpNoteText).allow_hyphen_values(true))
                .arg(help.json()),
        )
        .subcommand(help.command("pin", Message::HelpRunPin).arg(id()).arg(help.json()))
        .subcommand(help.command("unpin", Message::HelpRunUnpin).arg(id()).arg(help.json()))
        .subcommand(help.command("remove", Message::HelpRunRemove).arg(id().num_args(1..)).arg(help.json()))
        .subcommand(help.command("publish", Message::HelpRunPublish).arg(id()).arg(help.json()))
        .subcommand(
            help.command("export", Message::HelpRunExport)
                .arg(id())
                .arg(help.output().help(help.text(Message::HelpExportOutput)).value_name("FILE|FOLDER"))
                .arg(help.json()),
        )
        .subcommand(
            help.command("import", Message::HelpRunImport)
                .arg(
                    help.path("file", Message::HelpRunImportFile)
                        .value_name("FILE|FOLDER")
                        .required(true)
                        .num_args(1..),
                )
                .arg(help.json()),
        )
        .subcommand(
            help.command("download", Message::HelpRunDownload)
                .arg(id())
                .arg(help.path("path", Message::HelpRunPath).value_name("PATH"))
                .arg(help.output().value_name("FILE|FOLDER"))
                .arg(help.json()),
        )
}

fn run_list(help: Help) -> Command {
    let kinds = contract::PipelineKind::ALL.map(|kind| kind.word()).join("|");
    let option = |name, text, value: &str| help.option(name, text).value_name(value.to_string());
    let several = |name, text, value: &str| option(name, text, value).action(ArgAction::Append);
    help.command("list", Message::HelpRunList)
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
        .arg(help.flag("ascending", Message::HelpListAscending))
        .arg(option("limit", Message::HelpListLimit, "N").value_parser(value_parser!(u64)))
        .arg(help.json())
}

fn run_move(help: Help) -> Command {
    help.command("move", Message::HelpRunMove)
        .arg(help.flag("first", Message::HelpFirst))
        .arg(help.flag("last", Message::HelpLast))
        .arg(help.option("before", Message::HelpBefore).value_name("ID"))
        .group(ArgGroup::new("place").args(["first", "last", "before"]).required(true))
}

fn queue(help: Help) -> Command {
    help.command("queue", Message::HelpQueue)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(help.command("show", Message::HelpQueueShow).arg(help.json()))
        .subcommand(help.command("pause", Message::HelpQueuePause).arg(help.json()))
        .subcommand(help.command("resume", Message::HelpQueueResume).arg(help.json()))
}

fn run_start(help: Help) -> Command {
    run_form(help, help.command("start", Message::HelpRunStart), true)
        .arg(help.flag("detach", Message::HelpDetach))
        .arg(help.json())
}

/// The options of a run. The necessary ones are `required` unless an existing form is edited.
fn run_form(help: Help, command: Command, required: bool) -> Command {
    let kinds = contract::PipelineKind::ALL.map(|kind| kind.word()).join("|");
    // The form decides which of them a type needs.
    let dataset = |name, text| {
        help.option(name, text).value_name("NAME[/FOLDER]").value_parser(ValueParser::os_string())
    };
    command
        .arg(help.option("type", Message::HelpType).required(required).value_name(kinds))
        .arg(help.option("package", Message::HelpStartPackage).required(required).value_name("NAME"))
        .arg(help.option("version", Message::HelpStartVersion).required(required).value_name("VERSION"))
        .arg(help.option("as-of", Message::HelpStartAsOf).value_name("DATE|none"))
        .arg(dataset("dataset", Message::HelpStartDataset))
        .arg(dataset("evaluation-dataset", Message::HelpStartEvaluation))
        .arg(help.option("name", Message::HelpStartName).value_name("TEXT"))
        .arg(help.option("env", Message::HelpEnv).value_name("KEY=VALUE").action(ArgAction::Append))
        .arg(help.flag("gpu", Message::HelpGpu))
        .arg(help.option("memory", Message::HelpMemory).value_name("SIZE").allow_hyphen_values(true))
        .arg(help.option("cores", Message::HelpCores).value_name("N").allow_hyphen_values(true))
        .arg(
            help.option("grace", Message::HelpGrace)
                .value_name("SECONDS")
                .value_parser(value_parser!(u32))
                .allow_negative_numbers(true),
        )
        .arg(help.option("isolation", Message::HelpIsolation).value_name("on|off"))
}

fn schedule(help: Help) -> Command {
    let id = || help.positional("id", "ID", Message::HelpScheduleId);
    let of_one = |name, about| help.command(name, about).arg(id()).arg(help.json());
    let edit = help
        .command("edit", Message::HelpScheduleEdit)
        .arg(id())
        .arg(
            help.option("without", Message::HelpWithout)
                .value_name("evaluation-dataset|gpu|memory|cores")
                .value_delimiter(',')
                .action(ArgAction::Append)
                .value_parser(["evaluation-dataset", "gpu", "memory", "cores"])
                .hide_possible_values(true),
        )
        .arg(help.option("without-env", Message::HelpWithoutEnv).value_name("KEY").action(ArgAction::Append));
    help.command("schedule", Message::HelpSchedule)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(schedule_form(help, help.command("add", Message::HelpScheduleAdd), true))
        .subcommand(help.command("list", Message::HelpScheduleList).arg(help.json()))
        .subcommand(of_one("show", Message::HelpScheduleShow))
        .subcommand(schedule_form(help, edit, false))
        .subcommand(of_one("run", Message::HelpScheduleRun))
        .subcommand(of_one("pause", Message::HelpSchedulePause))
        .subcommand(of_one("resume", Message::HelpScheduleResume))
        .subcommand(of_one("remove", Message::HelpScheduleRemove))
}

/// The options of a run, and its due times.
fn schedule_form(help: Help, command: Command, required: bool) -> Command {
    let missed = engine::Missed::ALL.map(|missed| missed.word());
    let option = |name, text, value| help.option(name, text).value_name(value);
    run_form(help, command, required)
        .arg(option("at", Message::HelpAt, "'YYYY-MM-DD HH:MM'"))
        .arg(option("days", Message::HelpDays, "mon,tue,…").requires("time"))
        .arg(option("time", Message::HelpTime, "HH:MM").requires("days"))
        .arg(option("cron", Message::HelpCron, "EXPR").allow_hyphen_values(true))
        .arg(
            option("missed", Message::HelpMissed, "once|skip")
                .value_parser(missed)
                .hide_possible_values(true),
        )
        .group(ArgGroup::new("when").args(["at", "days", "cron"]).required(required))
        .arg(help.json())
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

fn storage(help: Help) -> Command {
    let path = || help.positional("path", "PATH", Message::HelpStoragePath);
    help.command("storage", Message::HelpStorage)
        .arg(help.json())
        .subcommand(
            help.command("remove-environment", Message::HelpStorageRemove)
                .arg(
                    help.positional("digest", "NAME", Message::HelpStorageDigest)
                        .required(false)
                        .required_unless_present("outdated"),
                )
                .arg(help.flag("outdated", Message::HelpStorageOutdated).conflicts_with("digest"))
                .arg(help.json()),
        )
        .subcommand(help.command("damaged", Message::HelpStorageDamaged).arg(help.json()))
        .subcommand(
            help.command("export-damaged", Message::HelpStorageExportDamaged)
                .arg(path())
                .arg(help.output())
                .arg(help.json()),
        )
        .subcommand(
            help.command("remove-damaged", Message::HelpStorageRemoveDamaged).arg(path()).arg(help.json()),
        )
}

fn settings(help: Help) -> Command {
    help.command("settings", Message::HelpSettings)
        .arg(
            Arg::new("setting")
                .value_name("NAME")
                .help(help.text(Message::HelpSettingName))
                .requires("value"),
        )
        .arg(
            Arg::new("value")
                .value_name("VALUE")
                .help(help.text(Message::HelpSettingValue))
                .allow_hyphen_values(true),
        )
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
