// Made from Rust by `./dev bindings`, held against it by `./dev check`. Not to be edited.

/** What the program can be asked, by name: arguments and answer. */
export type Commands = {
  /** Everything that the page needs when it opens. */
  initial_state: { args: {}; answer: InitialState };
  /** All projects by name, and the current one, which is another one than before if that was removed. */
  projects: { args: { counted: boolean }; answer: Projects };
  /** Creates a project. A refusal names the field. */
  create_project: { args: { name: string; description: string; keeps: boolean }; answer: ProjectRow };
  /** Changes the name or description of a project. A refusal names the field. */
  edit_project: { args: { id: string; name: string; description: string; keeps: boolean }; answer: ProjectRow };
  /** Removes a project with everything in it. Answers the bytes that were freed. */
  remove_project: { args: { id: string }; answer: number };
  /** Makes this project the current one, also after the next start. */
  enter_project: { args: { id: string }; answer: ProjectRow };
  /** One page of the run list. */
  runs: { args: { query: RunQuery }; answer: RunPage };
  /** The values by which the list of runs can be filtered. */
  run_values: { args: {}; answer: RunValues };
  /** The names of the metrics that runs can be sorted and filtered by, at most 1,000. */
  metric_names: { args: {}; answer: Array<string> };
  /** Removes and adds tags of runs, whatever their status; of all of them or none. */
  tag_runs: { args: { ids: Array<string>; add: Array<string>; remove: Array<string> }; answer: null };
  /** Saves the note of a run; an empty note removes it. */
  note_run: { args: { id: string; note: string }; answer: null };
  /** Pins or unpins runs. */
  pin_runs: { args: { ids: Array<string>; pinned: boolean }; answer: null };
  /** The saved views of the run list, the oldest first. */
  run_views: { args: {}; answer: Array<RunView> };
  /** Saves a view: a new one, or in place of the one that is called `old`. Answers all views. */
  save_run_view: { args: { view: RunView; old: string | null }; answer: Array<RunView> };
  /** Removes a saved view. Answers the remaining ones. */
  remove_run_view: { args: { name: string }; answer: Array<RunView> };
  /** Everything about one run. */
  run: { args: { id: string }; answer: RunDetails };
  /** The Python packages in a run's environment, by name. */
  installed_packages: { args: { id: string }; answer: Array<InstalledPackage> };
  /** How far the runs in progress are, in all projects, as far as that is known. Their mean is shown in the task bar. */
  runs_progress: { args: {}; answer: Array<RunProgress> };
  /** Sends `run` events about this run from now on; null: about none. */
  follow: { args: { id: string | null; turn: number }; answer: null };
  /** A form that is already filled in. */
  form: { args: { from: FormSource }; answer: RunForm };
  /** The choices in the form. */
  choices: { args: {}; answer: Choices };
  /** The folders in a dataset, by path, at most 2,000. */
  dataset_folders: { args: { name: string }; answer: Array<string> };
  /** The parameters that a version's code reads, and that the last runs of its package had. */
  suggested_parameters: { args: { package: string; version: string; kind: Kind }; answer: Array<SuggestedParameter> };
  /** Checks a form as `create_run` would. */
  check_form: { args: { form: RunForm }; answer: FormVerdict };
  /** Creates a run and queues it. A refusal names the field. */
  create_run: { args: { form: RunForm }; answer: RunRow };
  /** All schedules, oldest first. */
  schedules: { args: {}; answer: Schedules };
  /** Everything about one schedule. */
  schedule: { args: { id: string }; answer: ScheduleDetails };
  /** Creates a schedule, or changes the one that the form names. A refusal names the field. */
  save_schedule: { args: { form: RunForm }; answer: ScheduleRow };
  /** Pauses or resumes a schedule. */
  pause_schedule: { args: { id: string; paused: boolean }; answer: null };
  /** Creates a run of a schedule now. */
  run_schedule: { args: { id: string }; answer: RunRow };
  /** Removes a schedule; its runs stay. It can be restored until it is forgotten. */
  remove_schedule: { args: { id: string }; answer: Removal };
  /** Stops a run: with its grace period, or at once. */
  stop_run: { args: { id: string; now: boolean }; answer: null };
  /** Creates a run that reproduces this one, with the same version, data, packages and parameters, and queues it. */
  reproduce_run: { args: { id: string; task: number }; answer: RunRow };
  /** Compares a run that has ended with the one that it reproduces. */
  reproduction: { args: { id: string; task: number }; answer: Reproduction };
  /** How a file of a run differs from that of the run that it reproduces. */
  compare_reproduced_file: { args: { id: string; part: ReproducedPart; path: string }; answer: FileDifference };
  /** How many runs wait and are in progress, and whether the queue is paused. */
  queue: { args: {}; answer: Queue };
  /** Pauses or resumes the queue. Running runs continue either way. */
  pause_queue: { args: { paused: boolean }; answer: null };
  /** Moves a waiting run to another position in the queue. */
  move_run: { args: { id: string; to: Move }; answer: null };
  /** Makes the version of a run that made all its calls and ended without one. */
  publish_run: { args: { id: string; task: number }; answer: Published };
  /** Removes a run that has ended. Answers the bytes that were freed. */
  remove_run: { args: { id: string }; answer: number };
  /** The ids of the runs that match a query, in its order. */
  run_ids: { args: { query: RunQuery }; answer: Array<string> };
  /** What can be done with the selected runs. */
  selected_runs: { args: { ids: Array<string> }; answer: SelectedRuns };
  /** Compares two to ten runs of the project. Without `all`, only what differs is answered. */
  compare_runs: { args: { ids: Array<string>; all: boolean }; answer: RunComparison };
  /** Up to 10,000 runs of the project as the rows of a table: what was asked of them, and what came out. Runs that do not exist are left out. */
  run_table: { args: { ids: Array<string> }; answer: RunTable };
  /** Stops runs: each with its grace period, or at once. Answers the ids of those that had not begun. */
  stop_runs: { args: { ids: Array<string>; now: boolean }; answer: Array<string> };
  /** Undoes the stop of runs that had not begun: they wait in the queue again. */
  requeue_runs: { args: { ids: Array<string> }; answer: null };
  /** Removes runs that have ended, all or none. They can be restored until they are forgotten. */
  remove_runs: { args: { ids: Array<string> }; answer: Removal };
  /** Restores what was removed. */
  restore_removed: { args: { undo: number }; answer: null };
  /** Deletes the files of what was removed. */
  forget_removed: { args: { undo: number }; answer: null };
  /** Lines of a log, beginning with line `first`, counted from 0; null: the last lines. What is sought is marked in them. */
  log_lines: { args: { id: string; first: number | null; count: number; sought: Sought | null }; answer: LogPart };
  /** Searches the whole log of a run. */
  search_log: { args: { id: string; sought: Sought; task: number }; answer: FoundLines };
  /** The library frames in all tracebacks of a run's log, in groups of consecutive ones; the first 10,000 groups. */
  library_frames: { args: { id: string; task: number }; answer: Array<LibraryFrames> };
  /** The number of the line of a log that was last written to at a time, from 0. */
  log_line_at: { args: { id: string; at: number }; answer: number };
  /** What was in the datasets that a run was given, as far as that was recorded. */
  given_data: { args: { id: string }; answer: Array<GivenData> };
  /** How one of these datasets differs from that today. Null if nothing was recorded. */
  data_today: { args: { id: string; role: DataRole; task: number }; answer: DataToday | null };
  /** The states of a dataset that are known, the oldest first. */
  dataset_states: { args: { name: string }; answer: Array<DatasetState> };
  /** The same, after looking whether the dataset has changed. */
  look_at_dataset: { args: { name: string; task: number }; answer: Array<DatasetState> };
  /** What is different in a state of a dataset from another one, or from nothing. */
  compare_states: { args: { name: string; older: number | null; newer: number }; answer: DataToday };
  /** How the content of a file of a dataset differs in one state from another. */
  compare_state_file: { args: { name: string; older: number; newer: number; path: string }; answer: FileDifference };
  /** How the content of a file that a run was given differs today. */
  compare_given_file: { args: { id: string; role: DataRole; path: string }; answer: FileDifference };
  /** Adds a state of a dataset as a dataset of its own. A refusal names the field. */
  restore_state: { args: { name: string; number: number; new: string; task: number }; answer: AddedDataset };
  /** Adds the data that a run kept as a dataset. A refusal names the field. */
  restore_run_data: { args: { id: string; role: DataRole; new: string; task: number }; answer: AddedDataset };
  /** What something was made of and what it led to. Runs that are alike are folded, except for those with the ids `unfolded`. */
  lineage: { args: { of: LineageOf; unfolded: Array<string>; task: number }; answer: LineagePicture };
  /** Saves the same where the person chooses. Null: the person cancelled. */
  save_lineage: { args: { of: LineageOf; unfolded: Array<string>; format: LineageFormat }; answer: Saved | null };
  /** The series of a run: its metrics, and what it used of the machine. */
  series: { args: { id: string }; answer: SeriesList };
  /** What a run logged besides numbers, images and histograms: parameters, tags, datasets, models, texts. */
  logged: { args: { id: string }; answer: LoggedList };
  /** The histograms that a run logged, by name. */
  logged_histograms: { args: { id: string }; answer: Array<LoggedHistograms> };
  /** The images that a run logged, by name. */
  logged_images: { args: { id: string }; answer: Array<LoggedImages> };
  /** The points of the series with these keys that a chart draws, as many as there are pixels for. `from` and `to` are the range of `x` that is shown, whose ends need not be whole; null: from the first, to the last point. `smoothing` is from 0, which does not smooth, to 0.99. */
  chart: { args: { id: string; keys: Array<number>; x: ChartAxis; from: number | null; to: number | null; width: number; smoothing: number }; answer: Array<ChartPoints> };
  /** How the charts of a package's runs were last shown; null: nobody has changed that. */
  chart_layout: { args: { package: string }; answer: ChartLayout | null };
  /** Remembers how the charts of a package's runs are shown. */
  keep_chart_layout: { args: { package: string; layout: ChartLayout }; answer: null };
  /** Saves a file that the page has made of a chart, where the person chooses; at most 32 MiB. Null: the person cancelled. */
  save_chart: { args: { name: string; base64: string }; answer: Saved | null };
  /** Saves all values of some series as CSV, where the person chooses. Null: the person cancelled. */
  save_series: { args: { runs: Array<ChosenSeries>; name: string }; answer: Saved | null };
  /** `_results.json` as it is on disk. */
  results: { args: { id: string }; answer: string };
  /** A part of a folder of a tree: folders first, in this order. */
  folder: { args: { tree: Tree; path: string; order: FileOrder; offset: number; limit: number }; answer: Folder };
  /** The images in a folder, recognized by their extensions. */
  images: { args: { tree: Tree; path: string; order: FileOrder; offset: number; limit: number }; answer: Folder };
  /** Sends `files` events about this tree from now on; null: about none. */
  follow_files: { args: { tree: Tree | null; turn: number }; answer: null };
  /** The index of a file or folder among the entries of its folder in this order, from 0; null if it no longer exists. */
  file_index: { args: { tree: Tree; path: string; order: FileOrder }; answer: number | null };
  /** What in a tree has a text in its name. */
  find_files: { args: { tree: Tree; text: string }; answer: FoundFiles };
  /** The answer to a question about a file of a tree. */
  preview: { args: { tree: Tree; path: string; ask: Ask }; answer: Previewed };
  /** All bytes of a file of a tree, for what a browser shows by itself; at most 64 MiB. */
  file_bytes: { args: { tree: Tree; path: string }; answer: ArrayBuffer };
  /** Shows a folder, or the one that a file is in, in the system's file manager. */
  show_folder: { args: { path: string }; answer: null };
  /** The absolute path of a file or folder of a tree. */
  file_path: { args: { tree: Tree; path: string }; answer: string };
  /** Shows a file or folder of a tree in the system's file manager. */
  show_file: { args: { tree: Tree; path: string }; answer: null };
  /** Starts dragging files and folders of a tree out of the window, while the pointer's button is held down. Links and missing files are left out; it is refused if nothing remains. At most 10,000. */
  drag_files: { args: { tree: Tree; paths: Array<string> }; answer: null };
  /** Saves files of a run (`artifacts/…`, `_results.json`, `log`; null: all) where the person chooses. Null: the person cancelled. */
  save_from_run: { args: { id: string; path: string | null; zip: boolean; task: number }; answer: Saved | null };
  /** Saves files and folders of a tree where the person chooses: a file as it is, anything else as one zip; the empty path is the whole tree. At most 10,000. Null: the person cancelled. */
  save_files: { args: { tree: Tree; paths: Array<string>; task: number }; answer: Saved | null };
  /** Saves a version's zip where the person chooses. Null: the person cancelled. */
  save_package: { args: { name: string; version: string }; answer: Saved | null };
  /** Exports a run as one file where the person chooses. Null: the person cancelled. */
  export_run: { args: { id: string; task: number }; answer: Saved | null };
  /** What a problem report contains; about a run, too, if one is named. */
  problem_report: { args: { run: string | null }; answer: Array<ReportPart> };
  /** Saves a problem report where the person chooses. Null: the person cancelled. */
  save_problem_report: { args: { run: string | null; task: number }; answer: Saved | null };
  /** Writes a failure of the page itself into the program's log. */
  log_failure: { args: { text: string }; answer: null };
  /** Imports exported runs: these files, and the exports in these folders. */
  import_runs: { args: { paths: Array<string>; task: number }; answer: ImportedRuns };
  /** All packages by name. */
  packages: { args: {}; answer: Array<PackageRow> };
  /** One package. */
  package: { args: { name: string }; answer: PackageDetails };
  /** What was measured of the versions of a package, by the runs that made and evaluated them. */
  version_points: { args: { name: string }; answer: VersionPoints };
  /** Compares two versions of a package. */
  compare_versions: { args: { name: string; before: string; after: string }; answer: Comparison };
  /** Compares the lines of a file in two versions. Null: it is not text, or too long. */
  compare_file: { args: { name: string; before: string; after: string; path: string }; answer: Array<DiffLine> | null };
  /** Checks a zip or a folder as `add_package` would; changes nothing. */
  check_package: { args: { path: string; python: string }; answer: Report };
  /** Adds a package's first version, or its next major one. */
  add_package: { args: { path: string; new: NewPackage; task: number }; answer: VersionRow };
  /** Changes the description of a package. */
  describe_package: { args: { name: string; about: About }; answer: null };
  /** Refuses to remove a version, or the whole package, as `remove_package` would; changes nothing. */
  check_package_removal: { args: { name: string; version: string | null }; answer: null };
  /** Removes a version, or the whole package. It can be restored until it is forgotten. */
  remove_package: { args: { name: string; version: string | null }; answer: Removal };
  /** All datasets by name. */
  datasets: { args: {}; answer: Array<DatasetRow> };
  /** One dataset. */
  dataset: { args: { name: string }; answer: DatasetDetails };
  /** Adds a folder as a dataset: a copy of its files, or a link to it. */
  add_dataset: { args: { name: string; path: string; link: boolean; task: number }; answer: AddedDataset };
  /** Refuses to remove a dataset as `remove_dataset` would; changes nothing. */
  check_dataset_removal: { args: { name: string }; answer: null };
  /** Removes a dataset. It can be restored until it is forgotten. */
  remove_dataset: { args: { name: string }; answer: Removal };
  /** Adds the tutorial's package and dataset, unless they exist. Answers a form that is filled in for them. */
  tutorial: { args: { task: number }; answer: RunForm };
  /** A page of ML Logs, newest first. */
  ml_log: { args: { query: LogQuery }; answer: LogPage };
  /** What takes disk space, the largest first. */
  storage: { args: { query: StorageQuery }; answer: StorageView };
  /** How many bytes removing things would free, once they are forgotten; null: that cannot be said while a run copies its data. */
  would_free: { args: { things: Array<StoredId>; task: number }; answer: number | null };
  /** Removes things that take disk space, of any project, all or none. They can be restored until they are forgotten. */
  remove_stored: { args: { things: Array<StoredId> }; answer: Removal };
  /** Everything in the store that cannot be read. */
  damaged: { args: {}; answer: Array<Damaged> };
  /** Removes something damaged with all its files. Answers the bytes that were freed. */
  remove_damaged: { args: { path: string }; answer: number };
  /** Saves all files of something damaged as a zip where the person chooses. Null: the person cancelled. */
  export_damaged: { args: { path: string; task: number }; answer: Saved | null };
  /** Removes the environments that no run uses any more. They can be restored until they are forgotten. */
  remove_outdated: { args: {}; answer: Removal };
  /** When the store was checked and backed up last. */
  upkeep: { args: {}; answer: Upkeep };
  /** Checks the whole store, and repairs what can be repaired without losing anything if `repairs`. */
  check_store: { args: { repairs: boolean; task: number }; answer: CheckUp };
  /** Makes a backup of the whole store in a folder. */
  back_up: { args: { folder: string; task: number }; answer: BackedUp };
  /** Lets the person choose files or a folder. Empty: the person cancelled. */
  choose: { args: { what: Choice }; answer: Array<Chosen> };
  /** Cancels a task. */
  cancel: { args: { task: number }; answer: null };
  /** The settings, and the uv and space of this machine. */
  settings: { args: {}; answer: SettingsView };
  /** The Pythons of this machine, the default first. A search that may take seconds. */
  pythons: { args: {}; answer: Array<Python> };
  /** Saves settings. A refusal names the field. */
  apply_settings: { args: { settings: Settings }; answer: SettingsView };
  /** Closes the window; trainings continue. */
  close: { args: {}; answer: null };
};

