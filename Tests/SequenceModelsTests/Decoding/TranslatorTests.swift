import Foundation
import SequenceModels
import TensorCore
import Testing

@Suite("Translator")
struct TranslatorTests {
  private static let kinds = ["plain", "peeky reversed", "general, feeding", "additive"]
  private let sources: [[Int32]] = [[3, 1, 2], [0], [2, 2, 0, 1, 3], [], [1, 3]]
  private let lengths = DecodingOptions(maximumLength: 6)

  private func model(_ kind: String, scale: Double = 0.9) throws -> EncoderDecoder<Double> {
    var configuration = EncoderDecoderConfiguration(
      sourceVocabularySize: 4, targetVocabularySize: 5, startSymbol: 0, endSymbol: 1,
      sourceEmbeddingSize: 3, cell: .lstm, encoderHiddenSize: 4)
    switch kind {
    case "peeky reversed": (configuration.isPeeky, configuration.reversesSource) = (true, true)
    case "general, feeding": (configuration.attention, configuration.feedsInput) = (.general, true)
    case "additive":
      (configuration.attention, configuration.cell) = (.additive, .gru)
      (configuration.isBidirectional, configuration.bridge) = (true, .tanh)
    default: break
    }
    var generator = RandomGenerator(seed: 5)
    var model = try EncoderDecoder<Double>(zeros: configuration)
    model.parameters = Tensor(
      shape: model.parameters.shape,
      values: (0..<model.layout.count).map { _ in scale * generator.normal() })
    return model
  }

  private func translator(
    _ kind: String, batchSize: Int = 32, threads: Int = 1
  ) throws -> Translator<Double> {
    Translator(
      [PackedEncoderDecoder(try model(kind), trains: false)], batchSize: batchSize,
      pool: WorkerPool(threads: threads))
  }

  @Test(
    "Losses are those of teacher forcing; of several models those of the mean of distributions",
    arguments: kinds)
  func losses(kind: String) throws {
    let models = try [model(kind), model(kind == "plain" ? "additive" : "plain", scale: 0.5)]
    let target: [Int32] = [4, 2, 3]
    let pairs = sources.map { SequencePair(source: $0, target: target) }
    let packed = models.map { PackedEncoderDecoder($0, trains: false) }
    func losses(_ models: [PackedEncoderDecoder<Double>]) -> [Double] {
      Translator(models, batchSize: 2, pool: WorkerPool(threads: 2)).losses(pairs)
    }
    let alone = losses([packed[0]])
    for (loss, source) in zip(alone, sources) {
      #expect(try abs(loss + logLikelihoods(kind, source, [target])[0]) < 1e-12)
    }
    for (loss, same) in zip(alone, losses([packed[0], packed[0]])) {
      #expect(abs(loss - same) < 1e-12)
    }
    // The first symbol alone: the loss of a mean of two probabilities.
    let first = pairs.map { SequencePair(source: $0.source, target: []) }
    func probabilities(_ models: [PackedEncoderDecoder<Double>]) -> [Double] {
      Translator(models, pool: WorkerPool(threads: 1)).losses(first).map { exp(-$0) }
    }
    let (one, other) = (probabilities([packed[0]]), probabilities([packed[1]]))
    for (index, both) in probabilities(packed).enumerated() {
      #expect(abs(both - (one[index] + other[index]) / 2) < 1e-12)
    }
  }

