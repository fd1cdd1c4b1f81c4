public import SequenceModels
public import TensorCore

/// A model that a ``Trainer`` can train: all its parameters in one tensor, and the batches it
/// learns from.
public protocol TrainableModel {
  associatedtype Scalar: KernelScalar
  /// The examples of an update.
  associatedtype Batch: TrainingBatch
  /// The weights as the kernels read them.
  associatedtype Packed

  /// The blocks of parameters in their order.
  var layout: ParameterLayout { get }
  /// All parameters [P], in the order of the layout.
  var parameters: Tensor<Scalar> { get set }
}

extension SequenceModel: TrainableModel {
  public typealias Scalar = S
  public typealias Batch = SequenceTraining.Batch
  public typealias Packed = PackedSequenceModel<S>
}

extension EncoderDecoder: TrainableModel {
  public typealias Scalar = S
  public typealias Batch = PairBatch
  public typealias Packed = PackedEncoderDecoder<S>
}

/// The examples of an update.
public protocol TrainingBatch: Sendable {
  /// Whether the examples do not follow those of the last batch: the state before them is zero.
  var startsAnew: Bool { get }
}

extension TrainingBatch {
  public var startsAnew: Bool { false }
}
