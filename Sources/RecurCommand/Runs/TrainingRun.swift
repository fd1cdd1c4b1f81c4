import Recur
import Terminal

/// A training run: updates, validations, samples and checkpoints, from where it stands to its end.
final class TrainingRun<Task: TrainingTask> {
  let task: Task
  let settings: TrainSettings
  let output: ModelOutput
  /// Updates in all; nil: as many as there is text.
  let totalUpdates: Int?
  var progress: TrainingSnapshot.Progress
  /// The options that a checkpoint remembers.
  private let options: [String: [String]]
  private var lastReport: UpdateReport?
  private var savedUpdate: Int?
  /// What warns where training diverges.
  var watch: DivergenceWatch
  /// The validations of this process.
  private(set) var course = ValidationCourse()
  /// The time of the run; nil: it ends by epochs or updates.
  var budget: TimeBudget?
  /// Seconds since the command began.
  private let clock: () -> Double
  /// Seconds that earlier commands of the run used.
  private var usedBefore = 0.0
  /// Where the time of an update or a validation begins.
  var mark = 0.0
  /// Whether it has been told how the run is laid out.
  var isLaidOut = false
  /// Whether it is known if the run takes too long.
  private var isTimed = false

  /// A run on what `task` holds.
  ///
  /// - Parameters:
  ///   - options: the options that a checkpoint remembers.
  ///   - generator: draws the samples of a run that begins.
  ///   - snapshot: where to go on; nil: from the beginning.
  ///   - clock: seconds since the command began, of one that may be given its time.
  /// - Throws: `TrainingError` and `TextError` for a snapshot that does not fit.
  init(
    _ task: Task, settings: TrainSettings, output: ModelOutput, options: [String: [String]],
    generator: RandomGenerator, snapshot: TrainingSnapshot?, clock: @escaping () -> Double = { 0 }
  ) throws {
    self.task = task
    self.settings = settings
    self.output = output
    self.options = options
    self.clock = clock
    totalUpdates = settings.totalUpdates(perEpoch: task.updatesPerEpoch)
    budget = settings.seconds.map {
      TimeBudget(
        seconds: $0, goingOn: snapshot?.progress.budget,
        startsAnew: snapshot.map { $0.progress.courseStart == $0.progress.updates } ?? false)
    }
    budget?.validationWork = task.validationWork
    budget?.closing = { task.closingSeconds(validation: $0) }
    watch = DivergenceWatch(
      symbols: task.symbolCount, updatesPerEpoch: task.updatesPerEpoch,
      stepsPerUpdate: task.trainer.stepsPerUpdate)
    progress = snapshot?.progress ?? TrainingSnapshot.Progress(generator: generator)
    progress.stopping.patience = settings.patience
    usedBefore = budget?.record.used ?? 0
    progress.budget = budget?.record
    guard let snapshot else { return }
    if let growth = snapshot.progress.growth { watch.growth = growth }
    try task.resume(from: progress.position)
    try snapshot.restore(task.trainer)
    follow()
    savedUpdate = progress.updates
  }

  /// Whether this run, or the one it goes on with, has saved anything.
  var hasSaved: Bool { savedUpdate != nil }

  /// Seconds of the run so far, its earlier commands included.
  var elapsed: Double { usedBefore + clock() }

  /// Whether the data come once and without end.
  var isEndless: Bool { task.updatesPerEpoch == nil }

  /// Trains until the end, and saves.
  ///
  /// - Parameter maximumSeconds: after so much time the run saves and stops.
  /// - Throws: `TrainingError` for a loss that is not finite; what reading, saving and
  ///   logging throw.
  func train(_ reporter: TrainingReporter, maximumSeconds: Double?) throws -> TrainingEnding {
    mark = elapsed
    try layOut(reporter)
    while true {
      if let ending = ending(reporter, maximumSeconds) {
        if ending == .time { try measure(reporter) }
        if ending == .complete, budget != nil { try close(reporter) }
        try stop()
        return ending
      }
      guard let batch = try task.next() else {
        reporter.wait()
        continue
      }
      try advance(batch, reporter)
    }
  }

  private func ending(
    _ reporter: TrainingReporter, _ maximumSeconds: Double?
  ) -> TrainingEnding? {
    if let totalUpdates, progress.updates >= totalUpdates { return .complete }
    if let budget, budget.isOver(at: elapsed) { return .complete }
    if progress.stopping.shouldStop { return .patience }
    // Control-C ends the writer of a pipe too, which is not the end of a text.
    if Interrupt.isRequested { return .interrupted }
    if let maximumSeconds, reporter.seconds >= maximumSeconds { return .time }
    return task.hasEnded ? .ended : nil
  }

  /// Makes an update, and validates and saves where that is due: a run that goes on must not miss
  /// the validation.
  private func advance(_ batch: Task.Network.Batch, _ reporter: TrainingReporter) throws {
    let report = try task.trainer.update(batch)
    lastReport = report
    progress.updates += 1
    progress.position = task.position
    progress.normClips += report.normWasClipped ? 1 : 0
    progress.valueClips += report.clippedValues
    if task.trainer.influenceLimit != nil {
      progress.influenceLimits = (progress.influenceLimits ?? 0) + report.limitedInfluences
    }
    try reporter.update(progress, report)
    let trainer = task.trainer
    if let warning = watch.observe(
      norm: report.gradientNorm, at: progress.updates, influence: { trainer.largestInfluence })
    {
      try reporter.warn(warning)
    }
    if !isTimed { try time(reporter) }
    if !task.validates, let loss = reporter.smoothed.value { try observe(loss, reporter) }
    try spend(reporter)
    if isCheckpointDue { try validateAndSave(reporter) }
  }