/**
 * The description of a package.
 */
export type About = { description: string, inputType: InputType, inputDescription: string, outputDescription: string, gpuRecommended: boolean, isolation: Isolation, metricsFrom: MetricsFrom, };

/**
 * The action of the button beside an advice.
 */
export type Action = "again" | "settings" | "package" | "publish";

/**
 * A dataset that was added.
 */
export type AddedDataset = { dataset: DatasetRow, 
/**
 * A sentence about the files that could not be copied.
 */
skipped: string | null, };

/**
 * What is in an archive.
 */
export type Archive = { 
/**
 * What kind of archive it is.
 */
format: ArchiveFormat, 
/**
 * Its first entries, at most 5,000.
 */
entries: Array<ArchiveEntry>, 
/**
 * How many entries it says that it has, if it says so.
 */
total: number | null, 
/**
 * Whether there may be more entries than these: they are too many, too far in, or the archive breaks off.
 */
cut: boolean, 
/**
 * What the pickle in it names, if it is one of PyTorch's files.
 */
pickle: Pickle | null, };

/**
 * An entry of an archive.
 */
export type ArchiveEntry = { 
/**
 * Its name with the folders before it, as the archive has it: nothing to be trusted. At most 1,000 characters.
 */
name: string, 
/**
 * What it is.
 */
kind: ArchiveEntryKind, 
/**
 * Its size in bytes once it is unpacked, as the archive says, if it says so.
 */
size: number | null, 
/**
 * Its size in bytes as it is packed, if it is packed by itself.
 */
packed: number | null, 
/**
 * When it was last changed, if that is known.
 */
changed: Changed | null, };

/**
 * What an entry is.
 */
export type ArchiveEntryKind = "folder" | "file" | "link" | "other";

/**
 * A kind of archive.
 */
export type ArchiveFormat = "zip" | "tar" | "tarGz" | "gzip";

/**
 * An array that only one of two files has, or that differs.
 */
export type ArrayDifference = { 
/**
 * Its name; none if it is the only one.
 */
name: string | null, 
/**
 * What it was; none if it was not there.
 */
before: ArrayForm | null, 
/**
 * What it is; none if it is not there.
 */
after: ArrayForm | null, 
/**
 * Which elements differ; none if they cannot be compared one by one, because the arrays are of different forms, or
 * because their elements have no fixed size.
 */
elements: ElementsDifference | null, };

/**
 * What an array is, without its elements.
 */
export type ArrayForm = { 
/**
 * What its elements are, in the words of the format: `<f8`, `F32`, `float`.
 */
dtype: string, 
/**
 * How many elements it has in each dimension; at most 64.
 */
shape: Array<number>, 
/**
 * Whether the elements of a column, not those of a row, follow each other.
 */
fortran: boolean, };

/**
 * Which arrays, or tensors, of two files differ.
 */
export type ArraysDifference = { 
/**
 * At most 200, by their names.
 */
arrays: Array<ArrayDifference>, 
/**
 * How many differ besides these.
 */
more: number, 
/**
 * How many are the same.
 */
same: number, 
/**
 * How many were not compared, or only a part of them without a difference, because the time was over or they are
 * broken.
 */
unread: number, };

/**
 * A question about a file.
 */
export type Ask = { "ask": "open" } | { "ask": "text", 
/**
 * Where the piece begins.
 */
at: number, } | { "ask": "hex", 
/**
 * Where the piece begins.
 */
at: number, } | { "ask": "rows", 
/**
 * The position that came with the rows before.
 */
at: number, } | { "ask": "columns", 
/**
 * After how many milliseconds to end, with the rows that were read by then.
 */
millis: number, } | { "ask": "children", 
/**
 * Where it begins, in bytes of the file.
 */
start: number, 
/**
 * The mark that came with the children before; none for the first ones.
 */
from: Mark | null, 
/**
 * How many to give at most.
 */
most: number, } | { "ask": "picture", 
/**
 * How long its longer side may be, in pixels: at most 2,048.
 */
most: number, } | { "ask": "values", 
/**
 * Its number in the list of tensors, from 0.
 */
of: number, };

/**
 * A backup that was made.
 */
export type BackedUp = { files: number, bytes: number, 
/**
 * How many bytes of contents were not in the folder before.
 */
added: number, 
/**
 * How many runs were in progress.
 */
running: number, 
/**
 * Why files are not in it.
 */
skipped: Array<string>, };

/**
 * Where the bytes of two files differ.
 */
