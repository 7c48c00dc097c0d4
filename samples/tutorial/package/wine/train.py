"""Trains a small neural network to tell three cultivars of wine apart.

The last column of the dataset is the cultivar, the others are measurements. The pipeline's
parameter `epochs` says how often the network sees them.
"""

import os
from pathlib import Path

import joblib
import matplotlib
from sklearn.metrics import classification_report, confusion_matrix, log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

import table

matplotlib.use("Agg")  # before pyplot: there is no screen
from matplotlib import pyplot  # noqa: E402

MODEL = Path(__file__).resolve().parent / "model" / "wine.joblib"
SEED = 7


class Main:
    def __init__(self):
        self.artifacts = Path(os.environ["artifacts_directory"])
        self.epochs = int(os.environ.get("epochs", "40"))
        self.model = joblib.load(MODEL) if MODEL.is_file() else None

    def process_data(self, input_directory):
        """Splits a dataset that is not split yet into the folders `training` and `test`."""
        data = Path(os.environ["data_directory"])
        tested = list((data / "test").rglob("*.csv"))
        if list((data / "training").rglob("*.csv")):
            print("The dataset is already split.")
            return
        columns, features, labels = table.read(
            path for path in table.files(input_directory) if path not in tested
        )
        rows = [[*row, label] for row, label in zip(features, labels)]
        if not tested:
            rows, test = train_test_split(rows, test_size=0.2, stratify=labels, random_state=SEED)
            table.write(data / "test" / "wine.csv", columns, test)
        table.write(data / "training" / "wine.csv", columns, rows)
        print(f"{len(rows)} of {len(labels)} wines are for training.")

    def train(self, training_directory):
        columns, features, labels = table.read(table.files(training_directory, "training"))
        known, unseen, known_labels, unseen_labels = train_test_split(
            features, labels, test_size=0.25, stratify=labels, random_state=SEED
        )
        print(f"{len(known)} wines to learn from, {len(unseen)} to watch the learning by.")
        scaler = StandardScaler().fit(known)
        known, unseen = scaler.transform(known), scaler.transform(unseen)
        network = MLPClassifier(hidden_layer_sizes=(16,), batch_size=16, random_state=SEED)
        cultivars = sorted(set(labels))

        history = []
        for epoch in range(1, self.epochs + 1):
            network.partial_fit(known, known_labels, classes=cultivars)
            loss = log_loss(unseen_labels, network.predict_proba(unseen), labels=cultivars)
            accuracy = network.score(unseen, unseen_labels)
            history.append((epoch, network.loss_, loss, accuracy))
            print(
                f"epoch {epoch:3}/{self.epochs}   training loss {network.loss_:.4f}"
                f"   validation loss {loss:.4f}   accuracy {accuracy:.3f}"
            )
        self.model = {"columns": columns[:-1], "scaler": scaler, "network": network}
        self.draw(history)
        self.report("training", unseen_labels, network.predict(unseen))

    def save(self):
        MODEL.parent.mkdir(exist_ok=True)
        joblib.dump(self.model, MODEL)
        print(f"Saved the model, {MODEL.stat().st_size / 1024:.0f} KiB.")

    def evaluate(self, evaluation_directory):
        """The share of the wines that are recognised."""
        if self.model is None:
            raise RuntimeError("This version is not trained yet: there is nothing to evaluate.")
        _, features, labels = table.read(table.files(evaluation_directory, "test"))
        guesses = self.model["network"].predict(self.model["scaler"].transform(features))
        self.report("evaluation", labels, guesses)
        right = sum(guess == label for guess, label in zip(guesses, labels))
        print(f"{right} of {len(labels)} wines recognised.")
        return right / len(labels)

    def draw(self, history):
        """The learning curve as a picture, and its numbers as a table."""
        epochs, training, validation, accuracy = zip(*history)
        figure, (losses, hits) = pyplot.subplots(1, 2, figsize=(10, 4))
        losses.plot(epochs, training, label="training")
        losses.plot(epochs, validation, label="validation")
        losses.set(xlabel="epoch", ylabel="loss", title="Loss")
        losses.legend()
        hits.plot(epochs, accuracy, color="tab:green")
        hits.set(xlabel="epoch", ylabel="share recognised", title="Accuracy on unseen wines")
        figure.tight_layout()
        figure.savefig(self.artifacts / "learning_curve.png", dpi=120)
        pyplot.close(figure)
        columns = ["epoch", "training_loss", "validation_loss", "accuracy"]
        table.write(self.artifacts / "details" / "epochs.csv", columns, history)

    def report(self, stage, labels, guesses):
        """How well each cultivar is recognised, and what is taken for what."""
        text = classification_report(labels, guesses, zero_division=0)
        (self.artifacts / f"{stage}_report.txt").write_text(text, encoding="utf-8")
        cultivars = sorted({str(label) for label in [*labels, *guesses]})
        counts = confusion_matrix(labels, guesses, labels=cultivars).tolist()
        table.write(
            self.artifacts / "details" / f"{stage}_confusion.csv",
            ["cultivar", *(f"taken for {cultivar}" for cultivar in cultivars)],
            ([cultivar, *row] for cultivar, row in zip(cultivars, counts)),
        )
