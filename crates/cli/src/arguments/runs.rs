//! The commands about runs, the queue and schedules.

use clap::builder::ValueParser;
use clap::{ArgAction, ArgGroup, Command, value_parser};
use locales::Message;

use super::help::Help;

pub(super) fn run(help: Help) -> Command {
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
        .subcommand(
            help.command("metrics", Message::HelpRunMetrics)
                .arg(id())
                .arg(help.positional("name", "NAME", Message::HelpMetricName).required(false).num_args(0..))
                .arg(help.flag("json", Message::HelpMetricsJson).conflicts_with("csv"))
                .arg(help.flag("csv", Message::HelpMetricsCsv)),
        )
        .subcommand(
            help.command("compare", Message::HelpRunCompare)
                .arg(id().num_args(1..))
                .arg(help.flag("all", Message::HelpCompareAll))
                .arg(help.flag("group", Message::HelpCompareGroup))
                .arg(help.json()),
        )
        .subcommand(
            help.command("data", Message::HelpRunData)
                .arg(id())
                .arg(help.option("restore", Message::HelpRunDataRestore).value_name("NAME"))
                .arg(
                    help.path("file", Message::HelpRunDataFile)
                        .long("file")
                        .value_name("PATH")
                        .conflicts_with("restore"),
                )
                .arg(help.json()),
        )
        .subcommand(
            help.command("reproduce", Message::HelpRunReproduce)
                .arg(id())
                .arg(help.flag("detach", Message::HelpDetach))
                .arg(help.flag("report", Message::HelpReproduceReport).conflicts_with("detach"))
                .arg(help.json()),
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
        .subcommand(
            help.command("remove", Message::HelpRunRemove)
                .arg(id().num_args(1..))
                .arg(help.flag("dry-run", Message::HelpDryRun))
                .arg(help.json()),
        )
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
        .arg(
            option("dataset-state", Message::HelpListDatasetState, "STATE")
                .value_parser(value_parser!(u32))
                .requires("dataset"),
        )
        .arg(several("tag", Message::HelpListTag, "TAG"))
        .arg(option("since", Message::HelpListSince, "TIME"))
        .arg(option("until", Message::HelpListUntil, "TIME"))
        .arg(option("text", Message::HelpListText, "TEXT"))
        .arg(several("where", Message::HelpListWhere, "CONDITION"))
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

pub(super) fn queue(help: Help) -> Command {
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
    let state = |name, text| help.option(name, text).value_name("STATE").value_parser(value_parser!(u32));
    command
        .arg(help.option("type", Message::HelpType).required(required).value_name(kinds))
        .arg(help.option("package", Message::HelpStartPackage).required(required).value_name("NAME"))
        .arg(help.option("version", Message::HelpStartVersion).required(required).value_name("VERSION"))
        .arg(help.option("as-of", Message::HelpStartAsOf).value_name("DATE|none"))
        .arg(dataset("dataset", Message::HelpStartDataset))
        .arg(state("dataset-state", Message::HelpStartState))
        .arg(dataset("evaluation-dataset", Message::HelpStartEvaluation))
        .arg(state("evaluation-dataset-state", Message::HelpStartEvaluationState))
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

pub(super) fn schedule(help: Help) -> Command {
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
