import Recur
import Terminal

/// The memory that work on pairs takes, planned by making all of it in the air.
struct TranslationMemory {
  /// The most steps of a source, and of a target with its end.
  typealias Steps = (source: Int, target: Int)

  /// Bytes of pairs that were read: their text, its normal form and their symbols.
  static func bytes(of parts: [EncodedPairs]) -> Int {
    parts.reduce(0) { sum, part in
      zip(part.texts, part.encoded).reduce(sum) { sum, pair in
        sum
          + PairFile.memoryBytes(
            pairs: 1, bytes: pair.0.source.utf8.count + pair.0.target.utf8.count)
          + 4 * (pair.1.source.count + pair.1.target.count)
      }
    }
  }

  /// What training takes beside the pairs: what tensors hold once it has validated, and the most at
  /// any time.
  ///
  /// - Parameters:
  ///   - longest: of the pairs trained on.
  ///   - heldOut: of the pairs that are validated or tested on.
  static func training(
    _ configuration: EncoderDecoderConfiguration, _ settings: TranslateSettings, batchSize: Int,
    longest: Steps, heldOut: Steps
  ) throws -> PlannedMemory {
    let threads = settings.training.threads
    let options = settings.training.updateOptions(perEpoch: 1)
    let translated = max(heldOut.source, longest.source)
    var plan = try MemoryMeter.planned {
      let pool = WorkerPool(threads: threads)
      let model = try EncoderDecoder<Float>(zeros: configuration)
      let trainer = Trainer(
        model, batchSize: batchSize, sourceSteps: longest.source, targetSteps: longest.target,
        updates: options, precision: settings.training.precision.products, pool: pool)
      let exact =
        settings.training.measuresCopy
        ? PackedEncoderDecoder(model, trains: false, pool: pool) : nil
      let validation = reserved(
        [exact ?? trainer.packedModel], pool, loss: heldOut, sourceSteps: translated, rows: 1)
      guard heldOut.target > 0 else { return (trainer, exact, validation, [validation]) }
      // The table at the end reads the best model, and measures it.
      let best = try EncoderDecoder<Float>(zeros: configuration)
      let last = reserved(
        [PackedEncoderDecoder(best, trains: false)], pool, loss: heldOut,
        sourceSteps: heldOut.source,
        rows: 1)
      return (trainer, exact, validation, [last])
    }
    let parameters =
      MemoryMeter.planning { try? EncoderDecoder<Float>(zeros: configuration) }
      .result?.layout.count ?? 0
    plan.peak = plan.peak.addingClamped(
      PlannedMemory.savingBytes(
        parameters: parameters, vectors: options.savedVectors))
    return plan
  }

  /// What translating, and measuring losses unless there is no target, takes beside the models.
  ///
  /// - Parameters:
  ///   - decoding: how translations are found.
  ///   - rows: hypotheses of a source side by side.
  static func decoding(
    _ models: [EncoderDecoder<Float>], threads: Int, longest: Steps,
    _ decoding: TranslationDecoding,
    rows: Int
  ) -> Int {
    let plan = MemoryMeter.planned {
      let pool = WorkerPool(threads: threads)
      return reserved(
        models.map { PackedEncoderDecoder($0, trains: false, pool: pool) }, pool, loss: longest,
        sourceSteps: longest.source, rows: rows)
    }
    let sources =
      threads
      * Translator<Float>.rows(
        sourceSteps: longest.source, of: Translator<Float>.standardBatchSize)
    return plan.peak.addingClamped(
      hypotheses(sources * rows, decoding.options, sourceSteps: longest.source))
  }

  /// Bytes of hypotheses of sources of so many steps: their symbols, coverage and, where it is
  /// kept, attention; twice while some are chosen.
  static func hypotheses(_ count: Int, _ options: DecodingOptions, sourceSteps: Int) -> Int {
    let (steps, length) = (Double(sourceSteps), Double(options.limit(sourceSteps)))
    let attention = options.keepsAttention ? (length + 1) * (4 * steps + 32) : 0
    let bytes = 2 * Double(count) * (200 + 4 * length + 8 * steps + attention)
    return Int(exactly: bytes.rounded(.up)) ?? .max
  }

  /// Bytes of the translations of pairs, the references, and their scores: while a pair is scored,
  /// the n-grams of its texts.
  static func scoring(_ part: EncodedPairs, _ options: DecodingOptions) -> Int {
    var (held, most) = (0, 0)
    for (text, pair) in zip(part.texts, part.encoded) {
      let length = options.limit(pair.source.count)
      held += 400 + 8 * length + 2 * text.target.utf8.count
      most = max(most, length + text.target.unicodeScalars.count)
    }
    return held + 200 * most
  }

  private static func reserved(
    _ models: [PackedEncoderDecoder<Float>], _ pool: WorkerPool, loss: Steps, sourceSteps: Int,
    rows: Int
  ) -> (PairEvaluator<Float>?, Translator<Float>) {
    // Several models are measured as they translate.
    let evaluator = models.count == 1 ? PairEvaluator(models[0], pool: pool) : nil
    if loss.target > 0 {
      evaluator?.reserve(sourceSteps: max(loss.source, 1), targetSteps: loss.target)
    }
    let translator = Translator(models, pool: pool)
    translator.reserve(sourceSteps: max(sourceSteps, 1), rowsPerSource: rows)
    return (evaluator, translator)
  }
}

