internal import CKernels

// Arrays [N, C, L] as matrices [N, C L]: channels are runs of L neighbouring columns.
//
// Safe: every call below checks the shapes that the kernel reads and writes.
extension Block {
  /// Adds up the elements of each channel. With v = x - shift, x being self:
  ///
  ///     sums[c] += sum v        products[c] += sum v^2
  ///     sums[c] += sum w        products[c] += sum w v        with weights w [N, C L]
  ///
  /// The others are one row of C numbers each.
  @specialized(where S == Float)
  package func addChannels(
    weights: Block? = nil, length: Int, shifts: Block<Double>, sums: Block<Double>,
    products: Block<Double>
  ) {
    let count = shifts.count
    precondition(
      columns == count * length && sums.count == count && products.count == count
        && (weights.map { $0.columns == columns && $0.rows == rows && $0.stride == stride } ?? true),
      "sums of \(count) channels of \(length) in \(shape), weights \(weights?.shape ?? "none")")
    unsafe S.kernels.pointee.channel_sums(
      rows, count, length, stride, base, weights?.base, shifts.base, sums.base, products.base)
  }

  /// self = a (x - shift) + b w + c, channel by channel; without weights w without b w.
  ///
  /// Shapes: self, x and w [N, C L], rows as far apart in each of them; the others one row of C
  /// numbers each.
  @specialized(where S == Float)
  package func mapChannels(
    of x: Block, weights: Block? = nil, length: Int, shifts: Block<Double>, a: Block<Double>,
    b: Block<Double>, c: Block<Double>
  ) {
    let count = shifts.count
    precondition(
      columns == count * length && a.count == count && b.count == count && c.count == count
        && [x, weights ?? x].allSatisfy {
          $0.columns == columns && $0.rows == rows && $0.stride == stride
        },
      "map of \(count) channels of \(length) of \(x.shape) into \(shape)")
    unsafe S.kernels.pointee.channel_map(
      rows, count, length, stride, base, x.base, weights?.base, shifts.base, a.base, b.base, c.base)
  }
}