export type BytesDifference = { 
/**
 * The position of the first byte that differs, or that only one of them has, from 0. None: there is none in what was
 * compared.
 */
first: number | null, 
/**
 * How many bytes of each were compared.
 */
compared: number, 
/**
 * The size before, in bytes.
 */
before: number, 
/**
 * The size after, in bytes.
 */
after: number, };

/**
 * A cell.
 */
export type Cell = { 
/**
 * What is in it.
 */
kind: CellContent, 
/**
 * What is written in it, at most 32,000 characters.
 */
source: string, 
/**
 * The number of its last execution.
 */
count: number | null, 
/**
 * What came of it, at most 50 outputs.
 */
outputs: Array<Output>, };

/**
 * What is in a cell.
 */
export type CellContent = "code" | "markdown" | "raw";

/**
 * A cell that differs.
 */
export type CellDifference = { 
/**
 * The number of its row, from 1, without the row of column names.
 */
row: number, 
/**
 * The column's name; of a table without names, its number from 1.
 */
column: string, 
/**
 * What it was, at most 1,000 characters.
 */
before: string, 
/**
 * What it is, at most 1,000 characters.
 */
after: string, };

/**
 * What a cell, or all cells of a column, hold.
 */
export type CellKind = "empty" | "integer" | "number" | "bool" | "date" | "text";

/**
 * When something was changed.
 */
export type Changed = { "seconds": number } | { "clock": string };

/**
 * What the points of a chart are drawn over.
 */
export type ChartAxis = "step" | "time" | "relative";

/**
 * How the charts of a package are shown. Charts and groups have the names that the page gives them.
 */
export type ChartLayout = { 
/**
 * What their points are drawn over.
 */
x: ChartAxis, 
/**
 * From 0, which does not smooth, to 0.99.
 */
smoothing: number, 
/**
 * Whether their scales are logarithmic.
 */
log: boolean, 
/**
 * The charts whose scale is the other one.
 */
logOther: Array<string>, 
/**
 * How many are beside each other; 0: as many as fit.
 */
columns: number, 
/**
 * The pinned charts, in their order.
 */
pinned: Array<string>, 
/**
 * The hidden charts.
 */
hidden: Array<string>, 
/**
 * The charts of groups that were put in another order.
 */
order: Array<string>, 
/**
 * The groups that are folded.
 */
folded: Array<string>, };

/**
 * The points of a series, thinned out.
 */
export type ChartPoints = { key: number, 
/**
 * In ascending order: steps, milliseconds since 1970, or milliseconds since the run began.
 */
x: Array<number>, 
/**
 * Null where a value is not finite.
 */
y: (number | null)[], 
/**
 * The smoothed values, if they are to be smoothed.
 */
smooth: (number | null)[] | null, };

/**
 * The result of one check.
 */
export type Check = { verdict: Verdict, text: string, file: string | null, line: number | null, };

/**
 * How often the store is checked without being asked.
 */
export type CheckStore = "off" | "weekly" | "monthly";

/**
 * What a check of the store found.
 */
export type CheckUp = { 
/**
 * How many problems there are that were not repaired.
 */
wrong: number, 
/**
 * How many bytes of contents were read.
 */
read: number, findings: Array<Finding>, };

/**
 * Children of an array or an object.
 */
export type Children = { 
/**
 * What they are the children of: an array or an object.
 */
of: JsonKind, 
/**
 * Where that begins, in bytes of the file: with this, more of them are asked for.
 */
start: number, 
/**
 * The number of the first of them, from 0.
 */
first: number, 
/**
 * The children, at most as many as were asked for.
 */
values: Array<Value>, 
/**
 * The mark to ask for more with. There may be none left when that is done.
 */
next: Mark | null, 
/**
 * Where the text stops being JSON, in bytes of the file, if it does.
 */
broken: number | null, };

/**
 * What the person is to choose.
 */
export type Choice = "package" | "folder" | "runs" | "uv" | "certificate";

/**
 * The choices in the form.
 */
export type Choices = { kinds: Array<KindChoice>, packages: Array<PackageChoice>, datasets: Array<DatasetChoice>, 
/**
 * Whether the project's runs keep their data by default.
 */
keepsData: boolean, gpus: number, 
/**
 * Why no GPU can be chosen.
 */
gpuMissing: string | null, };

/**
 * Something that was chosen or dropped.
 */
export type Chosen = { path: string, isFolder: boolean, 
/**
 * Its name; a file's without the extension.
 */
name: string, 
/**
 * It was uploaded by a browser, and is deleted once it was added.
 */
isUpload: boolean, };

/**
 * Series of a run, by their keys.
 */
export type ChosenSeries = { id: string, keys: Array<number>, };

/**
 * A column of a table.
 */
export type Column = { 
/**
 * Its name; none if the table has no header.
 */
name: string | null, 
/**
 * What its first cells are.
 */
kind: CellKind, 
/**
 * Its type in the words of the format, if the table says so itself.
 */
declared: string | null, };

/**
 * Statistics of a table's columns.
 */
export type Columns = { 
/**
 * One for each column, in their order.
 */
columns: Array<Statistics>, 
/**
 * How many rows were read.
 */
rows: number, 
/**
 * Whether these are all rows of the file.
 */
all: boolean, 
/**
 * How much was read, of how much: in bytes of a text, in rows of what says how many it has.
 */
read: [number, number], };

/**
 * A text, and how often it is there.
 */
export type Common = { 
/**
 * Its first 100 characters.
 */
text: string, 
/**
 * In how many rows it is.
 */
count: number, };

/**
 * What a row of a comparison is about.
 */
export type ComparedKind = "run" | "package" | "data" | "parameter" | "logged" | "environment" | "requirement" | "metric";

/**
 * A metric of all runs.
 */
export type ComparedMetric = { 
/**
 * Its name, after the part of the training that it belongs to, if there are several.
 */
name: string, 
/**
 * Its series in each run; null: the run has none.
 */
series: Array<SeriesInfo | null>, 
/**
 * The mean of the values in each run.
 */
means: Array<number | null>, };

/**
 * One thing about all runs.
 */
export type ComparedRow = { kind: ComparedKind, 
/**
 * A fixed word, such as `status`, or the name of a parameter or requirement.
 */
name: string, 
/**
 * Its value in each run; null: the run has none, or it cannot be read.
 */
values: Array<ComparedValue | null>, 
/**
 * Whether the runs differ in it, as far as they can be read.
 */
differs: boolean, };

/**
 * A value of a comparison.
 */
export type ComparedValue = { "is": "text", text: string, } | { "is": "secret", name: string, } | { "is": "number", value: number, } | { "is": "seconds", value: number, } | { "is": "bytes", value: number, } | { "is": "time", at: number, } | { "is": "status", status: Status, } | { "is": "pipeline", kind: Kind, } | { "is": "switch", on: boolean, };

/**
 * The differences between two versions.
 */
export type Comparison = { before: VersionRow, after: VersionRow, 
/**
 * Files that are only in one of them, or differ: the lists of requirements first.
 */
changes: Array<FileChange>, 
/**
 * The number of equal files.
 */
same: number, };

/**
 * A condition for a number of a run: `metric:val/loss < 0.3`. A run that does not have the number does not match it,
 * whatever the comparison is.
 */
export type Condition = { 
/**
 * The number that is compared.
 */
of: Measure, 
/**
 * How it is compared.
 */
is: Relation, 
/**
 * What it is compared with; finite.
 */
value: number, };

/**
 * Something in the store that cannot be read.
 */
export type Damaged = { 
/**
 * The unreadable file, by which the thing is removed and saved.
 */
path: string, kind: DamagedKind, name: string, 
/**
 * What is wrong, in a sentence.
 */
text: string, 
/**
 * Whether it can be removed. A damaged project can only be renamed.
 */
removable: boolean, };

/**
 * The kind of a damaged thing.
 */
export type DamagedKind = "run" | "package" | "version" | "dataset" | "project" | "schedule" | "tags";

/**
 * A file, folder or link that differs.
 */
export type DataDifference = { path: string, change: "added" | "removed" | "changed" | "attributes", };

/**
 * What a run was given a dataset for.
 */
export type DataRole = "input" | "evaluation";

/**
 * How a dataset differs today from what a run was given.
 */
export type DataToday = { 
/**
 * In a sentence.
 */
text: string, 
/**
 * The first differences, in the order of the paths.
 */
differences: Array<DataDifference>, 
/**
 * How many there are besides these.
 */
more: number, };

/**
 * A dataset.
 */
export type DatasetChoice = { name: string, files: number, bytes: number, };

/**
 * A dataset and the newest runs that used it.
 */
export type DatasetDetails = { dataset: DatasetRow, 
/**
 * How many bytes of it hold data; the others are holes, which take no space.
 */
data: number, usedBy: Array<RunRow>, };

/**
 * A dataset.
 */
export type DatasetRow = { name: string, 
/**
 * The folder outside the store that it links to.
 */
link: string | null, files: number, bytes: number, created: number, };

/**
 * A state of a dataset.
 */
export type DatasetState = { number: number, 
/**
 * When it was first seen.
 */
at: number, files: number, bytes: number, 
/**
 * How many files, folders and links are different from the state before it.
 */
added: number, removed: number, changed: number, 
/**
 * Whether some of its contents are lost.
 */
incomplete: boolean, 
/**
 * By which runs on it are found.
 */
content: string, 
/**
 * How many runs were given it.
 */
runs: number, 
/**
 * The newest of them.
 */
newest: Array<StateRun>, };

/**
 * A day of the week.
 */
export type Day = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/**
 * What is between the cells of a row.
 */
export type Delimiter = "comma" | "tab" | "semicolon" | "bar";

/**
 * A line of two texts that are compared.
 */
export type DiffLine = { "is": "same", 
/**
 * Without its end.
 */
text: string, } | { "is": "removed", 
/**
 * Without its end.
 */
text: string, } | { "is": "added", 
/**
 * Without its end.
 */
text: string, } | { "is": "gap" };

/**
 * A dimension of an input or output.
 */
export type Dimension = { "length": number } | { "named": string } | "any";

/**
 * How two things are connected.
 */
export type EdgeKind = "input" | "evaluation" | "package" | "made";

/**
 * An element that differs.
 */
export type ElementDifference = { 
/**
 * Its index in each dimension, from 0; at most 64.
 */
index: Array<number>, 
/**
 * What it was, at most 200 characters.
 */
before: string, 
/**
 * What it is, at most 200 characters.
 */
after: string, };

/**
 * Which elements of an array differ. Elements are the same if their bytes are: a NaN is the same as itself, and 0 differs
 * from -0.
 */
export type ElementsDifference = { 
/**
 * How many of those that were compared differ.
 */
differing: number, 
/**
 * How many were compared: the first ones, if the time was over or a file is too short.
 */
compared: number, 
/**
 * How many there are, as the file says.
 */
total: number, 
/**
 * The first one that differs.
 */
first: ElementDifference, 
/**
 * The largest absolute difference between two numbers that is finite, if there is one.
 */
largest: number | null, };

/**
 * How text is encoded.
 */
