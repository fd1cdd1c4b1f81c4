public import TextModeling

/// A model that cannot stand beside the first one of an ensemble.
public enum EnsembleError: Error, Equatable, Sendable {
  /// The symbols of model `model`, counted from 0, are of another unit than those of the first.
  case otherUnit(model: Int, expected: TextUnit, found: TextUnit)
  /// The vocabulary of a model differs from that of the first, first in the symbol of an index; nil
  /// where a vocabulary has ended.
  case otherSymbol(model: Int, index: Int, expected: Symbol?, found: Symbol?)
  /// Sentences become symbols in another way: letters made small, or punctuation split off.
  case otherNormalization(model: Int)
  /// One vocabulary for both sides, or one for each.
  case otherSharing(model: Int)

  /// Requires two vocabularies to be equal.
  static func require(
    _ unit: TextUnit, _ symbols: [Symbol], equal otherUnit: TextUnit, _ others: [Symbol],
    model: Int
  ) throws(EnsembleError) {
    guard unit == otherUnit else {
      throw .otherUnit(model: model, expected: unit, found: otherUnit)
    }
    for index in 0..<max(symbols.count, others.count) {
      let expected = index < symbols.count ? symbols[index] : nil
      let found = index < others.count ? others[index] : nil
      guard expected == found else {
        throw .otherSymbol(model: model, index: index, expected: expected, found: found)
      }
    }
  }
}
