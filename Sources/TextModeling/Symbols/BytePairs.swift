/// Byte-pair encoding: the symbols of a text are its most frequent sequences of bytes.
///
/// At first every byte is a symbol. The pair of neighbours that occurs most often, and would be the
/// same bytes, becomes a symbol, then the next, until there are as many as wanted; none reaches
/// over a chunk (``TextUnit/forEachChunk(in:_:)``), most often a word with the space before it.
/// Every byte stays a symbol, so that no text is unknown, and decoding is the joining of bytes.
///
/// Sennrich, Haddow and Birch, "Neural machine translation of rare words with subword units" (ACL
/// 2016), over bytes as Radford et al., "Language models are unsupervised multitask learners"
/// (2019).
struct BytePairs {
  /// Bytes of different chunks that are learned from, the most frequent first: this bounds the
  /// memory, some 130 bytes for each.
  private static let mostChunkBytes = 1 << 19

  /// A chunk, cut into the symbols so far.
  private struct Chunk {
    let bytes: [UInt8]
    /// Where the symbols end, and first 0.
    var bounds: [Int]
    let count: Int

    /// The bytes of neighbours, taken together, each pair once for each place.
    var pairs: [Symbol] {
      (0..<max(bounds.count - 2, 0)).map {
        Symbol(bytes: Array(bytes[bounds[$0]..<bounds[$0 + 2]]))
      }
    }
  }

  /// A pair that may become a symbol.
  private struct Candidate {
    var count = 0
    /// The chunks that it stands in, or stood in.
    var chunks: [Int] = []
  }

  /// The symbols so far, the 256 bytes first.
  private var symbols: [Symbol]
  private var table: SymbolTable
  private var chunks: [Chunk] = []
  private var candidates: [Symbol: Candidate] = [:]
  private var queue = PairQueue()

  /// The symbols of counted chunks.
  ///
  /// - Parameters:
  ///   - ranked: the chunks by falling frequency.
  ///   - size: the most symbols; there are 256 at least.
  ///   - minimumCount: the fewest occurrences of a pair that becomes one, at least 2.
  static func symbols(
    of ranked: [(symbol: Symbol, count: Int)], size: Int, minimumCount: Int = 2
  ) -> [Symbol] {
    var pairs = BytePairs(ranked)
    pairs.learn(size: size, minimumCount: max(minimumCount, 2))
    return pairs.symbols
  }

  /// The number of symbols for a text of so many bytes where none is asked for: 256 and the square
  /// root of the bytes, 65,536 at most.
  static func size(bytes: Int) -> Int { min(256 + Int(Double(bytes).squareRoot()), 1 << 16) }

  private init(_ ranked: [(symbol: Symbol, count: Int)]) {
    (symbols, table) = ([], SymbolTable())
    for byte in UInt8.min...UInt8.max { add(Symbol(bytes: [byte])) }
    var bytes = 0
    for (symbol, count) in ranked {
      bytes += symbol.bytes.count
      guard bytes <= Self.mostChunkBytes else { break }
      chunks.append(
        Chunk(bytes: symbol.bytes, bounds: Array(0...symbol.bytes.count), count: count))
    }
    for index in chunks.indices { count(chunks[index].pairs, in: index, leavingOut: []) }
  }

  private mutating func add(_ symbol: Symbol) {
    table.insert(symbol.bytes, symbol.bytes.indices, index: Int32(symbols.count))
    symbols.append(symbol)
  }

  private mutating func learn(size: Int, minimumCount: Int) {
    while symbols.count < size, let next = queue.next() {
      guard let candidate = candidates[next.pair], candidate.count > 0 else { continue }
      // What was asked for since it was put into the queue is put into it anew.
      guard candidate.count == next.count else {
        if candidate.count < next.count { queue.add(next.pair, candidate.count) }
        continue
      }
      guard candidate.count >= minimumCount else { return }
      add(next.pair)
      for index in candidate.chunks { merge(index) }
      candidates[next.pair] = nil
    }
  }

