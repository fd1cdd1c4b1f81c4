package import ModelFiles
package import SequenceModels
package import TensorCore

// A model's parameters in a checkpoint: a tensor for each block of its layout, under the block's
// name.
extension Checkpoint {
  /// Appends the parameters, block by block.
  package mutating func append<S: KernelScalar & TensorElement>(
    _ parameters: Tensor<S>, layout: ParameterLayout
  ) {
    let values = parameters.values
    for block in layout.blocks {
      append(Array(values[block.range]), shape: block.shape, name: block.name)
    }
  }

  /// The parameters in the order of the layout.
  ///
  /// - Throws: `CheckpointError` for a tensor that is missing or of another shape.
  package func parameters<S: KernelScalar & TensorElement>(
    _ layout: ParameterLayout
  ) throws(CheckpointError) -> Tensor<S> {
    var values: [S] = []
    values.reserveCapacity(layout.count)
    for block in layout.blocks {
      values += try self.values(of: block.name, as: S.self, shape: block.shape)
    }
    return Tensor(shape: [layout.count], values: values)
  }
}
