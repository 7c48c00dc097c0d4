"""Serves the model: the species of an iris by the sizes of its leaves."""

import json
from pathlib import Path

import softmax

MODEL = Path(__file__).resolve().parent / "model" / "iris.json"


class Main:
    def __init__(self):
        self.model = json.loads(MODEL.read_text("utf-8")) if MODEL.is_file() else None

    def predict(self, input):
        """Takes JSON, {"petal_length": 4.7, …}; answers with JSON: the species, and how sure."""
        if self.model is None:
            raise RuntimeError(
                "This version is not trained yet. Start a training pipeline on it, "
                "then use the version that it makes."
            )
        flower = json.loads(input) if isinstance(input, (str, bytes)) else input
        features = [float(flower[column]) for column in self.model["columns"]]
        sure = dict(zip(self.model["species"], softmax.shares(self.model["weights"], features)))
        return json.dumps({"species": max(sure, key=sure.get), "probabilities": sure})