  /// Joins what the new symbol joins in a chunk, and counts its pairs anew.
  private mutating func merge(_ index: Int) {
    let chunk = chunks[index]
    var bounds = chunk.bounds
    table.merge(chunk.bytes, &bounds)
    guard bounds.count < chunk.bounds.count else { return }
    let before = chunk.pairs
    for pair in before { candidates[pair]?.count -= chunk.count }
    chunks[index].bounds = bounds
    count(chunks[index].pairs, in: index, leavingOut: Set(before))
  }

  /// Counts the pairs of a chunk; the chunk stands already with those of `known`.
  private mutating func count(_ pairs: [Symbol], in index: Int, leavingOut known: Set<Symbol>) {
    var known = known
    for pair in pairs {
      candidates[pair, default: Candidate()].count += chunks[index].count
      if known.insert(pair).inserted { candidates[pair]?.chunks.append(index) }
    }
    for pair in Set(pairs) { queue.add(pair, candidates[pair]?.count ?? 0) }
  }
}

extension SymbolTable {
  /// The most chunks whose symbols are remembered.
  private static let mostRemembered = 1 << 16

  /// Calls `body` with the index and the byte range of every symbol of UTF-8 text, by a table of
  /// byte pairs.
  func forEachToken(in bytes: [UInt8], _ body: (Int32, Range<Int>) -> Void) {
    var remembered: [Symbol: [Int]] = [:]
    TextUnit.forEachChunk(in: bytes) { range in
      let chunk = Symbol(bytes: Array(bytes[range]))
      let bounds: [Int]
      if let known = remembered[chunk] {
        bounds = known
      } else {
        var merged = Array(0...range.count)
        merge(chunk.bytes, &merged)
        bounds = merged
        if remembered.count < Self.mostRemembered { remembered[chunk] = merged }
      }
      for place in 0..<bounds.count - 1 {
        let token = bounds[place]..<bounds[place + 1]
        guard let index = index(of: chunk.bytes, token) else { continue }
        body(index, range.lowerBound + token.lowerBound..<range.lowerBound + token.upperBound)
      }
    }
  }

  /// Joins neighbours that are a symbol together, that of the lowest index first, until none are.
  ///
  /// - Parameter bounds: where the pieces begin and the last one ends, in `bytes`.
  func merge(_ bytes: [UInt8], _ bounds: inout [Int]) {
    guard bounds.count > 2 else { return }
    func rank(_ place: Int) -> Int32 {
      place >= 0 && place + 2 < bounds.count
        ? index(of: bytes, bounds[place]..<bounds[place + 2]) ?? .max : .max
    }
    var ranks = (0..<bounds.count - 2).map(rank)
    while let best = ranks.indices.min(by: { ranks[$0] < ranks[$1] }), ranks[best] != .max {
      bounds.remove(at: best + 1)
      ranks.remove(at: best)
      if best < ranks.count { ranks[best] = rank(best) }
      if best > 0 { ranks[best - 1] = rank(best - 1) }
    }
  }
}

/// Pairs by falling count, ties in code order: a binary heap.
private struct PairQueue {
  private var entries: [(pair: Symbol, count: Int)] = []

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    entries[left].count != entries[right].count
      ? entries[left].count > entries[right].count : entries[left].pair < entries[right].pair
  }

  mutating func add(_ pair: Symbol, _ count: Int) {
    entries.append((pair, count))
    var place = entries.count - 1
    while place > 0, precedes(place, (place - 1) / 2) {
      entries.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// Takes the first; nil where there is none.
  mutating func next() -> (pair: Symbol, count: Int)? {
    guard let last = entries.popLast() else { return nil }
    guard let first = entries.first else { return last }
    entries[0] = last
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < entries.count && precedes(child, least) { least = child }
      guard least != place else { return first }
      entries.swapAt(place, least)
      place = least
    }
  }
}
