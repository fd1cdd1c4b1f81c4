import TensorCore

/// How exactly the commands that sample multiply.
enum SamplingPrecision: String, CaseIterable, Sendable {
  /// As in training.
  case exact
  /// With weights of 16 bits.
  case fast

  /// The packed weights.
  var weights: WeightPrecision { self == .fast ? .bfloat16 : .full }

  static let option = Option<SamplingPrecision>(
    "precision", default: .exact, placeholder: "NAME",
    help: "exact: as in training; fast: weights rounded to bfloat16, sums in single precision")
}
