/// A sentence and its translation.
public struct SentencePair: Hashable, Codable, Sendable {
  /// What is translated.
  public var source: String
  /// What it is translated into.
  public var target: String
  /// The line of the file that it stands in, from 1; 0 for a pair that is from no file.
  public var line: Int

  /// A pair; `line` is where it was read.
  public init(_ source: String, _ target: String, line: Int = 0) {
    self.source = source
    self.target = target
    self.line = line
  }

  /// The text of one side.
  public subscript(side: PairSide) -> String { side == .source ? source : target }
}

/// A file's repetitions, and its pairs without them.
package struct PairRepetitions: Equatable, Sendable {
  /// The pairs in their order; of equal pairs the first.
  package let distinct: [SentencePair]
  /// How many pairs were left out because an earlier one is equal.
  package let repeated: Int
  /// How many sources have more than one target among `distinct`: no model can get all of those
  /// right.
  package let ambiguousSources: Int

  /// Finds the pairs that are equal once both sides are normalised.
  /// - Complexity: one pass, memory in proportion to the text.
  package init(
    of pairs: [SentencePair], source: TextNormalization, target: TextNormalization
  ) {
    var targets: [Symbol: Set<Symbol>] = [:]
    distinct = pairs.filter { pair in
      targets[Symbol(source.normalize(pair.source)), default: []]
        .insert(Symbol(target.normalize(pair.target))).inserted
    }
    repeated = pairs.count - distinct.count
    ambiguousSources = targets.values.count { $0.count > 1 }
  }
}
