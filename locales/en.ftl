# Everything a person reads. A message may have a .hint: what to do about it.
# NUMBER(), BYTES() and SECONDS() write figures as the language does. Sorted by room.

### files

disk-full = { $place } has { BYTES($free) } free, but { BYTES($needed) } are needed.
    .hint = Free some space and try again.
disk-files-none = The disk of { $place } has room, but for no more files (no inodes are left).
    .hint = Remove files that you do not need and try again.
cancelled = The work was stopped before it was done.
file-changed = { $path } changed while it was being read.
    .hint = Try again when nothing writes to it.
file-link-nowhere = { $path } is a link to { $target }, which is not there.
    .hint = Bring back what it leads to (a disk that is not mounted, a file that git-annex or DVC has not fetched).
file-link-out = { $path } is a link to { $target }, which is outside of the run.
file-not-zipped = { $path } cannot be put into a zip: no zip can hold its name (not UTF-8, a backslash, a control character), or it is a link to a folder or to nothing.
file-special = { $path } is a pipe, a socket or a device, which has no content to copy.
    .hint = Move it out of the folder and try again.
caused-by = Caused by: { $cause }
column-path = Path
column-wrong = Problem
damaged-remove-title = Remove { $name }?
damaged-remove-text = All its files are deleted, including what could still be repaired. Save them first if you are unsure.
damaged-export = Save what is left
thing-damaged = { $kind ->
        [run] The run
        [package] The package
        [version] The version
        [dataset] The dataset
        [project] The project
       *[schedule] The schedule
    } { $name } cannot be used: { $reason }
damaged-ways = "trainyard storage export-damaged PATH" saves what is left of a damaged item, and "remove-damaged PATH" removes it.
damaged-project = Only the name of the project { $id } is lost. Its contents are intact.
    .hint = Give it a name with "trainyard project rename { $id } NAME".
damaged-unknown = There is no damaged item at { $path }.
    .hint = "trainyard storage damaged" shows what is.
file-newer = { $path } was written by a newer version of Trainyard.
    .hint = Update Trainyard to use it.
file-unreadable = { $path } cannot be read.
    .hint = Allow yourself to read it, or move it away, and try again.
file-unwritable = { $path } cannot be written.
    .hint = Check that the folder is there and that you may write to it.
file-vanished = { $path } is not there, or was removed while it was being read.
    .hint = Check the path, and try again when nothing changes the folder.
lock-not-handed = The program that started this one did not hand it the lock.
    .hint = This command is started by the program itself, not by hand.
lock-unavailable = The lock { $path } cannot be taken.
threads-none = No more threads can be started.
    .hint = End other programs, or raise the limit: "ulimit -u", or the container's number of processes.
zip-entry-broken = { $entry } in { $path } is damaged.
    .hint = Get the zip again from where it came from.
zip-entry-refused = { $entry } in { $path } cannot be unpacked: it is encrypted, a link or a device, or its name leads out of the folder or is there twice.
    .hint = Make the zip again without it.
zip-name-refused = The name { $path } has a "\" or a control character, so it cannot be put into a zip.
    .hint = Rename it and try again.
zip-too-many = More than { NUMBER($most) } files and folders are too many for one zip.
    .hint = Remove what is not needed; links to folders count with all that is in them.
zip-unreadable = { $path } cannot be read as a zip.
    .hint = Get the zip again from where it came from.

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
    .hint = Choose another version or another type.
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
python-version-invalid = "{ $version }" is not a Python version.
    .hint = Write it as major.minor, for example 3.11.
name-too-long = The name "{ $name }" is too long.
    .hint = Use at most { NUMBER($longest) } bytes.
package-name-invalid = "{ $name }" cannot be a package's name: it must be a Python identifier and no reserved keyword.
    .hint = For example "{ $suggestion }".
dataset-name-invalid = "{ $name }" cannot be a dataset's name.
    .hint = Use up to 200 bytes without "/", "\", control characters, a dot at the beginning or a blank at either end.
project-name-invalid = "{ $name }" cannot be a project's name.
    .hint = Use one line of up to 200 bytes.
project-id-invalid = "{ $id }" is not the id of a project.
    .hint = "trainyard project list --json" shows the ids.
run-id-invalid = "{ $id }" is not the id of a run.
    .hint = "trainyard run list" shows the ids.
folder-path-invalid = "{ $path }" is not a folder in a dataset.
    .hint = Write it relative to the dataset, without "..".
parameter-name-empty = A parameter has no name.
    .hint = Name the environment variable, or remove the row.
parameter-name-invalid = The parameter name "{ $name }" contains "=" or a NUL byte.
    .hint = Choose another name.
parameter-reserved = The parameter "{ $name }" is set by the program itself.
    .hint = Choose another name.
parameter-twice = The parameter "{ $name }" is given twice.
    .hint = Keep one of them.
parameter-not-secret = The parameter "{ $name }" cannot be a secret.
    .hint = Give it a plain value.
parameter-value-nul = The value of the parameter "{ $name }" contains a NUL byte.
    .hint = Remove it.
parameter-not-boolean = The parameter "{ $name }" cannot be "{ $value }".
    .hint = Use true or false.
parameter-not-folder = { $name } cannot be "{ $value }".
    .hint = Use a relative folder without "..".
run-name-empty = The pipeline has no name.
    .hint = Give it one.
run-name-invalid = The pipeline's name is too long or has control characters.
    .hint = Use at most { NUMBER($longest) } characters on one line.
tag-invalid = "{ $tag }" cannot be a tag.
    .hint = Use 1 to { NUMBER($longest) } characters on one line, without commas.
tags-too-many = A run cannot have more than { NUMBER($most) } tags.
    .hint = Remove some first.
note-invalid = The note is too long or has control characters.
    .hint = Use at most { NUMBER($longest) } characters, in as many lines as you like.
input-dataset-missing = No input dataset is chosen.
    .hint = Choose a dataset, or a folder in one.
input-dataset-unused = An evaluation run takes no input dataset.
    .hint = Choose an evaluation dataset alone.
evaluation-dataset-missing = No evaluation dataset is chosen.
    .hint = Choose a dataset, or a folder in one.
evaluation-replaces-training = The evaluation dataset would replace the training data, which is in test_data_directory.
    .hint = Choose another folder for test_data_directory.
evaluation-dataset-unused = A training run takes no evaluation dataset.
    .hint = Leave it out, or choose a full pipeline run.
gpu-missing = This machine has no GPU that can be used.
    .hint = Start the run without a GPU.
memory-limit-invalid = "{ $size }" cannot be a run's limit of memory.
    .hint = Write it as 4 GB or 500 MB, at least 1 MB, or leave it out.
cores-invalid = "{ $cores }" is no number of processor cores.
    .hint = Use a whole number from 1 on, or leave it out.
cores-too-many = This machine has { $most ->
        [one] 1 processor core
       *[other] { NUMBER($most) } processor cores
    }, so a run cannot have { NUMBER($cores) }.
    .hint = Use fewer, or leave it out.
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
as-of-invalid = "{ $text }" is not a day that dependencies can be resolved as of.
    .hint = Write it as YYYY-MM-DD, from 2003-01-01 on and not after today, for example 2019-08-14.
at-invalid = "{ $text }" is not a date and a time.
    .hint = Write it as YYYY-MM-DD HH:MM, for example 2026-12-01 08:00.
at-past = { $text } is over.
    .hint = Choose a time to come.
days-missing = No day of the week is chosen.
    .hint = Choose one at least.
day-unknown = "{ $day }" is no day of the week.
    .hint = Use mon, tue, wed, thu, fri, sat or sun.
time-invalid = "{ $text }" is not a time of day.
    .hint = Write it as HH:MM, for example 08:00.
cron-invalid = "{ $text }" is not a cron expression.
    .hint = Write minute, hour, day of the month, month and day of the week, for example 30 8 * * MON-FRI.
cron-never = "{ $text }" never comes due.
    .hint = Choose a day that exists.

### executor

reason-stopped = At the user's request.
reason-exception = { $stage } raised { $exception }: { $text }
reason-no-score = evaluate() returned { $value }, which is not a number.
    .hint = It has to return the score as a finite number.
reason-exit = { $stage } ended the process itself (sys.exit, exit code { $code }) before the run was through.
reason-exit-code = Python ended with exit code { $code } in { $stage }, before the run was through.
reason-signal = Python was ended by signal { $signal } in { $stage }.
reason-memory = Python was killed in { $stage } because the machine ran out of memory.
    .hint = Use less data at once, or close other programs.
reason-memory-limit = The run used { BYTES($used) } of memory, more than its limit of { BYTES($limit) }, and was stopped.
reason-interrupted = The run was interrupted: the machine or its own processes died.
    .hint = Start it again.
