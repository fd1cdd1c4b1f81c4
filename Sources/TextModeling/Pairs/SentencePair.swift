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

extension [SentencePair] {
  /// How many pairs equal an earlier one once both sides are normalised, and how many sources have
  /// more than one target, so that no model can get all of them right.
  ///
  /// - Complexity: one pass, memory in proportion to the text.
  package func repetitions(
    source: TextNormalization, target: TextNormalization
  ) -> (repeated: Int, ambiguousSources: Int) {
    var targets: [Symbol: Set<Symbol>] = [:]
    let distinct = self.count { pair in
      targets[Symbol(source.normalize(pair.source)), default: []]
        .insert(Symbol(target.normalize(pair.target))).inserted
    }
    return (count - distinct, targets.values.count { $0.count > 1 })
  }

  /// How many pairs are also among `others` once both sides are normalised.
  ///
  /// - Complexity: one pass over both, memory in proportion to the text of `others`.
  package func countShared(
    with others: [SentencePair], source: TextNormalization, target: TextNormalization
  ) -> Int {
    func normalized(_ pair: SentencePair) -> [Symbol] {
      [Symbol(source.normalize(pair.source)), Symbol(target.normalize(pair.target))]
    }
    let known = Set(others.map(normalized))
    return self.count { known.contains(normalized($0)) }
  }
}
