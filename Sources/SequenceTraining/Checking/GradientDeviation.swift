package import SequenceModels
internal import TensorCore

/// How a gradient found for a block of parameters compares with the exact one.
public struct GradientDeviation: Sendable, Equatable {
  /// The block's name in the layout.
  public let name: String
  /// The largest magnitude of an element found.
  public let largestGradient: Double
  /// The largest difference of an element, relative to the largest magnitude of the exact gradient
  /// in the block, or to a floor if that is larger; infinite where both are zero and the difference
  /// is not.
  public let relativeError: Double
  /// The cosine of the angle between the two; nil where one of them is zero.
  public let cosine: Double?

  /// The comparison of one block; `floor`: what errors are relative to where the exact gradient is
  /// smaller.
  package init(name: String, found: [Double], exact: [Double], floor: Double = 0) {
    precondition(
      found.count == exact.count, "\(name): \(found.count) elements for \(exact.count)")
    self.name = name
    let difference = zip(found, exact).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
    let scale = exact.reduce(0) { max($0, $1.magnitude) }
    let divisor = max(scale, floor)
    let isFinite = found.allSatisfy(\.isFinite) && exact.allSatisfy(\.isFinite)
    relativeError =
      !isFinite ? .infinity : difference == 0 ? 0 : divisor > 0 ? difference / divisor : .infinity
    // Scaled first, so that squares of small elements do not vanish.
    let peak = found.reduce(0) { max($0, $1.magnitude) }
    largestGradient = peak
    guard isFinite, peak > 0, scale > 0 else {
      cosine = nil
      return
    }
    let (left, right) = (found.map { $0 / peak }, exact.map { $0 / scale })
    let norms = left.dot(left) * right.dot(right)
    cosine = left.dot(right) / norms.squareRoot()
  }

  /// The comparison of every block of a layout, in its order.
  package static func blocks(
    of layout: ParameterLayout, found: [Double], exact: [Double]
  ) -> [GradientDeviation] {
    layout.blocks.map {
      GradientDeviation(name: $0.name, found: Array(found[$0.range]), exact: Array(exact[$0.range]))
    }
  }
}
