import Recur
import Terminal

/// A text without end as what a language model is trained on, as it comes and in constant memory.
final class StreamTask: TrainingTask {
  let settings: CharLMSettings
  let vocabulary: Vocabulary
  let memory: TrainingMemory
  let trainer: Trainer<SequenceModel<Float>>
  private(set) var hasEnded = false
  private var reader: StreamReader
  private var symbols: SymbolStream
  private var batch: Batch
  /// Whether there has been an update, in this run or the one that it goes on with.
  private var hasBegun: Bool

  /// Milliseconds that the run waits for bytes before it looks whether it is to stop.
  private static let patience: Int32 = 50

  /// A task on what comes through `reader`.
  ///
  /// - Parameter pending: what an earlier run had read and not yet used; nil: there was none.
  /// - Throws: `GradientMethodError` for a method that does not go with the model.
  init(
    _ network: SequenceModel<Float>, settings: CharLMSettings, vocabulary: Vocabulary,
    memory: TrainingMemory, reader: StreamReader = StreamReader(), pending: [UInt8]?
  ) throws(GradientMethodError) {
    self.settings = settings
    self.vocabulary = vocabulary
    self.memory = memory
    self.reader = reader
    trainer = try settings.trainer(
      of: network, updatesPerEpoch: nil, pool: WorkerPool(threads: settings.training.threads))
    symbols = SymbolStream(vocabulary: vocabulary, pending: pending)
    batch = Batch(steps: settings.estimator.sequenceLength, batchSize: 1)
    hasBegun = pending != nil
  }

  func model(_ network: SequenceModel<Float>) -> LanguageModel {
    LanguageModel(
      configuration: settings.architecture, vocabulary: vocabulary, network: network)
  }

  /// The mark of a stream, in the place of a text's fingerprint.
  var fingerprint: TextFingerprint { TextFingerprint(bytes: 0, checksum: "stream") }
  var updatesPerEpoch: Int? { nil }
  var symbolCount: Int? { vocabulary.count }
  var validates: Bool { false }
  var isOnline: Bool { true }
  var position: StreamBatches.Position { StreamBatches.Position() }
  var pending: [UInt8] { symbols.pending }

  func resume(from position: StreamBatches.Position) {}

  /// The next symbols.
  ///
  /// - Throws: `CommandFailure` (65) for a text that ends before the first update; `TextError` for
  ///   one of another encoding than UTF-8; `SystemFailure` for one that cannot be read.
  func next() throws -> Batch? {
    let steps = settings.estimator.sequenceLength
    guard symbols.count <= steps else {
      symbols.take(into: &batch)
      hasBegun = true
      return batch
    }
    switch try reader.read(waiting: Self.patience) {
    case .bytes:
      if !hasBegun, symbols.count == 0, vocabulary.unit != .byte,
        let name = TextFile.otherEncoding(of: Array(reader.piece))
      {
        throw TextError.otherEncoding(path: reader.descriptor.name, name: name)
      }
      symbols.append(reader.piece)
    case .nothing: break
    case .end:
      guard hasBegun || Interrupt.isRequested else {
        throw CommandFailure(
          .unusableData,
          "standard input ended after \(Format.counted(symbols.count, "symbol")); at least \(steps + 1) are needed "
            + "for an update")
      }
      hasEnded = true
    }
    return nil
  }

  func isCheckpointDue(after update: Int) -> Bool {
    let (steps, interval) = (settings.estimator.sequenceLength, settings.saveEvery)
    return update * steps / interval > (update - 1) * steps / interval
  }

  func validate() -> Validation? { nil }

  func samples(using generator: inout RandomGenerator) -> [Sample] {
    settings.sample(trainer.packedModel, vocabulary, using: &generator)
  }

  func summary(_ progress: TrainingSnapshot.Progress, best path: String) -> Summary? { nil }

  var remarks: [String] {
    guard symbols.unknown.count > 0 else { return [] }
    return [symbols.unknown.words(vocabulary.unknownIndex == nil ? .skip : .unk)]
  }
}