reason-executor-died = The run was interrupted: the process that ran it was ended from outside ({ $how }).
    .hint = Start it again.
reason-guard-died = The run was interrupted: the process that guarded it was killed.
    .hint = Start it again.
reason-log-failed = The log could not be written any more, so the run was ended.
    .hint = Free some space and start it again.
reason-disk-full = The disk filled up while the run went on: there is no room left for { $place }.
    .hint = Free some space and start it again.
reason-version-kept = The training went through, but its version could not be made. What save() left is kept in { $place }.
    .hint = Put right what is in the way; "trainyard run publish { $id }" then makes the version.
reason-version-refused = The folder that save() left is no package any more: { $problem }
package-changed = { $path } is not the package version that was chosen: its content has changed.
    .hint = Add the package again.
data-left-out = { $count ->
        [one] One file or folder of the dataset { $name } could not be copied and is missing in this run:
       *[other] { NUMBER($count) } files or folders of the dataset { $name } could not be copied and are missing in this run:
    }
data-folder-missing = The dataset { $name } has no folder { $path } any more.
    .hint = Check the dataset.
secret-unknown = The secret "{ $name }" does not exist.
    .hint = Give the parameter a plain value.
training-folder-empty = process_data() left training_data_directory empty, so train() gets data_directory itself.
evaluation-data-instead = The evaluation dataset { $name } replaces what the input dataset holds in test_data_directory.
test-data-not-kept = What evaluate() gets could not be kept: save_test_data.
test-data-left-out = { $count ->
        [one] One file or folder of what evaluate() gets is not kept:
       *[other] { NUMBER($count) } files or folders of what evaluate() gets are not kept:
    }
artifacts-not-taken = The folder { $folder } could not be copied completely into the run's artifacts.
artifacts-name-taken = The code wrote { $names }, but the run's artifacts already have something of that name. It is kept in { $place } instead.
calls-outlived = Threads or child processes kept Python alive after the last call. They were ended after { NUMBER($seconds) } s.
python-instead = The package asks for Python { $asked }, which is too old to run here. Python { $taken } is used, the nearest on this machine.
left-out-of-version = { $path } is left out of the new version: it is no regular file of the package, or no zip can hold its name.
left-out-more = { $count ->
        [one] 1 more is left out.
       *[other] { NUMBER($count) } more are left out.
    }
run-live = The run { $path } is being run by another process.
    .hint = Wait for its end, or stop it.
run-over = The run { $path } was started before.
    .hint = Start a new run instead.
run-unreadable = { $path } is not the directory of a run.
python-not-started = Python could not be started: { $path }.
exec-failed = The process that runs a training could not be set up.

### store

store-newer = { $path } was made by a newer version of the program.
    .hint = Install that version, or use another store.
store-not-utf8 = Nothing can be trained in the store { $path }: its path is not valid UTF-8, and Python environments cannot be built there.
    .hint = Give the folder another name, or choose another one with --home.
store-read-only = The store { $path } can only be read.
    .hint = Copy it to a place where you may write, or have it made writable.
store-unusable = The store's index { $path } cannot be opened.
    .hint = Check that the folder exists and may be written.
store-failed = The store's index cannot be used.
    .hint = Try again; if it stays, remove store.db: it is made again from the files.

### environments

as-of-not-for-links = Archives from --find-links have no dates: they are used whether or not they were there by { $date }.
as-of-not-for-pip = pip cannot be limited to a date here: newer releases than those of { $date } may be installed.
bytecode-incomplete = Not all byte code of the environment could be written: its runs compile some modules again.
environment-disk-full = There is no room left for the Python environment in { $place }.
    .hint = Free some space and try again.
environment-differs = What was installed differs from what was resolved: { $names }.
    .hint = Try again. If it happens again, the package index serves other versions than it lists.
index-unreachable = The package index cannot be reached, so the requirements cannot be installed.
    .hint = Check the network, the proxy and the index settings, and try again.
installed-by-code = Installed by the code, for this run only: { $packages }.
installed-unknown = What the code installed, for this run only, could not be listed: { $reason }
lock-unreadable = A line of the list of what was installed cannot be read: { $text }
pip-asks-all-indexes = The lists need pip, which asks all indexes, and the settings forbid that.
    .hint = Set first-index to false, or name one index only.
pip-installs = The lists contain what uv cannot do, so pip installs them, which takes longer.
pip-tries = uv could not install the requirements. Now pip tries, which takes longer.
python-chosen = Python { $version } is taken: it is the newest one here for which there are wheels of what the lists pin.
python-missing = Python { $version } is not on this machine and could not be downloaded.
    .hint = Install it, or give the package another Python version.
python-too-old = The only matching Python here, { $version } in { $path }, is too old: trainings need Python 3.8 or newer.
    .hint = Choose a newer one, for example with --python when you add the package, or install one.
python-none = No Python 3.8 or newer was found on this machine, and none could be downloaded.
    .hint = Install Python 3.
find-links-missing = { $file }, line { NUMBER($line) }: { $reference } does not exist and is not searched for packages.
find-links-setting-missing = { $path }, where your uv or pip settings look for packages, does not exist.
requirement-folder-empty = { $file }, line { NUMBER($line) }: there is neither setup.py nor pyproject.toml in { $reference }.
    .hint = Name the folder that has one of them.
requirement-hash-mismatch = A downloaded file does not match its hash in the lists.
    .hint = Find out why it has changed; only then correct the hash.
requirement-hash-missing = The lists have hashes, but none for { $name }, so it cannot be checked.
    .hint = Add its version and hash, or remove all hashes.
requirement-line-unreadable = { $file }, line { NUMBER($line) }: pip does not understand this: { $text }
    .hint = Correct the line; pip's documentation describes the format of requirements files.
requirement-reference-circular = { $file }, line { NUMBER($line) }: { $reference } refers to itself, or there are too many lists within lists.
    .hint = Remove the line.
requirement-reference-missing = { $file }, line { NUMBER($line) }: { $reference } does not exist.
    .hint = Add it to the package or remove the line.
requirement-reference-odd = { $file }, line { NUMBER($line) }: { $reference } cannot be installed or read from here.
    .hint = Name a file, or for a project its folder.
requirement-reference-outside = { $file }, line { NUMBER($line) }: { $reference } is outside the package.
    .hint = Put it into the package.
requirement-replaced = train_requirements.txt contradicts requirements.txt: { $name } { $before } is replaced by { $after }.
requirements-not-text = { $file } cannot be read: it is not text in the encoding that it should have.
    .hint = Save it as UTF-8.
requirements-too-long = The lists of requirements are longer than { BYTES($bytes) } together.
    .hint = Remove what does not belong there.
requirements-too-many = The lists of requirements have more than { NUMBER($lines) } lines together.
    .hint = Remove what does not belong there.
requirements-unresolvable = The requirements cannot be installed: { $reason }
requirements-unresolvable-as-of = The requirements cannot be installed with releases up to { $date }: { $reason }
    .hint = Choose a later date or none. An index that does not say when files were uploaded has nothing for any date.
settings-ignored = Ignored in your uv and pip settings: { $names }.
uv-missing = uv, which makes Python environments, was not found.
    .hint = Install uv, or set its path in the settings.
uv-not-started = uv could not be run: { $path }.
uv-settings-unreadable = uv's settings in { $path } cannot be read.
    .hint = Correct or remove the file.
uv-setting-wrong = The settings name { $path } as uv, but that is no program.
    .hint = Correct the path in the settings.

### contract: package check

source-missing = There is no file or folder { $path }.
    .hint = Check the path.
check-zip-not = { $path } is not a zip.
    .hint = Choose the package's zip, or its folder.
check-zip-empty = { $path } is empty.
    .hint = Make the zip again, with the package's root folder in it.
check-zip-damaged = The zip is damaged or cut off: { $cause }.
    .hint = Make it or download it again.
check-zip-unread = The zip cannot be read from the disk.
    .hint = Check the disk, or copy the zip somewhere else, and try again.
check-zip-overlap = Entries of the zip share the same bytes, as in a zip bomb.
    .hint = Make the zip again from the package's folder.
check-zip-encrypted = { $name } in the zip is encrypted.
    .hint = Make the zip again without a password.
check-zip-method = { $name } is compressed by a method that is not supported.
    .hint = Make the zip again with the usual compression (deflate).
check-entry-damaged = { $name } in the zip is damaged: { $cause }.
    .hint = Make the zip or download it again.
check-too-many = The package has more than { NUMBER($most) } files and folders.
    .hint = Leave out what is data; a dataset can hold it.
