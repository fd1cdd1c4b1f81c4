import Foundation
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The built command run as a child whose memory the system measures.
struct MeasuredProcess {
  let status: Int32
  /// The most bytes that were in memory at any time.
  let peakBytes: Int

  /// What it wrote to standard error.
  let diagnostics: String

  /// Runs the command to its end; its standard output is thrown away.
  init(_ executable: URL, _ arguments: [String], in directory: URL) throws {
    let words = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\" >/dev/null 2>said", directory.path]
    let all = words + [executable.path] + arguments
    var pointers: [UnsafeMutablePointer<CChar>?] = all.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var child: pid_t = 0
    let failure = posix_spawn(&child, words[0], nil, nil, &pointers, environ)
    try #require(failure == 0)
    var (state, usage) = (Int32(0), rusage())
    try #require(wait4(child, &state, 0, &usage) == child)
    status = state >> 8 & 0xff
    diagnostics = try String(contentsOf: directory.appendingPathComponent("said"), encoding: .utf8)
    #if canImport(Darwin)
      peakBytes = Int(usage.ru_maxrss)
    #else
      peakBytes = Int(usage.ru_maxrss) << 10
    #endif
  }
}
