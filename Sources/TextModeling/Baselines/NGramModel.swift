import Foundation

/// An n-gram model with interpolated, modified Kneser-Ney smoothing.
///
///     p(w | h) = max(c(h w) - D(c(h w)), 0) / c(h) + (mass(h) / c(h)) p(w | h')
///
/// h' is h without its first symbol; below the shortest context stands 1 / V. c counts occurrences
/// at the highest order and distinct symbols to the left below it; the beginning of a range counts
/// as one such symbol. mass(h) is what the discounts D(1), D(2), D(3 and more) took from the
/// symbols after h, so the probabilities of all V symbols sum to 1 after every context.
///
/// Source: Chen and Goodman 1998 (equations 23 to 26). Deviations: discounts stay in 0.1 ... c, and
/// are 0.75 at an order where no n-gram occurs 1, 2, 3 or 4 times, so that no symbol has
/// probability 0.
package struct NGramModel: Sendable {
  /// No more than this many symbols, the last ones, are learned: it bounds memory and time.
  package static let maximumTrainingSymbols = 1 << 23

  /// n: a symbol is predicted from up to n - 1 before it.
  package let order: Int
  /// V.
  package let vocabularySize: Int
  /// The n-grams of each order, shortest first: [order].
  private var tables: [NGramTable]
  /// c(h) by the number of the context, for each length of context from 0: [order].
  private var totals: [[Int32]] = []
  /// mass(h) by the number of the context, for each length of context from 0: [order].
  private var masses: [[Double]] = []
  /// D for a count of 1, 2, and 3 or more, for each order: [order][3].
  private var discounts: [[Double]] = []

  /// Learns the ranges of a text; no n-gram crosses the end of one.
  ///
  /// - Complexity: `order` table look-ups a symbol; about 50 bytes for each distinct n-gram of
  ///   every order.
  package init(
    order: Int = 5, vocabularySize: Int, training ranges: [Range<Int>], of text: EncodedText
  ) {
    precondition(order >= 1 && vocabularySize >= 1, "n-grams: \(order) of \(vocabularySize)")
    self.order = order
    self.vocabularySize = vocabularySize
    tables = Array(repeating: NGramTable(), count: order)
    for range in lastSymbols(Self.maximumTrainingSymbols, of: ranges) { count(range, of: text) }
    for level in 0..<order { smooth(level) }
  }

  /// The probability of a symbol after a context, of which the last `order - 1` symbols matter.
  package func probability(of symbol: Int32, after context: [Int32]) -> Double {
    precondition(
      symbol >= 0 && Int(symbol) < vocabularySize, "n-grams: symbol \(symbol) of \(vocabularySize)")
    return probability(of: symbol, after: context, upTo: context.count)
  }

  /// The mean negative log-likelihood of the symbols of some ranges in nats, the first of each only
  /// read, not predicted; 0 when there is nothing to predict.
  package func crossEntropy(of text: EncodedText, in ranges: [Range<Int>]) -> Double {
    var nats = 0.0
    var predictions = 0
    for range in ranges where range.count > 1 {
      var window = [text[range.lowerBound]]
      for offset in range.dropFirst() {
        let symbol = text[offset]
        nats -= log(probability(of: symbol, after: window, upTo: window.count))
        predictions += 1
        if window.count >= order { window.removeFirst() }
        window.append(symbol)
      }
    }
    return predictions == 0 ? 0 : nats / Double(predictions)
  }

  /// The key of the n-gram that adds a symbol to a context.
  private func key(_ context: Int, _ symbol: Int32) -> UInt64 {
    UInt64(context) * UInt64(vocabularySize) + UInt64(symbol)
  }

  private func probability(of symbol: Int32, after context: [Int32], upTo end: Int) -> Double {
    var probability = 1 / Double(vocabularySize)
    for length in 0..<min(order, end + 1) {
      guard let number = contextNumber(context[end - length..<end]) else { break }
      guard number < totals[length].count, totals[length][number] > 0 else { continue }
      let total = Double(totals[length][number])
      var kept = 0.0
      if let gram = tables[length].number(of: key(number, symbol)) {
        let count = tables[length].counts[gram]
        kept = Double(count) - discount(of: count, level: length)
      }
      probability = (kept + masses[length][number] * probability) / total
    }
    return probability
  }

  /// The number of a context; that of the empty one is 0.
  private func contextNumber(_ symbols: ArraySlice<Int32>) -> Int? {
    var number = 0
    for (level, symbol) in symbols.enumerated() {
      guard let next = tables[level].number(of: key(number, symbol)) else { return nil }
      number = next
    }
    return number
  }

  /// Counts the n-grams of every order that begin at each symbol of a range.
  ///
  /// The first appearance of an (n+1)-gram is one more distinct symbol to the left of the n-gram
  /// that begins one symbol later, so it is remembered until that n-gram's turn.
  private mutating func count(_ range: Range<Int>, of text: EncodedText) {
    var isNewLeft = [Bool](repeating: true, count: order + 1)
    for offset in range {
      var number = 0
      for level in 0..<order {
        guard offset + level < range.upperBound else { break }
        let gram = tables[level].insert(key(number, text[offset + level]))
        number = gram.number
        if level == order - 1 || isNewLeft[level + 1] { tables[level].counts[number] += 1 }
        isNewLeft[level] = gram.isNew
      }
    }
  }

  /// Estimates the discounts of an order, then the totals and masses of its contexts.
  private mutating func smooth(_ level: Int) {
    let table = tables[level]
    var countsOfCounts = [Double](repeating: 0, count: 5)
    for count in table.counts where count >= 1 && count <= 4 { countsOfCounts[Int(count)] += 1 }
    discounts.append(Self.discounts(countsOfCounts))
    let contexts = level == 0 ? 1 : tables[level - 1].counts.count
    var total = [Int32](repeating: 0, count: contexts)
    var mass = [Double](repeating: 0, count: contexts)
    for slot in table.keys.indices where table.keys[slot] != 0 {
      let context = Int((table.keys[slot] - 1) / UInt64(vocabularySize))
      let count = table.counts[Int(table.numbers[slot])]
      total[context] += count
      mass[context] += discount(of: count, level: level)
    }
    totals.append(total)
    masses.append(mass)
  }

  private func discount(of count: Int32, level: Int) -> Double {
    count == 0 ? 0 : discounts[level][min(Int(count), 3) - 1]
  }

  /// D(1), D(2) and D(3 and more) from how many n-grams occur 1, 2, 3 and 4 times.
  private static func discounts(_ n: [Double]) -> [Double] {
    guard n.dropFirst().allSatisfy({ $0 > 0 }) else { return [0.75, 0.75, 0.75] }
    let y = n[1] / (n[1] + 2 * n[2])
    return (1...3).map { count in
      let estimate = Double(count) - Double(count + 1) * y * n[count + 1] / n[count]
      return min(max(estimate, 0.1), Double(count))
    }
  }
}
