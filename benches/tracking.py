"""What it costs to track the numbers of a training, and to look at them."""

import os
import re
import statistics
import subprocess

from common import MB, Row, install, milliseconds, training
from driver import free_port
from looking import fast, served
from serving import server
from training import peak_memory, until_first_line, watched

EVENTS = 100_000
POINTS = 1_000_000

# Writes events with TensorBoard's own writer, and reads them with its own reader.
TENSORBOARD = """
import sys, time
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.event_file_writer import EventFileWriter
folder, count = sys.argv[1], int(sys.argv[2])
writer = EventFileWriter(folder)
for step in range(count):
    value = Summary.Value(tag=f"metric/{step % 10}", simple_value=step / 7)
    writer.add_event(Event(wall_time=1.5e9 + step, step=step, summary=Summary(value=[value])))
writer.close()
begin = time.perf_counter()
read = EventAccumulator(folder, size_guidance={"scalars": 0})
read.Reload()
print(sum(len(read.Scalars(tag)) for tag in read.Tags()["scalars"]), time.perf_counter() - begin)
"""

LOADED = re.compile(r"Finished load cycle \(([\d.]+)(s|ms|µs)\)")

# Logs so many values of a metric with MLflow's client, one call each. Prints its Python, which the other
# server is given, too.
MLFLOW = """
import mlflow, sys, time
print("python", sys._base_executable)
with mlflow.start_run():
    mlflow.log_metric("warm", 1.0)
    begin = time.perf_counter()
    for step in range({count}):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    print("calls", {count} / (time.perf_counter() - begin), flush=True)
"""

# The same request from a bare socket, whose own share of the time is small.
CALLS = """
import json, socket, statistics, time, urllib.parse
at = urllib.parse.urlsplit(os.environ["MLFLOW_TRACKING_URI"])
held = socket.create_connection((at.hostname, at.port))
held.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
def ask(call, **body):
    body = json.dumps(body)
    head = f"POST {at.path}/api/2.0/mlflow/{call} HTTP/1.1\\r\\nHost: {at.netloc}\\r\\n"
    head += f"Content-Type: application/json\\r\\nContent-Length: {len(body)}\\r\\n\\r\\n"
    held.sendall((head + body).encode())
    status, answer = held.recv(65536).decode().split("\\r\\n", 1)
    assert status.endswith("200 OK"), status
    return answer
run = json.loads(ask("runs/create", experiment_id="0").split("\\r\\n\\r\\n")[1])["run"]["info"]["run_id"]
taken = []
for step in range(5000):
    begin = time.perf_counter()
    ask("runs/log-metric", run_id=run, key="loss", value=1 / (step + 1), timestamp=int(time.time() * 1000), step=step)
    taken.append(time.perf_counter() - begin)
print("call", statistics.median(taken), flush=True)
"""

TABLE = f"""
with open(os.path.join(os.environ["artifacts_directory"], "training.log"), "w") as file:
    file.write("epoch,loss\\n")
    file.writelines(f"{{n}},{{(n * 7919 % 10007) / (n + 1)}}\\n" for n in range({POINTS}))
"""


def unused(bench):
    """What tracking costs a training that logs nothing: beside the same one with all sources switched off."""
    first = 'print("first", time.time_ns(), flush=True)\ntime.sleep(0.3)'
    names = {"tracked": "all", "untracked": "none"}
    seconds, memory = {name: [] for name in names}, dict.fromkeys(names, 0)
    for name, sources in names.items():
        bench.trainyard.add_package(bench.folder, name, first)
        bench.trainyard("package", "describe", name, "--metrics-from", sources)
    for turn in range(22):
        for name in names:
            command = [bench.trainyard.program, "run", "start", *training(name)]
            taken = until_first_line(command, env=bench.trainyard.environment)
            if turn:
                seconds[name].append(taken)
    for name in names:

        def look(processes, name=name):
            memory[name] = max([memory[name], *map(peak_memory, processes)])

        for _ in range(3):
            watched(bench, name, look, 0.02)
    on, off = (statistics.median(seconds[name]) for name in names)
    yield Row(
        "tracking, nothing logged: `run start` to the first line",
        milliseconds(on),
        f"switched off: {milliseconds(off)}",
        f"{(on - off) * 1000:+.1f} ms",
        "≤ 5 ms more",
        on - off <= 0.005,
    )
    on, off = memory.values()
    yield Row(
        "the same, executor's memory at its most",
        f"{on / MB:.1f} MB",
        f"switched off: {off / MB:.1f} MB",
        f"{(on - off) / MB:+.1f} MB",
        "≤ 5 MB more",
        0 < on <= off + 5 * MB,
    )


def tensorboard(bench):
    """Reading scalars, beside TensorBoard's own reader in Python, and its data server, rustboard."""
    folder = bench.folder / "events"
    python = install(bench, "tensorboard") / "python"
    command = [python, "-c", TENSORBOARD, folder, str(EVENTS)]
    count, theirs = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    ours = []
    for _ in range(5):
        command = [bench.pack.with_name("read_events"), *folder.iterdir()]
        read = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        if read[0] != count:
            raise RuntimeError(f"{read[0]} values were read, and not {count}")
        ours.append(float(read[1]))
    own, theirs = statistics.median(ours), float(theirs)
    yield Row(
        f"{EVENTS:,} scalars of TensorBoard",
        milliseconds(own),
        f"EventAccumulator: {milliseconds(theirs)}; rustboard: {milliseconds(rustboard(python, folder))}",
        f"{theirs / own:.0f} × faster",
        "≥ 20 ×",
        theirs >= 20 * own,
    )


