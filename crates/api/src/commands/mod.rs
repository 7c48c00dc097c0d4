//! The commands that a page can call. Each is a plain function over the [`Session`]; the table has its name
//! and its arguments. Decisions that the command line would have to repeat belong to the engine.

mod charts;
mod data;
mod files;
mod form;
mod lineage;
mod log;
mod packages;
mod projects;
mod report;
mod run_list;
mod run_log;
mod runs;
mod schedules;
mod selection;
mod settings;
mod storage;
mod suggestions;
mod table;
mod upkeep;

use contract::PipelineKind;
use engine::{Ask, ChartAxis, ChartLayout, DataRole, DiffLine, FileDifference, ReproducedPart, RunView};

use self::table::{Bytes, commands};
use crate::session::Session;
use crate::typescript::{self, Types};
use crate::views::charts::{ChartPoints, ChosenSeries, SeriesList};
use crate::views::compare::Comparison;
use crate::views::compare_runs::RunComparison;
use crate::views::data::{DataToday, DatasetState, GivenData};
use crate::views::form::{Choices, FormSource, FormVerdict, RunForm, SuggestedParameter};
use crate::views::lineage::{LineageFormat, LineageOf, LineagePicture};
use crate::views::log::{LogPage, LogQuery};
use crate::views::logged::{LoggedHistograms, LoggedImages, LoggedList};
use crate::views::machine::InstalledPackage;
use crate::views::packages::{
    About, AddedDataset, DatasetDetails, DatasetRow, NewPackage, PackageDetails, PackageRow, Report,
    VersionPoints, VersionRow,
};
use crate::views::progress::RunProgress;
use crate::views::project::{ProjectRow, Projects};
use crate::views::report::ReportPart;
use crate::views::reproduction::Reproduction;
use crate::views::run::{ImportedRuns, Move, Published, Queue, RunDetails, RunRow};
use crate::views::run_list::{RunPage, RunQuery, RunValues, SelectedRuns};
use crate::views::run_log::{FoundLines, LibraryFrames, LogPart, Sought};
use crate::views::run_table::RunTable;
use crate::views::schedule::{ScheduleDetails, ScheduleRow, Schedules};
use crate::views::settings::{InitialState, Python, Settings, SettingsView};
use crate::views::storage::{Damaged, Removal, StorageQuery, StorageView, StoredId};
use crate::views::tree::{Choice, Chosen, FileOrder, Folder, FoundFiles, Previewed, Saved, Tree};
use crate::views::upkeep::{BackedUp, CheckUp, Upkeep};

