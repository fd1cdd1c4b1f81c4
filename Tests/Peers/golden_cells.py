#!/usr/bin/env python3
"""Writes the golden values of the recurrent cells: Tests/GoldenTesting/Golden/*.json.

The committed files were made with Python 3.11.7 and PyTorch 2.15.0 (CPU, one thread, float64):

    pip install torch
    python3 Tests/Peers/golden_cells.py [DIRECTORY]

Model: tokens (one-hot or embedded) or dense vectors [T, B, m]; a stack of recurrent layers of n
units; logits = readout.weight h + readout.bias; loss = mean cross-entropy (nats) over the
predictions whose target is not -1. Every layer starts from a non-zero state; all parameters are
normal * 0.5.

Two references. `equations` is every cell written out step by step. `modules` is nn.RNN, nn.LSTM and
nn.GRU with the same weights (packed sequences where lengths differ). Where PyTorch has the cell,
`modules` is what is written and `equations` must equal it in every tensor; so the equations are
themselves checked before they speak for peepholes, for the capped input gate and for the GRU whose
reset gate comes before the product. Of the first and the last, the special cases that PyTorch
knows are checked as well: peepholes of zero, and a diagonal candidate matrix (where
U (r * h) = r * (U h)).

Gate order: RNN a; LSTM i, f, g, o; GRU r, z, candidate (reset after: one more bias, of the
candidate's recurrent half). With lengths, a sequence past its end keeps its state, and its targets
are -1; `hidden` and `logits` there are those of the kept state. With residual connections a layer
above the first hands on h + its input; `hidden` is h alone. `chunks` follow one another: the state
is carried, detached, and the parameters stay; gradients belong to one chunk each. The optimisers
take 5 steps on the first chunk, always from the same initial state, each gradient scaled by
0.5 / norm where its norm over all parameters is at least 0.5; weight decay reaches every parameter.
"""
import json
import math
import pathlib
import random
import sys

import torch
from torch import nn, sigmoid, tanh

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

CELLS = ["rnn-tanh", "rnn-relu", "lstm", "lstm-peepholes", "lstm-capped", "gru-reset-after",
         "gru-reset-before"]
STEPS, BATCH, VOCABULARY, DENSE = 6, 3, 7, 4
TOLERANCE = 1e-14
CLIP, UPDATES = 0.5, 5

OPTIMIZERS = {
    "sgd": (torch.optim.SGD, {"learningRate": 0.01}),
    "momentum": (torch.optim.SGD, {"learningRate": 0.01, "momentum": 0.9}),
    "nesterov": (torch.optim.SGD, {"learningRate": 0.01, "momentum": 0.9}),
    "adagrad": (torch.optim.Adagrad, {"learningRate": 0.01, "epsilon": 1e-8}),
    "adadelta": (torch.optim.Adadelta, {"learningRate": 1.0, "decay": 0.95, "epsilon": 1e-6}),
    "rmsprop": (torch.optim.RMSprop, {"learningRate": 0.01, "decay": 0.95, "epsilon": 1e-8}),
    "adam": (torch.optim.Adam, {"learningRate": 0.01, "epsilon": 1e-8}),
    "adamw": (torch.optim.AdamW, {"learningRate": 0.01, "epsilon": 1e-8, "weightDecay": 0.1}),
}
BETAS = {"beta1": 0.9, "beta2": 0.999}


# ---- what a case consists of


def options(cell, depth, kind, **others):
    return {
        "cell": cell, "depth": depth, "hiddenSize": 5, "vocabularySize": VOCABULARY, "input": kind,
        "embeddingSize": None, "steps": STEPS, "batchSize": BATCH, "lengths": None,
        "residual": False, "tied": False,
    } | others


def input_size(o):
    return DENSE if o["input"] == "dense" else o["embeddingSize"] or o["vocabularySize"]


def states(o):
    return ["h", "c"] if o["cell"].startswith("lstm") else ["h"]


