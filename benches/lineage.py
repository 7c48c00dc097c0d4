"""How long it takes from one file of a dataset to every version that saw it."""

import json
import os
import shutil
import statistics
import subprocess

from common import Row, milliseconds, new_store, stopwatch

RUNS = 10_000
STATES = 200


def lineage(bench):
    """One file of a dataset of 1,000 files with 200 states, on which 10,000 runs made a version each."""
    home, folder = bench.folder / "lineage", bench.folder / "states"
    trainyard = new_store(bench.trainyard.program, home, bench.folder)
    trainyard.add_package(bench.folder, "listed", "pass")
    states = states_of(bench, folder, home / "snapshots" / "manifests")
    trainyard("dataset", "add", "states", folder, "--link")
    trainyard.copies_of_a_run(RUNS)
    give_states(home, states)
    ask = ["lineage", "dataset", "states", "05/0500.csv"]
    # Rebuilds the index.
    answer = json.loads(trainyard(*ask, "--json"))
    versions = [node for node in answer["nodes"] if node["kind"] == "version"]
    if len(versions) < RUNS:
        raise RuntimeError(f"only {len(versions)} versions saw the file")
    for what, more in [("", []), (", all of them as JSON", ["--json"])]:
        times = [
            stopwatch(
                trainyard.program,
                *ask,
                *more,
                env=trainyard.environment,
                stdout=subprocess.DEVNULL,
            )
            for _ in range(15)
        ]
        own = statistics.median(times)
        goal = "" if more else "≤ 100 ms"
        yield Row(
            f"from a file to the versions that saw it, {RUNS:,} runs{what}",
            milliseconds(own),
            "",
            "",
            goal,
            own <= 0.1,
        )
    shutil.rmtree(home)
    shutil.rmtree(folder)


def states_of(bench, folder, manifests):
    """The ids of the states of a dataset, of which one file is another one in each."""
    place = bench.folder / "states-place"
    for index in range(1000):
        path = folder / f"{index // 100:02}" / f"{index:04}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(index))
    known, states = set(), []
    for state in range(STATES):
        (folder / "05" / f"{500 + state % 2:04}.csv").write_text(f"state {state}")
        subprocess.run([bench.snapshot, folder, place], check=True, stdout=subprocess.DEVNULL)
        new = {path.name for path in (place / "manifests").iterdir()} - known
        known |= new
        states.extend(new)
    manifests.mkdir(parents=True, exist_ok=True)
    for state in states:
        shutil.copy(place / "manifests" / state, manifests)
    shutil.rmtree(place)
    return states


def give_states(home, states):
    """Writes into each run which state it was given, and the file of the version that it made."""
    package = home / "packages" / "listed"
    first = json.loads((package / "1.1.json").read_text())
    for index, run in enumerate(sorted((home / "runs").iterdir())):
        spec = json.loads((run / "spec.json").read_text())
        spec["input"] = {**spec["input"], "name": "states"}
        (run / "spec.json").write_text(json.dumps(spec))
        state = states[index % len(states)]
        snapshot = {"id": state, "content": state, "kept": False, "files": 1000, "bytes": 4000}
        (run / "snapshots.json").write_text(json.dumps({"format": 1, "input": snapshot}))
        if first["made_by"] != run.name:
            number = f"1.{index + 2}"
            version = {**first, "version": number, "made_by": run.name}
            (package / f"{number}.json").write_text(json.dumps(version))
            os.link(package / "1.1.zip", package / f"{number}.zip")
