/// One tensor of a safetensors file, with its data or as the header alone describes it.
struct StoredTensor: Equatable, Sendable {
  let name: String
  let elementType: ElementType
  let shape: [Int]
  /// Bytes from the start of the data: elementType.size * product of shape.
  let range: Range<Int>
  /// Little-endian, as many as `range` says; none before they are read.
  var bytes: [UInt8] = []
}

/// The number of elements of a shape, or `nil` if the shape is negative somewhere or the elements,
/// `size` bytes each, exceed what can be addressed.
func elementCount(of shape: [Int], size: Int) -> Int? {
  var count = 1
  for extent in shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: extent)
    if extent < 0 || overflow { return nil }
    count = product
  }
  return count.multipliedReportingOverflow(by: size).overflow ? nil : count
}
