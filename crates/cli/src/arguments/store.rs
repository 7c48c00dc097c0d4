//! The commands about what a store contains: projects, packages, datasets, disk space and settings.

use clap::{Arg, ArgAction, Command, value_parser};
use locales::Message;

use super::help::Help;

pub(super) fn project(help: Help) -> Command {
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
            help.command("keep-data", Message::HelpProjectKeepData)
                .arg(name())
                .arg(
                    help.positional("keeps", "true|false", Message::HelpProjectKeeps)
                        .value_parser(value_parser!(bool)),
                )
                .arg(help.json()),
        )
        .subcommand(
            help.command("remove", Message::HelpProjectRemove)
                .arg(name())
                .arg(help.option("yes", Message::HelpProjectYes).value_name("NAME"))
                .arg(help.json()),
        )
}

pub(super) fn package(help: Help) -> Command {
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
                .arg(help.option("metrics-from", Message::HelpPackageMetricsFrom).value_name("all|none|LIST"))
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

pub(super) fn dataset(help: Help) -> Command {
    let name = || help.positional("name", "NAME", Message::HelpDatasetName);
    let state =
        || help.positional("state", "STATE", Message::HelpDatasetState).value_parser(value_parser!(u32));
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
        .subcommand(help.command("states", Message::HelpDatasetStates).arg(name()).arg(help.json()))
        .subcommand(
            help.command("compare", Message::HelpDatasetCompare)
                .arg(name())
                .arg(state())
                .arg(
                    help.option("with", Message::HelpDatasetOlder)
                        .value_name("STATE")
                        .value_parser(value_parser!(u32)),
                )
                .arg(help.path("file", Message::HelpDatasetCompareFile).long("file").value_name("PATH"))
                .arg(help.json()),
        )
        .subcommand(
            help.command("restore", Message::HelpDatasetRestore)
                .arg(name())
                .arg(state())
                .arg(help.positional("new", "NEW", Message::HelpDatasetNew))
                .arg(help.json()),
        )
        .subcommand(
            help.command("remove", Message::HelpDatasetRemove)
                .arg(name())
                .arg(help.flag("dry-run", Message::HelpDryRun))
                .arg(help.json()),
        )
}

pub(super) fn lineage(help: Help) -> Command {
    let command = |name: &'static str, about: Message| {
        let svg = help.path("svg", Message::HelpLineageSvg).long("svg").value_name("FILE");
        help.command(name, about).arg(svg).arg(help.json())
    };
    let file = help.path("file", Message::HelpLineageFile).value_name("FILE");
    help.command("lineage", Message::HelpLineage)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            command("version", Message::HelpLineageVersion)
                .arg(help.positional("name", "NAME", Message::HelpPackageName))
                .arg(help.positional("version-number", "VERSION", Message::HelpPackageVersion)),
        )
        .subcommand(
            command("dataset", Message::HelpLineageDataset)
                .arg(help.positional("name", "NAME", Message::HelpDatasetName))
                .arg(file),
        )
        .subcommand(command("run", Message::HelpLineageRun).arg(help.positional(
            "id",
            "ID",
            Message::HelpRunId,
        )))
}

pub(super) fn storage(help: Help) -> Command {
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

pub(super) fn doctor(help: Help) -> Command {
    help.command("doctor", Message::HelpDoctor)
        .arg(help.flag("repair", Message::HelpDoctorRepair))
        .arg(help.flag("restart", Message::HelpDoctorRestart))
        .arg(help.json())
}

pub(super) fn backup(help: Help) -> Command {
    help.command("backup", Message::HelpBackup)
        .arg(help.path("folder", Message::HelpBackupFolder).value_name("FOLDER").required(true))
        .arg(help.flag("list", Message::HelpBackupList).conflicts_with("check"))
        .arg(help.flag("check", Message::HelpBackupCheck))
        .arg(help.flag("repair", Message::HelpBackupRepair).requires("check"))
        .arg(
            help.option("keep", Message::HelpBackupKeep)
                .value_name("N")
                .value_parser(value_parser!(u64).range(1..))
                .conflicts_with_all(["list", "check"]),
        )
        .arg(help.json())
}

pub(super) fn restore(help: Help) -> Command {
    help.command("restore", Message::HelpRestore)
        .arg(help.path("folder", Message::HelpRestoreFolder).value_name("FOLDER").required(true))
        .arg(help.path("into", Message::HelpRestoreInto).value_name("INTO").required(true))
        .arg(help.option("at", Message::HelpRestoreAt).value_name("TIME"))
        .arg(help.json())
}

pub(super) fn settings(help: Help) -> Command {
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
