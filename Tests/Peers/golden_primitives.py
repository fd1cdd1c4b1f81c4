#!/usr/bin/env python3
"""Writes the golden values of the primitives: Tests/DifferentiationTests/Golden/primitives.json.

The committed file was made with Python 3.11.7 and PyTorch 2.15.0 (CPU, one thread, float64):

    pip install torch
    python3 Tests/Peers/golden_primitives.py [DIRECTORY]

Each case is a primitive at random inputs: its output y, and the adjoints of the inputs from a
random adjoint v of y, that is, the gradient of sum(v * y).
"""
import json
import pathlib
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(1)


def tensor(shape, low=-2.0, high=2.0):
    return low + (high - low) * torch.rand(shape)


X = (3, 5)
CASES = {
    "squared": (lambda x: x.square(), [tensor(X)]),
    "power": (lambda x: x.pow(-1.5), [tensor(X, 0.3, 3)]),
    "squareRoot": (lambda x: x.sqrt(), [tensor(X, 0.3, 3)]),
    "exponential": (lambda x: x.exp(), [tensor(X)]),
    "logarithm": (lambda x: x.log(), [tensor(X, 0.3, 3)]),
    "sigmoid": (lambda x: x.sigmoid(), [tensor(X, -9, 9)]),
    "tanh": (lambda x: x.tanh(), [tensor(X, -4, 4)]),
    "softplus": (lambda x: F.softplus(x), [tensor(X, -9, 9)]),
    "relu": (lambda x: F.relu(x), [tensor(X)]),
    "leakyRelu": (lambda x: F.leaky_relu(x, 0.1), [tensor(X)]),
    "gelu": (lambda x: F.gelu(x), [tensor((8, 9), -6, 6)]),
    "geluByTanh": (lambda x: F.gelu(x, approximate="tanh"), [tensor((8, 9), -6, 6)]),
    "absolute": (lambda x: x.abs(), [tensor(X)]),
    "sum": (lambda x, y: x + y, [tensor((2, 3, 4)), tensor((3, 1))]),
    "difference": (lambda x, y: x - y, [tensor((4,)), tensor((2, 3, 1))]),
    "product": (lambda x, y: x * y, [tensor((2, 3, 4)), tensor((3, 1))]),
    "quotient": (lambda x, y: x / y, [tensor((4,)), tensor((2, 3, 1), 0.5, 2)]),
    "maximum": (lambda x, y: torch.maximum(x, y), [tensor(X), tensor(X)]),
    "minimum": (lambda x, y: torch.minimum(x, y), [tensor(X), tensor(X)]),
    "matrixProduct": (lambda x, y: x @ y, [tensor((7, 19)), tensor((19, 35))]),
    "batchedProduct": (lambda x, y: x @ y, [tensor((2, 3, 4, 5)), tensor((2, 3, 5, 6))]),
    "sharedProduct": (lambda x, y: x @ y, [tensor((3, 4, 5)), tensor((5, 6))]),
    "sumOverAxes": (lambda x: x.sum((0, 2)), [tensor((2, 3, 4))]),
    "meanOverAxes": (lambda x: x.mean((1,)), [tensor((2, 3, 4))]),
    "maximumOverAxis": (lambda x: x.amax(1), [tensor((2, 3, 4))]),
    "logSumExp": (lambda x: x.logsumexp((0, 2)), [tensor((2, 3, 4), -9, 9)]),
    "softmax": (lambda x: x.softmax(1), [tensor((2, 3, 4), -9, 9)]),
    "logSoftmax": (lambda x: x.log_softmax(-1), [tensor((2, 3, 4), -9, 9)]),
    "permuted": (lambda x: x.permute(2, 0, 1), [tensor((2, 3, 4))]),
    "slice": (lambda x: x[:, 1:3], [tensor((2, 4, 3))]),
    "concatenation": (lambda x, y: torch.cat([x, y], 1), [tensor((2, 3, 2)), tensor((2, 1, 2))]),
    "stack": (lambda x, y: torch.stack([x, y], 1), [tensor(X), tensor(X)]),
    "rows": (lambda x: x[[2, 0, 2, 1]], [tensor((4, 3))]),
}


def write(t):
    return {"shape": list(t.shape), "values": t.detach().flatten().tolist()}


def main():
    here = pathlib.Path(__file__).resolve().parent.parent
    directory = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else here / "DifferentiationTests/Golden")
    cases = {}
    for name, (function, inputs) in CASES.items():
        inputs = [x.requires_grad_() for x in inputs]
        output = function(*inputs)
        adjoint = tensor(output.shape)
        adjoints = torch.autograd.grad(output, inputs, adjoint)
        cases[name] = {
            "inputs": [write(x) for x in inputs],
            "output": write(output),
            "adjoint": write(adjoint),
            "adjoints": [write(x) for x in adjoints],
        }
    directory.mkdir(parents=True, exist_ok=True)
    with open(directory / "primitives.json", "w") as file:
        json.dump(cases, file, indent=None, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
