/// A source and its target, as symbols, without start and end symbols.
public struct SequencePair: Sendable, Equatable {
  /// The symbols that are read: [S].
  public var source: [Int32]
  /// The symbols that are to be written: [T].
  public var target: [Int32]

  /// A pair of these symbols.
  public init(source: [Int32], target: [Int32]) {
    self.source = source
    self.target = target
  }

  /// Symbols to be predicted: the target and the end symbol.
  public var predictions: Int { target.count + 1 }
}
