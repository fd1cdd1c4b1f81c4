#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension Program {
  /// Runs the command line of this process with its own streams.
  ///
  /// Call it before any file is opened.
  ///
  /// - Returns: the exit code of the process.
  package func runProcess() -> ExitCode {
    Self.openStandardDescriptors()
    Self.ignoreWriteSignals()
    let console = Console.standard()
    do throws(CommandFailure) {
      return run(try Self.words(Self.processArguments()), console: console)
    } catch {
      console.report(error)
      return error.exitCode
    }
  }

  /// The words of a command line after the program's own name.
  ///
  /// - Parameter arguments: the bytes of each, the program's name first.
  /// - Throws: `CommandFailure` (64) for one that is not UTF-8: a repaired name would be another
  ///   file's.
  static func words(_ arguments: [[UInt8]]) throws(CommandFailure) -> [String] {
    var words: [String] = []
    for (index, bytes) in arguments.enumerated().dropFirst() {
      guard let word = String(validating: bytes, as: UTF8.self) else {
        throw .usage(
          "argument \(index) is not UTF-8: '\(visible(bytes))'\n"
            + "rename the file, or call it by a link whose name is UTF-8")
      }
      words.append(word)
    }
    return words
  }

  /// The arguments as the system passed them; `CommandLine.arguments` has repaired them.
  private static func processArguments() -> [[UInt8]] {
    // Safe: the vector has as many terminated strings as it says, and lives as long as the process.
    (0..<Int(CommandLine.argc)).map { index in
      guard let argument = unsafe CommandLine.unsafeArgv[index] else { return [] }
      return unsafe Array(UnsafeRawBufferPointer(start: argument, count: strlen(argument)))
    }
  }

  /// Opens the null device as every standard stream that was closed: the next file to be opened
  /// would take its number, and what is said to the console would be written into it.
  static func openStandardDescriptors() {
    for number in 0...2 as ClosedRange<Int32> where fcntl(number, F_GETFD) == -1 {
      // The least number that is free is given, and those below are taken.
      // Safe: the path is a terminated string for the duration of the call.
      _ = unsafe open("/dev/null", O_RDWR)
    }
  }

  /// Makes two ends of the process errors of the write that would have caused them, so that a
  /// training run says what failed and keeps what it has: a pipe that nobody reads, and a file
  /// larger than the process may write.
  static func ignoreWriteSignals() {
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
  }
}
