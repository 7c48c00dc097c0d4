"""Calls the package's code for Trainyard and reports over a pipe of its own.

    python harness.py CHANNEL METHOD[=DIRECTORY]...

The working directory is the package's root folder. Each report is one line of JSON on the inherited
descriptor CHANNEL; stdout and stderr belong to the package's code alone. The file can be imported
without doing anything, since multiprocessing (spawn) does.
"""

import os
import sys


def run(channel, calls):
    process = os.getpid()

    def report(line):
        try:
            os.write(channel, line.encode("utf-8", "replace") + b"\n")
        except OSError:
            pass  # the code has closed it: how the process ends then says the rest

    stage = "import"
    try:
        report('{"stage": "import"}')
        import train

        stage = "init"
        report('{"stage": "init"}')
        main = train.Main()
        for method, directory in calls:
            stage = method
            report('{"stage": "%s"}' % method)
            function = getattr(main, method)
            function() if directory is None else function(directory)
            if os.getpid() != process:
                os._exit(0)  # a fork that came back from the call: the rest is its parent's to do
    except SystemExit as stop:
        if os.getpid() == process:
            report_as_json(report, "exit", stage, code=str(exit_code(stop)))
        raise
    except BaseException as error:
        if os.getpid() == process:
            report_as_json(report, "error", stage, exception=name(error), text=text(error))
        show(error)
        sys.exit(1)
    report('"done"')


def report_as_json(report, kind, stage, **facts):
    import json

    facts = {key: value.encode("utf-8", "replace").decode() for key, value in facts.items()}
    report(json.dumps({kind: {"stage": stage, **facts}}))


def exit_code(stop):
    """The exit code that Python makes of a SystemExit."""
    if stop.code is None:
        return 0
    return stop.code if isinstance(stop.code, int) else 1


def name(error):
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else kind.__module__ + "." + kind.__qualname__


def text(error):
    try:
        return str(error)[:2000]
    except Exception:
        return ""


def show(error):
    """The traceback as the code's author knows it: without this file's frames."""
    import traceback

    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename == __file__:
        frames = frames.tb_next
    try:
        sys.stdout.flush()
        traceback.print_exception(type(error), error, frames)
        sys.stderr.flush()
    except Exception:
        pass  # stdout or stderr was closed or replaced by the code


def main():
    channel = int(sys.argv[1])
    calls = [(method, directory if given else None)
             for method, given, directory in (call.partition("=") for call in sys.argv[2:])]
    os.set_inheritable(channel, False)
    import faulthandler

    faulthandler.enable()  # a crash in native code says where it was called from
    root = os.getcwd()
    sys.path[0] = root
    sys.argv = [os.path.join(root, "train.py")]
    run(channel, calls)


if __name__ == "__main__":
    main()
