// Gates of a computer, each a perceptron z = step(w x + b), and the one that is none: XOR.
//
//     swift run Gates

import Recur

let inputs = Tensor<Double>(shape: [4, 2], values: [0, 0, 0, 1, 1, 0, 1, 1])

/// A perceptron of two inputs.
func gate(_ weights: [Double], bias: Double) -> Network<Double> {
  var generator = RandomGenerator(seed: 1)
  var network = Network<Double>(
    Affine(1, activation: .step), inputShape: [2], using: &generator)
  network[parameter: "weight"] = Tensor(shape: [1, 2], values: weights)
  network[parameter: "bias"] = Tensor(shape: [1], values: [bias])
  return network
}

/// Prints what becomes of 00, 01, 10 and 11.
func show(_ name: String, _ outputs: [Double]) {
  print(name, outputs.map { $0 > 0.5 ? "1" : "0" }.joined(separator: " "))
}

let (and, or, nand) = (
  gate([1, 1], bias: -1.5), gate([1, 1], bias: -0.5), gate([-1, -1], bias: 1.5)
)
show("AND", and(inputs).values)
show("OR ", or(inputs).values)

// No line parts 01 and 10 from 00 and 11, but two do: XOR is what OR and not AND agree on.
let pairs = zip(or(inputs).values, nand(inputs).values).flatMap { [$0, $1] }
show("XOR of three perceptrons", and(Tensor(shape: [4, 2], values: pairs)).values)

// And it can be learned, by a layer of four that gradients pass through.
var generator = RandomGenerator(seed: 3)
let network = Network<Double>(
  Sequential(Affine(4, activation: .tanh), Affine(1)), inputShape: [2], using: &generator)
let trainer = Trainer(
  network, loss: .logistic, updates: UpdateOptions(learningRate: 0.05), threads: 1)
let examples = Examples(
  inputs: inputs, values: Tensor<Double>(shape: [4, 1], values: [0, 1, 1, 0]))
for _ in 0..<300 { try trainer.update(examples) }
show("XOR learned", trainer.model(inputs).values.map { $0 > 0 ? 1 : 0 })
print("loss \(trainer.scores(of: examples).loss)")
