import Foundation
import Recur
import Terminal

/// One run of an experiment: its settings, its threads, the time it takes, the line of progress.
final class ExperimentRun {
  /// Of everything that is drawn.
  let seed: UInt64
  /// Updates and examples as a multiple of the usual.
  let effort: Double
  /// The MNIST files, if there are any.
  let files: DigitFiles?
  let pool: WorkerPool
  private let bar: ProgressBar
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant

  init(
    seed: UInt64 = 1, effort: Double = 1, threads: Int, files: DigitFiles? = nil,
    console: Console
  ) {
    self.seed = seed
    self.effort = effort
    self.files = files
    pool = WorkerPool(threads: threads)
    bar = ProgressBar(console)
    start = clock.now
  }

  /// Seconds since the beginning.
  var elapsed: Double { (clock.now - start).seconds }

  /// `count` updates, examples or steps, by the effort; at least `least`.
  func scaled(_ count: Int, least: Int = 1) -> Int {
    max(least, Int((Double(count) * effort).rounded()))
  }

  /// A generator of a part of the experiment.
  func generator(_ part: Int) -> RandomGenerator {
    RandomGenerator(seed: seed, epoch: 0, example: part)
  }

  /// Shows what is being done.
  ///
  /// - Throws: `CommandFailure` (130) where Control-C was pressed.
  func show(_ label: String, _ fraction: Double) throws {
    bar.update(ProgressSnapshot(label: label, fraction: fraction, secondsLeft: nil))
    if Interrupt.isRequested { throw Interrupt.failure(saved: "nothing was written") }
  }

  /// Takes the line of progress away.
  func finish() { bar.finish() }

  /// The options that say the same again.
  var options: String {
    (seed == 1 ? "" : " --seed \(seed)")
      + (effort == 1 ? "" : " --effort \(Format.general(effort))")
      + (files.map { " " + $0.options } ?? "")
  }
}

/// The four files of MNIST.
struct DigitFiles: Sendable {
  let images: String
  let labels: String
  let testImages: String
  let testLabels: String

  /// The words of the command.
  var options: String {
    "--images \(images) --labels \(labels) --test-images \(testImages) --test-labels \(testLabels)"
  }
}
