internal import Foundation

extension Regularization {
  /// A rate of weight drop for a model that reads a text so often that it could learn it by heart:
  /// 0 of a model of fewer than four parameters for each symbol, from there on 0.1 more for every
  /// doubling, up to 0.4. Of a text that is read fewer than ten times a part of the parameters
  /// counts.
  ///
  /// - Parameters:
  ///   - symbols: symbols that are trained on.
  ///   - parameters: P, parameters of the model.
  ///   - passes: how often the text is read.
  package static func suggestedWeightDrop(
    symbols: Int, parameters: Int, passes: Double
  ) -> Double {
    precondition(
      symbols >= 0 && parameters >= 0 && passes >= 0,
      "weight drop for \(parameters) parameters and \(passes) passes of \(symbols) symbols")
    let counted = Double(parameters) * min(1, passes / 10)
    let doublings = log2(counted / (2 * Double(max(symbols, 1))))
    // Of whole twentieths, so that a rate is short to write.
    return doublings < 1 ? 0 : min(0.4, (doublings * 2).rounded() / 20)
  }
}
