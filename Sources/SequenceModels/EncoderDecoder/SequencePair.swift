/// A source and its target, as symbols, without start and end symbols.
public struct SequencePair: Sendable, Equatable {
  public var source: [Int32]
  public var target: [Int32]

  public init(source: [Int32], target: [Int32]) {
    self.source = source
    self.target = target
  }

  /// Symbols to be predicted: the target and the end symbol.
  public var predictions: Int { target.count + 1 }
}
