import Recur
import Terminal

// The mean of the weights that a run keeps beside them.
extension TrainSettings {
  enum AverageKind: String, CaseIterable { case none, ema, tail }

  static let average = Option<AverageKind>(
    "average", default: Preset.average, placeholder: "KIND",
    help: """
      A mean of the weights beside them, validated too, the better one being the model: ema of the last updates, \
      tail of the end of the run alone
      """)
  static let averageWindow = Option<Double?>(
    "average-window", range: .above(0, upTo: 1),
    defaultText: "\(Format.general(emaWindow)); tail: \(Format.general(tailWindow))",
    help: "What ema is taken over, a share of the run so far; tail: of the whole run")

  static let emaWindow = 0.1
  static let tailWindow = 0.25

  static let averages = OptionGroup("Mean of the weights", [average, averageWindow])

  static func averageRules(_ arguments: Arguments) -> [OptionRule] {
    let kind = arguments.value(average) ?? .none
    return [(averageWindow, kind != .none, "--average \(kind.rawValue)")]
  }

  /// The mean asked for, in a run of so many updates; nil: none.
  static func averaging(
    _ kind: AverageKind, window: Double?, updates: Int
  ) -> WeightAveraging? {
    switch kind {
    case .none: nil
    case .ema: .exponential(window: window ?? emaWindow)
    case .tail:
      .tail(
        after: updates == .max ? .max : Int((1 - (window ?? tailWindow)) * Double(updates)))
    }
  }

  /// Whether validation reads a copy of the weights: in full precision, or their mean in its turn.
  var measuresCopy: Bool { precision != .exact || average != .none }

  /// `mean of the last 10% of the updates`; nil: none is kept.
  var averageWords: String? {
    switch average {
    case .none: nil
    case .ema:
      "mean over the last \(Format.percent(averageWindow ?? Self.emaWindow)) of the run so far"
    case .tail: "mean over the last \(Format.percent(averageWindow ?? Self.tailWindow)) of the run"
    }
  }
}
