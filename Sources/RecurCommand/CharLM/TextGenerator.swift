import SequenceModels
import TensorCore
import Terminal
import TextModeling

/// A model writing text, symbol by symbol.
struct TextGenerator {
  private let stream: SequenceStream<Float>
  private var sampler: SymbolSampler
  private let options: SamplingOptions
  private let vocabulary: Vocabulary

  /// A generator over packed weights, from a state of zeros.
  init(
    _ model: PackedSequenceModel<Float>, vocabulary: Vocabulary, options: SamplingOptions
  ) {
    stream = SequenceStream(model)
    sampler = SymbolSampler(vocabularySize: vocabulary.count, options: options)
    self.options = options
    self.vocabulary = vocabulary
  }

  /// What a text without a prompt is the continuation of: a line end where the vocabulary has one, or else the most
  /// frequent symbol, which is the first.
  static func beginning(_ vocabulary: Vocabulary) -> Int32 {
    vocabulary.index(of: Symbol("\n")) ?? vocabulary.index(of: Symbol("\r\n")) ?? 0
  }

  /// Writes up to `length` symbols after `prompt`; each goes to `emit`, which says whether to go on.
  ///
  /// Without a prompt the text is the continuation of ``beginning(_:)``, which is not part of it.
  mutating func write(
    _ length: Int, after prompt: [Int32], using generator: inout RandomGenerator,
    emit: (Int32) throws -> Bool
  ) rethrows {
    guard length > 0 else { return }
    let before = flushDenormals(true)
    defer { flushDenormals(before) }
    stream.state = Tensor(zeros: stream.state.shape)
    sampler = SymbolSampler(vocabularySize: vocabulary.count, options: options)
    let given = prompt.isEmpty ? [Self.beginning(vocabulary)] : prompt
    for symbol in given.dropLast() { _ = stream.step(symbol) }
    for symbol in prompt { sampler.observe(symbol) }
    var symbol = given[given.count - 1]
    for _ in 0..<length {
      symbol = sampler.next(stream.step(symbol), using: &generator)
      guard try emit(symbol) else { return }
    }
  }
}
