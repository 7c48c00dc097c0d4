"""Measures Trainyard beside other tools and prints a table. Started by `./dev bench`.

    python benches/bench.py --trainyard target/release/trainyard [--only NAME,NAME] [--all]

Every number stands beside what another tool takes for the same on the same machine in the same
minutes: ratios carry over to other machines, times do not. Works in a folder of its own beside the
program, on the same file system as the other build output, and removes it.
"""

import argparse
import array
import contextlib
import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

MB = 1_000_000


@dataclass
class Row:
    """One line of the table."""

    what: str
    ours: str
    beside: str
    ratio: str
    goal: str
    holds: bool

    def __str__(self):
        holds = ("yes" if self.holds else "**no**") if self.goal else ""
        return (
            f"| {self.what} | {self.ours} | {self.beside} | {self.ratio} | {self.goal} | {holds} |"
        )


# ---- The programs that are measured --------------------------------------------------------------


class Trainyard:
    """The command line, on a store of its own."""

    def __init__(self, program, home):
        self.program, self.home = program, home
        self.environment = {**os.environ, "TRAINYARD_HOME": str(home), "LC_ALL": "C.UTF-8"}

    def __call__(self, *arguments, check=True):
        """Runs it and answers with what it printed."""
        done = subprocess.run(
            [self.program, *map(str, arguments)],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
        )
        if check and done.returncode != 0:
            raise RuntimeError(f"trainyard {arguments}: {done.returncode}\n{done.stderr[-2000:]}")
        return done.stdout

    def train(self, package, *more, check=True):
        """A training run to its end; answers with the object that --json prints."""
        start = [
            "--type",
            "training",
            "--package",
            package,
            "--version",
            "1.0",
            "--dataset",
            "empty",
        ]
        return json.loads(self("run", "start", *start, "--json", *more, check=check))

    def copies_of_a_run(self, count):
        """Fills the store with copies of one run of the package `listed`, and has the index rebuilt."""
        run = Path(self.train("listed", check=False)["directory"])
        runs = run.parent
        for index in range(count - len(list(runs.iterdir()))):
            # Ids are of one length; the last of them differ.
            name = run.name[:-5] + f"{index:05}"
            if name == run.name or (runs / name).exists():
                continue
            (runs / name).mkdir()
            for path in run.iterdir():
                if path.suffix in (".json", ".jsonl"):
                    text = path.read_text(encoding="utf-8").replace(run.name, name)
                    (runs / name / path.name).write_text(text, encoding="utf-8")
                elif path.is_file():
                    shutil.copy(path, runs / name)
        for path in self.home.glob("store.db*"):
            path.unlink()

    def add_package(self, folder, name, train, requirements=""):
        """Adds a package whose `train()` has the given lines as its body."""
        root = folder / name
        root.mkdir()
        body = "".join(f"        {line}\n" for line in train.strip().splitlines())
        (root / "requirements.txt").write_text(requirements)
        (root / "main.py").write_text(
            "class Main:\n    def __init__(self):\n        pass\n\n"
            "    def predict(self, input):\n        return input\n"
        )
        (root / "train.py").write_text(
            "import os, sys, time\n\n\nclass Main:\n    def __init__(self):\n        pass\n\n"
            f"    def train(self, training_directory):\n{body}\n"
            "    def save(self):\n        pass\n\n"
            "    def evaluate(self, evaluation_directory):\n        return 1.0\n\n\n"
            'if __name__ == "__main__":\n    Main().train(sys.argv[1])\n'
        )
        self("package", "add", root, "--name", name)
        return root


@dataclass
class Bench:
    """What every measurement is given."""

    trainyard: Trainyard
    pack: Path
    uv: str
    folder: Path
    slow: bool
    gigabytes: float
    quiet_seconds: int


def stopwatch(*command, **options):
    """The seconds a command takes."""
    begin = time.perf_counter()
    subprocess.run([str(part) for part in command], check=True, **options)
    return time.perf_counter() - begin


def sync(folder):
    """What was written before is not part of what is measured next."""
    subprocess.run(["sync", "-f", folder], check=True)


