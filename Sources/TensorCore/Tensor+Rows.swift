// The last axis as rows of a matrix, all others folded into one.
extension Tensor {
  private var rows: Block<S> {
    precondition(!shape.isEmpty, "rows of a single number")
    return storage.block(
      rows: shape.dropLast().reduce(1, *), columns: shape[shape.count - 1])
  }

  /// softmax over the last axis: e^x_i / sum_j e^x_j.
  @specialized(where S == Float)
  package func softmax(pool: WorkerPool? = nil) -> Tensor {
    let result = Tensor(uninitialized: shape)
    defer { withExtendedLifetime(storage) {} }
    let (target, source) = (result.rows, rows)
    pool.run(over: 4 * count, rangesOf: source.rows, unit: 1) { _, range in
      target.rows(range).copy(from: source.rows(range))
      target.rows(range).softmax()
    }
    return result
  }

  /// p (a - sum p a) for each row of the last axis, p self, probabilities by softmax, and a
  /// `adjoints`: the product of the Jacobian of softmax, which is symmetric, with a.
  @specialized(where S == Float)
  package func softmaxPullback(_ adjoints: Tensor, pool: WorkerPool? = nil) -> Tensor {
    precondition(adjoints.shape == shape, "softmax pullback: \(shape), adjoints \(adjoints.shape)")
    let result = Tensor(uninitialized: shape)
    defer { withExtendedLifetime((storage, adjoints)) {} }
    let (target, probabilities, adjoints) = (result.rows, rows, adjoints.rows)
    let sums = Storage<S>(count: target.rows)
    pool.run(over: 4 * count, rangesOf: target.rows, unit: 1) { _, range in
      let (result, p, a) = (
        target.rows(range), probabilities.rows(range), adjoints.rows(range)
      )
      let means = sums.block(at: range.lowerBound, rows: range.count, columns: 1)
      result.combine(.product, p, a)
      means.addRowSums(result)
      result.combine(.difference, a, means)
      result.combine(.product, result, p)
    }
    withExtendedLifetime(sums) {}
    return result
  }

  /// log sum_j e^x_j over the last axis, which the result does not have.
  @specialized(where S == Float)
  package func logSumExp() -> Tensor {
    let rows = rows
    let result = Tensor(uninitialized: shape.dropLast())
    defer { withExtendedLifetime(storage) {} }
    result.storage.row.logSumExp(ofRows: rows)
    return result
  }

  /// The largest element of each row of the last axis, which the result does not have, and its
  /// place in the row, of equal ones the first.
  @specialized(where S == Float)
  package func maximum() -> (values: Tensor, places: [Int32]) {
    let rows = rows
    precondition(rows.columns > 0, "maximum over an axis of no elements: \(shape)")
    let result = Tensor(uninitialized: shape.dropLast())
    defer { withExtendedLifetime(storage) {} }
    let target = result.storage.row
    var places = [Int32](repeating: 0, count: rows.rows)
    for row in 0..<rows.rows {
      let place = rows.argmax(row: row)
      places[row] = Int32(place)
      target[row] = rows[row, place]
    }
    return (result, places)
  }

  /// The element at the place of each row of the last axis, which the result does not have.
  @specialized(where S == Float)
  package func elements(at places: [Int32]) -> Tensor {
    let rows = rows
    let result = Tensor(uninitialized: shape.dropLast())
    defer { withExtendedLifetime(storage) {} }
    let target = result.storage.row
    for row in 0..<rows.rows { target[row] = rows[row, Int(places[row])] }
    return result
  }

  /// Zeros of `shape` but for the elements of self, each at its place of a row of the last axis,
  /// which self does not have: the transpose of ``elements(at:)``.
  @specialized(where S == Float)
  package func scattered(to shape: [Int], at places: [Int32]) -> Tensor {
    let result = Tensor(zeros: shape)
    defer { withExtendedLifetime(storage) {} }
    let (target, source) = (result.rows, storage.row)
    for row in 0..<target.rows { target[row, Int(places[row])] = source[row] }
    return result
  }

  /// Rows of a table, along its first axis: [R, ..] becomes [indices, ..]; a negative index is a row
  /// of zeros.
  @specialized(where S == Float)
  package func gathered(_ indices: [Int32]) -> Tensor {
    let (table, storage) = (entries, indices.storage)
    let result = Tensor(uninitialized: [indices.count] + shape.dropFirst())
    defer { withExtendedLifetime((self, storage)) {} }
    result.entries.gather(table, storage.indices)
    return result
  }

  /// Sums of rows: row i of self is added to row indices[i] of `count` rows of zeros; those of
  /// negative indices are left out. The transpose of ``gathered(_:)``.
  @specialized(where S == Float)
  package func scattered(_ indices: [Int32], rows count: Int) -> Tensor {
    let (values, storage) = (entries, indices.storage)
    let result = Tensor(zeros: [count] + shape.dropFirst())
    defer { withExtendedLifetime((self, storage)) {} }
    result.entries.scatterAdd(values, storage.indices)
    return result
  }

  /// The first axis as rows.
  private var entries: Block<S> {
    precondition(!shape.isEmpty, "entries of a single number")
    return storage.block(rows: shape[0], columns: shape.dropFirst().reduce(1, *))
  }
}

extension [Int32] {
  fileprivate var storage: IndexStorage {
    let storage = IndexStorage(count: count)
    for (row, index) in enumerated() { storage.indices[row] = index }
    return storage
  }
}
