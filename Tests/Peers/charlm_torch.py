#!/usr/bin/env python3
"""Trains the character model of `recur charlm train` in PyTorch, to compare losses and time.

    pip install torch
    python3 Tests/Peers/charlm_torch.py --text TEXT [--epochs 50] [--seconds 180]

One-hot characters, LSTM layers (forget-gate bias 1), a readout; Adam, clipping by global norm. The
text runs as B contiguous streams, the state carried between chunks and zero where an epoch starts;
the contiguous tail is for validation, also in streams. One JSON line an epoch: mean losses in nats,
seconds since the start. Stops after --epochs, or after the first epoch past --seconds.
"""
import argparse, json, time
import torch
from torch import nn

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--text", required=True, help="a UTF-8 file")
defaults = {
    "hidden-size": 128, "layers": 2, "sequence-length": 50, "batch-size": 50, "epochs": 50,
    "learning-rate": 0.002, "clip": 5.0, "validation-fraction": 0.1, "seed": 123,
    "threads": torch.get_num_threads(), "seconds": float("inf"),
}
for name, default in defaults.items():
    parser.add_argument(f"--{name}", type=type(default), default=default)
a = parser.parse_args()
torch.set_num_threads(a.threads)
torch.set_flush_denormal(True)
torch.manual_seed(a.seed)
with open(a.text, encoding="utf-8", newline="") as file:
    text = file.read()
index = {character: i for i, character in enumerate(sorted(set(text)))}
data = torch.tensor([index[character] for character in text])
V, n = len(index), a.hidden_size

def streams(part, multiple):
    """Inputs and targets [T, B]: B contiguous pieces side by side, T a multiple; the rest drops."""
    length = (len(part) - 1) // a.batch_size // multiple * multiple
    assert length > 0, f"{len(part)} characters do not fill {a.batch_size} streams of {multiple}"
    pieces = [p[: length * a.batch_size].reshape(a.batch_size, length).T for p in (part, part[1:])]
    return [p.contiguous() for p in pieces]


lstm, readout = nn.LSTM(V, n, a.layers), nn.Linear(n, V)
for l in range(a.layers):
    for half, value in (("ih", 1), ("hh", 0)):
        getattr(lstm, f"bias_{half}_l{l}").data[n : 2 * n] = value  # the forget gate's
parameters = [*lstm.parameters(), *readout.parameters()]
optimizer = torch.optim.Adam(parameters, lr=a.learning_rate, fused=True)


def run(inputs, targets, train):
    """Mean loss over all predictions of one pass."""
    total, state = 0.0, None
    for x, y in zip(inputs.split(a.sequence_length), targets.split(a.sequence_length)):
        output, state = lstm(nn.functional.one_hot(x, V).float(), state)
        state = tuple(s.detach() for s in state)
        loss = nn.functional.cross_entropy(readout(output).reshape(-1, V), y.reshape(-1))
        if train:
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, a.clip)
            optimizer.step()
        total += loss.item() * y.numel()
    return total / targets.numel()


boundary = len(data) - round(len(data) * a.validation_fraction)
training, validation = streams(data[:boundary], a.sequence_length), streams(data[boundary:], 1)
start = time.perf_counter()
for epoch in range(1, a.epochs + 1):
    training_loss = run(*training, train=True)
    with torch.no_grad():
        validation_loss = run(*validation, train=False)
    seconds = round(time.perf_counter() - start, 1)
    losses = {"training_loss": training_loss, "validation_loss": validation_loss}
    print(json.dumps({"epoch": epoch, "seconds": seconds} | losses), flush=True)
    if seconds > a.seconds:
        break
