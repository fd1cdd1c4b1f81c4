import Foundation

#if canImport(Darwin)
  import Darwin
#endif

/// The memory of this process as the system sees it.
enum ProcessMemory {
  /// Bytes in memory now; nil where the system does not tell simply. What was freed may still
  /// count.
  static var residentBytes: Int? { status("VmRSS") }

  /// Bytes of address space in use; nil where the system does not tell simply.
  static var addressSpaceBytes: Int? { status("VmSize") }

  /// The most bytes in memory so far.
  static var peakResidentBytes: Int? {
    #if canImport(Darwin)
      var usage = rusage()
      // Safe: the call fills exactly one `rusage`.
      return unsafe getrusage(RUSAGE_SELF, &usage) == 0 ? Int(usage.ru_maxrss) : nil
    #else
      return status("VmHWM")
    #endif
  }

  /// A figure in KiB of Linux's /proc/self/status.
  private static func status(_ name: String) -> Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("\(name):") }),
      let kibibytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) })
    else { return nil }
    return kibibytes << 10
  }
}
