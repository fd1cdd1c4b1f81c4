#!/usr/bin/env python3
"""Measures a regression in PyTorch: the work of `recur benchmark train --cell gru --layers 1
--hidden-size 64 --batch-size 32 --sequence-length 48 --vector-size 3`.

    pip install torch
    python3 Tests/Peers/regression_torch.py [--threads 2] [--seconds 4]

A GRU reads random vectors and a readout predicts a value at every step; an update is everything
that training does: forward, half the squared error, backward, clipping by global norm 5, Adam. One
JSON line with the keys of the benchmark; the rate is the median over the updates after a warm-up,
and a character is a step of a sequence.
"""
import argparse, json, statistics, time
import torch
from torch import nn

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
defaults = {
    "hidden-size": 64, "layers": 1, "batch-size": 32, "sequence-length": 48, "vector-size": 3,
    "threads": torch.get_num_threads(), "seconds": 4.0,
}
for name, default in defaults.items():
    parser.add_argument(f"--{name}", type=type(default), default=default)
a = parser.parse_args()
torch.set_num_threads(a.threads)
torch.set_flush_denormal(True)
torch.manual_seed(1)
gru, readout = nn.GRU(a.vector_size, a.hidden_size, a.layers), nn.Linear(a.hidden_size, 1)
parameters = [*gru.parameters(), *readout.parameters()]
optimizer = torch.optim.Adam(parameters, lr=0.002, fused=True)
shape = (a.sequence_length, a.batch_size)
batches = [(torch.randn(*shape, a.vector_size), torch.randn(*shape, 1)) for _ in range(20)]
state, times = None, []
start = time.perf_counter()
while len(times) < 6 or time.perf_counter() - start < a.seconds:
    x, y = batches[len(times) % len(batches)]
    began = time.perf_counter()
    output, state = gru(x, state)
    state = state.detach()
    loss = nn.functional.mse_loss(readout(output), y) / 2
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(parameters, 5)
    optimizer.step()
    loss.item()
    times.append(time.perf_counter() - began)
middle = statistics.median(times[3:])
work = f"train gru {a.layers}x{a.hidden_size} of {a.vector_size} inputs"
print(json.dumps({
    "work": f"{work} B{a.batch_size} T{a.sequence_length}",
    "characters_per_second": a.batch_size * a.sequence_length / middle,
    "milliseconds_per_update": middle * 1e3,
    "parameters": sum(p.numel() for p in parameters), "threads": a.threads,
}))
