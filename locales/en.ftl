# Everything a person reads. A message may have a .hint: what to do about it; and a .command, which says it in the
# terminal only: the window has buttons for it.
# NUMBER(), BYTES() and SECONDS() write figures as the language does. A section per crate or page.

### files

disk-full = There is not enough disk space in { $place }: { BYTES($needed) } is needed, but only { BYTES($free) } is free.
    .hint = Free some space and try again.
disk-files-none = The disk that holds { $place } has free space but can take no more files: it has no inodes left.
    .hint = Delete files that you do not need and try again.
cancelled = The operation was stopped before it finished.
file-changed = { $path } changed while it was being read.
    .hint = Try again when nothing is writing to it.
file-link-nowhere = { $path } is a link to { $target }, which does not exist.
    .hint = Bring the target back: mount the disk that it is on, or fetch the file with git-annex or DVC.
file-link-out = { $path } is a link to { $target }, which is outside the run directory.
file-not-zipped = { $path } cannot be put into a zip: its name is not valid UTF-8, is too long or contains a backslash or a control character, or it is a link to a folder or to something that does not exist.
file-special = { $path } is a pipe, a socket or a device, so it has no content to copy.
    .hint = Move it out of the folder and try again.
caused-by = Caused by: { $cause }
column-path = Path
column-wrong = Problem
damaged-remove-title = Remove { $name }?
damaged-remove-text = All its files will be deleted, including those that could still be repaired. If you are unsure, save them first.
damaged-export = Save what is left
thing-damaged = { $kind ->
        [run] The run
        [package] The package
        [version] The version
        [dataset] The dataset
        [project] The project
        [tags] The tags of the run
       *[schedule] The schedule
    } { $name } cannot be used: { $reason }
damaged-ways = "trainyard storage export-damaged PATH" saves what is left of a damaged item, and "trainyard storage remove-damaged PATH" removes it.
damaged-project = Only the name of the project { $id } is lost. Its contents are intact.
    .hint = Give it a name with "trainyard project rename { $id } NAME".
damaged-unknown = There is no damaged item at { $path }.
    .command = "trainyard storage damaged" lists the damaged items.
file-newer = { $path } was written by a newer version of Trainyard.
    .hint = Update Trainyard to use it.
file-too-deep = { $path } is in too many folders: with their names, its own has more than { NUMBER($most) } bytes.
file-unreadable = { $path } cannot be read.
    .hint = Give yourself permission to read it, or move it away, and try again.
file-unwritable = { $path } cannot be written.
    .hint = Check that the folder exists and that you have permission to write to it.
file-vanished = { $path } does not exist, or was removed while it was being read.
    .hint = Check the path, and try again when nothing is changing the folder.
lock-not-handed = The program that started this one did not pass the lock to it.
    .hint = This command is run by the program itself, not by hand.
lock-unavailable = The lock { $path } could not be acquired.
threads-none = No more threads can be started.
    .hint = Close other programs, or raise the limit: "ulimit -u", or the container's limit on processes.
zip-entry-broken = { $entry } in { $path } is damaged.
    .hint = Get a new copy of the zip.
zip-entry-refused = { $entry } in { $path } cannot be unpacked: it is encrypted, it is a link or a device, its name leads out of the folder, or its name occurs twice.
    .hint = Create the zip again without it.
zip-name-refused = The name { $path } contains a "\" or a control character, so it cannot be put into a zip.
    .hint = Rename it and try again.
zip-too-many = A zip cannot hold more than { NUMBER($most) } files and folders.
    .hint = Remove what is not needed. A link to a folder counts with everything in that folder.
zip-unreadable = { $path } cannot be read as a zip.
    .hint = Get a new copy of the zip.

### snapshots

file-in-snapshot = { $path } is kept in a snapshot, where it has no path of its own.
    .hint = Save it first.
snapshot-damaged = The list of files of the snapshot { $id } is damaged.
    .hint = Its files may still be intact, but nothing says which they were. Restore the list from a backup of the store.
snapshot-file-damaged = The content of { $path } in the snapshot is damaged.
    .hint = Take the file from the dataset that it came from, or from a backup of the store.
snapshot-file-missing = The content of { $path } was not kept: only its digest is known.
    .hint = Take the file from the dataset that it came from.
snapshot-missing = There is no snapshot { $id }.
snapshot-newer = The snapshot { $id } was written by a newer version of Trainyard.
    .hint = Update Trainyard to use it.
snapshot-too-large = A snapshot cannot have more than { NUMBER($most) } files and folders.
    .hint = Put many small files into fewer larger ones.

### contract

kind-training = Training run
kind-evaluation = Evaluation run
kind-full = Full pipeline run
kind-unknown = There is no pipeline type "{ $kind }".
    .hint = Use "training", "evaluation" or "full".
kind-unsupported = { $package } { $version } cannot run this pipeline type ({ $kind ->
        [training] training run
        [evaluation] evaluation run
       *[full] full pipeline run
    }): class Main in its train.py needs { $needs }.
    .hint = Choose another version or another pipeline type.
status-scheduled = Scheduled
status-queued = Queued
status-packaging = Packaging
status-running = Running
status-successful = Successful
status-failed = Failed
status-killed = Killed
stage-environment = environment
stage-package = package
stage-data = data
stage-version = new version
stage-code = { $call }
version-invalid = "{ $version }" is not a package version.
    .hint = Write it as major.minor, for example 1.0.
python-version-invalid = "{ $version }" is not a Python version of the form major.minor.
    .hint = Write it as in 3.11.
python-major-unknown = Packages run with Python 3; "{ $version }" is not a version of it.
    .hint = Write it as in 3.11.
name-too-long = The name "{ $name }" is too long.
    .hint = Use at most { NUMBER($longest) } bytes.
package-name-invalid = "{ $name }" cannot be a package's name: it must be a Python identifier that is not a reserved keyword.
    .hint = Use "{ $suggestion }", for example.
dataset-name-invalid = "{ $name }" cannot be a dataset's name.
    .hint = Use at most 200 bytes, without "/", "\" or control characters, without a dot at the start, and without a space at either end.
project-name-invalid = "{ $name }" cannot be a project's name.
    .hint = Use a single line of at most 200 bytes.
project-id-invalid = "{ $id }" is not the ID of a project.
    .command = "trainyard project list --json" shows the IDs.
run-id-invalid = "{ $id }" is not the ID of a run.
    .command = "trainyard run list" shows the IDs.
folder-path-invalid = "{ $path }" is not a valid path of a folder in a dataset.
    .hint = Make it relative to the dataset, without "..".
parameter-name-empty = A parameter has no name.
    .hint = Name the environment variable, or remove the row.
parameter-name-invalid = The parameter name "{ $name }" contains "=" or a NUL byte.
    .hint = Choose another name.
parameter-reserved = The parameter "{ $name }" is set by the program itself.
    .hint = Choose another name.
parameter-twice = The parameter "{ $name }" is given twice.
    .hint = Keep only one of them.
parameter-not-secret = The parameter "{ $name }" cannot be a secret.
    .hint = Give it a plain value.
parameter-value-nul = The value of the parameter "{ $name }" contains a NUL byte.
    .hint = Remove it.
parameter-not-boolean = The parameter "{ $name }" cannot be "{ $value }".
    .hint = Use true or false.
parameter-not-folder = { $name } cannot be "{ $value }".
    .hint = Use a relative folder without "..".
run-name-empty = The pipeline has no name.
    .hint = Give it a name.
run-name-invalid = The pipeline's name is too long or contains control characters.
    .hint = Use at most { NUMBER($longest) } characters on one line.
tag-invalid = "{ $tag }" cannot be a tag.
    .hint = Use 1 to { NUMBER($longest) } characters on one line, without commas.
tags-too-many = A run cannot have more than { NUMBER($most) } tags.
    .hint = Remove some first.
note-invalid = The note is too long or contains control characters.
    .hint = Use at most { NUMBER($longest) } characters, on any number of lines.
input-dataset-missing = No input dataset has been chosen.
    .hint = Choose a dataset, or a folder in one.
input-dataset-unused = An evaluation run does not take an input dataset.
    .hint = Choose only an evaluation dataset.
evaluation-dataset-missing = No evaluation dataset has been chosen.
    .hint = Choose a dataset, or a folder in one.
evaluation-replaces-training = The evaluation dataset would replace the training data, which is in test_data_directory.
    .hint = Choose another folder for test_data_directory.
evaluation-dataset-unused = A training run does not take an evaluation dataset.
    .hint = Remove it, or choose a full pipeline run.
gpu-missing = This machine has no usable GPU.
    .hint = Start the run without a GPU.
memory-limit-invalid = "{ $size }" is not a valid memory limit.
    .hint = Use at least 1 MB, for example 500 MB or 4 GB, or set no limit.
cores-invalid = "{ $cores }" is not a valid number of processor cores.
    .hint = Use a whole number, 1 or more, or set no limit.
cores-too-many = This machine has { $most ->
        [one] 1 processor core
       *[other] { NUMBER($most) } processor cores
    }, so a run cannot have { NUMBER($cores) }.
    .hint = Use fewer, or set no limit.
grace-too-long = The grace period is too long.
    .hint = Use at most { NUMBER($longest) } seconds.
day-mon = Mon
day-tue = Tue
day-wed = Wed
day-thu = Thu
day-fri = Fri
day-sat = Sat
day-sun = Sun
when-weekly = { $days } at { $time }
when-daily = every day at { $time }
day-monday = Monday
day-tuesday = Tuesday
day-wednesday = Wednesday
day-thursday = Thursday
day-friday = Friday
day-saturday = Saturday
day-sunday = Sunday
form-once-at = on { $day } at { $time }
form-weekdays = every weekday at { $time }
form-weekly = every { $days } at { $time }
form-cron-due = whenever { $cron } comes due
as-of-invalid = "{ $text }" is not a date as of which dependencies can be resolved.
    .hint = Write it as YYYY-MM-DD, no earlier than 2003-01-01 and no later than today, for example 2019-08-14.
at-invalid = "{ $text }" is not a date and a time.
    .hint = Write it as YYYY-MM-DD HH:MM, for example 2026-12-01 08:00.
at-past = { $text } is in the past.
    .hint = Choose a time in the future.
days-missing = No day of the week has been chosen.
    .hint = Choose at least one.
day-unknown = "{ $day }" is not a day of the week.
    .hint = Use mon, tue, wed, thu, fri, sat or sun.
time-invalid = "{ $text }" is not a time of day.
    .hint = Write it as HH:MM, for example 08:00.
pattern-bad = "{ $pattern }" is not a regular expression: { $why }.
cron-invalid = "{ $text }" is not a cron expression.
    .hint = Write minute, hour, day of the month, month and day of the week, for example 30 8 * * MON-FRI.
cron-never = "{ $text }" never comes due.
    .hint = Choose a day that exists.

### executor

reason-stopped = The run was stopped by the user.
reason-exception = { $stage } raised { $exception }: { $text }
reason-no-score = evaluate() returned { $value }, which is not a number.
    .hint = It must return the score as a finite number.
reason-exit = { $stage } ended the process itself (sys.exit, exit code { $code }) before the run was complete.
reason-exit-code = Python ended with exit code { $code } in { $stage }, before the run was complete.
reason-signal = Python was terminated by signal { $signal } in { $stage }.
reason-memory = Python was killed in { $stage } because the machine ran out of memory.
    .hint = Process less data at a time, or close other programs.
reason-memory-limit = The run used { BYTES($used) } of memory, more than its limit of { BYTES($limit) }, and was stopped.
reason-interrupted = The run was interrupted: the machine went down, or the run's own processes died.
    .hint = Start it again.
reason-executor-died = The run was interrupted: the process that executed it was terminated from outside ({ $how }).
    .hint = Start it again.
reason-guard-died = The run was interrupted: the process that watched over it was killed.
    .hint = Start it again.
reason-log-failed = The run was ended because its log could no longer be written.
    .hint = Free some space and start it again.
reason-disk-full = The disk filled up during the run: there is no space left for { $place }.
    .hint = Free some space and start it again.
reason-version-kept = The training succeeded, but its version could not be created. What save() left is kept in { $place }.
    .hint = Fix the problem; "trainyard run publish { $id }" then creates the version.
reason-version-refused = The folder that save() left is no longer a valid package: { $problem }
package-changed = { $path } is no longer the package version that was chosen: its content has changed.
    .hint = Add the package again.
data-left-out = { $count ->
        [one] One file or folder of the dataset { $name } could not be copied and is missing from this run:
       *[other] { NUMBER($count) } files or folders of the dataset { $name } could not be copied and are missing from this run:
    }
data-folder-missing = The dataset { $name } no longer has a folder { $path }.
    .hint = Check the dataset.
secret-unknown = The secret "{ $name }" does not exist.
    .hint = Give the parameter a plain value.
data-given = { $role ->
        [input] Input dataset
       *[evaluation] Evaluation dataset
    } { $name }: { $files ->
        [one] one file
       *[other] { NUMBER($files) } files
    }, { BYTES($bytes) }{ $kept ->
        [yes] , kept with the run
       *[no] {""}
    }
data-given-unknown = { $role ->
        [input] Input dataset
       *[evaluation] Evaluation dataset
    } { $name }: it is not recorded what was in it.
data-same = The dataset has the same content today.
data-changed = The dataset has changed since: { NUMBER($added) } added, { NUMBER($removed) } removed, { NUMBER($changed) } changed.
data-changed-somehow = The dataset has another content today.
data-gone = The dataset or this folder in it no longer exists.
dataset-differences = { NUMBER($added) } added, { NUMBER($removed) } removed, { NUMBER($changed) } changed.
data-differences-more = { $count ->
        [one] and one more
       *[other] and { NUMBER($count) } more
    }
file-not-before = { $path } did not exist before, so there is nothing to compare it with.
file-not-after = { $path } no longer exists, so there is nothing to compare with it.
differs-nothing = The content is the same.
differs-text-long = Line { NUMBER($line) } is the first that differs. The files are too long to compare all lines.
differs-text-cut = Only the first lines that differ are shown.
differs-cells = { $cells ->
        [0] No cell differs in the rows and columns that both have.
        [one] One cell differs.
       *[other] { NUMBER($cells) } cells differ, in { $rows ->
            [one] one row
           *[other] { NUMBER($rows) } rows
        }.
    }
differs-cells-first = { $count ->
        [one] The first one:
       *[other] The first { NUMBER($count) }:
    }
differs-cell = row { NUMBER($row) }, { $column }: { $before } → { $after }
differs-rows = The number of rows was { NUMBER($before) } and is { NUMBER($after) }. Rows at the same position are compared, so a row that was inserted makes all rows after it differ.
differs-rows-part = Only the first { NUMBER($rows) } rows were compared: reading all of them takes too long.
differs-columns-added = Columns added: { $names }
differs-columns-removed = Columns removed: { $names }
differs-largest = Largest difference in { $column }: { $by }
differs-arrays = { $arrays ->
        [one] One array differs
       *[other] { NUMBER($arrays) } arrays differ
    }, { $same ->
        [one] 1 is the same.
       *[other] { NUMBER($same) } are the same.
    }
differs-array = The array differs.
differs-arrays-unread = { $count ->
        [one] One array could not be compared, or not in time.
       *[other] { NUMBER($count) } arrays could not be compared, or not in time.
    }
differs-elements = { $differing ->
        [one] One of { NUMBER($compared) } elements differs
       *[other] { NUMBER($differing) } of { NUMBER($compared) } elements differ
    }
differs-elements-part = { $differing ->
        [one] One of the first { NUMBER($compared) } of { NUMBER($total) } elements differs
       *[other] { NUMBER($differing) } of the first { NUMBER($compared) } of { NUMBER($total) } elements differ
    }
differs-elements-first = at { $index }: { $before } → { $after }
differs-elements-by = by at most { $by }
differs-elements-somehow = The elements cannot be compared one by one.
differs-members = { $members ->
        [one] One file in the archive differs
       *[other] { NUMBER($members) } files in the archive differ
    }, { $same ->
        [one] 1 is the same.
       *[other] { NUMBER($same) } are the same.
    }
differs-members-cut = The archives have too many files to compare all of them.
differs-bytes = The first byte that differs is at offset { NUMBER($at) }.
differs-bytes-part = The first { BYTES($compared) } are the same. The rest was not compared: reading all of it takes too long.
differs-sizes = The size was { BYTES($before) } and is { BYTES($after) }.
training-folder-empty = process_data() left training_data_directory empty, so train() gets data_directory itself.
evaluation-data-instead = The evaluation dataset { $name } replaces what the input dataset holds in test_data_directory.
data-changed-meanwhile = Files of the dataset { $name } changed while they were copied: { $names }. The run has recorded what its code gets.
data-not-recorded = It could not be recorded which data the run gets. It goes on without.
test-data-not-kept = The data that evaluate() gets could not be saved (save_test_data).
test-data-left-out = { $count ->
        [one] One file or folder that evaluate() gets is not saved:
       *[other] { NUMBER($count) } files or folders that evaluate() gets are not saved:
    }
