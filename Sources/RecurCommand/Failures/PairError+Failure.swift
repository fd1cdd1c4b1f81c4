import Recur
import Terminal

extension PairError: DescribedFailure {
  var commandFailure: CommandFailure {
    switch self {
    case .text(.invalidUTF8(let path, let byteOffset, let line)):
      CommandFailure(
        .unusableData,
        "\(path.map { visible($0) } ?? "text"): not UTF-8 at byte \(byteOffset), line \(line)")
    case .text(let error): error.commandFailure
    case .missingTab(let path, let line):
      CommandFailure(
        .unusableData,
        "\(visible(path)): line \(line) has no tab between a source and a target")
    case .missingColumn(let path, let line, let column, let found):
      CommandFailure(
        .unusableData,
        "\(visible(path)): line \(line) has no column \(column); it has \(found)")
    case .lineCounts(let path, let lines, let targets, let targetLines):
      CommandFailure(
        .unusableData,
        "\(visible(path)) has \(Format.counted(lines, "line")), \(visible(targets)) "
          + "\(Format.grouped(targetLines)): each must be the translation of one")
    case .emptySide(let path, let line, let side):
      CommandFailure(.unusableData, "\(visible(path)): line \(line) has an empty \(side.rawValue)")
    case .labelColumns(let path, let labels, let texts):
      CommandFailure(
        .unusableData, "\(visible(path)): " + Self.words(labels: labels, texts: texts))
    case .noPairs(let path):
      CommandFailure(.unusableData, "\(visible(path)): holds no pairs, only empty lines")
    case .heldOutOutOfRange(_, _, let pairs):
      CommandFailure(
        .unusableData,
        "too few pairs to hold some out: \(pairs); give more pairs, or --validation-fraction 0")
    case .tooFewSources(let needed, let found):
      CommandFailure(
        .unusableData,
        "too few pairs: \(found) different sources, at least \(needed) are needed to hold some "
          + "out;\ngive more pairs, or --validation-fraction 0")
    }
  }

  private static func words(labels: [Int], texts: [Int]) -> String {
    let numbers = labels.map(String.init).joined(separator: " and ")
    let words =
      "numbers or language codes in \(labels.count == 1 ? "column" : "columns") \(numbers)"
    guard texts.count > 1 else { return words + " and no pair of sentences beside them" }
    return words + ": not a sentence and its translation;\n"
      + "take the columns of a pair: --columns \(texts[0]),\(texts[1])"
  }
}

extension EncoderDecoderError: DescribedFailure {
  /// What options leave unsaid; a checkpoint's configuration never comes this far.
  var commandFailure: CommandFailure {
    switch self {
    case .decoderSeesNothing:
      .usage(
        "--handover none: nothing of the source reaches the decoder; add --attention or --peeky")
    case .feedingWithoutAttention: .usage("--input-feeding means nothing with --attention none")
    case .notPositive(let what, let value): .usage("\(what): \(value) is not positive")
    case .dropout(let rate): .usage("--dropout: \(Format.general(rate)) is out of range")
    case .symbol(let what, let symbol, let size):
      .usage("the \(what) symbol \(symbol) is outside the vocabulary of \(size)")
    case .sizesDiffer(let what, let expected, let found):
      .usage("\(what): \(found) and \(expected) must be equal")
    case .outputFeedback(let cell):
      .usage(
        "--cell \(cell.rawValue) reads its own output, which a decoder is fed anyway;\nuse --cell rnn"
      )
    case .decoderDeeper(let encoder, let decoder):
      .usage("a decoder of \(decoder) layers needs as many in the encoder, which has \(encoder)")
    }
  }
}