def install(bench, name):
    """A virtual environment with a slow other tool, made once; answers with the folder of its programs."""
    venv = bench.folder / name
    if venv.exists():
        return venv / "bin"
    subprocess.run([bench.uv, "venv", "--quiet", "--python", sys.executable, venv], check=True)
    python = ["--python", venv / "bin" / "python"]
    subprocess.run([bench.uv, "pip", "install", "--quiet", *python, name], check=True)
    return venv / "bin"


def milliseconds(seconds):
    return f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"


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


def environment_seconds(run):
    """How long a run looked for, or built, its environment, and whether it was there already."""
    began = None
    for line in (Path(run["directory"]) / "events.jsonl").read_text().splitlines():
        event = json.loads(line)
        if event["event"] == "stage" and event["stage"] == "environment":
            began = event["t"]
        elif event["event"] == "environment":
            return (event["t"] - began) / 1000, event["found"]
    raise RuntimeError(f"no environment in the events of {run['directory']}")


# ---- The rows ------------------------------------------------------------------------------------


def start(bench):
    """From the command to the first line of train(), the environment known."""
    first = 'print("first", time.time_ns(), flush=True)'
    root = bench.trainyard.add_package(bench.folder, "start", first)
    command = [bench.trainyard.program, "run", "start", "--type", "training", "--package", "start"]
    command += ["--version", "1.0", "--dataset", "empty"]
    environment = bench.trainyard.environment

    def until_first_line(command, **options):
        begin = time.time_ns()
        done = subprocess.run(command, check=True, capture_output=True, text=True, **options)
        line = next(line for line in done.stdout.splitlines() if line.startswith("first "))
        return (int(line.split()[1]) - begin) / 1e9

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
        mlflow = install(bench, "mlflow")
        (root / "MLproject").write_text(
            f'name: start\nentry_points:\n  main:\n    command: "{interpreter} train.py ."\n'
        )
        run = [mlflow / "mlflow", "run", "--env-manager", "local", "."]
        store = {**os.environ, "MLFLOW_TRACKING_URI": f"sqlite:///{bench.folder}/mlflow.db"}
        taken = statistics.median(until_first_line(run, cwd=root, env=store) for _ in range(5))
        yield Row(
            "the same, beside MLflow",
            milliseconds(own),
            f"`mlflow run`: {milliseconds(taken)}",
            f"{taken / own:.1f} × faster",
            "",
            own < taken,
        )


def uv_seconds(bench, packages):
    """How long uv takes for an environment with pip in it, and that with the first import of pandas and
    scikit-learn there."""
    venv, quiet = bench.folder / "uv", {"stdout": subprocess.DEVNULL}
    shutil.rmtree(venv, ignore_errors=True)
    python = venv / "bin" / "python"
    built = stopwatch(
        bench.uv, "venv", "--quiet", "--seed", "--python", sys.executable, venv, **quiet
    )
    built += stopwatch(
        bench.uv, "pip", "install", "--quiet", "--python", python, *packages, **quiet
    )
    return built, built + stopwatch(python, "-c", "import pandas, sklearn", **quiet)