artifacts-not-taken = The folder { $folder } could not be copied completely into the run's artifacts.
artifacts-name-taken = The code wrote { $names }, but the run's artifacts already contain something with that name. It was saved in { $place } instead.
isolation-unknown = { $text } is neither on nor off.
    .hint = Isolation is on or off.
metrics-from-unknown = "{ $text }" is not a source of metrics.
    .hint = Use all, none, or a comma-separated list of { $words }.
isolated-full = The code is isolated from the store and from other processes.
isolated-files = The code cannot write the store, but it sees other processes, and one of its own could survive the run: this system does not allow more ({ $reason }).
isolated-not = The code is not isolated and could write the store, because this system does not allow it ({ $reason }).
isolated-off = The code is not isolated: that was switched off.
calls-outlived = Threads or child processes kept Python running after the last call. They were terminated after { NUMBER($seconds) } s.
python-instead = The package asks for Python { $asked }, which is too old to run here. Python { $taken } is used instead, the nearest version on this machine.
left-out-of-version = { $path } was skipped and is not in the new version: it is not a regular file of the package, or its name cannot be stored in a zip.
left-out-more = { $count ->
        [one] 1 more was skipped.
       *[other] { NUMBER($count) } more were skipped.
    }
run-live = The run { $path } is already being executed by another process.
    .hint = Wait for the run to end, or stop it.
run-over = The run { $path } has already been started.
    .hint = Start a new run instead.
run-unreadable = { $path } is not a run directory.
python-not-started = Python could not be started: { $path }.
exec-failed = The process that runs the training could not be set up.

### store

store-newer = { $path } was created by a newer version of Trainyard.
    .hint = Install that version, or use another store.
store-not-utf8 = Nothing can be trained in the store { $path }: its path is not valid UTF-8, so no Python environment can be built in it.
    .hint = Rename the folder, or choose another one with --home.
store-read-only = The store { $path } is read-only.
    .hint = Copy it to a folder that you can write to, or have it made writable.
store-made-private = Other users of this computer could read the store { $path }, which contains parameters and environment variables. Now only you can.
store-open-to-others = Other users of this computer can read the store { $path }, which contains parameters and environment variables, and the permissions of its folder cannot be changed.
    .hint = Choose a folder on another disk with --home.
store-unusable = The store's index { $path } cannot be opened.
    .hint = Check that the folder exists and that you have permission to write to it.
store-failed = The store's index cannot be used.
    .hint = Try again. If the problem persists, delete store.db: it is rebuilt from the files.

### environments

as-of-not-for-links = Archives from --find-links have no dates, so they are used even if they are newer than { $date }.
as-of-not-for-pip = pip cannot be limited to a date here: releases newer than { $date } may be installed.
bytecode-incomplete = Some of the environment's bytecode could not be written, so its runs compile some modules again.
environment-disk-full = There is no space left for the Python environment in { $place }.
    .hint = Free some space and try again.
environment-differs = What was installed differs from what was resolved: { $names }.
    .hint = Try again. If the problem persists, the package index serves other versions than it lists.
index-unreachable = The package index cannot be reached, so the requirements cannot be installed.
    .hint = Check the network, the proxy and the package index in the settings, and try again.
installed-by-code = The code installed packages, for this run only: { $packages }.
installed-unknown = What the code installed, for this run only, could not be listed: { $reason }
lock-unreadable = A line in the list of installed packages cannot be read: { $text }
logged-dropped = { $count ->
        [one] One entry that the code logged, such as a parameter, was not recorded: there are too many of them.
       *[other] { NUMBER($count) } entries that the code logged, such as parameters, were not recorded: there are too many of them.
    }
logged-histograms-dropped = { $count ->
        [one] One histogram that the code logged was not recorded: there are too many.
       *[other] { NUMBER($count) } histograms that the code logged were not recorded: there are too many.
    }
logged-images-dropped = { $count ->
        [one] One image that the code logged was not recorded: it is too large, there are too many, or the disk was full.
       *[other] { NUMBER($count) } images that the code logged were not recorded: they are too large or too many, or the disk was full.
    }
logged-not-written = What the code logged besides metrics could not be recorded: { $reason }
mlflow-artifacts-not-saved = { $count ->
        [one] An artifact that the code logged with MLflow could not be saved: { $path }. { $reason }
       *[other] { NUMBER($count) } artifacts that the code logged with MLflow could not be saved, the first of them { $path }. { $reason }
    }
pip-asks-all-indexes = The lists need pip, which searches all indexes, and the settings forbid that.
    .hint = Set first-index to false, or name only one index.
pip-installs = The lists use features that uv does not support, so pip installs them, which takes longer.
pip-tries = uv could not install the requirements. pip is trying now, which takes longer.
python-chosen = Python { $version } is used: it is the newest one here for which there are wheels of the pinned requirements.
python-missing = Python { $version } is not installed on this machine and could not be downloaded.
    .hint = Install it, or choose another Python version for the package.
python-too-old = The only matching Python on this machine, { $version } in { $path }, is too old: trainings need Python 3.8 or newer.
    .hint = Choose a newer one, for example with --python when you add the package, or install one.
python-none = No Python 3.8 or newer was found on this machine, and none could be downloaded.
    .hint = Install Python 3.
find-links-missing = { $file }, line { NUMBER($line) }: { $reference } does not exist and is not searched for packages.
find-links-setting-missing = { $path }, where your uv or pip settings look for packages, does not exist.
requirement-folder-empty = { $file }, line { NUMBER($line) }: { $reference } contains neither setup.py nor pyproject.toml.
    .hint = Name the folder that contains one of them.
requirement-hash-mismatch = A downloaded file does not match its hash in the lists.
    .hint = Find out why it has changed before you correct the hash.
requirement-hash-missing = The lists have hashes, but none for { $name }, so it cannot be checked.
    .hint = Add its version and hash, or remove all hashes.
requirement-line-unreadable = { $file }, line { NUMBER($line) }: pip cannot read this: { $text }
    .hint = Correct the line; pip's documentation describes the format of requirements files.
requirement-reference-circular = { $file }, line { NUMBER($line) }: { $reference } refers to itself, or the lists are nested too deeply.
    .hint = Remove the line.
requirement-reference-missing = { $file }, line { NUMBER($line) }: { $reference } does not exist.
    .hint = Add it to the package or remove the line.
requirement-reference-odd = { $file }, line { NUMBER($line) }: { $reference } cannot be installed or read from here.
    .hint = Name a file or, for a project, its folder.
requirement-reference-outside = { $file }, line { NUMBER($line) }: { $reference } is outside the package.
    .hint = Put it into the package.
requirement-replaced = train_requirements.txt contradicts requirements.txt: { $name } { $before } is replaced by { $after }.
requirements-not-text = { $file } cannot be read: it is not text in the expected encoding.
    .hint = Save it as UTF-8.
requirements-too-long = The lists of requirements are longer than { BYTES($bytes) } in total.
    .hint = Remove what does not belong in them.
requirements-too-many = The lists of requirements have more than { NUMBER($lines) } lines in total.
    .hint = Remove what does not belong in them.
requirements-unresolvable = The requirements cannot be installed: { $reason }
requirements-unresolvable-as-of = The requirements cannot be installed with releases up to { $date }: { $reason }
    .hint = Choose a later date or none. From an index that does not say when its files were uploaded, nothing can be installed as of any date.
series-dropped = { $count ->
        [one] One value of a metric was not recorded: there are too many series or values, or the disk was full.
       *[other] { NUMBER($count) } values of metrics were not recorded: there are too many series or values, or the disk was full.
    }
series-file-broken = Metrics could not be read from a file: { $reason }
series-files-many = Metrics may be missing: there are more files than are searched for them.
series-incomplete = Some metrics were not recorded because of an error in this program.
series-log-skipped = The code printed faster than metrics could be recognized: { BYTES($bytes) } of its output were skipped.
series-not-written = Metrics could not be recorded: { $reason }
settings-ignored = These uv and pip settings are ignored: { $names }.
uv-missing = uv, which builds Python environments, was not found.
    .hint = Install uv, or set its path in the settings.
uv-not-started = uv could not be started: { $path }.
uv-settings-unreadable = The uv settings in { $path } cannot be read.
    .hint = Correct or remove the file.
uv-setting-wrong = The settings name { $path } as uv, but that is not a program.
    .hint = Correct the path in the settings.

### contract: package check

file-path-not-text = The path { $path } is not valid UTF-8 text, so it cannot be copied.
files-too-many = At most { NUMBER($most) } files and folders can be saved at once.
    .hint = Save the folder that contains them.
source-missing = There is no file or folder { $path }.
    .hint = Check the path.
check-zip-not = { $path } is not a zip.
    .hint = Choose the package's zip, or its folder.
check-zip-empty = { $path } is empty.
    .hint = Create the zip again, with the package's root folder in it.
check-zip-damaged = The zip is damaged or truncated: { $cause }.
    .hint = Create it or download it again.
check-zip-unread = The zip cannot be read from the disk.
    .hint = Check the disk, or copy the zip somewhere else, and try again.
check-zip-overlap = Entries of the zip share the same bytes, as in a zip bomb.
    .hint = Create the zip again from the package's folder.
check-zip-encrypted = { $name } in the zip is encrypted.
    .hint = Create the zip again without a password.
check-zip-method = { $name } is compressed with a method that is not supported.
    .hint = Create the zip again with the usual compression (deflate).
check-entry-damaged = { $name } in the zip is damaged: { $cause }.
    .hint = Create the zip or download it again.
check-too-many = The package has more than { NUMBER($most) } files and folders.
    .hint = Move data out of the package; a dataset can hold it.
check-compression = The zip would unpack to { BYTES($bytes) } from { BYTES($packed) }, more than 200 times its size, as a zip bomb does.
    .hint = Remove the files that are so large and almost empty.
check-no-space = The package unpacks to { BYTES($bytes) }, but only { BYTES($free) } is free on the disk.
    .hint = Free some space and try again.
check-name-control = The name "{ $name }" contains control characters.
    .hint = Rename it.
check-name-backslash = The name "{ $name }" contains "\", which separates folders on another system.
    .hint = Rename it, or create the zip with a tool that writes "/" between names.
check-name-outside = The name "{ $name }" leads out of the package's folder.
    .hint = Do not trust this package; get it from somewhere else.
check-name-invalid = "{ $name }" cannot be the name of a file: one of its parts is empty, is ".", is too long, or is not text.
    .hint = Rename it.
check-name-twice = The package contains "{ $name }" twice.
    .hint = Remove one of them.
check-name-case = "{ $first }" and "{ $second }" differ only in case or in how accents are written, so some systems cannot hold both.
    .hint = Rename one of them.
check-name-both = "{ $name }" is both a file and a folder.
    .hint = Rename one of them.
check-link = "{ $name }" is a symbolic link.
    .hint = Replace it with the file itself.
check-special = "{ $name }" is a device, a pipe or a socket.
    .hint = Remove it from the package.
check-package-empty = The package has no files.
    .hint = It needs a root folder with requirements.txt and main.py.
check-roots-several = The package has two root folders, "{ $first }" and "{ $second }".
    .hint = Put everything into one of them.
check-root-beside = "{ $file }" is outside the root folder "{ $folder }".
    .hint = Move it into that folder.
check-root = The root folder is "{ $root }".
check-root-flat = The package has no root folder, so it will be stored with one named after it. AI Center refuses such a zip.
    .hint = Zip the folder, not its contents.
check-files = { $files ->
        [one] 1 file, { BYTES($bytes) } unpacked, intact and with a safe name.
       *[other] { NUMBER($files) } files, { BYTES($bytes) } unpacked, all intact and with safe names.
    }
check-dropped = These were skipped, since no package needs them: { $names }.
check-dropped-environment = { $count ->
        [one] { $names } is a virtual environment and was skipped.
       *[other] { NUMBER($count) } folders are virtual environments and were skipped: { $names }.
    }
    .hint = The package's dependencies are installed from requirements.txt.
check-zip-name = The zip is named { $zip }, but its root folder is named { $root }. A page of the AI Center guide wants both to have the same name.
    .hint = Rename it to { $root }.zip before you upload it to AI Center; versions are downloaded under that name.
check-requirements = requirements.txt is present.
check-requirements-missing = There is no requirements.txt in the root folder.
    .hint = Add one; it may be empty.
check-file-misnamed = There is no { $file } in the root folder, but there is "{ $found }".
    .hint = Rename that file to exactly { $file }. Windows may hide an extension such as .txt.
check-file-deeper = There is no { $file } in the root folder, but there is a whole package further down, in "{ $folder }".
    .hint = Zip or choose that folder itself, not the one around it.
check-file-elsewhere = There is no { $file } in the root folder, but there is "{ $found }".
    .hint = If that is the right file, move it to the root folder.
check-zip-inside = There is no { $file } in the root folder, but there is another zip, "{ $found }".
    .hint = Unpack this zip, and choose the one inside it.
check-train-requirements = train_requirements.txt is present: it lists more dependencies, for pipelines only.
check-main-missing = There is no main.py in the root folder.
    .hint = Add one with a class Main that has __init__(self) and predict(self, input).
check-train-missing = There is no train.py in the root folder, so training is not enabled: the version cannot run pipelines.
    .hint = If it is to be trained, add one with a class Main that has __init__(self), train, save and evaluate.
check-class = { $file } has a class Main.
check-class-missing = { $file } has no class Main.
    .hint = Add one, with __init__(self).
check-class-elsewhere = { $file } gets its class Main from somewhere else, so the class cannot be checked here and is assumed to be complete.
check-function = { $file } has Main.{ $function }.
check-function-required = Class Main in { $file } has no { $function }.
    .hint = Add it.
check-function-missing = { $function ->
        [evaluate] Class Main in train.py has no evaluate, which rules out evaluation runs and full pipeline runs.
       *[other] Class Main in train.py has no { $function }, which rules out training runs and full pipeline runs.
    }
    .hint = AI Center requires train, evaluate and save in an upload.
check-functions-elsewhere = Class Main in { $file } is partly defined somewhere else, so these functions cannot be checked here and are assumed to exist: { $functions }.
check-signature = { $function } in { $file } does not accept the arguments that it is called with.
    .hint = Define it as { $call }.
check-async = { $function } in { $file } is async, so calling it runs nothing.
    .hint = Define it without async.
check-syntax = { $file } has a syntax error on line { NUMBER($line) }: { $cause }.
    .hint = Correct it and try again.
check-syntax-version = { $file } is not valid in the chosen Python version: { $cause }.
    .hint = Choose another Python version, or change the line.
check-encoding = { $file } is written in the encoding "{ $encoding }" and cannot be checked here, so it is assumed to be complete.
    .hint = Save it as UTF-8 to have it checked.
check-source-large = { $file } is larger than { BYTES($most) } and cannot be checked here, so it is assumed to be complete.
    .hint = Move its data to a separate file to have it checked.
check-source-deep = { $file } is nested too deeply to be checked here, so it is assumed to be complete. Python may refuse it.
    .hint = Split its longest expression into several.
check-source-unread = { $file } could not be checked.
    .hint = Close other programs and try again.
check-python = Python { $python } is available on this machine.
check-python-missing = { $count ->
        [0] The package asks for Python { $python }, but no Python was found on this machine.
       *[other] The package asks for Python { $python }, but this machine has only { $found }.
    }
    .hint = Install Python { $python } before you run the package, or choose another version.
check-python-old = The package asks for Python { $python }, which is too old to run here. Python { $taken } is used instead, the nearest version.

### engine

index-set-aside = The store's index was damaged and has been rebuilt from the files. The old one is kept as { $path }.
package-unknown = There is no package "{ $name }".
    .command = "trainyard package list" lists all packages.
version-unknown = The package { $package } has no version { $version }.
    .command = "trainyard package show { $package }" lists all versions.
version-taken = The version { $version } of { $package } already exists.
    .hint = Try again.
environment-unknown = There is no Python environment "{ $digest }".
    .command = "trainyard storage" lists the environments.
environment-outdated = An older version of Trainyard built it; no run uses it any more.
kept-data-needed = Runs and datasets need it. What only one of them needs is deleted with it.
environment-in-use = The Python environment { $digest } is needed by the run "{ $run }", which has not ended.
    .hint = Wait for the run to end, or stop it.
