// Made from Rust by `./dev bindings`, held against it by `./dev check`. Not to be edited.

/** What the program can be asked, by name: arguments and answer. */
export type Commands = {
  /** Everything that is asked once, when the window opens. */
  begin: { args: {}; answer: Begin };
  /** All projects by name, and which one the window works in: another one than before if that was removed. */
  projects: { args: { counted: boolean }; answer: Projects };
  /** Makes a project. Refused with the field it is about. */
  create_project: { args: { name: string; description: string }; answer: ProjectRow };
  /** Gives a project another name or description. Refused with the field it is about. */
  edit_project: { args: { id: string; name: string; description: string }; answer: ProjectRow };
  /** Removes a project with all that it holds. Answers the bytes that freed. */
  remove_project: { args: { id: string }; answer: number };
  /** Has the window work in this project, also after its next start. */
  enter_project: { args: { id: string }; answer: ProjectRow };
  /** One page of the run list. */
  runs: { args: { query: RunQuery }; answer: RunPage };
  /** What the list of runs can be narrowed to. */
  run_values: { args: {}; answer: RunValues };
  /** Takes tags from runs and gives them others, in whatever state they are; all of them or none. */
  tag_runs: { args: { ids: Array<string>; add: Array<string>; remove: Array<string> }; answer: null };
  /** Writes down something about a run; an empty note takes it back. */
  note_run: { args: { id: string; note: string }; answer: null };
  /** Pins runs, or lets them go. */
  pin_runs: { args: { ids: Array<string>; pinned: boolean }; answer: null };
  /** The saved views of the run list, the oldest first. */
  run_views: { args: {}; answer: Array<RunView> };
  /** Saves a view: a new one, or in place of the one that is called `old`. Answers all. */
  keep_run_view: { args: { view: RunView; old: string | null }; answer: Array<RunView> };
  /** Removes a saved view. Answers the others. */
  remove_run_view: { args: { name: string }; answer: Array<RunView> };
  /** Everything about one run. */
  run: { args: { id: string }; answer: RunDetails };
  /** Has `run` events told about this run from now on; null: about none. */
  follow: { args: { id: string | null; turn: number }; answer: null };
  /** A form, filled in. */
  form: { args: { from: FormSource }; answer: RunForm };
  /** What the form can choose from. */
  choices: { args: {}; answer: Choices };
  /** The folders in a dataset, by path, at most 2,000. */
  dataset_folders: { args: { name: string }; answer: Array<string> };
  /** Judges a form as `create_run` would. */
  check_form: { args: { form: RunForm }; answer: FormVerdict };
  /** Creates a run and queues it. Refused with the field it is about. */
  create_run: { args: { form: RunForm }; answer: RunRow };
  /** All schedules, oldest first. */
  schedules: { args: {}; answer: Schedules };
  /** Everything about one schedule. */
  schedule: { args: { id: string }; answer: ScheduleDetails };
  /** Makes a schedule of a form, or changes the one that it names. Refused with the field it is about. */
  keep_schedule: { args: { form: RunForm }; answer: ScheduleRow };
  /** Pauses a schedule, or lets it go on. */
  pause_schedule: { args: { id: string; paused: boolean }; answer: null };
  /** Makes a run of a schedule now. */
  run_schedule: { args: { id: string }; answer: RunRow };
  /** Removes a schedule; its runs stay. */
  remove_schedule: { args: { id: string }; answer: null };
  /** Stops a run: with its grace period, or now. */
  stop_run: { args: { id: string; now: boolean }; answer: null };
  /** What waits, and whether the queue is paused. */
  queue: { args: {}; answer: Queue };
  /** Pauses the queue, or lets it go on. What runs goes on either way. */
  pause_queue: { args: { paused: boolean }; answer: null };
  /** Moves a run that waits to another place in the queue. */
  move_run: { args: { id: string; to: Move }; answer: null };
  /** Makes the version of a run that went through its calls and ended without one. */
  publish_run: { args: { id: string; task: number }; answer: Published };
  /** Removes a run that has ended. Answers the bytes that freed. */
  remove_run: { args: { id: string }; answer: number };
  /** The ids of the runs that a query finds, in its order. */
  run_ids: { args: { query: RunQuery }; answer: Array<string> };
  /** What can be done with chosen runs. */
  selected_runs: { args: { ids: Array<string> }; answer: SelectedRuns };
  /** The bytes that runs take on the disk. */
  runs_usage: { args: { ids: Array<string> }; answer: number };
  /** Stops several runs: each with its grace period, or now. */
  stop_runs: { args: { ids: Array<string>; now: boolean }; answer: null };
  /** Removes runs that have ended, all or none. They can be put back until they are forgotten. */
  remove_runs: { args: { ids: Array<string> }; answer: Removal };
  /** Puts removed runs back. */
  restore_runs: { args: { undo: number }; answer: null };
  /** Deletes the files of removed runs. */
  forget_runs: { args: { undo: number }; answer: null };
  /** Lines of a log, from line `first`, counted from 0; null: the last ones. */
  log_lines: { args: { id: string; first: number | null; count: number }; answer: LogPart };
  /** `_results.json` as it is on disk. */
  results: { args: { id: string }; answer: string };
  /** A part of one folder of a tree: folders first, by name. */
  folder: { args: { tree: Tree; path: string; offset: number; limit: number }; answer: Folder };
  /** What a file of a tree looks like. */
  preview: { args: { tree: Tree; path: string }; answer: Preview };
  /** The bytes of an image of a tree. */
  image: { args: { tree: Tree; path: string }; answer: ArrayBuffer };
  /** Saves what a run left (`artifacts/…`, `_results.json`, `log`; null: all), asking where. Null: the person changed their mind. */
  save_from_run: { args: { id: string; path: string | null; zip: boolean; task: number }; answer: Saved | null };
  /** Saves a version's zip, asking where. Null: the person changed their mind. */
  save_package: { args: { name: string; version: string }; answer: Saved | null };
  /** Exports a run as one file, asking where. Null: the person changed their mind. */
  export_run: { args: { id: string; task: number }; answer: Saved | null };
  /** Imports exported runs: these files, and those in these folders. */
  import_runs: { args: { paths: Array<string>; task: number }; answer: ImportedRuns };
  /** All packages by name. */
  packages: { args: {}; answer: Array<PackageRow> };
  /** One package. */
  package: { args: { name: string }; answer: PackageDetails };
  /** Compares two versions of a package. */
  compare_versions: { args: { name: string; before: string; after: string }; answer: Comparison };
  /** Compares the lines of a file in two versions. Null: it is no text, or too long. */
  compare_file: { args: { name: string; before: string; after: string; path: string }; answer: Array<DiffLine> | null };
  /** Judges a zip or a folder as it would be when it is added; changes nothing. */
  check_package: { args: { path: string; python: string }; answer: Report };
  /** Adds a package's first version, or its next major one. */
  add_package: { args: { path: string; new: NewPackage; task: number }; answer: VersionRow };
  /** Says something else of a package. */
  describe_package: { args: { name: string; about: About }; answer: null };
  /** Removes a version, or all of a package. Answers the bytes that freed. */
  remove_package: { args: { name: string; version: string | null }; answer: number };
  /** All datasets by name. */
  datasets: { args: {}; answer: Array<DatasetRow> };
  /** One dataset. */
  dataset: { args: { name: string }; answer: DatasetDetails };
  /** Adds a folder as a dataset: a copy of its files, or a link to it. */
  add_dataset: { args: { name: string; path: string; link: boolean; task: number }; answer: AddedDataset };
  /** Removes a dataset. Answers the bytes that freed. */
  remove_dataset: { args: { name: string }; answer: number };
  /** Adds the tutorial's package and dataset, unless they are there. Answers the form, filled in. */
  tutorial: { args: { task: number }; answer: RunForm };
  /** A part of ML Logs, newest first. */
  ml_log: { args: { query: LogQuery }; answer: LogPage };
  /** Everything that takes disk, the largest first. */
  storage: { args: {}; answer: StorageView };
  /** Removes something that takes disk, of whichever project. Answers the bytes that freed. */
  remove_stored: { args: { kind: StoredKind; id: string; project: string | null }; answer: number };
  /** What is in the store and cannot be read. */
  damaged: { args: {}; answer: Array<Damaged> };
  /** Removes something damaged, with all that lies there. Answers the bytes that freed. */
  remove_damaged: { args: { path: string }; answer: number };
  /** Saves all that is there of something damaged as a zip, asking where. Null: the person changed their mind. */
  export_damaged: { args: { path: string; task: number }; answer: Saved | null };
  /** Removes the environments that no run takes any more. Answers the bytes that freed. */
  remove_outdated: { args: {}; answer: number };
  /** Asks for files or a folder. Empty: the person changed their mind. */
  choose: { args: { what: Choice }; answer: Array<Chosen> };
  /** Stops the long work `task`. */
  cancel: { args: { task: number }; answer: null };
  /** The settings, and what was found on this machine. */
  settings: { args: {}; answer: SettingsView };
  /** Keeps settings. Refused with the field it is about. */
  put_settings: { args: { settings: Settings }; answer: SettingsView };
  /** Closes the window; trainings go on. */
  close: { args: {}; answer: null };
};

