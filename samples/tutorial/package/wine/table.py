"""Reads and writes the tables train.py works on: CSV, the last column is the answer."""

import csv
from pathlib import Path


def files(folder, part=""):
    """The CSV files in the subfolder `part`, or, where it has none, in all of `folder`."""
    return sorted(Path(folder, part).rglob("*.csv")) or sorted(Path(folder).rglob("*.csv"))


def read(paths):
    """The rows of all of the files: the columns' names, the features as numbers, the labels."""
    columns, features, labels = None, [], []
    for path in paths:
        with open(path, newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        if columns not in (None, header):
            raise ValueError(f"{path} has other columns than the files before it: {header}")
        columns = header
        for row in rows:
            features.append([float(cell) for cell in row[:-1]])
            labels.append(row[-1])
    if not labels:
        raise ValueError("the folder has no CSV file with rows")
    return columns, features, labels


def write(path, columns, rows):
    """One file, its folders made where they are missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(columns)
        lines.writerows(rows)
