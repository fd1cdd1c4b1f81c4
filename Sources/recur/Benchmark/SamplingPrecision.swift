import TensorCore

/// How exactly the commands that sample multiply.
enum SamplingPrecision: String, CaseIterable, Sendable {
  /// As in training.
  case exact
  /// With weights of 16 bits.
  case fast

  /// The packed weights.
  var weights: WeightPrecision { self == .fast ? .half : .full }

  static let option = Option<SamplingPrecision>(
    "precision", default: .exact, placeholder: "NAME",
    help: "exact: as in training; fast: weights rounded to 16 bits, sums in 32")
}
