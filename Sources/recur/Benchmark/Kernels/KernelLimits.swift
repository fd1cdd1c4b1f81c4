import TensorCore

/// What the processor can do with one kernel set on one thread.
struct KernelLimits: Codable, Equatable, Sendable {
  /// How fast one level of memory is read and written.
  struct Level: Codable, Equatable, Sendable {
    /// "L1", "L2", "L3", "memory".
    var level: String
    /// The size that was measured; data of up to twice this lies in the level.
    var bytes: Int
    var readBytesPerSecond: Double
    var writtenBytesPerSecond: Double
  }

  /// The kernel set.
  var kernels: String
  /// Multiply-adds in registers, a multiply-add being two operations; nil where nobody asked.
  var singleOperationsPerSecond: Double?
  var doubleOperationsPerSecond: Double?
  /// The levels asked for, nearest first.
  var levels: [Level]

  /// Measures what the tasks are compared with, by the active kernel set.
  ///
  /// - Parameter budget: seconds for each of the figures.
  static func measure(for tasks: [KernelTask], budget: Double) -> KernelLimits {
    let needed = Set(tasks.map { level(ofBytes: $0.readBytes + $0.writtenBytes) })
    return KernelLimits(
      kernels: KernelSet.active.name,
      singleOperationsPerSecond: tasks.contains { $0.precision == .single }
        ? peak(Float.self, budget) : nil,
      doubleOperationsPerSecond: tasks.contains { $0.precision == .double }
        ? peak(Double.self, budget) : nil,
      levels: MachineBandwidth.levels.filter { needed.contains($0.name) }.map { level in
        let row = Storage<Float>(count: level.bytes / MemoryLayout<Float>.stride)
        func rate(_ work: @escaping () -> Void) -> Double {
          Double(level.bytes) / KernelTimer.secondsPerCall(KernelCall(work: work), budget: budget)
        }
        let written = rate { row.row.writeProbe() }
        return Level(
          level: level.name, bytes: level.bytes,
          readBytesPerSecond: rate { _ = row.row.readProbe() }, writtenBytesPerSecond: written)
      })
  }

  private static func peak<S: KernelScalar>(_: S.Type, _ budget: Double) -> Double {
    let (kernels, iterations) = (KernelSet.active, 2000)
    let operations = kernels.multiplyAddProbe(S.self, iterations: iterations)
    let call = KernelCall { _ = kernels.multiplyAddProbe(S.self, iterations: iterations) }
    return operations / KernelTimer.secondsPerCall(call, budget: budget)
  }

  /// The level that operands of so many bytes lie in.
  static func level(ofBytes bytes: Int) -> String {
    MachineBandwidth.levels.first { bytes <= 2 * $0.bytes }?.name ?? "memory"
  }

  /// What bounds the time of a measured kernel from below: its arithmetic ("registers") or its level of memory,
  /// whichever takes longer, and that time in seconds. Nil if neither was measured.
  func bound(_ measurement: KernelMeasurement) -> (limit: String, seconds: Double)? {
    let peak =
      measurement.precision == .single ? singleOperationsPerSecond : doubleOperationsPerSecond
    let name = Self.level(ofBytes: measurement.bytes)
    var bounds: [(limit: String, seconds: Double)] = []
    if let peak { bounds.append(("registers", measurement.operations / peak)) }
    if let level = levels.first(where: { $0.level == name }) {
      bounds.append(
        (
          name,
          Double(measurement.readBytes) / level.readBytesPerSecond
            + Double(measurement.writtenBytes) / level.writtenBytesPerSecond
        ))
    }
    return bounds.max { $0.seconds < $1.seconds }
  }

  /// One JSON object in one line.
  var json: String {
    var members = [JSONValue.Member(name: "kernels", value: .string(kernels))]
    for (name, value) in [
      ("single_operations_per_second", singleOperationsPerSecond),
      ("double_operations_per_second", doubleOperationsPerSecond),
    ] {
      if let value { members.append(JSONValue.Member(name: name, value: .number(value))) }
    }
    let levels = levels.map { level in
      [
        "level": .string(level.level), "bytes": .integer(level.bytes),
        "read_bytes_per_second": .number(level.readBytesPerSecond),
        "written_bytes_per_second": .number(level.writtenBytesPerSecond),
      ] as JSONValue
    }
    members.append(JSONValue.Member(name: "levels", value: .array(levels)))
    return JSONValue.object(members).text
  }

  /// Two lines for people: arithmetic and memory.
  var lines: [String] {
    func giga(_ value: Double) -> String { Format.fixed(value * 1e-9, digits: 0) }
    let peaks = [
      singleOperationsPerSecond.map { "\(giga($0)) Gflop/s in single precision" },
      doubleOperationsPerSecond.map { "\(giga($0)) Gflop/s in double precision" },
    ]
    let memory = levels.map { level in
      "\(level.level) \(giga(level.readBytesPerSecond)) and \(giga(level.writtenBytesPerSecond))"
    }
    return [
      "\(kernels), multiply-adds in registers: "
        + peaks.compactMap { $0 }.joined(separator: ", "),
      "\(kernels), GB/s read and written: " + memory.joined(separator: ", "),
    ]
  }
}
