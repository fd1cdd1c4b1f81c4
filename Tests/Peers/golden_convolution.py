#!/usr/bin/env python3
"""Writes the golden values of convolution and pooling: Tests/NetworksTests/Golden/convolution.json.

The committed file was made with PyTorch in float64 on one thread:

    pip install torch
    python3 Tests/Peers/golden_convolution.py [FILE]

Each case is a module applied to a batch x [N, C, extents] with a weight and a bias, its output, and
the gradients of sum(output * adjoint) with respect to x, weight and bias. Numbers are normal.
"""
import json
import pathlib
import sys

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(1)

CONVOLUTIONS = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
TRANSPOSED = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}
MAXIMA = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
AVERAGES = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}

# operation, batch, filters (of a transposed convolution: channels), sizes, stride, border, dilation,
# groups, extra
CASES = [
    ("convolution", [2, 3, 8, 7], 4, [3, 3], 1, 0, 1, 1, 0),
    ("convolution", [2, 1, 12, 12], 5, [5, 5], 1, 2, 1, 1, 0),
    ("convolution", [2, 4, 9, 10], 6, [3, 2], 2, 1, 1, 2, 0),
    ("convolution", [1, 2, 11, 9], 3, [3, 3], 1, 2, 2, 1, 0),
    ("convolution", [3, 6, 6, 6], 6, [3, 3], 1, 1, 1, 6, 0),
    ("convolution", [2, 3, 15], 4, [4], 3, 2, 1, 1, 0),
    ("convolution", [2, 2, 20], 3, [3], 1, 0, 3, 1, 0),
    ("convolution", [2, 2, 5, 6, 4], 3, [2, 3, 2], 1, 1, 1, 1, 0),
    ("convolution", [1, 2, 7, 6, 8], 2, [3, 2, 3], 2, 1, 2, 1, 0),
    ("transposed", [2, 3, 4, 5], 2, [3, 3], 2, 1, 1, 1, 1),
    ("transposed", [2, 4, 3, 4], 6, [4, 2], 2, 0, 1, 2, 0),
    ("transposed", [1, 2, 7], 3, [3], 3, 1, 2, 1, 2),
    ("transposed", [1, 2, 3, 2, 3], 2, [2, 3, 2], 2, 0, 1, 1, 0),
    ("maximum", [2, 3, 8, 9], 0, [2, 2], 2, 0, 1, 1, 0),
    ("maximum", [2, 2, 7, 7], 0, [3, 3], 2, 1, 1, 1, 0),
    ("maximum", [1, 2, 15], 0, [3], 2, 1, 2, 1, 0),
    ("maximum", [1, 2, 5, 6, 4], 0, [2, 2, 2], 2, 0, 1, 1, 0),
    ("average", [2, 3, 8, 9], 0, [2, 2], 2, 0, 1, 1, 0),
    ("average", [2, 2, 7, 7], 0, [3, 3], 2, 1, 1, 1, 0),
    ("average", [1, 2, 4, 5, 6], 0, [2, 3, 2], 1, 1, 1, 1, 0),
]


def tensor(value):
    return {"shape": list(value.shape), "values": value.detach().flatten().tolist()}


def case(operation, batch, filters, sizes, stride, border, dilation, groups, extra):
    axes, tensors = len(sizes), {"x": torch.randn(batch, requires_grad=True)}
    x = tensors["x"]
    if filters:
        transposed = operation == "transposed"
        shape = [batch[1], filters // groups] if transposed else [filters, batch[1] // groups]
        weight = tensors["weight"] = torch.randn(shape + sizes, requires_grad=True)
        bias = tensors["bias"] = torch.randn(filters, requires_grad=True)
        if transposed:
            output = TRANSPOSED[axes](x, weight, bias, stride, border, extra, groups, dilation)
        else:
            output = CONVOLUTIONS[axes](x, weight, bias, stride, border, dilation, groups)
    elif operation == "maximum":
        output = MAXIMA[axes](x, sizes, stride, border, dilation)
    else:
        output = AVERAGES[axes](x, sizes, stride, border, count_include_pad=False)
    adjoint = torch.randn(output.shape)
    gradients = torch.autograd.grad((output * adjoint).sum(), list(tensors.values()))
    return {
        "operation": operation, "filters": filters, "sizes": sizes, "stride": stride,
        "border": border, "dilation": dilation, "groups": groups, "extra": extra,
        "inputs": {name: tensor(value) for name, value in tensors.items()},
        "adjoint": tensor(adjoint), "output": tensor(output),
        "gradients": {name: tensor(value) for name, value in zip(tensors, gradients)},
    }


default = pathlib.Path(__file__).parents[1] / "NetworksTests" / "Golden" / "convolution.json"
path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
path.write_text(json.dumps([case(*row) for row in CASES]) + "\n")
