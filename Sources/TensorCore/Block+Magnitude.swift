// Safe: every row has `columns` elements, and S is Float or Double.
extension Block {
  /// The largest magnitude of the elements: infinite where one is not a number, 0 where there are
  /// none.
  package var largestMagnitude: Double {
    requireMemory("largest magnitude")
    // Without their sign the bits of numbers are ordered as the numbers are, and integers are
    // compared many at once; what is not a number comes after infinity.
    var largest = 0.0
    if S.self == Float.self {
      var bits: Int32 = 0
      for row in 0..<rows {
        let elements = unsafe UnsafeRawPointer(base + row * stride)
          .assumingMemoryBound(to: Float.self)
        for column in 0..<columns {
          bits = unsafe max(bits, Int32(bitPattern: elements[column].magnitude.bitPattern))
        }
      }
      largest = Double(Float(bitPattern: UInt32(bitPattern: bits)))
    } else {
      var bits: Int64 = 0
      for row in 0..<rows {
        let elements = unsafe UnsafeRawPointer(base + row * stride)
          .assumingMemoryBound(to: Double.self)
        for column in 0..<columns {
          bits = unsafe max(bits, Int64(bitPattern: elements[column].magnitude.bitPattern))
        }
      }
      largest = Double(bitPattern: UInt64(bitPattern: bits))
    }
    return largest.isNaN ? .infinity : largest
  }
}
