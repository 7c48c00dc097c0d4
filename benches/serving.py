"""What a server of pages costs: to start, at rest, and until the run list is shown in a browser."""

import contextlib
import json
import os
import signal
import statistics
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

from common import MB, Row, install, milliseconds, new_store
from driver import chromium, free_port, memory, processor, transferred

RUNS = 100


@dataclass
class Measured:
    """What a server takes."""

    start: float
    sent: int
    load: float
    used: int


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError):
        return False


@contextlib.contextmanager
def server(command, env, port):
    """A server, and the seconds until it answered."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        while not answers(port):
            time.sleep(0.002)
        yield process, time.perf_counter() - begin
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def measure(bench, command, env, address, shown):
    """Starts a server several times, and shows the page of its runs once, before it is left alone."""
    starts = []
    for _ in range(3):
        with server(command, env, free_port()) as (_, seconds):
            starts.append(seconds)
    port = free_port()
    with server(command, env, port) as (process, _):
        with chromium(bench.folder) as page:
            page.ask("POST", "/url", {"url": address(port, process)})
            page.until(shown)
            sent = transferred(page)
        time.sleep(5)  # until the page is forgotten
        before = processor(process.pid)
        time.sleep(20)
        load = (processor(process.pid) - before) / 20
        return Measured(statistics.median(starts), sent, load, memory(process.pid))


def ours(bench):
    store = new_store(bench.trainyard.program, bench.folder / "served", bench.folder)
    store.add_package(bench.folder, "listed", 'raise ValueError("as planned")')
    store.copies_of_a_run(RUNS)
    return measure(
        bench,
        [store.program, "serve", "--json"],
        store.environment,
        lambda _, process: json.loads(process.stdout.readline())["url"],
        "document.querySelector('[role=grid] [data-testid^=run-row]')",
    )


# Makes as many runs, the newest of which is called `newest`, and prints the number of their experiment.
MLFLOW_RUNS = """
import sys
from mlflow.tracking import MlflowClient
client = MlflowClient(sys.argv[1])
experiment = client.create_experiment("served")
for name in [f"nightly {n}" for n in range(int(sys.argv[2]) - 1)] + ["newest"]:
    client.create_run(experiment, run_name=name)
print(experiment)
"""


def mlflow(bench):
    programs, store = install(bench, "mlflow"), f"sqlite:///{bench.folder}/mlflow-served.db"
    command = [programs / "python", "-c", MLFLOW_RUNS, store, str(RUNS)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    experiment = done.stdout.split()[-1]
    return measure(
        bench,
        [programs / "mlflow", "server", "--backend-store-uri", store],
        # Its consumers of jobs outlive it, and no job is measured here.
        {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"},
        lambda port, _: f"http://127.0.0.1:{port}/#/experiments/{experiment}/runs",
        "document.body.innerText.includes('newest')",
    )


def serve(bench):
    """`trainyard serve` over a store of 100 runs."""
    own = ours(bench)
    other = mlflow(bench) if bench.slow else None
    beside = f"MLflow's server, {RUNS} runs: "

    def row(what, goal, holds, text, value, better=None):
        return Row(
            what,
            text(value(own)),
            beside + text(value(other)) if other else "",
            f"{value(other) / value(own):.0f} × {better}" if other and better else "",
            goal,
            holds,
        )

    yield row(
        "`serve`, start to first answer",
        "≤ 150 ms",
        own.start <= 0.150,
        milliseconds,
        lambda measured: measured.start,
        "faster",
    )
    yield row(
        "the run list in a browser, transferred until it is shown",
        "≤ 400 kB",
        own.sent <= 400_000,
        lambda size: f"{size / 1000:,.0f} kB",
        lambda measured: measured.sent,
        "less",
    )
    yield row(
        "`serve` at rest, processor",
        "0 %",
        own.load < 0.005,
        lambda load: f"{load:.1%} of a core",
        lambda measured: measured.load,
    )
    yield row(
        "`serve` at rest, memory (PSS)",
        "≤ 25 MB",
        own.used <= 25 * MB,
        lambda used: f"{used / MB:.0f} MB",
        lambda measured: measured.used,
        "less",
    )
