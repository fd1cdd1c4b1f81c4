/// A Swift number that a tensor in a file can consist of.
///
/// Bytes in files are little-endian; the conversion holds on machines of either order. The
/// requirements work on whole arrays so that each loop is compiled for its type inside this module.
public protocol TensorElement: BitwiseCopyable, Sendable {
  /// The format it is stored in.
  static var elementType: ElementType { get }

  /// The little-endian bytes of the values, in order.
  ///
  /// - Complexity: O(`values.count`).
  static func bytes(of values: Span<Self>) -> [UInt8]

  /// The values whose little-endian bytes these are; `bytes.count` is a multiple of the size.
  ///
  /// - Complexity: O(`bytes.count`).
  static func values(from bytes: [UInt8]) -> [Self]
}

@inline(__always)
private func littleEndianBytes<Value, Bits: FixedWidthInteger & BitwiseCopyable>(
  of values: Span<Value>, _ bits: (Value) -> Bits
) -> [UInt8] {
  let size = Bits.bitWidth / 8
  var bytes = [UInt8](repeating: 0, count: values.count * size)
  var span = bytes.mutableSpan
  for index in values.indices {
    let word = bits(values[index])
    for byte in 0..<size {
      span[index * size + byte] = UInt8(truncatingIfNeeded: word >> (8 * byte))
    }
  }
  return bytes
}

@inline(__always)
private func valuesFromLittleEndian<Value, Bits: FixedWidthInteger>(
  _ bytes: [UInt8], _ value: (Bits) -> Value
) -> [Value] {
  let size = Bits.bitWidth / 8
  precondition(
    bytes.count.isMultiple(of: size), "values: \(bytes.count) bytes in elements of \(size)")
  let span = bytes.span
  var values: [Value] = []
  values.reserveCapacity(bytes.count / size)
  for start in stride(from: 0, to: bytes.count, by: size) {
    var word: Bits = 0
    for byte in 0..<size {
      word |= Bits(truncatingIfNeeded: span[start + byte]) << (8 * byte)
    }
    values.append(value(word))
  }
  return values
}

extension Double: TensorElement {
  /// F64.
  public static var elementType: ElementType { .float64 }

  /// Eight bytes each.
  public static func bytes(of values: Span<Double>) -> [UInt8] {
    littleEndianBytes(of: values) { $0.bitPattern }
  }

  /// One value from every eight bytes.
  public static func values(from bytes: [UInt8]) -> [Double] {
    valuesFromLittleEndian(bytes) { Double(bitPattern: $0) }
  }
}

extension Float: TensorElement {
  /// F32.
  public static var elementType: ElementType { .float32 }

  /// Four bytes each.
  public static func bytes(of values: Span<Float>) -> [UInt8] {
    littleEndianBytes(of: values) { $0.bitPattern }
  }

  /// One value from every four bytes.
  public static func values(from bytes: [UInt8]) -> [Float] {
    valuesFromLittleEndian(bytes) { Float(bitPattern: $0) }
  }
}

extension Int64: TensorElement {
  /// I64.
  public static var elementType: ElementType { .int64 }

  /// Eight bytes each.
  public static func bytes(of values: Span<Int64>) -> [UInt8] {
    littleEndianBytes(of: values) { $0 }
  }

  /// One value from every eight bytes.
  public static func values(from bytes: [UInt8]) -> [Int64] {
    valuesFromLittleEndian(bytes) { $0 }
  }
}

extension Int32: TensorElement {
  /// I32.
  public static var elementType: ElementType { .int32 }

  /// Four bytes each.
  public static func bytes(of values: Span<Int32>) -> [UInt8] {
    littleEndianBytes(of: values) { $0 }
  }

  /// One value from every four bytes.
  public static func values(from bytes: [UInt8]) -> [Int32] {
    valuesFromLittleEndian(bytes) { $0 }
  }
}

extension UInt64: TensorElement {
  /// U64.
  public static var elementType: ElementType { .uint64 }

  /// Eight bytes each.
  public static func bytes(of values: Span<UInt64>) -> [UInt8] {
    littleEndianBytes(of: values) { $0 }
  }

  /// One value from every eight bytes.
  public static func values(from bytes: [UInt8]) -> [UInt64] {
    valuesFromLittleEndian(bytes) { $0 }
  }
}

extension UInt8: TensorElement {
  /// U8.
  public static var elementType: ElementType { .uint8 }

  /// The bytes themselves.
  public static func bytes(of values: Span<UInt8>) -> [UInt8] {
    littleEndianBytes(of: values) { $0 }
  }

  /// The bytes themselves.
  public static func values(from bytes: [UInt8]) -> [UInt8] { bytes }
}
