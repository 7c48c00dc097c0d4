"""Trains a softmax regression on iris flowers with nothing but Python's standard library.

The last column of the dataset is the species, the others are measurements. The pipeline's
parameter `epochs` says how often the model sees them.
"""

import csv
import json
import os
import random
from pathlib import Path

import softmax

MODEL = Path(__file__).resolve().parent / "model" / "iris.json"
SEED = 7
RATE = 0.05


def files(folder, part=""):
    """The CSV files in the subfolder `part`, or, where it has none, in all of `folder`."""
    return sorted(Path(folder, part).rglob("*.csv")) or sorted(Path(folder).rglob("*.csv"))


def read(paths):
    """The rows of all of the files."""
    rows = []
    for path in paths:
        with open(path, newline="", encoding="utf-8") as file:
            rows.extend(csv.DictReader(file))
    if not rows:
        raise ValueError("the folder has no CSV file with rows")
    return rows


class Main:
    def __init__(self):
        self.artifacts = Path(os.environ["artifacts_directory"])
        self.epochs = int(os.environ.get("epochs", "30"))
        self.model = json.loads(MODEL.read_text("utf-8")) if MODEL.is_file() else None

    def process_data(self, input_directory):
        """Splits a dataset that is not split yet into the folders `training` and `test`."""
        data = Path(os.environ["data_directory"])
        if list((data / "training").rglob("*.csv")):
            print("The dataset is already split.")
            return
        given = list((data / "test").rglob("*.csv"))
        rows = read(path for path in files(input_directory) if path not in given)
        random.Random(SEED).shuffle(rows)
        fifth = 0 if given else len(rows) // 5
        for part, kept in [("test", rows[:fifth]), ("training", rows[fifth:])]:
            if not kept:
                continue
            (data / part).mkdir(exist_ok=True)
            with open(data / part / "iris.csv", "w", newline="", encoding="utf-8") as file:
                lines = csv.DictWriter(file, rows[0], lineterminator="\n")
                lines.writeheader()
                lines.writerows(kept)
        print(f"{len(rows) - fifth} flowers for training, {fifth} for the test.")

    def train(self, training_directory):
        rows = read(files(training_directory, "training"))
        *columns, answer = rows[0]
        species = sorted({row[answer] for row in rows})
        examples = [
            ([float(row[column]) for column in columns], species.index(row[answer])) for row in rows
        ]
        weights = [[0.0] * (len(columns) + 1) for _ in species]
        shuffler, losses = random.Random(SEED), []
        for epoch in range(1, self.epochs + 1):
            shuffler.shuffle(examples)
            rate = RATE / epoch**0.5
            losses.append(sum(softmax.learn(weights, *e, rate) for e in examples) / len(examples))
            print(f"epoch {epoch:3}/{self.epochs}   loss {losses[-1]:.4f}")
        self.model = {"columns": columns, "answer": answer, "species": species, "weights": weights}
        (self.artifacts / "loss.svg").write_text(curve(losses), encoding="utf-8")
        details = self.artifacts / "details"
        details.mkdir(exist_ok=True)
        (details / "weights.json").write_text(json.dumps(self.model, indent=2), encoding="utf-8")
        self.report("training", rows)

    def save(self):
        MODEL.parent.mkdir(exist_ok=True)
        MODEL.write_text(json.dumps(self.model), encoding="utf-8")
        print(f"Saved the model, {MODEL.stat().st_size} bytes.")

    def evaluate(self, evaluation_directory):
        """The share of the flowers that are recognised."""
        if self.model is None:
            raise RuntimeError("This version is not trained yet: there is nothing to evaluate.")
        return self.report("evaluation", read(files(evaluation_directory, "test")))

    def report(self, stage, rows):
        """Writes which flowers are recognised; answers with their share."""
        lines, right = [], 0
        for row in rows:
            features = [float(row[column]) for column in self.model["columns"]]
            sure = softmax.shares(self.model["weights"], features)
            guess, truth = self.model["species"][sure.index(max(sure))], row[self.model["answer"]]
            right += guess == truth
            if guess != truth:
                lines.append(f"{truth} taken for {guess}: {features}")
        lines.append(f"{right} of {len(rows)} flowers recognised.")
        text = "\n".join(lines)
        (self.artifacts / f"{stage}_report.txt").write_text(text + "\n", encoding="utf-8")
        print(lines[-1])
        return right / len(rows)


def curve(losses):
    """The losses as a picture."""
    width, height = 640, 320
    across = (width - 80) / max(len(losses) - 1, 1)
    up = (height - 80) / max(losses)
    points = " ".join(
        f"{40 + at * across:.1f},{height - 40 - loss * up:.1f}" for at, loss in enumerate(losses)
    )
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">
  <rect width="100%" height="100%" fill="white"/>
  <path d="M40 30V{height - 40}H{width - 30}" fill="none" stroke="#888"/>
  <polyline points="{points}" fill="none" stroke="#1668c7" stroke-width="2"/>
  <g font-family="sans-serif" font-size="13" fill="#333">
    <text x="40" y="20">loss, from {losses[0]:.3f} to {losses[-1]:.3f}</text>
    <text x="{width - 30}" y="{height - 20}" text-anchor="end">{len(losses)} epochs</text>
  </g>
</svg>
"""