package-in-use = The package { $name } { $version } is needed by the run "{ $run }" ({ $id }), which has not ended.
    .hint = Wait for the run to end, or stop it.
package-scheduled = The package { $name } { $version } is needed by the schedule "{ $schedule }" ({ $id }).
    .hint = Remove the schedule first, or choose another package for it.
dataset-unknown = There is no dataset "{ $name }".
    .command = "trainyard dataset list" lists all datasets.
dataset-taken = There is already a dataset "{ $name }".
    .hint = Choose another name.
dataset-linked = The dataset { $name } is a link to a folder elsewhere.
    .hint = Put the files into that folder.
dataset-in-use = The dataset { $name } is needed by the run "{ $run }" ({ $id }), which has not ended.
    .hint = Wait for the run to end, or stop it.
dataset-scheduled = The dataset { $name } is needed by the schedule "{ $schedule }" ({ $id }).
    .hint = Remove the schedule first, or choose another dataset for it.
project-unknown = There is no project "{ $name }".
    .hint = These projects exist: { $known }.
project-taken = There is already a project "{ $name }".
    .hint = Choose another name.
project-gone = The project was removed.
    .hint = Choose another project.
project-default = The project { $name } is the first one and cannot be removed.
    .hint = You can rename it.
project-in-use = The project { $name } contains the run "{ $run }" ({ $id }), which has not ended.
    .hint = Wait for the run to end, or stop it.
project-not-confirmed = The project { $name } is removed only if you repeat its name.
    .hint = Add --yes and its name.
description-too-long = The description is too long.
    .hint = Use at most { NUMBER($longest) } characters.
dataset-gone = The folder { $path } of the dataset { $name } does not exist.
    .hint = Bring it back, or remove the dataset and add it again.
data-in-the-way = A full pipeline run needs a folder "{ $file }" in the dataset { $name }, but the dataset has something else with that name.
    .hint = Rename it, or choose a folder of the dataset.
folder-unknown = The dataset { $name } has no folder "{ $path }".
    .command = "trainyard dataset show { $name }" lists its files.
dataset-state-unknown = The dataset { $name } has no state { NUMBER($number) }.
    .command = "trainyard dataset states { $name }" lists its states.
dataset-state-not-kept = The contents of state { NUMBER($number) } of the dataset { $name } are not all kept.
    .hint = Choose another state. The store keeps what copied datasets hold, unless somebody writes to their files in the store's folder. Of linked folders it keeps only what runs save.
run-data-not-kept = The run { $id } did not keep this data.
    .hint = Set save_training_data to keep the data of later runs.
reproduce-data-gone = The data of the run { $id } cannot be given to another one: its contents are not kept, and the dataset { $name } has changed since.
    .hint = Set save_training_data to keep the data of later runs.
reproduce-package-other = Version { $version } of { $name } is not the one that the run { $id } had.
    .hint = Import that version, or start a new run.
reproduces-none = The run { $id } reproduces no other run.
    .command = "trainyard run reproduce { $id }" starts a run that reproduces it.
not-a-folder = { $path } is not a folder.
    .hint = Give the folder that contains the files.
folder-holds-store = { $path } contains the store itself.
    .hint = Choose a folder that does not contain the store.
source-in-store = { $path } is inside the store itself.
    .hint = Add it as a copy, not as a link.
link-not-utf8 = { $path } cannot be linked to: its name is not valid UTF-8.
    .hint = Rename the folder, or add it without linking.
file-taken = { $path } already exists.
    .hint = Choose another name.
output-in-store = Nothing can be saved as { $path }, in the store { $store }: it would be taken for the store's own.
    .hint = Choose a place outside the store.
run-unknown = There is no run "{ $id }".
    .command = "trainyard run list" lists all runs.
run-ambiguous = More than one run has an ID that begins with "{ $id }".
    .hint = Give more of the ID.
run-not-waiting = The run { $id } is not waiting in the queue.
    .command = "trainyard queue show" lists the runs that are.
compare-runs-few = A comparison needs at least two different runs.
compare-runs-many = At most { NUMBER($most) } runs can be compared at once, but these are { NUMBER($count) }.
run-table-many = At most { NUMBER($most) } runs can be plotted at once, but { NUMBER($count) } are selected.
    .hint = Filter the list, and select fewer of them.
compare-runs-projects = The runs { $one } and { $other } belong to different projects, so they cannot be compared.
run-not-ended = The run { $id } has not ended.
    .hint = Stop it first.
output-unknown = The run { $id } has no "{ $path }".
    .hint = Use one of { $places }; "trainyard run artifacts { $id }" lists the artifacts.
series-cut = The charts show the first { NUMBER($most) } values of the metrics. The others are recorded as well.
    .command = "trainyard run metrics ID --csv" prints all of them.
series-damaged = { $path } is damaged: some of the run's metrics are missing.
series-other = { $path } is not a file of metrics: something else replaced it.
chart-layout-too-long = The layout of the charts takes more than { BYTES($longest) } and was not saved.
    .hint = Unpin some charts, or show all of them again.
chart-too-large = The chart takes more than { BYTES($most) } and was not saved.
    .hint = Save it in another format.
run-nothing-to-publish = The run { $id } has nothing to publish: only a training that completed save() but whose version could not be created can be published.
    .command = "trainyard run show { $id }" shows how it ended.
export-without-version = What save() left in the run { $id } is not exported.
    .command = "trainyard run publish { $id }" creates the version, which is exported with the run.
run-export-invalid = { $path } is not a run that Trainyard exported, or it is damaged. Nothing was imported from it.
    .hint = Export the run again from where it is.
run-export-changed = { $entry } in { $path } has changed since the export. Nothing was imported from it.
    .hint = Export the run again from where it is.
run-export-strange = { $path } contains { $name }, which is not part of an exported run. Nothing was imported from it.
    .hint = Export the run again from where it is.
run-export-newer = { $path } was exported by a newer version of Trainyard.
    .hint = Update Trainyard and import the run again.
run-exports-none = There is no exported run (.run.zip) in { $path }.
    .hint = Name the files, or a folder that contains them.
run-imported-already = This run already exists here, as { $id }.
    .hint = To import it again, remove that run first.
run-imported-elsewhere = This run already exists here, as { $id } in the project { $project }.
    .hint = To import it into this project, remove that run first.
schedule-unknown = There is no schedule "{ $id }".
    .command = "trainyard schedule list" lists all schedules.
schedule-ambiguous = More than one schedule has an ID that begins with "{ $id }".
    .hint = Give more of the ID.
schedule-damaged = The schedule in { $path } cannot be read: it starts no runs, and what it needs is not protected from being removed.
    .hint = Delete the file and create the schedule again.
schedule-over = The schedule { $id } is over: its time has passed.
    .hint = Give it another time.
schedule-skipped = Neither the window nor an agent was running to start it in time.
run-waits = The run { $run } is waiting for its time: it belongs to the schedule { $schedule }.
    .hint = Pause or remove the schedule.
run-progress-percent = { NUMBER($percent) }%
run-progress-epochs = { $total ->
        [one] { NUMBER($done) } of 1 epoch
       *[other] { NUMBER($done) } of { NUMBER($total) } epochs
    }
run-progress-steps = { $total ->
        [one] { NUMBER($done) } of 1 step
       *[other] { NUMBER($done) } of { NUMBER($total) } steps
    }
run-left-moment = a few seconds left
run-left-seconds = about { NUMBER($seconds) } s left
run-left-minutes = about { NUMBER($minutes) } min left
run-left-hours = about { SECONDS($seconds) } left
run-usual = usually takes { SECONDS($seconds) }
setting-unknown = There is no setting "{ $name }".
    .hint = Use runs-at-once, uv, index-url, first-index, proxy, ca-file or keep-failed.
setting-runs-at-once = The number of runs at once must be a whole number from 1 to { NUMBER($most) }.
setting-uv-missing = There is no uv at { $path }.
    .hint = Choose the program itself.
setting-certificates-missing = There is no certificate file at { $path }.
    .hint = Choose a PEM file.
setting-not-index = "{ $value }" is not the URL of a package index.
    .hint = It begins with https://, http:// or file://, for example https://pypi.org/simple.
setting-not-proxy = "{ $value }" is not the URL of a proxy.
    .hint = It begins with http://, https://, socks5:// or socks5h://, for example http://proxy:3128.
setting-not-boolean = "{ $value }" is neither true nor false.

### engine: doctor

doctor-index-damaged = The index is damaged: { $why }.
doctor-index-differs = The index differs from the files in { $count ->
    [one] 1 row
   *[other] { NUMBER($count) } rows
}, first in { $row }.
doctor-will-rebuild = A repair makes the index again from the files.
doctor-did-rebuild = The index was made again from the files.
doctor-document-way = Everything else can be used. Save what is left of it, or remove it, under Storage.
    .command = "trainyard storage export-damaged" and "trainyard storage remove-damaged" do that.
doctor-record-way = Put it back from a backup of the store. Until it can be read, no contents of snapshots are removed.
doctor-defaults-used = The defaults are used instead, until it is saved again.
doctor-zip-missing = The zip of { $package } { $version } is missing.
doctor-zip-damaged = The zip of { $package } { $version } is damaged: it is not what was published.
doctor-zip-way = Nothing in the store can replace it. Put it back from a backup, or remove the version.
doctor-digests-differ = The run { $id } recorded another digest of { $package } { $version } than the version's own file has.
doctor-digests-way = One of the two files was changed by somebody else. Compare them with a backup.
doctor-manifest-damaged = The list of the files of the snapshot { $id } is damaged. Needed by: { $runs }.
doctor-manifest-missing = The list of the files of the snapshot { $id } is missing. Needed by: { $runs }.
doctor-content-damaged = The content { $digest } is damaged. It is that of { $files }. Needed by: { $runs }.
doctor-content-missing = The content { $digest } is missing. It is that of { $files }. Needed by: { $runs }.
doctor-no-same-data = No dataset has the same data any more. Put it back from a backup, or remove the runs that need it.
doctor-will-bring-back = A repair brings it back from { $from }, which has the same data.
doctor-did-bring-back = It was brought back from { $from }, which has the same data.
doctor-stray = { $path } is not a file of Trainyard's.
doctor-stray-way = Move it to another place.
doctor-results-differ = The _results.json of the run { $id } does not say how the run ended.
doctor-results-imported = The run was imported: import it again.
doctor-will-rewrite = A repair writes it again from the run's outcome, and keeps the old one as _results.json.broken.
doctor-did-rewrite = It was written again from the run's outcome. The old one is kept as _results.json.broken.
doctor-environment-damaged = The Python environment { $digest } is not complete: { $file } is missing.
doctor-will-build-again = A repair removes it. A run that needs it builds it again.
doctor-did-build-again = It was removed. A run that needs it builds it again.
doctor-unneeded = { $count ->
    [one] 1 file
   *[other] { NUMBER($count) } files
} of snapshots that nothing needs take { BYTES($bytes) }.
doctor-leftover = { $count ->
    [one] 1 file or folder
   *[other] { NUMBER($count) } files and folders
} that programs left when they were killed take { BYTES($bytes) }.
doctor-will-remove = A repair removes them.
doctor-did-remove = They were removed.
doctor-set-aside = { $path } was damaged and set aside. It takes { BYTES($bytes) }.
doctor-set-aside-way = Delete it when you do not need it any more.
log-store-wrong = The store was checked: { $count ->
    [one] 1 problem was found.
   *[other] { NUMBER($count) } problems were found.
}
setting-check-store = "{ $value }" is not off, weekly or monthly.

### engine: backups

backup-around-store = { $path } contains the store { $store } itself: a backup would contain itself.
    .hint = Choose another folder, best on another disk.
backup-folder-taken = { $path } holds something else, not backups.
    .hint = Choose an empty folder, or one that is not there yet.
backup-busy = { $path } is in use: a backup is being made, checked or restored.
    .hint = Try again when that is done.
backup-none = There are no backups in { $path }.
backup-none-until = There is no backup in { $path } from that time or before.
    .command = "trainyard backup { $path } --list" lists them.
backup-file-damaged = { $path } is damaged.
backup-manifest-damaged = The backup of { $at } cannot be restored: the list of its files is damaged or missing.
backup-content-damaged = The content { $digest } is damaged. It is that of { $files }.
backup-content-missing = { $count ->
    [one] The content of 1 file
   *[other] The contents of { NUMBER($count) } files
} of the backup of { $at } are missing: { $files }.
reason-backed-up = The run was in progress when the backup was made that this store was restored from.
    .hint = Start it again.
restore-taken = { $path } is not empty. A store is only restored into a folder that is empty or not there yet.
# Lineage
lineage-title = Lineage
lineage-data = content { $content }, used since { $since }
lineage-data-since = used since { $since }
lineage-state = state { NUMBER($number) }
lineage-data-unknown = content not recorded, used since { $since }
lineage-run-removed = removed run
lineage-version = package version
lineage-version-elsewhere = version that is not in this store
lineage-file-same = with the file as it is today
lineage-file-other = with other content of the file ({ $content })
lineage-file-there = with the file ({ $content })
lineage-file-unknown = The dataset { $name } has no file "{ $path }", and no run is known that was given one.
    .hint = Check the path. It is relative to the dataset.
lineage-file-invalid = "{ $path }" is not a valid path of a file in a dataset.
    .hint = Make it relative to the dataset, without "..".
lineage-file-is-folder = { $path } is a folder.
    .hint = Choose a file in it.
lineage-more-runs = { $count ->
        [one] and one more run
       *[other] and { NUMBER($count) } more runs
    }
lineage-more-versions = { $count ->
        [0] which made no version
        [one] which made one version
       *[other] which made { NUMBER($count) } versions
    }

### engine: failures

failure-code = The package's own code failed
failure-dependency = Something that the code needs is missing
failure-network = The package index cannot be reached
failure-memory = The machine ran out of memory
failure-memory-limit = The run exceeded its memory limit
failure-disk = The disk is full
failure-gpu = The GPU failed
failure-isolation = The code needs what isolated code cannot do
failure-interrupted = The run was interrupted
failure-package = The result is not a package
failure-version = The new version could not be created
failure-other = The run failed
advice-code = Read the traceback, correct the package, add it as a new version and run that version.
advice-dependency = Add what is missing to requirements.txt or correct the line that names it, add the package again, and run the new version.
advice-network = Check the network and, in the settings, the package index, the proxy and the certificates; then run again.
advice-memory = Close other programs, run fewer trainings at once, or use less data or smaller batches; then run again.
advice-memory-limit = Raise or remove the memory limit, or use less data or smaller batches; then run again.
advice-disk = Free some space on the disk that holds the store, then run again.
advice-gpu = Check the GPU's driver, use smaller batches, or run again without a GPU.
advice-isolation = If the code needs sudo, rootless containers or writing into the store, run it again with isolation switched off (under More settings in the form, or for the package).
advice-interrupted = Nothing is wrong with the package or the data: run again.
advice-package = Check what save() writes into the package's folder: requirements.txt and main.py must still be there.
advice-as-of = Releases that are newer than the package are probably the cause: resolve as of { $date }, the date of its newest file, or pin the versions in requirements.txt.
advice-version = Fix the problem, then publish the version. You do not need to train it again.
advice-other = See the log for details, then run again, with or without changes.
    .hint = Save it and open it with another program.

### desktop

command-arguments = The program did not understand the arguments of the command { $command }.
    .hint = Reload the page: it may be older than the program.
serve-port = Port { $port } cannot be used.
    .hint = Another program may be using it. Choose another port with --port, or 0 for any free one.
serve-pages-missing = This program was built without the pages of its UI.
    .hint = Build it with ./dev, or install the package.
serve-full = { NUMBER($most) } pages are already open.
    .hint = Close some of them.
serve-downloads-full = { NUMBER($most) } files are waiting for the browser to download them.
    .hint = Let the browser download them first.
serve-uploads-full = { NUMBER($most) } uploads are waiting to be added.
    .hint = Finish or cancel one of them first.
serve-upload-path = { $path } cannot be the name of an uploaded file.
    .hint = Rename it.
serve-cannot-choose = A page in a browser chooses files itself.
    .hint = Reload the page: it may be older than the program.
randomness-none = The system could not provide random numbers.
    .hint = Try again. If the problem persists, restart the machine.
command-failed = The program itself failed to do this.
    .hint = Try again. If the problem persists, make a problem report: in Settings, or with "trainyard report".
program-missing = The program { $path } is missing.
    .hint = Install Trainyard again.
package-not-chosen = No package has been chosen.
    .hint = Choose one, or add one.
version-not-chosen = No package version has been chosen.
    .hint = Choose one.