commands! {
    /// Everything that the page needs when it opens.
    initial_state() -> InitialState = settings::initial_state;
    /// All projects by name, and the current one, which is another one than before if that was removed.
    projects(counted: bool) -> Projects = projects::all;
    /// Creates a project. A refusal names the field.
    create_project(name: String, description: String, keeps: bool) -> ProjectRow = projects::create;
    /// Changes the name or description of a project. A refusal names the field.
    edit_project(id: String, name: String, description: String, keeps: bool) -> ProjectRow = projects::edit;
    /// Removes a project with everything in it. Answers the bytes that were freed.
    remove_project(id: String) -> u64 = projects::remove;
    /// Makes this project the current one, also after the next start.
    enter_project(id: String) -> ProjectRow = projects::enter;
    /// One page of the run list.
    runs(query: RunQuery) -> RunPage = run_list::page;
    /// The values by which the list of runs can be filtered.
    run_values() -> RunValues = run_list::values;
    /// The names of the metrics that runs can be sorted and filtered by, at most 1,000.
    metric_names() -> Vec<String> = run_list::metric_names;
    /// Removes and adds tags of runs, whatever their status; of all of them or none.
    tag_runs(ids: Vec<String>, add: Vec<String>, remove: Vec<String>) -> () = run_list::tag;
    /// Saves the note of a run; an empty note removes it.
    note_run(id: String, note: String) -> () = run_list::note;
    /// Pins or unpins runs.
    pin_runs(ids: Vec<String>, pinned: bool) -> () = run_list::pin;
    /// The saved views of the run list, the oldest first.
    run_views() -> Vec<RunView> = run_list::views;
    /// Saves a view: a new one, or in place of the one that is called `old`. Answers all views.
    save_run_view(view: RunView, old: Option<String>) -> Vec<RunView> = run_list::save_view;
    /// Removes a saved view. Answers the remaining ones.
    remove_run_view(name: String) -> Vec<RunView> = run_list::remove_view;
    /// Everything about one run.
    run(id: String) -> RunDetails = runs::details;
    /// The Python packages in a run's environment, by name.
    installed_packages(id: String) -> Vec<InstalledPackage> = runs::installed_packages;
    /// How far the runs in progress are, in all projects, as far as that is known. Their mean is shown in the task bar.
    runs_progress() -> Vec<RunProgress> = runs::progress;
    /// Sends `run` events about this run from now on; null: about none.
    follow(id: Option<String>, turn: f64) -> () = runs::follow;
    /// A form that is already filled in.
    form(from: FormSource) -> RunForm = form::filled;
    /// The choices in the form.
    choices() -> Choices = form::choices;
    /// The folders in a dataset, by path, at most 2,000.
    dataset_folders(name: String) -> Vec<String> = form::folders;
    /// The parameters that a version's code reads, and that the last runs of its package had.
    suggested_parameters(package: String, version: String, kind: PipelineKind) -> Vec<SuggestedParameter>
        = suggestions::parameters;
    /// Checks a form as `create_run` would.
    check_form(form: RunForm) -> FormVerdict = form::check;
    /// Creates a run and queues it. A refusal names the field.
    create_run(form: RunForm) -> RunRow = form::create;
    /// All schedules, oldest first.
    schedules() -> Schedules = schedules::all;
    /// Everything about one schedule.
    schedule(id: String) -> ScheduleDetails = schedules::one;
    /// Creates a schedule, or changes the one that the form names. A refusal names the field.
    save_schedule(form: RunForm) -> ScheduleRow = schedules::save;
    /// Pauses or resumes a schedule.
    pause_schedule(id: String, paused: bool) -> () = schedules::pause;
    /// Creates a run of a schedule now.
    run_schedule(id: String) -> RunRow = schedules::run;
    /// Removes a schedule; its runs stay. It can be restored until it is forgotten.
    remove_schedule(id: String) -> Removal = schedules::remove;
    /// Stops a run: with its grace period, or at once.
    stop_run(id: String, now: bool) -> () = runs::stop;
    /// Creates a run that reproduces this one, with the same version, data, packages and parameters, and queues it.
    reproduce_run(id: String, task: u32) -> RunRow = runs::reproduce;
    /// Compares a run that has ended with the one that it reproduces.
    reproduction(id: String, task: u32) -> Reproduction = runs::reproduction;
    /// How a file of a run differs from that of the run that it reproduces.
    compare_reproduced_file(id: String, part: ReproducedPart, path: String) -> FileDifference
        = runs::compare_reproduced_file;
    /// How many runs wait and are in progress, and whether the queue is paused.
    queue() -> Queue = runs::queue;
    /// Pauses or resumes the queue. Running runs continue either way.
    pause_queue(paused: bool) -> () = runs::pause;
    /// Moves a waiting run to another position in the queue.
    move_run(id: String, to: Move) -> () = runs::move_to;
    /// Makes the version of a run that made all its calls and ended without one.
    publish_run(id: String, task: u32) -> Published = runs::publish;
    /// Removes a run that has ended. Answers the bytes that were freed.
    remove_run(id: String) -> u64 = runs::remove;
    /// The ids of the runs that match a query, in its order.
    run_ids(query: RunQuery) -> Vec<String> = selection::ids;
    /// What can be done with the selected runs.
    selected_runs(ids: Vec<String>) -> SelectedRuns = selection::all;
    /// Compares two to ten runs of the project. Without `all`, only what differs is answered.
    compare_runs(ids: Vec<String>, all: bool) -> RunComparison = selection::compare;
    /// Up to 10,000 runs of the project as the rows of a table: what was asked of them, and what came out. Runs that do
    /// not exist are left out.
    run_table(ids: Vec<String>) -> RunTable = selection::table;
    /// Stops runs: each with its grace period, or at once. Answers the ids of those that had not begun.
    stop_runs(ids: Vec<String>, now: bool) -> Vec<String> = selection::stop;
    /// Undoes the stop of runs that had not begun: they wait in the queue again.
    requeue_runs(ids: Vec<String>) -> () = selection::requeue;
    /// Removes runs that have ended, all or none. They can be restored until they are forgotten.
    remove_runs(ids: Vec<String>) -> Removal = selection::remove;
    /// Restores what was removed.
    restore_removed(undo: u32) -> () = storage::restore;
    /// Deletes the files of what was removed.
    forget_removed(undo: u32) -> () = storage::forget;
    /// Lines of a log, beginning with line `first`, counted from 0; null: the last lines. What is sought is marked in
    /// them.
    log_lines(id: String, first: Option<u64>, count: u64, sought: Option<Sought>) -> LogPart = run_log::lines;
    /// Searches the whole log of a run.
    search_log(id: String, sought: Sought, task: u32) -> FoundLines = run_log::search;
    /// The library frames in all tracebacks of a run's log, in groups of consecutive ones; the first 10,000 groups.
    library_frames(id: String, task: u32) -> Vec<LibraryFrames> = run_log::library_frames;
    /// The number of the line of a log that was last written to at a time, from 0.
    log_line_at(id: String, at: f64) -> u64 = run_log::line_at;
    /// What was in the datasets that a run was given, as far as that was recorded.
    given_data(id: String) -> Vec<GivenData> = data::given;
    /// How one of these datasets differs from that today. Null if nothing was recorded.
    data_today(id: String, role: DataRole, task: u32) -> Option<DataToday> = data::today;
    /// The states of a dataset that are known, the oldest first.
    dataset_states(name: String) -> Vec<DatasetState> = data::states;
    /// The same, after looking whether the dataset has changed.
    look_at_dataset(name: String, task: u32) -> Vec<DatasetState> = data::look;
    /// What is different in a state of a dataset from another one, or from nothing.
    compare_states(name: String, older: Option<u32>, newer: u32) -> DataToday = data::compare_states;
    /// How the content of a file of a dataset differs in one state from another.
    compare_state_file(name: String, older: u32, newer: u32, path: String) -> FileDifference
        = data::compare_state_file;
    /// How the content of a file that a run was given differs today.
    compare_given_file(id: String, role: DataRole, path: String) -> FileDifference = data::compare_given_file;
    /// Adds a state of a dataset as a dataset of its own. A refusal names the field.
    restore_state(name: String, number: u32, new: String, task: u32) -> AddedDataset = data::restore_state;
    /// Adds the data that a run kept as a dataset. A refusal names the field.
    restore_run_data(id: String, role: DataRole, new: String, task: u32) -> AddedDataset = data::restore_data;
    /// What something was made of and what it led to. Runs that are alike are folded, except for those with the ids
    /// `unfolded`.
    lineage(of: LineageOf, unfolded: Vec<String>, task: u32) -> LineagePicture = lineage::picture;
    /// Saves the same where the person chooses. Null: the person cancelled.
    save_lineage(of: LineageOf, unfolded: Vec<String>, format: LineageFormat) -> Option<Saved> = lineage::save;
    /// The series of a run: its metrics, and what it used of the machine.
    series(id: String) -> SeriesList = charts::series;
    /// What a run logged besides numbers, images and histograms: parameters, tags, datasets, models, texts.
    logged(id: String) -> LoggedList = charts::logged;
    /// The histograms that a run logged, by name.
    logged_histograms(id: String) -> Vec<LoggedHistograms> = charts::logged_histograms;
    /// The images that a run logged, by name.
    logged_images(id: String) -> Vec<LoggedImages> = charts::logged_images;
    /// The points of the series with these keys that a chart draws, as many as there are pixels for. `from` and `to`
    /// are the range of `x` that is shown, whose ends need not be whole; null: from the first, to the last point.
    /// `smoothing` is from 0, which does not smooth, to 0.99.
    chart(
        id: String,
        keys: Vec<u32>,
        x: ChartAxis,
        from: Option<f64>,
        to: Option<f64>,
        width: usize,
        smoothing: f64
    ) -> Vec<ChartPoints> = charts::chart;
    /// How the charts of a package's runs were last shown; null: nobody has changed that.
    chart_layout(package: String) -> Option<ChartLayout> = charts::layout;
    /// Remembers how the charts of a package's runs are shown.
    keep_chart_layout(package: String, layout: ChartLayout) -> () = charts::keep_layout;
    /// Saves a file that the page has made of a chart, where the person chooses; at most 32 MiB. Null: the person
    /// cancelled.
    save_chart(name: String, base64: String) -> Option<Saved> = charts::save;
    /// Saves all values of some series as CSV, where the person chooses. Null: the person cancelled.
    save_series(runs: Vec<ChosenSeries>, name: String) -> Option<Saved> = charts::save_series;
    /// `_results.json` as it is on disk.
    results(id: String) -> String = runs::results;
    /// A part of a folder of a tree: folders first, in this order.
    folder(tree: Tree, path: String, order: FileOrder, offset: usize, limit: usize) -> Folder = files::folder;
    /// The images in a folder, recognized by their extensions.
    images(tree: Tree, path: String, order: FileOrder, offset: usize, limit: usize) -> Folder = files::images;
    /// Sends `files` events about this tree from now on; null: about none.
    follow_files(tree: Option<Tree>, turn: f64) -> () = files::follow;
    /// The index of a file or folder among the entries of its folder in this order, from 0; null if it no longer exists.
    file_index(tree: Tree, path: String, order: FileOrder) -> Option<usize> = files::index;
    /// What in a tree has a text in its name.
    find_files(tree: Tree, text: String) -> FoundFiles = files::find;
    /// The answer to a question about a file of a tree.
    preview(tree: Tree, path: String, ask: Ask) -> Previewed = files::preview;
    /// All bytes of a file of a tree, for what a browser shows by itself; at most 64 MiB.
    file_bytes(tree: Tree, path: String) -> Bytes = files::bytes;
    /// Shows a folder, or the one that a file is in, in the system's file manager.
    show_folder(path: String) -> () = files::show_folder;
    /// The absolute path of a file or folder of a tree.
    file_path(tree: Tree, path: String) -> String = files::path;
    /// Shows a file or folder of a tree in the system's file manager.
    show_file(tree: Tree, path: String) -> () = files::show;
    /// Starts dragging files and folders of a tree out of the window, while the pointer's button is held down. Links and
    /// missing files are left out; it is refused if nothing remains. At most 10,000.
    drag_files(tree: Tree, paths: Vec<String>) -> () = files::drag;
    /// Saves files of a run (`artifacts/…`, `_results.json`, `log`; null: all) where the person chooses.
    /// Null: the person cancelled.
    save_from_run(id: String, path: Option<String>, zip: bool, task: u32) -> Option<Saved> = files::save_from_run;
    /// Saves files and folders of a tree where the person chooses: a file as it is, anything else as one zip; the
    /// empty path is the whole tree. At most 10,000. Null: the person cancelled.
    save_files(tree: Tree, paths: Vec<String>, task: u32) -> Option<Saved> = files::save_files;
    /// Saves a version's zip where the person chooses. Null: the person cancelled.
    save_package(name: String, version: String) -> Option<Saved> = files::save_package;
    /// Exports a run as one file where the person chooses. Null: the person cancelled.
    export_run(id: String, task: u32) -> Option<Saved> = files::export_run;
    /// What a problem report contains; about a run, too, if one is named.
    problem_report(run: Option<String>) -> Vec<ReportPart> = report::parts;
    /// Saves a problem report where the person chooses. Null: the person cancelled.
    save_problem_report(run: Option<String>, task: u32) -> Option<Saved> = report::save_report;
    /// Writes a failure of the page itself into the program's log.
    log_failure(text: String) -> () = report::log_failure;
    /// Imports exported runs: these files, and the exports in these folders.
    import_runs(paths: Vec<String>, task: u32) -> ImportedRuns = files::import_runs;
    /// All packages by name.
    packages() -> Vec<PackageRow> = packages::all;
    /// One package.
    package(name: String) -> PackageDetails = packages::one;
    /// What was measured of the versions of a package, by the runs that made and evaluated them.
    version_points(name: String) -> VersionPoints = packages::points;
    /// Compares two versions of a package.
    compare_versions(name: String, before: String, after: String) -> Comparison = packages::compare;
    /// Compares the lines of a file in two versions. Null: it is not text, or too long.
    compare_file(name: String, before: String, after: String, path: String) -> Option<Vec<DiffLine>>
        = packages::compare_file;
    /// Checks a zip or a folder as `add_package` would; changes nothing.
    check_package(path: String, python: String) -> Report = packages::check;
    /// Adds a package's first version, or its next major one.
    add_package(path: String, new: NewPackage, task: u32) -> VersionRow = packages::add;
    /// Changes the description of a package.
    describe_package(name: String, about: About) -> () = packages::describe;
    /// Refuses to remove a version, or the whole package, as `remove_package` would; changes nothing.
    check_package_removal(name: String, version: Option<String>) -> () = packages::check_removal;
    /// Removes a version, or the whole package. It can be restored until it is forgotten.
    remove_package(name: String, version: Option<String>) -> Removal = packages::remove;
    /// All datasets by name.
    datasets() -> Vec<DatasetRow> = packages::datasets;
    /// One dataset.
    dataset(name: String) -> DatasetDetails = packages::dataset;
    /// Adds a folder as a dataset: a copy of its files, or a link to it.
    add_dataset(name: String, path: String, link: bool, task: u32) -> AddedDataset = packages::add_dataset;
    /// Refuses to remove a dataset as `remove_dataset` would; changes nothing.
    check_dataset_removal(name: String) -> () = packages::check_dataset_removal;
    /// Removes a dataset. It can be restored until it is forgotten.
    remove_dataset(name: String) -> Removal = packages::remove_dataset;
    /// Adds the tutorial's package and dataset, unless they exist. Answers a form that is filled in for them.
    tutorial(task: u32) -> RunForm = packages::tutorial;
    /// A page of ML Logs, newest first.
    ml_log(query: LogQuery) -> LogPage = log::page;
    /// What takes disk space, the largest first.
    storage(query: StorageQuery) -> StorageView = storage::show;
    /// How many bytes removing things would free, once they are forgotten; null: that cannot be said while a run copies its
    /// data.
    would_free(things: Vec<StoredId>, task: u32) -> Option<u64> = storage::would_free;
    /// Removes things that take disk space, of any project, all or none. They can be restored until they are
    /// forgotten.
    remove_stored(things: Vec<StoredId>) -> Removal = storage::remove;
    /// Everything in the store that cannot be read.
    damaged() -> Vec<Damaged> = storage::damaged;
    /// Removes something damaged with all its files. Answers the bytes that were freed.
    remove_damaged(path: String) -> u64 = storage::remove_damaged;
    /// Saves all files of something damaged as a zip where the person chooses. Null: the person cancelled.
    export_damaged(path: String, task: u32) -> Option<Saved> = files::export_damaged;
    /// Removes the environments that no run uses any more. They can be restored until they are forgotten.
    remove_outdated() -> Removal = storage::remove_outdated;
    /// When the store was checked and backed up last.
    upkeep() -> Upkeep = upkeep::show;
    /// Checks the whole store, and repairs what can be repaired without losing anything if `repairs`.
    check_store(repairs: bool, task: u32) -> CheckUp = upkeep::check;
    /// Makes a backup of the whole store in a folder.
    back_up(folder: String, task: u32) -> BackedUp = upkeep::back_up;
    /// Lets the person choose files or a folder. Empty: the person cancelled.
    choose(what: Choice) -> Vec<Chosen> = files::choose;
    /// Cancels a task.
    cancel(task: u32) -> () = settings::cancel;
    /// The settings, and the uv and space of this machine.
    settings() -> SettingsView = settings::show;
    /// The Pythons of this machine, the default first. A search that may take seconds.
    pythons() -> Vec<Python> = settings::pythons;
    /// Saves settings. A refusal names the field.
    apply_settings(settings: Settings) -> SettingsView = settings::put;
    /// Closes the window; trainings continue.
    close() -> () = settings::close;
}

/// `ui/src/lib/ipc/bindings.ts`: the commands, the events, and all their types.
pub fn bindings() -> String {
    let mut types = Types::new();
    let signatures = describe(&mut types);
    typescript::bindings(types, signatures)
}
