/// A part of every weight gradient of a layer: some rows of each weight, as one of several threads
/// adds them.
///
/// An element of a gradient is one sum in the order of the steps, whoever adds it: shares change no
/// bits.
package struct WeightShare: Sendable {
  package let index: Int
  /// Shares in all.
  package let count: Int

  package init(index: Int, count: Int) {
    self.index = index
    self.count = count
  }

  /// All rows.
  package static var whole: WeightShare { WeightShare(index: 0, count: 1) }

  /// Rows of a share where there are enough of them, some ten microseconds of work. Shares begin at
  /// multiples of it: at whole cache lines, and at whole tiles of the products.
  private static let rows = 48
  private static let most = 16

  /// The number of shares of a weight of `rows` rows.
  package static func count(rows: Int) -> Int { max(1, min(most, rows / Self.rows)) }

  /// The share's part of a range of rows, or of the columns that belong to them.
  package func part(_ range: Range<Int>) -> Range<Int> {
    range.lowerBound + bound(index, range.count)..<range.lowerBound + bound(index + 1, range.count)
  }

  private func bound(_ share: Int, _ total: Int) -> Int {
    share == count ? total : total * share / count / Self.rows * Self.rows
  }
}
