#!/usr/bin/env python3
"""Writes the golden values of encoder-decoders: Tests/SequenceModelsTests/Golden/EncoderDecoder/*.json.

The committed files were made with Python 3.11.7 and PyTorch 2.15.0 (CPU, one thread, float64):

    pip install torch
    python3 Tests/Peers/golden_translation.py [DIRECTORY]

The recurrent layers are PyTorch's own: nn.LSTM and nn.GRU over packed sequences for the encoder, nn.LSTMCell and
nn.GRUCell for the decoder, each called with weights made of the parameters as this toolkit lays them out (one bias; of
the GRU one more, of the candidate's recurrent half; the decoder's input weight in up to three parts, of the embedded
symbol, the peeky context and the attentional output before). Bridge, attention and readout are written out. All
parameters are normal * 0.5. The loss is the mean cross-entropy (nats) over the predictions of all pairs, each target
followed by the end symbol; `losses` are the pairs' sums. `attention` is that of every prediction of every pair.
"""
import json
import pathlib
import random
import sys

import torch
from torch import nn
from torch.func import functional_call

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

START, END = 0, 1


def configuration(**others):
    return {
        "sourceVocabularySize": 6, "targetVocabularySize": 7, "startSymbol": START,
        "endSymbol": END, "sourceEmbeddingSize": 3, "targetEmbeddingSize": 4,
        "sharesEmbedding": False, "cell": "lstm", "forgetBias": 1, "encoderLayers": 1,
        "decoderLayers": 1, "encoderHiddenSize": 3, "decoderHiddenSize": 3,
        "isBidirectional": False, "reversesSource": False, "handover": "state", "bridge": "none",
        "isPeeky": False, "attention": "none", "feedsInput": False, "tiedReadout": False,
        "dropout": 0,
    } | others


CASES = {
    "lstm-bidirectional-general-feeding": (configuration(
        encoderLayers=2, decoderLayers=2, decoderHiddenSize=4, isBidirectional=True, bridge="tanh",
        attention="general", feedsInput=True), 0),
    "gru-additive": (configuration(cell="gru", attention="additive", encoderHiddenSize=4,
                                   decoderHiddenSize=4, tiedReadout=True), 0.1),
    "lstm-peeky-reversed": (configuration(
        isPeeky=True, reversesSource=True, bridge="affine", decoderHiddenSize=4,
        handover="output"), 0),
    "gru-peeky-dot": (configuration(cell="gru", isPeeky=True, attention="dot", handover="none"), 0),
}
LENGTHS = [(5, 3), (2, 4), (4, 0), (1, 2)]


def states(c):
    return 2 if c["cell"] == "lstm" else 1


def shapes(c):
    """The parameters' names and shapes."""
    gates, biases = (4, 4) if c["cell"] == "lstm" else (3, 4)
    memory = c["encoderHiddenSize"] * (2 if c["isBidirectional"] else 1)
    n, v = c["decoderHiddenSize"], c["targetVocabularySize"]
    result = {
        "source_embedding.weight": [c["sourceVocabularySize"], c["sourceEmbeddingSize"]],
        "target_embedding.weight": [v, c["targetEmbeddingSize"]],
    }

    def layer(name, inputs, size):
        result[f"{name}.input_weight"] = [gates * size, inputs]
        result[f"{name}.recurrent_weight"] = [gates * size, size]
        result[f"{name}.bias"] = [biases * size]

    for index in range(c["encoderLayers"]):
        for suffix in [".forward", ".backward"] if c["isBidirectional"] else [""]:
            layer(f"encoder.layers.{index}{suffix}",
                  memory if index else c["sourceEmbeddingSize"], c["encoderHiddenSize"])
    for index in range(c["decoderLayers"]):
        layer(f"decoder.layers.{index}", n if index else c["targetEmbeddingSize"], n)
        if c["bridge"] != "none":
            for state in range(states(c) if c["handover"] == "state" else 1):
                result[f"bridge.layers.{index}.states.{state}.weight"] = [n, memory]
                result[f"bridge.layers.{index}.states.{state}.bias"] = [n]
    if c["isPeeky"]:
        result["decoder.context_weight"] = [gates * n, memory]
        result["readout.context_weight"] = [v, memory]
    if c["feedsInput"]:
        result["decoder.feed_weight"] = [gates * n, n]
    if c["attention"] == "general":
        result["attention.weight"] = [n, memory]
    if c["attention"] == "additive":
        result["attention.key_weight"] = [n, memory]
        result["attention.query_weight"] = [n, n]
        result["attention.score"] = [n]
    if c["attention"] != "none":
        result["attention.output_weight"] = [n, memory + n]
    if not c["tiedReadout"]:
        result["readout.weight"] = [v, n]
    result["readout.bias"] = [v]
    return result


