internal import Foundation

/// A power law y = c x^e fitted to points by least squares of ln y over ln x.
package struct PowerLaw: Sendable, Equatable {
  /// e
  package let exponent: Double
  /// c
  package let coefficient: Double
  /// The root mean square of what the law leaves of ln y.
  package let residual: Double
  /// The x of the points.
  package let fitted: ClosedRange<Double>

  /// The law through the points that are positive and finite; nil unless two of their x differ.
  package init?(_ points: [(x: Double, y: Double)]) {
    let usable = points.filter { $0.x > 0 && $0.y > 0 && $0.x.isFinite && $0.y.isFinite }
    guard let least = usable.map(\.x).min(), let greatest = usable.map(\.x).max(),
      least < greatest
    else { return nil }
    let logarithms = usable.map { (x: log($0.x), y: log($0.y)) }
    let count = Double(usable.count)
    let centerX = logarithms.reduce(0) { $0 + $1.x } / count
    let centerY = logarithms.reduce(0) { $0 + $1.y } / count
    let squares = logarithms.reduce(0) { $0 + ($1.x - centerX) * ($1.x - centerX) }
    let products = logarithms.reduce(0) { $0 + ($1.x - centerX) * ($1.y - centerY) }
    let slope = products / squares
    exponent = slope
    coefficient = exp(centerY - slope * centerX)
    let rest = logarithms.map { $0.y - centerY - slope * ($0.x - centerX) }
    residual = (rest.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
    fitted = least...greatest
  }

  /// y at x.
  package func value(at x: Double) -> Double { coefficient * pow(x, exponent) }
}