export type Encoding = "utf8" | "utf16Le" | "utf16Be" | "windows1252";

/**
 * An entry of a folder.
 */
export type Entry = { name: string, kind: EntryKind, 
/**
 * Its size, if it is a file.
 */
bytes: number | null, 
/**
 * When it was last modified.
 */
changed: number | null, };

/**
 * The kind of an entry in a folder.
 */
export type EntryKind = "folder" | "file" | "link" | "other";

/**
 * An event for a page.
 */
export type Event = { "event": "store" } | { "event": "run", 
/**
 * Its id.
 */
id: string, } | { "event": "metrics", 
/**
 * Its id.
 */
id: string, } | { "event": "files", 
/**
 * Whether every change is noticed. Otherwise, there are too many folders, and this event comes every two seconds.
 */
isWatched: boolean, } | { "event": "progress", 
/**
 * The number that the page gave the task.
 */
task: number, 
/**
 * Files that are done.
 */
filesDone: number, 
/**
 * All files, as far as is known.
 */
filesTotal: number, 
/**
 * Bytes that are done.
 */
bytesDone: number, 
/**
 * All bytes, as far as is known.
 */
bytesTotal: number, } | { "event": "drag", 
/**
 * Whether they are over it.
 */
over: boolean, } | { "event": "drop", 
/**
 * The files and folders that can be used.
 */
chosen: Array<Chosen>, } | { "event": "show", 
/**
 * Its id.
 */
id: string, } | { "event": "ended", 
/**
 * The run's id.
 */
id: string, 
/**
 * Its name and how it ended.
 */
title: string, 
/**
 * What it made, or why it failed.
 */
body: string, } | { "event": "checked", 
/**
 * A sentence about it.
 */
text: string, } | { "event": "closing", 
/**
 * The runs that continue; 0 if the person already knows that runs continue.
 */
runs: number, 
/**
 * The schedules that no program fires then.
 */
schedules: number, };

/**
 * The kind of a failure.
 */
export type FailureKind = "code" | "dependency" | "network" | "memory" | "memoryLimit" | "disk" | "gpu" | "isolation" | "interrupted" | "package" | "version" | "other";

/**
 * A failed run, explained.
 */
export type FailureView = { kind: FailureKind, 
/**
 * The kind of failure, as text.
 */
title: string, 
/**
 * The stage in which it happened.
 */
stage: string | null, 
/**
 * Exception and message, or how it ended.
 */
reason: string, 
/**
 * What to try.
 */
advice: string, action: Action, 
/**
 * The day to resolve as of, if libraries newer than the package are probably the cause.
 */
asOf: string | null, 
/**
 * The lines of the log around it.
 */
lines: Array<string>, 
/**
 * The number of the first of them, from 0.
 */
firstLine: number, };

/**
 * A field of a form that a person fills in.
 */
export type Field = "name" | "description" | "type" | "package" | "version" | "asOf" | "dataset" | "folder" | "evaluationDataset" | "evaluationFolder" | "parameters" | "gpu" | "memory" | "cores" | "grace" | "at" | "days" | "time" | "cron" | "source" | "python" | "tags" | "note" | "since" | "runsAtOnce" | "uv" | "indexUrl" | "proxy" | "caFile";

/**
 * A file that differs; sizes in bytes, null if it does not exist.
 */
export type FileChange = { path: string, before: number | null, after: number | null, };

/**
 * By what the entries of a folder are ordered; folders come first in any case.
 */
export type FileColumn = "name" | "size" | "changed";

/**
 * How many files there are, in folders too, as far as they were counted.
 */
export type FileCount = { files: number, 
/**
 * Whether there are more.
 */
more: boolean, };

/**
 * How a file differs from another one.
 */
export type FileDifference = { "in": "nothing" } | { "in": "text" } & TextDifference | { "in": "table" } & TableDifference | { "in": "arrays" } & ArraysDifference | { "in": "members" } & MembersDifference | { "in": "bytes" } & BytesDifference;

/**
 * An order of the entries of a folder.
 */
export type FileOrder = { by: FileColumn, descending: boolean, };

/**
 * Something that is wrong, or takes space for nothing.
 */
export type Finding = { code: FindingCode, 
/**
 * What it is about: mostly a path relative to the store.
 */
thing: string, message: string, 
/**
 * Whether something is wrong. Else it only takes space.
 */
wrong: boolean, state: RepairState, 
/**
 * What a repair would do or has done, or why nothing can be done.
 */
repair: string, };

/**
 * The kinds of findings, with the codes that stand for them in JSON.
 */
export type FindingCode = "index-damaged" | "index-differs" | "document-damaged" | "zip-missing" | "zip-damaged" | "digests-differ" | "manifest-damaged" | "manifest-missing" | "content-damaged" | "content-missing" | "stray" | "results-differ" | "environment-damaged" | "unneeded" | "leftover" | "set-aside";

/**
 * A part of a folder.
 */
export type Folder = { 
/**
 * The number of its entries.
 */
total: number, entries: Array<Entry>, };

/**
 * The source that a form is filled in from.
 */
export type FormSource = { "from": "empty" } | { "from": "version", package: string, version: string, } | { "from": "dataset", dataset: string, state: number | null, } | { "from": "run", id: string, } | { "from": "schedule", id: string, };

/**
 * The result of checking a form.
 */
export type FormVerdict = { 
/**
 * Everything that is wrong with it.
 */
refusals: Array<Refusal>, 
/**
 * A sentence about what it will do; null if it is refused.
 */
sentence: string | null, 
/**
 * The next due times, whatever else is wrong with the form.
 */
times: Array<number>, };

/**
 * A file or folder that was found.
 */
export type FoundFile = { path: string, entry: Entry, };

/**
 * What was found in a tree by name.
 */
export type FoundFiles = { 
/**
 * How many there are.
 */
total: number, 
/**
 * Whether the tree has more entries than were looked at.
 */
cut: boolean, 
/**
 * The first of them, in the order of their paths.
 */
entries: Array<FoundFile>, };

/**
 * What was found in a log.
 */
export type FoundLines = { 
/**
 * How many lines match.
 */
count: number, 
/**
 * The numbers of the first 100,000 of them, from 0.
 */
lines: Array<number>, 
/**
 * Where in the log they all are, in thousandths of its lines.
 */
marks: Array<number>, };

/**
 * What was in a dataset that a run was given.
 */
export type GivenData = { role: DataRole, files: number, bytes: number, 
/**
 * Whether the run keeps them.
 */
kept: boolean, 
/**
 * The number of the dataset's state that it was; null: it is none of those that are known.
 */
state: number | null, };

/**
 * A GPU. What is not known is empty or 0.
 */
export type GpuView = { name: string, 
/**
 * In bytes.
 */
memory: number, driver: string, };

/**
 * Some bytes of a file.
 */
export type Hex = { 
/**
 * Two digits for each of at most [`HEX_PIECE`] bytes.
 */
digits: string, 
/**
 * Where they begin, in bytes of the file.
 */
at: number, 
/**
 * Where the next ones begin, if there are any.
 */
next: number | null, };

/**
 * How much a project contains.
 */
export type Holds = { packages: number, datasets: number, runs: number, };

/**
 * An image.
 */
export type Image = { 
/**
 * What kind it is.
 */
format: ImageFormat, 
/**
 * Its width and height in pixels, as its header says; a drawing has none.
 */
size: [number, number] | null, };

/**
 * A kind of image.
 */
export type ImageFormat = "png" | "jpeg" | "gif" | "webP" | "bmp" | "svg";

/**
 * The result of importing files.
 */
export type ImportedRuns = { runs: Array<RunRow>, 
/**
 * Why the others were refused.
 */
refused: Array<string>, };

/**
 * The origin of an imported run.
 */
export type ImportedView = { 
/**
 * The name of the imported file.
 */
file: string, at: number, 
/**
 * Its id in the store that made it.
 */
id: string, };

/**
 * Everything that the page needs when it opens.
 */
export type InitialState = { 
/**
 * The language in the settings, or else the system's.
 */
language: Language, theme: Theme, version: string, 
/**
 * The store's folder.
 */
home: string, 
/**
 * The person's home folder, where choosing a file begins.
 */
folder: string, 
/**
 * The current project.
 */
project: ProjectRow, 
/**
 * Whether a folder can be shown in the system's file manager.
 */
showsFolders: boolean, 
/**
 * Whether the project is empty.
 */
empty: boolean, 
/**
 * What the person should know about opening the store.
 */
notices: Array<string>, };

/**
 * What `predict()` of a package takes.
 */
export type InputType = "json" | "file" | "files";

/**
 * A Python package in a run's environment.
 */
export type InstalledPackage = { name: string, 
/**
 * Its version, or else its URL.
 */
version: string, };

/**
 * Whether a wall keeps a run's code from the store and from other processes.
 */
export type Isolation = "on" | "off";

/**
 * What a JSON value is.
 */
export type JsonKind = "object" | "array" | "string" | "number" | "bool" | "null";

/**
 * A model.
 */
export type Keras = { 
/**
 * Its name.
 */
name: string | null, 
/**
 * Its class: `Sequential`, `Functional`, or one of the person's own.
 */
class: string, 
/**
 * The version of Keras that saved it.
 */
version: string | null, 
/**
 * Its layers, at most 2,000.
 */
layers: Array<Layer>, 
/**
 * How many layers it has.
 */
total: number, };

/**
 * A pipeline type, which decides which functions of `train.py` are called (contract §1).
 */
export type Kind = "training" | "evaluation" | "full";

/**
 * A pipeline type.
 */
export type KindChoice = { kind: Kind, title: string, defaults: Array<Parameter>, };

/**
 * Whether a version can run a type.
 */
export type KindVerdict = { kind: Kind, 
/**
 * Why it cannot; null: it can.
 */
refused: string | null, };

/**
 * A language of the catalogue.
 */
export type Language = "en" | "fr";

/**
 * By how much the numbers of a column differ.
 */
export type LargestDifference = { 
/**
 * The column's name; of a table without names, its number from 1.
 */
column: string, 
/**
 * The largest absolute difference between two numbers that is finite.
 */
by: number, };

/**
 * A layer.
 */
export type Layer = { 
/**
 * Its name.
 */
name: string | null, 
/**
 * Its class.
 */
class: string, 
/**
 * The shape of what goes in, if it is where the model begins; a side of any length is none.
 */
input: Array<number | null> | null, };

/**
 * Frames of libraries in a traceback, one after another.
 */
export type LibraryFrames = { 
/**
 * The number of their first line, from 0.
 */
first: number, lines: number, frames: number, };

/**
 * As what a lineage is saved.
 */
export type LineageFormat = "svg" | "json";

/**
 * What lineage is asked for.
 */
export type LineageOf = { "of": "run", id: string, } | { "of": "version", name: string, version: string, } | { "of": "dataset", name: string, } | { "of": "file", name: string, path: string, };

/**
 * What something was made of and what it led to.
 */
