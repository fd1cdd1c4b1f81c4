package import SequenceModels
package import TensorCore

/// A model that a ``Trainer`` can train: all its parameters in one tensor, and the batches it learns from.
package protocol TrainableModel {
  associatedtype Scalar: KernelScalar
  /// The examples of an update.
  associatedtype Batch
  /// The weights as the kernels read them.
  associatedtype Packed

  /// The blocks of parameters in their order.
  var layout: ParameterLayout { get }
  /// All parameters [P], in the order of the layout.
  var parameters: Tensor<Scalar> { get set }
}

extension SequenceModel: TrainableModel {
  package typealias Scalar = S
  package typealias Batch = SequenceTraining.Batch
  package typealias Packed = PackedSequenceModel<S>
}

extension EncoderDecoder: TrainableModel {
  package typealias Scalar = S
  package typealias Batch = PairBatch
  package typealias Packed = PackedEncoderDecoder<S>
}
