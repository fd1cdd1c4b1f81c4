public import TensorCore

/// Finds targets for sources under an encoder-decoder: greedy, by sampling, or by beam search.
///
/// Sources are decoded side by side, some at a time on each thread of the pool; what is found for a
/// source has the same bits whatever other sources there are. Not to be used from two threads at
/// once.
public final class Translator<S: KernelScalar> {
  private let model: PackedEncoderDecoder<S>
  private let pool: WorkerPool
  private let batchSize: Int
  /// One for each thread.
  private let steppers: [DecodingStepper<S>]

  /// A translator by a model's weights as they are now; `batchSize` sources side by side on each of
  /// `threads` threads.
  public convenience init(
    _ model: EncoderDecoder<S>, batchSize: Int = standardBatchSize, threads: Int = 1
  ) {
    let pool = WorkerPool(threads: threads)
    self.init(
      [PackedEncoderDecoder(model, trains: false, pool: pool)], batchSize: batchSize, pool: pool)
  }

  /// A translator by the weights in `models`, which may be packed anew between calls; `batchSize`
  /// sources side by side on each thread. Of several models, which have the same vocabularies, the
  /// distributions are averaged at every step.
  package init(
    _ models: [PackedEncoderDecoder<S>], batchSize: Int = standardBatchSize, pool: WorkerPool
  ) {
    precondition(
      batchSize > 0 && !models.isEmpty,
      "translate \(batchSize) sources at once by \(models.count) models")
    precondition(
      models.allSatisfy { $0.configuration.hasVocabularies(of: models[0].configuration) },
      "translation by models of different vocabularies")
    model = models[0]
    self.pool = pool
    self.batchSize = batchSize
    steppers = (0..<pool.count).map { _ in DecodingStepper(models) }
  }

  /// Sources that a thread decodes side by side, where nothing else is said.
  public static var standardBatchSize: Int { 32 }

  /// Steps of the sources that a thread decodes side by side, all together: of longer sources
  /// fewer.
  static var mostSteps: Int { 1 << 14 }

  /// Sources of so many steps that a thread decodes side by side, `batchSize` of short ones.
  package static func rows(sourceSteps: Int, of batchSize: Int) -> Int {
    max(1, min(batchSize, mostSteps / max(sourceSteps, 1)))
  }

  /// Makes the memory that sources of up to `sourceSteps` steps may want, one after the other that
  /// of many short ones and that of fewer long ones; `rowsPerSource` hypotheses of each side by
  /// side.
  package func reserve(sourceSteps: Int, rowsPerSource: Int) {
    let short = min(sourceSteps, Self.mostSteps / batchSize)
    for steps in short < sourceSteps ? [max(short, 1), sourceSteps] : [sourceSteps] {
      let rows = Self.rows(sourceSteps: steps, of: batchSize)
      for stepper in steppers {
        stepper.reserve(sources: rows, sourceSteps: steps, rows: rows * rowsPerSource)
      }
    }
  }

  /// The most probable symbol at every step, the first of equals.
  public func greedy(
    _ sources: [[Int32]], options: DecodingOptions = DecodingOptions()
  ) -> [Hypothesis] {
    sample(sources, sampling: SamplingOptions(isGreedy: true), options: options, seed: 0)
  }

  /// A target drawn for each source. Source i draws from the generator of `seeds[i]`, without them
  /// from one made of `seed` and i.
  public func sample(
    _ sources: [[Int32]], sampling: SamplingOptions, options: DecodingOptions = DecodingOptions(),
    seed: UInt64, seeds: [UInt64]? = nil
  ) -> [Hypothesis] {
    precondition(
      seeds == nil || seeds?.count == sources.count,
      "\(seeds?.count ?? 0) seeds for \(sources.count) sources")
    let seeds =
      seeds
      ?? sources.indices.map { (seed &+ UInt64($0) &* 0x9FB2_1C65_1E98_DF25).splitMix() }
    return translate(sources) { stepper, sources, indices in
      stepper.sample(
        sources, seeds: indices.map { seeds[$0] }, sampling: sampling, options: options
      ).map { [$0] }
    }.map { $0[0] }
  }

  /// The best targets found by beam search, best first, for each source.
  public func beam(
    _ sources: [[Int32]], options: BeamSearchOptions = BeamSearchOptions(),
    decoding: DecodingOptions = DecodingOptions()
  ) -> [[Hypothesis]] {
    translate(sources) { stepper, sources, _ in
      BeamSearch(
        stepper, configuration: self.model.configuration, options: options, decoding: decoding
      ).run(sources)
    }
  }

  /// The loss of each pair, summed over its predictions, in nats: the negative log-likelihood of
  /// the target and its end.
  package func losses(_ pairs: [SequencePair]) -> [Double] {
    translate(pairs.map(\.source)) { stepper, sources, indices in
      stepper.losses(of: indices.map { pairs[$0].target }, after: sources).map {
        [Hypothesis(logLikelihood: -$0)]
      }
    }.map { -$0[0].logLikelihood }
  }

  private func translate(
    _ sources: [[Int32]],
    _ body: (DecodingStepper<S>, [[Int32]], [Int]) -> [[Hypothesis]]
  ) -> [[Hypothesis]] {
    // Sources of like lengths run together.
    let order = sources.indices.sorted { (sources[$0].count, $0) < (sources[$1].count, $1) }
    var groups: [[Int]] = []
    for index in order {
      let room = Self.rows(sourceSteps: sources[index].count, of: batchSize)
      if let count = groups.last?.count, count < room {
        groups[groups.count - 1].append(index)
      } else {
        groups.append([index])
      }
    }
    pool.run(pieces: steppers.count) { worker in
      let stepper = steppers[worker]
      stepper.found = []
      for group in stride(from: worker, to: groups.count, by: steppers.count) {
        let indices = groups[group]
        let hypotheses = body(stepper, indices.map { sources[$0] }, indices)
        for (index, own) in zip(indices, hypotheses) { stepper.found.append((index, own)) }
      }
    }
    var result = [[Hypothesis]](repeating: [], count: sources.count)
    for (index, hypotheses) in steppers.flatMap(\.found) { result[index] = hypotheses }
    return result
  }
}
