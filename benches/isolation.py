"""What isolating the code of a run costs, beside bwrap."""

import shutil
import statistics
import subprocess
from pathlib import Path

from common import MB, Row, milliseconds, training
from training import until_first_line

FIRST = 'print("first", time.time_ns(), flush=True)'
ROUNDS = 21


def memory_of_init():
    """The largest resident set of the inits that live, in bytes."""
    found = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:
            continue  # it has ended
        if fields["Name"].strip() == "trainyard-init":
            found = max(found, int(fields["VmRSS"].split()[0]) * 1024)
    return found


def init_of_a_run(bench):
    """The memory of a run's init while its code runs."""
    bench.trainyard.add_package(bench.folder, "waits", 'print("up", flush=True)\ntime.sleep(2)')
    command = [bench.trainyard.program, "run", "start", *training("waits")]
    run = subprocess.Popen(
        command, env=bench.trainyard.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    while "up" not in run.stdout.readline():
        pass
    taken = memory_of_init()
    run.communicate()
    return taken


def isolation(bench):
    """From `run start` to the first line of train(), with and without isolation."""
    root = bench.trainyard.add_package(bench.folder, "isolated", FIRST)
    command = [bench.trainyard.program, "run", "start", *training("isolated")]
    environment = bench.trainyard.environment
    until_first_line(command, env=environment)
    interpreter = next(bench.trainyard.home.glob("cache/envs/*/bin/python"))
    bare = [interpreter, "train.py", "."]
    bwrap = shutil.which("bwrap")
    # The mounts that Trainyard makes.
    store = bench.trainyard.home
    walled = [bwrap, "--dev-bind", "/", "/", "--ro-bind", store, store, "--bind", root, root]
    walled += ["--tmpfs", store / "environs", "--tmpfs", store / "schedules", "--unshare-user"]
    walled += ["--unshare-pid", "--proc", "/proc", "--die-with-parent", "--chdir", root]
    on, off, alone, by_bwrap = [], [], [], []
    for _ in range(ROUNDS):
        on.append(until_first_line(command, env=environment))
        off.append(until_first_line([*command, "--isolation", "off"], env=environment))
        alone.append(until_first_line(bare, cwd=root))
        if bwrap:
            by_bwrap.append(until_first_line([*walled, *bare], cwd=root))
    on, off, alone = statistics.median(on), statistics.median(off), statistics.median(alone)
    yield Row(
        "isolation: `run start` to the first line",
        milliseconds(on),
        f"without: {milliseconds(off)}",
        f"{(on - off) * 1000:+.1f} ms",
        "≤ 5 ms more",
        on - off <= 0.005,
    )
    if bwrap:
        beside = off + statistics.median(by_bwrap) - alone
        yield Row(
            "the same, beside bwrap with the same mounts",
            milliseconds(on),
            f"without, and bwrap: {milliseconds(beside)}",
            f"{on / beside:.2f} ×",
            "≤ 1.2 ×",
            on / beside <= 1.2,
        )
    taken = init_of_a_run(bench)
    yield Row(
        "memory of a run's init (resident)", f"{taken / MB:.1f} MB", "", "", "≤ 1.5 MB", 0 < taken <= 1.5 * MB
    )
