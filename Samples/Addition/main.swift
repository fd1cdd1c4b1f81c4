// Addition as a foreign language: "147+14" is a sentence, "161" its translation.
//
// Nobody tells the network what a digit is worth. It reads 45,000 sums with their results,
// character by character, and is asked 5,000 others that it has never seen:
//
//     swift run -c release Addition [PAIRS]

import Foundation
import Recur

// 1. The pairs: a sum and its result on each line, a tab between them.
let path = CommandLine.arguments.dropFirst().first ?? "corpora/pairs/addition.tsv"
let pairs: [SentencePair]
do {
  pairs = try PairFile.read(path)
} catch {
  let reason = error == .text(.missing(path: path)) ? "there is no such file" : "\(error)"
  FileHandle.standardError.write(
    Data("Addition: \(path): \(reason). Run where corpora/ is, or name a file.\n".utf8))
  exit(1)
}

// 2. Characters become indices. The last tenth of the file is held out.
let characters = TextNormalization(unit: .character)
let vocabulary = try PairVocabulary(of: pairs, source: characters, target: characters)
let encoded = try vocabulary.encode(pairs, unknown: .error)
let heldOut = encoded.suffix(max(encoded.count / 10, 1))
let training = Array(encoded.dropLast(heldOut.count))

// 3. The model. An encoder reads the sum from its end, so that the units, where addition begins,
// are read just as long before the answer as the hundreds are; a decoder starts from what the
// encoder knows last and is shown it again at every step ("peeky").
let configuration = EncoderDecoderConfiguration(
  sourceVocabularySize: vocabulary.source.count, targetVocabularySize: vocabulary.target.count,
  startSymbol: TokenVocabulary.startIndex, endSymbol: TokenVocabulary.endIndex,
  sourceEmbeddingSize: 16, cell: .lstm, encoderHiddenSize: 128, reversesSource: true,
  isPeeky: true)
var generator = RandomGenerator(seed: 1)
let model = try EncoderDecoder<Float>(
  configuration, weights: .lecun, recurrent: .orthogonal, using: &generator)

// 4. How it learns: Adam, the learning rate falling along half a cosine from 0.003 to almost
// nothing.
let (epochs, batchSize) = (25, 128)
let pool = WorkerPool(threads: WorkerPool.processorCount)
let batches = try PairBatches(training, batchSize: batchSize, epochs: epochs, seed: 1)
let trainer = Trainer(
  model, batchSize: batchSize,
  updates: UpdateOptions(
    learningRate: 0.003,
    schedule: LearningRateSchedule(.cosine(floor: 0.01, updates: batches.count))),
  pool: pool)

// 5. Every epoch shows it all the sums in another order, those of like lengths side by side. Then
// it answers the sums that it has not seen, and only an answer without any wrong digit counts.
let translator = Translator([trainer.packedModel], pool: pool)
let clock = ContinuousClock()
var spent = Duration.zero
for epoch in 0..<epochs {
  var (lossSum, count) = (0.0, 0)
  spent += try clock.measure {
    for batch in batches.batches(epoch: epoch) {
      let found = try trainer.update(batch)
      lossSum += found.lossSum
      count += found.targetCount
    }
  }
  let answers = translator.greedy(heldOut.map(\.source))
  let right = zip(heldOut, answers).count { $0.target == $1.symbols }
  let percent = 100 * Double(right) / Double(heldOut.count)
  print(
    String(
      format: "epoch %2d: loss %.4f nats a digit, %6.2f %% right, %.1f s", epoch + 1,
      lossSum / Double(count), percent, spent / .seconds(1)))
}

// 6. A few sums, to see it at work.
for sum in ["1+1", "250+250", "999+1", "768+345"] {
  let source = try vocabulary.encode(sum, side: .source, unknown: .error)
  let answer = translator.greedy([source])[0]
  print("\(sum) = \(vocabulary.decode(answer.symbols, side: .target))")
}
