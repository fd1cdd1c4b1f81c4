import Recur
import Terminal

// A rate of weight drop that no option gives.
extension CharLMSettings {
  /// Sets a rate of weight drop that fits the model and the text where the options give no rate of
  /// any kind: the larger the one and the shorter the other, the higher it is.
  mutating func chooseWeightDrop(for text: TrainingText, _ arguments: Arguments) {
    let options: [any CommandOption] = [
      TrainSettings.dropout, TrainSettings.weightDrop, TrainSettings.dropoutMask,
      TrainSettings.inputDropout, TrainSettings.embeddingDropout,
    ]
    guard preset == .standard, !method.isForward,
      !options.contains(where: { arguments.isGiven($0) })
    else { return }
    let (symbols, perUpdate) = (max(text.trainedCount, 1), estimator.symbolsPerUpdate)
    let parameters = MemoryMeter.planning {
      SequenceModel<Float>(zeros: architecture.network(vocabularySize: text.vocabulary.count))
    }.result.layout.count
    let updates = training.totalUpdates(perEpoch: max(1, symbols / perUpdate)) ?? 0
    let rate = Regularization.suggestedWeightDrop(
      symbols: symbols, parameters: parameters,
      passes: Double(updates) * Double(perUpdate) / Double(symbols))
    guard rate > 0 else { return }
    architecture.regularization.weightDrop = rate
    let share = Format.general((Double(parameters) / Double(symbols)).rounded())
    chosenWeightDrop = "\(Format.general(rate)), chosen for \(share) parameters to a symbol"
  }
}
