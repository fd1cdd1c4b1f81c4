import Recur

/// How fast one thread reads and writes memory of a size, measured in this process.
struct MachineBandwidth {
  /// What the size stands for: "L1", "L2", "L3", "memory".
  let level: String
  let bytes: Int
  /// Bytes per second.
  let read: Double
  let write: Double

  /// Sizes that lie within the named level on common processors: half of its usual size.
  static let levels: [(name: String, bytes: Int)] = [
    ("L1", 16 << 10), ("L2", 256 << 10), ("L3", 8 << 20), ("memory", 256 << 20),
  ]

  /// Measures every level; the best of several passes counts.
  static func measure() -> [MachineBandwidth] {
    levels.map { level in
      let storage = Storage<Float>(count: level.bytes / MemoryLayout<Float>.stride)
      let row = storage.row
      let repeats = max(1, (64 << 20) / level.bytes)
      var sum = 0.0
      let write = best(level.bytes * repeats) { for _ in 0..<repeats { row.writeProbe() } }
      let read = best(level.bytes * repeats) { for _ in 0..<repeats { sum += row.readProbe() } }
      precondition(sum > 0, "the elements written are ones")
      return MachineBandwidth(level: level.name, bytes: level.bytes, read: read, write: write)
    }
  }

  /// Bytes per second of the fastest of several runs of `work`.
  private static func best(_ bytes: Int, _ work: () -> Void) -> Double {
    (0..<6).map { _ in Double(bytes) / ContinuousClock().measure(work).seconds }.max() ?? 0
  }
}