export type LineagePicture = { 
/**
 * From left to right, in each column from the top.
 */
nodes: Array<PictureNode>, lines: Array<PictureLine>, 
/**
 * The size of the picture in pixels.
 */
width: number, height: number, 
/**
 * The size of each node.
 */
nodeWidth: number, nodeHeight: number, 
/**
 * How many more there are, which are too many to be shown.
 */
leftOut: number, 
/**
 * Of a file: which runs have seen it, in a sentence.
 */
file: string | null, };

/**
 * Values of lines that follow each other.
 */
export type Lines = { 
/**
 * The values. A line that holds none is a string, as it is written.
 */
values: Array<Value>, 
/**
 * The position to ask for more rows with, if there are any. It may be in a line that is too long to be read
 * to its end: then the next page begins after it.
 */
next: number | null, };

/**
 * One thing that happened.
 */
export type LogEntry = { 
/**
 * Its id.
 */
id: number, at: number, kind: LogKind, failed: boolean, 
/**
 * What happened, and why.
 */
text: string, about: LogSubject | null, };

/**
 * The kind of an entry.
 */
export type LogKind = "check" | "version" | "dataset" | "run" | "schedule" | "project" | "error";

/**
 * A line without line end, escape sequences, and what a carriage return overwrote; a long one is cut.
 */
export type LogLine = { spans: Array<LogSpan>, 
/**
 * When it was begun; null if that is not known.
 */
at: number | null, kind: LogLineKind | null, };

/**
 * What stands out about a line.
 */
export type LogLineKind = "program" | "warning" | "error" | "traceback" | "library";

/**
 * A page of entries, newest first.
 */
export type LogPage = { 
/**
 * The number of entries that match the query.
 */
total: number, 
/**
 * The number of all entries.
 */
all: number, rows: Array<LogEntry>, };

/**
 * Lines of a log.
 */
export type LogPart = { 
/**
 * The number of the first of them, from 0.
 */
first: number, lines: Array<LogLine>, 
/**
 * How many lines there are now.
 */
total: number, bytes: number, };

/**
 * Which entries are wanted.
 */
export type LogQuery = { 
/**
 * Null: any. `error`: everything that went wrong.
 */
kind: LogKind | null, 
/**
 * Only entries from this time on.
 */
since: number | null, offset: number, limit: number, };

/**
 * A part of a line that looks the same from its beginning to its end.
 */
export type LogSpan = { text: string, 
/**
 * How it looks: names of a terminal's colors and effects as `fg-1`, `bg-12`, `bold`, and `found` where what is
 * sought is; empty for most.
 */
look: string, 
/**
 * Its exact color as CSS has it, if it is none of the terminal's.
 */
color: string | null, 
/**
 * The same of its background.
 */
background: string | null, };

/**
 * What an entry is about. It may no longer exist.
 */
export type LogSubject = { "is": "package", name: string, } | { "is": "dataset", name: string, } | { "is": "run", id: string, } | { "is": "schedule", id: string, } | { "is": "project", id: string, };

/**
 * A dataset.
 */
export type LoggedDataset = { name: string, digest: string, 
/**
 * What it was used for, such as `train`; may be empty.
 */
context: string, 
/**
 * Where it comes from, mostly as JSON.
 */
from: string, source: SeriesSource, 
/**
 * The part of the training that it belongs to, if there are several, such as an MLflow run; else empty.
 */
part: string, };

/**
 * How values were distributed at one step.
 */
export type LoggedHistogram = { step: number, 
/**
 * The edges of its bins, in ascending order; one more than there are counts.
 */
edges: Array<number>, 
/**
 * How many values are in each bin, 64 at most; may be weighted.
 */
counts: Array<number>, };

/**
 * The histograms of one name.
 */
export type LoggedHistograms = { name: string, 
/**
 * By their steps, which differ.
 */
steps: Array<LoggedHistogram>, source: SeriesSource, 
/**
 * The part of the training that it belongs to, if there are several, such as an MLflow run; else empty.
 */
part: string, };

/**
 * An image.
 */
export type LoggedImage = { step: number, 
/**
 * Its path in the tree of the run's images.
 */
path: string, };

/**
 * The images of one name, by their steps.
 */
export type LoggedImages = { name: string, 
/**
 * Its number among the images of this name at one step, from 0.
 */
index: number, 
/**
 * In the order in which they were logged.
 */
steps: Array<LoggedImage>, source: SeriesSource, 
/**
 * The part of the training that it belongs to, if there are several, such as an MLflow run; else empty.
 */
part: string, };

/**
 * What a run logged besides numbers, images and histograms.
 */
export type LoggedList = { parameters: Array<LoggedValue>, tags: Array<LoggedValue>, datasets: Array<LoggedDataset>, models: Array<LoggedModel>, texts: Array<LoggedText>, 
/**
 * Why it cannot be read: a sentence.
 */
notice: string | null, };

/**
 * A model.
 */
export type LoggedModel = { id: string, name: string, 
/**
 * The folder of its files among the artifacts.
 */
path: string, 
/**
 * Whether the code has said that it is complete.
 */
ready: boolean, source: SeriesSource, 
/**
 * The part of the training that it belongs to, if there are several, such as an MLflow run; else empty.
 */
part: string, };

/**
 * A text, the last one of its name.
 */
export type LoggedText = { name: string, step: number, text: string, 
/**
 * Whether the text was longer.
 */
cut: boolean, source: SeriesSource, 
/**
 * The part of the training that it belongs to, if there are several, such as an MLflow run; else empty.
 */
part: string, };

/**
 * A parameter or a tag.
 */
export type LoggedValue = { name: string, value: string, 
/**
 * Whether the value was longer.
 */
cut: boolean, source: SeriesSource, 
/**
 * The part of the training that it belongs to, if there are several, such as an MLflow run; else empty.
 */
part: string, };

/**
 * The machine of a run, and its Python. What is not known is empty or 0.
 */
export type MachineView = { 
/**
 * The model of its processor.
 */
cpu: string, 
/**
 * How many logical processor cores it has.
 */
cores: number, 
/**
 * How many of them the run may use.
 */
usable: number, 
/**
 * In bytes.
 */
memory: number, system: string, kernel: string, 
/**
 * The GPU that was assigned to the run.
 */
gpu: GpuView | null, 
/**
 * Null until there is an environment.
 */
python: string | null, 
/**
 * How many packages are installed in the environment.
 */
packages: number | null, };

/**
 * Where children go on.
 */
export type Mark = { 
/**
 * The position in bytes of the file.
 */
at: number, 
/**
 * The number of the next child, from 0.
 */
index: number, 
/**
 * What is open there of the child before.
 */
within: Within, };

/**
 * A number that runs have, by which they are filtered: `score`, or a metric.
 */
export type Measure = "score" | MetricFigure;

/**
 * A member that only one of two archives has, or that differs.
 */
export type MemberDifference = { 
/**
 * Its name with the folders before it, at most 1,000 characters.
 */
name: string, 
/**
 * Its size before, in bytes; none if it was not there.
 */
before: number | null, 
/**
 * Its size after, in bytes; none if it is not there.
 */
after: number | null, };

/**
 * Which members of two archives differ, as the archives say.
 */
export type MembersDifference = { 
/**
 * At most 500, by their names.
 */
members: Array<MemberDifference>, 
/**
 * How many differ besides these.
 */
more: number, 
/**
 * How many are the same.
 */
same: number, 
/**
 * Whether an archive has so many members that not all were compared.
 */
cut: boolean, };

/**
 * A metric of all runs of a table; null: a run does not have it, or its value is infinite or no number.
 */
export type MetricColumn = { name: string, 
/**
 * The value that each run logged last.
 */
last: Array<number | null>, 
/**
 * The smallest value of each run.
 */
min: Array<number | null>, 
/**
 * The largest value of each run.
 */
max: Array<number | null>, };

/**
 * A figure of a metric, as a column: one of the values that stand for all of its values. It is written as what comes before the
 * first colon, and the metric's name, which may have colons, too: `metric:val/loss` for the last value,
 * `min:val/loss`, `max:val/loss` and `mean:val/loss`.
 */
export type MetricFigure = `${"metric" | "min" | "max" | "mean"}:${string}`;

/**
 * From which sources the metrics of a package's runs are taken: a switch each.
 */
export type MetricsFrom = { 
/**
 * What the code logs with MLflow.
 */
mlflow: boolean, 
/**
 * Event files of TensorBoard.
 */
tensorboard: boolean, 
/**
 * Files of Weights & Biases.
 */
wandb: boolean, 
/**
 * Databases of Trackio.
 */
trackio: boolean, 
/**
 * `trainer_state.json` of Hugging Face's Trainer.
 */
trainer: boolean, 
/**
 * CSV files of Lightning and Keras.
 */
csv: boolean, 
/**
 * What the code prints.
 */
printed: boolean, };

/**
 * What happens with a due time at which no program was running.
 */
export type Missed = "once" | "skip";

/**
 * Where to move a waiting run.
 */
export type Move = { "to": "before", id: string, } | { "to": "after", id: string, } | { "to": "sooner" } | { "to": "later" };

/**
 * What a sentence says about a run.
 */
export type NamedRun = { id: string, name: string, 
/**
 * The version that it made.
 */
made: string | null, };

/**
 * A run or a schedule that needs something.
 */
export type NeededBy = { "is": "run", id: string, name: string, } | { "is": "schedule", id: string, name: string, };

/**
 * What a person enters when they add a package; fields without a value are empty.
 */
export type NewPackage = { name: string, changeLog: string, 
/**
 * `3.11`.
 */
python: string, 
/**
 * The day that its runs resolve as of: `2019-08-14`.
 */
asOf: string, 
/**
 * The package's description; null: it does not change.
 */
about: About | null, };

/**
 * A value that JSON has no number for.
 */
export type NotFinite = "NaN" | "Infinity" | "-Infinity";

/**
 * What a run did not record.
 */
export type NotRecorded = "data" | "packages" | "machine";

/**
 * A notebook.
 */
export type Notebook = { 
/**
 * The language of its code, as it says itself.
 */
language: string | null, 
/**
 * Its cells.
 */
cells: Array<Cell>, 
/**
 * Whether there are more cells than these.
 */
cut: boolean, };

/**
 * The numbers of a column.
 */
export type Numbers = { 
/**
 * How many there are.
 */
count: number, 
/**
 * The least one.
 */
least: number, 
/**
 * The greatest one.
 */
most: number, 
/**
 * Their mean.
 */
mean: number, 
/**
 * How wide each bin of the histogram is.
 */
width: number, 
/**
 * How many numbers are in each bin: 32 from the least to the greatest, or one if all are the same.
 */
bins: Array<number>, };

/**
 * An array.
 */
export type NumpyArray = { 
/**
 * Its name, if it is one of several.
 */
name: string | null, 
/**
 * What its elements are, in NumPy's words: `<f8`.
 */
dtype: string, 
/**
 * How many elements it has in each dimension; at most 64.
 */
shape: Array<number>, 
/**
 * Whether the elements of a column, not those of a row, follow each other.
 */
fortran: boolean, 
/**
 * Its first values in the order of the file, at most 100; none if they are Python objects or records.
 */
values: Array<string>, 
/**
 * Whether the file is too short for the array that it describes.
 */
short: boolean, };

