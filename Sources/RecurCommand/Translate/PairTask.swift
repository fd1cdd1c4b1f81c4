import Recur
import Terminal

/// Pairs as what an encoder-decoder is trained on: their batches, epoch after epoch, and those that
/// are held out.
final class PairTask: TrainingTask {
  let settings: TranslateSettings
  let pairs: TrainingPairs
  let trainer: Trainer<EncoderDecoder<Float>>
  private let pool: WorkerPool
  private let meter: TranslationMeter
  /// The weights that validation reads where training rounds them, or where their mean is validated
  /// too.
  private let measured: PackedEncoderDecoder<Float>?
  /// The pairs that are translated at each validation, and shown.
  private let translated: EncodedPairs
  /// The decoding of validation.
  private let greedy: TranslationDecoding
  private var batches: PairBatches
  /// The translations of a validation that ``samples(using:)`` has not yet shown.
  private var found: TranslationMeter.Translations?

  /// Symbols that a translation may be longer than the longest target trained on.
  private static let extraLength = 10

  /// A task from the beginning of `pairs`.
  ///
  /// - Throws: `TextError` for no pairs.
  init(
    _ network: EncoderDecoder<Float>, settings: TranslateSettings, pairs: TrainingPairs
  ) throws(TextError) {
    self.settings = settings
    self.pairs = pairs
    batches = try pairs.batches(settings)
    pool = WorkerPool(threads: settings.training.threads)
    let steps = pairs.steps
    trainer = Trainer(
      network, batchSize: settings.batchSize, sourceSteps: steps.source, targetSteps: steps.target,
      updates: settings.training.updateOptions(
        perEpoch: batches.batchesPerEpoch, of: network.layout),
      sampling: settings.sampling, precision: settings.training.precision.products, pool: pool)
    measured =
      settings.training.measuresCopy
      ? PackedEncoderDecoder(network, trains: false, pool: pool) : nil
    meter = TranslationMeter(
      [measured ?? trainer.packedModel], vocabulary: pairs.vocabulary, pool: pool)
    greedy = Self.decoding(of: pairs)
    translated = Self.translated(pairs, settings)
  }

  /// How validation translates.
  static func decoding(of pairs: TrainingPairs) -> TranslationDecoding {
    .greedy(maximumLength: pairs.steps.target - 1 + extraLength)
  }

  /// What is translated at each validation, or for its samples alone.
  static func translated(
    _ pairs: TrainingPairs, _ settings: TranslateSettings
  ) -> EncodedPairs {
    pairs.validation.count > 0
      ? pairs.validation.spread(settings.validationSample) : pairs.training.spread(settings.samples)
  }

  func model(_ network: EncoderDecoder<Float>) -> TranslationModel {
    TranslationModel(vocabulary: pairs.vocabulary, network: network)
  }

  var fingerprint: TextFingerprint { pairs.fingerprint }
  var batchesPerEpoch: Int { batches.batchesPerEpoch }
  var updatesPerEpoch: Int? { batchesPerEpoch }
  var symbolCount: Int? { pairs.vocabulary.target.count }
  var validates: Bool { pairs.validation.count > 0 }

  var dropout: Double? { trainer.model.configuration.dropout }
  var position: StreamBatches.Position { batches.position }

  func resume(from position: StreamBatches.Position) throws {
    try batches.resume(from: position)
  }

  func next() -> PairBatch? { batches.nextBatch() }

  func isCheckpointDue(after update: Int) -> Bool {
    batches.isAtEpochStart
      || settings.validateEvery.map { batches.position.block.isMultiple(of: $0) } ?? false
  }

  func validate() -> Validation? {
    guard validates else { return nil }
    func loss(of model: EncoderDecoder<Float>) -> Double {
      measure(model)
      return meter.loss(pairs.validation)
    }
    let averaged = trainer.averagedModel.map(loss)
    let raw = loss(of: trainer.model)
    if let averaged, averaged < raw, let model = trainer.averagedModel { measure(model) }
    let found = meter.translate(translated, greedy, bleu: settings.bleu)
    self.found = found
    return (raw, averaged, (found.scores.words, found.scores.members))
  }

  /// Measures the weights of `model` from now on, where they are not the trainer's own.
  private func measure(_ model: EncoderDecoder<Float>) {
    guard let measured else { return }
    model.parameters.withBlock { measured.update(from: $0, pool: pool) }
  }

  var validationWork: Double {
    // Forward only; a translation takes its steps one by one.
    let passes = settings.training.average == .none ? 0.4 : 0.8
    return (passes * Double(pairs.validation.count) + Double(translated.count))
      / Double(settings.batchSize)
  }

  /// The best model is read, and measured as in a validation, on the test pairs too.
  func closingSeconds(validation: Double) -> Double {
    validation * (1 + Double(pairs.test.count) / Double(max(1, translated.count)))
  }

  func samples(using generator: inout RandomGenerator) -> [Sample] {
    guard settings.samples > 0 else { return [] }
    if found == nil { measure(trainer.model) }
    let found = found ?? meter.translate(translated, greedy, bleu: settings.bleu)
    self.found = nil
    return (0..<min(settings.samples, found.pairs.count)).map { found.sample($0) }
  }

  /// The table of the best model's scores on the pairs that were held out.
  func summary(_ progress: TrainingSnapshot.Progress, best path: String) throws -> Summary? {
    let parts = [
      ("validation", pairs.validation.spread(settings.validationSample)), ("test", pairs.test),
    ].filter { $0.1.count > 0 }
    guard !parts.isEmpty else { return nil }
    let (best, _) = try TranslationModel.open(path)
    var members: [JSONValue.Member] = []
    var table = Table(
      .left("best model"), .right("pairs"), .right("loss"), .right("exact match"), .right("CER"),
      .right("BLEU"), .right("chrF"))
    for (name, part) in parts {
      let (loss, found) = best.evaluate(part, greedy, bleu: settings.bleu, pool: pool)
      let scores = found.scores
      table.append(
        name, Format.grouped(part.count), Format.loss(loss),
        Format.percent(scores.exactMatch, digits: 1),
        Format.percent(scores.characterErrors.rate, digits: 1),
        Format.fixed(scores.bleu.score, digits: 1), Format.fixed(scores.chrF, digits: 1))
      let all = [JSONValue.Member(name: "loss", value: .number(loss))] + scores.members
      members.append(.init(name: name, value: .object(all)))
    }
    return (table, members)
  }
}

extension TranslationMeter.Translations {
  /// A translation beside its reference, as validation shows it.
  func sample(_ index: Int) -> PairTask.Sample {
    let (source, target, output) = (pairs[index].source, references[index], hypotheses[index])
    let isRight = isExactMatch(output, target)
    return (
      [
        "\(isRight ? "✓" : "✗") \(visible(source))",
        "  → \(visible(output))" + (isRight ? "" : "  instead of  \(visible(target))"),
      ],
      JSONValue.members([
        "source": .string(source), "reference": .string(target), "text": .string(output),
      ])
    )
  }
}
