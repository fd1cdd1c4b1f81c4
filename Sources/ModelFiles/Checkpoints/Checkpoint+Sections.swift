import Foundation

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