/**
 * A model.
 */
export type Onnx = { 
/**
 * What wrote it, with the version of that.
 */
producer: string, 
/**
 * The version of the format.
 */
version: number | null, 
/**
 * The sets of operators that it needs, each with its version; the standard one has no name.
 */
opsets: Array<[string, number]>, 
/**
 * The name of its graph.
 */
graph: string, 
/**
 * What goes in: at most 200, without what has a value in the file.
 */
inputs: Array<Port>, 
/**
 * What comes out: at most 200.
 */
outputs: Array<Port>, 
/**
 * How many nodes the graph has.
 */
nodes: number, 
/**
 * How many tensors with values are in it.
 */
initializers: number, 
/**
 * Whether there may be more than was counted, because the graph is too large.
 */
cut: boolean, };

/**
 * What came of a cell.
 */
export type Output = { "is": "text", 
/**
 * The text.
 */
text: string, } | { "is": "error", 
/**
 * The name of its class.
 */
name: string, 
/**
 * What it says.
 */
message: string, 
/**
 * Its traceback, in which there may be colours of a terminal.
 */
traceback: string, } | { "is": "image", 
/**
 * `image/png` or `image/jpeg`.
 */
mime: string, 
/**
 * Its bytes in base64, as they are in the file.
 */
base64: string, } | { "is": "other", 
/**
 * What it is, by the notebook's own words.
 */
mime: string, };

/**
 * A package with its versions, newest first.
 */
export type PackageChoice = { name: string, gpuRecommended: boolean, versions: Array<VersionChoice>, };

/**
 * A package with its versions, newest number first.
 */
export type PackageDetails = { name: string, created: number, about: About, versions: Array<VersionRow>, };

/**
 * A package in the list.
 */
export type PackageRow = { name: string, latest: string | null, versions: number, 
/**
 * The pipeline types that its latest version can run.
 */
kinds: Array<Kind>, bytes: number, 
/**
 * When the latest version was made.
 */
changed: number, };

/**
 * An environment variable and its value.
 */
export type Parameter = { name: string, value: string, };

/**
 * A parameter of all runs of a table.
 */
export type ParameterColumn = { name: string, 
/**
 * Its value in each run; null: the run has none, or it is a secret.
 */
values: Array<string | null>, };

/**
 * What a pickle names.
 */
export type Pickle = { 
/**
 * The version of the protocol, if it says so.
 */
protocol: number | null, 
/**
 * The names with their modules, such as `sklearn.svm._classes.SVC`, sorted, at most 1,000.
 */
names: Array<string>, 
/**
 * Whether all of it was walked over. If not, as with the arrays that joblib puts in between, names were searched
 * for in the rest, and may be without their modules.
 */
whole: boolean, 
/**
 * Whether it is packed with zlib, as joblib does.
 */
packed: boolean, };

/**
 * A picture of an image.
 */
export type Picture = { 
/**
 * Its width in pixels, at most 2,048.
 */
width: number, 
/**
 * Its height in pixels, at most 2,048.
 */
height: number, 
/**
 * The picture as a PNG, in base64.
 */
png: string, };

/**
 * A line between two nodes, by their indices.
 */
export type PictureLine = { from: number, 
/**
 * null: several nodes share this part of their lines.
 */
to: number | null, kind: EdgeKind | null, 
/**
 * As SVG has it.
 */
path: string, };

/**
 * A node of the picture.
 */
export type PictureNode = { 
/**
 * What identifies it. That of folded ones unfolds them.
 */
id: string, what: PictureOf, title: string, 
/**
 * What else is said of it.
 */
detail: string, side: Side, column: number, 
/**
 * Its upper left corner.
 */
x: number, y: number, };

/**
 * What a node stands for, with what leads to its page.
 */
export type PictureOf = { "is": "data", dataset: string, 
/**
 * The number of its state, if it is one.
 */
state: number | null, 
/**
 * If a file was asked for: whether it is the same today; null: nobody knows, or none was asked for.
 */
same: boolean | null, } | { "is": "run", id: string, kind: Kind | null, status: Status | null, } | { "is": "version", name: string, version: string, isHere: boolean, } | { "is": "more", runs: number, };

/**
 * An input or an output.
 */
export type Port = { 
/**
 * Its name.
 */
name: string, 
/**
 * What its elements are: `float`; none if it is no tensor, or of a type that is not known here.
 */
dtype: string | null, 
/**
 * Its dimensions, at most 64; none if it does not say.
 */
shape: Array<Dimension> | null, };

/**
 * What a file holds: an answer.
 */
export type Preview = { "as": "text" } & Text | { "as": "hex" } & Hex | { "as": "table" } & Table | { "as": "rows" } & Rows | { "as": "columns" } & Columns | { "as": "json" } & Children | { "as": "lines" } & Lines | { "as": "image" } & Image | { "as": "picture" } & Picture | { "as": "pdf" } | { "as": "media", 
/**
 * What kind: `audio/mpeg`.
 */
mime: string, 
/**
 * Its size in bytes.
 */
size: number, } | { "as": "notebook" } & Notebook | { "as": "arrays", 
/**
 * One, or at most 100 of several.
 */
arrays: Array<NumpyArray>, } | { "as": "tensors" } & Tensors | { "as": "values" } & Values | { "as": "onnx" } & Onnx | { "as": "keras" } & Keras | { "as": "hdf5" } | { "as": "archive" } & Archive | { "as": "pickle" } & Pickle;

/**
 * The preview of a file.
 */
export type Previewed = { preview: Preview, 
/**
 * The file's size.
 */
bytes: number, };

/**
 * A project.
 */
export type ProjectRow = { id: string, name: string, description: string, 
/**
 * Whether new runs keep their data by default.
 */
keepsData: boolean, 
/**
 * How much it contains; null if that was not requested.
 */
holds: Holds | null, };

/**
 * All projects by name.
 */
export type Projects = { rows: Array<ProjectRow>, 
/**
 * The current project.
 */
current: ProjectRow, };

/**
 * A version that was published.
 */
export type Published = { package: string, version: string, };

/**
 * A Python of this machine.
 */
export type Python = { version: string, path: string, };

/**
 * The state of the queue.
 */
export type Queue = { 
/**
 * No run is started; running ones continue.
 */
paused: boolean, 
/**
 * The number of waiting runs.
 */
waiting: number, 
/**
 * The number of runs in progress, in all projects.
 */
running: number, };

/**
 * Why something was not done, in the page's language.
 */
export type Refusal = { 
/**
 * The message's id, by which the page distinguishes refusals.
 */
code: string, 
/**
 * What happened, to what, and what to do.
 */
text: string, 
/**
 * The field of a form that it is about.
 */
field: Field | null, 
/**
 * The parameter that it is about, from 0.
 */
row: number | null, };

/**
 * How two numbers are compared.
 */
export type Relation = "<" | "<=" | ">" | ">=" | "=" | "!=";

/**
 * What can be removed.
 */
export type Removable = { count: number, bytes: number, };

/**
 * Removed things.
 */
export type Removal = { 
/**
 * The argument for `restore_removed` and `forget_removed`. Null: the disk is so full that the files were
 * deleted at once.
 */
undo: number | null, 
/**
 * The bytes that forgetting them frees.
 */
bytes: number, };

/**
 * Whether something can be repaired.
 */
export type RepairState = "possible" | "done" | "impossible";

/**
 * The result of checking a package.
 */
export type Report = { accepted: boolean, checks: Array<Check>, kinds: Array<Kind>, 
/**
 * The name that the package would get.
 */
name: string, 
/**
 * The version that it would get under that name.
 */
version: string, files: number, bytes: number, };

/**
 * One file of a problem report.
 */
export type ReportPart = { 
/**
 * Its name.
 */
name: string, 
/**
 * What is in it.
 */
about: string, 
/**
 * Size in bytes.
 */
bytes: number, };

/**
 * The run that a run reproduces.
 */
export type Reproduced = { id: string, 
/**
 * Null: it was removed.
 */
name: string | null, };

/**
 * Files of two runs, compared by their contents.
 */
export type ReproducedFiles = { 
/**
 * The first that are not the same.
 */
differences: Array<DataDifference>, 
/**
 * How many there are besides these.
 */
more: number, };

/**
 * What files of a run are compared.
 */
export type ReproducedPart = "artifacts" | "package";

/**
 * A run and the one that it reproduces, compared.
 */
export type Reproduction = { 
/**
 * What came out, in a sentence.
 */
text: string, 
/**
 * Whether everything that came out is the same.
 */
same: boolean, 
/**
 * What was different before the code ran: the values of the original, then of the reproduction.
 */
conditions: Array<ComparedRow>, 
/**
 * What the original did not record.
 */
notRecorded: Array<NotRecorded>, 
/**
 * Status, score, metrics and logged parameters that are different.
 */
results: Array<ComparedRow>, artifacts: ReproducedFiles, 
/**
 * The files of the versions that they made; null: there are not two.
 */
package: ReproducedFiles | null, };

/**
 * Resource use: processor time in seconds, memory in bytes.
 */
export type Resources = { cpu: number, memory: number, processes: number, };

/**
 * A row of a table.
 */
export type Row = { 
/**
 * Its cells, which may be fewer or more than the table's columns. A missing value is an empty text.
 */
cells: Array<string>, 
/**
 * Which of them show only their first 1,000 characters.
 */
cut?: Array<number>, };

/**
 * Rows that follow each other.
 */
export type Rows = { 
/**
 * At most 200.
 */
rows: Array<Row>, 
/**
 * The position to ask for more rows with, if there are any that can be reached.
 */
next: number | null, 
/**
 * Whether the last row is so long that neither its end nor a row after it is shown.
 */
endless: boolean, };

/**
 * A column of a list of runs, by which it can be sorted.
 */
export type RunColumn = RunSort | MetricFigure;

/**
 * Runs, compared.
 */
export type RunComparison = { 
/**
 * In the order in which they were asked for.
 */
runs: Array<RunRow>, rows: Array<ComparedRow>, metrics: Array<ComparedMetric>, 
/**
 * The number of each run's group, from 0: runs of one group differ in nothing but their seeds.
 */
groups: Array<number>, };

/**
 * Everything about one run.
 */
