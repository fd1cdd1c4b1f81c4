public import SequenceModels
public import TensorCore
public import TextModeling

/// A model writing text, symbol by symbol.
///
/// ```swift
/// var writer = TextGenerator(model)
/// var generator = RandomGenerator(seed: 3)
/// for _ in 0..<5 { print(writer.text(80, until: ["\n"], using: &generator)) }
/// ```
public struct TextGenerator {
  /// The symbols that are written.
  public let vocabulary: Vocabulary
  /// The models that write together.
  private let streams: [SequenceStream<Float>]
  private var sampler: SymbolSampler
  private let options: SamplingOptions
  /// The symbols that are read before anything is written.
  private let warmUp: [Int32]

  /// A generator by a model, whose weights are packed once; `<unk>` is never written.
  ///
  /// A model that was trained on a text writes as after the end of that text.
  public init(_ model: LanguageModel, options: SamplingOptions = SamplingOptions()) {
    self.init(LanguageEnsemble(model), options: options)
  }

  /// A generator by several models, whose weights are packed once: every symbol is chosen by the
  /// mean of their distributions, after the end of the text of the first model.
  public init(_ ensemble: LanguageEnsemble, options: SamplingOptions = SamplingOptions()) {
    var options = options
    options.excludedSymbol = options.excludedSymbol ?? ensemble.vocabulary.unknownIndex
    self.init(
      ensemble.models.map { PackedSequenceModel($0.network, trains: false) },
      vocabulary: ensemble.vocabulary, options: options, warmUp: ensemble.models[0].warmUp)
  }

  /// A generator over packed weights, of one model or of several.
  package init(
    _ networks: [PackedSequenceModel<Float>], vocabulary: Vocabulary, options: SamplingOptions,
    warmUp: [Int32] = []
  ) {
    self.warmUp = warmUp
    streams = networks.map { SequenceStream($0) }
    sampler = SymbolSampler(vocabularySize: vocabulary.count, options: options)
    self.options = options
    self.vocabulary = vocabulary
  }

  /// The symbol that a text without a prompt goes on from: a line end where the vocabulary has one,
  /// or else the most frequent symbol, which is the first.
  private var beginning: Int32 {
    vocabulary.lineEnd.flatMap { vocabulary.index(of: $0) } ?? 0
  }

  /// Writes `prompt` and up to `length` symbols after it; the text goes to `emit` piece by piece.
  ///
  /// Without a prompt the text is the continuation of the text that the model remembers, or else
  /// of a line end, or where the vocabulary has none of the most frequent symbol, which is not part
  /// of it.
  ///
  /// - Parameter stops: texts before which the writing ends; none begins in the prompt.
  public mutating func write(
    _ length: Int, after prompt: [Int32] = [], until stops: [String] = [],
    using generator: inout RandomGenerator, emit: (String) throws -> Void
  ) rethrows {
    var decoder = StreamingTextDecoder(vocabulary: vocabulary)
    var matcher = StopMatcher(stops)
    for symbol in prompt { try emit(decoder.append(symbol)) }
    matcher.pass(decoder.heldBackCount)
    try writeSymbols(length, after: prompt, using: &generator) { symbol in
      try emit(matcher.append(decoder.append(symbol)))
      return !matcher.hasStopped
    }
    try emit(matcher.append(decoder.finish()))
    try emit(matcher.finish())
  }

  /// The text of `prompt` and up to `length` symbols after it; the parameters are those of
  /// ``write(_:after:until:using:emit:)``.
  public mutating func text(
    _ length: Int, after prompt: [Int32] = [], until stops: [String] = [],
    using generator: inout RandomGenerator
  ) -> String {
    var text = ""
    write(length, after: prompt, until: stops, using: &generator) { text += $0 }
    return text
  }

  /// Feeds a symbol; the logits of the next one [1, V], of several models those of the mean of their
  /// distributions.
  private func logits(after symbol: Int32) -> Block<Float> {
    let logits = streams[0].step(symbol)
    guard streams.count > 1 else { return logits }
    logits.mixDistributions(with: streams.dropFirst().map { $0.step(symbol) }, rows: 1)
    return logits
  }

  /// Chooses up to `length` symbols after `prompt`; each goes to `emit`, which says whether to go
  /// on.
  private mutating func writeSymbols(
    _ length: Int, after prompt: [Int32], using generator: inout RandomGenerator,
    emit: (Int32) throws -> Bool
  ) rethrows {
    guard length > 0 else { return }
    let before = flushDenormals(true)
    defer { flushDenormals(before) }
    for stream in streams { stream.state = Tensor(zeros: stream.state.shape) }
    sampler = SymbolSampler(vocabularySize: vocabulary.count, options: options)
    let read = warmUp + prompt
    let given = read.isEmpty ? [beginning] : read
    for symbol in given.dropLast() {
      for stream in streams { _ = stream.step(symbol) }
    }
    for symbol in prompt { sampler.observe(symbol) }
    var symbol = given[given.count - 1]
    for _ in 0..<length {
      symbol = sampler.next(logits(after: symbol), using: &generator)
      guard try emit(symbol) else { return }
    }
  }
}