check-compression = The zip would unpack to { BYTES($bytes) } from { BYTES($packed) }, more than 200 times its size, as a zip bomb does.
    .hint = Leave out what is so large and empty.
check-no-space = The package unpacks to { BYTES($bytes) }, but the disk has { BYTES($free) } free.
    .hint = Free some space and try again.
check-name-control = The name "{ $name }" contains control characters.
    .hint = Rename it.
check-name-backslash = The name "{ $name }" contains "\", which leads elsewhere on another system.
    .hint = Rename it, or make the zip with a tool that writes "/" between names.
check-name-outside = The name "{ $name }" leads out of the package's folder.
    .hint = Do not trust this package; get it from somewhere else.
check-name-invalid = "{ $name }" cannot be the name of a file: a part of it is empty, ".", too long, or not text.
    .hint = Rename it.
check-name-twice = "{ $name }" is there twice.
    .hint = Remove one of them.
check-name-case = "{ $first }" and "{ $second }" differ only in capitals or in how accents are written, so some systems cannot hold both.
    .hint = Rename one of them.
check-name-both = "{ $name }" is a file and a folder at once.
    .hint = Rename one of them.
check-link = "{ $name }" is a symbolic link.
    .hint = Put the file itself in its place.
check-special = "{ $name }" is a device, a pipe or a socket.
    .hint = Remove it from the package.
check-package-empty = The package has no files.
    .hint = It needs a root folder with requirements.txt and main.py.
check-roots-several = The package has two root folders, "{ $first }" and "{ $second }".
    .hint = Put everything into one.
check-root-beside = "{ $file }" lies beside the root folder "{ $folder }".
    .hint = Move it into the folder.
check-root = The root folder is "{ $root }".
check-root-flat = The package has no root folder, so it will be stored with one named after it. AI Center refuses such a zip.
    .hint = Zip the folder, not what is in it.
check-files = { $files ->
        [one] 1 file, { BYTES($bytes) } unpacked, whole and with a safe name.
       *[other] { NUMBER($files) } files, { BYTES($bytes) } unpacked, all whole and with safe names.
    }
check-dropped = Left out, since no package needs it: { $names }.
check-dropped-environment = { $count ->
        [one] { $names } is a virtual environment and is left out.
       *[other] { NUMBER($count) } folders are virtual environments and are left out: { $names }.
    }
    .hint = What is installed for the package comes from requirements.txt.
check-zip-name = The zip is called { $zip }, its root folder { $root }. A page of AI Center's guide wants them to be called the same.
    .hint = Call it { $root }.zip before you upload it to AI Center; versions are downloaded under that name.
check-requirements = requirements.txt is there.
check-requirements-missing = There is no requirements.txt in the root folder.
    .hint = Add one; it may be empty.
check-file-misnamed = There is no { $file } in the root folder, but there is "{ $found }".
    .hint = Call that file exactly { $file }. Windows may hide an ending such as .txt.
check-file-deeper = There is no { $file } in the root folder, but a whole package lies further down, in "{ $folder }".
    .hint = Zip or choose that folder itself, not the one around it.
check-file-elsewhere = There is no { $file } in the root folder, but there is "{ $found }".
    .hint = Move it to the root folder, if it is the one.
check-zip-inside = There is no { $file } in the root folder, but there is another zip, "{ $found }".
    .hint = Unpack this zip, and choose the one inside.
check-train-requirements = train_requirements.txt is there: more dependencies, for pipelines only.
check-main-missing = There is no main.py in the root folder.
    .hint = Add one with a class Main that has __init__(self) and predict(self, input).
check-train-missing = There is no train.py in the root folder, so training is not enabled: the version cannot run pipelines.
    .hint = Add one with a class Main that has __init__(self), train, save and evaluate, if it is to be trained.
check-class = { $file } has a class Main.
check-class-missing = { $file } has no class Main.
    .hint = Add one, with __init__(self).
check-class-elsewhere = { $file } takes its class Main from somewhere else, so it cannot be checked here and counts as complete.
check-function = { $file } has Main.{ $function }.
check-function-required = Class Main in { $file } has no { $function }.
    .hint = Add it.
check-function-missing = { $function ->
        [evaluate] Class Main in train.py has no evaluate, which rules out evaluation runs and full pipeline runs.
       *[other] Class Main in train.py has no { $function }, which rules out training runs and full pipeline runs.
    }
    .hint = AI Center's upload wants train, evaluate and save.
check-functions-elsewhere = Class Main in { $file } comes in part from somewhere else, so what it does not define itself cannot be checked here and counts as there: { $functions }.
check-signature = { $function } in { $file } does not take what it is called with.
    .hint = Define it as { $call }.
check-async = { $function } in { $file } is async: calling it runs nothing.
    .hint = Define it without async.
check-syntax = { $file } has a syntax error in line { NUMBER($line) }: { $cause }.
    .hint = Correct it and try again.
check-syntax-version = { $file } does not suit the chosen Python: { $cause }.
    .hint = Choose another Python, or change the line.
check-encoding = { $file } is written in the encoding "{ $encoding }" and cannot be checked here, so it counts as complete.
    .hint = Save it as UTF-8 to have it checked.
check-source-large = { $file } is larger than { BYTES($most) } and cannot be checked here, so it counts as complete.
    .hint = Move its data into a file of its own to have it checked.
check-source-deep = { $file } is nested too deeply to be checked here, so it counts as complete. Python may refuse it.
    .hint = Break its longest expression into several.
check-source-unread = { $file } could not be checked.
    .hint = Close some programs and try again.
check-python = Python { $python } is on this machine.
check-python-missing = { $count ->
        [0] The package wants Python { $python }, but no Python was found on this machine.
       *[other] The package wants Python { $python }, but what was found on this machine is { $found }.
    }
    .hint = Install Python { $python } before you run the package, or choose another.
check-python-old = The package wants Python { $python }, which is too old to run here. Python { $taken } is used, the nearest.

### engine

index-set-aside = The store's index was damaged. It was made again from the files; the old one is kept as { $path }.
package-unknown = There is no package "{ $name }".
    .hint = "trainyard package list" shows all.
version-unknown = The package { $package } has no version { $version }.
    .hint = "trainyard package show { $package }" shows all.
version-taken = The version { $version } of { $package } exists already.
    .hint = Try again.
environment-unknown = There is no Python environment "{ $digest }".
    .hint = "trainyard storage" names those that are there.
environment-outdated = An older version made it; no run uses it any more.
environment-in-use = The Python environment { $digest } is needed by the run { $run }, which has not ended.
    .hint = Wait for its end, or stop it.
package-in-use = The package { $name } { $version } is needed by the run { $run }, which has not ended.
    .hint = Wait for its end, or stop it.
package-scheduled = The package { $name } { $version } is needed by the schedule { $schedule }.
    .hint = Remove the schedule first, or give it another package.
dataset-unknown = There is no dataset "{ $name }".
    .hint = "trainyard dataset list" shows all.
dataset-taken = There is a dataset "{ $name }" already.
    .hint = Choose another name.
dataset-linked = The dataset { $name } is a link to a folder elsewhere.
    .hint = Put the files into that folder.
dataset-in-use = The dataset { $name } is needed by the run { $run }, which has not ended.
    .hint = Wait for its end, or stop it.
dataset-scheduled = The dataset { $name } is needed by the schedule { $schedule }.
    .hint = Remove the schedule first, or give it another dataset.
project-unknown = There is no project "{ $name }".
    .hint = There are: { $known }.
project-taken = There is a project "{ $name }" already.
    .hint = Choose another name.
project-gone = The project was removed.
    .hint = Choose another project.
project-default = The project { $name } is the first one and stays.
    .hint = It can be renamed.
project-in-use = The project { $name } has the run { $run }, which has not ended.
    .hint = Wait for its end, or stop it.
project-not-confirmed = The project { $name } is removed only when its name is repeated.
    .hint = Add --yes and its name.
description-too-long = The description is too long.
    .hint = Use at most { NUMBER($longest) } characters.
dataset-gone = The folder { $path } of the dataset { $name } is not there.
    .hint = Bring it back, or remove the dataset and add it again.
data-in-the-way = A full pipeline run needs a folder "{ $file }" in the dataset { $name }, which has something else of that name.
    .hint = Give that another name, or choose a folder of the dataset.
folder-unknown = The dataset { $name } has no folder "{ $path }".
    .hint = "trainyard dataset show { $name }" shows its files.
not-a-folder = { $path } is not a folder.
    .hint = Give the folder that holds the files.
folder-holds-store = { $path } holds the store itself.
    .hint = Choose a folder without the store in it.
source-in-store = { $path } is inside the store itself.
    .hint = Add it without linking: as a copy.
