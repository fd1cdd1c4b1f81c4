// Every next value of a stream that never ends and never stays the same, forecast before it comes
// and learned from when it is there: exact real-time recurrent learning, in constant memory.
//
//     swift run -c release Forecasting

import Recur

var generator = RandomGenerator(seed: 1)
let model = SequenceModel<Float>(
  SequenceModelConfiguration(
    input: .vectors(1), outputSize: 1, loss: .gaussian, cell: GRUCell(), layers: 1,
    hiddenSize: 16), weights: .lecun, recurrent: .orthogonal, using: &generator)
let trainer = try Trainer(
  model, method: .rtrl, batchSize: 1, sequenceLength: 1,
  updates: UpdateOptions(learningRate: 0.003), threads: 1)
let forecaster = trainer.stream()
var (value, phase, speed) = (0.0, 0.0, 0.3)
var (error, naive, covered) = (0.0, 0.0, 0)
for step in 1...20_000 {
  let forecast = forecaster.predictions(after: [[value]])
  let (mean, deviation) = (Double(forecast[0]), Double(forecast[1]))
  speed = 0.999 * speed + 0.0003 + 0.001 * generator.normal()
  phase += speed
  let next = Double.sin(phase) + 0.05 * generator.normal()
  try trainer.update(Batch(vectors: [value], values: [next]))
  error += (next - mean).magnitude / 2000
  naive += (next - value).magnitude / 2000
  if (next - mean).magnitude < 1.96 * deviation { covered += 1 }
  value = next
  guard step % 2000 == 0 else { continue }
  print(
    "step \(step): mean absolute error \(error), of the last value \(naive); "
      + "\(covered / 20) % within the interval of 95 %")
  (error, naive, covered) = (0, 0, 0)
}
