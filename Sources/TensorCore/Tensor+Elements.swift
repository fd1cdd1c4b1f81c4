extension Tensor {
  /// f(self), element by element.
  @specialized(where S == Float)
  package func map(_ function: ElementFunction, pool: WorkerPool? = nil) -> Tensor {
    let result = Tensor(uninitialized: shape)
    defer { withExtendedLifetime(storage) {} }
    let (target, source) = (result.storage.row, storage.row)
    pool.run(over: count, rangesOf: count) { _, range in
      target.columns(range).map(function, of: source.columns(range))
    }
    return result
  }

  /// factors f'(self), element by element, `results` being f(self): the tangent of the result along
  /// `factors`, or the adjoint of self where they are that of the result.
  @specialized(where S == Float)
  package func slopes(
    _ function: ElementFunction, results: Tensor, times factors: Tensor, pool: WorkerPool? = nil
  ) -> Tensor {
    let result = Tensor(uninitialized: shape)
    defer { withExtendedLifetime((storage, results, factors)) {} }
    let target = result.storage.row
    let (values, results, factors) = (storage.row, results.storage.row, factors.storage.row)
    pool.run(over: count, rangesOf: count) { _, range in
      target.columns(range).mapSlope(
        function, of: values.columns(range), results: results.columns(range),
        times: factors.columns(range))
    }
    return result
  }

  /// self (operation) other, element by element; what has an axis of extent 1, or lacks an outer
  /// axis, is repeated along it (``Repetition``).
  @specialized(where S == Float)
  package func combined(
    _ operation: ElementOperation, with other: Tensor, pool: WorkerPool? = nil
  ) -> Tensor {
    defer { withExtendedLifetime((storage, other)) {} }
    let (left, right) = (storage, other.storage)
    if shape == other.shape {
      let result = Tensor(uninitialized: shape)
      let (target, left, right) = (result.storage.row, left.row, right.row)
      pool.run(over: count, rangesOf: count) { _, range in
        target.columns(range).combine(operation, left.columns(range), right.columns(range))
      }
      return result
    }
    let repetition = Repetition(shape, other.shape)
    let result = Tensor(uninitialized: repetition.shape)
    let target = result.storage
    pool.run(over: result.count, rangesOf: repetition.matrixCount, unit: 1) { _, range in
      repetition.forEachMatrix(range) { place in
        place.result.block(of: target).combine(
          operation, place.left.block(of: left), place.right.block(of: right))
      }
    }
    return result
  }

  /// The elements repeated to `shape`, along axes of extent 1 and outer axes that are not there.
  @specialized(where S == Float)
  package func repeated(to shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    let repetition = Repetition(shape, self.shape)
    precondition(repetition.shape == shape, "\(self.shape) repeated to \(shape)")
    defer { withExtendedLifetime(storage) {} }
    let result = Tensor(uninitialized: shape)
    repetition.forEachMatrix(0..<repetition.matrixCount) { place in
      place.result.block(of: result.storage).fill(repeating: place.right.block(of: storage))
    }
    return result
  }

  /// The elements summed to `shape`, over every axis along which that would be repeated: the
  /// transpose of ``repeated(to:)``.
  @specialized(where S == Float)
  package func summed(to shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    let repetition = Repetition(self.shape, shape)
    precondition(repetition.shape == self.shape, "\(self.shape) summed to \(shape)")
    defer { withExtendedLifetime(storage) {} }
    let result = Tensor(zeros: shape)
    repetition.forEachMatrix(0..<repetition.matrixCount) { place in
      place.right.block(of: result.storage).addSums(place.result.block(of: storage))
    }
    return result
  }
}
