/// Why a method cannot be had for a model.
public enum GradientMethodError: Error, Equatable, Sendable {
  /// Forward in time nothing is dropped, neither values nor weights; `option` names the rate:
  /// "dropout", "weight-drop".
  case dropout(GradientMethod, option: String, rate: Double)
  /// A gate of the cell reaches every unit within a step, so that no parameter has a unit of its
  /// own.
  case modulatedCell(GradientMethod)
  /// Approximations leave out the way of the output back into the net.
  case outputFeedback(GradientMethod)
  /// Forward in time the readout reads the top layer alone.
  case readoutSource(GradientMethod)
  /// Approximations forget what earlier steps had to do with a summary of all steps.
  case summary(GradientMethod)
  /// A Kronecker factor wants one layer.
  case severalLayers(GradientMethod, count: Int)
  /// A Kronecker factor wants input by symbol or vector.
  case embedding(GradientMethod)
  /// A Kronecker factor wants gates that all read x and h, and no peepholes.
  case unequalGates(GradientMethod)
  /// Only back-propagation has products in less than full precision.
  case precision(GradientMethod)
  /// Checkpointed back-propagation may have `budget` bytes, which are too few: the least is
  /// `minimum` bytes with segments of the length asked for, and `minimumOfSingleSteps` bytes with
  /// segments of one step.
  case budgetTooSmall(budget: Int, minimum: Int, minimumOfSingleSteps: Int)
}
