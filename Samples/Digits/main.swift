// A convolutional network that reads handwritten digits.
//
//     swift run -c release Digits                                     drawn by a generator
//     swift run -c release Digits train-images train-labels t10k-images t10k-labels     MNIST's

import Recur

let files = CommandLine.arguments.dropFirst().map { $0 }
let digits = HandwrittenDigits(seed: 1)
let training =
  files.count == 4
  ? try Examples<Float>(idxImages: files[0], labels: files[1]) : digits.examples(0..<12_000)
let test =
  files.count == 4
  ? try Examples<Float>(idxImages: files[2], labels: files[3]) : digits.examples(20_000..<22_000)

var generator = RandomGenerator(seed: 1)
let network = Network<Float>(
  Sequential(
    Convolution(16, Window(5, 5), activation: .relu), Pooling(.maximum, Window(2, 2, stride: 2)),
    Convolution(32, Window(5, 5), activation: .relu), Pooling(.maximum, Window(2, 2, stride: 2)),
    Flatten(), Affine(128, activation: .relu), Affine(10)),
  inputShape: [1, 28, 28], using: &generator)

let batches = ExampleBatches(training, batchSize: 64, epochs: 3, seed: 1)
let updates = UpdateOptions(
  learningRate: 0.0015,
  schedule: LearningRateSchedule(.cosine(floor: 0.02, updates: batches.count)))
let trainer = Trainer(network, loss: .crossEntropy, updates: updates, threads: 2)
for (index, batch) in batches.enumerated() {
  let report = try trainer.update(batch)
  if index % 100 == 0 { print("batch \(index) of \(batches.count), loss \(report.loss)") }
}
let scores = trainer.scores(of: test)
print("of \(test.count) digits of the test \((scores.accuracy ?? 0) * 100) % are right")
try trainer.model.save(to: "digits.safetensors")
