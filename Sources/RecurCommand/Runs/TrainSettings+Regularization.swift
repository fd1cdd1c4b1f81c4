import Recur
import Terminal

// What training drops beside the outputs of layers.
extension TrainSettings {
  static let weightDrop = Option<Double>(
    "weight-drop", default: 0, range: 0..<1,
    help: """
      Rate at which recurrent weights are dropped, by one mask for each update; a language model that is large for \
      its text has a rate above 0 where no rate of any kind is given
      """)
  static let dropoutMask = Option<Regularization.DropoutMask>(
    "dropout-mask", default: .step, placeholder: "KIND",
    help: "How long a mask of dropout holds: one step, or a sequence of an update")
  static let inputDropout = Option<Double>(
    "input-dropout", default: 0, range: 0..<1,
    help: "Rate of dropout of what the first layer reads, symbols or elements of their embedding")
  static let embeddingDropout = Option<Double>(
    "embedding-dropout", default: 0, range: 0..<1,
    help: "Rate at which a symbol is dropped wherever it stands, by one mask for each update")

  static let regularization = OptionGroup(
    "Regularisation", [weightDrop, dropoutMask, inputDropout, embeddingDropout])

  /// What is dropped beside the outputs of layers; `dropsInput`: of elements of the input too.
  static func regularization(
    _ arguments: Arguments, dropsInput: Bool = true
  ) -> Regularization {
    Regularization(
      weightDrop: arguments[weightDrop], dropoutMask: arguments[dropoutMask],
      inputDropout: dropsInput ? arguments[inputDropout] : 0,
      embeddingDropout: arguments[embeddingDropout])
  }

  /// The rule of a mask that nothing is dropped by.
  static func regularizationRules(
    _ arguments: Arguments, dropsInput: Bool = true
  ) -> [OptionRule] {
    let drops = arguments[dropout] > 0 || dropsInput && arguments[inputDropout] > 0
    return [
      (dropoutMask, drops, "--dropout 0" + (dropsInput ? " and --input-dropout 0" : ""))
    ]
  }
}

extension Regularization {
  /// `weight drop 0.3, embedding dropout 0.1, masks for a sequence`
  var words: [String] {
    var words = rates.filter { $0.rate > 0 }.map {
      "\($0.name.replacing("-", with: " ")) \(Format.general($0.rate))"
    }
    if dropoutMask == .sequence { words.append("masks for a sequence") }
    return words
  }
}
