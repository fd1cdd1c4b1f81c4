import Foundation

/// The memory that this machine has for a process.
enum MachineMemory {
  /// Bytes that can be had without others being pushed out, or the process being stopped: what the system calls
  /// available, where it tells, otherwise all there are; what is left of the control group's limit and of the address
  /// space.
  static var available: Int {
    var bytes = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    if let found = text("/proc/meminfo").flatMap(available) { bytes = min(bytes, found) }
    for (limit, usage) in groups {
      guard let limit = number(limit), let used = number(usage) else { continue }
      bytes = min(bytes, max(0, limit - used))
    }
    return min(bytes, addressSpace ?? bytes)
  }

  /// The files of limits and usage of control groups, version 2 and 1.
  private static let groups = [
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    (
      "/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"
    ),
  ]

  /// What is left of the address space where the process has a limit of it (`ulimit -v`), less what allocators
  /// reserve beside what is used.
  private static var addressSpace: Int? {
    var limit = rlimit()
    #if canImport(Darwin)
      let resource = RLIMIT_AS
    #elseif canImport(Musl)
      let resource = RLIMIT_AS
    #else
      let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
    #endif
    // Safe: the call fills exactly one `rlimit`.
    guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < rlim_t(Int.max),
      let used = ProcessMemory.addressSpaceBytes
    else { return nil }
    return max(0, Int(limit.rlim_cur) - used) / 8 * 7
  }

  private static func text(_ path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8)
  }

  private static func number(_ path: String) -> Int? {
    text(path).flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
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