  @Test("A model beside itself translates as it does alone", arguments: kinds)
  func twice(kind: String) throws {
    let packed = PackedEncoderDecoder(try model(kind), trains: false)
    let pool = WorkerPool(threads: 1)
    let (alone, both) = (
      Translator([packed], pool: pool), Translator([packed, packed], pool: pool)
    )
    let found = zip(
      alone.beam(sources, decoding: lengths), both.beam(sources, decoding: lengths))
    for (one, other) in found {
      #expect(one.map(\.symbols) == other.map(\.symbols))
      for (left, right) in zip(one, other) { #expect(abs(left.score - right.score) < 1e-12) }
    }
  }

  /// The log-likelihood of each target of a source under teacher forcing.
  private func logLikelihoods(
    _ kind: String, _ source: [Int32], _ targets: [[Int32]]
  ) throws -> [Double] {
    let pairs = targets.map { SequencePair(source: source, target: $0) }
    let workspace = EncoderDecoderWorkspace(
      PackedEncoderDecoder(try model(kind), trains: false), sourceSteps: max(source.count, 1),
      targetSteps: pairs.map(\.predictions).max() ?? 1, rows: pairs.count, trains: false)
    workspace.load(pairs, pairs.indices, keys: [UInt64](repeating: 0, count: pairs.count))
    workspace.forward()
    return workspace.losses().map { -$0 }
  }

  @Test("Beam search of width 1 is greedy decoding, bit for bit", arguments: kinds)
  func widthOne(kind: String) throws {
    let translator = try translator(kind)
    for options in [
      lengths, DecodingOptions(minimumLength: 3, maximumLength: 4, excludedSymbols: [3]),
    ] {
      let greedy = translator.greedy(sources, options: options)
      let beam = translator.beam(
        sources, options: BeamSearchOptions(width: 1), decoding: options)
      #expect(beam == greedy.map { [$0] })
    }
  }

  @Test("Sources decoded together are decoded as alone, bit for bit", arguments: kinds)
  func batches(kind: String) throws {
    var options = lengths
    options.keepsAttention = true
    let beam = BeamSearchOptions(
      width: 3, bestCount: 2, lengthPenalty: .average(exponent: 1), coveragePenalty: 0.2)
    let sampling = SamplingOptions(temperature: 1.3, topK: 4)
    let seeds: [UInt64] = [1, 2, 3, 4, 5]
    let together = try translator(kind)
    let apart = try translator(kind, batchSize: 2, threads: 2)
    let alone = try translator(kind)
    for other in [apart, alone] {
      func each(_ run: ([[Int32]], [UInt64]) -> [[Hypothesis]]) -> [[Hypothesis]] {
        other === apart
          ? run(sources, seeds) : zip(sources, seeds).flatMap { run([$0], [$1]) }
      }
      #expect(
        each { sources, _ in other.beam(sources, options: beam, decoding: options) }
          == together.beam(sources, options: beam, decoding: options))
      #expect(
        each { sources, _ in other.greedy(sources, options: options).map { [$0] } }
          == together.greedy(sources, options: options).map { [$0] })
      #expect(
        each { sources, seeds in
          other.sample(sources, sampling: sampling, options: options, seed: 0, seeds: seeds)
            .map { [$0] }
        }
          == together.sample(sources, sampling: sampling, options: options, seed: 0, seeds: seeds)
          .map { [$0] })
    }
  }

  @Test("Long sources are decoded a few at a time, bit for bit as alone")
  func longSources() throws {
    var generator = RandomGenerator(seed: 3)
    let sources = [3, 700, 5, 17_000, 600, 650].map { count in
      (0..<count).map { _ in Int32(generator.index(below: 4)) }
    }
    for kind in Self.kinds {
      let together = try translator(kind).greedy(sources, options: lengths)
      #expect(
        together == (try sources.flatMap { try translator(kind).greedy([$0], options: lengths) }))
    }
    let bytes = try [512, 16_384].map { steps in
      try MemoryMeter.planned {
        let translator = try translator("general, feeding")
        translator.reserve(sourceSteps: steps, rowsPerSource: 5)
        return translator
      }.peak
    }
    #expect(bytes[1] < 2 * bytes[0])
  }

  @Test("Log-likelihoods are those of the pairs under teacher forcing", arguments: kinds)
  func rescored(kind: String) throws {
    let translator = try translator(kind)
    let beams = translator.beam(
      sources, options: BeamSearchOptions(width: 4, bestCount: 4), decoding: lengths)
    let samples = translator.sample(
      sources, sampling: SamplingOptions(temperature: 2), options: lengths, seed: 9)
    for (index, source) in sources.enumerated() {
      let hypotheses = beams[index] + [samples[index]]
      let expected = try logLikelihoods(kind, source, hypotheses.map(\.symbols))
      for (hypothesis, expected) in zip(hypotheses, expected) {
        #expect((hypothesis.logLikelihood - expected).magnitude <= 1e-12 * expected.magnitude)
        #expect(hypothesis.score == hypothesis.logLikelihood)
      }
    }
  }

  @Test("The best of a beam are distinct and sorted", arguments: kinds)
  func sorted(kind: String) throws {
    let options = BeamSearchOptions(
      width: 6, bestCount: 5, lengthPenalty: .gnmt(alpha: 0.6), coveragePenalty: 0.3)
    for hypotheses in try translator(kind).beam(sources, options: options, decoding: lengths) {
      #expect(hypotheses.count == 5)
      #expect(Set(hypotheses.map(\.symbols)).count == 5)
      #expect(hypotheses.map(\.score) == hypotheses.map(\.score).sorted(by: >))
    }
  }

  @Test("Targets keep to the least and the greatest length", arguments: kinds)
  func limits(kind: String) throws {
    let translator = try translator(kind)
    let options = DecodingOptions(
      minimumLength: 2, maximumLength: 2, maximumLengthPerSourceSymbol: 0.5)
    let found =
      translator.beam(
        sources, options: BeamSearchOptions(width: 4, bestCount: 4), decoding: options)
      + translator.greedy(sources, options: options).map { [$0] }
    for (index, hypotheses) in found.enumerated() {
      let limit = 2 + sources[index % sources.count].count / 2
      for hypothesis in hypotheses {
        #expect((2...limit).contains(hypothesis.symbols.count))
        #expect(!hypothesis.isCut || hypothesis.symbols.count == limit)
        #expect(!hypothesis.symbols.contains { $0 < 2 })
      }
    }
    #expect(found.joined().contains { $0.isCut })
  }

  @Test(
    "A beam wide enough finds what exhaustive search finds",
    arguments: [LengthPenalty.none, .average(exponent: 1), .gnmt(alpha: 0.8)])
  func exhaustive(penalty: LengthPenalty) throws {
    var targets: [[Int32]] = [[]]
    for length in 1...3 {
      targets += targets.filter { $0.count == length - 1 }.flatMap { prefix in
        (2...4).map { prefix + [Int32($0)] }
      }
    }
    let source: [Int32] = [2, 0, 3]
    let likelihoods = try logLikelihoods("additive", source, targets)
    let scores = zip(targets, likelihoods).map { target, likelihood in
      let length = Double(target.count + 1)
      return switch penalty {
      case .none: likelihood
      case .average: likelihood / length
      case .gnmt: likelihood / pow((5 + length) / 6, 0.8)
      }
    }
    let order = targets.indices.sorted { scores[$0] > scores[$1] }
    let found = try translator("additive").beam(
      [source],
      options: BeamSearchOptions(width: 40, bestCount: 40, lengthPenalty: penalty),
      decoding: DecodingOptions(maximumLength: 3))[0]
    #expect(found.map(\.symbols) == order.map { targets[$0] })
    for (hypothesis, index) in zip(found, order) {
      #expect((hypothesis.score - scores[index]).magnitude <= 1e-12)
    }
    let few = try translator("additive").beam(
      [source], options: BeamSearchOptions(width: 40, bestCount: 3, lengthPenalty: penalty),
      decoding: DecodingOptions(maximumLength: 3))[0]
    #expect(few == Array(found.prefix(3)))
  }

  @Test("The coverage penalty takes beta sum log min(coverage, 1) from the score")
  func coverage() throws {
    let hypothesis = try translator("general, feeding").beam(
      [[3, 1, 2, 0, 0, 2]], options: BeamSearchOptions(width: 3, coveragePenalty: 0.7),
      decoding: DecodingOptions(maximumLength: 1, keepsAttention: true))[0][0]
    var penalty = 0.0
    for position in 0..<6 {
      let sum = hypothesis.attention.reduce(0.0) { $0 + Double($1[position]) }
      penalty += 0.7 * log(min(sum, 1))
    }
    #expect((hypothesis.score - hypothesis.logLikelihood - penalty).magnitude <= 1e-12)
    #expect(penalty < 0)
  }

  @Test("Attention has a row for each symbol and the end, over the source as it is written")
  func attention() throws {
    var model = try model("general, feeding")
    var options = lengths
    options.keepsAttention = true
    let pool = WorkerPool(threads: 1)
    let source: [Int32] = [3, 1, 2, 0]
    let plain = Translator([PackedEncoderDecoder(model, trains: false)], pool: pool)
      .greedy([source], options: options)[0]
    #expect(plain.attention.count == plain.symbols.count + 1)
    for row in plain.attention {
      #expect(row.count == 4)
      #expect((row.reduce(0, +) - 1).magnitude < 1e-6)
    }
    let beam = Translator([PackedEncoderDecoder(model, trains: false)], pool: pool)
      .beam([source], options: BeamSearchOptions(width: 1), decoding: options)[0][0]
    #expect(beam.attention == plain.attention)
    var configuration = model.configuration
    configuration.reversesSource = true
    let parameters = model.parameters
    model = try EncoderDecoder(zeros: configuration)
    model.parameters = parameters
    let reversed = Translator([PackedEncoderDecoder(model, trains: false)], pool: pool)
      .greedy([source.reversed()], options: options)[0]
    #expect(reversed.symbols == plain.symbols)
    #expect(reversed.attention == plain.attention.map { $0.reversed() })
  }

  @Test("Sampling follows the model's distribution, the start symbol left out")
  func sampling() throws {
    let source: [Int32] = [3, 1]
    let draws = 4000
    let found = try translator("plain").sample(
      Array(repeating: source, count: draws), sampling: SamplingOptions(),
      options: DecodingOptions(maximumLength: 1), seed: 3)
    let workspace = EncoderDecoderWorkspace(
      PackedEncoderDecoder(try model("plain"), trains: false), sourceSteps: 2, targetSteps: 1,
      rows: 1, trains: false)
    workspace.load([SequencePair(source: source, target: [])], 0..<1, keys: [0])
    workspace.forward()
    let weights = workspace.logits(step: 0).array.map { exp($0) }.dropFirst()
    for symbol in weights.indices {
      let expected = weights[symbol] / weights.reduce(0, +)
      let drawn = found.count { ($0.symbols.first ?? 1) == Int32(symbol) }
      let deviation = (expected * (1 - expected) / Double(draws)).squareRoot()
      #expect((Double(drawn) / Double(draws) - expected).magnitude <= 4 * deviation)
    }
  }
}