/**
 * What a person says of a package.
 */
export type About = { description: string, inputType: InputType, inputDescription: string, outputDescription: string, gpuRecommended: boolean, };

/**
 * What a button beside an advice does.
 */
export type Action = "again" | "settings" | "package" | "publish";

/**
 * A dataset that was added.
 */
export type AddedDataset = { dataset: DatasetRow, 
/**
 * What could not be taken of its folder, in a sentence.
 */
leftOut: string | null, };

/**
 * Everything that is asked once, when the window opens.
 */
export type Begin = { 
/**
 * The chosen language, else the system's.
 */
language: Language, theme: Theme, version: string, 
/**
 * The store's folder.
 */
home: string, 
/**
 * The person's own folder, where choosing a file begins.
 */
folder: string, 
/**
 * The project that the window works in.
 */
project: ProjectRow, 
/**
 * Nothing is in it yet.
 */
empty: boolean, 
/**
 * What the person should know about opening the store.
 */
notices: Array<string>, };

/**
 * One thing that was looked at.
 */
export type Check = { verdict: Verdict, text: string, file: string | null, line: number | null, };

/**
 * What a person is asked for.
 */
export type Choice = "package" | "folder" | "runs" | "uv" | "certificate";

/**
 * What the form can choose from.
 */
export type Choices = { kinds: Array<KindChoice>, packages: Array<PackageChoice>, datasets: Array<DatasetChoice>, gpus: number, 
/**
 * Why no GPU can be chosen.
 */
gpuMissing: string | null, };

