import Foundation

/// The memory that this machine has for a process.
enum MachineMemory {
  /// Bytes that can be had without others being pushed out: what the system calls available, where it tells, and
  /// otherwise all there are.
  static var available: Int {
    let physical = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    guard let information = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8) else {
      return physical
    }
    return min(available(information) ?? physical, physical)
  }

  /// The line `MemAvailable: 12345 kB` of Linux.
  static func available(_ information: String) -> Int? {
    for line in information.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
      let words = line.split(separator: " ")
      guard words.count == 3, words[2] == "kB", let kibibytes = Int(words[1]) else { return nil }
      return kibibytes.multipliedReportingOverflow(by: 1024).partialValue
    }
    return nil
  }
}
