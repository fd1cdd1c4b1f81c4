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
  /// What is still to be read: only the header has been. `nil` once the contents are complete.
  private var pending: PendingData?
  private var positions: [String: Int]

  /// The open file whose data is to be read, where that begins, and the checksum expected of it.
  struct PendingData: Sendable {
    let file: OpenFile
    let start: Int
    let checksum: String?
  }

  /// Contents without tensors yet.
  public init(metadata: [String: String] = [:]) {
    self.init(path: "", metadata: metadata, tensors: [], pending: nil)
  }

  /// Contents of which all but the data of the tensors is known.
  init(
    path: String, metadata: [String: String], tensors: [StoredTensor], pending: PendingData?
  ) {
    self.path = path
    self.metadata = metadata
    self.tensors = tensors
    self.pending = pending
    wasChecksummed = pending?.checksum != nil
    positions = Dictionary(
      tensors.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Reads the data of the tensors, where only the header has been read, and verifies the checksum.
  ///
  /// - Throws: `SafetensorsError`; the contents are then as before.
  /// - Complexity: O(bytes of the file), all of which are held.
  mutating func load() throws(SafetensorsError) {
    guard let pending else { return }
    var loaded = self
    loaded.pending = nil
    do throws(SafetensorsError.Problem) {
      for index in tensors.indices {
        loaded.tensors[index].bytes = try pending.read(tensors[index])
      }
      if let checksum = pending.checksum { try loaded.require(checksum) }
    } catch {
      throw SafetensorsError(path: path, problem: error)
    }
    self = loaded
  }

  private func require(_ checksum: String) throws(SafetensorsError.Problem) {
    let found = checksumText
    // By bytes: equality of strings would overlook a different normal form.
    if !checksum.utf8.elementsEqual(found.utf8) {
      throw .checksumMismatch(expected: checksum, found: found)
    }
  }

  /// The bytes of all tensors.
  var dataByteCount: Int { tensors.last?.range.upperBound ?? 0 }

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
    requireLoaded("append \(name)")
    positions[name] = tensors.count
    let bytes = Element.bytes(of: values)
    tensors.append(
      StoredTensor(
        name: name, elementType: Element.elementType, shape: shape,
        range: dataByteCount..<dataByteCount + bytes.count, bytes: bytes))
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
    let tensor = try tensor(name, Element.elementType, shape: shape)
    requireLoaded("values of \(name)")
    return Element.values(from: tensor.bytes)
  }

  /// The tensor of a name; throws `SafetensorsError` if it is missing or of another format, or of
  /// another shape where one is given. The header alone answers.
  @discardableResult
  func tensor(
    _ name: String, _ elementType: ElementType, shape: [Int]?
  ) throws(SafetensorsError) -> StoredTensor {
    guard let position = positions[name] else {
      throw SafetensorsError(path: path, problem: .missingTensor(name))
    }
    let tensor = tensors[position]
    guard tensor.elementType == elementType else {
      throw SafetensorsError(
        path: path,
        problem: .wrongElementType(
          tensor: name, expected: elementType, found: tensor.elementType))
    }
    if let shape, shape != tensor.shape {
      throw SafetensorsError(
        path: path, problem: .wrongShape(tensor: name, expected: shape, found: tensor.shape))
    }
    return tensor
  }

  /// Stops at a use of data that was never read.
  func requireLoaded(_ use: String) {
    precondition(pending == nil, "\(use): only the header of \(path) has been read")
  }
}
