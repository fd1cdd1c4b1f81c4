package import Differentiation
package import SequenceModels
package import TensorCore

/// What a ``SequenceModels/Loss`` makes of the losses of the examples of a batch.
public enum LossReduction: Sendable, Equatable {
  /// The mean over examples.
  case mean
  /// The sum over examples.
  case sum
}

/// The loss of a batch of outputs: one number.
///
///     L = sum_n loss(y_n, t_n), or 1/N times it
///
/// Its derivative is found with the value, in the same pass over the outputs, and kept.
package struct LossValue<S: KernelScalar>: Primitive {
  package let loss: Loss
  package let targets: Examples<S>.Targets
  package let reduction: LossReduction
  package let labelSmoothing: Double

  package init(
    _ loss: Loss, _ targets: Examples<S>.Targets, _ reduction: LossReduction = .mean,
    labelSmoothing: Double = 0
  ) {
    self.loss = loss
    self.targets = targets
    self.reduction = reduction
    self.labelSmoothing = labelSmoothing
  }

  package var name: String { "\(loss)" }

  /// The losses of the examples [N], and the adjoint of the outputs.
  package struct Record: Sendable {
    package let losses: Tensor<S>
    package let adjoint: Tensor<S>
  }

  package func forward(_ inputs: [Tensor<S>]) -> (output: Tensor<S>, record: Record) {
    let count = inputs[0].shape[0]
    let factor = reduction == .mean ? 1 / Double(max(count, 1)) : 1
    var adjoint = inputs[0]
    let losses = loss.losses(
      replacing: &adjoint, targets, gradientScale: factor, labelSmoothing: labelSmoothing)
    let sum = losses.withBlock { row in
      (0..<count).reduce(0) { $0 + Double(row[$1]) }
    }
    return (
      Tensor(shape: [], values: [S(factor * sum)]), Record(losses: losses, adjoint: adjoint)
    )
  }

  package func pushforward(
    _ tangents: [Tensor<S>?], at point: Evaluation<S, Record>
  ) -> Tensor<S> {
    let tangent = tangents[0] ?? Tensor(zeros: point.inputs[0].shape)
    let sum = Tensor.withBlocks([tangent, point.record.adjoint]) { blocks in
      (0..<blocks[0].columns).reduce(S(0)) { $0 + blocks[0][$1] * blocks[1][$1] }
    }
    return Tensor(shape: [], values: [sum])
  }

  package func pullback(
    _ adjoint: Tensor<S>, at point: Evaluation<S, Record>, wanted: [Bool]
  ) -> [Tensor<S>?] {
    let factor = adjoint[flat: 0]
    var outputAdjoint = point.record.adjoint
    if factor != 1 { outputAdjoint.withMutableBlock { $0.scale(by: Double(factor)) } }
    return [outputAdjoint]
  }
}

extension Loss {
  /// The losses [N] of a batch of outputs [N, ...]; with `gradientScale` the outputs become their
  /// own adjoints, of scale x sum of the losses.
  func losses<S>(
    replacing outputs: inout Tensor<S>, _ targets: Examples<S>.Targets, gradientScale: Double?,
    labelSmoothing: Double = 0
  ) -> Tensor<S> {
    let count = outputs.shape[0]
    let size = outputs.shape.dropFirst().reduce(1, *)
    return Tensor(uninitialized: [count]) { losses in
      outputs.withMutableBlock { row in
        let rows = row.reshaped(rows: count, columns: size)
        switch targets {
        case .classes(let classes):
          let storage = IndexStorage(count: count)
          defer { withExtendedLifetime(storage) {} }
          for (index, target) in classes.enumerated() { storage.indices[index] = target }
          self.losses(
            of: rows, Targets(.symbols(storage.indices)), into: losses,
            gradientScale: gradientScale, labelSmoothing: labelSmoothing)
        case .values(let values):
          values.withBlock { row in
            let values = row.reshaped(rows: count, columns: row.count / max(count, 1))
            self.losses(
              of: rows, Targets(.values(values)), into: losses, gradientScale: gradientScale,
              labelSmoothing: labelSmoothing)
          }
        }
      }
    }
  }
}
