import Recur

// What fits into the memory that a comparison may have: the text, the models, and one thing that is
// measured on them at a time.
extension ComparisonRun {
  /// Whether something fits beside the text and models of so many bytes.
  func fits(_ bytes: Int, beside models: Int) -> Bool {
    all(bytes, beside: models) <= settings.memoryLimit
  }

  private func all(_ bytes: Int, beside models: Int) -> Int {
    bytes.addingClamped(models).addingClamped(text.bytes.held)
  }

  /// Bytes that the combination of the least memory needs, and the most that will be held at any
  /// time, without what is left out; nothing is made for it.
  var memory: (needed: Int, used: Int) {
    var (least, used) = (Int.max, text.bytes.made)
    func take(_ bytes: Int, beside models: Int, isCombination: Bool = false) {
      let all = all(bytes, beside: models)
      if isCombination { least = min(least, all) }
      if all <= settings.memoryLimit { used = max(used, all) }
    }
    for cell in settings.cells {
      for size in settings.hiddenSizes {
        let (models, memory) = plannedModels(cell, size)
        for length in settings.sequenceLengths {
          for trainer in settings.trainers {
            let pass = settings.pass(trainer, length: length)
            // What cannot be had at all takes nothing.
            guard
              let bytes = try? pass.plannedBytes(of: models.single, threads: settings.threads),
              let compared = try? gradientBytes(of: models.double, pass)
            else { continue }
            take(bytes.addingClamped(pass.batchBytes), beside: memory.live, isCombination: true)
            take(compared, beside: memory.live)
          }
        }
        take(evaluationBytes(of: models.single), beside: memory.live)
      }
    }
    for trainer in settings.trainers where settings.characters > 0 {
      if let bytes = try? learningBytes(trainer) { take(bytes, beside: 0) }
    }
    return (least == .max ? 0 : least, used)
  }

  /// The models of a cell and size in both precisions, planned only, and what they will take.
  func plannedModels(
    _ cell: CellKind, _ size: Int
  ) -> (
    models: (single: SequenceModel<Float>, double: SequenceModel<Double>), memory: PlannedMemory
  ) {
    let plan = MemoryMeter.planning { models(cell, size) }
    return (plan.result, plan.memory)
  }

  /// The models of a cell and size in both precisions.
  func models(
    _ cell: CellKind, _ size: Int
  ) -> (single: SequenceModel<Float>, double: SequenceModel<Double>) {
    (
      settings.model(cell, hiddenSize: size, vocabularySize: text.vocabularySize),
      settings.model(cell, hiddenSize: size, vocabularySize: text.vocabularySize)
    )
  }

  /// Bytes of the gradient of a pass, or of so much of it as is compared, and of the exact one.
  func gradientBytes(
    of model: SequenceModel<Double>, _ pass: SequencePass
  ) throws(GradientMethodError) -> Int {
    var own = pass
    own.length = min(pass.length, GradientError.mostSymbols)
    var exact = own
    exact.method = .bptt
    let estimators = max(
      try own.memory(of: model, threads: settings.threads).bytes,
      try exact.memory(of: model, threads: settings.threads).bytes)
    // Of all parameters: a batch's gradient, both sums, and three arrays to compare them.
    let arrays = 6 * model.layout.count * MemoryLayout<Double>.stride
    return estimators.addingClamped(arrays).addingClamped(own.batchBytes)
  }

  /// Bytes of the forward pass over the longest sequences.
  func evaluationBytes(of model: SequenceModel<Float>) -> Int {
    MemoryMeter.planned {
      let pool = WorkerPool(threads: settings.threads)
      return Evaluator(
        PackedSequenceModel(model, trains: false, pool: pool), batchSize: 1,
        sequenceLength: settings.longest, pool: pool)
    }.peak.addingClamped(settings.pass(.bptt, length: settings.longest).batchBytes)
  }
}

extension SequencePass {
  /// Bytes of the symbols of a sequence and of its batches.
  var batchBytes: Int { 16 * length + 256 * (length / batchLength + 1) }
}
