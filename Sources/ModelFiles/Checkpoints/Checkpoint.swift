/// A model and all that its training needs to go on, in one safetensors file with a checksum.
///
/// The metadata holds `recur.kind`, `recur.format_version` and, as JSON with sorted keys, the
/// sections: `recur.section.NAME` for each, the configuration among them. Equal states thus give
/// equal bytes, as long as a section's own encoding is definite: a `Set` has no order, an array
/// has.
public struct Checkpoint: Sendable {
  static let kindKey = "recur.kind"
  static let versionKey = "recur.format_version"
  static let sectionPrefix = "recur.section."
  static let configurationSection = "configuration"

  /// What kind of model it is, for example `charlm`.
  public let kind: String
  /// The version of the layout of this kind's sections and tensors, from 1.
  public let formatVersion: Int
  /// The tensors and the metadata.
  var file: SafetensorsFile

  /// A checkpoint without contents yet.
  public init(kind: String, formatVersion: Int) {
    precondition(formatVersion >= 1, "checkpoint: format version \(formatVersion), from 1")
    self.kind = kind
    self.formatVersion = formatVersion
    file = SafetensorsFile(metadata: [
      Self.kindKey: kind, Self.versionKey: String(formatVersion),
    ])
  }

  /// Reads and verifies the checkpoint at `path`.
  ///
  /// - Parameters:
  ///   - kind: the kind it must be of; `nil` accepts any.
  ///   - newestVersion: the newest format version the caller understands.
  /// - Throws: `CheckpointError`.
  /// - Complexity: O(bytes of the file), all of which are held.
  public init(
    contentsOf path: String, kind: String?, newestVersion: Int
  ) throws(CheckpointError) {
    try self.init(headerOf: path, kind: kind, newestVersion: newestVersion)
    try load()
  }

  /// Reads the header of the checkpoint at `path`: what kind it is of, its sections, and names and
  /// shapes of its tensors. Their data is read by ``load()``, once the header is believed.
  ///
  /// - Throws: `CheckpointError`.
  /// - Complexity: O(bytes of the header).
  package init(
    headerOf path: String, kind: String?, newestVersion: Int
  ) throws(CheckpointError) {
    do throws(CheckpointError.Problem) {
      file = try Self.header(path)
      let found = file.metadata[Self.kindKey]
      guard let found else { throw .notACheckpoint(key: Self.kindKey) }
      guard let version = file.metadata[Self.versionKey].flatMap({ Int($0) }), version >= 1 else {
        throw .notACheckpoint(key: Self.versionKey)
      }
      guard file.wasChecksummed else { throw .checksumMissing }
      if let kind, kind != found { throw .otherKind(expected: kind, found: found) }
      if version > newestVersion { throw .newerVersion(newest: newestVersion, found: version) }
      self.kind = found
      formatVersion = version
    } catch {
      throw CheckpointError(path: path, problem: error)
    }
  }

  /// Reads the data of the tensors, where only the header has been read, and verifies the checksum.
  ///
  /// - Throws: `CheckpointError`.
  /// - Complexity: O(bytes of the file), all of which are held.
  package mutating func load() throws(CheckpointError) {
    do {
      try file.load()
    } catch {
      throw CheckpointError(path: file.path, problem: .safetensors(error.problem))
    }
  }

  /// Writes the checkpoint to `path` atomically; see ``AtomicFile``.
  ///
  /// - Throws: `FileError`; the old file is then untouched.
  public func write(to path: String) throws(FileError) {
    try write(to: path, displacing: nil)
  }

  /// Writes the checkpoint to `path` atomically; the file `displaced`, which must never stand
  /// beside the new one, goes in the same moment, or stays with the old one where the writing
  /// fails.
  ///
  /// - Throws: `FileError`; both files are then untouched.
  package func write(to path: String, displacing displaced: String?) throws(FileError) {
    try file.write(to: path, checksummed: true, displacing: displaced)
  }

  private static func header(_ path: String) throws(CheckpointError.Problem) -> SafetensorsFile {
    do {
      return try SafetensorsFile(headerOf: path)
    } catch {
      throw .safetensors(error.problem)
    }
  }
}

// MARK: - Tensors

extension Checkpoint {
  /// The path it was read from; empty if it was not.
  package var path: String { file.path }

  /// The bytes of all tensors, as the header tells.
  package var dataByteCount: Int { file.dataByteCount }

  /// Stops where the header has no tensor of that name, format and shape.
  ///
  /// - Throws: `CheckpointError`.
  package func requireTensor(
    _ name: String, _ elementType: ElementType, shape: [Int]
  ) throws(CheckpointError) {
    do {
      try file.tensor(name, elementType, shape: shape)
    } catch {
      throw CheckpointError(path: file.path, problem: .safetensors(error.problem))
    }
  }

  /// The names of the tensors in the order of their data.
  public var tensorNames: [String] { file.names }

  /// The shape of a tensor, or `nil` if there is none of that name.
  public func shape(of name: String) -> [Int]? { file.shape(of: name) }

  /// The number format of a tensor, or `nil` if there is none of that name.
  public func elementType(of name: String) -> ElementType? { file.elementType(of: name) }

  /// Appends a tensor, row-major; traps as ``SafetensorsFile`` does.
  public mutating func append<Element: TensorElement>(
    _ values: Span<Element>, shape: [Int], name: String
  ) {
    file.append(values, shape: shape, name: name)
  }

  /// Appends a tensor from an array, row-major; traps as ``SafetensorsFile`` does.
  public mutating func append<Element: TensorElement>(
    _ values: [Element], shape: [Int], name: String
  ) {
    file.append(values.span, shape: shape, name: name)
  }

  /// The values of a tensor, row-major.
  ///
  /// - Parameter shape: the shape it must have; `nil` accepts any.
  /// - Throws: `CheckpointError` if the tensor is missing or of another format or shape.
  public func values<Element: TensorElement>(
    of name: String, as type: Element.Type = Element.self, shape: [Int]? = nil
  ) throws(CheckpointError) -> [Element] {
    do {
      return try file.values(of: name, as: type, shape: shape)
    } catch {
      throw CheckpointError(path: file.path, problem: .safetensors(error.problem))
    }
  }
}
