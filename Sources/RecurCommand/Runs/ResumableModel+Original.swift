import Recur
import Terminal

// What a run that begins with a model takes over from it beside the weights.
extension LanguageModel {
  static var fixedOptions: [any CommandOption] {
    [
      TrainSettings.cell, CharLMSettings.layers, CharLMSettings.hiddenSize,
      CharLMSettings.embeddingSize, CharLMSettings.tied, CharLMSettings.residual,
      CharLMSettings.readoutFrom, CharLMSettings.unit,
    ]
  }

  var originalOptions: (fixed: [String: [String]], free: [String: [String]]) {
    var fixed = [
      TrainSettings.cell.name: [configuration.cell.rawValue],
      CharLMSettings.layers.name: [String(configuration.layers)],
      CharLMSettings.hiddenSize.name: [String(configuration.hiddenSize)],
      CharLMSettings.readoutFrom.name: [configuration.readoutSource.rawValue],
      CharLMSettings.unit.name: [vocabulary.unit.rawValue],
    ]
    fixed[CharLMSettings.embeddingSize.name] = configuration.embeddingSize.map { [String($0)] }
    if configuration.tiedReadout { fixed[CharLMSettings.tied.name] = [""] }
    if configuration.residual { fixed[CharLMSettings.residual.name] = [""] }
    let rates = configuration.regularization
    return (
      fixed,
      [
        TrainSettings.dropout.name: [configuration.dropout.optionText],
        TrainSettings.inputDropout.name: [rates.inputDropout.optionText],
      ].merging(rates.originalOptions) { $1 }
    )
  }
}

extension Regularization {
  /// The texts of the options that every model has of it.
  fileprivate var originalOptions: [String: [String]] {
    [
      TrainSettings.weightDrop.name: [weightDrop.optionText],
      TrainSettings.dropoutMask.name: [dropoutMask.rawValue],
      TrainSettings.embeddingDropout.name: [embeddingDropout.optionText],
    ]
  }
}

extension TranslationModel {
  static var fixedOptions: [any CommandOption] {
    [
      TrainSettings.cell, TranslateSettings.layers, TranslateSettings.hiddenSize,
      TranslateSettings.embeddingSize, TranslateSettings.attention,
      TranslateSettings.inputFeeding, TranslateSettings.bidirectional, TranslateSettings.reverse,
      TranslateSettings.peeky, TranslateSettings.handover, TranslateSettings.bridge,
      TranslateSettings.sharedVocabulary, TranslateSettings.tied, TranslateSettings.unit,
      TranslateSettings.lowercase, TranslateSettings.splitPunctuation,
    ]
  }

  var originalOptions: (fixed: [String: [String]], free: [String: [String]]) {
    let normalization = vocabulary.sourceNormalization
    var fixed = [
      TrainSettings.cell.name: [configuration.cell.rawValue],
      TranslateSettings.layers.name: [String(configuration.encoderLayers)],
      TranslateSettings.hiddenSize.name: [String(configuration.decoderHiddenSize)],
      TranslateSettings.embeddingSize.name: [String(configuration.sourceEmbeddingSize)],
      TranslateSettings.attention.name: [configuration.attention.rawValue],
      TranslateSettings.handover.name: [configuration.handover.rawValue],
      TranslateSettings.bridge.name: [configuration.bridge.rawValue],
      TranslateSettings.unit.name: [normalization.unit.rawValue],
    ]
    let flags: [(option: Option<Bool>, isOn: Bool)] = [
      (TranslateSettings.inputFeeding, configuration.feedsInput),
      (TranslateSettings.bidirectional, configuration.isBidirectional),
      (TranslateSettings.reverse, configuration.reversesSource),
      (TranslateSettings.peeky, configuration.isPeeky),
      (TranslateSettings.sharedVocabulary, vocabulary.isShared),
      (TranslateSettings.tied, configuration.tiedReadout),
      (TranslateSettings.lowercase, normalization.lowercases),
      (TranslateSettings.splitPunctuation, normalization.splitsPunctuation),
    ]
    for (option, isOn) in flags where isOn { fixed[option.name] = [""] }
    return (
      fixed,
      [
        TrainSettings.dropout.name: [configuration.dropout.optionText],
        TrainSettings.forgetBias.name: [configuration.forgetBias.optionText],
      ].merging(configuration.regularization.originalOptions) { $1 }
    )
  }
}
