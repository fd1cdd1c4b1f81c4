public import Differentiation
public import SequenceModels
internal import TensorCore

/// Recurrent layers of a cell, one above the other, over sequences [N, T, m].
///
/// ```swift
/// Sequential(Affine(16, activation: .relu), Recurrent(LSTMCell(), hiddenSize: 64), Affine(10))
/// ```
///
/// The output is h of the top layer: of the last step [N, n], or of all of them [N, T, n]. Every
/// sequence starts from a state of zeros. The whole is one vertex of the graph, whose adjoints are
/// found by back-propagation through time.
///
///     layers.L.input_weight, .recurrent_weight, .bias, .peephole    as in ``SequenceModel``
public struct Recurrent: Layer {
  /// One cell for all layers; it may not read the output.
  public var cell: any RecurrentCell
  /// n
  public var hiddenSize: Int
  /// How many stand one above the other.
  public var layers: Int
  /// Whether the output is that of every step.
  public var givesSequences: Bool

  /// Layers of `hiddenSize` units.
  public init(
    _ cell: any RecurrentCell, hiddenSize: Int, layers: Int = 1, givesSequences: Bool = false
  ) {
    precondition(
      !cell.structure.readsOutput, "a recurrent layer of a network, which has no read-out to read")
    self.cell = cell
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.givesSequences = givesSequences
  }

  public func output<S>(of x: Variable<S>, in scope: Scope<S>) -> Variable<S> {
    precondition(x.shape.count == 3, "recurrent layers over \(x.shape): sequences are [N, T, m]")
    var layout = ParameterLayout()
    let stack = RecurrentStack(
      cell: cell, layers: layers, inputSize: x.shape[2], hiddenSize: hiddenSize, outputSize: 0,
      layout: &layout)
    var drawn: Tensor<S>?
    let parameters = layout.blocks.map { block in
      scope.parameter(block.name, block.shape, block.role) { generator in
        // All are drawn with the first, gate by gate, as those of other models are.
        let all = drawn ?? stack.parameters(layout, &generator)
        drawn = all
        return Tensor(all, at: block.offset, shape: block.shape)
      }
    }
    let primitive = RecurrentSequences<S>(
      stack: stack, layout: layout, givesSequences: givesSequences, pool: scope.pool)
    return Variable(primitive, [x] + parameters)
  }
}

extension RecurrentStack {
  /// The parameters of all layers: input weights as LeCun has them, recurrent ones orthogonal.
  fileprivate func parameters<S>(
    _ layout: ParameterLayout, _ generator: inout RandomGenerator
  ) -> Tensor<S> {
    var parameters = Tensor<S>(zeros: [layout.count])
    parameters.withMutableBlock { row in
      for layer in layers {
        layer.initialize(row, input: .lecun, recurrent: .orthogonal, using: &generator)
      }
    }
    return parameters
  }
}
