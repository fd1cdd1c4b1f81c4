public import SequenceModels
public import TensorCore

/// How well a network does on some examples.
public struct NetworkScores: Sendable, Equatable {
  /// The mean loss of an example.
  public var loss: Double
  /// The part of the examples that are put into their class; nil where there are none.
  public var accuracy: Double?
}

extension PackedNetwork {
  /// The mean loss of examples by inference, and the part that is put into its class: the largest
  /// output is that of the target, or with ``SequenceModels/Loss/logistic`` every answer is on its
  /// side of 1/2.
  ///
  /// - Parameter batchSize: examples that go through the network at once.
  public func scores(
    of examples: Examples<S>, loss: Loss, batchSize: Int = 256
  ) -> NetworkScores {
    var (sum, hits) = (0.0, 0)
    for first in stride(from: 0, to: examples.count, by: batchSize) {
      let batch = examples[first..<min(first + batchSize, examples.count)]
      var outputs = self(batch.inputs)
      hits += loss.hits(outputs, batch.targets) ?? 0
      sum += loss.losses(replacing: &outputs, batch.targets, gradientScale: nil).values
        .reduce(0) { $0 + Double($1) }
    }
    let count = Double(max(examples.count, 1))
    return NetworkScores(
      loss: sum / count, accuracy: loss.isOfClasses ? Double(hits) / count : nil)
  }

  /// The class of each of the inputs [N, ...]: that of the largest output.
  public func classes(of inputs: Tensor<S>) -> [Int] { self(inputs).classes }
}

extension Network {
  /// The class of each of the inputs [N, ...]: that of the largest output.
  public func classes(of inputs: Tensor<S>) -> [Int] { self(inputs).classes }
}

extension Tensor {
  /// The index of the largest element of each row of [N, ...], of equal ones the first.
  var classes: [Int] {
    withBlock { row in
      let rows = row.reshaped(rows: shape[0], columns: shape.dropFirst().reduce(1, *))
      return (0..<rows.rows).map { rows.argmax(row: $0) }
    }
  }
}

extension Loss {
  /// Whether it measures a choice among classes.
  fileprivate var isOfClasses: Bool {
    [.crossEntropy, .crossEntropyOfDistributions, .logistic].contains(self)
  }

  /// How many outputs [N, ...] choose the class of their target; nil: there are no classes.
  fileprivate func hits<S>(_ outputs: Tensor<S>, _ targets: Examples<S>.Targets) -> Int? {
    guard isOfClasses else { return nil }
    switch targets {
    case .classes(let classes):
      return zip(outputs.classes, classes).count { $0 == Int($1) }
    case .values(let values) where self == .logistic:
      let size = values.count / max(values.shape[0], 1)
      let (logits, answers) = (outputs.values, values.values)
      return (0..<values.shape[0]).count { row in
        (row * size..<(row + 1) * size).allSatisfy { (logits[$0] > 0) == (answers[$0] > 0.5) }
      }
    case .values(let values):
      return zip(outputs.classes, values.classes).count { $0 == $1 }
    }
  }
}
