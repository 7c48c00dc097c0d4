"""What all measurements share: the command line that is measured, its stores, and the table."""

import json
import os
import shutil
import subprocess
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

MB = 1_000_000


# ---- The table ------------------------------------------------------------------------------------


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


def print_table(rows, chosen, bench):
    """Measures the chosen rows and prints them. Answers whether one could not be measured."""
    failed = False
    print("| what | Trainyard | beside | ratio | goal | holds |")
    print("| --- | --- | --- | --- | --- | --- |", flush=True)
    for name in (name for name in rows if name in chosen):
        try:
            for row in rows[name](bench):
                print(row, flush=True)
        except Exception:
            failed = True
            print(f"| {name} | not measured, see below | | | | |", flush=True)
            traceback.print_exc()
    return failed


def add_only(arguments, rows):
    arguments.add_argument("--only", default=",".join(rows), help="rows, with commas between")


def chosen_rows(arguments, given, rows):
    chosen = given.only.split(",")
    if not set(chosen) <= set(rows):
        arguments.error(f"--only takes {', '.join(rows)}")
    return chosen


# ---- The command line ----------------------------------------------------------------------------

MAIN = """\
class Main:
    def __init__(self):
        pass

    def predict(self, input):
        return input
"""

TRAIN = """\
import os, sys, time


class Main:
    def __init__(self):
        pass

    def train(self, training_directory):
BODY

    def save(self):
        pass

    def evaluate(self, evaluation_directory):
        return 1.0


if __name__ == "__main__":
    Main().train(sys.argv[1])
"""


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
        return json.loads(self("run", "start", *training(package), "--json", *more, check=check))

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
        # Rows share their folder, and some add the same package to stores of their own.
        root.mkdir(exist_ok=True)
        body = "".join(f"        {line}\n" for line in train.strip().splitlines())
        (root / "requirements.txt").write_text(requirements)
        (root / "main.py").write_text(MAIN)
        (root / "train.py").write_text(TRAIN.replace("BODY\n", body))
        self("package", "add", root, "--name", name)
        return root


def training(package):
    """The arguments of `run start` for a training of a package."""
    return ["--type", "training", "--package", package, "--version", "1.0", "--dataset", "empty"]


def new_store(program, home, folder):
    """A store with the dataset `empty`."""
    trainyard = Trainyard(program, home)
    data = folder / "empty"
    if not data.exists():
        data.mkdir()
        (data / "nothing.txt").write_text("nothing\n")
    trainyard("dataset", "add", "empty", data)
    return trainyard


@dataclass
class Bench:
    """What every measurement is given."""

    trainyard: Trainyard
    pack: Path
    snapshot: Path
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


def install(bench, name, base=sys.executable):
    """An environment of the Python `base` with a slow other tool, made once; answers with its programs' folder."""
    command = [base, "--version"]
    version = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[1]
    venv = bench.folder / f"{name}-{version}"
    if venv.exists():
        return venv / "bin"
    subprocess.run([bench.uv, "venv", "--quiet", "--python", base, venv], check=True)
    python = ["--python", venv / "bin" / "python"]
    subprocess.run([bench.uv, "pip", "install", "--quiet", *python, name], check=True)
    return venv / "bin"


def milliseconds(seconds):
    return f"{seconds * 1000:,.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"
