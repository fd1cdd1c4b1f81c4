import Foundation
import Recur
import Terminal

/// A watch over what grows where training diverges: the gradient's norm, which clipping hides, the
/// influence, and a loss worse than uniform guessing. It warns once of each.
///
/// Memory: 64 norms.
struct DivergenceWatch: Sendable {
  /// A warning in words and for the log.
  typealias Warning = (words: String, members: [JSONValue.Member])

  /// Nats of a uniform guess.
  private let uniformLoss: Double
  private let updatesPerEpoch: Int?
  /// Windows of updates from one look at the influence to the next.
  private let windowsPerLook: Int
  /// What a run that goes on is to remember.
  var growth = TrainingSnapshot.Growth()
  private var hasWarnedOfLoss = false
  /// The update since which every loss has been worse than uniform, the first epoch left out.
  private var worseSince: Int?

  private static let window = TrainingSnapshot.Growth.window
  /// Updates after which nothing can be expected of a model.
  static let fewUpdates = 20
  /// The median of the norms over its lowest that is warned of, a median counting at least
  /// ``leastMedian``: an explosion, not a text that has changed.
  private static let largestGrowth = 1e3
  private static let leastMedian = 0.1
  /// The element of the influence that is warned of.
  private static let largestInfluence = 1e6
  /// The part of the uniform loss by which chance may exceed it, on a text that tells nothing.
  private static let chance = 0.01

  /// A watch over a run.
  ///
  /// - Parameters:
  ///   - symbols: symbols that a prediction chooses among; nil: it is values, of which there is no
  ///     uniform guess.
  ///   - updatesPerEpoch: updates of an epoch; nil: there are none.
  ///   - stepsPerUpdate: steps from one update to the next. The influence is looked at once in 64
  ///     to 512 updates, the fewer their steps the rarer, so that it costs less than half a
  ///     percent of them.
  init(symbols: Int?, updatesPerEpoch: Int?, stepsPerUpdate: Int) {
    uniformLoss = symbols.map { log(Double(max($0, 1))) } ?? .infinity
    self.updatesPerEpoch = updatesPerEpoch
    windowsPerLook = min(8, max(1, Self.window / max(stepsPerUpdate, 1)))
    growth.norms.reserveCapacity(Self.window)
  }

  /// Whether a loss is worse than uniform guessing by more than chance.
  func isWorse(_ loss: Double) -> Bool { loss > (1 + Self.chance) * uniformLoss && loss > 1e-6 }

  /// Takes note of an update; returns a warning the first time that its figures grow too far.
  ///
  /// - Parameter influence: finds the largest element of the influence; nil: there is none.
  mutating func observe(norm: Double, at update: Int, influence: () -> Double?) -> Warning? {
    guard !growth.hasWarned else { return nil }
    growth.norms.append(norm)
    guard growth.norms.count == Self.window else { return nil }
    let middle = median(growth.norms)
    growth.norms.removeAll(keepingCapacity: true)
    growth.windows += 1
    let isLarge =
      growth.lowestMedian.map { middle > Self.largestGrowth * max($0, Self.leastMedian) } ?? false
    let lowest = min(growth.lowestMedian ?? middle, middle)
    growth.lowestMedian = lowest
    guard isLarge || growth.windows.isMultiple(of: windowsPerLook) else { return nil }
    let element = influence()
    guard isLarge || element ?? 0 > Self.largestInfluence else { return nil }
    growth.hasWarned = true
    return warning(at: update, norm: middle, lowest: lowest, influence: element)
  }

  private func warning(
    at update: Int, norm: Double, lowest: Double, influence: Double?
  ) -> Warning {
    var words =
      "training may diverge: at update \(Format.grouped(update)) the gradient's norm is "
      + "\(Self.figure(norm)) (median of \(Self.window); its lowest was \(Self.figure(lowest)))"
    words +=
      influence.map {
        ", the influence's largest element \(Self.figure($0)); what helps: a smaller "
          + "--learning-rate, --influence-limit, a text that begins anew more often, or a trainer "
          + "that truncates (truncated-bptt) or lets the past decay (rflo, e-prop)"
      } ?? "; what helps: a smaller --learning-rate, or a smaller --clip"
    return (
      words,
      JSONValue.members([
        "warning": .string("growth"), "median_gradient_norm": .number(norm),
        "lowest_median_gradient_norm": .number(lowest),
        "largest_influence": influence.map { .number($0) },
      ])
    )
  }

  /// Takes note of a loss; returns a warning once all have been worse than uniform for an epoch
  /// after the first.
  mutating func observe(loss: Double, at update: Int) -> Warning? {
    guard let updatesPerEpoch, update >= updatesPerEpoch, !hasWarnedOfLoss else { return nil }
    guard isWorse(loss) else {
      worseSince = nil
      return nil
    }
    let first = worseSince ?? update
    worseSince = first
    guard update - first >= updatesPerEpoch else { return nil }
    hasWarnedOfLoss = true
    return warning(of: loss, "for an epoch the loss has been")
  }

  /// Takes note of the loss at the end; returns a warning if it is worse than uniform, and that has
  /// not been said.
  mutating func observe(finalLoss loss: Double) -> Warning? {
    guard !hasWarnedOfLoss, isWorse(loss) else { return nil }
    hasWarnedOfLoss = true
    return warning(of: loss, "at the end the loss is")
  }

  private func warning(of loss: Double, _ beginning: String) -> Warning {
    (
      "\(beginning) \(comparison(loss)); what helps: a smaller --learning-rate, or more updates",
      JSONValue.members([
        "warning": .string("worse than uniform"), "loss": .number(loss),
        "uniform_loss": .number(uniformLoss),
      ])
    )
  }

  /// The sentence on a model that is worse than uniform.
  func words(ofModel loss: Double) -> String {
    "training diverged: the model's loss is \(comparison(loss)); try a smaller --learning-rate"
  }

  private func comparison(_ loss: Double) -> String {
    "worse than uniform guessing (\(Format.loss(loss)) nats, uniform \(Format.loss(uniformLoss)))"
  }

  /// Three figures of a number of any size.
  private static func figure(_ value: Double) -> String { String(format: "%.3g", value) }
}
