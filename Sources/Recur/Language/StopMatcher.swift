/// Lets text through until one of some stop texts appears in it; compares bytes.
struct StopMatcher {
  private let stops: [[UInt8]]
  /// What may be the beginning of a stop text.
  private var pending: [UInt8] = []
  /// Bytes to come that belong to no stop text.
  private var exempt = 0

  /// Whether a stop text has appeared.
  private(set) var hasStopped = false

  init(_ stops: [String]) {
    self.stops = stops.map { Array($0.utf8) }.filter { !$0.isEmpty }
  }

  /// Lets the next `count` bytes through, whatever they are: no stop text begins in them.
  mutating func pass(_ count: Int) { exempt += count }

  /// Takes the next piece; returns what is certainly before any stop text.
  mutating func append(_ piece: String) -> String {
    if stops.isEmpty { return piece }
    guard !hasStopped else { return "" }
    pending.append(contentsOf: piece.utf8)
    var released = min(exempt, pending.count)
    exempt -= released
    while released < pending.count {
      let rest = pending[released...]
      if stops.contains(where: { rest.starts(with: $0) }) {
        hasStopped = true
        break
      }
      if stops.contains(where: { $0.starts(with: rest) }) { break }
      released += 1
    }
    defer { pending.removeFirst(released) }
    return String(decoding: pending[..<released], as: UTF8.self)
  }

  /// Returns what was held back, when no more comes.
  mutating func finish() -> String {
    defer { pending = [] }
    return hasStopped ? "" : String(decoding: pending, as: UTF8.self)
  }
}
