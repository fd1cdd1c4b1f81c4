// A system that nobody describes, learned from what goes in and what comes out of it.
//
//     swift run -c release Regression

import Recur

var generator = RandomGenerator(seed: 1)
let model = SequenceModel<Float>(
  SequenceModelConfiguration(
    input: .vectors(1), outputSize: 1, loss: .halfSquaredError, cell: GRUCell(), hiddenSize: 32),
  weights: .lecun, recurrent: .orthogonal, using: &generator)
let trainer = Trainer(model, batchSize: 1, sequenceLength: 50)
var (before, output, loss) = (0.0, 0.0, 0.0)
for update in 1...4000 {
  let inputs = (0..<50).map { _ in generator.normal() }
  let outputs = inputs.map { input in
    output = 0.8 * output + 0.2 * Double.tanh(2 * input * before)
    before = input
    return output
  }
  loss += try trainer.update(Batch(vectors: inputs, values: outputs)).loss / 400
  guard update % 400 == 0 else { continue }
  print("update \(update): root mean squared error \((2 * loss).squareRoot())")
  loss = 0
}
