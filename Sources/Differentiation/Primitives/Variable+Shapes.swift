internal import TensorCore

// Other orders and shapes of the same elements. Axes are counted from the outermost, or from behind
// where they are negative.
extension Variable {
  /// The elements in the same order with another shape.
  public func reshaped(to shape: [Int]) -> Variable {
    shape == self.shape ? self : Variable(Rearrangement.shape(shape), [self])
  }

  /// The axes in another order: axis i of the result is axis order[i].
  public func permuted(_ order: [Int]) -> Variable {
    order.elementsEqual(shape.indices) ? self : Variable(Rearrangement.order(order), [self])
  }

  /// The last two axes the other way round.
  public func transposed() -> Variable {
    precondition(shape.count >= 2, "transpose of \(shape)")
    var order = Array(shape.indices)
    order.swapAt(shape.count - 2, shape.count - 1)
    return permuted(order)
  }

  /// The part `range` of an axis.
  public func slice(_ range: Range<Int>, axis: Int) -> Variable {
    Variable(Rearrangement.slice(range, axis: self.axis(axis)), [self])
  }

  /// Rows along the first axis: [R, ..] becomes [indices, ..]; a negative index is a row of zeros.
  ///
  /// The adjoint of a row that is there several times is the sum of theirs.
  public func rows(_ indices: [Int32]) -> Variable { Variable(Rearrangement.rows(indices), [self]) }

  /// The variables, of the same shape but for one axis, one after the other along it.
  public static func concatenation(of parts: [Variable], axis: Int) -> Variable {
    precondition(!parts.isEmpty, "concatenation of nothing")
    return Variable(Concatenation(axis: parts[0].axis(axis)), parts)
  }

  /// The variables, of the same shape, along a new axis, which is before axis `axis` of theirs.
  public static func stack(_ parts: [Variable], axis: Int) -> Variable {
    concatenation(
      of: parts.map { part in
        var shape = part.shape
        shape.insert(1, at: axis < 0 ? axis + shape.count + 1 : axis)
        return part.reshaped(to: shape)
      }, axis: axis)
  }
}
