/// What a decoder may write.
public struct DecodingOptions: Sendable, Equatable {
  /// The least number of symbols, the end symbol not counted.
  public var minimumLength: Int
  /// The greatest number of symbols, at which a hypothesis is ended.
  public var maximumLength: Int
  /// Added to the greatest length for each symbol of the source, rounded down.
  public var maximumLengthPerSourceSymbol: Double
  /// Symbols that are never written, such as `<unk>`. The start symbol never is.
  public var excludedSymbols: [Int32]
  /// Whether hypotheses come with their attention.
  public var keepsAttention: Bool

  /// Options; the parameters have the meaning of the properties.
  public init(
    minimumLength: Int = 0, maximumLength: Int = 200, maximumLengthPerSourceSymbol: Double = 0,
    excludedSymbols: [Int32] = [], keepsAttention: Bool = false
  ) {
    precondition(
      minimumLength >= 0 && maximumLength >= 0 && maximumLengthPerSourceSymbol >= 0
        && maximumLengthPerSourceSymbol < 1e6,
      "lengths of \(minimumLength) ... \(maximumLength) + \(maximumLengthPerSourceSymbol) a symbol")
    self.minimumLength = minimumLength
    self.maximumLength = maximumLength
    self.maximumLengthPerSourceSymbol = maximumLengthPerSourceSymbol
    self.excludedSymbols = excludedSymbols
    self.keepsAttention = keepsAttention
  }

  /// The greatest number of symbols for a source of `length`.
  package func limit(_ length: Int) -> Int {
    maximumLength + Int(maximumLengthPerSourceSymbol * Double(length))
  }
}