  /// Whether a validation and a checkpoint are due after the last update.
  private var isCheckpointDue: Bool {
    guard let budget else {
      return task.isCheckpointDue(after: progress.updates)
        || !isEndless && progress.updates == totalUpdates
    }
    return settings.validateEvery.map { progress.updates.isMultiple(of: $0) }
      ?? budget.isValidationDue(at: mark)
  }

  /// Seconds after which the rate is known, in which a fast run makes many updates.
  private static var timedSeconds: Double { 1 }
  /// Seconds of a run that is warned of: a day.
  private static var longRun: Double { 86_400 }

  /// Warns once, a second after the beginning or after the first update, of a run that takes longer
  /// than a day.
  private func time(_ reporter: TrainingReporter) throws {
    guard reporter.seconds >= Self.timedSeconds else { return }
    isTimed = true
    guard let seconds = reporter.secondsLeft, seconds > Self.longRun else { return }
    let others = task.alternatives(to: seconds).map {
      "\($0.option) would take about \(Format.span($0.seconds))"
    }
    let words =
      ["at this rate the run takes \(Format.span(seconds))"]
      + (others.isEmpty ? ["see --epochs, --updates and --max-seconds"] : others)
    try reporter.warn(
      (
        words.joined(separator: "; "),
        JSONValue.members(["warning": .string("long run"), "seconds_left": .number(seconds)])
      ))
  }

  /// Validates, shows samples, and saves.
  func validateAndSave(_ reporter: TrainingReporter) throws {
    let began = elapsed
    defer {
      mark = elapsed
      budget?.observe(validation: mark - began, endingAt: mark)
    }
    try requireFiniteParameters()
    let isBest = try validate(reporter, isPatient: false) ?? true
    for sample in task.samples(using: &progress.generator) { try reporter.sample(sample) }
    try save(best: isBest)
    reporter.saved()
  }

  /// Validates a run whose time is over, unless it has just been, so that what it has learned is
  /// known: no sample is drawn, and patience does not count it.
  private func measure(_ reporter: TrainingReporter) throws {
    guard progress.updates > 0, progress.validatedUpdate != progress.updates else { return }
    try requireFiniteParameters()
    if let isBest = try validate(reporter, isPatient: true) { try save(best: isBest) }
  }

  /// Validates; returns whether the model is the best so far, nil where nothing is held out.
  ///
  /// - Parameter isPatient: whether a loss that is not the best is forgiven.
  private func validate(_ reporter: TrainingReporter, isPatient: Bool) throws -> Bool? {
    guard let found = task.validate() else { return nil }
    guard found.loss.isFinite else { throw notFinite(found.loss) }
    progress.validationLoss = found.loss
    progress.validatedUpdate = progress.updates
    let best = min(found.loss, found.averaged ?? .infinity)
    let isBest =
      !(isPatient && best >= progress.stopping.best ?? .infinity)
      && progress.stopping.observe(best)
    if isBest {
      progress.bestUpdate = progress.updates
      progress.bestIsAverage = found.averaged.map { $0 < found.loss }
    }
    course.append(
      update: progress.updates, training: reporter.smoothed.value, validation: found.loss)
    try reporter.validation(
      progress, found.loss, averaged: found.averaged, found.measures, isBest: isBest)
    try observe(found.loss, reporter)
    return isBest
  }

  private func observe(_ loss: Double, _ reporter: TrainingReporter) throws {
    if let warning = watch.observe(loss: loss, at: progress.updates) {
      try reporter.warn(warning)
    }
  }

  /// Saves what has been done since the last time. Of a stream also where no update was made: what
  /// was read must not be lost.
  private func stop() throws {
    guard isEndless || savedUpdate != progress.updates else { return }
    try requireFiniteParameters()
    // Before the first validation the latest is the best there is; it takes no part in the search
    // for the best.
    try save(best: progress.stopping.best == nil)
  }

  private func save(best: Bool) throws {
    progress.growth = watch.growth
    budget?.use(elapsed)
    progress.budget = budget?.record
    let snapshot = TrainingSnapshot(
      of: task.trainer, options: options, text: task.fingerprint, progress: progress,
      pending: task.pending)
    progress = snapshot.progress
    let isBest = best || !task.validates
    var isSaved = false
    if isBest, savesAverage, let averaged = task.trainer.averagedModel {
      var checkpoint = try task.model(averaged).checkpoint()
      try snapshot.besideAverage(task.trainer.model.parameters).add(to: &checkpoint)
      try output.save(checkpoint, best: true, latest: false)
      isSaved = true
    }
    if !isSaved || task.validates {
      var checkpoint = try task.model(task.trainer.model).checkpoint()
      try snapshot.add(to: &checkpoint)
      try output.save(checkpoint, best: isBest && !isSaved, latest: task.validates)
    }
    savedUpdate = progress.updates
  }

  /// Whether the mean of the weights is what the best model holds: where it was measured to be
  /// better, or where nothing is measured.
  private var savesAverage: Bool {
    task.validates
      ? progress.bestUpdate == progress.updates && progress.bestIsAverage == true : true
  }

  /// Finishes a saving that was broken off after the best model: writes the latest state.
  func saveLatest() throws { try save(best: false) }

  /// Stops at a weight that is not finite: of such a model nothing can be measured, and it is never
  /// saved.
  private func requireFiniteParameters() throws(TrainingError) {
    let squares = task.trainer.model.parameters.withBlock { $0.sumOfSquares }
    guard squares.isFinite else { throw notFinite(.nan) }
  }

  private func notFinite(_ loss: Double) -> TrainingError {
    .notFinite(
      update: progress.updates, loss: loss, gradientNorm: lastReport?.gradientNorm ?? .nan)
  }
}
