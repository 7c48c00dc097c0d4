"""What the environment of a run costs, beside uv and pip."""

import json
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from common import Row, milliseconds, stopwatch

IMPORTING = """
begin = time.perf_counter()
import pandas, sklearn
print(time.perf_counter() - begin)
"""


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


def built_again(bench, packages):
    """For three environments built from a warm cache: the seconds until each is there, until its first
    import is done, and the same two by uv."""
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
    return built, imported, by_uv


def found_again(bench):
    """The seconds until an environment that is there is found, seven times."""
    again = []
    for _ in range(7):
        seconds, found = environment_seconds(bench.trainyard.train("learn"))
        if not found:
            raise RuntimeError("the environment was not found again")
        again.append(seconds)
    return again


def pip_seconds(bench, packages):
    """How long venv and pip take, from pip's own warm cache."""
    venv, quiet = bench.folder / "pip", {"stdout": subprocess.DEVNULL}
    pip = [venv / "bin" / "python", "-m", "pip", "install", "--quiet"]
    pip += ["--disable-pip-version-check", "--cache-dir", bench.folder / "pip-cache", *packages]
    for _ in range(2):  # the first time fills the cache
        taken = stopwatch(sys.executable, "-m", "venv", "--clear", venv, **quiet)
        taken += stopwatch(*pip, **quiet)
    return taken


def environment(bench):
    """An environment with pandas and scikit-learn: built from a warm cache, and found again."""
    packages = ["pandas", "scikit-learn"]
    bench.trainyard.add_package(bench.folder, "learn", IMPORTING, "\n".join(packages))
    bench.trainyard.train("learn")  # fills uv's cache
    built, imported, by_uv = built_again(bench, packages)
    again = found_again(bench)
    taken = pip_seconds(bench, packages)
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
