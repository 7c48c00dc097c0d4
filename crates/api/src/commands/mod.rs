//! What a page can ask. Each command is a plain function over the [`Session`]; what it is called and takes stands
//! in the table, and nothing is decided here that the command line would decide again.

mod files;
mod form;
mod log;
mod packages;
mod projects;
mod report;
mod run_list;
mod runs;
mod schedules;
mod selection;
mod settings;
mod storage;
mod table;

use engine::RunView;

use self::table::{Bytes, commands};
use crate::session::Session;
use crate::typescript::{self, Types};
use crate::views::compare::{Comparison, DiffLine};
use crate::views::form::{Choices, FormSource, FormVerdict, RunForm};
use crate::views::log::{LogPage, LogQuery};
use crate::views::packages::{
    About, AddedDataset, DatasetDetails, DatasetRow, NewPackage, PackageDetails, PackageRow, Report,
    VersionRow,
};
use crate::views::project::{ProjectRow, Projects};
use crate::views::report::ReportPart;
use crate::views::run::{ImportedRuns, LogPart, Move, Published, Queue, RunDetails, RunRow};
use crate::views::run_list::{Removal, RunPage, RunQuery, RunValues, SelectedRuns};
use crate::views::schedule::{ScheduleDetails, ScheduleRow, Schedules};
use crate::views::settings::{Begin, Settings, SettingsView};
use crate::views::storage::{Damaged, StorageView, StoredKind};
use crate::views::tree::{Choice, Chosen, Folder, Preview, Saved, Tree};

