#!/usr/bin/env python3
"""Writes the golden values of networks: Tests/NetworksTests/Golden/networks.json.

The committed file was made with Python 3.11.7 and PyTorch 2.15.0 (CPU, one thread, float64):

    pip install torch
    python3 Tests/Peers/golden_networks.py [FILE]

Every case is a network of named parameters, normal * 0.5, with inputs [N, ...] and targets; from
it the outputs in training, the mean loss, and the gradients with respect to all parameters and the
inputs. Of networks with batch normalisation further the running statistics after the batch and the
outputs in inference with them. The layers are those of torch.nn and torch.nn.functional; maxout,
which is not there, is the maximum over a reshaped affine map.
"""
import json
import pathlib
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def activation(function):
    def network(x, p, s, training):
        h = function(F.linear(x, p["0.weight"], p["0.bias"]))
        return F.linear(h, p["1.weight"], p["1.bias"])
    return network, {"0.weight": [6, 5], "0.bias": [6], "1.weight": [3, 6], "1.bias": [3]}, [5]


def batch_norm(x, p, s, training, name):
    return F.batch_norm(
        x, s[name + ".mean"], s[name + ".variance"], p[name + ".scale"], p[name + ".shift"],
        training=training, momentum=0.1, eps=1e-5)


def batch_features(x, p, s, training):
    h = batch_norm(F.linear(x, p["0.weight"]), p, s, training, "1")
    return F.linear(F.relu(h), p["3.weight"], p["3.bias"])


def batch_channels(x, p, s, training):
    h = batch_norm(x, p, s, training, "0")
    return F.linear(h.flatten(1), p["2.weight"], p["2.bias"])


def layer_norm(x, p, s, training):
    h = F.layer_norm(x, [5], p["0.scale"], p["0.shift"])
    return F.linear(h, p["1.weight"], p["1.bias"])


def rms_norm(x, p, s, training):
    h = F.rms_norm(x, [5], p["0.scale"], eps=1e-5)
    return F.linear(h, p["1.weight"], p["1.bias"])


def prelu(x, p, s, training):
    h = F.prelu(x, p["0.alpha"])
    return F.linear(h, p["1.weight"], p["1.bias"])


def prelu_channels(x, p, s, training):
    h = F.prelu(x, p["0.alpha"])
    return F.linear(h.flatten(1), p["2.weight"], p["2.bias"])


def maxout(x, p, s, training):
    u = F.linear(x, p["0.weight"], p["0.bias"])
    return F.linear(u.reshape(-1, 4, 3).amax(2), p["1.weight"], p["1.bias"])


def residual(x, p, s, training):
    h = F.linear(torch.tanh(F.linear(x, p["body.0.weight"], p["body.0.bias"])), p["body.1.weight"])
    return h + F.linear(x, p["shortcut.weight"])


def softmax(x, p, s, training):
    return torch.softmax(F.linear(x, p["0.weight"], p["0.bias"]), -1)


HEAD = {"1.weight": [3, 5], "1.bias": [3]}
CASES = {
    "sigmoid": activation(torch.sigmoid),
    "tanh": activation(torch.tanh),
    "relu": activation(F.relu),
    "leakyReLU": activation(lambda x: F.leaky_relu(x, 0.1)),
    "softplus": activation(F.softplus),
    "gelu": activation(F.gelu),
    "batchFeatures": (
        batch_features,
        {"0.weight": [6, 5], "1.scale": [6], "1.shift": [6], "3.weight": [3, 6], "3.bias": [3]},
        [5]),
    "batchChannels": (
        batch_channels,
        {"0.scale": [2], "0.shift": [2], "2.weight": [3, 24], "2.bias": [3]}, [2, 3, 4]),
    "layer": (layer_norm, {"0.scale": [5], "0.shift": [5], **HEAD}, [5]),
    "rms": (rms_norm, {"0.scale": [5], **HEAD}, [5]),
    "prelu": (prelu, {"0.alpha": [1], **HEAD}, [5]),
    "preluChannels": (
        prelu_channels, {"0.alpha": [2], "2.weight": [3, 24], "2.bias": [3]}, [2, 3, 4]),
    "maxout": (
        maxout, {"0.weight": [12, 5], "0.bias": [12], "1.weight": [3, 4], "1.bias": [3]}, [5]),
    "residual": (
        residual,
        {"body.0.weight": [4, 5], "body.0.bias": [4], "body.1.weight": [3, 4],
         "shortcut.weight": [3, 5]}, [5]),
    "softmax": (softmax, {"0.weight": [3, 5], "0.bias": [3]}, [5]),
}
STATISTICS = {"batchFeatures": ("1", 6), "batchChannels": ("0", 2)}


def tensor(t):
    return {"shape": list(t.shape), "values": t.detach().flatten().tolist()}


def case(name, index):
    network, shapes, input_shape = CASES[name]
    generator = torch.Generator().manual_seed(index)
    draw = lambda shape: torch.randn(shape, generator=generator)
    parameters = {n: (0.5 * draw(s)).requires_grad_() for n, s in shapes.items()}
    inputs = draw([7] + input_shape).requires_grad_()
    classes = torch.randint(0, 3, [7], generator=generator)
    statistics = {}
    if name in STATISTICS:
        part, count = STATISTICS[name]
        statistics = {part + ".mean": draw([count]), part + ".variance": 1 + draw([count]) ** 2}
    before = {n: tensor(s) for n, s in statistics.items()}
    outputs = network(inputs, parameters, statistics, True)
    # Of probabilities half the squared error of one-hot targets, else the cross-entropy of logits.
    loss = (
        ((outputs - F.one_hot(classes, 3)) ** 2).sum(1).mean() / 2 if name == "softmax"
        else F.cross_entropy(outputs, classes))
    loss.backward()
    return {
        "name": name,
        "inputs": tensor(inputs),
        "classes": classes.tolist(),
        "parameters": {n: tensor(p) for n, p in parameters.items()},
        "statistics": before,
        "outputs": tensor(outputs),
        "loss": loss.item(),
        "gradients": {n: tensor(p.grad) for n, p in parameters.items()},
        "inputGradient": tensor(inputs.grad),
        "statisticsAfter": {n: tensor(s) for n, s in statistics.items()},
        "inference": tensor(network(inputs, parameters, statistics, False)),
    }


def main():
    default = pathlib.Path(__file__).resolve().parent.parent / "NetworksTests/Golden/networks.json"
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    path.parent.mkdir(parents=True, exist_ok=True)
    cases = [case(name, index) for index, name in enumerate(CASES)]
    path.write_text(json.dumps({"torch": torch.__version__, "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
