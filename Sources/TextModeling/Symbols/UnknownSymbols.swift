/// The symbols of texts that a vocabulary does not hold: how many there were, and the first kinds.
package struct UnknownSymbols: Equatable, Sendable {
  /// How many there were.
  package private(set) var count = 0
  /// The first of them, each once, at most five.
  package private(set) var examples: [Symbol] = []
  /// Whether there were others than the examples.
  package private(set) var hasOthers = false

  private static let mostExamples = 5

  /// None.
  package init() {}

  /// Counts one more.
  mutating func add(_ bytes: ArraySlice<UInt8>) {
    count += 1
    guard !hasOthers, !examples.contains(where: { $0.bytes.elementsEqual(bytes) }) else { return }
    if examples.count < Self.mostExamples {
      examples.append(Symbol(bytes: Array(bytes)))
    } else {
      hasOthers = true
    }
  }
}
