/// The number format of a stored tensor, named as in a safetensors header.
public enum ElementType: String, CaseIterable, Sendable {
  /// Eight bytes, IEEE 754.
  case float64 = "F64"
  /// Four bytes, IEEE 754.
  case float32 = "F32"
  /// Two bytes, IEEE 754.
  case float16 = "F16"
  /// The upper two bytes of a `float32`.
  case bfloat16 = "BF16"
  /// Eight bytes, signed.
  case int64 = "I64"
  /// Four bytes, signed.
  case int32 = "I32"
  /// Two bytes, signed.
  case int16 = "I16"
  /// A byte, signed.
  case int8 = "I8"
  /// Eight bytes.
  case uint64 = "U64"
  /// Four bytes.
  case uint32 = "U32"
  /// Two bytes.
  case uint16 = "U16"
  /// A byte.
  case uint8 = "U8"
  /// A byte, 0 or 1.
  case boolean = "BOOL"

  /// The bytes of one element.
  public var size: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .boolean: 1
    }
  }
}
