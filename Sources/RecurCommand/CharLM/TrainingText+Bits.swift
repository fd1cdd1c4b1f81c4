import Recur
import Terminal

// A loss per word or byte pair says little beside another one: it is told in bits per byte of the text too.
extension TrainingText {
  /// The mean UTF-8 bytes of a symbol of the validation text, white space between words counted;
  /// nil without such a text.
  var bytesPerSymbol: Double? {
    let count = split.validation.reduce(0) { $0 + $1.count }
    guard count > 0 else { return nil }
    let bytes = split.validation.reduce(0) { $0 + vocabulary.byteCount(of: text, in: $1) }
    return Double(bytes) / Double(count)
  }

  /// A validation loss of words or byte pairs in bits, for the user and for the log; nil for other
  /// units.
  ///
  /// - Parameter loss: nats per symbol.
  func wordMeasures(_ loss: Double) -> (words: String, members: [JSONValue.Member])? {
    guard vocabulary.unit.spansCharacters, let bytesPerSymbol else { return nil }
    let bits = loss / log2Base
    return (
      "\(Format.loss(bits)) bits per \(vocabulary.unit.symbolName), \(Format.loss(bits / bytesPerSymbol)) per byte",
      [
        .init(name: "bits_per_\(vocabulary.unit.symbolName)", value: .number(bits)),
        .init(name: "bits_per_byte", value: .number(bits / bytesPerSymbol)),
      ]
    )
  }
}
