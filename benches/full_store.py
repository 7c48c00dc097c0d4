"""A very full store, made without the program where that is faster."""

import json
import os
import shutil

from common import new_store


def very_full(bench):
    """A store with 10,000 runs, 200 packages of 50 versions, a dataset of 100,000 files, and a run
    with 20,000 artifacts. Copies of one of each, with an index rebuilt from the files."""
    home = bench.folder / "many"
    if home.exists():
        return home
    trainyard = new_store(bench.trainyard.program, home, bench.folder)
    trainyard.add_package(bench.folder, "listed", 'raise ValueError("as planned")')
    add_wide_dataset(trainyard, bench.folder)
    train_wide(trainyard, bench.folder)
    copy_package(home / "packages")
    trainyard.copies_of_a_run(10_000)
    return home


def add_wide_dataset(trainyard, folder):
    """A dataset of 100,000 files."""
    wide = folder / "wide-data"
    for month in range(100):
        (wide / f"2026-{month:02}").mkdir(parents=True)
        for file in range(500):
            (wide / f"2026-{month:02}" / f"customer {file:03}.csv").touch()
    for file in range(50_000):
        (wide / f"{file:05}.csv").touch()
    trainyard("dataset", "add", "wide", wide, "--link")


def train_wide(trainyard, folder):
    """A run with 20,000 artifacts."""
    trainyard.add_package(
        folder,
        "wide",
        "root = os.environ['artifacts_directory']\nfor n in range(20000):\n"
        "    folder = os.path.join(root, 'plots' if n % 2 else f'epoch {n // 100:03}')\n"
        "    os.makedirs(folder, exist_ok=True)\n"
        "    open(os.path.join(folder, f'{n:05}.txt'), 'w').close()",
    )
    trainyard.train("wide")


def copy_package(packages):
    """200 packages of 50 versions, as copies of one of each."""
    for package in range(200):
        name = f"churn_{package:03}"
        shutil.copytree(packages / "listed", packages / name)
        about = json.loads((packages / name / "package.json").read_text())
        (packages / name / "package.json").write_text(json.dumps({**about, "name": name}))
        first = json.loads((packages / name / "1.0.json").read_text())
        for minor in range(1, 50):
            text = json.dumps({**first, "version": f"1.{minor}", "change_log": f"Round {minor}"})
            (packages / name / f"1.{minor}.json").write_text(text)
            os.link(packages / name / "1.0.zip", packages / name / f"1.{minor}.zip")
