import Recur

/// How fast one thread reads and writes one level of memory, measured in this process.
struct MachineBandwidth: Codable, Equatable, Sendable {
  /// "L1", "L2", "L3", "memory".
  var level: String
  /// The size that was measured; data of up to twice this lies in the level.
  var bytes: Int
  var readBytesPerSecond: Double
  var writtenBytesPerSecond: Double

  /// Sizes that lie within the named level on common processors: half of its usual size.
  static let levels: [(name: String, bytes: Int)] = [
    ("L1", 16 << 10), ("L2", 256 << 10), ("L3", 8 << 20), ("memory", 256 << 20),
  ]

  /// Measures the levels of these names.
  ///
  /// - Parameter budget: seconds for each figure.
  static func measure(
    _ names: some Collection<String> = levels.map(\.name), budget: Double
  ) -> [MachineBandwidth] {
    levels.filter { names.contains($0.name) }.map { level in
      let storage = Storage<Float>(count: level.bytes / MemoryLayout<Float>.stride)
      func rate(_ work: @escaping () -> Void) -> Double {
        Double(level.bytes) / KernelCall(work: work).secondsPerCall(budget: budget)
      }
      let written = rate { storage.row.writeProbe() }
      return MachineBandwidth(
        level: level.name, bytes: level.bytes,
        readBytesPerSecond: rate { _ = storage.row.readProbe() }, writtenBytesPerSecond: written)
    }
  }

  /// The level that operands of so many bytes lie in.
  static func level(ofBytes bytes: Int) -> String {
    levels.first { bytes <= 2 * $0.bytes }?.name ?? "memory"
  }
}
