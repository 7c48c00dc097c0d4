"""Serves the model: which of three cultivars a wine was made from, by what is in it."""

import json
from pathlib import Path

import joblib

MODEL = Path(__file__).resolve().parent / "model" / "wine.joblib"


class Main:
    def __init__(self):
        self.model = joblib.load(MODEL) if MODEL.is_file() else None

    def predict(self, input):
        """Takes JSON: one wine as {"alcohol": 13.2, …}, or a list of them.

        Answers with JSON: for each wine its cultivar, and how sure the model is of each.
        """
        if self.model is None:
            raise RuntimeError(
                "This version is not trained yet. Start a training pipeline on it, "
                "then use the version which that makes."
            )
        wines = json.loads(input) if isinstance(input, (str, bytes)) else input
        if isinstance(wines, dict):
            wines = [wines]
        columns = self.model["columns"]
        features = [[float(wine[column]) for column in columns] for wine in wines]
        network = self.model["network"]
        answers = []
        for shares in network.predict_proba(self.model["scaler"].transform(features)):
            sure = {str(label): float(share) for label, share in zip(network.classes_, shares)}
            answers.append({"cultivar": max(sure, key=sure.get), "probabilities": sure})
        return json.dumps(answers)
