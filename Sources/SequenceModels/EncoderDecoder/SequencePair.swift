/// A source and its target, as symbols, without start and end symbols.
package struct SequencePair: Sendable, Equatable {
  package var source: [Int32]
  package var target: [Int32]

  package init(source: [Int32], target: [Int32]) {
    self.source = source
    self.target = target
  }

  /// Symbols to be predicted: the target and the end symbol.
  package var predictions: Int { target.count + 1 }
}