def biases(c, bias):
    """PyTorch's two biases."""
    if c["cell"] == "lstm":
        return bias, torch.zeros_like(bias)
    size = len(bias) // 4
    return bias[:3 * size], torch.cat([torch.zeros(2 * size), bias[3 * size:]])


def encode(c, p, sources):
    """Outputs [S, B, m] and final states: layers, then components [B, m]."""
    both = c["isBidirectional"]
    module = (nn.LSTM if c["cell"] == "lstm" else nn.GRU)(
        c["sourceEmbeddingSize"], c["encoderHiddenSize"], c["encoderLayers"], bidirectional=both)
    weights = {}
    for index in range(c["encoderLayers"]):
        for direction, suffix in enumerate([".forward", ".backward"] if both else [""]):
            name = f"encoder.layers.{index}{suffix}"
            tail = f"l{index}" + ("_reverse" if direction else "")
            weights[f"weight_ih_{tail}"] = p[f"{name}.input_weight"]
            weights[f"weight_hh_{tail}"] = p[f"{name}.recurrent_weight"]
            weights[f"bias_ih_{tail}"], weights[f"bias_hh_{tail}"] = biases(c, p[f"{name}.bias"])
    order = [source[::-1] if c["reversesSource"] else source for source in sources]
    embedded = [p["source_embedding.weight"][torch.tensor(source)] for source in order]
    packed = nn.utils.rnn.pack_sequence(embedded, enforce_sorted=False)
    outputs, final = functional_call(module, weights, (packed,))
    outputs, _ = nn.utils.rnn.pad_packed_sequence(outputs)
    final = final if c["cell"] == "lstm" else (final,)
    directions = 2 if both else 1
    layers = [[torch.cat([component[directions * index + direction]
                          for direction in range(directions)], 1) for component in final]
              for index in range(c["encoderLayers"])]
    return outputs, layers


def attend(c, p, query, memory):
    """Weights [S] and attentional output of one query over one source's outputs [S, m]."""
    if c["attention"] == "dot":
        scores = memory @ query
    elif c["attention"] == "general":
        scores = (memory @ p["attention.weight"].T) @ query
    else:
        energies = torch.tanh(p["attention.query_weight"] @ query
                              + memory @ p["attention.key_weight"].T)
        scores = energies @ p["attention.score"]
    weights = torch.softmax(scores, 0)
    context = weights @ memory
    return weights, torch.tanh(p["attention.output_weight"] @ torch.cat([context, query]))


