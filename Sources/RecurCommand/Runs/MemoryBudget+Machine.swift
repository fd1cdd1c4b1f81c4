import Foundation
import Recur

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

// The memory that this machine has for a process.
extension MemoryBudget {
  /// Bytes that can be had without others being pushed out, or the process being stopped: of what
  /// is ``allowed``, no more than the system calls available, where it tells.
  static var available: Int {
    let free = text("/proc/meminfo").flatMap(available) ?? .max
    return min(allowed, free)
  }

  /// Bytes that can be had at all: those of the machine, what is left of the limits of the
  /// process's control groups, and what is left of its own limits of address space and data.
  static var allowed: Int {
    let groups = text("/proc/self/cgroup").flatMap { availableInGroups($0) }
    return [groups, left(ofAddressSpace: true), left(ofAddressSpace: false)].compactMap { $0 }
      .reduce(Int(clamping: ProcessInfo.processInfo.physicalMemory), min)
  }

  /// The line `MemAvailable: 12345 kB` of Linux.
  static func available(_ information: String) -> Int? {
    ProcessInfo.kibibytes("MemAvailable", of: information)
  }

  /// What is left of the address space, or of private memory that can be written, where the process
  /// has a limit of it (`ulimit -v`, `ulimit -d`): three quarters of it, as allocators reserve more
  /// than is used.
  private static func left(ofAddressSpace: Bool) -> Int? {
    var limit = rlimit()
    #if canImport(Darwin) || canImport(Musl)
      let resource = ofAddressSpace ? RLIMIT_AS : RLIMIT_DATA
    #else
      let resource = __rlimit_resource_t((ofAddressSpace ? RLIMIT_AS : RLIMIT_DATA).rawValue)
    #endif
    // Safe: the call fills exactly one `rlimit`.
    guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < rlim_t(Int.max),
      let used = ProcessInfo.status(ofAddressSpace ? "VmSize" : "VmData")
    else { return nil }
    return max(0, Int(limit.rlim_cur) - used) / 4 * 3
  }

  private static func text(_ path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8)
  }
}

// Control groups of Linux: a process may have what its own group and all that it lies in leave.
extension MemoryBudget {
  /// What is left of the limits of groups; nil if there are none.
  ///
  /// - Parameters:
  ///   - membership: the lines of /proc/self/cgroup: `0::/GROUP` of version 2, `9:memory:/GROUP` of
  ///     version 1.
  ///   - mount: where the groups are files. A group that is not seen there, as in a container, is
  ///     that of the mount itself.
  static func availableInGroups(
    _ membership: String, mount: String = "/sys/fs/cgroup"
  ) -> Int? {
    var least: Int?
    for line in membership.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let isUnified = parts[1].isEmpty
      guard isUnified || parts[1].split(separator: ",").contains("memory") else { continue }
      var directory = isUnified ? mount : "\(mount)/memory"
      for name in parts[2].split(separator: "/", omittingEmptySubsequences: false) {
        if !name.isEmpty { directory += "/\(name)" }
        guard let left = left(inGroup: directory, isUnified: isUnified) else { continue }
        least = min(least ?? .max, left)
      }
    }
    return least
  }

  /// What a group's limits leave beside what cannot be taken back from it; nil without a limit.
  private static func left(inGroup directory: String, isUnified: Bool) -> Int? {
    let limits = (isUnified ? ["memory.max", "memory.high"] : ["memory.limit_in_bytes"])
      .compactMap { number("\(directory)/\($0)") }
    let usage = isUnified ? "memory.current" : "memory.usage_in_bytes"
    guard let limit = limits.min(), let used = number("\(directory)/\(usage)") else { return nil }
    let cache = isUnified ? "inactive_file " : "total_inactive_file "
    let reclaimable = text("\(directory)/memory.stat")?.split(separator: "\n")
      .first { $0.hasPrefix(cache) }.flatMap { Int($0.dropFirst(cache.count)) }
    return max(0, limit - max(0, used - (reclaimable ?? 0)))
  }

  /// A number in a file; nil for `max`, which is none.
  private static func number(_ path: String) -> Int? {
    text(path).flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }
}
