// Every next value of a stream that never ends and never stays the same, forecast before it comes
// and learned from when it is there: exact real-time recurrent learning, in constant memory.
//
//     swift run -c release Forecasting

import Recur

var generator = RandomGenerator(seed: 1)
let model = SequenceModel<Float>(
  SequenceModelConfiguration(
    input: .vectors(1), outputSize: 1, loss: .gaussian, cell: GRUCell(), hiddenSize: 16),
  weights: .lecun, recurrent: .orthogonal, using: &generator)
// Clipped gradients would count large errors for less, and make the intervals too narrow.
let trainer = try Trainer(
  model, method: .rtrl, batchSize: 1, sequenceLength: 1,
  updates: UpdateOptions(clipping: Clipping()))
let forecaster = trainer.stream()
var (value, phase, speed, errors, naive, covered) = (0.0, 0.0, 0.3, 0.0, 0.0, 0)
for step in 1...20_000 {
  let forecast = forecaster.predictions(after: [[value]]).map { Double($0) }
  speed = 0.999 * speed + 0.0003 + 0.001 * generator.normal()
  phase += speed
  let next = Double.sin(phase) + 0.05 * generator.normal()
  try trainer.update(Batch(vectors: [value], values: [next]))
  errors += (next - forecast[0]).magnitude / 2000
  naive += (next - value).magnitude / 2000
  covered += (next - forecast[0]).magnitude < 1.96 * forecast[1] ? 1 : 0
  value = next
  guard step % 2000 == 0 else { continue }
  print("step \(step): mean absolute error \(errors), of the last value \(naive); ", terminator: "")
  print("\(covered / 20) % within the interval of 95 %")
  (errors, naive, covered) = (0, 0, 0)
}
