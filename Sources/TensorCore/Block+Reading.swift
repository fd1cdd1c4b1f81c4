extension Block {
  /// Writes the elements of a contiguous block into `target` as doubles; allocates nothing.
  public func read(into target: inout [Double]) {
    precondition(
      isContiguous && target.count == count, "read \(shape) into \(target.count) places")
    // One type test for all elements: code that is generic over the scalar converts each through a witness.
    if let single = self as? Block<Float> {
      single.convert(into: &target) { Double($0) }
    } else if let double = self as? Block<Double> {
      double.convert(into: &target) { $0 }
    } else {
      convert(into: &target) { Double($0) }
    }
  }

  @inline(__always)
  private func convert(into target: inout [Double], _ double: (S) -> Double) {
    // Safe: the caller checked that there are as many elements as places.
    for index in target.indices { target[index] = unsafe double(base[index]) }
  }
}
