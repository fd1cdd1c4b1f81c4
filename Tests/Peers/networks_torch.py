#!/usr/bin/env python3
"""Trains the networks of `recur benchmark networks` in PyTorch, to compare time.

    pip install torch
    python3 Tests/Peers/networks_torch.py [--threads 2] [--seconds 3]

A multi-layer perceptron 784-256-128-10 with rectifiers, 128 examples an update, and a small
convolutional network on 28 x 28 images, 64 an update: 16 filters of 5 x 5, rectifier, maximum
pooling of 2 x 2, 32 filters of 5 x 5, rectifier, the same pooling, an affine layer to 10. An update
is forward, mean cross-entropy, backward and a step of gradient descent (fused). One JSON line for
each: the median time of an update and the CPU time of one, in milliseconds, and examples a second.
"""
import argparse
import json
import statistics
import time

import torch
from torch import nn

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--threads", type=int, default=torch.get_num_threads())
parser.add_argument("--seconds", type=float, default=3.0)
a = parser.parse_args()
torch.set_num_threads(a.threads)
torch.set_flush_denormal(True)
torch.manual_seed(1)

perceptron = nn.Sequential(
    nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10))
convolutional = nn.Sequential(
    nn.Conv2d(1, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 5), nn.ReLU(),
    nn.MaxPool2d(2), nn.Flatten(), nn.Linear(512, 10))


def measure(name, model, shape):
    x, targets = torch.randn(shape), torch.randint(10, (shape[0],))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, fused=True)
    loss = nn.CrossEntropyLoss()

    def update():
        optimizer.zero_grad()
        loss(model(x), targets).backward()
        optimizer.step()

    for _ in range(20):
        update()
    times, processor, start = [], time.process_time(), time.perf_counter()
    while len(times) < 10 or time.perf_counter() - start < a.seconds:
        began = time.perf_counter()
        update()
        times.append(time.perf_counter() - began)
    processor = (time.process_time() - processor) / len(times)
    median = statistics.median(times)
    print(json.dumps({
        "work": name, "milliseconds_per_update": round(median * 1e3, 4),
        "processor_milliseconds_per_update": round(processor * 1e3, 4),
        "examples_per_second": round(shape[0] / median, 1),
        "parameters": sum(p.numel() for p in model.parameters()), "threads": a.threads,
        "torch": torch.__version__,
    }), flush=True)


measure("perceptron 784-256-128-10, B128", perceptron, (128, 784))
measure("convolutional 16, 32 of 5 x 5, B64", convolutional, (64, 1, 28, 28))
