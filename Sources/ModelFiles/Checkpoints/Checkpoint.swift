import Foundation

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
  private var file: SafetensorsFile

  /// A checkpoint without contents yet.
  public init(kind: String, formatVersion: Int) {
    precondition(formatVersion >= 1, "checkpoint: format version \(formatVersion), from 1")
    self.kind = kind
    self.formatVersion = formatVersion
    file = SafetensorsFile(metadata: [
      Self.kindKey: kind, Self.versionKey: String(formatVersion),
    ])
  }

  /// Loads and verifies the checkpoint at `path`.
  ///
  /// - Parameters:
  ///   - kind: the kind it must be of; `nil` accepts any.
  ///   - newestVersion: the newest format version the caller understands.
  /// - Throws: `CheckpointError`.
  /// - Complexity: O(bytes of the file), all of which are held.
  public init(
    contentsOf path: String, kind: String?, newestVersion: Int
  ) throws(CheckpointError) {
    do throws(CheckpointError.Problem) {
      file = try Self.file(path)
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

  /// Writes the checkpoint to `path` atomically; see ``AtomicFile``.
  ///
  /// - Throws: `FileError`; the old file is then untouched.
  public func write(to path: String) throws(FileError) {
    try file.write(to: path, checksummed: true)
  }

  private static func file(_ path: String) throws(CheckpointError.Problem) -> SafetensorsFile {
    do {
      return try SafetensorsFile(contentsOf: path)
    } catch {
      throw .safetensors(error.problem)
    }
  }
}

// MARK: - Tensors

extension Checkpoint {
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

// MARK: - Sections

extension Checkpoint {
  /// The names of the sections, sorted; the configuration is one.
  public var sectionNames: [String] {
    file.metadata.keys.filter { $0.hasPrefix(Self.sectionPrefix) }
      .map { String($0.dropFirst(Self.sectionPrefix.count)) }.sorted(by: utf8Order)
  }

  /// Stores the model's configuration.
  ///
  /// - Throws: `CheckpointError` if its own `encode` throws.
  public mutating func setConfiguration(_ value: some Encodable) throws(CheckpointError) {
    try setSection(Self.configurationSection, to: value)
  }

  /// The model's configuration.
  ///
  /// - Throws: `CheckpointError` if it is missing or not of that type.
  public func configuration<Value: Decodable>(
    as type: Value.Type = Value.self
  ) throws(CheckpointError) -> Value {
    try section(Self.configurationSection, as: type)
  }

  /// Stores a value under a name, in place of what stood there. Numbers come back exactly, also
  /// those that JSON does not know: infinities and NaN.
  ///
  /// - Throws: `CheckpointError` if the value's own `encode` throws.
  public mutating func setSection(
    _ name: String, to value: some Encodable
  ) throws(CheckpointError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    do {
      file.metadata[Self.sectionPrefix + name] = String(
        decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw CheckpointError(
        path: file.path, problem: .malformedSection(name, detail: "\(error)"))
    }
  }

  /// The value stored under a name.
  ///
  /// - Throws: `CheckpointError` if it is missing or not of that type.
  public func section<Value: Decodable>(
    _ name: String, as type: Value.Type = Value.self
  ) throws(CheckpointError) -> Value {
    guard let text = file.metadata[Self.sectionPrefix + name] else {
      throw CheckpointError(path: file.path, problem: .missingSection(name))
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    do {
      return try decoder.decode(type, from: Data(text.utf8))
    } catch {
      throw CheckpointError(
        path: file.path, problem: .malformedSection(name, detail: jsonDetail(error)))
    }
  }
}