def shapes(o):
    """The parameters' names and shapes."""
    gates = {"rnn": 1, "lst": 4, "gru": 3}[o["cell"][:3]]
    biases = 4 if o["cell"] == "gru-reset-after" else gates
    n, V, named = o["hiddenSize"], o["vocabularySize"], {}
    if o["embeddingSize"]:
        named["embedding.weight"] = (V, o["embeddingSize"])
    for l in range(o["depth"]):
        named[f"layers.{l}.input_weight"] = (gates * n, n if l else input_size(o))
        named[f"layers.{l}.recurrent_weight"] = (gates * n, n)
        named[f"layers.{l}.bias"] = (biases * n,)
        if o["cell"] == "lstm-peepholes":
            named[f"layers.{l}.peephole"] = (3, n)
    if not o["tied"]:
        named["readout.weight"] = (V, n)
    return named | {"readout.bias": (V,)}


def normal(generator, shape):
    values = [generator.gauss(0, 0.5) for _ in range(math.prod(shape))]
    return torch.tensor(values).reshape(shape).requires_grad_()


def chunk_of_inputs(o, generator):
    T, B, V = o["steps"], o["batchSize"], o["vocabularySize"]
    lengths = o["lengths"] or [T] * B
    targets = [
        [generator.randrange(V) if t < lengths[b] else -1 for b in range(B)] for t in range(T)]
    if o["input"] == "dense":
        return {"inputs": normal(generator, (T, B, DENSE)), "targets": torch.tensor(targets)}
    tokens = torch.tensor([[generator.randrange(V) for _ in range(B)] for _ in range(T)])
    return {"tokens": tokens, "targets": torch.tensor(targets)}


# ---- the two references: both return h of every step [T, B, n] and the final state


def step(cell, p, x, h, c):
    """One step of one layer; p holds the layer's parameters under their last names."""
    W, U, b = p["input_weight"], p["recurrent_weight"], p["bias"]
    if cell.startswith("rnn"):
        a = x @ W.T + h @ U.T + b
        return (tanh(a) if cell == "rnn-tanh" else torch.relu(a)), c
    if cell.startswith("lstm"):
        z_i, z_f, z_g, z_o = (x @ W.T + h @ U.T + b).chunk(4, dim=-1)
        p_i, p_f, p_o = p["peephole"] if "peephole" in p else (0, 0, 0)
        i, f = sigmoid(z_i + p_i * c), sigmoid(z_f + p_f * c)
        if cell == "lstm-capped":
            i = torch.minimum(i, 1 - f)
        c = f * c + i * tanh(z_g)
        return sigmoid(z_o + p_o * c) * tanh(c), c
    (W_r, W_z, W_n), (U_r, U_z, U_n) = W.chunk(3), U.chunk(3)
    b_r, b_z, b_n, *b_h = b.split(h.shape[-1])
    r = sigmoid(x @ W_r.T + h @ U_r.T + b_r)
    z = sigmoid(x @ W_z.T + h @ U_z.T + b_z)
    recurrent = r * (h @ U_n.T + b_h[0]) if cell == "gru-reset-after" else (r * h) @ U_n.T
    return z * h + (1 - z) * tanh(x @ W_n.T + recurrent + b_n), c


def equations(o, p, x, h, c):
    lengths = torch.tensor(o["lengths"] or [o["steps"]] * o["batchSize"])
    hidden = []
    for t in range(o["steps"]):
        h_next, c_next = step(o["cell"], p, x[t], h, c)
        runs = (t < lengths)[:, None]
        h = torch.where(runs, h_next, h)
        c = None if c is None else torch.where(runs, c_next, c)
        hidden.append(h)
    return torch.stack(hidden), h, c


def module_for(cell, inputs, n):
    """PyTorch's layer for the cell, None where it has none."""
    if cell.startswith("rnn"):
        return nn.RNN(inputs, n, nonlinearity=cell[4:])
    return {"lstm": nn.LSTM, "gru-reset-after": nn.GRU}.get(cell, lambda *_: None)(inputs, n)


def modules(o, p, x, h, c):
    n = o["hiddenSize"]
    bias, bias_hh = p["bias"], torch.zeros(len(p["recurrent_weight"]))
    if o["cell"] == "gru-reset-after":
        bias, bias_hh = bias[: 3 * n], torch.cat([torch.zeros(2 * n), bias[3 * n :]])
    weights = {
        "weight_ih_l0": p["input_weight"], "weight_hh_l0": p["recurrent_weight"],
        "bias_ih_l0": bias, "bias_hh_l0": bias_hh,
    }
    if o["lengths"]:
        x = nn.utils.rnn.pack_padded_sequence(x, o["lengths"], enforce_sorted=False)
    state = h[None] if c is None else (h[None], c[None])
    layer = module_for(o["cell"], p["input_weight"].shape[1], n)
    hidden, state = torch.func.functional_call(layer, weights, (x, state))
    h, c = (state[0], None) if c is None else (state[0][0], state[1][0])
    if o["lengths"]:
        hidden, lengths = nn.utils.rnn.pad_packed_sequence(hidden, total_length=o["steps"])
        runs = torch.arange(o["steps"])[:, None] < lengths
        hidden = torch.where(runs[..., None], hidden, h)
    return hidden, h, c