path-not-text = The name { $path } is not valid UTF-8 text, so it cannot be chosen here.
    .hint = Rename it, or use the command line.
dataset-at-state = { $dataset } (state { NUMBER($number) })
form-trains = Trains { $package } { $from } on { $dataset }
form-evaluates = Evaluates { $package } { $from } on { $dataset }
form-runs-all = Processes, trains and evaluates { $package } { $from } on { $dataset }
form-runs-all-apart = Processes and trains { $package } { $from } on { $dataset } and evaluates it on { $evaluation }
form-when = { $does } { $when }
form-result = the result will be { $package } { $to }
form-result-next = the result will be the next version of { $package }
form-result-each = each run makes the next version of { $package }
form-does = { $does }.
form-makes = { $does }; { $result }.
preview-too-large = This is too large to show.
preview-broken = This file is damaged, or its content does not match its type.
preview-unsupported = This file uses a variant of its format that cannot be shown.
preview-changed = The file has changed. Open it again.
preview-slow = This file cannot be shown: reading it took too long.
preview-died = This file cannot be shown: reading it failed or took too much memory.
preview-not-started = The program that reads files for previews cannot be started.
dialog-package = Choose an ML package
dialog-zips = ML packages (zip)
dialog-runs = Choose exported runs
dialog-run-zips = Exported runs (.run.zip)
dialog-folder = Choose a folder
dialog-uv = Choose the uv program
dialog-certificate = Choose a certificate file
dialog-save = Save as
notification-show = Show the run
notification-made = { $package } { $version } is ready.

### ML Logs

log-kind-check = Package checks
log-kind-version = Package versions
log-kind-dataset = Datasets
log-kind-run = Pipeline runs
log-kind-schedule = Schedules
log-kind-project = Projects
log-kind-error = Errors
input-type-unknown = There is no input type "{ $text }".
    .hint = Use "json", "file" or "files".
log-kind-unknown = ML Logs have no entries of the kind "{ $kind }".
    .hint = Use "check", "version", "dataset", "run", "schedule", "project" or "error".
sort-unknown = Runs cannot be sorted by "{ $column }".
    .hint = Use created, started, ended, name, type, package, dataset, evaluation, status, duration, score, made, tags or queue; or a metric as metric:NAME, min:NAME, max:NAME or mean:NAME.
condition-invalid = "{ $text }" is not a valid condition.
    .hint = Write a metric or score, a comparison and a value, as in "metric:val/loss < 0.3", "max:accuracy >= 0.9" or "score > 0.8". Comparisons are <, <=, >, >=, = and !=.
metric-of-no-run = No run of the project has the metric "{ $name }".
status-unknown = There is no status "{ $status }".
    .hint = Use Scheduled, Queued, Packaging, Running, Successful, Failed or Killed.
view-name-invalid = "{ $name }" cannot be a view's name.
    .hint = Use 1 to { NUMBER($longest) } characters on one line.
view-taken = There is already a view "{ $name }".
    .hint = Choose another name.
view-unknown = There is no longer a view "{ $name }".
    .hint = It was renamed or removed in the meantime.
since-invalid = "{ $text }" is not a valid time.
    .hint = Write a day (2026-11-24), a time (2026-11-24T18), or how long ago (36h, 7d).
log-check-accepted = { $source } was checked: it can be added.
log-check-refused = { $source } was checked: it cannot be added.
log-version-added = { $package } { $version } was added.
log-version-made = { $package } { $version } was made by the run { $run }.
log-version-removed = { $package } { $version } was removed.
log-package-removed = The package { $package } was removed with all its versions.
log-package-restored = The removal of the package { $package } was undone.
log-version-restored = The removal of { $package } { $version } was undone.
log-package-described = The details of the package { $package } were changed.
log-dataset-added = The dataset { $name } was added: { $files ->
        [one] { NUMBER($files) } file
       *[other] { NUMBER($files) } files
    }, { BYTES($bytes) }.
log-dataset-grown = The dataset { $name } gained { $files ->
        [one] { NUMBER($files) } file
       *[other] { NUMBER($files) } files
    }, { BYTES($bytes) }.
log-dataset-removed = The dataset { $name } was removed.
log-dataset-restored = The removal of the dataset { $name } was undone.
log-dataset-changed = The dataset { $name } has changed: { NUMBER($added) } added, { NUMBER($removed) } removed, { NUMBER($changed) } changed. This is its state { NUMBER($number) }.
log-run-created = The run { $name } was created.
log-run-imported = The run { $name } was imported from { $file }.
log-run-successful = The run { $name } ended: Successful.
log-run-failed = The run { $name } ended: Failed.
log-run-killed = The run { $name } ended: Killed.
log-run-removed = The run { $name } was removed.
log-run-restored = The removal of the run { $name } was undone.
log-run-requeued = The run { $name } waits in the queue again: its stop was undone.
log-schedule-added = The schedule { $name } was created.
log-schedule-changed = The schedule { $name } was changed.
log-schedule-paused = The schedule { $name } was paused.
log-schedule-resumed = The schedule { $name } was resumed.
log-schedule-removed = The schedule { $name } was removed.
log-schedule-restored = The removal of the schedule { $name } was undone.
log-schedule-left-out = The schedule { $name } skipped a due time.
log-project-added = The project { $name } was created.
log-project-renamed = The project { $before } was renamed to { $name }.
log-project-described = The description of the project { $name } was changed.
log-project-data = { $keeps ->
        [yes] New runs of the project { $name } keep their data.
       *[no] New runs of the project { $name } no longer keep their data.
    }
log-project-removed = The project { $name } was removed with everything in it.

### cli

home-missing = The folder for your data could not be determined.
    .hint = Set HOME, or give --home DIR.
output-unwritten = The answer could not be written to standard output.
    .hint = The command may have done its work all the same: check before you try again.
argument-missing = Missing: { $argument }.
    .hint = "--help" shows what is required.
argument-unknown = This command has no argument "{ $argument }".
    .hint = "--help" lists the arguments.
argument-invalid = { $argument } cannot be "{ $value }".
    .hint = "--help" shows the possible values.
argument-value-missing = { $argument } needs a value.
    .hint = "--help" shows the possible values.
argument-twice = { $argument } is given twice, or together with something that excludes it.
    .hint = Keep only one of them.
argument-not-text = An argument is not valid UTF-8 text.
    .hint = Only paths may contain arbitrary bytes.
arguments-invalid = { $text }
    .hint = "--help" shows the syntax.
api-command-unknown = This page asks for something that the program does not have ("{ $command }"): the two are of different versions.
    .hint = Reload the page, or restart Trainyard.
command-unknown = There is no command "{ $command }".
    .hint = "--help" lists all commands.
env-without-value = --env "{ $text }" has no "=".
    .hint = Write KEY=VALUE.
check-refused = The package cannot be added.
check-accepted = The package can be added. It supports: { $kinds }.
check-accepted-no-training = The package can be added, but no pipeline can run it.
list-and = { $before } and { $last }
project-created = Created the project { $name }.
project-kept = Changed the project { $name }.
package-added = Added { $package } { $version }.
packages-none = There are no packages yet. Add one with "trainyard package add ZIP".
dataset-added = The dataset { $name } has { $files ->
        [one] one file
       *[other] { NUMBER($files) } files
    }, { BYTES($bytes) }.
left-out = { $count ->
        [one] One file or folder could not be copied:
       *[other] { NUMBER($count) } files or folders could not be copied:
    }
left-out-names = { $count ->
        [one] One file or folder could not be copied
       *[other] { NUMBER($count) } files or folders could not be copied
    }: { $names }{ $more ->
        [0] .
       *[other] {""} and { NUMBER($more) } more.
    }
size-on-disk = { BYTES($bytes) } ({ BYTES($data) } on disk)
dataset-empty = The dataset { $name } has no files.
work-progress = { NUMBER($done) } of { NUMBER($total) } files, { BYTES($bytes) } of { BYTES($size) }
work-progress-speed = { NUMBER($done) } of { NUMBER($total) } files, { BYTES($bytes) } of { BYTES($size) }, { BYTES($speed) }/s, { SECONDS($left) } left
datasets-none = There are no datasets yet. Add one with "trainyard dataset add NAME FOLDER".
runs-none = There are no runs yet. Start one with "trainyard run start".
runs-not-found = No runs match.
compare-runs-same = The runs do not differ.
    .command = "--all" shows what they have in common.
reproduction-same = The run came out as { $id } did: { $files ->
        [0] score and metrics are the same.
        [one] score, metrics and the one file are the same, byte for byte.
       *[other] score, metrics and all { NUMBER($files) } files are the same, byte for byte.
    }
reproduction-differs = The run did not come out as { $id } did: { $differing ->
        [0] the files are the same
        [one] one file differs
       *[other] { NUMBER($differing) } files differ
    }{ $differing ->
        [0] {""}
       *[other] {" "}and { NUMBER($same) } { $same ->
            [one] is
           *[other] are
        } the same
    }; { $values ->
        [0] score and metrics are the same.
        [one] one of the values differs.
       *[other] { NUMBER($values) } of the values differ.
    }
reproduction-not-recorded = { $what ->
        [data] It was not recorded which data the original was given, so its dataset may have changed.
        [packages] It was not recorded which packages the original had, so its requirements were resolved again.
       *[machine] It was not recorded on which machine the original was.
    }
reproduction-conditions = What was not the same before
reproduction-results = What came out differently
reproduction-files = { $part ->
        [artifacts] Artifacts that differ
       *[package] Files of the version that differ
    }
reproduction-original = Original
compared-kind = { $kind ->
        [run] Run
        [package] Package
        [data] Data
        [parameter] Parameters
        [logged] Logged parameters
        [environment] Environment
        [requirement] Requirements
       *[metric] Metrics
    }
compared-name = { $name ->
        [name] Name
        [type] Pipeline type
        [status] Status
        [score] Score
        [started] Started
        [duration] Duration
        [package] Package
        [version] Version
        [as_of] Resolved as of
        [digest] Digest
        [dataset] Dataset
        [evaluation_dataset] Evaluation dataset
        [content] Digest of the data
        [evaluation_content] Digest of the evaluation data
        [python] Python
        [isolation] Isolation
        [gpu] GPU
        [memory_limit] Memory limit
        [processor] Processor
        [processor_cores] Cores of the machine
        [usable_cores] Cores for the run
        [memory] Memory of the machine
        [gpu_model] GPU model
        [gpu_memory] GPU memory
        [gpu_driver] GPU driver
        [system] System
        [kernel] Kernel
       *[cores] Cores
    }
machine-cores = { $cores ->
        [one] 1 core
       *[other] { NUMBER($cores) } cores
    }
machine-cores-some = { NUMBER($usable) } of { NUMBER($cores) } cores
compared-metric = { $name } ({ $figure ->
        [last] last
        [min] min
        [max] max
       *[mean] mean
    })
compared-switch = { $is ->
        [true] yes
       *[false] no
    }
compared-secret = secret { $name }
metrics-none = The run { $id } has no metrics.
metric-unknown = The run { $id } has no metric "{ $name }".
    .hint = It has { $names }.
metric-source = { $source ->
        [mlflow] MLflow
        [tensorboard] TensorBoard
        [wandb] W&B
        [trackio] Trackio
        [trainer] Trainer
        [csv] CSV
        [printed] log
       *[resources] resources
    }
artifacts-none = The run { $id } has no artifacts.
uploaded = added
downloaded = { $path } ({ BYTES($bytes) })
# lineage
lineage-above = Made of:
lineage-below = Led to:
lineage-nothing-above = It was made of nothing that is known.
lineage-nothing-below = It has not led to anything.
lineage-again = (see above)
lineage-unused = No run has been given the dataset { $name }.
lineage-left-out = There are { NUMBER($count) } more, which are not listed.
    .command = Use --json to list all of them.
lineage-file-seen = { $path }: { $seen ->
        [0] no run was given it
        [one] one run was given it
       *[other] { NUMBER($seen) } runs were given it
    }{ $without ->
        [0] {""}
        [one] , one on the dataset was not
       *[other] , { NUMBER($without) } on the dataset were not
    }{ $unknown ->
        [0] {""}
       *[other] , of { NUMBER($unknown) } it is not known
    }
# Problem report
report-contents = The problem report contains:
report-about = The installed versions, and details of this machine
report-log = What went wrong inside Trainyard
report-spec = What was asked of the run, without the parameters' values
report-outcome = How the run ended
report-events = The run's stages, metrics and resource use
report-requirements = What was installed for the run
report-run-log = What the training printed; this may contain data
report-not-sent = Nothing is sent. Look through the file before you give it to anybody.
run-published = Published { $package } { $version }, made by the run { $id }.
run-imported = Imported { $file } as the run { $id }.
run-not-imported = { $file }: { $text }
compare-made-by = the run { $run }, from { $version }
compare-files = { NUMBER($changed) } changed, { NUMBER($added) } added, { NUMBER($removed) } removed, { NUMBER($same) } the same
removed = Removed; { BYTES($bytes) } freed.
run-queued = Run { $id } is queued.
run-tagged = Tags of run { $id }: { $tags }
run-untagged = Run { $id } has no tags.
run-noted = Saved the note of run { $id }.
run-note-removed = Run { $id } has no note.
run-pinned = Run { $id } is pinned.
run-unpinned = Run { $id } is not pinned.
gpu-enabled = yes
pinned = yes
state-kept = { $kept ->
        [yes] yes
       *[partly] in part
    }
state-more-runs = { NUMBER($count) } more
queue-going = The queue is running. Runs at once: { NUMBER($most) }.
queue-paused = The queue is paused: runs in progress continue, and no new ones are started.
    .command = "trainyard queue resume" resumes it.
queue-none = No runs are waiting.
run-moved = Run { $id } is now number { NUMBER($place) } in the queue.
run-made = { $status }: { $package } { $version } was created, { $zip }.
run-ended = { $status }.
run-score = Score: { $score }
run-try-not-isolated = If the code needs what isolated code cannot do (sudo, rootless containers, writing into the store), run it with --isolation off.
run-try-as-of = Try: trainyard run start … --as-of { $date }
run-ended-because = { $status }: { $reason }
stage-began = { $status }: { $stage }
stage-took = { $stage } took { SECONDS($seconds) }.
stopping = Stopping the run. Press Ctrl-C again to kill it at once.
stopping-now = Killing the run.
stopped-at-once = Run { $id } was waiting and has been stopped.
stop-asked = Run { $id } is being stopped.
stop-over = Run { $id } had already ended: { $status }.
schedule-kept = Schedule { $id }: { $next }
schedule-edit-empty = No change to the schedule { $id } was given.
    .hint = Give at least one of --type, --package, --version, --dataset, --evaluation-dataset, --name, --env, --gpu, --memory, --cores, --grace, --at, --days with --time, --cron, --missed, --without and --without-env.
schedule-without-parameter = The schedule { $id } has no parameter "{ $name }".
    .command = "trainyard schedule show { $id }" lists its parameters.
schedule-removed = Removed the schedule { $id }; its runs stay.
schedule-paused = paused
schedule-done = over
schedule-unattended = Runs are started only while the window or "trainyard agent" is running; no agent is running now.
schedules-none = There are no schedules yet. Create one with "trainyard schedule add".
serve-begun = Trainyard is open to browsers on this machine until you stop it (Ctrl-C). Its store: { $path }
    { $link }
    The link works for one browser; once it has been used, a new one is shown.
serve-another = For another browser: { $link }
serve-not-opened = No browser could be opened ({ $detail }).
    .hint = Open the link yourself.
serve-windows-drive = The store { $path } is on a Windows drive, where files cannot be locked and watched reliably.
    .hint = Keep it in the Linux file system: choose another folder with --home.
