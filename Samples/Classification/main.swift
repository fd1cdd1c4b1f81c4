// Is it French? A sentence, English or French, is read letter by letter and judged at its end.
//
//     swift run -c release Classification

import Recur

let pairs = try PairFile.read("corpora/phrases/english-french.train.tsv")
let sentences = pairs.flatMap { [($0.source, 0), ($0.target, 1)] }
let letters = try Vocabulary(of: sentences.map(\.0).joined(separator: "\n"), unit: .character)
let examples = try sentences.map { (try letters.encode($0.0), $0.1) }
let longest = examples.map(\.0.count).max() ?? 1
var generator = RandomGenerator(seed: 1)
let model = SequenceModel<Float>(
  SequenceModelConfiguration(
    input: .symbols(letters.count), outputSize: 2, cell: GRUCell(), hiddenSize: 64),
  weights: .lecun, recurrent: .orthogonal, using: &generator)
let trainer = Trainer(model, batchSize: 32, sequenceLength: longest, masks: true)
for _ in 0..<300 {
  let chosen = (0..<32).map { _ in examples[generator.index(below: examples.count)] }
  try trainer.update(
    Batch(
      sequences: chosen.map(\.0), labels: chosen.map(\.1), batchSize: 32, sequenceLength: longest))
}
for sentence in ["Where did you leave the keys?", "Où as-tu laissé les clefs ?", "Il dort."] {
  let stream = trainer.stream()
  let found = try letters.encode(sentence).map { stream.predictions(after: [$0]) }
  print("\(sentence)  French with probability \(found[found.count - 1][1])")
}
