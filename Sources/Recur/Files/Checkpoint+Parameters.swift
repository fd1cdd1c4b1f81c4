package import ModelFiles
package import SequenceModels
package import TensorCore

// A model's parameters in a checkpoint: a tensor for each block of its layout, under the block's
// name.
extension Checkpoint {
  /// Begins the names of the tensors that training keeps beside a model.
  package static let trainingPrefix = "training."

  /// Appends the parameters, block by block.
  package mutating func append<S: KernelScalar & TensorElement>(
    _ parameters: Tensor<S>, layout: ParameterLayout
  ) {
    let values = parameters.values
    for block in layout.blocks {
      append(Array(values[block.range]), shape: block.shape, name: block.name)
    }
  }

  /// Whether the file is large enough for the recurrent weights [n, n] of so many layers of a size:
  /// asked of numbers that a file states, before anything is made of them.
  package func canHold(layers: Int, size: Int) -> Bool {
    guard layers > 0, size > 0, layers <= tensorNames.count else { return false }
    let (square, isTooLarge) = size.multipliedReportingOverflow(by: size)
    let (count, isTooMany) = square.multipliedReportingOverflow(by: layers)
    return !isTooLarge && !isTooMany && count <= dataByteCount
  }

  /// The parameters in the order of the layout, of a model made while planning: before the data is
  /// read and memory taken, the header must have the tensors of the layout, and beside them those
  /// of training alone.
  ///
  /// - Throws: `CheckpointError` for a tensor that is missing, of another shape or of none that
  ///   such a model has; for a number that is not finite; for data that is damaged.
  package mutating func parameters<S: KernelScalar & TensorElement>(
    _ layout: ParameterLayout
  ) throws(CheckpointError) -> Tensor<S> {
    for block in layout.blocks {
      try requireTensor(block.name, S.elementType, shape: block.shape)
    }
    let names = Set(layout.blocks.map(\.name))
    for name in tensorNames where !names.contains(name) && !name.hasPrefix(Self.trainingPrefix) {
      throw CheckpointError(path: path, problem: .unexpectedTensor(name))
    }
    try load()
    var values: [S] = []
    values.reserveCapacity(layout.count)
    for block in layout.blocks {
      values += try finiteTensor(block.name, shape: block.shape).values
    }
    return Tensor(shape: [layout.count], values: values)
  }

  /// A tensor of any shape, or of the one given, whose numbers are all finite.
  ///
  /// - Throws: `CheckpointError`.
  package func finiteTensor<S: KernelScalar & TensorElement>(
    _ name: String, shape: [Int]? = nil
  ) throws(CheckpointError) -> Tensor<S> {
    let values = try self.values(of: name, as: S.self, shape: shape)
    let tensor = Tensor(shape: self.shape(of: name) ?? [values.count], values: values)
    // The sum overflows before the largest numbers do.
    guard tensor.withBlock({ $0.sumOfSquares.isFinite }) || values.allSatisfy(\.isFinite) else {
      throw CheckpointError(path: path, problem: .notFinite(tensor: name))
    }
    return tensor
  }
}