link-not-utf8 = { $path } cannot be linked to: its name is no UTF-8 text.
    .hint = Rename the folder, or add it without linking.
file-taken = { $path } exists already.
    .hint = Choose another name.
run-unknown = There is no run "{ $id }".
    .hint = "trainyard run list" shows all.
run-ambiguous = More than one run's id begins with "{ $id }".
    .hint = Give more of it.
run-not-waiting = The run { $id } does not wait in the queue.
    .hint = "trainyard queue show" shows those that do.
run-not-ended = The run { $id } has not ended.
    .hint = Stop it first.
output-unknown = The run { $id } has no "{ $path }".
    .hint = Use one of { $places }; "trainyard run artifacts { $id }" shows the artifacts.
run-nothing-to-publish = The run { $id } has nothing to publish: only a training that went through save() but whose version could not be made can be published.
    .hint = "trainyard run show { $id }" shows how it ended.
export-without-version = What save() left in the run { $id } is not exported.
    .hint = "trainyard run publish { $id }" makes the version, which is exported with the run.
run-export-invalid = { $path } is no run that Trainyard exported, or is damaged. Nothing was imported from it.
    .hint = Export the run again where it is.
run-export-changed = { $entry } in { $path } is not what was exported. Nothing was imported from it.
    .hint = Export the run again where it is.
run-export-strange = { $path } holds { $name }, which is no part of an exported run. Nothing was imported from it.
    .hint = Export the run again where it is.
run-export-newer = { $path } was exported by a newer Trainyard.
    .hint = Update this one and import it again.
run-exports-none = There is no exported run (.run.zip) in { $path }.
    .hint = Name the files, or a folder they are in.
run-imported-already = This run is here already, as { $id }.
    .hint = To import it again, remove that one first.
run-imported-elsewhere = This run is here already, as { $id } in the project { $project }.
    .hint = To import it into this one, remove that one first.
schedule-unknown = There is no schedule "{ $id }".
    .hint = "trainyard schedule list" shows all.
schedule-ambiguous = More than one schedule's id begins with "{ $id }".
    .hint = Give more of it.
schedule-damaged = The schedule in { $path } cannot be read: it makes no runs, and what it needs is not kept.
    .hint = Remove the file and make the schedule again.
schedule-over = The schedule { $id } is over: its time has come.
    .hint = Give it another time.
schedule-skipped = Nothing was there to start it in time.
run-waits = The run { $run } waits for its time: it is the schedule { $schedule }'s.
    .hint = Pause or remove the schedule.
setting-unknown = There is no setting "{ $name }".
    .hint = Use runs-at-once, uv, index-url, first-index, proxy, ca-file or keep-failed.
setting-invalid = The setting { $name } cannot be "{ $value }".
    .hint = runs-at-once is a number from 1 to 1000; uv and ca-file are paths of files; index-url and proxy are addresses, as https://host; keep-failed is true or false.

### engine: failures

failure-code = The package's own code failed
failure-dependency = Something the code needs is missing
failure-network = The package index cannot be reached
failure-memory = The machine ran out of memory
failure-memory-limit = The run used more memory than it may
failure-disk = The disk is full
failure-gpu = The GPU failed
failure-interrupted = The run was interrupted
failure-package = The result is no package
failure-version = The new version could not be made
failure-other = The run failed
advice-code = Read the traceback, correct the package, add it as a new version and run again with it.
advice-dependency = Add what is missing to requirements.txt or correct the line that names it, add the package again, and run again with the new version.
advice-network = Check the network, and in the settings the package index, the proxy and the certificates; then run again.
advice-memory = Close other programs or run fewer trainings at once, or use less data or smaller batches, and run again.
advice-memory-limit = Give the run a higher limit or none, or use less data or smaller batches, and run again.
advice-disk = Free some space on the disk that holds the store, and run again.
advice-gpu = Check the GPU's driver, use smaller batches, or run again without the GPU.
advice-interrupted = Nothing is wrong with the package or the data: run again.
advice-package = Look at what save() writes into the package's folder: requirements.txt and main.py must still be there.
advice-as-of = Releases that are newer than the package are probably the cause: resolve as of { $date }, the day of its newest file, or name the versions in requirements.txt.
advice-version = Put right what is in the way, then publish the version. The training need not run again.
advice-other = The log says more. Run again, or run again with changes.
file-no-image = { $path } is no image that can be shown.
    .hint = Save it and open it with another program.

### desktop

command-arguments = The program was asked for { $command } in a way it does not understand.
    .hint = Load the page again: it may be older than the program.
serve-port = Port { $port } cannot be used.
    .hint = Another program may have it. Choose another one with --port, or 0 for any that is free.
serve-pages-missing = This program was built without its pages.
    .hint = Build it with ./dev, or install the package.
serve-full = { NUMBER($most) } pages are open already.
    .hint = Close some of them.
serve-downloads-full = { NUMBER($most) } files are waiting for the browser to download them.
    .hint = Let the browser download them first.
serve-uploads-full = { NUMBER($most) } uploads are waiting to be added.
    .hint = Finish or cancel one of them first.
serve-upload-path = A file cannot be called { $path } here.
    .hint = Rename it.
serve-cannot-choose = A page in a browser chooses files by itself.
    .hint = Load the page again: it may be older than the program.
randomness-none = The system has no random numbers to give.
    .hint = Try again; if it stays, restart the machine.
command-failed = The program itself failed at this.
    .hint = Try again. If the problem persists, restart Trainyard.
program-missing = The program { $path } is missing.
    .hint = Install Trainyard again.
package-not-chosen = No package is chosen.
    .hint = Choose one, or add one under ML Packages.
version-not-chosen = No package version is chosen.
    .hint = Choose one.
path-not-text = The name { $path } is not valid UTF-8 text, so it cannot be chosen here.
    .hint = Rename it, or use the command line.
form-trains = Trains { $package } { $from } on { $dataset }; the result will be { $package } { $to }.
form-evaluates = Evaluates { $package } { $from } on { $dataset }.
form-runs-all = Processes, trains and evaluates { $package } { $from } on { $dataset }; the result will be { $package } { $to }.
form-runs-all-apart = Processes and trains { $package } { $from } on { $dataset } and evaluates it on { $evaluation }; the result will be { $package } { $to }.
preview-large = This image is too large to be shown.
preview-none = This file is neither text nor an image that can be shown.
dialog-package = Choose an ML package
dialog-zips = ML packages (zip)
dialog-runs = Choose exported runs
dialog-run-zips = Exported runs (.run.zip)
dialog-folder = Choose a folder
dialog-uv = Choose the program uv
dialog-certificate = Choose a file of certificates
dialog-save = Save as
notification-show = Show the run
notification-made = { $package } { $version } is there.

### ML Logs

log-kind-check = Package checks
log-kind-version = Package versions
log-kind-dataset = Datasets
log-kind-run = Pipeline runs
log-kind-schedule = Schedules
log-kind-project = Projects
log-kind-error = Errors
input-type-unknown = A package takes no input of the type "{ $text }".
    .hint = Use "json", "file" or "files".
log-kind-unknown = ML Logs have no kind "{ $kind }".
    .hint = Use "check", "version", "dataset", "run", "schedule", "project" or "error".
sort-unknown = Runs cannot be sorted by "{ $column }".
    .hint = Use created, started, ended, name, type, package, dataset, evaluation, status, duration, score, made, tags or queue.
status-unknown = There is no status "{ $status }".
    .hint = Use Scheduled, Queued, Packaging, Running, Successful, Failed or Killed.
view-name-invalid = "{ $name }" cannot be a view's name.
    .hint = Use 1 to { NUMBER($longest) } characters on one line.
view-taken = There is already a view "{ $name }".
    .hint = Choose another name.
view-unknown = There is no view "{ $name }" any more.
    .hint = It was renamed or removed meanwhile.
since-invalid = "{ $text }" is no time that one can look back to.
    .hint = Write a day (2026-11-24), a time (2026-11-24T18), or how long ago (36h, 7d).
log-check-accepted = { $source } was checked: it can be added.
log-check-refused = { $source } was checked: it cannot be added.
log-version-added = { $package } { $version } was added.
log-version-made = { $package } { $version } was made by the run { $run }.
log-version-removed = { $package } { $version } was removed.
log-package-removed = The package { $package } was removed with all its versions.
log-package-described = What is said of the package { $package } was changed.
log-dataset-added = The dataset { $name } was added: { $files ->
        [one] { NUMBER($files) } file
       *[other] { NUMBER($files) } files
    }, { BYTES($bytes) }.
log-dataset-grown = The dataset { $name } got { $files ->
        [one] { NUMBER($files) } more file
       *[other] { NUMBER($files) } more files
    }, { BYTES($bytes) }.