# ---- the model over either reference


def run(o, layer, parameters, initial, chunk):
    """Forward and backward: a dictionary of every result."""
    gradients_of = [*parameters.values(), *initial.values()]
    if o["input"] == "dense":
        x = chunk["inputs"]
        gradients_of.append(x)
    elif o["embeddingSize"]:
        x = parameters["embedding.weight"][chunk["tokens"]]
    else:
        x = nn.functional.one_hot(chunk["tokens"], o["vocabularySize"]).double()
    hidden, final = {}, {}
    for l in range(o["depth"]):
        prefix = f"layers.{l}."
        p = {k.removeprefix(prefix): v for k, v in parameters.items() if k.startswith(prefix)}
        h, h_last, c_last = layer(o, p, x, initial[prefix + "h"], initial.get(prefix + "c"))
        hidden[prefix + "h"] = h
        final |= {prefix + k: {"h": h_last, "c": c_last}[k] for k in states(o)}
        x = h + x if o["residual"] and l else h
    readout = parameters["embedding.weight" if o["tied"] else "readout.weight"]
    logits = x @ readout.T + parameters["readout.bias"]
    loss = nn.functional.cross_entropy(
        logits.flatten(0, 1), chunk["targets"].flatten(), ignore_index=-1)
    found = list(torch.autograd.grad(loss, gradients_of))
    return {
        "logits": logits, "hidden": hidden, "finalState": final, "loss": loss,
        "gradients": {k: found.pop(0) for k in parameters},
        "initialStateGradients": {k: found.pop(0) for k in initial},
        "inputGradients": found.pop(0) if found else None,
    }


def assert_equal(left, right, what):
    """Tensor by tensor, to TOLERANCE of the largest element (or of 1)."""
    if isinstance(left, dict):
        assert left.keys() == right.keys(), what
        for key in left:
            assert_equal(left[key], right[key], f"{what}: {key}")
    elif left is not None:
        error = (left - right).abs().max() / max(1, left.abs().max())
        assert left.shape == right.shape and error <= TOLERANCE, f"{what}: {error}"


def reference(o, parameters, initial, chunk, what):
    results = run(o, equations, parameters, initial, chunk)
    if module_for(o["cell"], 1, 1) is None:
        return results
    known = run(o, modules, parameters, initial, chunk)
    assert_equal(known, results, what)
    return known


def assert_special_cases(o, parameters, initial, chunk, what):
    """Peepholes of zero are nn.LSTM; reset before a diagonal product is nn.GRU, last bias zero."""
    changed, known, n = {}, {}, o["hiddenSize"]
    for name, p in parameters.items():
        changed[name] = known[name] = p
        if name.endswith("peephole"):
            changed[name] = torch.zeros_like(p).requires_grad_()
            del known[name]
        if o["cell"] == "gru-reset-before" and name.endswith("recurrent_weight"):
            diagonal = torch.cat([p[: 2 * n], p[2 * n :] * torch.eye(n)]).detach()
            changed[name] = known[name] = diagonal.requires_grad_()
        if o["cell"] == "gru-reset-before" and name.startswith("layers") and name.endswith("bias"):
            known[name] = torch.cat([p, torch.zeros(n)]).detach().requires_grad_()
    cell = {"lstm-peepholes": "lstm", "gru-reset-before": "gru-reset-after"}[o["cell"]]
    left = run(o | {"cell": cell}, modules, known, initial, chunk)
    right = run(o, equations, changed, initial, chunk)
    for kind in left.keys() - {"gradients"}:
        assert_equal(left[kind], right[kind], f"{what}, special case: {kind}")


