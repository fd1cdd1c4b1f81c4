import Foundation
import Recur
import Terminal

// The files that models are read from.
extension Arguments {
  /// The path of a model: the word given or, where there is no such file, the word with the
  /// extension that models have.
  func modelPath(_ positional: Positional<String>) -> String { Self.existing(self[positional]) }

  /// The path of a model, likewise; without a word that of the model which `train` writes without
  /// `--output`.
  ///
  /// - Throws: `CommandFailure` (66) without a word where there is no such model.
  func modelPath(_ positional: Positional<String?>) throws(CommandFailure) -> String {
    if let word = self[positional] { return Self.existing(word) }
    let path = TrainSettings.output.defaultValue ?? ""
    guard FileManager.default.fileExists(atPath: path) else {
      throw CommandFailure(
        .missingInput,
        "\(positional.name) is missing, and here is no \(path), which 'train' would have written")
    }
    return path
  }

  /// The path of a model that an option names, likewise.
  func modelPath(_ option: Option<String?>) -> String? { self[option].map(Self.existing) }

  static func existing(_ word: String) -> String {
    let path = word + ModelOutput.suffix
    return !FileManager.default.fileExists(atPath: word)
      && FileManager.default.fileExists(atPath: path) ? path : word
  }
}
