import Recur
import Terminal

/// What the processor can do with one kernel set on one thread.
struct KernelLimits: Codable, Equatable, Sendable {
  /// The kernel set.
  var kernels: String
  /// Multiply-adds in registers, a multiply-add being two operations; nil where nobody asked.
  var singleOperationsPerSecond: Double?
  var bfloat16OperationsPerSecond: Double?
  var doubleOperationsPerSecond: Double?
  /// The levels asked for, nearest first.
  var levels: [MachineBandwidth]

  /// Measures what the tasks are compared with, by the active kernel set.
  ///
  /// - Parameter budget: seconds for each of the figures.
  static func measure(for tasks: [KernelTask], budget: Double) -> KernelLimits {
    func peak<S: KernelScalar>(_: S.Type, _ precision: ProductPrecision) -> Double? {
      tasks.contains { $0.precision == KernelPrecision(S.self, precision) }
        ? Self.peak(S.self, precision, budget) : nil
    }
    return KernelLimits(
      kernels: KernelSet.active.name,
      singleOperationsPerSecond: peak(Float.self, .full),
      bfloat16OperationsPerSecond: peak(Float.self, .bfloat16),
      doubleOperationsPerSecond: peak(Double.self, .full),
      levels: MachineBandwidth.measure(levels(of: tasks), budget: budget))
  }

  /// The levels of memory that the operands of tasks lie in.
  static func levels(of tasks: [KernelTask]) -> Set<String> {
    Set(tasks.map { MachineBandwidth.level(ofBytes: $0.readBytes + $0.writtenBytes) })
  }

  private static func peak<S: KernelScalar>(
    _: S.Type, _ precision: ProductPrecision, _ budget: Double
  ) -> Double {
    func probe() -> Double {
      KernelSet.active.multiplyAddProbe(S.self, precision: precision, iterations: 2000)
    }
    let operations = probe()
    return operations / KernelCall { _ = probe() }.secondsPerCall(budget: budget)
  }

  /// What bounds the time of a measured kernel from below: its arithmetic ("registers") or its
  /// level of memory, whichever takes longer, and that time in seconds. Nil if neither was
  /// measured.
  func bound(_ measurement: KernelMeasurement) -> (limit: String, seconds: Double)? {
    let peak =
      switch measurement.precision {
      case .single: singleOperationsPerSecond
      case .bfloat16: bfloat16OperationsPerSecond
      case .double: doubleOperationsPerSecond
      }
    let name = MachineBandwidth.level(ofBytes: measurement.bytes)
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
      ("bfloat16_operations_per_second", bfloat16OperationsPerSecond),
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
      bfloat16OperationsPerSecond.map { "\(giga($0)) Gflop/s of pairs of bfloat16" },
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
