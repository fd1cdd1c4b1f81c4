import Recur
import Terminal

extension TextError: DescribedFailure {
  var commandFailure: CommandFailure {
    switch self {
    case .missing(let path): CommandFailure(.missingInput, "\(visible(path)): no such file")
    case .isDirectory(let path):
      CommandFailure(.missingInput, "\(visible(path)): is a directory; give the files in it")
    case .unreadable(let path, let code):
      SystemFailure(operation: .read, path: path, number: code).unreadableInput
    case .tooLarge(let path, let limit):
      .usage(
        "\(path == "-" ? "standard input" : visible(path)): reading it needs more memory than the "
          + "\(Format.bytes(limit)) that it may have;\nuse a smaller file")
    case .empty(let path): CommandFailure(.unusableData, "\(visible(path)): is empty")
    case .otherEncoding(let path, let name):
      CommandFailure(
        .unusableData,
        "\(visible(path)): looks like \(name); bring it into UTF-8, such as with: "
          + "iconv -f \(name) -t UTF-8")
    case .invalidUTF8(let path, let byteOffset, let line):
      CommandFailure(
        .unusableData,
        "\(path.map { visible($0) } ?? "text"): not UTF-8 at byte \(byteOffset), line \(line); "
          + "a model trained with '--unit byte' takes any bytes")
    case .maximumSizeTooSmall(let found, let minimum):
      .usage(
        "a vocabulary of \(Format.counted(found, "symbol")) is too small: the fewest are "
          + "\(minimum)" + (minimum >= 256 ? ", as every byte is one" : ""))
    default: CommandFailure(.unusableData, sentence)
    }
  }

  private var sentence: String {
    switch self {
    case .emptyText: "the text is empty"
    case .tooRare(let minimumCount):
      "no symbol occurs \(Format.counted(minimumCount, "time")): give a smaller --minimum-count"
    case .unknownSymbol(let symbol, _, let line, let column):
      "the model does not know \(quoted(symbol.description)) (line \(line), column \(column)); "
        + "see '--unknown skip' and '--unknown unk'"
    case .otherLineEnds(let found, let known, let line):
      "the model's text ends its lines with \(known), this one with \(found) (line \(line)); "
        + "convert one of them, or see '--unknown skip' and '--unknown unk'"
    case .noUnknownSymbol:
      "--unknown unk: the model's vocabulary has no <unk>, as it was trained without "
        + "--vocabulary-size; use '--unknown skip'"
    case .tooShort(let needed, let found):
      "the text is too short: \(Format.counted(found, "symbol")), at least \(needed) are needed"
    case .inconsistentVocabulary: "the vocabulary contradicts itself"
    case .positionOutOfRange: "the position in the text is beyond its end"
    default: "\(self)"
    }
  }
}

extension SystemFailure {
  /// The failure of an input that is there and cannot be read (66), or whose device failed (74).
  fileprivate var unreadableInput: CommandFailure {
    CommandFailure(isOfDevice ? .inputOutput : .missingInput, commandFailure.message)
  }
}
