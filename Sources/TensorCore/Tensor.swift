/// A row-major array of any shape: a value, copied when it is changed while shared.
public struct Tensor<S: KernelScalar>: Sendable {
  /// The extent of each axis, outermost first; empty for a single number.
  public let shape: [Int]
  @usableFromInline var storage: Storage<S>

  /// Zeros of the shape.
  public init(zeros shape: [Int]) {
    precondition(shape.allSatisfy { $0 >= 0 }, "tensor: shape \(shape)")
    self.shape = shape
    storage = Storage(count: shape.reduce(1, *))
  }

  /// Elements of any value, all of which will be written before they are read.
  package init(uninitialized shape: [Int]) {
    precondition(shape.allSatisfy { $0 >= 0 }, "tensor: shape \(shape)")
    self.shape = shape
    storage = Storage(count: shape.reduce(1, *), cleared: false)
  }

  /// A tensor of elements that `write` writes, all of them, into one row.
  package init(uninitialized shape: [Int], _ write: (Block<S>) -> Void) {
    self.init(uninitialized: shape)
    write(storage.row)
    withExtendedLifetime(storage) {}
  }

  /// Elements of a part of `storage`, which others see changed: all are written by `write`.
  package init(within storage: Storage<S>, at first: Int, shape: [Int], _ write: (Block<S>) -> Void)
  {
    self.shape = shape
    self.storage = Storage(part: first, count: shape.reduce(1, *), of: storage)
    write(self.storage.row)
    withExtendedLifetime(storage) {}
  }

  /// The elements of a tensor from `first` on, in their order, as a tensor of the shape; they are
  /// shared until one of the two is changed.
  package init(_ tensor: Tensor, at first: Int, shape: [Int]) {
    self.shape = shape
    storage = Storage(part: first, count: shape.reduce(1, *), of: tensor.storage)
  }

  /// The same elements in the same order as a tensor of another shape; they are shared until one of
  /// the two is changed.
  package init(_ tensor: Tensor, shape: [Int]) {
    precondition(
      shape.reduce(1, *) == tensor.count, "tensor: \(tensor.shape) as shape \(shape)")
    self.shape = shape
    storage = tensor.storage
  }

  /// The values in row-major order.
  public init(shape: [Int], values: [S]) {
    self.init(zeros: shape)
    precondition(values.count == count, "tensor: shape \(shape) with \(values.count) values")
    storage.row.array = values
  }

  /// Number of elements.
  public var count: Int { storage.count }

  /// The elements in row-major order.
  public var values: [S] { storage.row.array }

  /// The element at an index of the row-major order.
  package subscript(flat index: Int) -> S {
    get { storage.row[index] }
    set {
      makeUnique()
      storage.row[index] = newValue
    }
  }

  /// self += other, of the same shape; in place where nobody shares the elements.
  @specialized(where S == Float)
  package mutating func add(_ other: Tensor) {
    precondition(other.shape == shape, "tensor: \(shape) += \(other.shape)")
    makeUnique()
    defer { withExtendedLifetime((storage, other)) {} }
    storage.row.add(other.storage.row)
  }

  @usableFromInline
  @specialized(where S == Float)
  mutating func makeUnique() {
    if storage.isPart || !isKnownUniquelyReferenced(&storage) {
      let copy = Storage<S>(count: storage.count, cleared: false)
      copy.row.copy(from: storage.row)
      storage = copy
    }
  }

  /// Calls `body` with all elements as one row, to be read only. The block is valid during the
  /// call.
  @inlinable
  package func withBlock<Result, Failure: Error>(
    _ body: (Block<S>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(storage) {} }
    return try body(storage.row)
  }

  /// Calls `body` with all elements of each of `tensors` as one row, to be read only. The blocks
  /// are valid during the call.
  package static func withBlocks<Result>(
    _ tensors: [Tensor], _ body: ([Block<S>]) -> Result
  ) -> Result {
    defer { withExtendedLifetime(tensors) {} }
    // No key path: one would be made anew each time.
    return body(tensors.map { $0.storage.row })
  }

  /// Calls `body` with all elements as one row, to be changed. The block is valid during the call.
  @inlinable
  package mutating func withMutableBlock<Result, Failure: Error>(
    _ body: (Block<S>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    makeUnique()
    defer { withExtendedLifetime(storage) {} }
    return try body(storage.row)
  }
}

extension Tensor: Equatable {
  /// Whether shapes and all elements are equal (as numbers: -0 equals 0, NaN equals nothing).
  public static func == (left: Tensor, right: Tensor) -> Bool {
    left.shape == right.shape && left.values == right.values
  }
}
