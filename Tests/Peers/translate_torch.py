#!/usr/bin/env python3
"""Trains the model of `recur benchmark translate` in PyTorch, to compare time and losses.

    pip install torch
    python3 Tests/Peers/translate_torch.py corpora/pairs/addition.tsv [--epochs 1] [--threads 2]

An LSTM reads the reversed source; a peeky LSTM, fed by teacher forcing with the whole target at once,
starts from its final state and sees its final output at every step, as does the readout. Adam,
clipping by global norm, mean loss of a symbol with `<eos>`. Sources are padded at their beginning,
targets at their end, where no loss counts, all to the longest of the file, as tutorials do; `recur`
puts pairs of like lengths together. All pairs but the last 5,000 train, in another order in every
epoch. One JSON line: seconds of the median update times the updates of an epoch, pairs per
second by the same measure, and the mean loss of each epoch in nats a symbol.
"""
import argparse, json, statistics, time
import torch
from torch import nn

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("pairs", help="a UTF-8 file, a tab between source and target")
defaults = {
    "hidden-size": 128, "embedding-size": 16, "batch-size": 128, "epochs": 1, "held-out": 5000,
    "learning-rate": 0.001, "clip": 5.0, "seed": 1, "threads": torch.get_num_threads(),
}
for name, default in defaults.items():
    parser.add_argument(f"--{name}", type=type(default), default=default)
a = parser.parse_args()
torch.set_num_threads(a.threads)
torch.set_flush_denormal(True)
torch.manual_seed(a.seed)

PAD, START, END = range(3)
with open(a.pairs, encoding="utf-8") as file:
    columns = zip(*(line.rstrip("\n").split("\t")[:2] for line in file))


def encode(texts):
    """The symbols of each text, and how many symbols there are."""
    index = {symbol: i for i, symbol in enumerate(sorted(set("".join(texts))), start=END + 1)}
    return [[index[symbol] for symbol in text] for text in texts], END + 1 + len(index)


(sources, source_symbols), (targets, target_symbols) = map(encode, columns)
S, T = max(map(len, sources)), max(map(len, targets)) + 1
source = torch.tensor([[PAD] * (S - len(x)) + x[::-1] for x in sources])
given = torch.tensor([[START] + y + [PAD] * (T - 1 - len(y)) for y in targets])
wanted = torch.tensor([y + [END] + [PAD] * (T - 1 - len(y)) for y in targets])


class PeekySeq2Seq(nn.Module):
    def __init__(self, embedding_size, hidden_size):
        super().__init__()
        self.source_embedding = nn.Embedding(source_symbols, embedding_size)
        self.target_embedding = nn.Embedding(target_symbols, embedding_size)
        self.encoder = nn.LSTM(embedding_size, hidden_size, batch_first=True)
        self.decoder = nn.LSTM(embedding_size + hidden_size, hidden_size, batch_first=True)
        self.readout = nn.Linear(2 * hidden_size, target_symbols)

    def forward(self, source, given):
        _, state = self.encoder(self.source_embedding(source))
        context = state[0].transpose(0, 1).expand(-1, given.shape[1], -1)
        inputs = torch.cat([self.target_embedding(given), context], dim=2)
        outputs, _ = self.decoder(inputs, state)
        return self.readout(torch.cat([outputs, context], dim=2))


model = PeekySeq2Seq(a.embedding_size, a.hidden_size)
optimizer = torch.optim.Adam(model.parameters(), lr=a.learning_rate, fused=True)
count = len(source) - a.held_out
assert count > 0, f"{len(source)} pairs, {a.held_out} of them held out"
losses, times = [], []
for _ in range(a.epochs):
    total, symbols = 0.0, 0
    for batch in torch.randperm(count).split(a.batch_size):
        began = time.perf_counter()
        logits = model(source[batch], given[batch])
        loss = nn.functional.cross_entropy(
            logits.flatten(0, 1), wanted[batch].flatten(), ignore_index=PAD)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), a.clip)
        optimizer.step()
        predictions = int((wanted[batch] != PAD).sum())
        total, symbols = total + loss.item() * predictions, symbols + predictions
        times.append((time.perf_counter() - began) / len(batch))
    losses.append(total / symbols)
seconds = statistics.median(times)
print(json.dumps({
    "work": "translate", "seconds_per_epoch": round(seconds * count, 4),
    "pairs_per_second": round(1 / seconds, 1), "training_losses": losses,
    "parameters": sum(p.numel() for p in model.parameters()), "threads": a.threads,
    "torch": torch.__version__,
}))
