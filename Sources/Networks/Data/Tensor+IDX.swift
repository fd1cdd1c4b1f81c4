internal import ModelFiles
public import TensorCore

extension Tensor where S == Float {
  /// The array of an IDX file, the format of the MNIST digits: two zero bytes, the type of the
  /// elements, the number of axes, the extent of each in four bytes, the elements in row-major
  /// order, all with the most significant byte first.
  ///
  /// Elements are converted to `Float`: bytes keep their value 0 to 255, whole numbers beyond 2^24
  /// and numbers of double precision are rounded.
  ///
  /// - Throws: `DataFileError`; sizes are compared before anything is allocated.
  /// - Complexity: the bytes of the file; at most 4 bytes of memory for each.
  public init(idx path: String) throws(DataFileError) {
    self = try DataFileError.about(path) { () throws(DataFileError.Problem) in
      var file = try DataFile(path)
      let (type, shape) = try IDXElement.header(&file)
      let count = try DataFile.elementCount(of: shape, elementSize: type.size)
      let (end, overflow) = file.offset.addingReportingOverflow(count * type.size)
      if overflow { throw .tooLarge(shape: shape) }
      try file.requireEnd(end)
      var tensor = Tensor(uninitialized: shape)
      try tensor.withMutableBlock { values throws(DataFileError.Problem) in
        try file.forEachPiece(count * type.size, at: file.offset) {
          bytes, before throws(DataFileError.Problem) in
          for index in 0..<bytes.count / type.size {
            values[before / type.size + index] = type.value(bytes, at: index * type.size)
          }
        }
      }
      return tensor
    }
  }
}

/// The types of the elements of an IDX file, by their codes.
private enum IDXElement: UInt8 {
  case unsignedByte = 0x08
  case signedByte = 0x09
  case short = 0x0B
  case int = 0x0C
  case float = 0x0D
  case double = 0x0E

  /// Bytes of an element.
  var size: Int {
    switch self {
    case .unsignedByte, .signedByte: 1
    case .short: 2
    case .int, .float: 4
    case .double: 8
    }
  }

  /// The element whose bytes begin at `offset`.
  func value(_ bytes: [UInt8], at offset: Int) -> Float {
    var word: UInt64 = 0
    for place in offset..<offset + size { word = word << 8 | UInt64(bytes[place]) }
    switch self {
    case .unsignedByte: return Float(word)
    case .signedByte: return Float(Int8(truncatingIfNeeded: word))
    case .short: return Float(Int16(truncatingIfNeeded: word))
    case .int: return Float(Int32(truncatingIfNeeded: word))
    case .float: return Float(bitPattern: UInt32(word))
    case .double: return Float(Double(bitPattern: word))
    }
  }

  /// The header, the file then standing at the first element.
  static func header(
    _ file: inout DataFile
  ) throws(DataFileError.Problem) -> (type: IDXElement, shape: [Int]) {
    func byte() throws(DataFileError.Problem) -> UInt8 {
      guard let byte = try file.next() else {
        throw .truncated(expected: file.size + 1, found: file.size)
      }
      return byte
    }
    guard try byte() == 0, try byte() == 0 else { throw .otherFormat(expected: "IDX") }
    let code = try byte()
    guard let type = IDXElement(rawValue: code) else { throw .unknownElementType(code: code) }
    let axes = try byte()
    guard axes > 0 else { throw .malformedHeader(offset: 3, detail: "no axes") }
    var shape: [Int] = []
    for _ in 0..<axes {
      var extent = 0
      for _ in 0..<4 { extent = extent << 8 | Int(try byte()) }
      shape.append(extent)
    }
    return (type, shape)
  }
}
