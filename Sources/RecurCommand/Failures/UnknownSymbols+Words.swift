import Recur
import Terminal

extension UnknownSymbols {
  /// How many there were, what became of them, and the first: `3 symbols were not in the model's
  /// vocabulary, left out: '☃', 'U+200D'`.
  ///
  /// - Parameter place: where they stood, such as ` of the targets`.
  func words(_ policy: UnknownPolicy, place: String = "") -> String {
    let names = examples.map { "'\(visible($0.lineEndName ?? $0.description, limit: 30))'" }
    let isOne = count == 1
    return "\(Format.grouped(count)) \(isOne ? "symbol" : "symbols")\(place) "
      + "\(isOne ? "was" : "were") not in the model's vocabulary, "
      + (policy == .skip ? "left out: " : "<unk> in \(isOne ? "its" : "their") place: ")
      + names.joined(separator: ", ") + (hasOthers ? " and others" : "")
  }
}
