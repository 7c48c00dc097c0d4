"""Calls the package's code for Trainyard and reports to it.

    python harness.py REPORTS ANSWERS METHOD[=DIRECTORY]...

The working directory is the package's root folder. Each report is one line of JSON, written to the FIFO
REPORTS; stdout and stderr are only for the package's code. Before each stage the harness waits for a byte
from the FIFO ANSWERS, while the executor works. Both FIFOs are opened again each time, so that code that
closes all descriptors does not cut the connection. Importing this file does nothing, since multiprocessing
(spawn) imports it.

Only os and sys are imported: other modules take time, and the package may have modules with the same
names.
"""

import os
import sys


def run(reports, answers, calls):
    process = os.getpid()
    directories = dict(calls)

    def report(line):
        """Returns whether it was written. Without a reader, only the exit status will show the result."""
        if os.getpid() != process:
            return False  # a fork that returned from the code
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
        """Reports, and waits for the answer."""
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
            os._exit(0)  # the parent continues

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
                returned = None  # not used, and may be large
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
            shown = text(returned, repr, 200) or name(returned)
            report('{"no_score": %s}\n' % quoted(shown))
            sys.exit(1)
        report('{"score": %r}\n' % score)
    report('"done"\n')


def is_empty(directory):
    return not os.path.isdir(directory) or not os.listdir(directory)


def number(value):
    """The score as a number, including numpy's types; None if it is not one. Texts, booleans, infinity and NaN,
    which JSON does not have, are not scores."""
    if isinstance(value, (str, bytes, bytearray, complex)) or type(value).__name__ in ("bool", "bool_"):
        return None
    try:
        score = float(value)
    except Exception:
        return None
    return score if abs(score) < float("inf") else None


def quoted(text):
    """A JSON string; a lone surrogate becomes a question mark."""
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


def text(value, convert=str, most=2000):
    """The text of an exception, from methods of the code that may return anything: too long a report is not read.
    The log has all of it."""
    try:
        whole = convert(value)
        return str.__getitem__(whole, slice(most)) + ("\u2026" if str.__len__(whole) > most else "")
    except BaseException:
        return ""


def show(error):
    """Prints the traceback without the frames of this file, which the code's author does not know."""
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

    faulthandler.enable()  # prints a traceback if native code crashes
    root = os.getcwd()
    sys.path[0] = root
    sys.argv = [os.path.join(root, "train.py")]
    run(reports, answers, calls)


if __name__ == "__main__":
    main()
