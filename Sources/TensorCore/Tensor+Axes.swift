extension Tensor {
  /// The axes in another order: axis i of the result is axis order[i].
  @specialized(where S == Float)
  package func permuted(_ order: [Int]) -> Tensor {
    precondition(order.sorted() == Array(shape.indices), "axes \(order) of \(shape)")
    let layout = AxisOrder(shape, order)
    let axes = layout.axes
    guard axes.count > 1, count > 0 else { return Tensor(self, shape: layout.shape) }
    defer { withExtendedLifetime(storage) {} }
    let last = axes[axes.count - 1]
    guard last.source > 1 else {
      // Runs that stay together are copied.
      let rows = axes[axes.count - 2]
      let result = Tensor(uninitialized: layout.shape)
      layout.forEachOffset(without: [axes.count - 2, axes.count - 1]) { target, source in
        result.storage.block(
          at: target, rows: rows.extent, columns: last.extent, stride: rows.target
        ).copy(
          from: storage.block(
            at: source, rows: rows.extent, columns: last.extent, stride: rows.source))
      }
      return result
    }
    guard let inner = axes.firstIndex(where: { $0.source == 1 }) else {
      preconditionFailure("axes \(order) of \(shape)")
    }
    let rows = axes[inner]
    let result = Tensor(zeros: layout.shape)
    layout.forEachOffset(without: [inner, axes.count - 1]) { target, source in
      result.storage.block(
        at: target, rows: rows.extent, columns: last.extent, stride: rows.target
      ).addTranspose(
        storage.block(at: source, rows: last.extent, columns: rows.extent, stride: last.source))
    }
    return result
  }

  /// The part `range` of axis `axis`.
  @specialized(where S == Float)
  package func slice(_ range: Range<Int>, axis: Int) -> Tensor {
    precondition(
      shape.indices.contains(axis) && range.lowerBound >= 0 && range.upperBound <= shape[axis],
      "\(range) of axis \(axis) of \(shape)")
    let result = Tensor(uninitialized: shape.replacing(axis, with: range.count))
    defer { withExtendedLifetime(storage) {} }
    result.matrix(from: axis).copy(from: columns(range, of: axis))
    return result
  }

  /// self[.., range, ..] += part, along axis `axis`.
  @specialized(where S == Float)
  package mutating func add(_ part: Tensor, to range: Range<Int>, axis: Int) {
    makeUnique()
    defer { withExtendedLifetime(part) {} }
    columns(range, of: axis).add(part.matrix(from: axis))
  }

  /// Tensors of the same shape but for axis `axis`, one after the other along it.
  @specialized(where S == Float)
  package static func concatenation(of parts: [Tensor], axis: Int) -> Tensor {
    precondition(
      parts.first.map { $0.shape.indices.contains(axis) } ?? false,
      "concatenation of \(parts.map(\.shape)) along axis \(axis)")
    let extent = parts.reduce(0) { $0 + $1.shape[axis] }
    let shape = parts[0].shape.replacing(axis, with: extent)
    let result = Tensor(uninitialized: shape)
    var first = 0
    for part in parts {
      let next = first + part.shape[axis]
      precondition(
        part.shape.replacing(axis, with: extent) == shape,
        "concatenation of \(parts.map(\.shape)) along axis \(axis)")
      result.columns(first..<next, of: axis).copy(from: part.matrix(from: axis))
      first = next
    }
    withExtendedLifetime(parts) {}
    return result
  }

  /// The elements as a matrix whose columns are those of axis `axis` and the axes after it.
  func matrix(from axis: Int) -> Block<S> {
    storage.block(
      rows: shape[..<axis].reduce(1, *), columns: shape[axis...].reduce(1, *))
  }

  private func columns(_ range: Range<Int>, of axis: Int) -> Block<S> {
    let size = shape[(axis + 1)...].reduce(1, *)
    return matrix(from: axis).columns(range.lowerBound * size..<range.upperBound * size)
  }
}

extension [Int] {
  /// The array with another element at `index`.
  package func replacing(_ index: Int, with element: Int) -> [Int] {
    var result = self
    result[index] = element
    return result
  }
}

/// Axes in another order, without those of one element, and those joined that stay neighbours.
struct AxisOrder {
  /// The shape in the new order.
  let shape: [Int]
  /// In the new order: their extents, and the distances between neighbouring elements in the new and
  /// in the old order.
  private(set) var axes: [(extent: Int, target: Int, source: Int)] = []

  init(_ old: [Int], _ order: [Int]) {
    shape = order.map { old[$0] }
    var strides = [Int](repeating: 1, count: old.count)
    for axis in old.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * old[axis + 1]
    }
    var target = 1
    for axis in order.reversed() where old[axis] != 1 {
      if let outer = axes.first, strides[axis] == outer.extent * outer.source {
        axes[0].extent *= old[axis]
      } else {
        axes.insert((old[axis], target, strides[axis]), at: 0)
      }
      target *= old[axis]
    }
  }

  /// Calls `body` with the first element's place, new and old, for each place of the axes but
  /// `inner` ones.
  func forEachOffset(without inner: Set<Int>, _ body: (_ target: Int, _ source: Int) -> Void) {
    let outer = axes.indices.filter { !inner.contains($0) }.map { axes[$0] }
    for index in 0..<outer.reduce(1, { $0 * $1.extent }) {
      var (rest, target, source) = (index, 0, 0)
      for axis in outer.reversed() {
        let (quotient, place) = rest.quotientAndRemainder(dividingBy: axis.extent)
        target += place * axis.target
        source += place * axis.source
        rest = quotient
      }
      body(target, source)
    }
  }
}
