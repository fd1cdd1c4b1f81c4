import Foundation
import Recur
import Terminal

/// Measures a comparison: every combination, then the crossover lengths, the dial and learning.
final class ComparisonRun {
  let settings: CompareSettings
  let text: ComparisonText
  let pool: WorkerPool
  var comparison: Comparison
  private let console: Console
  private let bar: ProgressBar
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  /// When the present cell began, and the weight of its combinations that are left.
  private var (cellStart, weightLeft) = (0.0, 0.0)

  /// The parts of the time: combinations, dial, learning.
  private static let parts = (combinations: 0.75, dial: 0.08, learning: 0.17)

  init(_ settings: CompareSettings, _ text: ComparisonText, _ console: Console) {
    self.settings = settings
    self.text = text
    self.console = console
    pool = WorkerPool(threads: settings.threads)
    bar = ProgressBar(console)
    start = clock.now
    comparison = Comparison(
      settings: settings, text: text.words, vocabularySize: text.vocabularySize,
      entropy: text.entropy)
  }

  /// Runs all of it, or until Control-C.
  func run() -> Comparison {
    for cell in settings.cells {
      cellStart = elapsed
      weightLeft = settings.hiddenSizes.reduce(0) { sum, size in
        sum + settings.trainers.reduce(0) { $0 + weight($1, size) }
          * Double(settings.sequenceLengths.count)
      }
      for size in settings.hiddenSizes { measure(cell, size) }
      milestone("\(cell.rawValue): \(comparison.entries.count) combinations")
    }
    findCrossovers()
    turnDial(seconds: settings.seconds * Self.parts.dial)
    milestone("crossover lengths and the dial")
    learn(seconds: settings.seconds * Self.parts.learning)
    bar.finish()
    comparison.duration = elapsed
    comparison.peakResidentBytes = ProcessInfo.peakResidentBytes
    comparison.isInterrupted = isStopped
    return comparison
  }

  var isStopped: Bool { Interrupt.isRequested }
  var elapsed: Double { (clock.now - start).seconds }

  // MARK: - Progress

  private func snapshot(_ label: String) -> ProgressSnapshot {
    let fraction = min(0.99, elapsed / settings.seconds)
    return ProgressSnapshot(
      label: label, fraction: fraction, secondsLeft: max(0, settings.seconds - elapsed))
  }

  /// Shows what is being done.
  func show(_ label: String) { bar.update(snapshot(label)) }

  /// Says what has been done, where there is no bar.
  func milestone(_ label: String) {
    if !isStopped { bar.milestone(snapshot(label)) }
  }

  // MARK: - Combinations

  private func measure(_ cell: CellKind, _ size: Int) {
    let bytes = plannedModels(cell, size).memory.peak
    guard fits(0, beside: bytes) else {
      let reason = "the models alone need \(Format.bytes(bytes))"
      forEachCombination(cell, size) { _, _ in .skipped(reason) }
      return
    }
    let (single, double) = models(cell, size)
    forEachCombination(cell, size) { trainer, length in
      do throws(GradientMethodError) {
        return try measure(cell, single, double, trainer, length, beside: bytes)
      } catch {
        return .notPossible(error.comparisonReason)
      }
    }
    guard !isStopped, size == settings.largestSize,
      fits(evaluationBytes(of: single), beside: bytes)
    else { return }
    comparison.forwardSeconds[cell] = settings.pass(.bptt, length: settings.longest)
      .forwardSeconds(
        of: single, text.sequence(settings.longest), repeats: settings.repeats, pool: pool)
  }

  private func forEachCombination(
    _ cell: CellKind, _ size: Int, _ body: (GradientMethod, Int) -> ComparisonEntry.Outcome
  ) {
    for length in settings.sequenceLengths {
      for trainer in settings.trainers where !isStopped {
        show("\(cell.rawValue) \(size) x \(length) \(trainer.name)")
        let outcome = body(trainer, length)
        weightLeft -= weight(trainer, size)
        comparison.entries.append(
          ComparisonEntry(
            cell: cell, trainer: trainer, hiddenSize: size, sequenceLength: length,
            outcome: outcome))
      }
    }
  }

  /// What a combination is worth of the time: more hidden units and the influence matrix take more.
  private func weight(_ trainer: GradientMethod, _ size: Int) -> Double {
    let isHeavy = [.rtrl, .snap(order: 2), .blocked].contains(trainer)
    return Double(size) * (isHeavy ? 4 : 1)
  }

  /// The time for the next combination: somewhat more than its part of what is left of its cell's,
  /// as many take less.
  private func budget(_ cell: CellKind, _ trainer: GradientMethod, _ size: Int) -> Double {
    let cellsLeft = settings.cells.count - (settings.cells.firstIndex(of: cell) ?? 0)
    let end = settings.seconds * Self.parts.combinations
    let left = max(0, end - cellStart) / Double(cellsLeft) - (elapsed - cellStart)
    return max(0.01, 1.5 * left * weight(trainer, size) / max(weightLeft, 1))
  }

  private func measure(
    _ cell: CellKind, _ single: SequenceModel<Float>, _ double: SequenceModel<Double>,
    _ trainer: GradientMethod, _ length: Int, beside models: Int
  ) throws(GradientMethodError) -> ComparisonEntry.Outcome {
    let pass = settings.pass(trainer, length: length)
    let bytes = try pass.plannedBytes(of: single, threads: settings.threads)
    guard fits(bytes.addingClamped(pass.batchBytes), beside: models) else {
      return .skipped("it would hold \(Format.bytes(bytes))")
    }
    let plan = try pass.memory(of: single, threads: settings.threads)
    let budget = budget(cell, trainer, single.stack.hiddenSize)
    let cost = try pass.cost(
      of: single, text.sequence(length), repeats: settings.repeats, seconds: budget / 2,
      pool: pool, isStopped: { isStopped })
    var measurement = ComparisonMeasurement(
      parameterCount: single.layout.count, cost: cost,
      work: pass.work(of: single, counted: cost.countedOperations), plannedBytes: plan.bytes,
      residentBytes: ProcessInfo.residentBytes)
    if fits(try gradientBytes(of: double, pass), beside: models) {
      measurement.error = try compare(double, pass, cost: cost, seconds: budget / 2)
    }
    return .measured(measurement)
  }

  /// A symbol takes about so many times longer in double precision, a first time.
  private static let doubleFactor = 2.5
  /// At least so many symbols are gone over, whatever the time.
  private static let leastCompared = 8

  /// The gradient of the sequence, or of as much of it as there is time for, beside the exact one.
  private func compare(
    _ model: SequenceModel<Double>, _ pass: SequencePass, cost: MethodCost, seconds: Double
  ) throws(GradientMethodError) -> GradientError? {
    let affordable = seconds / (median(cost.seconds) * Self.doubleFactor)
    let length = min(
      pass.length, GradientError.mostSymbols, max(Self.leastCompared, Int(min(affordable, 1e9))))
    var own = pass
    own.length = length
    var exact = own
    exact.method = .bptt
    guard !isStopped else { return nil }
    let symbols = text.sequence(length)
    let reference = try exact.gradient(of: model, symbols, pool: pool)
    let found = try own.gradient(of: model, symbols, pool: pool, isStopped: { isStopped })
    guard !isStopped else { return nil }
    return GradientError(
      blocks: GradientDeviation.blocks(of: model.layout, found: found, exact: reference),
      whole: GradientDeviation(name: "all", found: found, exact: reference), symbols: length)
  }
}
