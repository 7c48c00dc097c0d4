"""Softmax regression in plain Python: a weight per feature and class, learned by its gradient."""

import math


def shares(weights, features):
    """How sure the model is of each class; the last weight of a class is its bias."""
    scores = [sum(w * x for w, x in zip(row, [*features, 1.0])) for row in weights]
    powers = [math.exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]


def learn(weights, features, label, rate):
    """One step down the gradient for one example; answers with its loss before the step."""
    sure = shares(weights, features)
    for index, row in enumerate(weights):
        error = sure[index] - (index == label)
        for column, value in enumerate([*features, 1.0]):
            row[column] -= rate * error * value
    return -math.log(max(sure[label], 1e-12))