/**
 * Something that was chosen or dropped.
 */
export type Chosen = { path: string, isFolder: boolean, 
/**
 * Its name without what comes after the last dot, of a file.
 */
name: string, 
/**
 * It came from a browser, and goes when it was added.
 */
isUpload: boolean, };

/**
 * What makes one version different from another.
 */
export type Comparison = { before: VersionRow, after: VersionRow, 
/**
 * Files that are in one of them alone, or differ: first those that say what the package needs.
 */
changes: Array<FileChange>, 
/**
 * How many files are the same.
 */
same: number, };

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
 * What kind of thing is damaged.
 */
export type DamagedKind = "run" | "package" | "version" | "dataset" | "project" | "schedule";

/**
 * A dataset.
 */
export type DatasetChoice = { name: string, files: number, bytes: number, };

/**
 * A dataset and the newest runs that used it.
 */
export type DatasetDetails = { dataset: DatasetRow, 
/**
 * How many bytes of it hold data, the others being holes that take no room.
 */
data: number, usedBy: Array<RunRow>, };

/**
 * A dataset.
 */
export type DatasetRow = { name: string, 
/**
 * The folder elsewhere that it is a link to.
 */
link: string | null, files: number, bytes: number, created: number, };

/**
 * A day of the week.
 */
export type Day = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/**
 * A line of two texts that are compared.
 */
export type DiffLine = { "is": "same", text: string, } | { "is": "removed", text: string, } | { "is": "added", text: string, } | { "is": "gap" };

/**
 * Something in a folder.
 */
