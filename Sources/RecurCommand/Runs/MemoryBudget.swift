import Foundation
import Recur
import Terminal

/// The memory that a command may have: `--memory-limit`, or what the machine has free.
///
/// Beside it the program itself takes some 25 MiB: its code, the system's libraries and the stacks
/// of its threads.
struct MemoryBudget {
  /// In bytes.
  let limit: Int

  static let option = TrainSettings.memoryLimit
  static let group = OptionGroup("Memory", [option])

  /// What the option says, as far as the process can have it at all.
  init(_ arguments: Arguments) {
    limit =
      arguments[Self.option].map { min($0, Self.allowed) } ?? Self.available
  }

  /// Stops (64) where `bytes` are more than the limit.
  ///
  /// - Parameters:
  ///   - work: what needs them, as the subject of a sentence.
  ///   - advice: what would fit.
  func require(
    _ bytes: Int, for work: String, advice: @autoclosure () -> String
  ) throws(CommandFailure) {
    guard bytes > limit else { return }
    throw .usage(
      "\(work) needs \(Format.bytes(bytes)) of memory, and may have \(Format.bytes(limit));\n"
        + advice())
  }

  /// Stops (64) before a file is read whose contents, twice for a moment, are more than the limit.
  /// What is no file, as a pipe, is let through.
  func requireFiles(_ paths: [String]) throws(CommandFailure) {
    for path in paths where path != "-" {
      let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: file),
        attributes[.type] as? FileAttributeType == .typeRegular,
        let size = attributes[.size] as? Int
      else { continue }
      try require(
        size.addingClamped(size), for: "\(visible(path)): reading it", advice: "use a smaller file")
    }
  }

  /// Stops (64) before models are read that do not fit, and as their reader does where one cannot be
  /// opened. A file whose header does not account for all of it is no model, whatever its size, and
  /// is let through to the reader that says why.
  func requireModels(_ paths: [String]) throws(CommandFailure) {
    for path in paths {
      do throws(CheckpointError) {
        _ = try Checkpoint(headerOf: path, kind: nil, newestVersion: .max)
      } catch {
        if case .safetensors(.file) = error.problem { throw error.commandFailure }
        continue
      }
      try requireFiles([path])
    }
  }

  /// What would fit, of what can be made smaller; `otherwise` where nothing would.
  func advice(_ offers: [String?], otherwise: String = "use a smaller model") -> String {
    let fitting = offers.compactMap { $0 }
    return fitting.isEmpty ? otherwise : "what fits: " + fitting.joined(separator: ", ")
  }

  /// `--batch-size 4 (1.20 MiB)`, of a size halved until it fits; nil where none does.
  func offer(_ option: String, below value: Int, bytes: (Int) -> Int?) -> String? {
    var smaller = value / 2
    while smaller > 0 {
      if let found = bytes(smaller), found <= limit {
        return "--\(option) \(smaller) (\(Format.bytes(found)))"
      }
      smaller /= 2
    }
    return nil
  }
}
