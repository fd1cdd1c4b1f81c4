public import SequenceTraining
public import TensorCore

/// Inputs of a network and what it is to make of them: all data of a task, or the batch of an
/// update.
///
/// ```swift
/// let images = Examples<Float>(inputs: pixels, classes: labels)  // [N, 784], N labels
/// ```
public struct Examples<S: KernelScalar>: TrainingBatch, Equatable {
  /// What the outputs are compared with.
  public enum Targets: Sendable, Equatable {
    /// The index of each example's class [N].
    case classes([Int32])
    /// Values of the shape of the outputs [N, ...]: numbers, or probabilities of classes.
    case values(Tensor<S>)
  }

  /// [N, ...]
  public var inputs: Tensor<S>
  /// One for each example.
  public var targets: Targets

  /// Examples with targets of any kind.
  public init(inputs: Tensor<S>, targets: Targets) {
    let count: Int
    switch targets {
    case .classes(let indices): count = indices.count
    case .values(let values): count = values.shape.first ?? 0
    }
    precondition(
      inputs.shape.first == count, "inputs \(inputs.shape) of examples with \(count) targets")
    self.inputs = inputs
    self.targets = targets
  }

  /// Examples with the index of a class each.
  public init(inputs: Tensor<S>, classes: [Int]) {
    self.init(inputs: inputs, targets: .classes(classes.map { Int32($0) }))
  }

  /// Examples with values [N, ...] to be met.
  public init(inputs: Tensor<S>, values: Tensor<S>) {
    self.init(inputs: inputs, targets: .values(values))
  }

  /// N
  public var count: Int { inputs.shape[0] }

  /// The index of each example's class [N]; nil: the targets are values.
  public var classes: [Int32]? {
    if case .classes(let indices) = targets { indices } else { nil }
  }

  /// The examples of `range`, which share the memory of these.
  public subscript(range: Range<Int>) -> Examples {
    let targets: Targets =
      switch targets {
      case .classes(let indices): .classes(Array(indices[range]))
      case .values(let values): .values(values.examples(range))
      }
    return Examples(inputs: inputs.examples(range), targets: targets)
  }

  /// Copies of the examples at `indices`, in their order.
  public func at(_ indices: [Int]) -> Examples {
    let targets: Targets =
      switch targets {
      case .classes(let classes): .classes(indices.map { classes[$0] })
      case .values(let values): .values(values.examples(at: indices))
      }
    return Examples(inputs: inputs.examples(at: indices), targets: targets)
  }
}

extension Tensor {
  /// Elements of one example of a batch [N, ...].
  private var exampleSize: Int { shape.dropFirst().reduce(1, *) }

  /// The examples of `range` of a batch [N, ...].
  func examples(_ range: Range<Int>) -> Tensor {
    precondition(range.upperBound <= shape[0], "examples \(range) of \(shape)")
    return Tensor(
      self, at: range.lowerBound * exampleSize, shape: [range.count] + shape.dropFirst())
  }

  /// Copies of the examples at `indices` of a batch [N, ...], in their order.
  public func examples(at indices: [Int]) -> Tensor {
    let size = exampleSize
    return Tensor(uninitialized: [indices.count] + shape.dropFirst()) { row in
      let target = row.reshaped(rows: indices.count, columns: size)
      withBlock { row in
        let source = row.reshaped(rows: shape[0], columns: size)
        for (place, index) in indices.enumerated() {
          target.row(place).copy(from: source.row(index))
        }
      }
    }
  }
}
