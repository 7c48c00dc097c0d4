"""What a training costs: until it begins, while it goes on, and until the next one begins."""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

from common import MB, Row, install, milliseconds, sync, training


def until_first_line(command, **options):
    """The seconds until `train()` prints that it begins."""
    begin = time.time_ns()
    done = subprocess.run(command, check=True, capture_output=True, text=True, **options)
    line = next(line for line in done.stdout.splitlines() if line.startswith("first "))
    return (int(line.split()[1]) - begin) / 1e9


def start(bench):
    """From the command to the first line of train(), the environment known."""
    first = 'print("first", time.time_ns(), flush=True)'
    root = bench.trainyard.add_package(bench.folder, "start", first)
    command = [bench.trainyard.program, "run", "start", *training("start")]
    environment = bench.trainyard.environment
    until_first_line(command, env=environment)
    # The run's own is gone with it.
    interpreter = next(bench.trainyard.home.glob("cache/envs/*/bin/python"))
    ours, bare = [], []
    for _ in range(21):
        ours.append(until_first_line(command, env=environment))
        bare.append(until_first_line([interpreter, "train.py", "."], cwd=root))
    own, other = statistics.median(ours), statistics.median(bare)
    yield Row(
        "`run start` to the first line of `train()`",
        milliseconds(own),
        f"`python train.py`: {milliseconds(other)}",
        f"+{milliseconds(own - other)}",
        "≤ 150 ms more",
        own - other <= 0.150,
    )
    if bench.slow:
        yield start_beside_mlflow(bench, root, interpreter, own)


def start_beside_mlflow(bench, root, interpreter, own):
    mlflow = install(bench, "mlflow")
    (root / "MLproject").write_text(
        f'name: start\nentry_points:\n  main:\n    command: "{interpreter} train.py ."\n'
    )
    run = [mlflow / "mlflow", "run", "--env-manager", "local", "."]
    store = {**os.environ, "MLFLOW_TRACKING_URI": f"sqlite:///{bench.folder}/mlflow.db"}
    taken = statistics.median(until_first_line(run, cwd=root, env=store) for _ in range(5))
    return Row(
        "the same, beside MLflow",
        milliseconds(own),
        f"`mlflow run`: {milliseconds(taken)}",
        f"{taken / own:.1f} × faster",
        "",
        own < taken,
    )


def turn(bench):
    """From a run's end to the first line of train() of the next one in the queue."""
    first = 'print("first", time.time_ns(), flush=True)'
    bench.trainyard.add_package(bench.folder, "turn", first)

    def told(run):
        shown = json.loads(bench.trainyard("run", "show", run["id"], "--json"))
        line = bench.trainyard("run", "log", run["id"]).split()
        return int(line[1]) / 1e9, datetime.fromisoformat(shown["ended"]).timestamp()

    alone = []
    for _ in range(11):
        begin = time.time()
        alone.append(told(bench.trainyard.train("turn"))[0] - begin)
    bench.trainyard("settings", "runs-at-once", "1")
    bench.trainyard("queue", "pause")
    waiting = [bench.trainyard.train("turn", "--detach") for _ in range(12)]
    bench.trainyard("queue", "resume")
    for run in waiting:
        bench.trainyard("run", "log", run["id"], "--follow")
    times = [told(run) for run in waiting]
    own = statistics.median(begun - ended for (begun, _), (_, ended) in zip(times[1:], times))
    other = statistics.median(alone)
    yield Row(
        "a run's end to the next one's first line of `train()`",
        milliseconds(own),
        f"`run start` with nothing else to do: {milliseconds(other)}",
        f"{(own - other) * 1e3:+.0f} ms",
        "≤ 200 ms more",
        own - other <= 0.200,
    )


# ---- A run while it runs -------------------------------------------------------------------------


