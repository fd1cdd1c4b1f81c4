package import SequenceModels
package import TextModeling

extension SequencePair {
  /// A pair of a text as a network reads it.
  package init(_ pair: EncodedPair) { self.init(source: pair.source, target: pair.target) }
}