export type Entry = { name: string, kind: EntryKind, 
/**
 * Of a file.
 */
bytes: number | null, 
/**
 * When it was last changed.
 */
changed: number | null, };

/**
 * What something in a folder is.
 */
export type EntryKind = "folder" | "file" | "link" | "other";

/**
 * What a page learns.
 */
export type Event = { "event": "store" } | { "event": "run", 
/**
 * Its id.
 */
id: string, } | { "event": "progress", 
/**
 * The number that the page gave the work.
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
 * Whether it is.
 */
over: boolean, } | { "event": "drop", 
/**
 * What can be used of it.
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
body: string, } | { "event": "closing", 
/**
 * Runs that go on.
 */
runs: number, 
/**
 * Schedules that nobody fires then.
 */
schedules: number, };

/**
 * What kind of failure it was.
 */
export type FailureKind = "code" | "dependency" | "network" | "memory" | "memoryLimit" | "disk" | "gpu" | "interrupted" | "package" | "version" | "other";

/**
 * A failed run, explained.
 */
export type FailureView = { kind: FailureKind, 
/**
 * What kind of failure it is, in words.
 */
title: string, 
/**
 * The stage it happened in.
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
 * The day to resolve as of, where releases newer than the package are probably the cause.
 */
asOf: string | null, 
/**
 * The last lines of the log around it.
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
 * A file that differs; sizes in bytes, null where it is not.
 */
export type FileChange = { path: string, before: number | null, after: number | null, };

/**
 * A part of a folder.
 */
export type Folder = { 
/**
 * How many things are in it.
 */
total: number, entries: Array<Entry>, };

/**
 * What a form is filled in from.
 */
export type FormSource = { "from": "empty" } | { "from": "version", package: string, version: string, } | { "from": "dataset", dataset: string, } | { "from": "run", id: string, } | { "from": "schedule", id: string, };

/**
 * What came of judging a form.
 */
export type FormVerdict = { refusal: Refusal | null, 
/**
 * What it will do, in one sentence; null where it is refused.
 */
sentence: string | null, 
/**
 * The next times at which it will be made, whatever else is wrong with it.
 */
times: Array<number>, };

/**
 * How much a project holds.
 */
export type Holds = { packages: number, datasets: number, runs: number, };

/**
 * What became of files that were imported.
 */
export type ImportedRuns = { runs: Array<RunRow>, 
/**
 * Why others were refused.
 */
refused: Array<string>, };

/**
 * Where a run that another store made came from.
 */
export type ImportedView = { 
/**
 * The name of the file it was in.
 */
file: string, at: number, 
/**
 * Its id in the store that made it.
 */
id: string, };

/**
 * What `predict()` of a package takes.
 */
export type InputType = "json" | "file" | "files";

/**
 * A pipeline type. Which functions of `train.py` it needs: contract §1.
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
 * Why not; null: it can.
 */
refused: string | null, };

/**
 * A language of the catalogue.
 */
export type Language = "en" | "fr";

/**
 * A time that made no run.
 */
export type LeftOut = { due: number, reason: string, };

/**
 * One thing that happened.
 */
export type LogEntry = { 
/**
 * No other has it.
 */
id: number, at: number, kind: LogKind, failed: boolean, 
/**
 * What happened, and why.
 */
text: string, about: LogSubject | null, };

/**
 * What an entry is one of.
 */
export type LogKind = "check" | "version" | "dataset" | "run" | "schedule" | "project" | "error";

/**
 * Some entries, newest first.
 */
export type LogPage = { 
/**
 * How many the query finds.
 */
total: number, 
/**
 * How many there are.
 */
all: number, rows: Array<LogEntry>, };

/**
 * Lines of a log.
 */
export type LogPart = { 
/**
 * The number of the first of them, from 0.
 */
first: number, 
/**
 * Without line ends, escape sequences, and what a carriage return overwrote; long ones cut.
 */
lines: Array<string>, 
/**
 * How many lines there are now.
 */
total: number, bytes: number, };

/**
 * Which entries are wanted.
 */
export type LogQuery = { 
/**
 * Null: any. `error`: whatever went wrong.
 */
kind: LogKind | null, 
/**
 * Not older than this.
 */
since: number | null, offset: number, limit: number, };