export type RunDetails = { run: RunRow, 
/**
 * The id of its project.
 */
project: string, parameters: Array<Parameter>, 
/**
 * The day that it resolves as of.
 */
asOf: string | null, gpu: boolean, 
/**
 * The most memory it may use, in bytes.
 */
memoryLimit: number | null, 
/**
 * How many processor cores its code may use.
 */
cores: number | null, 
/**
 * Why it waits, apart from the runs before it.
 */
blockedBy: string | null, graceSeconds: number, 
/**
 * How its code is isolated, in words, once that is known.
 */
isolated: string | null, 
/**
 * What it ran on, if it has recorded that.
 */
machine: MachineView | null, stages: Array<StageTime>, 
/**
 * The progress of the current stage, if known.
 */
progress: StageProgress | null, 
/**
 * How far the run is, if known.
 */
runProgress: RunProgress | null, 
/**
 * The score of the version before, if the run has a score to compare with it.
 */
scoreBefore: ScoreBefore | null, 
/**
 * The latest sample of its resource use.
 */
resources: Resources | null, 
/**
 * The Python packages that its code installed for itself, with their versions.
 */
installed: Array<string>, 
/**
 * Whether it was asked to stop.
 */
stopping: boolean, failure: FailureView | null, 
/**
 * The version that it is expected to make.
 */
forecast: string | null, 
/**
 * Whether the version that it uses still exists.
 */
packageThere: boolean, datasetThere: boolean, evaluationThere: boolean, 
/**
 * The name of the schedule that created it, if that still exists.
 */
scheduleName: string | null, hasResults: boolean, 
/**
 * Where it came from, if it was imported.
 */
imported: ImportedView | null, 
/**
 * The run that it reproduces.
 */
reproduces: Reproduced | null, 
/**
 * It contains the zip of the version it made in another store.
 */
hasPackageZip: boolean, 
/**
 * It made all its calls and has no version yet, which can be made now.
 */
unpublished: boolean, 
/**
 * The first files of the package's folder that are not in the version it made.
 */
skipped: Array<string>, 
/**
 * The number of these files.
 */
skippedCount: number, 
/**
 * Whether its data was saved.
 */
savedData: boolean, 
/**
 * Whether the data that its code was given can be browsed.
 */
hasData: boolean, 
/**
 * Whether that data is kept in the store once for all runs, and is not a folder on the disk.
 */
keptData: boolean, artifacts: FileCount, logBytes: number, 
/**
 * The run's folder.
 */
directory: string, };

/**
 * Conditions for runs, which must all be true. Empty fields are no condition. `T` is a point in time, or the text
 * that a person wrote for it.
 */
export type RunFilter = { 
/**
 * A text in the id, the name, the package with its version or the new version, a dataset, a tag or the
 * note; upper and lower case are the same.
 */
text: string, 
/**
 * The run has one of these statuses.
 */
statuses: Array<Status>, 
/**
 * The run has one of these pipeline types.
 */
kinds: Array<Kind>, 
/**
 * The package that is trained or evaluated.
 */
package: string | null, 
/**
 * Its version.
 */
version: string | null, 
/**
 * The input or evaluation dataset.
 */
dataset: string | null, 
/**
 * The run has ended, and its input or evaluation data had this content: the digest of names, kinds and contents,
 * by which a state of a dataset is known.
 */
content: string | null, 
/**
 * The run has all of these tags.
 */
tags: string[], 
/**
 * Created then or later. A person writes a day or a time (`2026-11-24`, `2026-11-24T18:00`), or how
 * long ago (`36h`, `7d`).
 */
since: string | null, 
/**
 * Created before, written in the same way.
 */
until: string | null, 
/**
 * The numbers of the run match all of these.
 */
conditions: Array<Condition>, };

/**
 * The form as a person filled it in; fields without a choice are empty.
 */
export type RunForm = { name: string, kind: Kind, package: string, version: string, 
/**
 * The day that it resolves as of: `2019-08-14`.
 */
asOf: string, dataset: string, folder: string, 
/**
 * The number of the dataset's state; null: what it holds when the run is started.
 */
datasetState: number | null, evaluationDataset: string, evaluationFolder: string, evaluationDatasetState: number | null, parameters: Array<Parameter>, gpu: boolean, 
/**
 * The most memory it may use, as a person writes it: "4 GB".
 */
memory: string, 
/**
 * How many processor cores its code may use.
 */
cores: string, graceSeconds: number, 
/**
 * `null`: as the package says.
 */
isolation: Isolation | null, when: When, };

/**
 * One page of a list of runs.
 */
export type RunPage = { 
/**
 * The number of runs that match the query.
 */
total: number, 
/**
 * The number of all runs.
 */
all: number, rows: Array<RunRow>, };

/**
 * How far a run is whose code runs.
 */
export type RunProgress = { id: string, 
/**
 * From 0 to 1.
 */
done: number, 
/**
 * How much of how much is done, unless the percentage says it: "3 of 10 epochs".
 */
counted: string | null, 
/**
 * How long it will still take, or how long such runs usually take: "about 3 min left".
 */
time: string | null, };

/**
 * Which runs to return, and in which order: pinned ones first, except in the queue's order.
 */
export type RunQuery = { filter: RunFilter, sort: RunColumn, descending: boolean, offset: number, limit: number, 
/**
 * The metrics whose values the rows are to have.
 */
metrics?: Array<MetricFigure>, };

/**
 * A run.
 */
export type RunRow = { id: string, name: string, kind: Kind, package: string, version: string, dataset: string | null, folder: string, 
/**
 * Evaluation dataset.
 */
evaluation: string | null, evaluationFolder: string, status: Status, 
/**
 * Its position in the queue, from 1, if it waits.
 */
position: number | null, reason: string | null, 
/**
 * The version it made.
 */
newVersion: string | null, score: number | null, 
/**
 * The schedule that created it, or will.
 */
schedule: string | null, 
/**
 * The due time it waits for.
 */
due: number | null, created: number, started: number | null, ended: number | null, 
/**
 * Sorted.
 */
tags: Array<string>, 
/**
 * The person's note, which may be empty.
 */
note: string, pinned: boolean, 
/**
 * Its values in the columns of metrics that a list asked for.
 */
metrics: { [key in string]: number }, };

/**
 * A column that every list of runs has, by which it can be sorted.
 */
export type RunSort = "created" | "started" | "ended" | "name" | "type" | "package" | "dataset" | "evaluation" | "status" | "duration" | "score" | "made" | "tags" | "queue";

/**
 * Many runs as the rows of a table.
 */
export type RunTable = { 
/**
 * Newest first.
 */
runs: Array<TableRun>, 
/**
 * Those that most runs have first.
 */
parameters: Array<ParameterColumn>, 
/**
 * The parameters that the code logged, those that most runs have first.
 */
logged: Array<ParameterColumn>, 
/**
 * The metrics of the ended runs, those that most runs have first.
 */
metrics: Array<MetricColumn>, 
/**
 * How many parameters, logged ones and metrics had no room in the table.
 */
leftOut: number, };

/**
 * The values of the existing runs, including removed packages and datasets, by which their list can be
 * filtered. Sorted.
 */
export type RunValues = { packages: Array<UsedPackage>, datasets: Array<string>, tags: Array<string>, };

/**
 * A named view of the run list.
 */
export type RunView = { 
/**
 * Its name, which is unique.
 */
name: string, 
/**
 * Which runs it shows.
 */
filter: RunFilter, 
/**
 * The column it is sorted by.
 */
sort: RunColumn, 
/**
 * Whether the order is descending.
 */
descending: boolean, 
/**
 * The columns, from the left.
 */
columns: Array<RunColumn>, 
/**
 * The widths of columns that the person has set, in pixels.
 */
widths: { [key in string]: number }, };

/**
 * What was saved, and where.
 */
export type Saved = { path: string, bytes: number, 
/**
 * A sentence about the files that could not be copied.
 */
skipped: string | null, 
/**
 * The address from which the page loads it, if it was not written to a path that the person chose.
 */
url: string | null, };

/**
 * Everything about one schedule.
 */
export type ScheduleDetails = { schedule: ScheduleRow, 
/**
 * The id of its project.
 */
project: string, 
/**
 * What happens with missed times.
 */
missed: string, 
/**
 * The day that its runs resolve as of.
 */
asOf: string | null, 
/**
 * Input dataset, with the folder in it.
 */
dataset: string | null, evaluation: string | null, times: Array<number>, 
/**
 * Its newest runs.
 */
runs: Array<RunRow>, skipped: SkippedTime | null, agent: boolean, };

/**
 * A schedule.
 */
export type ScheduleRow = { id: string, name: string, kind: Kind, package: string, version: string, 
/**
 * Its due times, as text.
 */
when: string, paused: boolean, 
/**
 * It will never fire again.
 */
over: boolean, 
/**
 * The next time.
 */
next: number | null, };

/**
 * All schedules.
 */
export type Schedules = { rows: Array<ScheduleRow>, 
/**
 * Whether an agent fires them while no window is open.
 */
agent: boolean, };

/**
 * The score of the version before the one that a run has scored.
 */
export type ScoreBefore = { version: string, score: number, };

/**
 * The selected runs that still exist, by what can be done with them.
 */
export type SelectedRuns = { 
/**
 * They wait for their due time: only their schedules can be changed.
 */
scheduled: Array<NamedRun>, 
/**
 * They can be stopped.
 */
open: Array<NamedRun>, 
/**
 * They can be removed.
 */
ended: Array<NamedRun>, };

/**
 * A series in short.
 */
export type SeriesInfo = { 
/**
 * What it is asked for by, as long as its run is followed.
 */
key: number, source: SeriesSource, 
/**
 * The part of the training that it belongs to, if there are several, such as an MLflow run; else empty.
 */
part: string, name: string, count: number, first: SeriesPoint | null, last: SeriesPoint | null, min: SeriesPoint | null, max: SeriesPoint | null, };

/**
 * All series of a run.
 */
export type SeriesList = { series: Array<SeriesInfo>, 
/**
 * How many values were not recorded because they belong to more series than a run can have.
 */
refused: number, 
/**
 * Why some series, or some of their values, are missing: a sentence each.
 */
notices: Array<string>, };

/**
 * A value of a series.
 */
export type SeriesPoint = { step: number, time: number, 
/**
 * Null if it is not finite; then `text` says what it is.
 */
value: number | null, text?: NotFinite, };

/**
 * Where the values of a series come from.
 */
export type SeriesSource = "mlflow" | "tensorboard" | "wandb" | "trackio" | "trainer" | "csv" | "printed" | "resources";

/**
 * The settings. Null: the system's or the environment's value.
 */
export type Settings = { language: Language | null, theme: Theme, runsAtOnce: number, uv: string | null, indexUrl: string | null, firstIndex: boolean, proxy: string | null, caFile: string | null, keepFailed: boolean, checkStore: CheckStore, };

/**
 * The settings, and what was found on this machine.
 */
export type SettingsView = { settings: Settings, 
/**
 * The store's folder.
 */
home: string, freeBytes: number, 
/**
 * The uv that is used; null: none was found.
 */
uvFound: string | null, 
/**
 * Why no uv was found.
 */
uvMissing: string | null, version: string, };

/**
 * On which side of what was asked for something is.
 */
export type Side = "start" | "above" | "below";

/**
 * A due time that created no run.
 */
export type SkippedTime = { due: number, reason: string, };

/**
 * Runs that are not shown. They can be removed.
 */
export type SmallerRuns = { ids: Array<string>, bytes: number, };

/**
 * What is looked for in a log.
 */
export type Sought = { "of": "pattern", pattern: string, ignoresCase: boolean, } | { "of": "errors" };

/**
 * The progress of a stage, in bytes.
 */
export type StageProgress = { done: number, total: number, files: number, };

/**
 * When a stage began and ended.
 */