def rustboard(python, folder):
    """The seconds in which TensorBoard's data server, which is in Rust, says that it has loaded a folder."""
    find = "import tensorboard_data_server as found; print(found.server_binary())"
    server = subprocess.run([python, "-c", find], check=True, capture_output=True, text=True).stdout.strip()
    command = [server, "--logdir", folder, "--reload", "once", "--port", "0"]
    command += ["--samples-per-plugin", "scalars=all", "--verbose"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            found = next(filter(None, (LOADED.search(line) for line in process.stderr)))
        finally:
            process.kill()
    return float(found[1]) * {"s": 1, "ms": 1e-3, "µs": 1e-6}[found[2]]


def charts(bench):
    """A chart of many points: the first time, and for each frame of a zoom."""
    with served(bench, "charts", TABLE) as (page, _, run):
        # The page of the run is open already, and with it the store.
        page.call("run", id=run)
        listed, first = page.call("series", id=run)
        series = next(one for one in listed["series"] if one["name"] == "loss")
        if series["count"] != POINTS:
            raise RuntimeError(f"{series['count']} points were recorded")
        asked = {"id": run, "keys": [series["key"]], "x": "step", "width": 1200, "smoothing": 0}
        whole = {**asked, "from": None, "to": None}
        first += page.call("chart", **whole)[1]
        yield fast(f"chart of {POINTS:,} points, the first time", first, 50)
        frames = []
        for frame in range(60):
            width = POINTS * 0.95**frame
            part = {**asked, "from": POINTS / 3 - width / 3, "to": POINTS / 3 + width * 2 / 3}
            frames.append(page.call("chart", **part)[1])
        yield fast("zoom into it, a frame", statistics.median(frames), 16)


COMPARED = """
with open(os.path.join(os.environ["artifacts_directory"], "training.log"), "w") as file:
    file.write("epoch,loss," + ",".join(f"metric {m:02}" for m in range(49)) + "\\n")
    for n in range(10_000):
        file.write(f"{n}," + ",".join(str((n * 7919 + m) % 10007 / (n + 1)) for m in range(50)) + "\\n")
"""


def comparing(bench):
    """Ten runs side by side, the first time that they are looked at."""
    with served(bench, "compared", COMPARED) as (page, _, run):
        page.call("run", id=run)
        runs = [run, *(page.store.train("compared")["id"] for _ in range(9))]
        compared, taken = page.call("compare_runs", ids=runs, all=True)
        if len(compared["metrics"]) != 50:
            raise RuntimeError(f"{len(compared['metrics'])} metrics are compared")
        yield fast("10 runs of 50 series of 10,000 points, compared", taken, 200)


def printed(text, name):
    """What follows the name in the first line that begins with it."""
    return next(line.split(" ", 1)[1] for line in text.splitlines() if line.startswith(name + " "))


def answered(bench):
    """A call of MLflow's API, from the request to the answer: more than the server's own share of it."""
    bench.trainyard.add_package(bench.folder, "calls", CALLS)
    run = bench.trainyard.train("calls")
    taken = float(printed(bench.trainyard("run", "log", run["id"]), "call"))
    yield Row(
        "`log-metric` of MLflow's API, answered",
        f"{taken * 1e6:.0f} µs",
        "",
        "",
        "≤ 200 µs",
        taken <= 200e-6,
    )


def logging(bench):
    """Metrics through MLflow's client, beside MLflow's own server on SQLite."""
    if not bench.slow:
        return
    count = 500
    bench.trainyard.add_package(bench.folder, "metrics", MLFLOW.format(count=count), "mlflow\n")
    run = bench.trainyard.train("metrics")
    log = bench.trainyard("run", "log", run["id"])
    ours = float(printed(log, "calls"))
    venv, port = install(bench, "mlflow", printed(log, "python")), free_port()
    store = f"sqlite:///{bench.folder}/metrics.db"
    command = [venv / "mlflow", "server", "--workers", "1", "--backend-store-uri", store]
    with server(command, {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}, port):
        environment = {**os.environ, "MLFLOW_TRACKING_URI": f"http://127.0.0.1:{port}"}
        done = subprocess.run(
            [venv / "python", "-c", MLFLOW.format(count=count)],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
    theirs = float(printed(done.stdout, "calls"))
    yield Row(
        "`log_metric` of MLflow's client",
        f"{ours:,.0f}/s",
        f"MLflow's server on SQLite: {theirs:,.0f}/s",
        f"{ours / theirs:.1f} × faster",
        "≥ 5 ×",
        ours >= 5 * theirs,
    )


def tracking(bench):
    yield from unused(bench)
    yield from tensorboard(bench)
    yield from charts(bench)
    yield from comparing(bench)
    yield from answered(bench)
    yield from logging(bench)
