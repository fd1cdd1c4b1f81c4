/// chrF (Popović 2015) and chrF++ (Popović 2017) as sacreBLEU computes them, with one reference for
/// each hypothesis; scores are 0 ... 100.
///
///     chrF = (1 + beta^2) P R / (beta^2 P + R)
///
/// P and R are the means of the n-gram precisions and recalls over the orders that occur on both
/// sides.
public struct ChrF: Equatable, Codable, Sendable {
  /// The greatest n of character n-grams.
  public var characterOrder: Int
  /// The greatest n of word n-grams: 0 is chrF, 2 chrF++.
  public var wordOrder: Int
  /// How many times more recall counts than precision.
  public var beta: Int
  /// Whether case makes no difference.
  public var lowercases: Bool
  /// Whether white space is part of the character n-grams.
  public var includesWhitespace: Bool

  /// The metric; the defaults are sacreBLEU's chrF.
  public init(
    characterOrder: Int = 6, wordOrder: Int = 0, beta: Int = 2, lowercases: Bool = false,
    includesWhitespace: Bool = false
  ) {
    precondition(
      characterOrder >= 1 && wordOrder >= 0 && beta >= 1,
      "chrF of orders \(characterOrder) and \(wordOrder), beta \(beta)")
    self.characterOrder = characterOrder
    self.wordOrder = wordOrder
    self.beta = beta
    self.lowercases = lowercases
    self.includesWhitespace = includesWhitespace
  }

  /// chrF++: words and pairs of words as well.
  public static let plusPlus = ChrF(wordOrder: 2)

  /// What must be known to compute the score again, in sacreBLEU's form; see ``BLEU/signature``.
  public var signature: String {
    "nrefs:1|case:\(lowercases ? "lc" : "mixed")|eff:yes|nc:\(characterOrder)|nw:\(wordOrder)"
      + "|space:\(includesWhitespace ? "yes" : "no")|version:\(sacreBLEUVersion)"
  }

  /// The score of a corpus, from the counts of all its sentences together.
  /// - Precondition: as many references as hypotheses.
  public func score(hypotheses: [String], references: [String]) -> Double {
    precondition(
      hypotheses.count == references.count,
      "chrF: \(hypotheses.count) hypotheses, \(references.count) references")
    var counts = [NGramMatches](repeating: NGramMatches(), count: characterOrder + wordOrder)
    for (hypothesis, reference) in zip(hypotheses, references) {
      counts.add(self.counts(hypothesis, reference))
    }
    return score(counts)
  }

  /// The score of one sentence.
  public func sentenceScore(hypothesis: String, reference: String) -> Double {
    score(counts(hypothesis, reference))
  }

  private func counts(_ hypothesis: String, _ reference: String) -> [NGramMatches] {
    let texts = [hypothesis, reference].map { lowercases ? $0.lowercasedScalars : $0.scalarString }
    let characters = texts.map { text in
      includesWhitespace ? text : text.filter { !$0.isPythonWhitespace }
    }
    let words = wordOrder == 0 ? [[], []] : texts.map { Self.words(of: $0) }
    let counts =
      NGramMatches.counts(characters[0], characters[1], maximumOrder: characterOrder)
      + NGramMatches.counts(words[0], words[1], maximumOrder: wordOrder)
    // An order that a reference is too short for does not count against its hypothesis.
    return counts.map { $0.reference == 0 ? NGramMatches() : $0 }
  }

  private func score(_ counts: [NGramMatches]) -> Double {
    let counted = counts.filter { $0.hypothesis > 0 && $0.reference > 0 }
    guard !counted.isEmpty else { return 0 }
    let orders = Double(counted.count)
    let precision =
      counted.reduce(0) { $0 + Double($1.matches) / Double($1.hypothesis) } / orders
    let recall = counted.reduce(0) { $0 + Double($1.matches) / Double($1.reference) } / orders
    guard precision + recall > 0 else { return 0 }
    let factor = Double(beta * beta)
    return 100 * (1 + factor) * precision * recall / (factor * precision + recall)
  }

  /// The words of a text, one ASCII punctuation mark split off the end of each or else its
  /// beginning.
  private static func words(of text: ScalarString) -> [ScalarString] {
    text.splitAtWhitespace().flatMap { word -> [ScalarString] in
      guard word.count > 1, let first = word.first, let last = word.last else { return [word] }
      if isASCIIPunctuation(last) { return [Array(word.dropLast()), [last]] }
      if isASCIIPunctuation(first) { return [[first], Array(word.dropFirst())] }
      return [word]
    }
  }

  private static func isASCIIPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "!"..."/", ":"..."@", "["..."`", "{"..."~": true
    default: false
    }
  }
}
