import Recur
import Terminal

extension FileError: DescribedFailure {
  var commandFailure: CommandFailure {
    let path = visible(path)
    if case .alreadyLocked(let holder) = reason {
      let process = holder.map { " (process \($0))" } ?? ""
      return CommandFailure(
        .cannotCreate, "\(path): another run\(process) is writing this file; choose another name")
    }
    switch operation {
    case .open where isOfDevice: return CommandFailure(.inputOutput, "\(path): \(words)")
    case .create where isOfDevice, .lock where isOfDevice:
      return CommandFailure(.inputOutput, "\(path): cannot be created: \(words)")
    case .open: return CommandFailure(.missingInput, "\(path): \(words)")
    case .read: return CommandFailure(.inputOutput, "\(path): cannot be read: \(words)")
    case .create, .lock:
      return CommandFailure(
        .cannotCreate,
        "\(path): cannot be created: \(reason == .missing ? "no such directory" : words)")
    case .write, .flush, .replace:
      return CommandFailure(.inputOutput, "\(path): cannot be written: \(words)")
    }
  }

  /// The failure of the file that an option names.
  func failure(of option: String) -> CommandFailure {
    CommandFailure(commandFailure.exitCode, "\(option): \(commandFailure.message)")
  }

  /// Whether the volume failed or is full: the path is right and would do another time.
  private var isOfDevice: Bool { [.inputOutput, .noSpace, .fileTooLarge].contains(reason) }

  private var words: String {
    switch reason {
    case .missing: "no such file"
    case .isDirectory: "is a directory"
    case .notADirectory: "a part of the path is not a directory"
    case .notRegularFile: "is not a regular file"
    case .permissionDenied: "permission denied"
    case .noSpace: "no space left"
    case .fileTooLarge: "the file would be too large"
    case .symbolicLinkLoop: "its symbolic links form a circle"
    case .nameTooLong: "the name is too long"
    case .invalidPath: "this is no path"
    case .alreadyLocked: "another run is writing it"
    case .endOfFile(let offset, let expected, let found):
      "it ends early: \(found) of \(expected) bytes at \(offset)"
    case .inputOutput: "the device failed"
    case .other: SystemFailure(operation: .read, path: path, number: code).reason
    }
  }
}