commands! {
    /// Everything that is asked once, when the window opens.
    begin() -> Begin = settings::begin;
    /// All projects by name, and which one the window works in: another one than before if that was removed.
    projects(counted: bool) -> Projects = projects::all;
    /// Makes a project. Refused with the field it is about.
    create_project(name: String, description: String) -> ProjectRow = projects::create;
    /// Gives a project another name or description. Refused with the field it is about.
    edit_project(id: String, name: String, description: String) -> ProjectRow = projects::edit;
    /// Removes a project with all that it holds. Answers the bytes that freed.
    remove_project(id: String) -> u64 = projects::remove;
    /// Has the window work in this project, also after its next start.
    enter_project(id: String) -> ProjectRow = projects::enter;
    /// One page of the run list.
    runs(query: RunQuery) -> RunPage = run_list::page;
    /// What the list of runs can be narrowed to.
    run_values() -> RunValues = run_list::values;
    /// Takes tags from runs and gives them others, in whatever state they are; all of them or none.
    tag_runs(ids: Vec<String>, add: Vec<String>, remove: Vec<String>) -> () = run_list::tag;
    /// Writes down something about a run; an empty note takes it back.
    note_run(id: String, note: String) -> () = run_list::note;
    /// Pins runs, or lets them go.
    pin_runs(ids: Vec<String>, pinned: bool) -> () = run_list::pin;
    /// The saved views of the run list, the oldest first.
    run_views() -> Vec<RunView> = run_list::views;
    /// Saves a view: a new one, or in place of the one that is called `old`. Answers all.
    keep_run_view(view: RunView, old: Option<String>) -> Vec<RunView> = run_list::keep_view;
    /// Removes a saved view. Answers the others.
    remove_run_view(name: String) -> Vec<RunView> = run_list::remove_view;
    /// Everything about one run.
    run(id: String) -> RunDetails = runs::details;
    /// Has `run` events told about this run from now on; null: about none.
    follow(id: Option<String>, turn: f64) -> () = runs::follow;
    /// A form, filled in.
    form(from: FormSource) -> RunForm = form::filled;
    /// What the form can choose from.
    choices() -> Choices = form::choices;
    /// The folders in a dataset, by path, at most 2,000.
    dataset_folders(name: String) -> Vec<String> = form::folders;
    /// Judges a form as `create_run` would.
    check_form(form: RunForm) -> FormVerdict = form::check;
    /// Creates a run and queues it. Refused with the field it is about.
    create_run(form: RunForm) -> RunRow = form::create;
    /// All schedules, oldest first.
    schedules() -> Schedules = schedules::all;
    /// Everything about one schedule.
    schedule(id: String) -> ScheduleDetails = schedules::one;
    /// Makes a schedule of a form, or changes the one that it names. Refused with the field it is about.
    keep_schedule(form: RunForm) -> ScheduleRow = schedules::keep;
    /// Pauses a schedule, or lets it go on.
    pause_schedule(id: String, paused: bool) -> () = schedules::pause;
    /// Makes a run of a schedule now.
    run_schedule(id: String) -> RunRow = schedules::run;
    /// Removes a schedule; its runs stay.
    remove_schedule(id: String) -> () = schedules::remove;
    /// Stops a run: with its grace period, or now.
    stop_run(id: String, now: bool) -> () = runs::stop;
    /// What waits, and whether the queue is paused.
    queue() -> Queue = runs::queue;
    /// Pauses the queue, or lets it go on. What runs goes on either way.
    pause_queue(paused: bool) -> () = runs::pause;
    /// Moves a run that waits to another place in the queue.
    move_run(id: String, to: Move) -> () = runs::move_to;
    /// Makes the version of a run that went through its calls and ended without one.
    publish_run(id: String, task: u32) -> Published = runs::publish;
    /// Removes a run that has ended. Answers the bytes that freed.
    remove_run(id: String) -> u64 = runs::remove;
    /// The ids of the runs that a query finds, in its order.
    run_ids(query: RunQuery) -> Vec<String> = selection::ids;
    /// What can be done with chosen runs.
    selected_runs(ids: Vec<String>) -> SelectedRuns = selection::all;
    /// The bytes that runs take on the disk.
    runs_usage(ids: Vec<String>) -> u64 = selection::usage;
    /// Stops several runs: each with its grace period, or now.
    stop_runs(ids: Vec<String>, now: bool) -> () = selection::stop;
    /// Removes runs that have ended, all or none. They can be put back until they are forgotten.
    remove_runs(ids: Vec<String>) -> Removal = selection::remove;
    /// Puts removed runs back.
    restore_runs(undo: u32) -> () = selection::restore;
    /// Deletes the files of removed runs.
    forget_runs(undo: u32) -> () = selection::forget;
    /// Lines of a log, from line `first`, counted from 0; null: the last ones.
    log_lines(id: String, first: Option<u64>, count: u64) -> LogPart = runs::log;
    /// `_results.json` as it is on disk.
    results(id: String) -> String = runs::results;
    /// A part of one folder of a tree: folders first, by name.
    folder(tree: Tree, path: String, offset: usize, limit: usize) -> Folder = files::folder;
    /// What a file of a tree looks like.
    preview(tree: Tree, path: String) -> Preview = files::preview;
    /// The bytes of an image of a tree.
    image(tree: Tree, path: String) -> Bytes = files::image;
    /// Saves what a run left (`artifacts/…`, `_results.json`, `log`; null: all), asking where.
    /// Null: the person changed their mind.
    save_from_run(id: String, path: Option<String>, zip: bool, task: u32) -> Option<Saved> = files::save_from_run;
    /// Saves a version's zip, asking where. Null: the person changed their mind.
    save_package(name: String, version: String) -> Option<Saved> = files::save_package;
    /// Exports a run as one file, asking where. Null: the person changed their mind.
    export_run(id: String, task: u32) -> Option<Saved> = files::export_run;
    /// What a problem report contains; about a run, too, if one is named.
    problem_report(run: Option<String>) -> Vec<ReportPart> = report::parts;
    /// Saves a problem report, asking where. Null: the person changed their mind.
    save_problem_report(run: Option<String>, task: u32) -> Option<Saved> = report::save_report;
    /// Writes a failure of the page itself into the program's log.
    log_failure(text: String) -> () = report::log_failure;
    /// Imports exported runs: these files, and those in these folders.
    import_runs(paths: Vec<String>, task: u32) -> ImportedRuns = files::import_runs;
    /// All packages by name.
    packages() -> Vec<PackageRow> = packages::all;
    /// One package.
    package(name: String) -> PackageDetails = packages::one;
    /// Compares two versions of a package.
    compare_versions(name: String, before: String, after: String) -> Comparison = packages::compare;
    /// Compares the lines of a file in two versions. Null: it is no text, or too long.
    compare_file(name: String, before: String, after: String, path: String) -> Option<Vec<DiffLine>>
        = packages::compare_file;
    /// Judges a zip or a folder as it would be when it is added; changes nothing.
    check_package(path: String, python: String) -> Report = packages::check;
    /// Adds a package's first version, or its next major one.
    add_package(path: String, new: NewPackage, task: u32) -> VersionRow = packages::add;
    /// Says something else of a package.
    describe_package(name: String, about: About) -> () = packages::describe;
    /// Removes a version, or all of a package. Answers the bytes that freed.
    remove_package(name: String, version: Option<String>) -> u64 = packages::remove;
    /// All datasets by name.
    datasets() -> Vec<DatasetRow> = packages::datasets;
    /// One dataset.
    dataset(name: String) -> DatasetDetails = packages::dataset;
    /// Adds a folder as a dataset: a copy of its files, or a link to it.
    add_dataset(name: String, path: String, link: bool, task: u32) -> AddedDataset = packages::add_dataset;
    /// Removes a dataset. Answers the bytes that freed.
    remove_dataset(name: String) -> u64 = packages::remove_dataset;
    /// Adds the tutorial's package and dataset, unless they are there. Answers the form, filled in.
    tutorial(task: u32) -> RunForm = packages::tutorial;
    /// A part of ML Logs, newest first.
    ml_log(query: LogQuery) -> LogPage = log::page;
    /// Everything that takes disk, the largest first.
    storage() -> StorageView = storage::all;
    /// Removes something that takes disk, of whichever project. Answers the bytes that freed.
    remove_stored(kind: StoredKind, id: String, project: Option<String>) -> u64 = storage::remove;
    /// What is in the store and cannot be read.
    damaged() -> Vec<Damaged> = storage::damaged;
    /// Removes something damaged, with all that lies there. Answers the bytes that freed.
    remove_damaged(path: String) -> u64 = storage::remove_damaged;
    /// Saves all that is there of something damaged as a zip, asking where. Null: the person changed their mind.
    export_damaged(path: String, task: u32) -> Option<Saved> = files::export_damaged;
    /// Removes the environments that no run takes any more. Answers the bytes that freed.
    remove_outdated() -> u64 = storage::remove_outdated;
    /// Asks for files or a folder. Empty: the person changed their mind.
    choose(what: Choice) -> Vec<Chosen> = files::choose;
    /// Stops the long work `task`.
    cancel(task: u32) -> () = settings::cancel;
    /// The settings, and what was found on this machine.
    settings() -> SettingsView = settings::show;
    /// Keeps settings. Refused with the field it is about.
    put_settings(settings: Settings) -> SettingsView = settings::put;
    /// Closes the window; trainings go on.
    close() -> () = settings::close;
}

/// `ui/src/lib/ipc/bindings.ts`: the commands, the events, and all their types.
pub fn bindings() -> String {
    let mut types = Types::new();
    let signatures = describe(&mut types);
    typescript::bindings(types, signatures)
}