def optimized(o, parameters, initial, chunk):
    """The parameters after UPDATES clipped steps of every optimiser, the norms before clipping."""
    rename = {"learningRate": "lr", "epsilon": "eps", "weightDecay": "weight_decay"}
    results = {}
    for name, (kind, settings) in OPTIMIZERS.items():
        arguments = {rename.get(k, k): v for k, v in settings.items()}
        if "decay" in arguments:
            arguments["rho" if name == "adadelta" else "alpha"] = arguments.pop("decay")
        if name.startswith("adam"):
            settings, arguments = settings | BETAS, arguments | {"betas": tuple(BETAS.values())}
        if name == "nesterov":
            arguments["nesterov"] = True
        trained = {k: p.detach().clone().requires_grad_() for k, p in parameters.items()}
        optimizer, norms = kind(trained.values(), **arguments), []
        for _ in range(UPDATES):
            gradients = run(o, equations, trained, initial, chunk)["gradients"]
            norms.append(math.sqrt(sum((g * g).sum().item() for g in gradients.values())))
            for key, p in trained.items():
                p.grad = gradients[key] * (CLIP / norms[-1] if norms[-1] >= CLIP else 1)
            optimizer.step()
        results[name] = {"settings": settings, "gradientNorms": norms, "parameters": trained}
    return results


# ---- files


def plain(value):
    if isinstance(value, torch.Tensor):
        values = value.detach().flatten().tolist()
        if value.dim() == 0 or not value.is_floating_point():
            return values if value.dim() else values[0]
        return {"shape": list(value.shape), "values": values}
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, list) else value


def text(value, indent=""):
    """JSON with one tensor a line; floats as repr writes them, so they read back exactly."""
    if isinstance(value, dict) and "shape" not in value and value:
        lines = [f'{indent} "{k}": {text(v, indent + " ")}' for k, v in value.items()]
        return "{\n" + ",\n".join(lines) + "\n" + indent + "}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[" + ", ".join(text(v, indent) for v in value) + "]"
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def write(directory, name, o, chunks=1, optimizers=False):
    generator = random.Random(name)
    n, B = o["hiddenSize"], o["batchSize"]
    parameters = {k: normal(generator, shape) for k, shape in shapes(o).items()}
    initial = {
        f"layers.{l}.{k}": normal(generator, (B, n)) for l in range(o["depth"]) for k in states(o)}
    case = {
        "name": name, "options": o, "parameters": parameters, "initialState": initial, "chunks": []}
    for _ in range(chunks):
        chunk = chunk_of_inputs(o, generator)
        if o["cell"] in ("lstm-peepholes", "gru-reset-before"):
            assert_special_cases(o, parameters, initial, chunk, name)
        if optimizers and not case["chunks"]:
            case |= {"clip": CLIP, "updates": UPDATES}
            case["optimizers"] = optimized(o, parameters, initial, chunk)
        results = reference(o, parameters, initial, chunk, name)
        case["chunks"].append(chunk | results)
        initial = {k: s.detach().requires_grad_() for k, s in results["finalState"].items()}
    (directory / f"{name}.json").write_text(text(plain(case)) + "\n")


def main():
    here = pathlib.Path(__file__).resolve().parent
    given = sys.argv[1:]
    directory = pathlib.Path(given[0]) if given else here.parent / "GoldenTesting" / "Golden"
    for cell in CELLS:
        for depth in (1, 2, 3):
            write(directory, f"{cell}-depth{depth}-tokens", options(cell, depth, "tokens"),
                  optimizers=(cell, depth) == ("lstm-peepholes", 1))
        write(directory, f"{cell}-depth2-dense", options(cell, 2, "dense"),
              optimizers=cell == "rnn-tanh")
        if cell != "rnn-relu":
            write(directory, f"{cell}-depth2-lengths",
                  options(cell, 2, "tokens", lengths=[4, STEPS, 1]))
    write(directory, "lstm-depth2-embedding", options("lstm", 2, "tokens", embeddingSize=4))
    write(directory, "gru-reset-after-depth2-tied",
          options("gru-reset-after", 2, "tokens", embeddingSize=5, tied=True), optimizers=True)
    write(directory, "lstm-depth3-residual", options("lstm", 3, "tokens", residual=True))
    write(directory, "lstm-depth2-chunks", options("lstm", 2, "tokens"), chunks=2)
    for cell in ("lstm", "gru-reset-after"):
        write(directory, f"{cell}-large", options(cell, 1, "tokens", hiddenSize=19))


if __name__ == "__main__":
    main()