def executors(program, run):
    """The process ids of guard and executor of a run: the program's own, with its directory."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            own = os.path.samefile(process / "exe", program)
            if own and os.fsencode(run.name) in (process / "cmdline").read_bytes():
                found.append(int(process.name))
    return found


def peak_memory(process):
    """The most that was ever resident of a process, in bytes."""
    status = Path(f"/proc/{process}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if "VmHWM" in line)


def processor_seconds(process):
    """utime + stime of a process."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def watched(bench, package, look, every):
    """Starts a run in the background and calls `look(executor processes)` until it ended."""
    run = Path(bench.trainyard.train(package, "--detach")["directory"])
    while not (run / "outcome.json").exists():
        with contextlib.suppress(OSError, StopIteration):  # one that ends while it is looked at
            look(executors(bench.trainyard.program, run))
        time.sleep(every)
    while not (run / "_results.json").exists():
        time.sleep(0.01)
    outcome = json.loads((run / "outcome.json").read_text())
    if outcome["status"].lower() != "successful":
        raise RuntimeError(f"{package}: {outcome}")
    return run


# Prints blocks of lines as fast as it can, and keeps the seconds that it took.
LOUD = """
line = b"epoch 12, step 3456: loss 0.123456, accuracy 0.987654\\n"
block = (line * 2000)[:65536]
begin = time.perf_counter()
for _ in range(BLOCKS):
    os.write(1, block)
with open(os.path.join(os.environ["artifacts_directory"], "seconds"), "w") as file:
    file.write(str(time.perf_counter() - begin))
"""


def by_executor(bench, blocks, look):
    """The seconds that the producer takes in a run."""
    sync(bench.folder)
    run = watched(bench, "loud", look, 0.02)
    taken = float((run / "artifacts" / "seconds").read_text())
    if (run / "log").stat().st_size < blocks * 65536:
        raise RuntimeError("the log is not complete")
    bench.trainyard("run", "remove", run.name)
    return taken


def by_cat(bench, root):
    """The seconds that the producer takes into `cat > file`."""
    sync(bench.folder)
    kept = {**os.environ, "artifacts_directory": str(bench.folder)}
    producer = f"'{sys.executable}' train.py . | cat > '{bench.folder}/cat.log'"
    subprocess.run(["sh", "-c", producer], cwd=root, env=kept, check=True)
    (bench.folder / "cat.log").unlink()
    return float((bench.folder / "seconds").read_text())


def log(bench):
    """What a training prints as fast as it can, kept by the executor and by `cat > file`."""
    blocks = int(bench.gigabytes * 1000 * MB) // 65536
    train = LOUD.replace("BLOCKS", str(blocks))
    root = bench.trainyard.add_package(bench.folder, "loud", train)
    ours, other, peak = [], [], 0

    def look(processes):
        nonlocal peak
        peak = max([peak, *map(peak_memory, processes)])

    for _ in range(3):
        ours.append(by_executor(bench, blocks, look))
        other.append(by_cat(bench, root))
    size = blocks * 65536 / MB
    own, cat = size / statistics.median(ours), size / statistics.median(other)
    yield Row(
        f"log capture, {bench.gigabytes:g} GB by `os.write`",
        f"{own:.0f} MB/s",
        f"`cat > file`: {cat:.0f} MB/s",
        f"{own / cat:.2f} × the rate",
        "≥ 0.5 ×",
        own / cat >= 0.5,
    )
    yield Row(
        "executor's memory meanwhile, at its most",
        f"{peak / MB:.1f} MB",
        "",
        "",
        "≤ 40 MB",
        0 < peak <= 40 * MB,
    )


def quiet(bench):
    """What the executor costs while a training has little to say."""
    train = f"""
for _ in range({max(bench.quiet_seconds // 10, 1)}):
    time.sleep(10)
    print("still here", flush=True)
"""
    bench.trainyard.add_package(bench.folder, "quiet", train)
    samples = []

    def look(processes):
        if processes:
            samples.append((time.monotonic(), sum(map(processor_seconds, processes))))

    watched(bench, "quiet", look, 1)
    if len(samples) < 10:
        raise RuntimeError("no process of the executor was seen")
    # The first seconds are the preparation, the last the packing.
    (begin, used), (end, used_at_end) = samples[3], samples[-2]
    share = (used_at_end - used) / (end - begin)
    yield Row(
        f"executor's own cost, {end - begin:.0f} s of quiet training",
        f"{share:.2%} of a core",
        "",
        "",
        "≤ 0.5 %",
        share <= 0.005,
    )
