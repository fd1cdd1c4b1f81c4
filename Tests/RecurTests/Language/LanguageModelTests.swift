import Foundation
import Recur
import Testing

@Suite("Language models")
struct LanguageModelTests {
  private static let text = String(repeating: "The cat sat on the mat. Where? ", count: 20)

  private static func model(_ cell: CellKind = .gru) throws -> LanguageModel {
    try LanguageModel(
      of: text.utf8, cell: cell, layers: cell == .jordan ? 1 : 2, hiddenSize: 5, seed: 1)
  }

  @Test("a model comes back from its file", arguments: CellKind.allCases)
  func roundTrip(cell: CellKind) throws {
    let scratch = try Scratch()
    let model = try Self.model(cell)
    try model.save(to: scratch.path("model.safetensors"))
    let again = try LanguageModel(contentsOf: scratch.path("model.safetensors"))
    #expect(again.configuration == model.configuration)
    #expect(again.vocabulary == model.vocabulary)
    let texts = try [model, again].map {
      try $0.generate(length: 50, prime: "The ", temperature: 0.7, seed: 3)
    }
    #expect(texts[0] == texts[1] && texts[0].hasPrefix("The ") && texts[0].count == 54)
  }

  @Test("a model remembers what is dropped in training, and drops nothing when it writes")
  func regularization() throws {
    let scratch = try Scratch()
    let plain = try Self.model()
    var model = try LanguageModel(
      of: Self.text.utf8, cell: .gru, layers: 2, hiddenSize: 5, dropout: 0.5,
      regularization: Regularization(weightDrop: 0.5, embeddingDropout: 0.5), seed: 1)
    #expect(try model.evaluate(Self.text.utf8) == plain.evaluate(Self.text.utf8))
    try model.train(on: Self.text.utf8, batchSize: 2, sequenceLength: 10, epochs: 2, threads: 1)
    #expect(model.network.parameters.values.allSatisfy { $0.isFinite })
    try model.save(to: scratch.path("model.safetensors"))
    let again = try LanguageModel(contentsOf: scratch.path("model.safetensors"))
    #expect(again.configuration == model.configuration)
    #expect(again.configuration.regularization.weightDrop == 0.5)
    let json = String(decoding: try JSONEncoder().encode(plain.configuration), as: UTF8.self)
    #expect(!json.contains("regularization"))
  }

  @Test("another seed draws another model")
  func seeds() throws {
    let other = try LanguageModel(of: Self.text.utf8, cell: .gru, hiddenSize: 5, seed: 2)
    let losses = try [Self.model(), other].map {
      try $0.evaluate(Self.text.utf8).bitsPerSymbol
    }
    #expect(losses[0] != losses[1])
  }

