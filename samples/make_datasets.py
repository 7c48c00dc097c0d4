"""Writes the samples' datasets as CSV, from the ones that come with scikit-learn.

    python -m venv venv && venv/bin/pip install scikit-learn
    venv/bin/python samples/make_datasets.py

Both are public measurements: UCI's Wine (https://doi.org/10.24432/C5PC7J) and Iris
(https://doi.org/10.24432/C56C76), CC BY 4.0. What this writes is committed, so that nobody has to
run it; every fifth row of a class is kept for the test, so that a run writes the same again.
"""

import csv
from pathlib import Path

from sklearn import datasets

SAMPLES = Path(__file__).resolve().parent
TEST_EVERY = 5


def write(loaded, target, folder, name, label_of=str):
    header = [column.split(" (")[0].replace(" ", "_") for column in loaded.feature_names]
    parts = {"training": [], "test": []}
    seen = {}
    for features, label in zip(loaded.data.tolist(), loaded.target.tolist(), strict=True):
        seen[label] = seen.get(label, 0) + 1
        part = "test" if seen[label] % TEST_EVERY == 0 else "training"
        parts[part].append([*features, label_of(loaded.target_names[label])])
    for part, rows in parts.items():
        (folder / part).mkdir(parents=True, exist_ok=True)
        with open(folder / part / name, "w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow([*header, target])
            lines.writerows(rows)
        print(f"{folder / part / name}: {len(rows)} rows")


if __name__ == "__main__":
    cultivar = {"class_0": "Barolo", "class_1": "Grignolino", "class_2": "Barbera"}
    write(
        datasets.load_wine(),
        "cultivar",
        SAMPLES / "tutorial" / "dataset",
        "wine.csv",
        lambda name: cultivar[str(name)],
    )
    write(datasets.load_iris(), "species", SAMPLES / "offline" / "dataset", "iris.csv")