log-dataset-removed = The dataset { $name } was removed.
log-run-created = The run { $name } was created.
log-run-imported = The run { $name } was imported from { $file }.
log-run-successful = The run { $name } ended: Successful.
log-run-failed = The run { $name } ended: Failed.
log-run-killed = The run { $name } ended: Killed.
log-run-removed = The run { $name } was removed.
log-run-restored = The removal of the run { $name } was undone.
log-schedule-added = The schedule { $name } was made.
log-schedule-changed = The schedule { $name } was changed.
log-schedule-paused = The schedule { $name } was paused.
log-schedule-resumed = The schedule { $name } was resumed.
log-schedule-removed = The schedule { $name } was removed.
log-schedule-left-out = The schedule { $name } left out a time.
log-project-added = The project { $name } was created.
log-project-renamed = The project { $before } is called { $name } now.
log-project-described = The project { $name } has another description.
log-project-removed = The project { $name } was removed with all that it held.

### cli

home-missing = It is not known where your data is kept.
    .hint = Set HOME, or give --home DIR.
output-unwritten = The answer could not be written to standard output.
    .hint = What was asked for may have been done: check before you try again.
argument-missing = Missing: { $argument }.
    .hint = "--help" shows what is needed.
argument-unknown = There is no "{ $argument }" here.
    .hint = "--help" shows what there is.
argument-invalid = { $argument } cannot be "{ $value }".
    .hint = "--help" shows what it can be.
argument-value-missing = { $argument } needs a value.
    .hint = "--help" shows which.
argument-twice = { $argument } is given twice, or with something it does not go with.
    .hint = Keep one of them.
argument-not-text = An argument is not valid UTF-8 text.
    .hint = Only paths may be any bytes.
arguments-invalid = { $text }
    .hint = "--help" shows how it is written.
command-unknown = There is no command "{ $command }".
    .hint = "--help" shows all.
env-without-value = --env "{ $text }" has no "=".
    .hint = Write KEY=VALUE.
check-refused = The package cannot be added.
check-accepted = The package can be added. It supports: { $kinds }.
check-accepted-no-training = The package can be added, but no pipeline can run it.
list-and = { $before } and { $last }
project-created = Created the project { $name }.
project-kept = The project { $name } is changed.
package-added = Added { $package } { $version }.
packages-none = There is no package yet. Add one with "trainyard package add ZIP".
dataset-added = The dataset { $name } has { $files ->
        [one] one file
       *[other] { NUMBER($files) } files
    }, { BYTES($bytes) }.
left-out = { $count ->
        [one] One file or folder could not be taken:
       *[other] { NUMBER($count) } files or folders could not be taken:
    }
left-out-names = { $count ->
        [one] One file or folder could not be taken
       *[other] { NUMBER($count) } files or folders could not be taken
    }: { $names }{ $more ->
        [0] .
       *[other] {""} and { NUMBER($more) } more.
    }
size-on-disk = { BYTES($bytes) } ({ BYTES($data) } on disk)
dataset-empty = The dataset { $name } has no files.
work-progress = { NUMBER($done) } of { NUMBER($total) } files, { BYTES($bytes) } of { BYTES($size) }
work-progress-speed = { NUMBER($done) } of { NUMBER($total) } files, { BYTES($bytes) } of { BYTES($size) }, { BYTES($speed) }/s, { SECONDS($left) } left
datasets-none = There is no dataset yet. Add one with "trainyard dataset add NAME FOLDER".
runs-none = There is no run yet. Start one with "trainyard run start".
runs-not-found = No run is like that.
artifacts-none = The run { $id } has no artifacts.
uploaded = added
downloaded = { $path } ({ BYTES($bytes) })
# Problem report
report-contents = The problem report contains:
report-about = What is installed, and what this machine is like
report-log = What went wrong inside Trainyard
report-spec = What was asked of the run, without the parameters' values
report-outcome = How the run ended
report-events = The run's stages, metrics and use of the machine
report-requirements = What was installed for the run
report-run-log = What the training printed; this may contain data
report-not-sent = Nothing is sent. Look through the file before you give it to anybody.
run-published = { $package } { $version } is there, made by the run { $id }.
run-imported = { $file } is the run { $id } now.
run-not-imported = { $file }: { $text }
compare-made-by = the run { $run }, from { $version }
compare-files = { NUMBER($changed) } changed, { NUMBER($added) } added, { NUMBER($removed) } removed, { NUMBER($same) } the same
removed = Removed; that freed { BYTES($bytes) }.
run-queued = Run { $id } is queued.
run-tagged = Tags of run { $id }: { $tags }
run-untagged = Run { $id } has no tags.
run-noted = The note of run { $id } is kept.
run-note-removed = Run { $id } has no note.
run-pinned = Run { $id } is pinned.
run-unpinned = Run { $id } is not pinned.
gpu-enabled = yes
pinned = yes
queue-going = The queue goes on. Runs at once: { NUMBER($most) }.
queue-paused = The queue is paused: what runs goes on, and nothing new is started.
    .hint = "trainyard queue resume" lets it go on.
queue-none = No run waits.
run-moved = Run { $id } is number { NUMBER($place) } in the queue.
run-made = { $status }: { $package } { $version } is there, { $zip }.
run-ended = { $status }.
run-score = Score: { $score }
run-try-as-of = Try: trainyard run start … --as-of { $date }
run-ended-because = { $status }: { $reason }
stage-began = { $status }: { $stage }
stage-took = { $stage } took { SECONDS($seconds) }.
stopping = Stopping. Ctrl-C again stops at once.
stopping-now = Stopping at once.
stopped-at-once = Run { $id } was waiting and is stopped.
stop-asked = Run { $id } is being stopped.
stop-over = Run { $id } had ended before: { $status }.
schedule-kept = Schedule { $id }: { $next }
schedule-edit-empty = Nothing is given that shall change in the schedule { $id }.
    .hint = Give --type, --package, --version, --dataset, --evaluation-dataset, --name, --env, --gpu, --memory, --cores, --grace, --at, --days with --time, --cron, --missed, --without or --without-env.
schedule-without-parameter = The schedule { $id } has no parameter "{ $name }".
    .hint = "trainyard schedule show { $id }" shows those it has.
schedule-removed = The schedule { $id } is removed; its runs stay.
schedule-paused = paused
schedule-done = over
schedule-unattended = Runs are started while the window or "trainyard agent" is there; there is no agent now.
schedules-none = There is no schedule yet. Make one with "trainyard schedule add".
serve-begun = Trainyard is open for browsers on this machine until this is stopped (Ctrl-C). Its store: { $path }
    { $link }
    The link is good for one browser; the next one is shown when it was used.
serve-another = For another browser: { $link }
serve-not-opened = No browser could be opened ({ $detail }).
    .hint = Open the link yourself.
serve-windows-drive = The store { $path } is on a Windows drive, where files cannot be locked or watched as they have to be.
    .hint = Keep it in the Linux file system: choose another folder with --home.
