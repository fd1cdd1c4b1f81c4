import Foundation
import Testing

@testable import RecurCommand

/// A small library that is loaded before all others into a child and makes one of its calls to the
/// operating system fail: files of the session's directory only, so that the child itself lives.
struct FaultInjector {
  /// The calls that can fail.
  enum Call: String, CaseIterable, Sendable { case open, write, fsync, rename }

  private let session: CharLMSession
  private let library: String
  private let report: String

  /// Whether there is what it takes: Linux, and a C compiler beside Swift's.
  static let isPossible: Bool = {
    #if os(Linux)
      return compiler != nil
    #else
      return false
    #endif
  }()

  private static let compiler: String? = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").map { $0 + "/clang" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// Builds the library beside the files of no session.
  static func build(in directory: URL) throws -> String {
    let source = directory.appendingPathComponent("faults.c").path
    let library = directory.appendingPathComponent("faults.so").path
    try Data(self.source.utf8).write(to: URL(fileURLWithPath: source))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(compiler))
    process.arguments = ["-O1", "-fPIC", "-shared", source, "-o", library, "-ldl"]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "the library of faults is built")
    return library
  }

  init(_ session: CharLMSession, library: String) {
    self.session = session
    self.library = library
    report = library + ".\(UUID().uuidString)"
  }

  /// Runs the command with its `number`-th call failing, 0 for none, by the error `code`.
  ///
  /// - Parameter lasts: whether every later one fails as well, as on a volume that is full.
  /// - Returns: how it ended, whether a call failed, and how often each was made.
  func run(
    _ arguments: [String], call: Call, number: Int, code: Int32, lasts: Bool
  ) throws -> (outcome: CharLMSession.Outcome, hasFailed: Bool, counts: [Call: Int]) {
    var variables = [
      "LD_PRELOAD": library, "FAULT_ROOT": session.directory.path, "FAULT_REPORT": report,
      "FAULT_CALL": call.rawValue, "FAULT_NUMBER": "\(number)", "FAULT_CODE": "\(code)",
      // The address sanitizer wants to be the first library.
      "ASAN_OPTIONS": "verify_asan_link_order=0",
    ]
    if lasts { variables["FAULT_LASTS"] = "1" }
    let outcome = try session.run(arguments, environment: variables)
    let lines = try String(contentsOfFile: report, encoding: .utf8).split(separator: "\n")
    try FileManager.default.removeItem(atPath: report)
    var counts: [Call: Int] = [:]
    for line in lines {
      let words = line.split(separator: " ")
      if let call = Call(rawValue: String(words[0])) { counts[call] = Int(words[1]) }
    }
    return (outcome, lines.contains { $0.hasPrefix("failed") }, counts)
  }

  private static let source = #"""
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <errno.h>
    #include <fcntl.h>
    #include <stdarg.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/syscall.h>
    #include <unistd.h>

    enum { OPEN, WRITE, FSYNC, RENAME, CALLS };
    static const char *names[] = {"open", "write", "fsync", "rename"};
    static long counts[CALLS];

    static void tell(const char *word, long number) {
      char line[64];
      int length = snprintf(line, sizeof line, "%s %ld\n", word, number);
      const char *path = getenv("FAULT_REPORT");
      int file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND, 0600);
      syscall(SYS_write, file, line, length);
      syscall(SYS_close, file);
    }

    static int fails(int call, const char *path) {
      const char *root = getenv("FAULT_ROOT");
      if (path[0] == '/' && strncmp(path, root, strlen(root)) != 0) return 0;
      long number = __atomic_add_fetch(&counts[call], 1, __ATOMIC_SEQ_CST);
      long wanted = atol(getenv("FAULT_NUMBER"));
      if (wanted == 0 || strcmp(names[call], getenv("FAULT_CALL")) != 0) return 0;
      if (number != wanted && !(getenv("FAULT_LASTS") && number > wanted)) return 0;
      if (number == wanted) tell("failed", number);
      errno = atoi(getenv("FAULT_CODE"));
      return 1;
    }

    static int fails_open_file(int call, int file) {
      if (file <= 2) return 0;
      char link[64], path[4096];
      snprintf(link, sizeof link, "/proc/self/fd/%d", file);
      ssize_t length = readlink(link, path, sizeof path - 1);
      if (length < 0) return 0;
      path[length] = 0;
      return fails(call, path);
    }

    static int opened(const char *name, const char *path, int flags, mode_t mode) {
      if (fails(OPEN, path)) return -1;
      int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, name);
      return real(path, flags, mode);
    }

    static mode_t mode_of(int flags, va_list list) {
      return flags & O_CREAT ? va_arg(list, mode_t) : 0;
    }

    int open(const char *path, int flags, ...) {
      va_list list;
      va_start(list, flags);
      mode_t mode = mode_of(flags, list);
      va_end(list);
      return opened("open", path, flags, mode);
    }

    int open64(const char *path, int flags, ...) {
      va_list list;
      va_start(list, flags);
      mode_t mode = mode_of(flags, list);
      va_end(list);
      return opened("open64", path, flags, mode);
    }

    ssize_t write(int file, const void *bytes, size_t count) {
      if (fails_open_file(WRITE, file)) return -1;
      ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
      return real(file, bytes, count);
    }

    int fsync(int file) {
      if (fails_open_file(FSYNC, file)) return -1;
      int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
      return real(file);
    }

    int rename(const char *from, const char *to) {
      if (fails(RENAME, to)) return -1;
      int (*real)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");
      return real(from, to);
    }

    __attribute__((destructor)) static void conclude(void) {
      for (int call = 0; call < CALLS; call++) tell(names[call], counts[call]);
    }
    """#
}
