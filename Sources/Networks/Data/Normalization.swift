public import TensorCore

/// Mean and standard deviation of every component of some training examples, and what they make of
/// any example:
///
///     x' = (x - mean) / deviation        deviation^2 = (1/N) sum_n (x_n - mean)^2
///
/// The statistics are those of the training examples wherever they are applied. A component that is
/// the same in all of them is only centred. A missing value, NaN, does not count for the statistics
/// and becomes 0, the mean.
public struct Normalization: Sendable, Codable, Equatable {
  /// What has a mean of its own.
  public enum Components: Sendable {
    /// Every element of an example.
    case elements
    /// Every part of an example's first axis: the channels of an image [C, H, W].
    case channels
  }

  /// One for each component; 0 where no example has a value.
  public let means: [Double]
  /// One for each component; 0 where it is constant.
  public let deviations: [Double]

  /// The statistics of training examples [N, ...].
  public init<S>(of examples: Tensor<S>, components: Components = .elements) {
    let shape = examples.shape
    precondition(shape.count >= 2, "normalization of examples \(shape)")
    let size = shape.dropFirst().reduce(1, *)
    let count = components == .elements ? size : shape[1]
    let inner = count == 0 ? 1 : size / count
    var (sums, numbers) = ([Double](repeating: 0, count: count), [Int](repeating: 0, count: count))
    var least = [Double](repeating: .infinity, count: count)
    var greatest = [Double](repeating: -.infinity, count: count)
    examples.withBlock { values in
      Self.forEachComponent(shape[0], count, inner) { index, component in
        let value = Double(values[index])
        guard !value.isNaN else { return }
        sums[component] += value
        numbers[component] += 1
        least[component] = min(least[component], value)
        greatest[component] = max(greatest[component], value)
      }
    }
    let means = zip(sums, numbers).map { $0 / Double(max($1, 1)) }
    var squares = [Double](repeating: 0, count: count)
    examples.withBlock { values in
      Self.forEachComponent(shape[0], count, inner) { index, component in
        let difference = Double(values[index]) - means[component]
        if !difference.isNaN { squares[component] += difference * difference }
      }
    }
    self.means = means
    deviations = (0..<count).map { component in
      // By the extremes: what rounding leaves of a constant is no deviation.
      least[component] < greatest[component]
        ? (squares[component] / Double(numbers[component])).squareRoot() : 0
    }
  }

  /// Examples [N, ...] of the training examples' components, normalised.
  public func normalized<S>(_ examples: Tensor<S>) -> Tensor<S> {
    changed(examples) { value, mean, deviation in
      value.isNaN ? 0 : deviation > 0 ? (value - mean) / deviation : value - mean
    }
  }

  /// Examples [N, ...] as they were before ``normalized(_:)``.
  public func restored<S>(_ examples: Tensor<S>) -> Tensor<S> {
    changed(examples) { value, mean, deviation in
      mean + (deviation > 0 ? value * deviation : value)
    }
  }

  private func changed<S>(
    _ examples: Tensor<S>,
    _ change: (_ value: Double, _ mean: Double, _ deviation: Double) -> Double
  ) -> Tensor<S> {
    let size = examples.shape.dropFirst().reduce(1, *)
    precondition(
      examples.shape.count >= 2 && (means.isEmpty ? size == 0 : size % means.count == 0),
      "normalization of \(means.count) components of examples \(examples.shape)")
    let inner = means.isEmpty ? 1 : size / means.count
    var result = examples
    result.withMutableBlock { values in
      Self.forEachComponent(examples.shape[0], means.count, inner) { index, component in
        values[index] = S(
          change(Double(values[index]), means[component], deviations[component]))
      }
    }
    return result
  }

  /// Calls `body` with the place of every element of [N, components, inner], and its component.
  private static func forEachComponent(
    _ examples: Int, _ components: Int, _ inner: Int,
    _ body: (_ index: Int, _ component: Int) -> Void
  ) {
    var index = 0
    for _ in 0..<examples {
      for component in 0..<components {
        for _ in 0..<inner {
          body(index, component)
          index += 1
        }
      }
    }
  }
}

extension Tensor {
  /// 1 where a value is missing (NaN), 0 elsewhere: columns that let a network tell an absent value
  /// from a mean one.
  public var missingIndicators: Tensor {
    Tensor(shape: shape, values: values.map { $0.isNaN ? 1 : 0 })
  }
}
