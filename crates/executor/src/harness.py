"""Calls the package's code for Trainyard and reports to it.

    python harness.py REPORTS ANSWERS METHOD[=DIRECTORY]...

The working directory is the package's root folder. Each report is one line of JSON into the FIFO
REPORTS; stdout and stderr belong to the package's code alone. Before each stage the harness waits for
a byte from the FIFO ANSWERS: the executor does its work between two calls meanwhile. Both are reopened each
time, so that code that closes all descriptors silences nobody. The file can be imported without doing
anything, since multiprocessing (spawn) does.

Nothing but os and sys is imported: other modules take time, and the package may have some of the
same name.
"""

import os
import sys


def run(reports, answers, calls):
    process = os.getpid()
    directories = dict(calls)

    def report(line):
        """Returns whether it was written; without a reader, the way the process ends says the rest."""
        if os.getpid() != process:
            return False  # a fork that came back from the code
        try:
            pipe = os.open(reports, os.O_WRONLY | os.O_CLOEXEC)
            unwritten = line.encode()
            while unwritten:
                unwritten = unwritten[os.write(pipe, unwritten):]
            os.close(pipe)
        except OSError:
            return False
        return True

    def ask(line):
        """Reports, and waits until that was acted on."""
        if not report(line):
            return
        try:
            pipe = os.open(answers, os.O_RDONLY | os.O_CLOEXEC)
            os.read(pipe, 1)
            os.close(pipe)
        except OSError:
            pass  # the code has removed it

    def leave_fork():
        if os.getpid() != process:
            os._exit(0)  # what follows is its parent's to do

    def begin(stage):
        leave_fork()
        ask('{"stage": "%s"}\n' % stage)

    stage = "import"
    begin(stage)
    try:
        import train

        stage = "init"
        begin(stage)
        main = train.Main()
        for stage, directory in calls:
            if stage == "evaluate":
                os.makedirs(directory, exist_ok=True)  # process_data may have removed it
            begin(stage)
            if stage == "train" and "process_data" in directories and is_empty(directory):
                ask('"training_folder_empty"\n')
                directory = directories["process_data"]
            arguments = () if directory is None else (directory,)
            returned = getattr(main, stage)(*arguments)
            if stage != "evaluate":
                returned = None  # it is ignored, and may be large
    except SystemExit as stop:
        report('{"exit": {"stage": "%s", "code": "%d"}}\n' % (stage, exit_code(stop)))
        raise
    except BaseException as error:
        facts = stage, quoted(name(error)), quoted(text(error))
        report('{"error": {"stage": "%s", "exception": %s, "text": %s}}\n' % facts)
        show(error)
        sys.exit(1)
    leave_fork()
    if stage == "evaluate":
        score = number(returned)
        if score is None:
            shown = text(returned, repr)[:200] or name(returned)
            report('{"no_score": %s}\n' % quoted(shown))
            sys.exit(1)
        report('{"score": %r}\n' % score)
    report('"done"\n')


def is_empty(directory):
    return not os.path.isdir(directory) or not os.listdir(directory)


def number(value):
    """A score: what Python takes for a number, numpy's too; None: it is none. Text is not read as
    one, yes or no are none, and neither are infinity and NaN, which JSON lacks."""
    if isinstance(value, (str, bytes, bytearray, complex)) or type(value).__name__ in ("bool", "bool_"):
        return None
    try:
        score = float(value)
    except Exception:
        return None
    return score if abs(score) < float("inf") else None


def quoted(text):
    """As a string of JSON; half a character becomes a question mark."""
    units = text.encode("utf-16-be", "replace")
    return '"%s"' % "".join("\\u%02x%02x" % pair for pair in zip(units[::2], units[1::2]))


def exit_code(stop):
    """The exit code that Python makes of a SystemExit."""
    if stop.code is None:
        return 0
    if not isinstance(stop.code, int):
        return 1
    return stop.code if -2**63 <= stop.code < 2**63 else -1


def name(value):
    def full(kind):
        return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"

    return text(type(value), full) or "?"


def text(value, say=str):
    """What the code's own methods say, which may be anything: a report that is too long is not read."""
    try:
        return str.__getitem__(say(value), slice(2000))
    except BaseException:
        return ""


def show(error):
    """The traceback as the code's author knows it: without this file's frames."""
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename == __file__:
        frames = frames.tb_next
    if getattr(sys.stderr, "closed", sys.stderr is None):
        sys.stderr = open(2, "w", errors="backslashreplace", closefd=False)
    sys.__excepthook__(type(error), error.with_traceback(frames), frames)


def main():
    reports, answers = sys.argv[1:3]
    calls = [(method, directory if given else None)
             for method, given, directory in (call.partition("=") for call in sys.argv[3:])]
    import faulthandler

    faulthandler.enable()  # a crash in native code says where it was called from
    root = os.getcwd()
    sys.path[0] = root
    sys.argv = [os.path.join(root, "train.py")]
    run(reports, answers, calls)


if __name__ == "__main__":
    main()