agent-begun = The agent fires the schedules and starts the runs in { $path } until it is stopped.
missed-once = Run once when Trainyard next starts
missed-skip = Skip it
column-id = ID
column-name = NAME
column-type = TYPE
column-status = STATUS
column-place = POSITION
column-reason = REASON
column-project = PROJECT
column-packages = PACKAGES
column-datasets = DATASETS
column-state = STATE
column-seen = FIRST SEEN
column-added = ADDED
column-removed = REMOVED
column-changed = CHANGED
column-kept = KEPT
column-keeps-data = KEEPS DATA
column-description = DESCRIPTION
column-package = PACKAGE
column-version = VERSION
column-versions = VERSIONS
column-dataset = DATASET
column-evaluation = EVALUATION DATASET
column-score = SCORE
column-as-of = RESOLVED AS OF
column-parameters = PARAMETERS
column-gpu = GPU
column-memory = MEMORY LIMIT
column-cores = CORES
column-made = NEW VERSION
column-tags = TAGS
column-note = NOTE
column-pinned = PINNED
column-not-in-version = SKIPPED
column-made-by = MADE BY
column-pipelines = PIPELINES
column-change-log = CHANGE LOG
column-created = CREATED
column-started = STARTED
column-ended = ENDED
column-progress = PROGRESS
column-stages = STAGES
column-machine = MACHINE
column-isolated = ISOLATION
column-installed = INSTALLED
column-imported = IMPORTED
imported-from = { $at } from { $file }
column-source = SOURCE
column-part = PART
column-values = VALUES
column-first = FIRST
column-last = LAST
column-min = MIN
column-max = MAX
column-duration = DURATION
column-directory = DIRECTORY
column-when = WHEN
column-next = NEXT
column-missed = MISSED TIMES
column-runs = RUNS
column-used-by = USED BY
column-left-out = LAST SKIPPED
column-files = FILES
column-file = FILE
column-size = SIZE
column-link = LINK TO
column-time = TIME
column-kind = KIND
column-event = WHAT HAPPENED
column-used = LAST USED
column-needed = NEEDED
doctor-resumes = The check that was begun on { $at } goes on. With --restart, everything is read again.
doctor-nothing = Nothing is wrong. { BYTES($read) } of contents were read.
doctor-wrong = { $count ->
    [one] 1 problem.
   *[other] { NUMBER($count) } problems.
}
    .hint = Those that can be repaired without losing anything are repaired by "trainyard doctor --repair".
doctor-wrong-left = { $count ->
    [one] 1 problem could not be repaired.
   *[other] { NUMBER($count) } problems could not be repaired.
}
backup-done = Backed up: { $files ->
    [one] 1 file
   *[other] { NUMBER($files) } files
} with { BYTES($bytes) }, of which { BYTES($added) } are new.
backup-running = { $count ->
    [one] 1 run was in progress. It would be restored as interrupted.
   *[other] { NUMBER($count) } runs were in progress. They would be restored as interrupted.
}
backup-removed = { $count ->
    [one] 1 older backup was removed
   *[other] { NUMBER($count) } older backups were removed
}, which freed { BYTES($bytes) }.
backup-sound = { $count ->
    [one] 1 backup is intact.
   *[other] { NUMBER($count) } backups are intact.
} { BYTES($read) } were read.
backup-damaged = { $count ->
    [one] 1 file is damaged.
   *[other] { NUMBER($count) } files are damaged.
}
    .hint = With --repair they are set aside, so that the next backup brings back what the store still has.