extension TranslationMemory {
  /// Stops (64) when training needs more than it may have, and names the longest pair and what
  /// would fit.
  static func requireTraining(
    _ configuration: EncoderDecoderConfiguration, _ settings: TranslateSettings,
    _ pairs: TrainingPairs, paths: (training: String, validation: String?), _ budget: MemoryBudget
  ) throws -> PlannedMemory {
    let held = [pairs.validation, pairs.test]
    let (longest, heldOut) = (pairs.training.steps, EncodedPairs.steps(of: held))
    let greedy = PairTask.decoding(of: pairs).options
    let translations =
      [PairTask.translated(pairs, settings), pairs.test]
      .map { scoring($0, greedy) }.max() ?? 0
    let text = bytes(of: [pairs.training] + held).addingClamped(translations)
    func plan(batchSize: Int, atMost steps: Int) -> Int? {
      func cut(_ given: Steps) -> Steps { (min(given.source, steps), min(given.target, steps)) }
      return try? training(
        configuration, settings, batchSize: batchSize, longest: cut(longest), heldOut: cut(heldOut)
      ).peak.addingClamped(text)
    }
    var memory = try training(
      configuration, settings, batchSize: settings.batchSize, longest: longest,
      heldOut: heldOut)
    memory.peak = memory.peak.addingClamped(text)
    guard memory.peak > budget.limit else { return memory }
    let batchSize = settings.batchSize
    let most = max(longest.source, longest.target, heldOut.source, heldOut.target)
    var offers = [
      budget.offer("batch-size", below: batchSize) { plan(batchSize: $0, atMost: most) }
    ].compactMap { $0 }
    offers += shorter(below: most, budget) { plan(batchSize: batchSize, atMost: $0) }
    let isTrained = longest.source * longest.target >= heldOut.source * heldOut.target
    let part =
      isTrained ? pairs.training : held.max { $0.longestArea < $1.longestArea } ?? pairs.test
    let isOther = !isTrained && paths.validation != nil && part.texts == pairs.validation.texts
    let path = (isOther ? paths.validation : nil) ?? paths.training
    try budget.require(
      memory.peak, for: "\(part.words(path: path)): training on pairs as long as this",
      advice: advice(offers))
    return memory
  }

  /// Stops (64) when pairs need more than decoding may have, and names the longest and what would
  /// fit.
  static func requireDecoding(
    _ models: [EncoderDecoder<Float>], _ part: EncodedPairs, path: String, threads: Int,
    _ decoding: TranslationDecoding, measuresLoss: Bool = true, _ budget: MemoryBudget
  ) throws(CommandFailure) {
    let rows = decoding.rowsPerSource
    let held = MemoryMeter.liveBytes.addingClamped(bytes(of: [part]))
      .addingClamped(scoring(part, decoding.options))
    func plan(_ rows: Int, atMost steps: Int) -> Int {
      let longest = part.steps
      return self.decoding(
        models, threads: threads,
        longest: (
          min(longest.source, steps), measuresLoss ? min(longest.target, steps) : 0
        ), decoding, rows: rows
      ).addingClamped(held)
    }
    let needed = plan(rows, atMost: .max)
    guard needed > budget.limit else { return }
    var offers = [budget.offer("beam", below: rows) { plan($0, atMost: .max) }].compactMap { $0 }
    offers += shorter(below: max(part.steps.source, part.steps.target), budget) {
      plan(rows, atMost: $0)
    }
    try budget.require(
      needed, for: "\(part.words(path: path)): translating sentences as long as this",
      advice: advice(offers))
  }

  private static func advice(_ offers: [String]) -> String {
    offers.isEmpty
      ? "use a smaller model or fewer --threads" : "what fits: " + offers.joined(separator: ", ")
  }

  /// `pairs of up to 500 symbols (12.0 MiB)`.
  private static func shorter(
    below steps: Int, _ budget: MemoryBudget, _ bytes: (Int) -> Int?
  ) -> [String] {
    var (low, high) = (0, steps)
    while high - low > 1 {
      let middle = (low + high) / 2
      if let found = bytes(middle), found <= budget.limit { low = middle } else { high = middle }
    }
    guard low > 0, let found = bytes(low) else { return [] }
    return ["pairs of up to \(Format.grouped(low)) symbols (\(Format.bytes(found)))"]
  }
}

extension EncodedPairs {
  /// The most steps of a source, and of a target with its end; none without pairs.
  var steps: TranslationMemory.Steps { Self.steps(of: [self]) }

  static func steps(of parts: [EncodedPairs]) -> TranslationMemory.Steps {
    let encoded = parts.flatMap(\.encoded)
    guard !encoded.isEmpty else { return (0, 0) }
    return (
      max(encoded.map(\.source.count).max() ?? 1, 1), (encoded.map(\.target.count).max() ?? 0) + 1
    )
  }

  /// Sentences to be translated, `count` of which came before.
  init(sources texts: [String], after count: Int, _ vocabulary: PairVocabulary) throws(TextError) {
    let pairs = texts.enumerated().map { SentencePair($1, "", line: count + $0 + 1) }
    self.init(texts: pairs, encoded: try vocabulary.encode(pairs, unknown: .unk))
  }

  private func area(_ index: Int) -> Int {
    (encoded[index].source.count + 1) * (encoded[index].target.count + 1)
  }

  fileprivate var longestArea: Int { encoded.indices.map(area).max() ?? 0 }

  /// `pairs.tsv, line 51, of 2,000 and 1,800 symbols`: the pair that wants most.
  fileprivate func words(path: String) -> String {
    guard let index = encoded.indices.max(by: { area($0) < area($1) }) else { return visible(path) }
    return "\(visible(path)), line \(texts[index].line): a pair of "
      + "\(Format.grouped(encoded[index].source.count)) and "
      + "\(Format.grouped(encoded[index].target.count)) symbols"
  }
}
