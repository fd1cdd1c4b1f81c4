import Terminal

/// The time of one kernel in one kernel set.
struct KernelMeasurement: Codable, Equatable, Sendable {
  /// The kernel set.
  var kernels: String
  var precision: KernelPrecision
  /// The kernel and its sizes.
  var work: String
  /// Of one call.
  var seconds: Double
  /// Floating-point operations of a call; 0 where they are not counted.
  var operations: Double
  /// Bytes that are only read, and bytes that are written.
  var readBytes: Int
  var writtenBytes: Int

  /// Every byte of the operands, counted once.
  var bytes: Int { readBytes + writtenBytes }

  /// Measures the task by the active kernel set `kernels`.
  static func measure(_ task: KernelTask, kernels: String, budget: Double) -> KernelMeasurement {
    KernelMeasurement(
      kernels: kernels, precision: task.precision, work: task.name,
      seconds: task.makeCall().secondsPerCall(budget: budget),
      operations: task.operations, readBytes: task.readBytes, writtenBytes: task.writtenBytes)
  }
}

/// A measurement beside what it is compared with.
struct KernelResult {
  let measurement: KernelMeasurement
  /// What bounds the time from below; nil if unknown.
  let limit: String?
  /// The bound's time over the time measured.
  let fractionOfLimit: Double?
  /// The time of `reference` over the time measured; nil if `reference` was not measured.
  let timesReference: Double?

  /// - Parameters:
  ///   - limits: what the processor can do.
  ///   - reference: seconds of the same call in `reference`.
  init(_ measurement: KernelMeasurement, limits: KernelLimits?, reference: Double?) {
    self.measurement = measurement
    let bound = limits?.bound(measurement)
    limit = bound?.limit
    fractionOfLimit = bound.map { $0.seconds / measurement.seconds }
    timesReference = reference.map { $0 / measurement.seconds }
  }

  /// One JSON object in one line, with the keys of ``KernelMeasurement`` among others.
  var json: String {
    var members: [JSONValue.Member] = [
      JSONValue.Member(name: "kernels", value: .string(measurement.kernels)),
      JSONValue.Member(name: "precision", value: .string(measurement.precision.rawValue)),
      JSONValue.Member(name: "work", value: .string(measurement.work)),
      JSONValue.Member(name: "seconds", value: .number(measurement.seconds)),
      JSONValue.Member(name: "operations", value: .number(measurement.operations)),
      JSONValue.Member(name: "read_bytes", value: .integer(measurement.readBytes)),
      JSONValue.Member(name: "written_bytes", value: .integer(measurement.writtenBytes)),
      JSONValue.Member(
        name: "operations_per_second",
        value: .number(measurement.operations / measurement.seconds)),
      JSONValue.Member(
        name: "bytes_per_second", value: .number(Double(measurement.bytes) / measurement.seconds)),
    ]
    if let limit { members.append(JSONValue.Member(name: "limit", value: .string(limit))) }
    if let fractionOfLimit {
      members.append(JSONValue.Member(name: "fraction_of_limit", value: .number(fractionOfLimit)))
    }
    if let timesReference {
      members.append(JSONValue.Member(name: "times_reference", value: .number(timesReference)))
    }
    return JSONValue.object(members).text
  }

  /// The columns of ``add(to:)``, under the name of the set and the precision.
  static func emptyTable(_ kernels: String, _ precision: KernelPrecision) -> Table {
    Table(
      .left("\(kernels), \(precision.rawValue) precision"), .right("time"), .right("rate"),
      .right("of limit"), .left("limit"), .right("x reference"))
  }

  /// Adds the result as a row; the rate is in the unit of the limit.
  func add(to table: inout Table) {
    let isArithmetic = limit.map { $0 == "registers" } ?? (measurement.operations > 0)
    let rate = isArithmetic ? measurement.operations : Double(measurement.bytes)
    table.append(
      measurement.work, Self.time(measurement.seconds),
      "\(Format.fixed(rate / measurement.seconds * 1e-9, digits: 1)) "
        + (isArithmetic ? "Gflop/s" : "GB/s   "),
      fractionOfLimit.map { Format.percent($0, digits: $0 < 0.0095 ? 1 : 0) } ?? "", limit ?? "",
      timesReference.map { Format.fixed($0, digits: 1) } ?? "")
  }

  /// "56.26 us", "1.52 ms"
  private static func time(_ seconds: Double) -> String {
    seconds < 1e-3
      ? "\(Format.fixed(seconds * 1e6, digits: 2)) us"
      : "\(Format.fixed(seconds * 1e3, digits: 2)) ms"
  }
}
