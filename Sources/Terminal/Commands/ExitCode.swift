/// What the process tells its parent: the codes of sysexits(3) that this command uses, and those
/// of the shell for a signal.
package enum ExitCode: Int32, Sendable {
  case success = 0
  /// Wrong usage: an unknown option, a value out of range.
  case usage = 64
  /// The input exists and cannot be used: empty, not text, a damaged checkpoint; or nothing was
  /// learned from it, the loss being not finite or worse than a uniform guess.
  case unusableData = 65
  /// An input is missing or cannot be opened.
  case missingInput = 66
  /// A defect of ours.
  case defect = 70
  /// An output cannot be created where it is wanted.
  case cannotCreate = 73
  /// Reading or writing failed halfway: a full disk, a device error.
  case inputOutput = 74
  /// The terminal was closed; ended after saving: 128 + SIGHUP.
  case hungUp = 129
  /// Control-C, after saving: 128 + SIGINT.
  case interrupted = 130
  /// Nobody reads standard output any more: 128 + SIGPIPE. Ends without a message.
  case brokenPipe = 141
  /// The system asked the process to end; ended after saving: 128 + SIGTERM.
  case terminated = 143
}