def environment(bench):
    """An environment with pandas and scikit-learn: built from a warm cache, and found again."""
    packages = ["pandas", "scikit-learn"]
    importing = "begin = time.perf_counter(); import pandas, sklearn; print(time.perf_counter() - begin)"
    bench.trainyard.add_package(bench.folder, "learn", importing, "\n".join(packages))
    bench.trainyard.train("learn")  # fills uv's cache
    built, imported, by_uv = [], [], []
    for _ in range(3):
        for marker in bench.trainyard.home.glob("cache/envs/*/environment.json"):
            bench.trainyard("storage", "remove-environment", marker.parent.name)
        run = bench.trainyard.train("learn")
        seconds, found = environment_seconds(run)
        if found:
            raise RuntimeError("the environment was not removed")
        built.append(seconds)
        imported.append(seconds + float((Path(run["directory"]) / "log").read_text().split()[-1]))
        by_uv.append(uv_seconds(bench, packages))
    again = []
    for _ in range(7):
        seconds, found = environment_seconds(bench.trainyard.train("learn"))
        if not found:
            raise RuntimeError("the environment was not found again")
        again.append(seconds)

    venv, quiet = bench.folder / "pip", {"stdout": subprocess.DEVNULL}
    pip = [venv / "bin" / "python", "-m", "pip", "install", "--quiet"]
    pip += ["--disable-pip-version-check", "--cache-dir", bench.folder / "pip-cache", *packages]
    for _ in range(2):  # the second time from pip's own warm cache
        taken = stopwatch(sys.executable, "-m", "venv", "--clear", venv, **quiet)
        taken += stopwatch(*pip, **quiet)
    own, found = statistics.median(built), statistics.median(again)
    uv_built, uv_imported = map(statistics.median, zip(*by_uv))
    # How long an index takes to answer is in both: uv asks it each time, unless it says otherwise.
    # Byte code is only in ours: uv leaves it to the first import, which the next row has.
    yield Row(
        "environment, pandas + scikit-learn, warm cache",
        f"{own:.2f} s",
        f"`uv venv --seed`, `uv pip install`: {uv_built:.2f} s; venv + pip: {taken:.1f} s",
        f"{own / uv_built:.2f} × uv's",
        "≤ 2 s",
        own <= 2,
    )
    first, other = statistics.median(imported), uv_imported
    yield Row(
        "the same, and the first import of both",
        f"{first:.2f} s",
        f"uv and the import: {other:.2f} s",
        f"{first / other:.2f} × uv's",
        "≤ 1.0 ×",
        first <= other,
    )
    yield Row(
        "the same, found again",
        milliseconds(found),
        "",
        "",
        "≤ 5 ms",
        found <= 0.005,
    )


def log(bench):
    """What a training prints as fast as it can, kept by the executor and by `cat > file`."""
    blocks = int(bench.gigabytes * 1000 * MB) // 65536
    train = f"""
line = b"epoch 12, step 3456: loss 0.123456, accuracy 0.987654\\n"
block = (line * 2000)[:65536]
begin = time.perf_counter()
for _ in range({blocks}):
    os.write(1, block)
with open(os.path.join(os.environ["artifacts_directory"], "seconds"), "w") as file:
    file.write(str(time.perf_counter() - begin))
"""
    root = bench.trainyard.add_package(bench.folder, "loud", train)
    ours, other, peak = [], [], 0

    def look(processes):
        nonlocal peak
        peak = max([peak, *map(peak_memory, processes)])

    for _ in range(3):
        sync(bench.folder)
        run = watched(bench, "loud", look, 0.02)
        ours.append(float((run / "artifacts" / "seconds").read_text()))
        if (run / "log").stat().st_size < blocks * 65536:
            raise RuntimeError("the log is not complete")
        bench.trainyard("run", "remove", run.name)
        sync(bench.folder)
        kept = {**os.environ, "artifacts_directory": str(bench.folder)}
        producer = f"'{sys.executable}' train.py . | cat > '{bench.folder}/cat.log'"
        subprocess.run(["sh", "-c", producer], cwd=root, env=kept, check=True)
        other.append(float((bench.folder / "seconds").read_text()))
        (bench.folder / "cat.log").unlink()
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


