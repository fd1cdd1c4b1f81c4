import Recur

extension ComparisonRun {
  /// Points of a curve.
  private static let pointCount = 50

  /// Each trainer learns the text with the first cell at the middle hidden size, one stream, Adam,
  /// from the same weights.
  func learn(seconds: Double) {
    guard settings.characters > 0 else { return }
    let end = elapsed + seconds
    for (index, trainer) in settings.trainers.enumerated() where !isStopped {
      show("learning: \(trainer.name)")
      // Twice its part of what is left, as most take less.
      let share = 2 * max(0, end - elapsed) / Double(settings.trainers.count - index)
      comparison.learning.append(learn(trainer, seconds: share))
    }
  }

  private func updateLength(_ trainer: GradientMethod) -> Int {
    switch trainer {
    case .bptt, .checkpointed: settings.learningLength
    case .truncated: min(settings.truncation, settings.learningLength)
    default: settings.updateEvery
    }
  }

  private func learn(_ method: GradientMethod, seconds: Double) -> LearningCurve {
    let length = min(updateLength(method), settings.characters)
    var curve = LearningCurve(trainer: method, updateLength: length)
    do {
      guard fits(try learningBytes(method), beside: 0) else {
        curve.note = "skipped: too little memory"
        return curve
      }
      try follow(trainer(method, pool), length, seconds: seconds, &curve)
    } catch let error as GradientMethodError {
      curve.note = "not possible: \(error.comparisonReason)"
    } catch {
      curve.note = "diverged"
    }
    return curve
  }

  /// Bytes that learning by a method takes.
  func learningBytes(_ method: GradientMethod) throws(GradientMethodError) -> Int {
    try MemoryMeter.planned { () throws(GradientMethodError) in
      try trainer(method, WorkerPool(threads: settings.threads))
    }.peak.addingClamped(settings.pass(method, length: updateLength(method)).batchBytes)
  }

  /// A trainer of the first cell with all that it will make in time.
  private func trainer(
    _ method: GradientMethod, _ pool: WorkerPool
  ) throws(GradientMethodError) -> Trainer<SequenceModel<Float>> {
    let length = min(updateLength(method), settings.characters)
    let model: SequenceModel<Float> = settings.model(
      settings.cells[0], hiddenSize: settings.learningSize, vocabularySize: text.vocabularySize)
    var pass = settings.pass(method, length: length)
    pass.stepsPerGradient = length
    return Trainer(
      model,
      estimator: try pass.estimatorMethod.plannedEstimator(of: model, pass.options, pool: pool),
      updates: UpdateOptions(learningRate: settings.learningRate), pool: pool)
  }

  /// Trains until the characters, the time or the numbers end.
  private func follow(
    _ trainer: Trainer<SequenceModel<Float>>, _ length: Int, seconds: Double,
    _ curve: inout LearningCurve
  ) throws(TrainingError) {
    let clock = ContinuousClock()
    let start = clock.now
    let updates = settings.characters / length
    let every = max(1, updates / Self.pointCount)
    var (loss, targets) = (0.0, 0)
    for index in 0..<updates {
      let report = try trainer.update(text.batch(index, length: length))
      loss += report.lossSum
      targets += report.targetCount
      let spent = (clock.now - start).seconds
      let isLast = index + 1 == updates || spent > seconds || isStopped
      if (index + 1) % every == 0 || isLast {
        curve.points.append(
          LearningCurve.Point(
            characters: (index + 1) * length, seconds: spent, loss: loss / Double(targets)))
        (loss, targets) = (0, 0)
        show("learning: \(curve.trainer.name)")
      }
      if isLast, index + 1 < updates {
        curve.note = isStopped ? "interrupted" : "its time was over"
        return
      }
    }
  }
}