def decode(c, p, memory, final, target):
    """Logits [T + 1, V] and attention of one pair; memory [S, m], final: layers, components [m]."""
    n = c["decoderHiddenSize"]
    handed = {"none": 0, "output": 1, "state": states(c)}[c["handover"]]
    state = []
    for index in range(c["decoderLayers"]):
        components = []
        for component in range(states(c)):
            if component >= handed:
                components.append(torch.zeros(n))
                continue
            value = final[c["encoderLayers"] - c["decoderLayers"] + index][component]
            if c["bridge"] != "none":
                name = f"bridge.layers.{index}.states.{component}"
                value = p[f"{name}.weight"] @ value + p[f"{name}.bias"]
                value = torch.tanh(value) if c["bridge"] == "tanh" else value
            components.append(value)
        state.append(components)
    context, fed = final[-1][0], torch.zeros(n)
    logits, attention = [], []
    for symbol in [START] + target:
        x = [p["target_embedding.weight"][symbol]]
        weight = [p["decoder.layers.0.input_weight"]]
        if c["isPeeky"]:
            x.append(context)
            weight.append(p["decoder.context_weight"])
        if c["feedsInput"]:
            x.append(fed)
            weight.append(p["decoder.feed_weight"])
        x, weight = torch.cat(x), torch.cat(weight, 1)
        for index in range(c["decoderLayers"]):
            name = f"decoder.layers.{index}"
            module = (nn.LSTMCell if c["cell"] == "lstm" else nn.GRUCell)(len(x), n)
            own, recurrent = biases(c, p[f"{name}.bias"])
            weights = {
                "weight_ih": weight if index == 0 else p[f"{name}.input_weight"],
                "weight_hh": p[f"{name}.recurrent_weight"], "bias_ih": own, "bias_hh": recurrent,
            }
            before = [value[None] for value in state[index]]
            after = functional_call(
                module, weights,
                (x[None], tuple(before) if c["cell"] == "lstm" else before[0]))
            state[index] = [value[0] for value in (after if c["cell"] == "lstm" else (after,))]
            x = state[index][0]
        if c["attention"] != "none":
            weights, fed = attend(c, p, x, memory)
            x = fed
            attention.append((weights.flip(0) if c["reversesSource"] else weights).tolist())
        readout = p["target_embedding.weight" if c["tiedReadout"] else "readout.weight"]
        row = readout @ x + p["readout.bias"]
        if c["isPeeky"]:
            row = row + p["readout.context_weight"] @ context
        logits.append(row)
    return torch.stack(logits), attention


def tensor(value):
    return {"shape": list(value.shape), "values": value.detach().reshape(-1).tolist()}


def case(name, c, smoothing):
    torch.manual_seed(11)
    draw = random.Random(name)
    p = {key: (torch.randn(shape) * 0.5).requires_grad_() for key, shape in shapes(c).items()}
    pairs = [{"source": [draw.randrange(c["sourceVocabularySize"]) for _ in range(source)],
              "target": [draw.randrange(2, c["targetVocabularySize"]) for _ in range(target)]}
             for source, target in LENGTHS]
    outputs, final = encode(c, p, [pair["source"] for pair in pairs])
    losses, attention = [], []
    for row, pair in enumerate(pairs):
        logits, weights = decode(
            c, p, outputs[:len(pair["source"]), row],
            [[component[row] for component in layer] for layer in final], pair["target"])
        losses.append(nn.functional.cross_entropy(
            logits, torch.tensor(pair["target"] + [END]), reduction="sum",
            label_smoothing=smoothing))
        attention.append(weights)
    loss = sum(losses) / sum(len(pair["target"]) + 1 for pair in pairs)
    loss.backward()
    return {
        "name": name, "configuration": c, "labelSmoothing": smoothing, "pairs": pairs,
        "parameters": {key: tensor(value) for key, value in p.items()},
        "losses": [value.item() for value in losses], "attention": attention,
        "gradients": {key: tensor(value.grad) for key, value in p.items()},
    }


def main():
    here = pathlib.Path(__file__).resolve().parent.parent
    default = here / "SequenceModelsTests" / "Golden" / "EncoderDecoder"
    directory = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    directory.mkdir(parents=True, exist_ok=True)
    for name, (c, smoothing) in CASES.items():
        text = json.dumps(case(name, c, smoothing), indent=None, separators=(",", ":"))
        (directory / f"{name}.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
