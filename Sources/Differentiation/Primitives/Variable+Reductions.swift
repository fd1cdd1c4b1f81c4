public import TensorCore

// Axes of a reduction are counted from the outermost, or from behind where they are negative. They
// are left out of the result, or kept with extent 1.
extension Variable {
  /// The sum of all elements.
  public func sum() -> Variable {
    Variable(Summation(kept: shape.map { _ in 1 }, shape: []), [self])
  }

  /// The sum over `axes`.
  public func sum(over axes: [Int], keepingAxes: Bool = false) -> Variable {
    let reduced = reduced(axes)
    let kept = shape.indices.map { reduced.contains($0) ? 1 : shape[$0] }
    return Variable(
      Summation(kept: kept, shape: keepingAxes ? kept : remaining(reduced, keeping: false)), [self])
  }

  /// The mean of all elements.
  public func mean() -> Variable { sum() / Double(value.count) }

  /// The mean over `axes`.
  public func mean(over axes: [Int], keepingAxes: Bool = false) -> Variable {
    sum(over: axes, keepingAxes: keepingAxes)
      / Double(reduced(axes).reduce(1) { $0 * shape[$1] })
  }

  /// The largest element over `axes`, whose adjoint is that of the first of equal ones.
  public func maximum(over axes: [Int], keepingAxes: Bool = false) -> Variable {
    rows(of: axes, keepingAxes) { Variable(RowMaximum(), [$0]) }
  }

  /// log sum e^x over `axes`, without overflow.
  public func logSumExp(over axes: [Int], keepingAxes: Bool = false) -> Variable {
    rows(of: axes, keepingAxes) { Variable(LogSumExp(), [$0]) }
  }

  /// e^x_i / sum_j e^x_j along an axis, the last one unless said otherwise.
  public func softmax(axis: Int = -1, pool: WorkerPool? = nil) -> Variable {
    let axis = self.axis(axis)
    let softmax = Softmax<S>(pool: pool)
    if axis == shape.count - 1 { return Variable(softmax, [self]) }
    var order = Array(shape.indices)
    order.swapAt(axis, shape.count - 1)
    return Variable(softmax, [permuted(order)]).permuted(order)
  }

  /// log softmax along an axis, the last one unless said otherwise: x - log sum e^x.
  public func logSoftmax(axis: Int = -1) -> Variable {
    self - logSumExp(over: [axis], keepingAxes: true)
  }

  /// The axis that `axis` stands for.
  func axis(_ axis: Int) -> Int {
    let found = axis < 0 ? axis + shape.count : axis
    precondition(shape.indices.contains(found), "axis \(axis) of \(shape)")
    return found
  }

  private func reduced(_ axes: [Int]) -> Set<Int> {
    let reduced = Set(axes.map(axis))
    precondition(reduced.count == axes.count, "axes \(axes) of \(shape)")
    return reduced
  }

  private func remaining(_ reduced: Set<Int>, keeping: Bool) -> [Int] {
    shape.indices.compactMap { reduced.contains($0) ? (keeping ? 1 : nil) : shape[$0] }
  }

  /// A reduction of the last axis, applied to `axes` as one.
  private func rows(
    of axes: [Int], _ keepingAxes: Bool, _ reduction: (Variable) -> Variable
  ) -> Variable {
    let reduced = reduced(axes)
    let kept = shape.indices.filter { !reduced.contains($0) }
    let ordered = permuted(kept + reduced.sorted())
    let size = reduced.reduce(1) { $0 * shape[$1] }
    return reduction(ordered.reshaped(to: kept.map { shape[$0] } + [size]))
      .reshaped(to: remaining(reduced, keeping: keepingAxes))
  }
}