export type StageTime = { stage: string, 
/**
 * Its name for a person.
 */
title: string, 
/**
 * Packaging or Running.
 */
status: Status, began: number, ended: number | null, };

/**
 * A run that was given a state.
 */
export type StateRun = { id: string, name: string, };

/**
 * What is in a column.
 */
export type Statistics = { 
/**
 * Its name; none if the table has no header.
 */
name: string | null, 
/**
 * What all its cells have in common.
 */
kind: CellKind, 
/**
 * How many of its cells are empty.
 */
empty: number, 
/**
 * Its numbers, if it has any.
 */
numbers: Numbers | null, 
/**
 * Its texts with how often each is there, the most frequent first, if there are not too many different ones.
 * Numbers are none.
 */
texts: Array<Common> | null, };

/**
 * The status of a run, one of exactly seven.
 */
export type Status = "Scheduled" | "Queued" | "Packaging" | "Running" | "Successful" | "Failed" | "Killed";

/**
 * What is shown of the things that take disk space.
 */
export type StorageQuery = { 
/**
 * Only what was not used for so many days; null: everything.
 */
unusedDays: number | null, 
/**
 * Only this kind; null: every kind.
 */
kind: StoredKind | null, };

/**
 * What takes disk space, the largest first; of runs only the largest ones.
 */
export type StorageView = { freeBytes: number, 
/**
 * Of everything, whatever the query.
 */
sums: Array<StoredSum>, stored: Array<Stored>, 
/**
 * The runs that match and are not in `stored`.
 */
smaller: SmallerRuns, 
/**
 * How much of what matches can be removed.
 */
removable: Removable, };

/**
 * Something that takes disk space.
 */
export type Stored = { kind: StoredKind, 
/**
 * The id by which it is removed: a name, a digest, a run's id.
 */
id: string, 
/**
 * Its name; for an environment, its Python and the packages that use it.
 */
name: string, 
/**
 * The id of its project; null: it belongs to the store.
 */
project: string | null, projectName: string | null, bytes: number, 
/**
 * When it was last used.
 */
used: number, 
/**
 * Why it cannot be removed.
 */
blockedBy: string | null, 
/**
 * The run or schedule that needs it, if that is another thing.
 */
neededBy: NeededBy | null, 
/**
 * An environment that no run uses any more.
 */
outdated: boolean, };

/**
 * Something that takes disk space, as it is removed.
 */
export type StoredId = { kind: StoredKind, 
/**
 * A name, a digest, a run's id.
 */
id: string, 
/**
 * The id of its project; null: it belongs to the store.
 */
project: string | null, };

/**
 * The kind of something that takes disk space.
 */
export type StoredKind = "environment" | "package" | "dataset" | "run" | "kept";

/**
 * The total for a kind.
 */
export type StoredSum = { kind: StoredKind, count: number, bytes: number, };

/**
 * A parameter that the form can add.
 */
export type SuggestedParameter = { name: string, 
/**
 * Its value in the last run that had it, or else the code's default; empty: unknown.
 */
value: string, 
/**
 * Why it is suggested.
 */
why: string, };

/**
 * What a text is written in.
 */
export type Syntax = "css" | "html" | "ini" | "javaScript" | "json" | "markdown" | "python" | "shell" | "sql" | "toml" | "typeScript" | "xml" | "yaml";

/**
 * A table's columns and its first rows.
 */
export type Table = { 
/**
 * Its columns, at most 1,000 of them.
 */
columns: Array<Column>, 
/**
 * Whether it has so many columns that further ones may have been left out.
 */
cut: boolean, 
/**
 * What is between its cells, if it is text.
 */
delimiter: Delimiter | null, 
/**
 * How many rows it has, if it says so itself.
 */
total: number | null, 
/**
 * The first rows.
 */
rows: Rows, };

/**
 * How two tables differ. Rows are compared that are at the same place, cells that are in columns of the same name, or in
 * tables without names, at the same place. The first 1,000 columns are compared, and of each cell the first 1,000
 * characters.
 */
export type TableDifference = { 
/**
 * How many rows there were before, as far as they were read.
 */
before: number, 
/**
 * How many rows there are after, as far as they were read.
 */
after: number, 
/**
 * Whether all rows of both were read.
 */
whole: boolean, 
/**
 * The names of columns that only the table after has.
 */
added: Array<string>, 
/**
 * The names of columns that only the table before has.
 */
removed: Array<string>, 
/**
 * The first cells that differ, at most 50.
 */
cells: Array<CellDifference>, 
/**
 * How many cells differ, in rows that both have and columns that both have.
 */
differing: number, 
/**
 * In how many rows they are.
 */
rows: number, 
/**
 * Of each column with numbers that differ, by how much they do.
 */
largest: Array<LargestDifference>, };

/**
 * A row of a table of runs.
 */
export type TableRun = { id: string, name: string, status: Status, package: string, version: string, 
/**
 * The input dataset with its folder, or that of an evaluation; null: it cannot be read.
 */
dataset: string | null, score: number | null, created: number, 
/**
 * How long it took; null: it has not ended, or never began.
 */
seconds: number | null, 
/**
 * The number of its group: runs of one group differ in nothing but their seeds.
 */
group: number, };

/**
 * A tensor.
 */
export type Tensor = { 
/**
 * Its name, at most 300 characters.
 */
name: string, 
/**
 * What its elements are, in the words of the format: `F32`.
 */
dtype: string, 
/**
 * How many elements it has in each dimension; at most 64.
 */
shape: Array<number>, 
/**
 * Where its elements are, in bytes of the file.
 */
range: [number, number], 
/**
 * Whether they are where a tensor of this shape and size can be.
 */
sound: boolean, };

/**
 * The tensors of a file.
 */
export type Tensors = { 
/**
 * At most 10,000 of them, in the order of the header.
 */
tensors: Array<Tensor>, 
/**
 * How many there are.
 */
total: number, 
/**
 * What the file says about itself, at most 200 entries.
 */
metadata: Array<[string, string]>, };

/**
 * A piece of text.
 */
export type Text = { 
/**
 * At most [`PIECE`] bytes, decoded, without a byte order mark. What is not of the encoding is replaced.
 */
text: string, 
/**
 * Where the piece begins, in bytes of the file.
 */
at: number, 
/**
 * Where the next one begins, if there is one.
 */
next: number | null, 
/**
 * How the file is encoded.
 */
encoding: Encoding, 
/**
 * What its name says it is written in.
 */
syntax: Syntax | null, 
/**
 * What can be made of it beside its text.
 */
kind: TextKind, };

/**
 * Where two texts differ.
 */
export type TextDifference = { 
/**
 * At most 5,000 lines: those that differ, with those around them.
 */
lines: Array<DiffLine>, 
/**
 * Whether further lines may differ.
 */
cut: boolean, 
/**
 * The number of the first line that differs, from 1, if the texts are too long for all lines to be compared. `lines`
 * is then what either has in that line, at most 1,000 characters; `…` stands for what is before them.
 */
long: number | null, };

/**
 * What a text can be shown as.
 */
export type TextKind = "plain" | "markdown" | "html";

/**
 * Light or dark.
 */
export type Theme = "system" | "light" | "dark";

/**
 * A tree to browse: a run's artifacts, the images that it logged or its data, a dataset, the files of a package's version, or a folder to choose from.
 */
export type Tree = { "of": "artifacts", id: string, } | { "of": "images", id: string, } | { "of": "data", id: string, } | { "of": "dataset", name: string, } | { "of": "version", package: string, version: string, } | { "of": "machine", path: string, };

/**
 * When the store was checked and backed up last.
 */
export type Upkeep = { 
/**
 * When it was checked last; null: never.
 */
checked: number | null, 
/**
 * How many problems that check found and did not repair.
 */
wrong: number, 
/**
 * When the check was begun that the next one resumes; null: the next one reads everything.
 */
interrupted: number | null, 
/**
 * When it was backed up last, from this machine; null: never.
 */
backedUp: number | null, 
/**
 * The folder of that backup.
 */
backupFolder: string | null, };

/**
 * A package that runs used.
 */
export type UsedPackage = { name: string, versions: Array<string>, };

/**
 * A value in a file.
 */
export type Value = { 
/**
 * Its key, if it is in an object: at most 1,000 bytes.
 */
key: string | null, 
/**
 * What it is.
 */
kind: JsonKind, 
/**
 * How it begins: of a string, what it says; of anything else, how it is written.
 */
shown: string, 
/**
 * Whether `shown` is only its beginning.
 */
cut: boolean, 
/**
 * Where it begins, in bytes of the file: with this its own children are asked for.
 */
start: number, 
/**
 * Where it ends, if that was found.
 */
end: number | null, };

/**
 * The first values of a tensor.
 */
export type Values = { 
/**
 * At most 100; none if the type of the elements is not known here.
 */
values: Array<string>, };

/**
 * The result of one check.
 */
export type Verdict = "pass" | "warning" | "fail";

/**
 * A version, and which types it can run.
 */
export type VersionChoice = { version: string, 
/**
 * The day that its runs resolve as of, unless the form names another; empty: none.
 */
asOf: string, kinds: Array<KindVerdict>, };

/**
 * What a run measured of a version.
 */
export type VersionPoint = { version: string, run: string, 
/**
 * Its name; null: it was removed.
 */
name: string | null, 
/**
 * Of an evaluation, what it evaluated on; null: the run made the version.
 */
evaluatedOn: string | null, score: number | null, };

/**
 * What was measured of the versions of a package.
 */
export type VersionPoints = { 
/**
 * All versions, lowest number first.
 */
versions: Array<string>, 
/**
 * By version; first the run that made it, then its evaluations.
 */
points: Array<VersionPoint>, 
/**
 * The metrics of these runs, with a value for each point.
 */
metrics: Array<MetricColumn>, };

/**
 * A version and its origin.
 */
export type VersionRow = { package: string, version: string, 
/**
 * The run that made it; null: a person added it.
 */
madeBy: string | null, 
/**
 * The name of that run, unless it was removed.
 */
madeByName: string | null, madeFrom: string | null, changeLog: string, python: string | null, 
/**
 * The day that its runs resolve as of.
 */
asOf: string | null, kinds: Array<Kind>, digest: string, bytes: number, 
/**
 * What `evaluate()` returned in the full run that made it.
 */
score: number | null, created: number, };

/**
 * When a run is to be created, as entered. What was entered for another choice stays without being shown.
 */
export type When = { is: WhenKind, 
/**
 * `2026-12-01 08:00`.
 */
at: string, days: Array<Day>, 
/**
 * `08:00`.
 */
time: string, 
/**
 * Used instead of days and time, unless empty.
 */
cron: string, missed: Missed, 
/**
 * The schedule to change; null: a new one.
 */
schedule: string | null, };

/**
 * The form's choice.
 */
export type WhenKind = "now" | "at" | "recurring";

/**
 * How far skipping a value came.
 */
export type Within = { 
/**
 * How many of its brackets are open.
 */
depth: number, 
/**
 * Whether it stopped in a string.
 */
string: boolean, 
/**
 * Whether it stopped in a string after a backslash.
 */
escaped: boolean, };
