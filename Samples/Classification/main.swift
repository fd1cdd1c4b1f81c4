// Which language is it? A sentence is read letter by letter and named at its end.
//
//     swift run -c release Classification

import Recur

let languages = ["English", "French"]
let pairs = try PairFile.read("corpora/phrases/english-french.train.tsv")
let sentences = pairs.flatMap { [($0.source, 0), ($0.target, 1)] }
let letters = try Vocabulary(of: sentences.map(\.0).joined(separator: "\n"), unit: .character)
let examples = try sentences.map { (try letters.encode($0.0), $0.1) }
let longest = examples.map(\.0.count).max() ?? 1
var generator = RandomGenerator(seed: 1)
let model = SequenceModel<Float>(
  SequenceModelConfiguration(
    input: .symbols(letters.count), outputSize: languages.count, cell: GRUCell(), layers: 1,
    hiddenSize: 64), weights: .lecun, recurrent: .orthogonal, using: &generator)
let trainer = Trainer(
  model, batchSize: 32, sequenceLength: longest, updates: UpdateOptions(learningRate: 0.003),
  masks: true)
for _ in 0..<300 {
  let chosen = (0..<32).map { _ in examples[generator.index(below: examples.count)] }
  let batch = Batch(
    sequences: chosen.map(\.0), labels: chosen.map(\.1), batchSize: 32, sequenceLength: longest)
  try trainer.update(batch)
}
for sentence in ["Where did you leave the keys?", "Où as-tu laissé les clefs ?", "Il dort."] {
  let (stream, symbols) = (trainer.stream(), try letters.encode(sentence))
  let probabilities = symbols.map { stream.predictions(after: [$0]) }.last ?? []
  for (language, probability) in zip(languages, probabilities) where probability > 0.5 {
    print("\(sentence)  \(language), \(probability)")
  }
}
