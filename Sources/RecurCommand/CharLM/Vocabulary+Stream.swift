import Recur
import Terminal

extension Vocabulary {
  /// The symbols of a stream, which must be known before its text is: those of a model or a text
  /// given by `--vocabulary-from`, or the 256 bytes.
  ///
  /// A text's vocabulary has an `<unk>`, as the stream may hold more than the text does.
  ///
  /// - Throws: `CommandFailure` (64) for characters without a file to know them from; what reading
  ///   the file throws.
  static func ofStream(_ arguments: Arguments, memoryLimit: Int) throws -> Vocabulary {
    let unit = arguments[CharLMSettings.unit]
    guard !unit.spansCharacters else {
      throw CommandFailure.usage(
        "--unit \(unit.rawValue): a stream is learned by character, scalar or byte; "
          + "\(unit.symbolName)s take a text that is read whole, from files or by "
          + "back-propagation")
    }
    guard let path = arguments[CharLMSettings.vocabularyFrom] else {
      guard !arguments.isGiven(CharLMSettings.unit) || unit == .byte
      else {
        throw CommandFailure.usage(
          "--unit \(unit.rawValue): the symbols of a stream must be "
            + "known before its text; give --vocabulary-from FILE, or take bytes")
      }
      return try Vocabulary(
        unit: .byte, symbols: (0...255).map { Symbol(bytes: [$0]) }, includesUnknown: false)
    }
    if let model = try model(path) {
      for option in [CharLMSettings.unit, CharLMSettings.vocabularySize] as [any CommandOption]
      where arguments.isGiven(option) {
        throw CommandFailure.usage(
          "--\(option.name) means nothing with --vocabulary-from \(visible(path)), a model")
      }
      guard !model.vocabulary.unit.spansCharacters else {
        throw CommandFailure.usage(
          "--vocabulary-from \(visible(path)): its symbols are "
            + "\(model.vocabulary.unit.symbolName)s; a stream is learned by "
            + "character, scalar or byte")
      }
      return model.vocabulary
    }
    return try Vocabulary(
      of: TextFile.read(path, unit: unit, memoryLimit: memoryLimit), unit: unit,
      maximumSize: arguments[CharLMSettings.vocabularySize], includesUnknown: true)
  }

  /// The model at `path`; nil for a file that is none.
  private static func model(_ path: String) throws -> LanguageModel? {
    do {
      return try LanguageModel.open(path).0
    } catch {
      if path.hasSuffix(".safetensors") { throw error }
      switch error.problem {
      case .otherKind, .newerVersion, .checksumMissing, .missingSection, .malformedSection:
        throw error
      case .safetensors(.file(let failure)): throw failure
      default: return nil
      }
    }
  }
}
