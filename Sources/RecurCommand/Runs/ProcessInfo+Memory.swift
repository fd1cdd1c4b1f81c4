import Foundation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

// The memory that this process has.
extension ProcessInfo {
  /// Bytes in memory now; nil where the system does not tell simply. What was freed may still
  /// count.
  static var residentBytes: Int? { status("VmRSS") }

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

  /// A figure of Linux's /proc/self/status.
  static func status(_ name: String) -> Int? {
    (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8))
      .flatMap { kibibytes(name, of: $0) }
  }

  /// The line `NAME: 12345 kB` of Linux's /proc, in bytes.
  static func kibibytes(_ name: String, of information: String) -> Int? {
    for line in information.split(separator: "\n") where line.hasPrefix("\(name):") {
      let words = line.split { $0 == " " || $0 == "\t" }
      guard words.count == 3, words[2] == "kB", let kibibytes = Int(words[1]) else { return nil }
      return kibibytes.multipliedReportingOverflow(by: 1024).partialValue
    }
    return nil
  }
}
