// Dates as people write them, "the 22nd of October 2007" or "昭和54年7月7日", become ISO 8601: attention
// at work.
//
// The length of what is read varies, the order of its parts too. Attention lets the decoder look,
// for every character that it writes, at the places of the source that matter; afterwards one can
// see where it looked:
//
//     swift run -c release Dates [PAIRS]

import Foundation
import Recur

// 1. The pairs: a date and its ISO form on each line, a tab between them. The last tenth is held
// out.
let path = CommandLine.arguments.dropFirst().first ?? "corpora/pairs/dates.tsv"
let pairs: [SentencePair]
do {
  pairs = try PairFile.read(path)
} catch {
  let reason = error == .text(.missing(path: path)) ? "there is no such file" : "\(error)"
  FileHandle.standardError.write(
    Data("Dates: \(path): \(reason). Run where corpora/ is, or name a file.\n".utf8))
  exit(1)
}
let heldOut = pairs.suffix(max(pairs.count / 10, 1))
let training = Array(pairs.dropLast(heldOut.count))

// 2. The vocabularies are those of training; a character that it did not have is read as <unk>.
let characters = TextNormalization(unit: .character)
let vocabulary = try PairVocabulary(of: training, source: characters, target: characters)
let examples = try vocabulary.encode(training, unknown: .unk)
let questions = try heldOut.map {
  try vocabulary.encode($0.source, side: .source, unknown: .unk)
}

// 3. The model: two LSTMs, between them attention by dot products (Luong, Pham and Manning 2015).
let configuration = EncoderDecoderConfiguration(
  sourceVocabularySize: vocabulary.source.count, targetVocabularySize: vocabulary.target.count,
  startSymbol: TokenVocabulary.startIndex, endSymbol: TokenVocabulary.endIndex,
  sourceEmbeddingSize: 16, encoderHiddenSize: 256, reversesSource: true, attention: .dot)
var generator = RandomGenerator(seed: 1)
let (epochs, batchSize) = (8, 64)
let pool = WorkerPool(threads: WorkerPool.processorCount)

// 4. Batches of like lengths, so that little is padding, but drawn from four batches only: dates of
// one length are often of one format. After each epoch the held-out dates are translated; one
// counts if every character is right.
let batches = try PairBatches(
  examples, batchSize: batchSize, poolBatches: 4, epochs: epochs, seed: 1)
let trainer = Trainer(
  try EncoderDecoder<Float>(
    configuration, weights: .lecun, recurrent: .lecun, using: &generator),
  batchSize: batchSize,
  updates: UpdateOptions(
    schedule: LearningRateSchedule(.linear(floor: 0.02, updates: batches.count))),
  pool: pool)
let translator = Translator([trainer.packedModel], pool: pool)
let options = DecodingOptions(maximumLength: 20, keepsAttention: true)
let clock = ContinuousClock()
var spent = Duration.zero
for epoch in 0..<epochs {
  spent += try clock.measure {
    for batch in batches.batches(epoch: epoch) { _ = try trainer.update(batch) }
  }
  let answers = translator.greedy(questions, options: options)
    .map { vocabulary.decode($0.symbols, side: .target) }
  let right = zip(heldOut, answers).count { $0.target == $1 }
  let percent = 100 * Double(right) / Double(heldOut.count)
  print(String(format: "epoch %d: %6.2f %% right, %.0f s", epoch + 1, percent, spent / .seconds(1)))
  for (pair, answer) in zip(heldOut, answers).filter({ $0.target != $1 }).prefix(2) {
    print("  \(pair.source) is \(pair.target), not \(answer)")
  }
}

// 5. Where does it look? Under each character of the answer, that of the source which had most of
// its attention.
for date in ["the 22nd of October 2007", "9/5/68", "平成3年12月24日"] {
  let source = try vocabulary.encode(date, side: .source, unknown: .unk)
  let answer = translator.greedy([source], options: options)[0]
  let looks = answer.attention.dropLast().map { weights in
    let place = weights.indices.max { weights[$0] < weights[$1] } ?? 0
    return vocabulary.decode([source[place]], side: .source)
  }
  let iso = vocabulary.decode(answer.symbols, side: .target)
  print("\n\(date)\n  \(iso)\n  \(looks.joined())")
}