def package(bench):
    """A package's zip: 50 MB of text and 50 MB of float32 weights."""
    chance = random.Random(7)
    words = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 9))) for _ in range(5000)]
    text = " ".join(chance.choices(words, k=900_000)).encode()
    weights = array.array("f", (chance.gauss(0, 0.05) for _ in range(1_250_000))).tobytes()
    folder = bench.folder / "zip"
    folder.mkdir()
    for name, block in [("corpus.txt", text), ("weights.bin", weights)]:
        # A block is longer than deflate looks back, so that repeating it does not help it.
        (folder / name).write_bytes((block * (50 * MB // len(block) + 1))[: 50 * MB])
    out = {name: bench.folder / f"{name}.zip" for name in ["ours", "zip", "python"]}

    def by_python():
        begin = time.perf_counter()
        with zipfile.ZipFile(out["python"], "w", zipfile.ZIP_DEFLATED) as file:
            for path in sorted(folder.iterdir()):
                file.write(path, path.name)
        return time.perf_counter() - begin

    times = {name: [] for name in out}
    for _ in range(3):
        for path in out.values():
            path.unlink(missing_ok=True)
        silent = {"stdout": subprocess.DEVNULL}
        times["ours"].append(stopwatch(bench.pack, folder, out["ours"], **silent))
        times["zip"].append(
            stopwatch("zip", "-q", "-r", out["zip"], folder.name, cwd=folder.parent)
        )
        times["python"].append(by_python())
    seconds = {name: statistics.median(taken) for name, taken in times.items()}
    sizes = {name: path.stat().st_size for name, path in out.items()}
    for name, title, goal in [("zip", "`zip -r`", "≥ 2 ×"), ("python", "Python's zipfile", "")]:
        yield Row(
            "package zip, 100 MB of text and weights",
            f"{seconds['ours']:.2f} s",
            f"{title}: {seconds[name]:.2f} s",
            f"{seconds[name] / seconds['ours']:.1f} × faster",
            goal,
            seconds[name] / seconds["ours"] >= (2 if goal else 1),
        )
    larger = sizes["ours"] / sizes["zip"] - 1
    yield Row(
        "its size",
        f"{sizes['ours'] / MB:.1f} MB",
        f"`zip -r`: {sizes['zip'] / MB:.1f} MB",
        f"{larger:+.1%}",
        "≤ 1 % larger",
        larger <= 0.01,
    )


def dataset(bench):
    """A dataset of 10,000 files of 20 kB, safely on the disk."""
    folder = bench.folder / "many"
    for index in range(10_000):
        path = folder / f"{index // 500:02}" / f"{index}.bin"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(20_000))
    copy = bench.folder / "copy"
    ours, other = [], []
    for index in range(5):
        sync(bench.folder)
        begin = time.perf_counter()
        bench.trainyard("dataset", "add", f"many{index}", folder)
        ours.append(time.perf_counter() - begin)
        bench.trainyard("dataset", "remove", f"many{index}")
        sync(bench.folder)
        other.append(stopwatch("cp", "-r", folder, copy) + stopwatch("sync", "-f", copy))
        shutil.rmtree(copy)
    own, copied = statistics.median(ours), statistics.median(other)
    yield Row(
        "dataset added, 10,000 files of 20 kB",
        f"{own:.2f} s",
        f"`cp -r` and `sync`: {copied:.2f} s",
        f"{own / copied:.2f} × the time",
        "≤ 1.5 ×",
        own / copied <= 1.5,
    )
    if bench.slow:
        dvc = install(bench, "dvc") / "dvc"
        project = bench.folder / "dvc-project"
        shutil.copytree(folder, project / "many")
        subprocess.run([dvc, "init", "--quiet", "--no-scm"], cwd=project, check=True)
        sync(bench.folder)
        taken = stopwatch(dvc, "add", "--quiet", "many", cwd=project)
        yield Row(
            "the same, beside DVC",
            f"{own:.2f} s",
            f"`dvc add`: {taken:.1f} s",
            f"{taken / own:.1f} × faster",
            "",
            own < taken,
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


def listing(bench):
    """`run list` in a store of 10,000 runs: copies of one that failed, with a rebuilt index."""
    bench.trainyard.add_package(bench.folder, "listed", 'raise ValueError("as planned")')
    bench.trainyard.copies_of_a_run(10_000)
    count = len(json.loads(bench.trainyard("run", "list", "--json")))
    command = [bench.trainyard.program, "run", "list"]
    options = {"env": bench.trainyard.environment, "stdout": subprocess.DEVNULL}
    taken = statistics.median(stopwatch(*command, **options) for _ in range(20))
    bare = statistics.median(stopwatch("true") for _ in range(20))
    yield Row(
        f"`run list`, {count:,} runs, whole command",
        milliseconds(taken),
        f"`true`: {milliseconds(bare)}",
        "",
        "≤ 30 ms",
        taken <= 0.030 and count >= 9_990,
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


# Makes 2,000 runs with a metric and asks for the best hundred of them.
MLFLOW_RUNS = """
import json, statistics, sys, time
from mlflow.tracking import MlflowClient
client = MlflowClient(sys.argv[1])
experiment = client.create_experiment("runs")
begin = time.perf_counter()
made = [client.create_run(experiment, run_name=f"nightly {n}") for n in range(2000)]
rate = len(made) / (time.perf_counter() - begin)
for n, run in enumerate(made):
    client.log_metric(run.info.run_id, "score", n * 7919 % 2000)
times = []
for _ in range(7):
    begin = time.perf_counter()
    client.search_runs([experiment], order_by=["metrics.score DESC"], max_results=100)
    times.append(time.perf_counter() - begin)
print(json.dumps({"made": rate, "best": statistics.median(times)}))
"""


def runs(bench):
    """A store of 100,000 runs: pages of their list, and one run more."""
    store = Trainyard(bench.trainyard.program, bench.folder / "many-runs")
    store("dataset", "add", "empty", bench.folder / "empty")
    store.add_package(bench.folder, "made", "pass")
    program = bench.trainyard.program.parent / "examples" / "run_list"

    def measured(*arguments):
        command = [program, arguments[0], store.home, *arguments[1:]]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return json.loads(done.stdout)

    times = measured("list", "100000")
    index = sqlite3.connect(store.home / "store.db")

    def scan(rest):
        """The same table without its indices."""
        taken = []
        for _ in range(7):
            begin = time.perf_counter()
            index.execute(f"select * from runs not indexed {rest} limit 200").fetchall()
            taken.append(time.perf_counter() - begin)
        return statistics.median(taken)

    any_of = "where status in ('Failed', 'Killed') order by score desc"
    for title, begins, rest in [
        ("first page", "first", "order by pinned desc, created + 0 desc"),
        ("slowest sort", "sort ", "order by name collate nocase"),
        ("slowest filter", "filter ", any_of),
        ("slowest text search", "text ", "where instr(search, 'nightly') order by score desc"),
    ]:
        name = max((name for name in times if name.startswith(begins)), key=times.get)
        own, other = times[name], scan(rest)
        yield Row(
            f"100,000 runs, {title}" + (f" ({name})" if name != begins else ""),
            milliseconds(own),
            f"sqlite3 of Python, the same table without indices and counts: {milliseconds(other)}",
            f"{other / own:.1f} × faster",
            "≤ 50 ms",
            own <= 0.050,
        )
    index.close()
    rate = measured("create", "500", "made", "empty")["per second"]
    yield Row(
        "runs created one by one, durable, 100,000 there",
        f"{rate:.0f}/s",
        "",
        "",
        "≥ 200/s",
        rate >= 200,
    )
    if bench.slow:
        python = install(bench, "mlflow") / "python"
        command = [python, "-c", MLFLOW_RUNS, f"sqlite:///{bench.folder}/mlflow-runs.db"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        other = json.loads(done.stdout.splitlines()[-1])
        best = times["sort score down"]
        yield Row(
            "the best of 100,000 runs by score, beside MLflow",
            milliseconds(best),
            f"`search_runs` on SQLite, 2,000 runs: {milliseconds(other['best'])}",
            f"{other['best'] / best:.0f} × faster",
            "",
            best < other["best"],
        )
        yield Row(
            "runs created one by one, beside MLflow",
            f"{rate:.0f}/s",
            f"`create_run` on SQLite: {other['made']:.0f}/s",
            f"{rate / other['made']:.1f} × the rate",
            "",
            rate > other["made"],
        )


def importing(bench):
    """2,000 exported runs, imported with one command: on the disk for good when it is over."""
    count = 2_000
    folder = bench.folder / "exported"
    folder.mkdir()
    source = Trainyard(bench.trainyard.program, folder / "home")
    source("dataset", "add", "empty", bench.folder / "empty")
    source.add_package(folder, "listed", 'raise ValueError("as planned")')
    source.copies_of_a_run(count)
    runs = [run["id"] for run in json.loads(source("run", "list", "--json"))]
    zips = folder / "zips"
    zips.mkdir()
    with ThreadPoolExecutor() as pool:
        export = lambda run: source("run", "export", run, "--output", zips / f"{run}.run.zip")
        list(pool.map(export, runs))

    def unpacked(into):
        for path in zips.iterdir():
            with zipfile.ZipFile(path) as archive:
                archive.extractall(into)
        sync(into)

    ours, bare = [], []
    for index in range(5):
        elsewhere = Trainyard(bench.trainyard.program, folder / f"elsewhere{index}")
        elsewhere("run", "list")
        sync(folder)
        begin = time.perf_counter()
        elsewhere("run", "import", zips)
        ours.append(time.perf_counter() - begin)
        begin = time.perf_counter()
        unpacked(folder / f"unpacked{index}")
        bare.append(time.perf_counter() - begin)
    own, other = (len(runs) / statistics.median(times) for times in (ours, bare))
    yield Row(
        f"`run import`, {len(runs):,} runs at once",
        f"{own:,.0f} /s",
        f"Python's zipfile and `sync`, unpacked only: {other:,.0f} /s",
        f"{own / other:.1f} × as fast",
        "≥ 2,000 /s",
        own >= 2_000 and len(runs) >= count - 10,
    )
    if bench.slow:
        mlflow = install(bench, "mlflow")
        create = (
            "import sys, time, mlflow\n"
            "client = mlflow.MlflowClient(sys.argv[1])\n"
            "experiment = client.create_experiment('runs')\n"
            "begin = time.perf_counter()\n"
            "for _ in range(200):\n"
            "    client.create_run(experiment)\n"
            "print(200 / (time.perf_counter() - begin))\n"
        )
        store = f"sqlite:///{folder}/mlflow.db"
        done = subprocess.run(
            [mlflow / "python", "-c", create, store], check=True, capture_output=True, text=True
        )
        created = float(done.stdout.split()[-1])
        yield Row(
            "the same, beside MLflow",
            f"{own:,.0f} /s",
            f"`create_run`, nothing in them: {created:,.0f} /s",
            f"{own / created:.1f} × faster",
            "",
            own > created,
        )


ROWS = {
    "start": start,
    "turn": turn,
    "environment": environment,
    "log": log,
    "package": package,
    "dataset": dataset,
    "quiet": quiet,
    "runs": runs,
    "import": importing,
    "list": listing,  # last: the 10,000 runs stay in the store
}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--trainyard", type=Path, required=True, help="the built program")
    arguments.add_argument("--only", default=",".join(ROWS), help="rows, with commas between")
    arguments.add_argument("--all", action="store_true", help="MLflow and DVC too: slow to install")
    arguments.add_argument(
        "--gigabytes", type=float, default=2, help="that the log's producer writes"
    )
    arguments.add_argument("--quiet-seconds", type=int, default=120, help="of quiet training")
    given = arguments.parse_args()
    chosen = given.only.split(",")
    if not set(chosen) <= set(ROWS):
        arguments.error(f"--only takes {', '.join(ROWS)}")

    program = given.trainyard.resolve()
    beside = program.with_name("uv")
    failed = False
    with tempfile.TemporaryDirectory(prefix="bench-", dir=program.parent) as folder:
        folder = Path(folder)
        trainyard = Trainyard(program, folder / "home")
        (folder / "empty").mkdir()
        (folder / "empty" / "nothing.txt").write_text("nothing\n")
        trainyard("dataset", "add", "empty", folder / "empty")
        bench = Bench(
            trainyard=trainyard,
            pack=program.parent / "examples" / "pack",
            uv=str(beside) if beside.exists() else "uv",
            folder=folder,
            slow=given.all,
            gigabytes=given.gigabytes,
            quiet_seconds=given.quiet_seconds,
        )
        print("| what | Trainyard | beside | ratio | goal | holds |")
        print("| --- | --- | --- | --- | --- | --- |", flush=True)
        for name in (name for name in ROWS if name in chosen):
            try:
                for row in ROWS[name](bench):
                    print(row, flush=True)
            except Exception:
                failed = True
                print(f"| {name} | not measured, see below | | | | |", flush=True)
                traceback.print_exc()
    return failed


if __name__ == "__main__":
    sys.exit(main())
