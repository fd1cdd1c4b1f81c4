import Foundation
import Terminal

/// What one kernel set reports: first its limits, then one measurement after the other; as text,
/// one JSON object a line.
enum KernelReport: Equatable {
  case limits(KernelLimits)
  case measurement(KernelMeasurement)

  /// Reads one line.
  ///
  /// - Throws: `CommandFailure` (70) for a line that is no report.
  init(line: some Sequence<UInt8>) throws(CommandFailure) {
    let bytes = Data(line)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    if let measurement = try? decoder.decode(KernelMeasurement.self, from: bytes) {
      self = .measurement(measurement)
    } else if let limits = try? decoder.decode(KernelLimits.self, from: bytes) {
      self = .limits(limits)
    } else {
      throw CommandFailure(
        .defect,
        "unreadable reply of a measurement: \(quoted(String(decoding: bytes, as: UTF8.self)))")
    }
  }
}

/// Everything that one kernel set reported.
struct KernelSetResults {
  /// The kernel set.
  let kernels: String
  private(set) var limits: KernelLimits?
  private(set) var measurements: [KernelMeasurement] = []

  init(kernels: String) { self.kernels = kernels }

  /// Adds what was reported next.
  mutating func add(_ report: KernelReport) {
    switch report {
    case .limits(let limits): self.limits = limits
    case .measurement(let measurement): measurements.append(measurement)
    }
  }

  /// The measurements beside the limits and the times of `reference`.
  func results(limits: KernelLimits?, reference: KernelSetResults?) -> [KernelResult] {
    let times = Dictionary(
      (reference?.measurements ?? []).map { ("\($0.precision) \($0.work)", $0.seconds) },
      uniquingKeysWith: min)
    return measurements.map { measurement in
      KernelResult(
        measurement, limits: limits,
        reference: times["\(measurement.precision) \(measurement.work)"])
    }
  }
}
