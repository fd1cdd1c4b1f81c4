/// One tensor of a safetensors file.
struct StoredTensor: Equatable, Sendable {
  let name: String
  let elementType: ElementType
  let shape: [Int]
  let bytes: [UInt8]  // little-endian, elementType.size * product of shape
}

/// A tensor as the header describes it, its data not yet read.
struct TensorEntry: Equatable {
  let name: String
  let elementType: ElementType
  let shape: [Int]
  let range: Range<Int>  // bytes from the start of the data
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