  @Test("a model that is extended by a text keeps its parameters, and learns that text")
  func extended() throws {
    let model = try Self.model()
    let other = String(repeating: "Zwölf Boxkämpfer. ", count: 20)
    #expect(throws: TextError.self) { try model.evaluate(other.utf8) }
    var larger = try model.extended(by: other.utf8, seed: 4)
    #expect(larger.vocabulary.symbols.starts(with: model.vocabulary.symbols))
    for block in model.network.layout.blocks where block.name.hasPrefix("layers.1.") {
      let new = try #require(larger.network.layout.block(named: block.name))
      #expect(
        model.network.parameters.values[block.range] == larger.network.parameters.values[new.range])
    }
    let before = try larger.evaluate(other.utf8).natsPerSymbol
    try larger.train(on: other.utf8, batchSize: 2, sequenceLength: 20, epochs: 3, threads: 1)
    #expect(try larger.evaluate(other.utf8).natsPerSymbol < before)
  }

  @Test("a model that adapts predicts a text better that repeats itself, and stays as it is")
  func adapting() throws {
    let model = try Self.model()
    let before = model.network.parameters.values
    let plain = try model.evaluate(Self.text.utf8)
    let options = AdaptationOptions(segmentLength: 5, learningRate: 0.02)
    let adapting = try model.evaluate(Self.text.utf8, adapting: options)
    #expect(adapting.natsPerSymbol < plain.natsPerSymbol - 0.2)
    #expect(adapting.symbolCount == plain.symbolCount && adapting.byteCount == plain.byteCount)
    #expect(model.network.parameters.values == before)
    let adapted = try model.adapted(to: Self.text.utf8, options: options)
    #expect(try adapted.evaluate(Self.text.utf8).natsPerSymbol < adapting.natsPerSymbol)
    #expect(throws: TextError.tooShort(needed: 2, found: 1)) {
      try model.evaluate("T".utf8, adapting: options)
    }
  }

  @Test("an ensemble of one vocabulary is better than the mean of its models; others are refused")
  func ensemble() throws {
    let models = try (1...3).map { seed in
      var model = try LanguageModel(
        of: Self.text.utf8, layers: 1, hiddenSize: 3 + seed, seed: UInt64(seed))
      try model.train(on: Self.text.utf8, batchSize: 2, sequenceLength: 20, threads: 1)
      return model
    }
    let losses = try models.map { try $0.evaluate(Self.text.utf8).natsPerSymbol }
    let ensemble = try LanguageEnsemble(models)
    #expect(try ensemble.evaluate(Self.text.utf8).natsPerSymbol < losses.reduce(0, +) / 3)
    // A model beside itself writes what it writes alone.
    func text(_ models: [LanguageModel]) throws -> String {
      var generator = RandomGenerator(seed: 3)
      var writer = TextGenerator(try LanguageEnsemble(models))
      return writer.text(100, using: &generator)
    }
    #expect(try text([models[0]]) == text([models[0], models[0]]))
    #expect(try text([models[0]]) != text(models))
    let longer = try models[1].extended(by: "xyz".utf8)
    let count = models[0].vocabulary.count
    #expect(
      throws: EnsembleError.otherSymbol(
        model: 1, index: count, expected: nil, found: longer.vocabulary.symbols[count])
    ) { try LanguageEnsemble([models[0], longer]) }
    let bytes = try LanguageModel(of: Self.text.utf8, unit: .byte, hiddenSize: 3)
    #expect(
      throws: EnsembleError.otherUnit(model: 2, expected: .character, found: .byte)
    ) { try LanguageEnsemble([models[0], models[1], bytes]) }
  }

  @Test("writing ends before a stop text")
  func stops() throws {
    let text = try Self.model().generate(length: 2000, stops: ["a"], seed: 5)
    #expect(!text.contains("a") && text.count < 2000)
  }

  @Test("a model writes as after the text that it was trained on, which its file remembers")
  func warmUp() throws {
    let lines = String(repeating: "one\ntwo\n", count: 200)
    var model = try LanguageModel(of: lines.utf8, layers: 1, hiddenSize: 4, seed: 1)
    #expect(model.warmUp.isEmpty)
    let cold = try model.generate(length: 40, seed: 2)
    try model.train(on: lines.utf8, batchSize: 2, sequenceLength: 20, threads: 1)
    let symbols = model.warmUp
    #expect(symbols.count <= Vocabulary.longestWarmUp)
    #expect(model.vocabulary.decode(symbols).hasSuffix("\ntwo\n"))
    let warm = try model.generate(length: 40, seed: 2)
    #expect(warm != cold)
    let scratch = try Scratch()
    try model.save(to: scratch.path("m"))
    let again = try LanguageModel(contentsOf: scratch.path("m"))
    #expect(again.warmUp == symbols)
    #expect(try again.generate(length: 40, seed: 2) == warm)
    // Reading the end of the text is what a prompt of it does.
    model.warmUp = []
    let prompt = model.vocabulary.decode(symbols)
    #expect(try model.generate(length: 40, prime: prompt, seed: 2) == prompt + warm)
  }

  @Test("one generator writes the texts that a model writes")
  func generator() throws {
    let model = try Self.model()
    var writer = TextGenerator(model)
    var generator = RandomGenerator(seed: 9)
    let text = writer.text(30, using: &generator)
    #expect(try text == model.generate(length: 30, seed: 9))
  }

  @Test("a model that knows nothing predicts about as well as one that draws evenly")
  func evaluation() throws {
    let metrics = try Self.model().evaluate(Self.text.utf8)
    #expect(metrics.symbolCount == Self.text.count - 1)
    #expect((8.0...24).contains(metrics.perplexity))
    #expect(throws: TextError.tooShort(needed: 2, found: 1)) {
      try Self.model().evaluate("T".utf8)
    }
  }

  @Test("a text in many streams is measured some at a time, with the losses of each")
  func streams() throws {
    let model = try Self.model()
    let text = try model.encode(Self.text.utf8)
    let ensemble = try LanguageEnsemble([model])
    func nats(_ count: Int, _ threads: Int) -> Double {
      ensemble.evaluate(
        text, batchSize: count, threads: threads,
        each: nil as ((ArraySlice<Double>) throws(Never) -> Void)?
      ).totalNats
    }
    // Every symbol but the first after a state of zeros, whatever the number of streams beyond.
    let all = nats(text.count - 1, 2)
    #expect(abs(nats(1_000_000, 1) - all) < 1e-9 * all)
    let split = EvaluationBlocks(
      text, range: 0..<text.count, batchSize: 300, sequenceLength: 3)
    let each = split.streams.reduce(0.0) { sum, stream in
      let blocks = EvaluationBlocks(text, streams: [stream], sequenceLength: 3)
      let evaluator = Evaluator(
        PackedSequenceModel(model.network, trains: false), batchSize: 1, sequenceLength: 3,
        pool: WorkerPool(threads: 1))
      return sum + evaluator.lossSum(of: blocks)
    }
    #expect(abs(nats(300, 2) - each) < 1e-9 * each)
  }

  @Test("a symbol outside the vocabulary is refused with its place")
  func unknown() throws {
    #expect(throws: TextError.unknownSymbol(Symbol("é"), offset: 2, line: 1, column: 3)) {
      try Self.model().generate(length: 1, prime: "caé")
    }
  }
}
