/// The contents of a safetensors file: named tensors in order, and text metadata.
///
/// Layout: the header's length as eight little-endian bytes; the header, a JSON object from names
/// to `{"dtype", "shape", "data_offsets": [begin, end]}` with the metadata under `__metadata__`,
/// padded with spaces so that the data starts at a multiple of 8; the data, little-endian and
/// row-major, without gaps, in the order of appending. Equal contents in equal order give equal
/// bytes.
///
/// A file written with a checksum carries it in the metadata key `recur.checksum`; see
/// ``checksumText`` for what it covers. Other tools ignore the key, and files of theirs without it
/// are read all the same.
public struct SafetensorsFile: Sendable {
  static let checksumKey = "recur.checksum"
  static let metadataKey = "__metadata__"
  /// The longest header that readers of this format accept.
  static let longestHeader = 100_000_000

  /// Text for the reader, by key. Never holds the checksum.
  public var metadata: [String: String]
  /// The path the contents were read from; empty if they were not.
  public let path: String
  /// Whether the file read carried a checksum, and so was verified.
  public let wasChecksummed: Bool
  private(set) var tensors: [StoredTensor]
  private var positions: [String: Int]

  /// Contents without tensors yet.
  public init(metadata: [String: String] = [:]) {
    self.init(path: "", metadata: metadata, tensors: [], wasChecksummed: false)
  }

  init(path: String, metadata: [String: String], tensors: [StoredTensor], wasChecksummed: Bool) {
    self.path = path
    self.metadata = metadata
    self.tensors = tensors
    self.wasChecksummed = wasChecksummed
    positions = Dictionary(
      tensors.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The names of the tensors in the order of their data.
  public var names: [String] { tensors.map(\.name) }

  /// The shape of a tensor, or `nil` if there is none of that name.
  public func shape(of name: String) -> [Int]? { positions[name].map { tensors[$0].shape } }

  /// The number format of a tensor, or `nil` if there is none of that name.
  public func elementType(of name: String) -> ElementType? {
    positions[name].map { tensors[$0].elementType }
  }

  /// Appends a tensor; `values` are row-major, as many as `shape` says. An empty shape is one
  /// number.
  ///
  /// Traps if the name is taken or reserved, or the number of values is not the shape's.
  ///
  /// - Complexity: O(`values.count`); the bytes are held until the contents go.
  public mutating func append<Element: TensorElement>(
    _ values: Span<Element>, shape: [Int], name: String
  ) {
    precondition(name != Self.metadataKey, "append: \(name) is reserved")
    precondition(positions[name] == nil, "append: a tensor named \(name) exists")
    precondition(
      elementCount(of: shape, size: Element.elementType.size) == values.count,
      "append \(name): \(values.count) values for shape \(shape)")
    positions[name] = tensors.count
    tensors.append(
      StoredTensor(
        name: name, elementType: Element.elementType, shape: shape,
        bytes: Element.bytes(of: values)))
  }

  /// Appends a tensor from an array, as the form for spans does.
  public mutating func append<Element: TensorElement>(
    _ values: [Element], shape: [Int], name: String
  ) {
    append(values.span, shape: shape, name: name)
  }

  /// The values of a tensor, row-major.
  ///
  /// - Parameter shape: the shape it must have; `nil` accepts any.
  /// - Throws: `SafetensorsError` if the tensor is missing or of another format or shape.
  /// - Complexity: O(number of values).
  public func values<Element: TensorElement>(
    of name: String, as type: Element.Type = Element.self, shape: [Int]? = nil
  ) throws(SafetensorsError) -> [Element] {
    guard let position = positions[name] else {
      throw SafetensorsError(path: path, problem: .missingTensor(name))
    }
    let tensor = tensors[position]
    guard tensor.elementType == Element.elementType else {
      throw SafetensorsError(
        path: path,
        problem: .wrongElementType(
          tensor: name, expected: Element.elementType, found: tensor.elementType))
    }
    if let shape, shape != tensor.shape {
      throw SafetensorsError(
        path: path, problem: .wrongShape(tensor: name, expected: shape, found: tensor.shape))
    }
    return Element.values(from: tensor.bytes)
  }

  /// The checksum of what the file means, as it stands in the metadata: `crc64-xz:` and 16
  /// hexadecimal digits.
  ///
  /// CRC-64/XZ over, in this order: the number of metadata pairs without the checksum's own, and of
  /// each, sorted by the UTF-8 bytes of the key, key and value; the number of tensors, and of each,
  /// sorted by the UTF-8 bytes of the name: name, dtype, rank, extents, number of data bytes, data.
  /// Numbers are eight little-endian bytes, texts their number of UTF-8 bytes and then these. So it
  /// does not depend on the order of the data or on how the header is spelled.
  ///
  /// - Complexity: O(bytes of data).
  public var checksumText: String {
    var checksum = Checksum()
    let pairs = metadata.filter { $0.key != Self.checksumKey }
    checksum.append(count: pairs.count)
    for (key, value) in pairs.sorted(by: { utf8Order($0.key, $1.key) }) {
      checksum.append(text: key)
      checksum.append(text: value)
    }
    checksum.append(count: tensors.count)
    for tensor in tensors.sorted(by: { utf8Order($0.name, $1.name) }) {
      checksum.append(text: tensor.name)
      checksum.append(text: tensor.elementType.rawValue)
      checksum.append(count: tensor.shape.count)
      for extent in tensor.shape { checksum.append(count: extent) }
      checksum.append(count: tensor.bytes.count)
      checksum.append(tensor.bytes)
    }
    let digits = String(checksum.value, radix: 16)
    return "crc64-xz:" + String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// Whether the UTF-8 bytes of `left` precede those of `right`: the same order on every platform.
func utf8Order(_ left: String, _ right: String) -> Bool {
  left.utf8.lexicographicallyPrecedes(right.utf8)
}