/**
 * What an entry leads to: it may be gone by now.
 */
export type LogSubject = { "is": "package", name: string, } | { "is": "dataset", name: string, } | { "is": "run", id: string, } | { "is": "schedule", id: string, } | { "is": "project", id: string, };

/**
 * What becomes of a time that came due while nothing was there to start its run.
 */
export type Missed = "once" | "skip";

/**
 * Where a run that waits is moved to.
 */
export type Move = { "to": "before", id: string, } | { "to": "after", id: string, } | { "to": "sooner" } | { "to": "later" };

/**
 * A run and what it is called.
 */
export type NamedRun = { id: string, name: string, };

/**
 * What a person gives with a package; what is not given is empty.
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
 * Null: what was said of the package before.
 */
about: About | null, };

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
 * What the beginning of a file shows.
 */
export type Preview = { "as": "text", text: string, bytes: number, cut: boolean, } | { "as": "image", mime: string, bytes: number, } | { "as": "none", why: string, bytes: number, };

/**
 * A project.
 */
export type ProjectRow = { id: string, name: string, description: string, 
/**
 * How much it holds; null: that was not asked.
 */
holds: Holds | null, };

/**
 * All projects by name.
 */
export type Projects = { rows: Array<ProjectRow>, 
/**
 * The one that the window works in.
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
 * What waits.
 */
export type Queue = { 
/**
 * No run is started; those that run go on.
 */
paused: boolean, 
/**
 * How many wait.
 */
waiting: number, };

/**
 * Why something was not done, in the page's language.
 */
export type Refusal = { 
/**
 * The message's id, for the page to tell refusals apart.
 */
code: string, 
/**
 * What happened, to which thing, what to do.
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
 * Runs that were removed and can be put back for a while.
 */
export type Removal = { 
/**
 * What `restore_runs` and `forget_runs` are told.
 */
undo: number, 
/**
 * What is freed once they are forgotten.
 */
bytes: number, };

/**
 * A package, judged as it would be when it is added.
 */
export type Report = { accepted: boolean, checks: Array<Check>, kinds: Array<Kind>, 
/**
 * What the package would be called.
 */
name: string, 
/**
 * The version it would be under that name.
 */
version: string, files: number, bytes: number, };

/**
 * Processor time in seconds, memory in bytes.
 */
export type Resources = { cpu: number, memory: number, processes: number, };

/**
 * Everything about one run.
 */
export type RunDetails = { run: RunRow, 
/**
 * The id of its project.
 */
project: string, parameters: Array<Parameter>, 
/**
 * The day that it resolved as of.
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
 * Why it waits, apart from others being before it.
 */
waitReason: string | null, graceSeconds: number, stages: Array<StageTime>, 
/**
 * Of the stage that goes on, where it is known.
 */
progress: StageProgress | null, 
/**
 * The latest sample of what its processes use.
 */
resources: Resources | null, 
/**
 * The Python packages that its code installed for itself alone, with their versions.
 */
installed: Array<string>, 
/**
 * Whether it was asked to stop.
 */
stopping: boolean, failure: FailureView | null, 
/**
 * The version it will make, as far as is known now.
 */
forecast: string | null, 
/**
 * Whether the version that went in is still there.
 */
packageThere: boolean, datasetThere: boolean, evaluationThere: boolean, 
/**
 * What the schedule that made it is called, if that is still there.
 */
scheduleName: string | null, hasResults: boolean, 
/**
 * Where it came from, if another store made it.
 */
imported: ImportedView | null, 
/**
 * The version that it made in another store can be saved.
 */
packageKept: boolean, 
/**
 * It went through its calls and has no version yet, which can be made now.
 */
unpublished: boolean, 
/**
 * What the version that it made does not hold of the package's folder: the first names.
 */
leftOut: Array<string>, 
/**
 * How many there are.
 */
leftOutCount: number, 
/**
 * The kept data is there.
 */
keptData: boolean, 
/**
 * How many things are in the folder of the artifacts.
 */
artifacts: number, logBytes: number, 
/**
 * The run's folder.
 */
directory: string, };

/**
 * Which runs are wanted. What is empty or none asks for nothing. `T` is a point in time, or what a person
 * wrote for one.
 */
export type RunFilter = { 
/**
 * What the id, the name, the package with its version or with the one that was made, a
 * dataset, a tag or the note contains; capitals make no difference.
 */
text: string, 
/**
 * One of these.
 */
statuses: Array<Status>, 
/**
 * One of these.
 */
kinds: Array<Kind>, 
/**
 * The package that went in.
 */
package: string | null, 
/**
 * Its version.
 */
version: string | null, 
/**
 * A dataset that went in, to train or to evaluate on.
 */
dataset: string | null, 
/**
 * All of these.
 */
tags: string[], 
/**
 * Created then or later. A person writes a day or a time (`2026-11-24`, `2026-11-24T18:00`), or how
 * long ago (`36h`, `7d`).
 */
since: string | null, 
/**
 * Created before, in the same words.
 */
until: string | null, };

/**
 * The form as a person filled it in; what is not chosen is empty.
 */
export type RunForm = { name: string, kind: Kind, package: string, version: string, 
/**
 * The day that it resolves as of: `2019-08-14`.
 */
asOf: string, dataset: string, folder: string, evaluationDataset: string, evaluationFolder: string, parameters: Array<Parameter>, gpu: boolean, 
/**
 * The most memory it may use, as a person writes it: "4 GB".
 */
memory: string, 
/**
 * How many processor cores its code may use.
 */
cores: string, graceSeconds: number, when: When, };

/**
 * One page of a list of runs.
 */
export type RunPage = { 
/**
 * How many the query finds.
 */
total: number, 
/**
 * How many there are.
 */
all: number, rows: Array<RunRow>, };

/**
 * Which runs are wanted, and in which order: the pinned ones before all others, unless it is the
 * queue's.
 */
export type RunQuery = { filter: RunFilter, sort: RunSort, descending: boolean, offset: number, limit: number, };

/**
 * A run.
 */
export type RunRow = { id: string, name: string, kind: Kind, package: string, version: string, dataset: string | null, folder: string, 
/**
 * Evaluation dataset.
 */
evaluation: string | null, evaluationFolder: string, status: Status, 
/**
 * Its place in the queue, from 1, where that is known.
 */
place: number | null, reason: string | null, 
/**
 * The version it made.
 */
made: string | null, score: number | null, 
/**
 * The schedule that made it, or will.
 */
schedule: string | null, 
/**
 * The time it waits for.
 */
due: number | null, created: number, started: number | null, ended: number | null, 
/**
 * Sorted.
 */
tags: Array<string>, 
/**
 * What a person wrote down about it, in lines; may be empty.
 */
note: string, pinned: boolean, };

/**
 * A column of a list of runs, by which it can be sorted.
 */
export type RunSort = "created" | "started" | "ended" | "name" | "type" | "package" | "dataset" | "evaluation" | "status" | "duration" | "score" | "made" | "tags" | "queue";

/**
 * What the runs that there are have been given, also what is removed by now: what their list can be
 * narrowed to. Sorted.
 */
export type RunValues = { packages: Array<UsedPackage>, datasets: Array<string>, tags: Array<string>, };

/**
 * A view of the run list under a name.
 */
export type RunView = { 
/**
 * Its name, which no other has.
 */
name: string, 
/**
 * Which runs it shows.
 */
filter: RunFilter, 
/**
 * In which order.
 */
sort: RunSort, 
/**
 * The other way round.
 */
descending: boolean, 
/**
 * What it shows of them, from the left.
 */
columns: Array<RunSort>, };

/**
 * What was saved, and where.
 */
export type Saved = { path: string, bytes: number, 
/**
 * What could not be taken of it, in a sentence.
 */
leftOut: string | null, 
/**
 * Where the page loads it from, if it was not written to a place of the person's.
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
 * What becomes of a time that is missed.
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
 * The newest runs that it made.
 */
runs: Array<RunRow>, leftOut: LeftOut | null, agent: boolean, };

/**
 * A schedule.
 */
export type ScheduleRow = { id: string, name: string, kind: Kind, package: string, version: string, 
/**
 * As a person reads it.
 */
when: string, paused: boolean, 
/**
 * Its time has come, and comes no more.
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
 * Whether an agent fires them when there is no window.
 */
agent: boolean, };

/**
 * Runs that were chosen, less those that are no more, by what can be done with them.
 */
export type SelectedRuns = { 
/**
 * They wait for their time: only their schedules can be changed.
 */
scheduled: Array<NamedRun>, 
/**
 * They can be stopped.
 */
open: Array<NamedRun>, 
/**
 * They can be removed.
 */
ended: Array<string>, };

/**
 * What a person can set. Null: as the system or the environment has it.
 */
export type Settings = { language: Language | null, theme: Theme, runsAtOnce: number, uv: string | null, indexUrl: string | null, firstIndex: boolean, proxy: string | null, caFile: string | null, keepFailed: boolean, };

/**
 * Settings, and what was found on this machine.
 */
export type SettingsView = { settings: Settings, 
/**
 * The store's folder.
 */
home: string, freeBytes: number, 
/**
 * The uv that is used; null: there is none.
 */
uvFound: string | null, 
/**
 * Why there is no uv.
 */
uvMissing: string | null, pythons: Array<Python>, version: string, };

/**
 * How far a stage is, in bytes.
 */
export type StageProgress = { done: number, total: number, files: number, };

/**
 * When a stage was.
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
 * Where a run is. These seven and no more.
 */
export type Status = "Scheduled" | "Queued" | "Packaging" | "Running" | "Successful" | "Failed" | "Killed";

/**
 * What takes disk, the largest first; of runs only the largest ones.
 */
export type StorageView = { freeBytes: number, sums: Array<StoredSum>, stored: Array<Stored>, 
/**
 * The runs that are not in `stored`.
 */
smaller: StoredSum, };

/**
 * Something that takes disk.
 */
export type Stored = { kind: StoredKind, 
/**
 * What it is removed by: a name, a digest, a run's id.
 */
id: string, 
/**
 * What it is called.
 */
name: string, 
/**
 * The id of the project that has it; null: it is the store's.
 */
project: string | null, projectName: string | null, bytes: number, 
/**
 * When it was used last.
 */
used: number, 
/**
 * Why it cannot be removed.
 */
needed: string | null, 
/**
 * An environment that no run takes any more.
 */
outdated: boolean, };

/**
 * What something is that takes disk.
 */
export type StoredKind = "environment" | "package" | "dataset" | "run";

/**
 * What all of a kind take together.
 */
export type StoredSum = { kind: StoredKind, count: number, bytes: number, };

/**
 * Light or dark.
 */
export type Theme = "system" | "light" | "dark";

/**
 * What is browsed: what a run left, a dataset, or a folder to choose from.
 */
export type Tree = { "of": "artifacts", id: string, } | { "of": "dataset", name: string, } | { "of": "machine", path: string, };

/**
 * A package that went into runs.
 */
export type UsedPackage = { name: string, versions: Array<string>, };

/**
 * How one check went.
 */
export type Verdict = "pass" | "warning" | "fail";

/**
 * A version, and which types it can run.
 */
export type VersionChoice = { version: string, 
/**
 * The day that its runs resolve as of, unless the person says otherwise; empty: none.
 */
asOf: string, kinds: Array<KindVerdict>, };

/**
 * A version and where it came from.
 */
export type VersionRow = { package: string, version: string, 
/**
 * The run that made it; null: a person added it.
 */
madeBy: string | null, madeFrom: string | null, changeLog: string, python: string | null, 
/**
 * The day that its runs resolve as of.
 */
asOf: string | null, kinds: Array<Kind>, digest: string, bytes: number, 
/**
 * What `evaluate()` returned in the full run that made it.
 */
score: number | null, created: number, };

/**
 * When a run is to be made, as it is typed. What was typed for another choice stays without being
 * shown.
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
 * Instead of days and time, if there is one.
 */
cron: string, missed: Missed, 
/**
 * The schedule that is changed; null: it is a new one.
 */
schedule: string | null, };

/**
 * Which of the form's choices it is.
 */
export type WhenKind = "now" | "at" | "recurring";
