import Foundation

/// A parsed and checked header.
struct SafetensorsHeader: Decodable {
  private(set) var metadata: [String: String] = [:]
  /// In the order of the data, which they cover without gap or overlap.
  private(set) var entries: [StoredTensor] = []
  /// The entries as they are written.
  private var written: [(name: String, fields: EntryFields)] = []

  /// Parses the bytes of the header; `offset` is where they stand in the file.
  init(_ bytes: [UInt8], offset: Int) throws(SafetensorsError.Problem) {
    // The format asks for the brace; the decoder alone would also accept other encodings than
    // UTF-8.
    guard bytes.first == UInt8(ascii: "{") else {
      throw .headerNotJSON(offset: offset, detail: "no object")
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw .headerNotJSON(offset: offset, detail: "not UTF-8")
    }
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    } catch let problem as SafetensorsError.Problem {
      throw problem
    } catch {
      throw .headerNotJSON(offset: offset, detail: jsonDetail(error))
    }
    try requireRegularJSON(bytes, offset: offset)
    for (name, fields) in written { entries.append(try Self.entry(name, fields)) }
    try orderByData()
  }

  /// Parses the JSON; the entries are not checked.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    for key in container.allKeys {
      let isMetadata = key.stringValue == SafetensorsFile.metadataKey
      do {
        if isMetadata {
          metadata = try container.decodeIfPresent([String: String].self, forKey: key) ?? [:]
        } else {
          written.append((key.stringValue, try container.decode(EntryFields.self, forKey: key)))
        }
      } catch {
        throw isMetadata
          ? SafetensorsError.Problem.malformedMetadata(detail: jsonDetail(error))
          : .malformedEntry(tensor: key.stringValue, detail: jsonDetail(error))
      }
    }
  }

  private static func entry(
    _ name: String, _ fields: EntryFields
  ) throws(SafetensorsError.Problem) -> StoredTensor {
    guard let elementType = ElementType(rawValue: fields.dtype) else {
      throw .unknownElementType(tensor: name, found: fields.dtype)
    }
    guard let count = elementCount(of: fields.shape, size: elementType.size) else {
      throw .malformedEntry(tensor: name, detail: "shape \(fields.shape)")
    }
    let offsets = fields.data_offsets
    guard offsets.count == 2, 0 <= offsets[0], offsets[0] <= offsets[1] else {
      throw .malformedEntry(tensor: name, detail: "data_offsets \(offsets)")
    }
    let range = offsets[0]..<offsets[1]
    guard range.count == count * elementType.size else {
      throw .wrongByteCount(tensor: name, expected: count * elementType.size, found: range.count)
    }
    return StoredTensor(name: name, elementType: elementType, shape: fields.shape, range: range)
  }

  private mutating func orderByData() throws(SafetensorsError.Problem) {
    // Empty tensors share their offset with the next one; the name makes the order definite.
    entries.sort { left, right in
      (left.range.lowerBound, left.range.upperBound)
        == (right.range.lowerBound, right.range.upperBound)
        ? utf8Order(left.name, right.name)
        : (left.range.lowerBound, left.range.upperBound)
          < (right.range.lowerBound, right.range.upperBound)
    }
    var end = 0
    for entry in entries {
      let begin = entry.range.lowerBound
      if begin < end { throw .overlap(tensor: entry.name, expected: end, found: begin) }
      if begin > end { throw .hole(tensor: entry.name, expected: end, found: begin) }
      end = entry.range.upperBound
    }
  }
}

/// An entry as it stands in the header; the names are the format's.
private struct EntryFields: Decodable {
  let dtype: String
  let shape: [Int]
  // swift-format-ignore: AlwaysUseLowerCamelCase
  let data_offsets: [Int]
}

/// A key of the header: any text.
private struct Key: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
