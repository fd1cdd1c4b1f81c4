/// The end of a command that could not do its work: an exit code and one or two lines for standard
/// error.
package struct CommandFailure: Error, Equatable, Sendable {
  package let exitCode: ExitCode
  /// What is wrong and where, without the leading `recur: `, and after ``adviceMark`` what to do
  /// about it. Empty: end quietly.
  package let message: String

  /// What stands between a complaint and advice, which the console shows as a line `tip: ...`.
  static let adviceMark = ";\n"

  package init(_ exitCode: ExitCode, _ message: String) {
    self.exitCode = exitCode
    self.message = message
  }

  /// Wrong usage (64).
  package static func usage(_ message: String) -> CommandFailure {
    CommandFailure(.usage, message)
  }
}

/// An error that knows which sentence and exit code it ends the command with.
///
/// The typed errors of the libraries carry data only; the command conforms them to this protocol,
/// one extension each, so that a subcommand can let them pass through.
package protocol DescribedFailure: Error {
  /// The sentence and the exit code.
  var commandFailure: CommandFailure { get }
}

extension CommandFailure: DescribedFailure {
  package var commandFailure: CommandFailure { self }

  /// The failure any thrown error ends the command with; an error nobody described is our defect
  /// (70).
  package init(ending error: any Error) {
    if let described = error as? any DescribedFailure {
      self = described.commandFailure
    } else {
      self.init(.defect, "unexpected error, please report it: \(visible("\(error)", limit: 300))")
    }
  }
}