backup-set-aside = Set aside. The next backup brings it back if the store still has it.
restored = { $store } is the store as it was on { $at }.
restored-interrupted = { $count ->
    [one] 1 run that was in progress then is shown as interrupted.
   *[other] { NUMBER($count) } runs that were in progress then are shown as interrupted.
}
restored-link-missing = The linked folder { $path } is not there.
column-store = STORE
column-skipped = MISSING FILES
column-in-progress = IN PROGRESS
storage-free = { BYTES($bytes) } free.
removal-would-free = This would free { BYTES($bytes) }. What other runs or datasets need stays.
help-usage = Usage:
help-command = COMMAND
help-commands = Commands
help-arguments = Arguments
help-options = Options
help-help = Shows this help
help-version = Shows the version
help-trainyard = Trains UiPath AI Center packages on this machine: packages and datasets in, runs, new package versions out.
help-home = The folder of the store [TRAINYARD_HOME; default: the system's data folder]
help-project-option = The project to work in [TRAINYARD_PROJECT; default: the first one]
help-lang = The language [default: that of the environment]
help-json = Prints JSON
help-output = Where to save it; if that is a folder, it is saved in there
help-completions = Prints the completions for a shell: bash, zsh or fish
help-project = Projects: create, list, rename, describe, remove
help-project-list = Lists the projects
help-project-create = Creates a project
help-project-rename = Gives a project another name
help-project-describe = Gives a project another description
help-project-keep-data = Sets whether new runs of a project keep their data unless somebody chooses otherwise
help-project-remove = Removes a project with everything in it
help-project-name = The project
help-project-new = Its new name
help-project-text = What it is for
help-project-keeps = Whether they do
help-project-yes = The project's name again, to confirm
help-package = ML packages: check, add, list, download, remove
help-package-check = Checks a package as adding it would, without changing anything
help-package-add = Adds a package as version 1.0, or as the next major version of an existing package
help-package-source = The package's zip, or its folder
help-package-name = The package
help-package-add-name = The package's name, a Python identifier [default: the root folder's]
help-package-version = The version, for example 1.0
help-change-log = What is new in this version
help-python = The Python version that it needs, for example 3.11 [default: yours]
help-package-list = Lists the packages
help-package-show = Shows a package's versions and where each came from
help-package-describe = Describes what a package is for and what it takes; whatever is not given stays as it is
help-description = What it is for
help-input-type = What its predict() takes
help-input-description = What the input has to look like
help-output-description = What the output looks like
help-gpu-recommended = Whether a GPU is recommended for training it
help-package-isolation = Whether its code is kept from the store and from other processes; off for code that needs sudo or rootless containers
help-package-metrics-from = Where the metrics of its runs come from: all, none, or a comma-separated list of mlflow, tensorboard, wandb, trackio, trainer, csv and printed
help-package-remove = Removes a package, or one version; its number is never used again
help-download-output = The new file, or a folder to save it in [default: the current folder, named after the package's root folder]
help-package-download = Writes the zip of a version to a file
help-package-compare = Compares two versions of a package: files, requirements, score, and how each was made
help-compare-before = The version to compare
help-compare-after = The version to compare it with
help-dataset = Datasets: add, list, show, compare states, remove
help-lineage = Shows what something was made of, and what it led to
help-lineage-version = Shows which runs, data and versions a version was made of, and what it led to
help-lineage-dataset = Shows what a dataset led to, or which runs and versions have seen one of its files
help-lineage-file = A file of the dataset, by its path in it
help-lineage-run = Shows what a run was given, what that was made of, and what the run led to
help-lineage-svg = Saves the graph as an SVG
help-dataset-add = Adds a folder as a dataset, as a copy
help-dataset-add-files = Adds files or folders to a dataset
help-dataset-name = The dataset
help-dataset-folder = The folder that contains its files
help-dataset-files = What to add
help-dataset-into = The folder in the dataset to add it to [default: the top]
help-link = Uses the folder where it is instead of copying it
help-dataset-list = Lists the datasets
help-dataset-show = Shows a dataset's files
help-dataset-remove = Removes a dataset; a linked folder stays
help-dry-run = Removes nothing, and says how much removing it would free
help-dataset-states = Lists the states of a dataset: what was in it when, and what changed. First records how it is today
help-dataset-compare = Shows what is different in one state of a dataset from another
help-dataset-compare-file = A file of the dataset: shows how its content differs
help-dataset-restore = Adds an earlier state of a dataset as a dataset of its own
help-dataset-older = The state to compare with [default: the one before]
help-dataset-state = The state, as "trainyard dataset states" lists it
help-dataset-new = The name of the new dataset
help-start-state = The state of the input dataset, as "trainyard dataset states" lists it [default: what it holds when the run is started]
help-start-evaluation-state = The state of the evaluation dataset
help-run-data-file = A file that the run was given: shows how its content differs today
help-run-data-restore = Adds what the run kept of its input data as a dataset of this name
help-run = Pipeline runs: start, follow, stop, list, download their outputs
help-run-start = Starts a pipeline run and follows its log. Exits with 0 (Successful), 1 (Failed), 130 (Killed) or 2 (refused: nothing was started). Ctrl-C stops the run; a second Ctrl-C kills it at once.
help-type = The pipeline type
help-start-package = The package
help-start-version = Its version, for example 1.0
help-start-dataset = The input dataset, or a folder in it (training, full)
help-start-evaluation = The evaluation dataset, or a folder in it (evaluation; full: optional)
help-start-name = The pipeline's name [default: package and version]
help-env = A parameter: an environment variable of the training; can be repeated
help-gpu = Enables the GPU
help-memory = The most memory that the run may use, for example 4GB; if it exceeds that, it is stopped and Failed [default: no limit]
help-as-of = Installs only what was released up to the end of this day, UTC, in its runs too [default: the newest]
help-start-as-of = Installs only what was released up to the end of this day, UTC; none: the newest [default: as the version]
help-cores = How many processor cores the training may use [default: all]
help-without = What to remove from it, for example gpu,memory
help-without-env = An environment variable to remove from it
help-grace = Seconds between being asked to stop and being killed [default: 10]
help-isolation = Whether the code is kept from the store and from other processes [default: as the package says]
help-detach = Does not wait for the run to end
help-run-list = Lists the runs, newest first
help-list-status = Only runs with this status: Scheduled, Queued, Packaging, Running, Successful, Failed or Killed; can be repeated
help-list-type = Only runs of this pipeline type; can be repeated
help-list-package = Only runs of this package
help-list-version = Only runs of this version of a package, the one that went in
help-list-dataset = Only runs on this dataset, to train or to evaluate on
help-list-dataset-state = Only runs that were given this state of the dataset, as "trainyard dataset states" lists it
help-list-tag = Only runs with this tag; if repeated, with all of them
help-list-since = Only runs created since a day (2026-11-24), a time (2026-11-24T18), or so long ago (36h, 7d)
help-list-until = Only runs created before then, written in the same way
help-list-text = Only runs with this in the ID, the name, the package with its version or with the new one, a dataset, a tag or the note
help-list-where = Only runs whose score or metric matches a condition, such as "metric:val/loss < 0.3", "max:accuracy >= 0.9" or "score > 0.8"; can be repeated
help-list-sort = Sorts by created, started, ended, name, type, package, dataset, evaluation, status, duration, score, made, tags, queue, or by a metric as metric:NAME (its last value), min:NAME, max:NAME or mean:NAME; the last or greatest first [default: created]
help-list-ascending = The first or smallest first
help-list-limit = At most this many
help-run-tag = Tags a run, whatever its status, and shows its tags
help-tag-add = A tag to add; can be repeated
help-tag-remove = A tag to remove; can be repeated
help-run-note = Writes a note about a run
help-note-text = The note, which replaces the existing one; "" removes it
help-run-pin = Pins a run: the window shows it before the others
help-run-unpin = Unpins a run
help-run-show = Shows a run
help-run-log = Prints a run's log
help-log-search = Prints the lines that match a regular expression, with their numbers
help-ignore-case = Ignores the difference between upper and lower case
help-log-count = Prints only how many lines match
help-log-json = Prints what --search finds as JSON; a log itself is raw bytes
help-follow = Keeps printing until the run ends
help-run-metrics = Shows a run's metrics and resource use, or prints all their values
help-metric-name = Only the metrics with this name, such as val/loss; can be repeated
help-metrics-json = Prints all values as JSON: an object for each metric, with times in seconds since 1970
help-metrics-csv = Prints all values as CSV, one per line
help-run-compare = Compares two to ten runs of a project: parameters, versions, data, environment, score and metrics
help-compare-all = Also shows what the runs have in common
help-compare-group = Shows runs that differ in nothing but a seed as one: the mean of their numbers, and the standard deviation from it
help-run-reproduce = Runs it again with the same version, data, packages and parameters, and says what comes out the same
help-reproduce-report = Starts nothing: says how this run, which reproduces another one, came out
help-run-data = Shows which data a run was given, and how its datasets differ from that today
help-run-artifacts = Lists a run's artifacts
help-run-stop = Stops runs: asks them to end, and kills them after their grace periods
help-now = Kills them at once
help-run-move = Moves a waiting run to another position in the queue
help-first = Before all other runs
help-last = After all other runs
help-before = Directly before this run
help-queue = The queue: show, pause, resume
help-queue-show = Shows the waiting runs, the next one first, and whether the queue is paused
help-queue-pause = Pauses the queue: runs in progress continue, and no new ones are started, even after a restart
help-queue-resume = Resumes the queue
help-run-remove = Removes runs that have ended, with everything that they left; the versions that they made stay
help-run-download = Copies what a run left; a folder becomes one zip if the output ends with .zip
help-run-path = artifacts/…, data_directory/…, test_data_directory/…, _results.json, log or package.zip [default: all but the last]
help-run-publish = Creates the version of a training that succeeded, if packing or publishing it failed
help-run-export = Writes a run that has ended, with all its details, to one file that can be imported elsewhere
help-run-import = Imports exported runs; exits with 2 if one was refused, but imports the others
help-run-import-file = An exported run (.run.zip), or a folder that contains some
help-export-output = The file to write, or a folder to save it in
help-run-id = The run's ID, or the beginning of it
help-schedule = Schedules: add, list, edit, pause, resume, run, remove
help-schedule-add = Creates a schedule: its runs are created when they come due, while the window or "trainyard agent" is running
help-schedule-list = Lists the schedules
help-schedule-show = Shows a schedule, its next times and its last runs
help-schedule-edit = Changes a schedule; whatever is not given stays as it is
help-schedule-run = Starts a run of a schedule now
help-schedule-pause = Pauses a schedule: it starts no runs until it is resumed
help-schedule-resume = Resumes a paused schedule; what came due in the meantime is skipped
help-schedule-remove = Removes a schedule; the runs it made stay
help-schedule-id = The schedule's ID, or the beginning of it
help-at = Time based: the date and time, by this machine's clock
help-days = Recurring: the days of the week, out of mon, tue, wed, thu, fri, sat and sun
help-time = Recurring: the time on these days
help-cron = Recurring: a cron expression of five fields (minute, hour, day of the month, month, day of the week)
help-missed = What happens to a run that came due while nothing was running to start it: once (it is started once, at the next start) or skip [default: once]
help-agent = Fires schedules, starts queued runs and finishes runs that died, until SIGTERM or Ctrl-C
help-serve = Serves the window's pages to a browser on this machine, and acts as the agent while it runs
help-serve-port = The port to listen on; 0 for any free one
help-serve-open = Opens the pages in the browser
help-serve-json = Prints one line of JSON at the start: url and token
help-exec = Runs one run directory from start to outcome, and finishes it
help-exec-directory = The run's directory
help-settings = Shows the settings, or changes one: runs-at-once, uv, index-url, first-index, proxy, ca-file, keep-failed, check-store
help-setting-name = The setting
help-setting-value = Its new value
help-storage = Shows what uses disk space: environments, packages, datasets, runs
help-storage-damaged = Lists the items that cannot be read
help-storage-remove-damaged = Removes a damaged item with all its files
help-storage-export-damaged = Saves what is left of a damaged item
help-storage-path = The path, as "trainyard storage damaged" shows it
help-report = Makes a file for a problem report: versions, Trainyard's own logs and, if you name one, a run without its data
help-report-run = Also includes this run: its log and how it went, but no data, package, artifacts or parameter values
help-report-output = The new file, or a folder to save it in [default: the current folder]
help-verbose = Also shows all causes of a failure
help-storage-remove = Removes a Python environment; a run that needs it builds it again
help-storage-outdated = Removes the environments that an older version built and no run uses any more
help-storage-digest = The environment, as "trainyard storage" shows it
help-doctor = Checks the whole store: index, files, versions, snapshots, environments; ends with 1 if something is wrong
help-doctor-repair = Repairs what can be repaired without losing anything, and removes what nothing needs
help-doctor-restart = Reads everything from the beginning, although an earlier check was interrupted
help-backup = Makes an incremental copy of the whole store in a folder, while trainings go on; or lists or checks such copies
help-backup-folder = The folder, best on another disk; it is made if it is missing
help-backup-list = Lists the backups in the folder
help-backup-check = Reads all backups in the folder, and names what is damaged; ends with 1 if anything is
help-backup-repair = Sets aside what is damaged, so that the next backup brings it back from the store
help-backup-keep = Leaves only so many backups of this store, the newest ones
help-restore = Makes a new store of a backup
help-restore-folder = The folder with the backups
help-restore-into = The folder of the new store, which is empty or not there yet
help-restore-at = The last backup made until a day (2026-11-24), a time (2026-11-24T18:00), or so long ago (36h, 7d) [default: the last one]
help-events = ML Logs: what happened to packages, datasets and runs, oldest first
help-events-follow = Keeps printing new entries
help-events-json = Prints JSON; with --follow, one object per line
help-events-kind = Only entries of this kind: check, version, dataset, run, schedule, project, or error (whatever went wrong); can be repeated
help-events-since = Only entries since a day (2026-11-24), a time (2026-11-24T18:00), or so long ago (36h, 7d)

### window: shell

nav = Pages
nav-project = Default
nav-search = Search
nav-fold = Collapse the sidebar
nav-unfold = Expand the sidebar
skip = Skip to content
# The title of the window. $page: the name of the page.
title-running = { NUMBER($runs) } running · { $page }
nav-pipelines = Pipelines
nav-schedules = Schedules
nav-packages = ML Packages
nav-datasets = Datasets
nav-logs = ML Logs
nav-storage = Storage
nav-settings = Settings
nav-shortcuts = Keyboard shortcuts
back = Back
back-to = Back to { $page }
copied = Copied
copy = Copy
cut = Cut
paste = Paste
select-all = Select all
copy-name = Copy name
copy-path = Copy path
files-kept = The data is kept once for all runs, not as a folder on the disk. Save it, or add it as a new dataset.
image-copy = Copy image
image-copied = Image copied
image-not-copied = The image could not be copied. Save it instead.
copy-line = Copy line
copy-id = Copy ID
open = Open
more = More actions
connection-lost = The connection to Trainyard was lost and will be restored automatically. Nothing that you have filled in is lost, and trainings continue.
connection-link = This page needs a link from "trainyard serve": open the one shown in its terminal.
page-failed = This page could not be shown
page-failed-text = The error is in Trainyard itself. Nothing that you saved is lost, and trainings continue.
page-failed-again = Try again
page-failed-list = Go to the run list
page-failed-copy = Copy the error
page-error = Something went wrong on this page: { $text }
choose-sending = Sending to Trainyard
choose-here = From this computer
choose-there = From the machine that runs Trainyard
choose-upload = Choose a file…
choose-upload-folder = Choose a folder…
choose-sent = Sent from this computer
choose-path = Path
choose-look = Show
choose-take = Choose
dialog-close = Close
search-clear = Clear
dialog-cancel = Cancel
progress-stop = Stop
yes = Yes
no = No
key-delete = Del
key-escape = Esc
key-shift = Shift
key-space = Space
saved = Saved as { $path }, { $size }
files-filter = Find files
files-sort = Sort
files-name = Name
files-size = Size
files-changed = Changed
files-found = { $count ->
        [0] Nothing has that in its name.
        [one] 1 found.
       *[other] { NUMBER($count) } found.
    }
files-found-shown = The first { NUMBER($count) } are listed.
files-found-cut = There are too many files: only some of them were searched.
files-not-watched = Not all of these folders can be watched, so the list is read again every two seconds.
files-selection = Selected files
files-selected = { $count ->
    [one] 1 selected
   *[other] { NUMBER($count) } selected
}
files-save-selected = { $count ->
    [one] Save 1 item as a zip
   *[other] Save { NUMBER($count) } items as a zip
}
file-previous = Previous file
file-next = Next file
gallery = Show images as a gallery
gallery-of = { $count ->
    [one] 1 image in { $folder }
   *[other] { NUMBER($count) } images in { $folder }
}
gallery-here = { $count ->
    [one] 1 image
   *[other] { NUMBER($count) } images
}
gallery-back = Gallery
gallery-broken = Cannot be shown
preview-folder = { $entries ->
    [0] This folder is empty.
    [one] This folder contains 1 item.
   *[other] This folder contains { NUMBER($entries) } items.
}
preview-empty-file = This file is empty.
preview-link = This is a link. Its target is not shown.
preview-other = This is neither a file nor a folder, so there is nothing to show.
preview-as = View
preview-as-open = Preview
preview-as-text = Text
preview-as-hex = Hex
preview-gone = { $kind ->
    [folder] This folder no longer exists.
   *[other] This file no longer exists.
}
preview-outdated = The file has changed since it was opened.
preview-again = Load again
preview-loading = The preview is loading
preview-more = Load more
preview-part = { BYTES($shown) } of { BYTES($size) } loaded
preview-look = Appearance
preview-rendered = Rendered
preview-source = Source
preview-wrap = Wrap lines
preview-html-hint = Scripts do not run here, and nothing is loaded from the network.
preview-hex-of = Bytes of { $path }
preview-hex-offset = Offset
preview-hex-bytes = Bytes
preview-hex-characters = Characters
preview-table = Table
preview-table-of = { $columns ->
    [one] { $path }, a table with 1 column
   *[other] { $path }, a table with { NUMBER($columns) } columns
}
preview-rows = { $rows ->
    [one] 1 row
   *[other] { NUMBER($rows) } rows
}
preview-rows-first = The first { NUMBER($shown) } rows; scroll for more.
preview-rows-of = { NUMBER($shown) } of { NUMBER($total) } rows loaded; scroll for more.
preview-sorted = Only the loaded rows are sorted.
preview-endless = The last row is too long: neither its end nor what follows is shown.
preview-columns-cut = Only the first { NUMBER($columns) } columns are shown.
preview-column = Column { NUMBER($n) }
preview-kind-empty = empty
preview-kind-integer = integer
preview-kind-number = number
preview-kind-bool = true or false
preview-kind-date = date
preview-kind-text = text
preview-statistics = Statistics
preview-statistics-all = { $rows ->
    [one] Over the only row.
   *[other] Over all { NUMBER($rows) } rows.
}
preview-statistics-part = Over the first { NUMBER($rows) } rows, about { NUMBER($percent) } % of the file: reading all of it would take too long.
preview-empty = Empty cells
preview-least = Minimum
preview-mean = Mean
preview-greatest = Maximum
preview-common = Most common values
preview-histogram = Histogram of { $name }, from { $least } to { $most }
preview-json-of = JSON in { $path }
preview-json-object = JSON object
preview-json-array = JSON array
preview-json-lines = JSON Lines
preview-json-broken = From byte { NUMBER($at) } on, this is not JSON.
preview-pixels = { NUMBER($width) } × { NUMBER($height) } pixels
preview-scaled = shown at { NUMBER($width) } × { NUMBER($height) }
preview-zoom-in = Zoom in
preview-zoom-out = Zoom out
preview-fit = Fit
preview-actual = Actual size
preview-zoom = { NUMBER($percent) } %
preview-white = White background
preview-name = Name
preview-size = Size
preview-packed = Packed
preview-changed-at = Changed
preview-type = Type
preview-shape = Shape
preview-entries = { $entries ->
    [0] Empty archive
    [one] 1 entry
   *[other] { NUMBER($entries) } entries
}
preview-entries-of = The first { NUMBER($shown) } of { NUMBER($total) } entries
preview-entries-first = { $shown ->
    [one] The first entry; there may be more
   *[other] The first { NUMBER($shown) } entries; there may be more
}
preview-archive-of = Contents of { $path }
preview-pickle = This was not loaded, since loading a pickle runs code. Only the names in it were read.
preview-pickle-kind = Pickle
preview-pickle-packed = Pickle, compressed with zlib
preview-pickle-part = Not all of it could be followed, so names may be missing or without their modules.
preview-pickle-names = Names in the pickle
preview-pickle-none = It names no classes or functions.
preview-protocol = Protocol
preview-arrays = { $arrays ->
    [one] 1 NumPy array
   *[other] { NUMBER($arrays) } NumPy arrays
}
preview-order = Order
preview-order-rows = by rows (C)
preview-order-columns = by columns (Fortran)
preview-short = The file is too short for this array.
preview-first-values = { $values ->
    [one] The only value that is shown
   *[other] The first { NUMBER($values) } values
}
preview-no-values = There are no values that can be shown.
preview-tensors = { $tensors ->
    [one] 1 tensor
   *[other] { NUMBER($tensors) } tensors
}
preview-tensors-of = The first { NUMBER($shown) } of { NUMBER($total) } tensors
preview-tensors-in = Tensors in { $path }
preview-tensors-hint = Choose one to see its first values.
preview-unsound = misplaced
preview-metadata = Metadata
preview-graph = Graph
preview-producer = Written by
preview-version = Format version
preview-opsets = Operator sets
preview-nodes = Nodes
preview-initializers = Tensors with values
preview-inputs = Inputs
preview-outputs = Outputs
preview-class = Class
preview-input = Input shape
preview-layers = { $layers ->
    [one] 1 layer
   *[other] { NUMBER($layers) } layers
}
preview-layers-of = The first { NUMBER($shown) } of { NUMBER($total) } layers
preview-layers-in = Layers of { $path }
preview-hdf5 = The contents of HDF5 files are not shown. Save this one to open it in another program.
preview-page = Page { NUMBER($number) }
preview-page-failed = This page cannot be shown.
preview-pages = { $pages ->
    [one] 1 page
   *[other] { NUMBER($pages) } pages
}
preview-pages-of = The first { NUMBER($shown) } of { NUMBER($total) } pages
preview-pdf-locked = This PDF needs a password. Save it to open it in another program.
preview-media-large = Only files of up to { BYTES($most) } are played here. Save it to play it in another program.
preview-media-failed = This cannot be played here. Save it to play it in another program.
preview-cells = { $cells ->
    [one] Notebook with 1 cell
   *[other] Notebook with { NUMBER($cells) } cells
}
preview-cells-cut = Only its beginning is shown.
preview-output-image = Image made by the cell
preview-output-other = An output of type { $mime } is not shown.
time-now = just now
drop-one = Packages and datasets are added one at a time: only { $name } was accepted.
drop = Drop it here: a zip becomes an ML package, a folder becomes a dataset, and an exported run (.run.zip) becomes a run.
closing = The training continues
closing-text = { $runs ->
        [one] A run continues without the window. You can open Trainyard again at any time to see its progress.
       *[other] { NUMBER($runs) } runs continue without the window. You can open Trainyard again at any time to see their progress.
    }
closing-close = Close the window
closing-stay = Keep it open
closing-schedules = Schedules will not start runs
closing-schedules-text = { $schedules ->
        [one] A schedule starts its runs only while this window or "trainyard agent" is running, and no agent is running. What comes due in the meantime is missed.
       *[other] { NUMBER($schedules) } schedules start their runs only while this window or "trainyard agent" is running, and no agent is running. What comes due in the meantime is missed.
    }

### window: projects

projects = Projects
projects-create = Create project
projects-manage = Manage projects
projects-switch = Switch project
projects-switch-to = Project: { $name }
projects-name = Name
projects-description = Description
projects-keeps-data = New runs keep their data
projects-keeps-data-text = Forms begin with save_training_data and save_test_data on. Existing runs and schedules stay as they are.
projects-holds = Contents
projects-count = { $packages ->
        [one] { NUMBER($packages) } package
       *[other] { NUMBER($packages) } packages
    }, { $datasets ->
        [one] { NUMBER($datasets) } dataset
       *[other] { NUMBER($datasets) } datasets
    }, { $runs ->
        [one] { NUMBER($runs) } run
       *[other] { NUMBER($runs) } runs
    }
projects-nothing = Nothing yet
projects-edit = Edit
projects-edit-title = Edit { $name }
projects-keep = Save
projects-here = Current project
projects-remove-title = Remove { $name }?
projects-remove-text = Everything in it will be deleted: { $holds }, its schedules and ML Logs. This cannot be undone.
projects-remove-empty = The project is empty. This cannot be undone.
projects-remove-name = Type { $name } to remove it
projects-removed = { $name } was removed; { BYTES($bytes) } freed.
projects-gone = The project { $name } was removed.

### window: pipelines

pipelines-filter = Find runs
pipelines-new = Create new
pipelines-status-all = All
pipelines-status-active = Active
pipelines-status-queue = Queue
pipelines-of-status = { $status ->
        [scheduled] Scheduled
        [queued] Queued
        [packaging] Packaging
        [running] Running
        [successful] Successful
        [failed] Failed
       *[killed] Killed
    }
pipelines-column-type = Type
pipelines-column-name = Name
pipelines-column-package = ML Package
pipelines-column-dataset = Dataset
pipelines-column-status = Status
pipelines-column-created = Created
pipelines-column-duration = Duration
pipelines-column-score = Score
pipelines-column-made = New version
pipelines-column-evaluation = Evaluated on
pipelines-column-tags = Tags
pipelines-column-started = Started
pipelines-column-ended = Ended
pipelines-kind-training = Training
pipelines-kind-evaluation = Evaluation
pipelines-kind-full = Full pipeline
pipelines-count = { $count ->
        [one] 1 run
       *[other] { NUMBER($count) } runs
    }
pipelines-found = { NUMBER($found) } of { NUMBER($all) } runs
pipelines-empty = No runs yet
    .hint = Choose a package version and a dataset to train it on.
pipelines-none-found = No matching runs
    .hint = Change the filter, or show all runs.
pipelines-show-all = Show all
pipelines-reproduce = Reproduce
pipelines-reproduce-tip = Runs it again with exactly the same version, data, packages and parameters, and says what comes out the same
reproduction-title = Reproduction
reproduction-of = Reproduces { $name } ({ $id })
reproduction-waiting = When it has ended, what came out is compared with that run.
reproduction-gone = The run that it reproduces was removed, so that nothing can be compared.
reproduction-run = Reproduction
pipelines-again = Run again with changes
pipelines-stop = Stop
pipelines-stop-now = Stop at once
pipelines-stop-title = Stop the run { $name }?
pipelines-stop-text = It will end without a result. Its log and artifacts so far stay.
pipelines-stop-over = { $name } has already ended.
pipelines-stop-scheduled = { $name } has not been created yet. Pause or remove its schedule instead.
pipelines-remove = Remove
pipelines-remove-title = Remove the run { $name }?
pipelines-remove-text = Its log, artifacts and results will be deleted.
pipelines-remove-made = The version { $version } that it made stays.
pipelines-remove-open = { $name } has not ended. Stop it first.
pipelines-removed = Removed; { BYTES($bytes) } freed.
pipelines-import = Import
pipelines-import-hint = Import runs exported elsewhere (.run.zip)
pipelines-importing = Importing runs
pipelines-imported = { $count ->
        [one] One run was imported.
       *[other] { NUMBER($count) } runs were imported.
    }
pipelines-import-more = { $count ->
        [one] One more was refused.
       *[other] { NUMBER($count) } more were refused.
    }
queue-pause-it = Pause queue
queue-resume-it = Resume queue
queue-banner = { $waiting ->
        [0] The queue is paused: runs in progress continue, and no new ones are started.
        [one] The queue is paused: runs in progress continue, and 1 run is waiting.
       *[other] The queue is paused: runs in progress continue, and { NUMBER($waiting) } runs are waiting.
    }
queue-place = It is number { NUMBER($place) } in the queue.
queue-grip = Drag the row to change the order
queue-sooner = Earlier in the queue
queue-later = Later in the queue
pipelines-stopping = { $name } is being stopped.
pipelines-dequeued = { $name } was taken out of the queue.
pipelines-requeued = { $name } is waiting in the queue again.
selection = Selected runs
selection-count = { $runs ->
        [one] 1 selected
       *[other] { NUMBER($runs) } selected
    }
selection-clear = Clear the selection
selection-elsewhere = Keys act on { $name }; with Shift, on the selection.
selection-dequeued = { $runs ->
        [one] 1 run was taken out of the queue.
       *[other] { NUMBER($runs) } runs were taken out of the queue.
    }
selection-requeued = { $runs ->
        [one] 1 run is waiting in the queue again.
       *[other] { NUMBER($runs) } runs are waiting in the queue again.
    }
selection-stop-title = { $runs ->
        [one] Stop 1 run?
       *[other] Stop { NUMBER($runs) } runs?
    }
selection-stop-text = They will end without results. Their logs and artifacts so far stay.
selection-stop-none = None of the selected runs can be stopped.
selection-remove-none = None of the selected runs has ended.
selection-stopping = { $runs ->
        [one] 1 run is being stopped.
       *[other] { NUMBER($runs) } runs are being stopped.
    }
selection-remove-title = { $runs ->
        [one] Remove 1 run?
       *[other] Remove { NUMBER($runs) } runs?
    }
selection-remove-text = Their logs, artifacts and results will be deleted.
selection-remove-made = The versions that they made stay.
selection-remove-open = { $runs ->
        [one] 1 run has not ended and will stay: { $names }
       *[other] { NUMBER($runs) } runs have not ended and will stay: { $names }
    }
selection-frees = This will free { BYTES($bytes) }. What other runs or datasets need stays.
selection-frees-soon = Measuring how much this will free…
selection-frees-unknown = How much this will free is not known while a run copies its data.
selection-removed = { $runs ->
        [one] 1 run removed, { BYTES($bytes) } freed.
       *[other] { NUMBER($runs) } runs removed, { BYTES($bytes) } freed.
    }
selection-restored = { $runs ->
        [one] 1 run restored.
       *[other] { NUMBER($runs) } runs restored.
    }
undo = Undo
show-all = Show all
show-less = Show less
columns = Columns
column-actions = Actions
columns-usual = Default columns and widths
columns-metrics = Metrics…
columns-metrics-title = Metrics as columns
columns-metrics-find = Find a metric
columns-metrics-none = No run has metrics yet. They appear here as soon as a run has logged some.
columns-metrics-more = { $count ->
    [one] 1 more metric
   *[other] { NUMBER($count) } more metrics
}
metrics-min = Min
metrics-max = Max
columns-width = Width of the column { $column }
filters = Filter
filters-title = Filter runs
filters-any = Any
filters-any-feminine = Any
filters-version = Package version
filters-days = Date range
filters-first = First day
filters-last = Last day
filters-day-wrong = "{ $text }" is not a day: write it as 2026-11-24.
filters-condition = Score or metric
filters-comparison = Is
filters-number = Value
filters-number-wrong = "{ $text }" is not a number.
filters-add = Add
filters-from = Since { $day }
filters-to = Until { $day }
filters-without = Remove the filter { $filter }
filters-content = content { $content }
filters-clear = Clear filters
filters-done = Done
views = Views
views-all = All runs
views-save = Save as a view…
views-update = Update "{ $name }"
views-rename = Rename "{ $name }"…
views-remove = Remove "{ $name }"
views-name = Name
views-keep = Save
tag = Tag
selection-compare = Compare
selection-compare-some = Select two to ten runs to compare them.
selection-plot = Plot
selection-plot-some = Select at least two runs, and at most 10,000, to plot them.
selection-tag = Tag
tag-title = { $runs ->
        [one] Tag 1 run
       *[other] Tag { NUMBER($runs) } runs
    }
tag-add = Add a tag
tag-remove = Remove tag
tag-without = Remove the tag { $tag }
note = Note
note-add = Add a note
note-keys = Enter saves, Shift+Enter starts a new line, Esc discards the changes.
pin = Pin
unpin = Unpin
pipelines-metric-so-far = So far: the run is in progress. It is sorted and filtered by this metric when it has ended.
pipelines-pinned = Pinned: shown before the others

### window: form

form-title = Create new pipeline run
form-title-schedule = Create new schedule
form-summary = Summary
form-incomplete = What the run will do is shown here once the form is complete.
form-mistakes = { $count ->
        [one] One entry needs a correction.
       *[other] { NUMBER($count) } entries need a correction.
    }
form-name = Pipeline name
form-type = Pipeline type
form-package = Choose package
form-version = Choose package version
form-dataset = Choose input dataset
form-evaluation = Choose evaluation dataset
form-evaluation-none = None: what process_data() sets aside
form-dataset-size = { $files ->
        [one] 1 file, { $size }
       *[other] { NUMBER($files) } files, { $size }
    }
form-folder = Folder in the dataset
form-folder-all = The whole dataset
form-state = State of the dataset
form-state-newest = Newest, when the run starts
form-state-number = State { NUMBER($number) }
form-choose = Choose
form-gpu-recommended = A GPU is recommended for { $package }.
form-no-package = There are no packages yet.
form-no-dataset = There are no datasets yet.
form-add-package = Add a package…
form-add-dataset = Add a dataset…
form-parameters = Enter parameters
form-parameter-name = Environment variable
form-parameter-value = Value
form-parameter-add = Add a parameter
form-parameter-remove = Remove the parameter
form-parameter-value-of = Value of { $name }
form-parameter-suggested = Suggested
form-parameter-suggest = Add { $name }: { $why }
form-parameter-read = { $file } reads it on line { $line }.
form-parameter-used = The run "{ $run }" used it.
form-parameter-reset = Reset to the default
form-parameter-project = In this project, runs keep their data unless you set it to false.
form-parameter-new = Remove the parameter: the run did not have it
form-parameter-gone = Restore { $name }: the run had it
form-was = It was: { $value }. Restore it
form-was-empty = empty
form-gpu = Enable GPU
form-infra = Infra settings
form-memory = Memory limit
form-memory-hint = For example 4 GB; a run that exceeds it is stopped. Empty: no limit.
form-cores = Processor cores
form-cores-hint = How many the code may use. Empty: all.
form-advanced = Advanced
form-more = More settings
form-as-of = Resolve as of
form-as-of-hint = As YYYY-MM-DD: only what was released up to the end of that day, UTC, is installed. Empty: the newest releases.
form-isolation = Isolation
form-isolation-hint = Keeps the code from the store and from other processes. Code that needs sudo or rootless containers cannot run isolated.
form-isolation-package = As the package says
form-isolation-on = On
form-isolation-off = Off
form-grace = Grace period, in seconds
form-grace-hint = How long a run may continue after it was asked to stop.
form-create = Create
form-save = Save
form-edit = Edit the schedule
form-time-of-run = When
form-when-now = Run now
form-when-at = Time based
form-when-recurring = Recurring
form-at = Date
form-at-hint = By this machine's clock, as YYYY-MM-DD.
form-days = Days of the week
form-time = Time
form-time-hint = As HH:MM.
calendar-choose = Choose a date
calendar-previous = Previous month
calendar-next = Next month
form-cron = Cron expression
form-cron-hint = Instead of days and time: minute, hour, day of the month, month, day of the week.
form-missed = If a due time is missed
form-next-times = Next times
schedules-empty = No schedules yet
    .hint = Create a pipeline run and choose Time based or Recurring.
schedules-name = Name
schedules-when = When
schedules-next = Next
schedules-no-agent = Runs are started only while this window is open. To start them without it, run "trainyard agent" in a terminal.
schedules-agent = An agent also starts runs while this window is closed.
schedules-pause = Pause
schedules-resume = Resume
schedules-run = Run now
schedules-edit = Edit
schedules-remove = Remove
schedules-remove-title = Remove the schedule "{ $name }"?
schedules-remove-text = It will start no more runs. The runs that it made stay.
schedules-removed = Schedule "{ $name }" removed.
schedules-restored = Schedule "{ $name }" restored.
schedules-started = A run of "{ $name }" was queued.
schedules-runs = Past runs
runs-newest = Only the newest { NUMBER($count) } are shown.
runs-newest-all = Show all
schedules-no-runs = No runs yet.
schedules-left-out = Skipped
form-discarded = What you had entered was discarded.
form-replaced = The form was filled in again. You can restore what you had entered.
form-bring-back = Restore

### window: details

details-title = Pipeline Details
details-overview = Overview
details-log = Log
details-charts = Charts
details-artifacts = Artifacts
details-results = Results
details-copy-id = Copy the run's ID
details-copy-folder = Copy the folder's path
details-more = More
details-publish = Publish the version
details-published = { $version } was published.
details-left-out = Not in the version
details-download = Download package
details-save-artifacts = Save artifacts as a zip
details-save-log = Save log
details-save-all = Save everything as a zip
details-export = Export for another machine
details-save-file = Save
details-save-zip = Save as a zip
details-saving = Saving
details-open-settings = Open Settings
details-open-package = Open the package
details-in-stage = in { $stage }
details-line = From line { NUMBER($line) } of the log
details-stages = Stages
details-parameters = Parameters
details-in = Inputs
details-out = Outputs
details-times = Times
details-package = Package version
details-data-added = added
details-data-changed = changed
details-data-given = { $files ->
        [one] one file
       *[other] { NUMBER($files) } files
    }, { BYTES($bytes) }{ $kept ->
        [yes] , kept with the run
       *[no] {""}
    }
details-data-removed = removed
details-data-today = Compare with today
details-data-state = State { NUMBER($number) }
details-data-restore = Add as a new dataset…
details-dataset = Input dataset
details-evaluation = Evaluation dataset
details-gone = (removed)
details-gpu = GPU
details-memory = Memory limit
details-as-of = Resolved as of
details-resolve-as-of = Resolve as of { $date }
details-cores = Processor cores
details-made = New version
details-forecast = will be { $version }
details-isolation = Isolation
details-machine = Machine
details-machine-cpu = Processor
details-machine-memory = Memory
details-machine-driver = driver { $version }
details-machine-system = System
details-machine-python = Python
details-machine-packages = { $count ->
        [one] 1 installed package
       *[other] { NUMBER($count) } installed packages
    }
details-installed = Installed by the code, for this run only
details-kept = Data saved
details-created = Created
details-schedule = Schedule
details-started = Started
details-ended = Ended
details-duration = Duration
details-folder = Folder
details-imported = Imported
details-imported-from = from { $file }
details-imported-id = Original ID
details-waits = Waiting in the queue.
details-never-began = The run ended before it started.
details-packaging = Preparing ({ $stage }), { $time } so far
details-running = Running { $stage }, { $time } so far
details-stopping = Asked to stop; it has { SECONDS($grace) } to end by itself.
details-state-ended = { $status ->
        [successful] Successful after { $time }
        [failed] Failed after { $time }
       *[killed] Killed after { $time }
    }
details-score-same = the same as in { $version }
details-score-before = { $change } since { $version } ({ $score })
details-log-tail = Last lines of the log
details-to-log = Whole log
details-to-charts = All charts
details-progress = { $done } of { $total }
details-progress-files = { $files ->
        [one] 1 file
       *[other] { NUMBER($files) } files
    }
details-resources = { $processes ->
        [one] { $memory } of memory, { $cpu } s of CPU time, 1 process
       *[other] { $memory } of memory, { $cpu } s of CPU time, { NUMBER($processes) } processes
    }
details-lines = { $lines ->
        [one] 1 line, { $size }
       *[other] { NUMBER($lines) } lines, { $size }
    }
details-new-lines = { $lines ->
        [one] 1 new line
       *[other] { NUMBER($lines) } new lines
    }
details-copy = Copy
details-copy-lines = Copy what is shown
details-log-search = Search (regex)
details-log-case = Match case
details-log-found = { $count ->
        [0] Nothing found
        [one] 1 line
       *[other] { NUMBER($count) } lines
    }
details-log-found-at = { NUMBER($at) } of { NUMBER($count) }
details-log-next = Next match
details-log-previous = Previous match
details-log-go = Go to
details-log-first-error = The first error
details-log-no-error = No line of the log looks like an error.
details-log-beginning = The beginning
details-log-at-end = The end
details-log-times = Times
details-log-times-clock = Time of day
details-log-times-start = Since the start
details-log-times-before = Since the previous line
details-log-frames = { $frames ->
        [one] … 1 library frame
       *[other] … { NUMBER($frames) } library frames
    }
details-log-fold = Fold these library frames
details-log-empty = Nothing has been written yet
    .hint = What the code prints appears here at once.
details-log-none = The run wrote nothing
details-logged = Logged by the code
details-logged-copy = Copy the value of { $name }
details-logged-count = { $shown ->
        [one] 1 of { NUMBER($total) }
       *[other] { NUMBER($shown) } of { NUMBER($total) }
    }
details-logged-cut = The value was longer: only its beginning was recorded.
details-logged-datasets = Datasets
details-logged-filter = Filter by name or value
details-logged-model-pending = not complete
details-logged-models = Models
details-logged-none = Nothing logged contains “{ $text }”.
details-logged-parameters = Parameters
details-logged-part = Part { $part }
details-logged-step = step { NUMBER($step) }
details-logged-tags = Tags
details-logged-texts = Texts
details-data = Data
details-artifacts-none = No artifacts
    .hint = Whatever the code writes into the folder artifacts_directory appears here.
details-results-none = No results yet
    .hint = _results.json is written when the run ends.
details-results-text = As text
details-results-tree = Show as a tree

### window: charts

charts-chart = chart
charts-bar = How the charts are shown
charts-filter = Filter charts
charts-axis = X axis
charts-axis-step = Step
charts-axis-relative = Elapsed
charts-axis-time = Time
charts-at-step = Step { NUMBER($step) }
charts-smoothing = Smoothing
charts-log = Log scale
charts-log-mark = log
charts-columns = Columns
charts-columns-fit = As many as fit
charts-columns-count = { $count ->
        [one] 1 column
       *[other] { NUMBER($count) } columns
    }
charts-count = { $count ->
        [one] 1 chart
       *[other] { NUMBER($count) } charts
    }
charts-hidden = { NUMBER($count) } hidden
charts-show-all = Show all
charts-all-hidden = All charts are hidden
charts-no-match = No chart matches “{ $text }”
charts-no-filter = Show all charts
charts-group-metrics = Metrics
charts-group-histograms = Histograms
charts-group-images = Images
charts-group-pinned = Pinned
charts-group-resources = Resources
charts-resource-cpu = Processor
charts-resource-memory = Memory
charts-resource-disk = Disk
charts-resource-gpu = GPU
charts-resource-gpu-all = GPU, all programs
charts-resource-gpu-memory = GPU memory
charts-resource-read = read
charts-resource-written = written
charts-peak = peak { $value }
charts-more = Actions for { $title }
charts-full = Full screen
charts-reset = Reset zoom
charts-as-table = Show as table
charts-as-chart = Show as chart
charts-pin = Pin
charts-unpin = Unpin
charts-hide = Hide
charts-histogram-as-chart = Show { $title } as chart
charts-histogram-as-table = Show { $title } as table
charts-histogram-count = { $count ->
        [one] 1 histogram
       *[other] { NUMBER($count) } histograms
    }
charts-histogram-described = { $title }: how the values are distributed, from step { NUMBER($first) } to step { NUMBER($last) }. At the last one, they go from { $least } to { $most }.
charts-histogram-keys = The left and right arrow keys go to another step, the up and down ones to another range of values, + and - zoom, 0 resets the zoom.
charts-histogram-median = Median
charts-histogram-range = { $from } to { $to }
charts-histogram-spoken = Step { NUMBER($step) }, { $from } to { $to }: { $count } of { $all } values
charts-histogram-values = Values
charts-image-count = { $count ->
        [one] 1 image
       *[other] { NUMBER($count) } images
    }
charts-image-of = { $title }, step { NUMBER($step) }
charts-image-step = Step { NUMBER($step) }
charts-image-steps = Step of { $title }
charts-earlier = Move earlier
charts-later = Move later
charts-copy = Copy as image
charts-save-csv = Save as CSV
charts-save-png = Save as PNG
charts-save-svg = Save as SVG
charts-described = { $title }. Last values: { $values }
charts-keys = The arrow keys move the cursor, + and - zoom, 0 resets the zoom, Enter opens the chart in full screen.
charts-no-values = No finite values
charts-left-out = { $count ->
        [one] 1 value that is not greater than 0 is not shown.
       *[other] { NUMBER($count) } values that are not greater than 0 are not shown.
    }
charts-table-cut = { NUMBER($shown) } of { NUMBER($all) } points
charts-refused = { $count ->
        [one] 1 value was not recorded: it belongs to more series than a run can have.
       *[other] { NUMBER($count) } values were not recorded: they belong to more series than a run can have.
    }
charts-none-yet = No metrics yet
    .hint = The charts of a training appear here while it runs. The code needs no changes if its metrics come from one of these:
charts-none = No metrics
    .hint = This run logged and printed no metrics. They are picked up without changes to the code if they come from one of these:
charts-from-tracking = Tracking
charts-from-files = Files
charts-from-files-which = trainer_state.json of Hugging Face, CSV logs of Lightning and Keras
charts-from-log = Log
charts-from-log-which = what XGBoost, LightGBM, scikit-learn, Keras and tqdm print

### window: comparison of runs

comparison-title = { NUMBER($count) } runs compared
comparison-table = Comparison
comparison-only = Only differences
comparison-differs = differs
comparison-versions = Compare { $before } with { $after }
comparison-last = Last
comparison-best = Best
comparison-mean = Mean
comparison-more = Show more rows ({ NUMBER($count) } left)
comparison-smallest = Smallest is best
comparison-largest = Largest is best
comparison-is-best = best
comparison-charts = Charts
comparison-runs = { $count ->
        [one] 1 run
       *[other] { NUMBER($count) } runs
    }
group-by-seed = Group by seed
group-by-seed-about = Runs that differ in nothing but a seed become one: their mean, and the standard deviation from it.

### window: plots of many runs

plot-title = { NUMBER($count) } runs plotted
plot-none = None of these runs exists any more
plot-views = How to look at the runs
plot-scatter = Scatter plot
plot-parallel = Parallel coordinates
plot-table = Table
plot-x = X axis
plot-y = Y axis
plot-color = Color
plot-color-none = One color
plot-color-by = Color by this
plot-add = Add an axis
plot-add-column = Add a column
plot-move-left = Move left
plot-move-right = Move right
plot-remove = Remove
plot-range-low = { $name }: lower end of the range
plot-range-high = { $name }: upper end of the range
plot-passed = { NUMBER($count) } of { NUMBER($all) } are within the ranges that you have chosen.
plot-all = Show all
plot-group = { $name } and others, { NUMBER($count) } runs
plot-missing = { $count ->
        [one] 1 run is not shown, because it has no value on one of the axes.
       *[other] { NUMBER($count) } runs are not shown, because they have no value on one of the axes.
    }
plot-logged = { $name } (logged)
plot-left-out = { $count ->
        [one] 1 parameter or metric is not offered: there are too many for this many runs.
       *[other] { NUMBER($count) } parameters and metrics are not offered: there are too many for this many runs.
    }
plot-described = { $y } over { $x }, points: { NUMBER($count) }
plot-parallel-described = Lines across { $axes }: { NUMBER($count) }
plot-keys = The arrow keys move between the points, Enter opens the run.
plot-parallel-keys = The up and down arrow keys move between the runs, Enter opens one. The Tab key leads to the menus of the axes and to the ends of their ranges.

### window: packages

packages-add = Add ML package
packages-add-zip = A zip…
packages-add-folder = A folder…
packages-add-other = Other ways to add
packages-add-name = Package name
packages-add-confirm = Add
packages-adding = Adding the package
packages-becomes = It will be { $name } { $version }.
packages-name-hint = A new name gives version 1.0, an existing one its next major version.
packages-change-log = Change log
packages-python = Python version
packages-python-short = Python
packages-python-any = Any
packages-as-of-short = As of
packages-as-of-none = The newest releases
packages-about = About the package
packages-about-edit = Edit
packages-description = Description
packages-input-type = Input type
packages-input-type-json = JSON
packages-input-type-file = One file
packages-input-type-files = Several files
packages-input-description = Input description
packages-output-description = Output description
packages-gpu = GPU recommended
packages-isolation = Its code runs isolated from the store and from other processes
packages-metrics-from = Metrics are taken from
packages-metrics-from-none = nothing
packages-metrics-from-hint = For runs that are created from now on.
packages-metrics-source = { $source ->
        [mlflow] MLflow
        [tensorboard] TensorBoard
        [wandb] W&B
        [trackio] Trackio
        [trainer] Hugging Face’s trainer_state.json
        [csv] CSV files
       *[printed] what the code prints
    }
packages-about-none = No description yet.
packages-filter = Filter packages
packages-name = Name
packages-latest = Latest
packages-version = Version
packages-versions = Versions
packages-runs = Pipeline runs
packages-charts = Charts
packages-charts-none = Nothing was measured of its versions yet
    .hint = The score of a full pipeline run and the metrics of a training are shown here for the version that it made, and those of an evaluation run for the version that it evaluated.
packages-charts-add = Add a metric
packages-charts-remove = Remove { $name }
packages-charts-source = Measured by
packages-charts-made = The run that made it
packages-charts-evaluation = Evaluation on { $data }
packages-runs-none = No run has used it yet
packages-version-count = { $count ->
        [one] 1 version
       *[other] { NUMBER($count) } versions
    }
packages-add-version = Add a version
packages-add-version-of = Add a version of { $name }
packages-compare = Compare versions
compare-title = Compare versions of { $name }
compare-before = Before
compare-after = After
compare-swap = Swap the two versions
compare-made-from = run { $run }, from { $version }
compare-uploaded = added
compare-changes = { $count ->
        [0] No file differs
        [one] 1 file differs
       *[other] { NUMBER($count) } files differ
    }
compare-same = { $count ->
        [one] 1 is the same
       *[other] { NUMBER($count) } are the same
    }
compare-file = File
compare-is-added = Added
compare-is-removed = Removed
compare-is-changed = Changed
compare-no-lines = Its lines cannot be shown: it is not text, or is larger than 500 kB
compare-none = Both versions contain the same files
differs-of = Differences in { $path }
differs-row = Row
differs-column = Column
differs-elements-title = Elements
differs-first = First difference
differs-largest-title = Largest
compare-line-removed = Removed:
compare-line-added = Added:
packages-types = Can run
packages-all-types = All pipeline types
packages-no-types = Nothing: training is not enabled
packages-size = Size
packages-changed = Changed
packages-origin = Origin
packages-uploaded = Added
packages-made-by = Run { $run }, from { $version }
packages-show-run = Show the run that made it
packages-digest = BLAKE3
packages-copy-digest = Copy the digest
packages-download = Download { $name } { $version }
packages-show-files = Show the files of { $version }
packages-files-of = Files of { $name } { $version }
packages-train = Train
packages-train-version = Train { $version }
packages-added = { $name } { $version } was added.
packages-remove = Remove
packages-remove-version = Remove { $version }
packages-remove-title = Remove { $name }?
packages-remove-text = All its versions will be deleted. Their numbers are not reused; runs keep what they left.
packages-remove-version-text = Its zip will be deleted. Its number is not reused.
packages-removed = { $name } removed, { BYTES($bytes) } freed.
packages-restored = { $name } restored.
packages-version-removed = { $name } removed, { BYTES($bytes) } freed.
packages-version-restored = { $name } restored.
packages-empty = No ML packages yet
    .hint = Add a zip or a folder, or drop one on the window.
packages-no-versions = All versions were removed
packages-none-found = No matching packages
packages-accepted = It can be added and can run: { $kinds }.
packages-accepted-untrained = It can be added, but no pipeline can run it.
packages-refused = This package cannot be added
packages-passed = { $count ->
        [one] 1 check passed
       *[other] { NUMBER($count) } checks passed
    }
packages-check-pass = Passed
packages-check-warning = Warning
packages-check-fail = Refused

### window: datasets

datasets-add = Add dataset
datasets-add-name = Dataset name
datasets-add-confirm = Add
datasets-copying = Copying
datasets-progress = { $done } of { $total } files, { $bytes } of { $size }
datasets-filter = Filter datasets
datasets-name = Name
datasets-kept = Location
datasets-copy = In the store
datasets-copy-way = Copy
datasets-copy-text = The files are copied into the store. Later changes to the folder have no effect.
datasets-link-way = Link
datasets-link-text = The folder is used where it is and must stay there. Each run still gets its own copy.
datasets-linked = Linked to
datasets-files = Files
datasets-size = Size
datasets-added-at = Added
datasets-size-of = { $files ->
        [one] 1 file, { $size }
       *[other] { NUMBER($files) } files, { $size }
    }
datasets-added = { $files ->
        [one] { $name } was added: 1 file, { $size }.
       *[other] { $name } was added: { NUMBER($files) } files, { $size }.
    }
datasets-train = Train on it
datasets-remove = Remove
datasets-remove-title = Remove the dataset { $name }?
datasets-remove-text = Its files in the store will be deleted. Data that runs saved stays.
datasets-remove-link-text = Only the link will be removed. The folder itself stays as it is.
datasets-removed = { $name } removed, { BYTES($bytes) } freed.
datasets-restored = { $name } restored.
datasets-empty = No datasets yet
    .hint = Add a folder, or drop one on the window.
datasets-none-found = No matching datasets
datasets-no-files = This dataset has no files.
datasets-save = Save all as a zip
datasets-used-by = Used by
datasets-unused = No run has used it yet.
datasets-states = States
datasets-states-linked = The folder belongs to somebody else, so that only runs that save their data keep what was in it.
datasets-looking = Looking for changes
datasets-state = State
datasets-state-seen = First seen
datasets-state-newest = newest
datasets-state-incomplete = incomplete
datasets-state-incomplete-why = Somebody wrote to files of the dataset in the store's folder, so that some of this state's contents are lost.
datasets-state-changed = What changed
datasets-state-first = first state
datasets-state-added = { NUMBER($count) } added
datasets-state-removed = { NUMBER($count) } removed
datasets-state-modified = { NUMBER($count) } changed
datasets-state-changes = What changed in state { NUMBER($number) }
datasets-state-show = Show what changed
datasets-state-train = Train on this state
datasets-state-restore = Add as a new dataset
datasets-state-runs = Used by
datasets-state-runs-all = Show all { NUMBER($count) }
datasets-restore-title = Add as a new dataset

### window: lineage

lineage-of = Lineage of { $name }
lineage-file-in = { $path } in { $name }
lineage-file-question = What was trained on this file?
lineage-views = Ways to look at the lineage
lineage-graph = Graph
lineage-list = List
lineage-export = Export
lineage-save-json = Save as JSON
lineage-unfold = Show these runs
lineage-column-what = What
lineage-column-about = About it
lineage-column-from = Came from
lineage-column-led = Led to

### window: ML Logs

logs-time = When
logs-kind = Kind
logs-event = Event
logs-all = All
logs-span-all = Any time
logs-span-day = Last 24 hours
logs-span-week = Last 7 days
logs-span-month = Last 30 days
logs-empty = Nothing has happened yet
    .hint = Package checks, versions, datasets, runs and errors appear here.
logs-none-found = No matching entries

### window: storage

storage-kind = Type
storage-kind-environment = Environment
storage-kind-package = ML Package
storage-kind-dataset = Dataset
storage-kind-run = Pipeline run
storage-kind-kept = Kept data
storage-kinds-environment = Python environments
storage-kinds-package = ML Packages
storage-kinds-dataset = Datasets
storage-kinds-run = Pipeline runs
storage-kinds-kept = Kept data
storage-kept-of = Contents that runs and datasets keep
storage-kept-needed = Needed
storage-name = Name
storage-project = Project
storage-size = Size
storage-used = Last used
storage-needed = In use by
storage-empty = Nothing stored yet
    .hint = Environments, packages, datasets and runs appear here with the space that they take.
storage-total = { $size } in all
storage-kinds = By type
storage-only = Show only { $kind }: { $size }
storage-unused = Last used
storage-unused-any = Any time
storage-unused-days = Over { NUMBER($days) } days ago
storage-unused-none = Everything has been used more recently
storage-removable = { $count ->
        [0] Nothing shown can be removed
        [one] 1 item can be removed, { BYTES($bytes) }
       *[other] { NUMBER($count) } items can be removed, { BYTES($bytes) }
    }
storage-not-ended = Has not ended
storage-outdated = Outdated
storage-copy-digest = Copy the digest
storage-select-all = Select all
storage-selection = Selected items
storage-selection-count = { $count ->
        [one] 1 selected, { BYTES($bytes) }
       *[other] { NUMBER($count) } selected, { BYTES($bytes) }
    }
storage-smaller = { $count ->
        [one] One smaller pipeline run ({ BYTES($bytes) }) is not listed here.
       *[other] { NUMBER($count) } smaller pipeline runs ({ BYTES($bytes) } in all) are not listed here.
    }
storage-remove-outdated = Remove the outdated environments
storage-remove-title = Remove { $name }?
storage-remove-many = { $count ->
        [one] Remove 1 item ({ BYTES($bytes) })?
       *[other] Remove { NUMBER($count) } items ({ BYTES($bytes) })?
    }
storage-remove-many-text = You can undo it for a moment.
storage-remove-many-environment = { $count ->
        [one] 1 Python environment: a run that needs it builds it again.
       *[other] { NUMBER($count) } Python environments: runs that need them build them again.
    }
storage-remove-many-package = { $count ->
        [one] 1 package with all its versions, whose numbers are not reused.
       *[other] { NUMBER($count) } packages with all their versions, whose numbers are not reused.
    }
storage-remove-many-dataset = { $count ->
        [one] 1 dataset with its files in the store; a linked folder stays.
       *[other] { NUMBER($count) } datasets with their files in the store; linked folders stay.
    }
storage-remove-many-run = { $count ->
        [one] 1 run with its log, artifacts and results; the version that it made stays.
       *[other] { NUMBER($count) } runs with their logs, artifacts and results; the versions that they made stay.
    }
storage-removed = { $count ->
        [one] 1 item removed, { BYTES($bytes) } freed.
       *[other] { NUMBER($count) } items removed, { BYTES($bytes) } freed.
    }
storage-restored = { $count ->
        [one] 1 item restored.
       *[other] { NUMBER($count) } items restored.
    }
storage-remove-environment = A run that needs this Python environment builds it again.
storage-remove-package = All its versions will be deleted. Their numbers are not reused; runs keep what they left.
storage-remove-dataset = Its files in the store will be deleted; a linked folder stays as it is. Data that runs saved stays.
storage-remove-run = Its log, artifacts and results will be deleted. The version that it made stays.

### window: settings

settings-look = Appearance
settings-language = Language
settings-theme = Theme
settings-system = System
settings-light = Light
settings-dark = Dark
settings-runs = Runs
settings-runs-at-once = Runs at once
settings-runs-at-once-hint = Additional runs wait in the queue.
settings-keep-failed = Keep the working folders of failed runs
settings-python = Python environments
settings-pythons = Pythons on this machine
settings-pythons-searched = Searching…
settings-python-default = Default
settings-sections = Sections
settings-no-python = No Python 3.8 or newer was found.
settings-uv = uv
settings-uv-hint = Builds the Python environments. If empty, the one on this machine is used.
settings-index = Package index
settings-index-none = PyPI, or the index in uv's own settings
settings-first-index = Take each package from the first index that has it, and search no other
settings-proxy = Proxy
settings-proxy-none = From the environment
settings-certificates = Trusted certificates
settings-certificates-none = Those of the system
settings-choose = Choose…
settings-saved = Saved
settings-store = Store
settings-folder = Location
settings-free = { $size } free on the disk
store-checked = The store was checked, and { $count ->
    [one] 1 problem was found
   *[other] { NUMBER($count) } problems were found
}. ML Logs have the first one.
    .hint = "Check the store" in Settings lists all, and repairs what can be repaired.
upkeep-check = Check the store…
upkeep-checked = Last checked
upkeep-checked-never = Never checked completely
upkeep-wrong = { $count ->
    [one] 1 problem
   *[other] { NUMBER($count) } problems
}
upkeep-often = Check by itself
upkeep-often-hint = A little at a time, while Trainyard is open.
upkeep-off = Never
upkeep-weekly = Every week
upkeep-monthly = Every month
upkeep-back-up = Back up…
upkeep-backed-up = Last backup
upkeep-backed-up-never = Not backed up from here yet
check-title = Check the store
check-text = Reads everything in the store, and compares it. Trainings go on meanwhile, and you can stop at any time: the next check goes on from there.
check-goes-on = The check that was interrupted goes on.
check-begin = Check
check-again = Check again
check-repair = Repair
check-checking = Checking…
check-fine = Nothing is wrong.
check-fine-read = { $size } of contents were read.
check-wrong = { $count ->
    [one] 1 problem
   *[other] { NUMBER($count) } problems
}
check-space = Takes space for nothing
check-done = Repaired
check-findings = What was found
backup-title = Back up the store
backup-text = Copies what is new since the last backup in this folder. Trainings go on meanwhile; those in progress would be restored as interrupted. Best is a folder on another disk.
backup-folder = Folder
backup-begin = Back up
backup-copying = Copying…
backup-made = Backed up: { $files ->
    [one] 1 file
   *[other] { NUMBER($files) } files
}, { $added } of them new.
backup-left-out = { $count ->
    [one] 1 file could not be read, and is missing:
   *[other] { NUMBER($count) } files could not be read, and are missing:
}
backup-restore-hint = A new store is made of it by "trainyard restore".
settings-about = About
folder-not-shown = { $path } could not be shown in the file manager.
    .hint = Copy the path, and open it yourself.
show-folder = Show in the file manager
settings-problem = Problem reports
settings-problem-hint = A problem report is a file for the developers: versions, Trainyard's own logs and, if you choose one, a run without its data. Nothing is sent.
settings-report = Create a problem report…
report-title = Create a problem report
report-run = Include a run
report-no-run = None
report-save = Save…
settings-licence = MIT or Apache-2.0, at your option.

### window: start

start-title = Train your ML packages on this machine
start-text = Bring an AI Center ML package and a folder of data. Trainyard runs its pipelines here and gives you the new version, with a record of how it was made.
start-tutorial = Start with the tutorial
start-tutorial-text = It adds a small package and its dataset.
start-adding = Adding the tutorial
start-package = Add your own package
start-dataset = Add your own data

### window: palette

palette-placeholder = Search for a page, an action, a run, a package…
palette-recent = Pinned and recent runs
palette-pages = Pages
palette-actions = Actions
palette-none = No results.
palette-light = Light theme
palette-dark = Dark theme
shortcuts-everywhere = Everywhere
shortcuts-lists = Lists
shortcuts-close = Close, or go back
shortcuts-sidebar = Collapse or expand the sidebar
shortcuts-zoom = Zoom in, zoom out, reset the zoom
shortcuts-move = Move
shortcuts-menu = Open the row's menu
shortcuts-selection = The same for the selection
shortcuts-open = Open
shortcuts-tabs = The tabs
shortcuts-add = Add one
shortcuts-download = Download the version
shortcuts-search-log = Search the log
shortcuts-files = Previous or next file
shortcuts-select = Select
shortcuts-select-more = Select several
shortcuts-select-all = Select all
note-edit = Edit the note
