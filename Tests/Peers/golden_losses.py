#!/usr/bin/env python3
"""Writes the golden values of the losses: Tests/SequenceModelsTests/Golden/losses.json.

The committed file was made with Python 3.11.7 and PyTorch 2.15.0 (CPU, one thread, float64):

    pip install torch
    python3 Tests/Peers/golden_losses.py [FILE]

Every case is a loss, rows of outputs u [R, V] and targets: symbols [R], -1 for none, or values
[R, d], null for a missing one. `losses` are those of the rows times their weights, `adjoints` the
gradient of half their sum. The outputs of a row lie parameter by parameter, d columns each; scales
are softplus(u) + 0.001, degrees of freedom 2 + softplus(u).
"""
import json
import pathlib
import random
import sys

import torch
from torch import nn
from torch.distributions import StudentT
from torch.nn.functional import softplus

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
ROWS, SCALE = 6, 0.5
generator = random.Random(28)


def normal(rows, columns, deviation=1.5):
    return [[generator.gauss(0, deviation) for _ in range(columns)] for _ in range(rows)]


def scale(u):
    return softplus(u) + 1e-3


def pinball(levels):
    def loss(u, t):
        parts = [torch.maximum(q * (t - p), (q - 1) * (t - p)) for q, p in zip(levels, u)]
        return sum(parts)
    return loss


def gaussian(u, t):
    nll = nn.GaussianNLLLoss(full=True, reduction="none", eps=1e-12)
    return nll(u[0], t, scale(u[1]) ** 2)


def student(fixed=None):
    def loss(u, t):
        nu = torch.full_like(t, fixed) if fixed else 2 + softplus(u[2])
        return -StudentT(nu, u[0], scale(u[1])).log_prob(t)
    return loss


# Name of the loss, its numbers, parameters of a value, the loss of each value.
VALUES = [
    ("halfSquaredError", {}, 1, lambda u, t: nn.MSELoss(reduction="none")(u[0], t) / 2),
    ("meanSquaredError", {}, 1, lambda u, t: nn.MSELoss(reduction="none")(u[0], t)),
    ("absoluteError", {}, 1, lambda u, t: nn.L1Loss(reduction="none")(u[0], t)),
    ("huber", {"delta": 0.75}, 1,
     lambda u, t: nn.HuberLoss(reduction="none", delta=0.75)(u[0], t)),
    ("gaussian", {}, 2, gaussian),
    ("studentT", {}, 3, student()),
    ("studentT", {"degreesOfFreedom": 0.3}, 2, student(0.3)),
    ("studentT", {"degreesOfFreedom": 4.5}, 2, student(4.5)),
    ("studentT", {"degreesOfFreedom": 60.0}, 2, student(60.0)),
    ("quantiles", {"at": [0.1, 0.5, 0.75]}, 3, pinball([0.1, 0.5, 0.75])),
    ("logistic", {}, 1, lambda u, t: nn.BCEWithLogitsLoss(reduction="none")(u[0], t)),
]


def finish(case, outputs, losses):
    losses = losses * torch.tensor(case["weights"])
    (SCALE * losses.sum()).backward()
    return case | {"losses": losses.tolist(), "adjoints": outputs.grad.tolist()}


def values_case(name, numbers, parameters, loss, size):
    outputs = torch.tensor(normal(ROWS, parameters * size), requires_grad=True)
    targets = torch.tensor(normal(ROWS, size))
    if name == "logistic":
        targets = torch.tensor([[generator.choice([0, 1, 0.3]) for _ in range(size)]
                                for _ in range(ROWS)])
    # A value is missing, and all of a row.
    taken = torch.ones(ROWS, size)
    taken[1, size - 1] = 0
    taken[3] = 0
    parts = outputs.reshape(ROWS, parameters, size).unbind(1)
    losses = (loss(parts, targets) * taken).sum(1)
    if name == "meanSquaredError":
        losses = losses / size
    stored = [[t if k else None for t, k in zip(*row)]
              for row in zip(targets.tolist(), taken.tolist())]
    case = {"loss": {name: numbers}, "size": size, "outputs": outputs.tolist(), "values": stored,
            "weights": [generator.uniform(0.5, 2) for _ in range(ROWS)], "labelSmoothing": 0}
    return finish(case, outputs, losses)


def softmax_case(distributions, smoothing, symbols=5):
    outputs = torch.tensor(normal(ROWS, symbols), requires_grad=True)
    case = {"size": symbols, "outputs": outputs.tolist(), "labelSmoothing": smoothing,
            "weights": [generator.uniform(0.5, 2) for _ in range(ROWS)]}
    cross_entropy = nn.CrossEntropyLoss(
        reduction="none", label_smoothing=smoothing, **({} if distributions else {"ignore_index": -1}))
    if distributions:
        soft = torch.softmax(torch.tensor(normal(ROWS - 2, symbols)), 1).tolist()
        targets = soft + [[0, 0, 1, 0, 0], [1, 0, 0, 0, 0]]
        case |= {"loss": {"crossEntropyOfDistributions": {}}, "values": targets}
        losses = cross_entropy(outputs, torch.tensor(targets, dtype=torch.float64))
    else:
        targets = [generator.randrange(symbols) for _ in range(ROWS - 1)] + [-1]
        case |= {"loss": {"crossEntropy": {}}, "symbols": targets}
        losses = cross_entropy(outputs, torch.tensor(targets))
    return finish(case, outputs, losses)


cases = [softmax_case(kind, smoothing) for kind in (False, True) for smoothing in (0, 0.1)]
for entry in VALUES:
    cases += [values_case(*entry, size) for size in (1, 3)]
path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else (
    pathlib.Path(__file__).parents[1] / "SequenceModelsTests/Golden/losses.json")
path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
