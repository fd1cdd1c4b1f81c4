extension WorkerPool? {
  /// Calls `body` for ranges that make up 0 ..< `count`, side by side where `elements` numbers are
  /// worth sharing: a range for each thread, its bounds multiples of `unit`. Without a pool it is
  /// one range.
  package func run(
    over elements: Int, rangesOf count: Int, unit: Int = 16,
    _ body: (_ piece: Int, _ range: Range<Int>) -> Void
  ) {
    guard let pool = self, pool.count > 1, elements >= WorkerPool.leastShared else {
      return body(0, 0..<count)
    }
    let units = (count + unit - 1) / unit
    pool.run { piece in
      let slice = pool.slice(units, piece)
      let range = min(slice.lowerBound * unit, count)..<min(slice.upperBound * unit, count)
      if !range.isEmpty { body(piece, range) }
    }
  }

  /// The most ranges of ``run(over:rangesOf:unit:_:)``.
  package var pieceCount: Int { self?.count ?? 1 }
}
