import Recur
import Terminal

/// The options that `run` and `evaluate` have in common: how translations are found.
enum TranslateDecodingOptions {
  enum LengthPenaltyKind: String, CaseIterable { case none, average, gnmt }

  static let beam = Option<Int?>(
    "beam", range: 1...1000, defaultText: "5", help: "Hypotheses that are kept at every step")
  static let greedy = Option<Bool>(
    "greedy", help: "The most probable symbol at every step: --beam 1")
  static let lengthPenalty = Option<LengthPenaltyKind>(
    "length-penalty", default: LengthPenaltyKind.none, placeholder: "KIND",
    help: "What log p is divided by: nothing, L^X, or Google's ((5 + L) / 6)^X")
  static let lengthExponent = Option<Double?>(
    "length-exponent", range: 0...100, defaultText: "1; gnmt: 0.6",
    help: "X of the length penalty; more favours longer translations")
  static let coveragePenalty = Option<Double>(
    "coverage-penalty", default: 0, range: 0...1000,
    help: "How much source positions that had no attention count against a translation")
  static let minLength = Option<Int>(
    "min-length", default: 0, range: 0...100_000, help: "The fewest symbols of a translation")
  static let maxLength = Option<Int?>(
    "max-length", range: 1...100_000, defaultText: "50, and 3 for each symbol of the source",
    help: "The most symbols of a translation")
  static let maxSourceLength = Option<Int>(
    "max-source-length", default: 4000, range: 1...1_000_000,
    help: "The most symbols of a source: the time grows with their square")
  static let sample = Option<Bool>(
    "sample", help: "Draw every symbol from the model's distribution")
  static let temperature = Option<Double?>(
    "temperature", range: 0...1e6, defaultText: "1",
    help: "Of --sample: below 1 more probable translations, above 1 more surprising; 0 = greedy")
  static let topK = Option<Int?>(
    "top-k", range: 1...1_114_113, defaultText: "all",
    help: "Of --sample: draw from the N most probable symbols")
  static let seed = Option<UInt64>("seed", default: 123, range: 0..., help: "Of --sample")
  static let unknown = Option<UnknownPolicy>(
    "unknown", default: .skip, placeholder: "POLICY",
    help: "What happens to symbols of a source that the model does not know")
  static let threads = Option<Int?>(
    "threads", range: 1...WorkerPool.mostPieces, defaultText: "all cores",
    help: "Threads; their number changes nothing but the time")

  static let group = OptionGroup(
    "Decoding",
    [
      beam, greedy, lengthPenalty, lengthExponent, coveragePenalty, minLength, maxLength,
      maxSourceLength,
      sample, temperature, topK, seed, unknown, threads,
    ])

  private static let standardWidth = 5

  /// The decoding that the options ask of a model.
  ///
  /// - Parameters:
  ///   - bestCount: how many translations of a source are wanted.
  ///   - keepsAttention: whether its attention is wanted.
  /// - Throws: `CommandFailure` (64) for options that contradict one another or the model.
  static func decoding(
    _ arguments: Arguments, _ configuration: EncoderDecoderConfiguration, bestCount: Int = 1,
    keepsAttention: Bool = false
  ) throws(CommandFailure) -> TranslationDecoding {
    try requireMeaning(arguments, configuration)
    let minimum = arguments[minLength]
    if let maximum = arguments[maxLength], minimum > maximum {
      throw .usage("--min-length \(minimum) is more than --max-length \(maximum)")
    }
    let options = DecodingOptions(
      minimumLength: minimum,
      maximumLength: arguments[maxLength] ?? max(TranslationDecoding.standardLength, minimum),
      maximumLengthPerSourceSymbol: arguments[maxLength] == nil
        ? TranslationDecoding.standardLengthPerSourceSymbol : 0,
      excludedSymbols: [TokenVocabulary.unknownIndex], keepsAttention: keepsAttention)
    if arguments[sample] {
      if bestCount > 1 { throw .usage("--n-best means nothing with --sample") }
      let sampling = SamplingOptions(
        temperature: arguments[temperature] ?? 1, topK: arguments[topK])
      return TranslationDecoding(
        method: .sampling(sampling, seed: arguments[seed]), options: options)
    }
    let width = arguments[greedy] ? 1 : arguments[beam] ?? max(standardWidth, bestCount)
    guard bestCount <= width else {
      throw .usage("--n-best \(bestCount) needs a beam as wide; found \(width)")
    }
    let exponent = arguments[lengthExponent]
    let penalty: LengthPenalty =
      switch arguments[lengthPenalty] {
      case .none: .none
      case .average: .average(exponent: exponent ?? 1)
      case .gnmt: .gnmt(alpha: exponent ?? 0.6)
      }
    let search = BeamSearchOptions(
      width: width, bestCount: bestCount, lengthPenalty: penalty,
      coveragePenalty: arguments[coveragePenalty])
    return TranslationDecoding(method: .beam(search), options: options)
  }

  /// Stops (65) at a source of more symbols than the options allow, and names its line in `path`.
  static func requireLengths(
    _ part: EncodedPairs, path: String, _ arguments: Arguments
  ) throws(CommandFailure) {
    let limit = arguments[maxSourceLength]
    guard let index = part.encoded.firstIndex(where: { $0.source.count > limit }) else { return }
    throw CommandFailure(
      .unusableData,
      "\(visible(path)), line \(part.texts[index].line): "
        + "\(Format.grouped(part.encoded[index].source.count)) symbols, of which "
        + "\(Format.grouped(limit)) are the most: the time grows with their square;\n"
        + "cut the text into sentences, or see --max-source-length")
  }

  private static func requireMeaning(
    _ arguments: Arguments, _ configuration: EncoderDecoderConfiguration
  ) throws(CommandFailure) {
    if arguments[greedy], let width = arguments[beam], width > 1 {
      throw .usage("--greedy is --beam 1; found --beam \(width)")
    }
    let isSampling = arguments[sample]
    var rules: [OptionRule] = [
      (
        lengthExponent, arguments[lengthPenalty] != .none, "--length-penalty none"
      ),
      (
        coveragePenalty, configuration.attention != .none, "a model without attention"
      ),
    ]
    rules += ([beam, greedy, lengthPenalty, coveragePenalty] as [any CommandOption])
      .map { ($0, !isSampling, "--sample") }
    rules += ([temperature, topK, seed] as [any CommandOption])
      .map { ($0, isSampling, "a search; see --sample") }
    try arguments.require(rules)
  }
}