agent-begun = The schedules and runs in { $path } are seen to until this is stopped.
missed-once = Once, at the next start
missed-skip = Skipped
column-id = ID
column-name = NAME
column-type = TYPE
column-status = STATUS
column-place = PLACE
column-reason = REASON
column-project = PROJECT
column-packages = PACKAGES
column-datasets = DATASETS
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
column-not-in-version = LEFT OUT
column-made-by = MADE BY
column-pipelines = PIPELINES
column-change-log = CHANGE LOG
column-created = CREATED
column-started = STARTED
column-ended = ENDED
column-stages = STAGES
column-installed = INSTALLED
column-imported = IMPORTED
imported-from = { $at } from { $file }
column-duration = DURATION
column-directory = DIRECTORY
column-when = WHEN
column-next = NEXT
column-missed = WHAT WAS MISSED
column-runs = RUNS
column-left-out = LAST LEFT OUT
column-files = FILES
column-file = FILE
column-size = SIZE
column-link = LINK TO
column-time = TIME
column-kind = KIND
column-event = WHAT HAPPENED
column-used = LAST USED
column-needed = NEEDED
storage-free = { BYTES($bytes) } free.
help-usage = Usage:
help-command = COMMAND
help-commands = Commands
help-arguments = Arguments
help-options = Options
help-help = Shows this help
help-version = Shows the version
help-trainyard = Trains UiPath AI Center packages on this machine: packages and datasets in, runs, new package versions out.
help-home = The folder that everything is kept in [TRAINYARD_HOME; else the system's data folder]
help-project-option = The project to work in [TRAINYARD_PROJECT; else the first one]
help-lang = The language [else the environment's]
help-json = Answers with JSON
help-output = Where to put it; a folder gets it put into it
help-completions = Prints the completions for a shell: bash, zsh or fish
help-project = Projects: create, list, rename, describe, remove
help-project-list = Lists the projects
help-project-create = Creates a project
help-project-rename = Gives a project another name
help-project-describe = Gives a project another description
help-project-remove = Removes a project with all that it holds
help-project-name = The project
help-project-new = Its new name
help-project-text = What it is for
help-project-yes = The project's name once more
help-package = ML packages: check, add, list, download, remove
help-package-check = Checks a package as it would be when it is added, and changes nothing
help-package-add = Adds a package as version 1.0, or as the next major version of one that is there
help-package-source = The package's zip, or its folder
help-package-name = The package
help-package-add-name = The package's name, a Python identifier [else the root folder's]
help-package-version = The version, for example 1.0
help-change-log = What is new in this version
help-python = The Python it needs, for example 3.11 [else yours]
help-package-list = Lists the packages
help-package-show = Shows a package's versions and where each came from
help-package-describe = Says what a package is for and what it takes; what is not given stays as it is
help-description = What it is for
help-input-type = What its predict() takes
help-input-description = What the input has to look like
help-output-description = What it answers
help-gpu-recommended = Whether it is best trained with a GPU
help-package-remove = Removes a package, or one version; its number is not given again
help-download-output = The new file, or a folder to put it in [default: here, named after its root folder]
help-package-download = Writes the zip of a version to a file
help-package-compare = Compares two versions of a package: files, requirements, score, and what made each
help-compare-before = The version to compare
help-compare-after = The version to compare it with
help-dataset = Datasets: add, list, show, remove
help-dataset-add = Adds a folder as a dataset, as a copy
help-dataset-add-files = Adds files or folders to a dataset
help-dataset-name = The dataset
help-dataset-folder = The folder that holds its files
help-dataset-files = What to add
help-dataset-into = The folder in the dataset to put it into [else its top]
help-link = Uses the folder where it is instead of a copy
help-dataset-list = Lists the datasets
help-dataset-show = Shows a dataset's files
help-dataset-remove = Removes a dataset; a linked folder stays
help-run = Pipeline runs: start, follow, stop, list, download what they left
help-run-start = Starts a pipeline run and follows its log. Ends with 0 (Successful), 1 (Failed), 130 (Killed) or 2 (refused: nothing was started). Ctrl-C stops the run; a second Ctrl-C kills it at once.
help-type = The pipeline type
help-start-package = The package
help-start-version = Its version, for example 1.0
help-start-dataset = The input dataset, or a folder in it (training, full)
help-start-evaluation = The evaluation dataset, or a folder in it (evaluation; full: optional)
help-start-name = The pipeline's name [else package and version]
help-env = A parameter: an environment variable of the training; can be given more than once
help-gpu = Enables the GPU
help-memory = The most memory that the run may use, for example 4GB; over it, it is stopped and Failed [no limit]
help-as-of = Installs only what was released up to the end of this day, UTC, in its runs too [the newest]
help-start-as-of = Installs only what was released up to the end of this day, UTC; none: the newest [as the version]
help-cores = How many processor cores the training may use [all]
help-without = What it shall have no longer, for example gpu,memory
help-without-env = An environment variable that it shall have no longer
help-grace = Seconds between being asked to stop and being killed [10]
help-detach = Does not wait for the end
help-run-list = Lists the runs, newest first
help-list-status = Only of this status: Scheduled, Queued, Packaging, Running, Successful, Failed or Killed; can be given more than once
help-list-type = Only of this pipeline type; can be given more than once
help-list-package = Only of this package
help-list-version = Only of this version of a package, the one that went in
help-list-dataset = Only on this dataset, to train or to evaluate on
help-list-tag = Only with this tag; of several, with all
help-list-since = Only created since a day (2026-11-24), a time (2026-11-24T18), or so long ago (36h, 7d)
help-list-until = Only created before then, written in the same way
help-list-text = Only with this in the id, the name, the package with its version or with the new one, a dataset, a tag or the note
help-list-sort = By created, started, ended, name, type, package, dataset, evaluation, status, duration, score, made, tags or queue, the last or greatest first [created]
help-list-ascending = The first or smallest first
help-list-limit = At most so many
help-run-tag = Tags a run, in whatever state it is, and shows its tags
help-tag-add = A tag it gets; can be given more than once
help-tag-remove = A tag it loses; can be given more than once
help-run-note = Writes down something about a run
help-note-text = The note, in place of the one that is there; "" takes it back
help-run-pin = Pins a run: in the window it stands before the others
help-run-unpin = Lets a pinned run go
help-run-show = Shows a run
help-run-log = Prints a run's log
help-log-json = Changes nothing: a log is raw bytes
help-follow = Goes on printing until the run ends
help-run-artifacts = Lists a run's artifacts
help-run-stop = Stops runs: asks, and after their grace periods kills
help-now = Kills at once
help-run-move = Moves a run that waits to another place in the queue
help-first = Before all others
help-last = After all others
help-before = Just before this run
help-queue = The queue: shows what waits, pauses, resumes
help-queue-show = Shows the runs that wait, the next one first, and whether the queue is paused
help-queue-pause = Pauses the queue: what runs goes on, and nothing new is started, also after a restart
help-queue-resume = Lets the queue go on
help-run-remove = Removes runs that have ended, with all they left; the versions they made stay
help-run-download = Copies what a run left; a folder becomes one zip if the output ends with .zip
help-run-path = artifacts/…, data_directory/…, test_data_directory/…, _results.json, log or package.zip [else all but the last]
help-run-publish = Makes the version of a training that went through when packing or publishing it failed
help-run-export = Writes a run that has ended, with all it shows, into one file that can be imported elsewhere
help-run-import = Imports exported runs; ends with 2 if one was refused, the others are imported
help-run-import-file = An exported run (.run.zip), or a folder of them
help-export-output = The file to write, or a folder to put it in
help-run-id = The run's id, or how it begins
help-schedule = Schedules: add, list, edit, pause, resume, run, remove
help-schedule-add = Makes a schedule: its runs are made when they come due, while the window or "trainyard agent" is there
help-schedule-list = Lists the schedules
help-schedule-show = Shows a schedule, its next times and its last runs
help-schedule-edit = Changes a schedule: what is given is new, the rest stays
help-schedule-run = Makes a run of a schedule now
help-schedule-pause = Pauses a schedule: it makes no runs until it is resumed
help-schedule-resume = Lets a paused schedule go on; what came due meanwhile is left out
help-schedule-remove = Removes a schedule; the runs it made stay
help-schedule-id = The schedule's id, or how it begins
help-at = Time based: the date and time, on this machine's clock
help-days = Recurring: the days of the week, of mon, tue, wed, thu, fri, sat and sun
help-time = Recurring: the time on these days
help-cron = Recurring: a cron expression of five fields (minute, hour, day of the month, month, day of the week)
help-missed = What becomes of a time that came due while nothing was there to start the run: once at the next start, or skipped [else once]
help-agent = Fires the schedules, starts queued runs and sees to runs that died, until SIGTERM or Ctrl-C
help-serve = Opens the window's pages for a browser on this machine, and is the agent as long as it runs
help-serve-port = The port to listen on; 0 takes a free one
help-serve-open = Opens the pages in the browser
help-serve-json = Prints one line at the start, as JSON: url and token
help-exec = Runs one run directory from start to outcome, and finishes it
help-exec-directory = The run's directory
help-settings = Shows the settings, or sets one: runs-at-once, uv, index-url, proxy, ca-file, keep-failed
help-setting-name = The setting
help-setting-value = Its new value
help-storage = Shows what takes disk: environments, packages, datasets, runs
help-storage-damaged = Lists the items that cannot be read
help-storage-remove-damaged = Removes a damaged item with all its files
help-storage-export-damaged = Saves what is left of a damaged item
help-storage-path = The path, as "trainyard storage damaged" shows it
help-report = Makes a file for a problem report: versions, Trainyard's own logs and, if you name one, a run without its data
help-report-run = Also includes this run: its log and how it went, but no data, package, artifacts or parameter values
help-report-output = The new file, or a folder to save it in [default: the current folder]
help-verbose = Also shows all causes of a failure
help-storage-remove = Removes a Python environment; a run that wants it builds it again
help-storage-outdated = Removes those that an older version made and no run uses any more
help-storage-digest = The environment, as "trainyard storage" names it
help-events = ML Logs: what happened to packages, datasets and runs, oldest first
help-events-follow = Goes on printing what happens
help-events-json = Answers with JSON; with --follow an object per line
help-events-kind = Only this kind: check, version, dataset, run, schedule, project, or error (whatever went wrong); can be given more than once
help-events-since = Not older than a day (2026-11-24), a time (2026-11-24T18:00), or so long ago (36h, 7d)

### window: shell

nav = Pages
nav-project = Default
nav-search = Search
nav-pipelines = Pipelines
nav-schedules = Schedules
nav-packages = ML Packages
nav-datasets = Datasets
nav-logs = ML Logs
nav-storage = Storage
nav-settings = Settings
nav-shortcuts = Keyboard shortcuts
back = Back
copied = Copied
connection-lost = The connection to Trainyard is lost. It comes back by itself; nothing that you have filled in is lost, and trainings go on.
connection-link = This page needs a link from "trainyard serve": open the one that it shows in its terminal.
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
key-space = Space
saved = Saved as { $path }, { $size }
preview-folder = A folder. Open it to see what is in it.
preview-link = A link. What it leads to is not shown.
preview-other = Neither a file nor a folder: there is nothing to show.
preview-cut = Only its beginning is shown. All of it is { $size }.
time-now = just now
drop-one = Packages and datasets are added one at a time: only { $name } was taken.
drop = Drop it here: a zip becomes an ML package, a folder a dataset, an exported run (.run.zip) a run.
closing = The training goes on
closing-text = { $runs ->
        [one] A run goes on without the window. Open Trainyard again whenever you like: it shows you how far it is.
       *[other] { NUMBER($runs) } runs go on without the window. Open Trainyard again whenever you like: it shows you how far they are.
    }
closing-close = Close the window
closing-stay = Keep it open
closing-schedules = Schedules will wait
closing-schedules-text = { $schedules ->
        [one] A schedule starts its runs only while this window or "trainyard agent" is there, and there is no agent. What comes due meanwhile is missed.
       *[other] { NUMBER($schedules) } schedules start their runs only while this window or "trainyard agent" is there, and there is no agent. What comes due meanwhile is missed.
    }

### window: projects

projects = Projects
projects-create = Create project
projects-manage = Manage projects
projects-switch = Switch project
projects-switch-to = Project: { $name }
projects-name = Name
projects-description = Description
projects-holds = Holds
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
projects-here = You are here
projects-remove-title = Remove { $name }?
projects-remove-text = All that it holds is deleted: { $holds }, its schedules and ML Logs. This cannot be undone.
projects-remove-empty = Nothing is in it. This cannot be undone.
projects-remove-name = Type its name to remove it
projects-removed = { $name } is removed; that freed { BYTES($bytes) }.
projects-gone = The project { $name } was removed.

### window: pipelines

pipelines-filter = Find runs
pipelines-new = Create new
pipelines-status-all = All
pipelines-status-active = Active
pipelines-status-queue = Queue
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
pipelines-empty = No run yet
    .hint = Choose a package version and a dataset, and train it.
pipelines-none-found = No run is like this
    .hint = Change the filter, or show all runs.
pipelines-show-all = Show all
pipelines-again = Run again with changes
pipelines-stop = Stop
pipelines-stop-now = Stop at once
pipelines-remove = Remove
pipelines-remove-title = Remove the run { $name }?
pipelines-remove-text = Its log, artifacts and results are deleted. The version it made stays.
pipelines-removed = Removed; that freed { BYTES($bytes) }.
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
queue-pause-it = Pause the queue
queue-resume-it = Resume the queue
queue-banner = { $waiting ->
        [0] The queue is paused: what runs goes on, and nothing new is started.
        [one] The queue is paused: what runs goes on, and 1 run waits.
       *[other] The queue is paused: what runs goes on, and { NUMBER($waiting) } runs wait.
    }
queue-place = It is number { NUMBER($place) } in the queue.
queue-grip = Drag to change the order
queue-sooner = Earlier in the queue
queue-later = Later in the queue
pipelines-stopping = { $name } is being stopped.
selection = Selected runs
selection-count = { $runs ->
        [one] 1 selected
       *[other] { NUMBER($runs) } selected
    }
selection-clear = Clear the selection
selection-stop-title = { $runs ->
        [one] Stop 1 run?
       *[other] Stop { NUMBER($runs) } runs?
    }
selection-stop-text = They make no version. Their logs and artifacts stay.
selection-stopping = { $runs ->
        [one] 1 run is being stopped.
       *[other] { NUMBER($runs) } runs are being stopped.
    }
selection-remove-title = { $runs ->
        [one] Remove 1 run?
       *[other] Remove { NUMBER($runs) } runs?
    }
selection-remove-text = Their logs, artifacts and results are deleted. The versions they made stay.
selection-remove-open = { $runs ->
        [one] 1 run has not ended and stays: { $names }
       *[other] { NUMBER($runs) } runs have not ended and stay: { $names }
    }
selection-frees = This frees { BYTES($bytes) }.
selection-frees-soon = Measuring what this frees…
selection-removed = { $runs ->
        [one] 1 run removed, { BYTES($bytes) } freed.
       *[other] { NUMBER($runs) } runs removed, { BYTES($bytes) } freed.
    }
selection-restored = { $runs ->
        [one] 1 run is back.
       *[other] { NUMBER($runs) } runs are back.
    }
undo = Undo
columns = Columns
columns-usual = Usual columns
filters = Filter
filters-title = Filter runs
filters-any = Any
filters-version = Package version
filters-days = Between two days
filters-first = First day
filters-last = Last day
filters-day-wrong = "{ $text }" is no day: write it as 2026-11-24.
filters-from = Since { $day }
filters-to = Until { $day }
filters-without = Without the filter { $filter }
filters-done = Done
views = Views
views-all = All runs
views-save = Save as a view…
views-update = Save "{ $name }" as it is now
views-rename = Rename "{ $name }"…
views-remove = Remove "{ $name }"
views-name = Name
views-keep = Save
tag = Tag
tag-title = { $runs ->
        [one] Tag 1 run
       *[other] Tag { NUMBER($runs) } runs
    }
tag-add = Add a tag
tag-remove = Remove tag
tag-without = Remove the tag { $tag }
note = Note
note-add = Add a note
note-keys = Enter saves, Shift Enter begins a line, Esc leaves it as it was.
pin = Pin
unpin = Unpin
pipelines-pinned = Pinned: stands before the others

### window: form

form-title = Create new pipeline run
form-name = Pipeline name
form-type = Pipeline type
form-package = Choose package
form-version = Choose package version
form-dataset = Choose input dataset
form-evaluation = Choose evaluation dataset
form-evaluation-none = None: what process_data() puts aside
form-dataset-size = { $files ->
        [one] 1 file, { $size }
       *[other] { NUMBER($files) } files, { $size }
    }
form-folder = Folder in the dataset
form-folder-all = The whole dataset
form-choose = Choose
form-gpu-recommended = A GPU is recommended for { $package }.
form-no-package = There is no package yet. Add one under ML Packages.
form-no-dataset = There is no dataset yet. Add one under Datasets.
form-parameters = Enter parameters
form-parameter-name = Environment variable
form-parameter-value = Value
form-parameter-add = Add a parameter
form-parameter-remove = Remove the parameter
form-parameter-reset = Back to the default
form-parameter-new = Remove the parameter: the run did not have it
form-parameter-gone = Take { $name } back: the run had it
form-was = It was: { $value }. Take that back
form-was-empty = empty
form-gpu = Enable GPU
form-infra = Infra settings
form-memory = Memory limit
form-memory-hint = For example 4 GB; a run over it is stopped. Empty: no limit.
form-cores = Processor cores
form-cores-hint = How many the code may use. Empty: all.
form-advanced = Advanced
form-more = More settings
form-as-of = Resolve as of
form-as-of-hint = As YYYY-MM-DD: only what was released up to the end of that day, UTC, is installed. Empty: the newest.
form-grace = Grace period, in seconds
form-grace-hint = How long a run may go on after it was asked to stop.
form-create = Create
form-save = Save
form-edit = Edit the schedule
form-when = When
form-when-now = Run now
form-when-at = Time based
form-when-recurring = Recurring
form-at = Date and time
form-at-hint = On this machine's clock, as YYYY-MM-DD HH:MM.
form-days = Days of the week
form-time = Time
form-time-hint = As HH:MM.
form-cron = Cron expression
form-cron-hint = Instead of days and time: minute, hour, day of the month, month, day of the week.
form-missed = If nothing is there to start it in time
form-next-times = Next times
schedules-empty = No schedule yet
    .hint = Create a pipeline run and choose Time based or Recurring.
schedules-name = Name
schedules-when = When
schedules-next = Next
schedules-no-agent = Runs are started while this window is open. "trainyard agent" starts them without it.
schedules-agent = An agent starts runs when this window is closed, too.
schedules-pause = Pause
schedules-resume = Resume
schedules-run = Run now
schedules-edit = Edit
schedules-remove = Remove
schedules-remove-title = Remove the schedule "{ $name }"?
schedules-remove-text = It makes no more runs. Those it made stay.
schedules-removed = The schedule is removed.
schedules-started = A run of "{ $name }" is queued.
schedules-runs = Past runs
runs-newest = These are the newest { NUMBER($count) }.
runs-newest-all = Show all
schedules-no-runs = It has made no run yet.
schedules-left-out = Left out
form-replaced = The form was filled in again. You can bring back what you had begun.
form-bring-back = Bring back

### window: details

details-title = Pipeline Details
details-overview = Overview
details-log = Log
details-artifacts = Artifacts
details-results = Results
details-copy-id = Copy the run's id
details-copy-folder = Copy the folder's path
details-more = More
details-publish = Publish the version
details-published = { $version } is published.
details-left-out = Left out of the version
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
details-in = What went in
details-out = What came out
details-times = Times
details-package = Package version
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
details-installed = Installed by the code, for this run only
details-kept = Data is kept
details-created = Created
details-schedule = Schedule
details-started = Started
details-ended = Ended
details-duration = Duration
details-folder = Folder
details-imported = Imported
details-imported-from = from { $file }
details-imported-id = Id there
details-waits = It waits for its turn.
details-never-began = It ended before it began.
details-progress = { $done } of { $total }
details-progress-files = { $files ->
        [one] 1 file
       *[other] { NUMBER($files) } files
    }
details-resources = { $processes ->
        [one] { $memory } of memory, { $cpu } s of processor time, 1 process
       *[other] { $memory } of memory, { $cpu } s of processor time, { NUMBER($processes) } processes
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
details-log-empty = Nothing was written yet
    .hint = What the code prints appears here at once.
details-log-none = The run wrote nothing
details-artifacts-none = No artifacts
    .hint = Whatever the code writes into the folder artifacts_directory appears here.
details-results-none = No results yet
    .hint = _results.json is written when the run ends.
details-results-text = As text
details-results-tree = As a tree

### window: packages

packages-add = Add ML package
packages-add-zip = A zip…
packages-add-folder = A folder…
packages-add-other = Other ways to add
packages-add-name = Package name
packages-add-confirm = Add
packages-adding = Adding the package
packages-becomes = It becomes { $name } { $version }.
packages-name-hint = A new name makes version 1.0, a known one its next major version.
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
packages-about-none = Nothing is said of it yet.
packages-filter = Filter packages
packages-name = Name
packages-latest = Latest
packages-version = Version
packages-versions = Versions
packages-runs = Pipeline runs
packages-runs-none = No run was made with it yet
packages-version-count = { $count ->
        [one] 1 version
       *[other] { NUMBER($count) } versions
    }
packages-compare = Compare versions
compare-title = { $name }: versions compared
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
compare-no-lines = Its lines cannot be shown: it is not text, or longer than 500 kB
compare-none = Both versions hold the same files
compare-line-removed = Removed:
compare-line-added = Added:
packages-types = Can run
packages-all-types = All pipeline types
packages-no-types = Nothing: training is not enabled
packages-size = Size
packages-changed = Changed
packages-origin = Where it came from
packages-uploaded = Added
packages-made-by = Run { $run }, from { $version }
packages-digest = BLAKE3
packages-copy-digest = Copy the digest
packages-download = Download { $name } { $version }
packages-train = Train
packages-train-version = Train { $version }
packages-added = { $name } { $version } was added.
packages-remove = Remove
packages-remove-version = Remove { $version }
packages-remove-title = Remove { $name }?
packages-remove-text = All its versions are deleted. Their numbers are not given again; runs keep what they left.
packages-remove-version-text = Its zip is deleted. Its number is not given again.
packages-empty = No ML package yet
    .hint = Add a zip or a folder, or drop one on the window.
packages-no-versions = All versions were removed
packages-none-found = No package is called like this
packages-accepted = It can be added, and can run: { $kinds }.
packages-accepted-untrained = It can be added, but no pipeline can run it.
packages-refused = It cannot be added
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
datasets-kept = Where its files are
datasets-copy = In the store
datasets-copy-way = Copy
datasets-copy-text = The files are copied into the store. What happens to the folder later changes nothing.
datasets-link-way = Link
datasets-link-text = The folder is used where it is, and must stay there. Each run still gets a copy of its own.
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
datasets-remove-text = Its files in the store are deleted. What runs have kept stays.
datasets-remove-link-text = Only the link is removed. The folder itself stays as it is.
datasets-empty = No dataset yet
    .hint = Add a folder, or drop one on the window.
datasets-none-found = No dataset is called like this
datasets-no-files = It has no files.
datasets-used-by = Used by
datasets-unused = No run has used it yet.

### window: ML Logs

logs-time = Time
logs-kind = Kind
logs-event = What happened
logs-all = All
logs-span-all = Any time
logs-span-day = Last 24 hours
logs-span-week = Last 7 days
logs-span-month = Last 30 days
logs-empty = Nothing has happened yet
    .hint = Package checks, versions, datasets, runs and errors are told here.
logs-none-found = Nothing of this kind happened in this time

### window: storage

storage-kind = Type
storage-kind-environment = Environment
storage-kind-package = ML Package
storage-kind-dataset = Dataset
storage-kind-run = Pipeline run
storage-kinds-environment = Python environments
storage-kinds-package = ML Packages
storage-kinds-dataset = Datasets
storage-kinds-run = Pipeline runs
storage-name = Name
storage-project = Project
storage-size = Size
storage-used = Last used
storage-needed = Why it stays
storage-empty = Nothing takes any disk yet
storage-smaller = { $count ->
        [one] One smaller pipeline run ({ BYTES($bytes) }) is not listed here.
       *[other] { NUMBER($count) } smaller pipeline runs ({ BYTES($bytes) } in all) are not listed here.
    }
storage-remove-outdated = Remove the outdated environments
storage-remove-title = Remove { $name }?
storage-remove-environment = A run that wants this Python environment builds it again.
storage-remove-package = All its versions are deleted. Their numbers are not given again; runs keep what they left.
storage-remove-dataset = Its files in the store are deleted; a linked folder stays as it is. What runs have kept stays.
storage-remove-run = Its log, artifacts and results are deleted. The version it made stays.

### window: settings

settings-look = Appearance
settings-language = Language
settings-theme = Theme
settings-system = As the system has it
settings-light = Light
settings-dark = Dark
settings-runs = Runs
settings-runs-at-once = Runs at once
settings-runs-at-once-hint = More wait in the queue until it is their turn.
settings-keep-failed = Keep the working folders of failed runs
settings-python = Python
settings-pythons = Found on this machine
settings-no-python = No Python 3.8 or newer was found.
settings-uv = uv
settings-uv-hint = Builds the Python environments. Empty: the one that was found.
settings-index = Package index
settings-index-none = PyPI, or as uv's own settings say
settings-first-index = Take each package from the first index that has it, and ask no other
settings-proxy = Proxy
settings-proxy-none = The environment's
settings-certificates = Certificates to trust
settings-certificates-none = The system's
settings-choose = Choose…
settings-saved = Saved
settings-store = Store
settings-folder = Everything is kept in
settings-free = { $size } free on its disk
settings-about = About
settings-problem = Problems
settings-problem-hint = A problem report is a file for the developers: versions, Trainyard's own logs and, if you choose one, a run without its data. Nothing is sent.
settings-report = Create a problem report…
report-title = Create a problem report
report-run = Include a run
report-no-run = None
report-save = Save…
settings-licence = MIT or Apache-2.0, as you like.

### window: start

start-title = Train your ML packages on this machine
start-text = Bring an AI Center ML package and a folder of data. Trainyard runs its pipelines here and gives you the new version, with a record of what made it.
start-tutorial = Start with the tutorial
start-tutorial-text = It adds a small package and its dataset.
start-adding = Adding the tutorial
start-package = Add a package of your own
start-dataset = Add data of your own

### window: palette

palette-placeholder = A page, an action, a run, a package, a dataset
palette-none = Nothing is called like this.
palette-light = Light theme
palette-dark = Dark theme
shortcuts-everywhere = Everywhere
shortcuts-lists = Lists
shortcuts-close = Close, or go back
shortcuts-move = Move
shortcuts-open = Open
shortcuts-tabs = The tabs
shortcuts-add = Add one
shortcuts-download = Download the version
shortcuts-select = Select
shortcuts-select-more = Select several
shortcuts-select-all = Select all
note-edit = Edit the note
