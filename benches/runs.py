"""What many runs cost: listed, created, and imported."""

import contextlib
import json
import sqlite3
import statistics
import subprocess
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor

from common import Row, Trainyard, install, milliseconds, new_store, stopwatch, sync


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


# The pages that are judged: the slowest of those whose name begins so, and what Python's sqlite3 asks
# of the same table without its indices.
PAGES = [
    ("first page", "first", "order by pinned desc, created + 0 desc"),
    ("slowest sort", "sort ", "order by name collate nocase"),
    (
        "slowest filter",
        "filter ",
        "where status in ('Failed', 'Killed') order by score desc",
    ),
    ("slowest text search", "text ", "where instr(search, 'nightly') order by score desc"),
]


def scan(index, rest):
    """The seconds that a query of the runs takes without indices."""
    taken = []
    for _ in range(7):
        begin = time.perf_counter()
        index.execute(f"select * from runs not indexed {rest} limit 200").fetchall()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def pages_of_runs(store, times):
    with contextlib.closing(sqlite3.connect(store.home / "store.db")) as index:
        for title, begins, rest in PAGES:
            name = max((name for name in times if name.startswith(begins)), key=times.get)
            own, other = times[name], scan(index, rest)
            yield Row(
                f"100,000 runs, {title}" + (f" ({name})" if name != begins else ""),
                milliseconds(own),
                "sqlite3 of Python, the same table without indices and counts: "
                + milliseconds(other),
                f"{other / own:.1f} × faster",
                "≤ 50 ms",
                own <= 0.050,
            )


def runs(bench):
    """A store of 100,000 runs: pages of their list, and one run more."""
    store = new_store(bench.trainyard.program, bench.folder / "many-runs", bench.folder)
    store.add_package(bench.folder, "made", "pass")
    program = bench.trainyard.program.parent / "examples" / "run_list"

    def measured(*arguments):
        command = [program, arguments[0], store.home, *arguments[1:]]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return json.loads(done.stdout)

    times = measured("list", "100000")
    yield from pages_of_runs(store, times)
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
        yield from runs_beside_mlflow(bench, times["sort score down"], rate)


def runs_beside_mlflow(bench, best, rate):
    python = install(bench, "mlflow") / "python"
    command = [python, "-c", MLFLOW_RUNS, f"sqlite:///{bench.folder}/mlflow-runs.db"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    other = json.loads(done.stdout.splitlines()[-1])
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


# Makes 200 runs with nothing in them and prints how many that is in a second.
MLFLOW_CREATE = """
import sys, time, mlflow
client = mlflow.MlflowClient(sys.argv[1])
experiment = client.create_experiment('runs')
begin = time.perf_counter()
for _ in range(200):
    client.create_run(experiment)
print(200 / (time.perf_counter() - begin))
"""


def exported_runs(bench, folder, zips, count):
    """Exports that many runs of a store of their own. Answers how many there are."""
    source = new_store(bench.trainyard.program, folder / "home", bench.folder)
    source.add_package(folder, "listed", 'raise ValueError("as planned")')
    source.copies_of_a_run(count)
    runs = [run["id"] for run in json.loads(source("run", "list", "--json"))]

    def export(run):
        source("run", "export", run, "--output", zips / f"{run}.run.zip")

    zips.mkdir()
    with ThreadPoolExecutor() as pool:
        list(pool.map(export, runs))
    return len(runs)


def unpack(zips, into):
    for path in zips.iterdir():
        with zipfile.ZipFile(path) as archive:
            archive.extractall(into)
    sync(into)


def importing(bench):
    """2,000 exported runs, imported with one command: on the disk for good when it is over."""
    folder = bench.folder / "exported"
    folder.mkdir()
    zips = folder / "zips"
    count = exported_runs(bench, folder, zips, 2_000)
    ours, bare = [], []
    for index in range(5):
        elsewhere = Trainyard(bench.trainyard.program, folder / f"elsewhere{index}")
        elsewhere("run", "list")
        sync(folder)
        begin = time.perf_counter()
        elsewhere("run", "import", zips)
        ours.append(time.perf_counter() - begin)
        begin = time.perf_counter()
        unpack(zips, folder / f"unpacked{index}")
        bare.append(time.perf_counter() - begin)
    own, other = (count / statistics.median(times) for times in (ours, bare))
    yield Row(
        f"`run import`, {count:,} runs at once",
        f"{own:,.0f} /s",
        f"Python's zipfile and `sync`, unpacked only: {other:,.0f} /s",
        f"{own / other:.1f} × as fast",
        "≥ 2,000 /s",
        own >= 2_000 and count >= 1_990,
    )
    if bench.slow:
        yield import_beside_mlflow(bench, folder, own)


def import_beside_mlflow(bench, folder, own):
    command = [install(bench, "mlflow") / "python", "-c", MLFLOW_CREATE]
    command.append(f"sqlite:///{folder}/mlflow.db")
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    created = float(done.stdout.split()[-1])
    return Row(
        "the same, beside MLflow",
        f"{own:,.0f} /s",
        f"`create_run`, nothing in them: {created:,.0f} /s",
        f"{own / created:.1f} × faster",
        "",
        own > created,
    )
