import Foundation

/// What the JSON library has to say about its error, without the names of its types.
func jsonDetail(_ error: any Error) -> String {
  guard let error = error as? DecodingError else { return "\(error)" }
  let (context, place) =
    switch error {
    case .keyNotFound(let key, let context): (context, context.codingPath + [key])
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      (context, context.codingPath)
    @unknown default: (DecodingError.Context(codingPath: [], debugDescription: "\(error)"), [])
    }
  let names = place.map { $0.intValue.map(String.init) ?? $0.stringValue }
  let text = context.debugDescription
  return names.isEmpty ? text : names.joined(separator: ".") + ": " + text
}

/// The first key that occurs twice in one object of a valid JSON text, with the offset of its second
/// occurrence. The library keeps one of the two and does not say which.
///
/// - Complexity: O(`json.count`).
func firstDuplicateKey(in json: [UInt8]) -> (offset: Int, key: String)? {
  // One set of keys for each open object; an array has an empty set that stays so.
  var open: [Set<String>] = []
  var index = 0
  while index < json.count {
    switch json[index] {
    case UInt8(ascii: "{"), UInt8(ascii: "["): open.append([])
    case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
    case UInt8(ascii: "\""):
      let start = index
      index = endOfString(in: json, from: start)
      if isFollowedByColon(json, index), let depth = open.indices.last {
        let key = decodedString(json[start...min(index, json.count - 1)])
        if !open[depth].insert(key).inserted { return (start, key) }
      }
    default: break
    }
    index += 1
  }
  return nil
}

/// The index of the quotation mark that closes the string opened at `start`.
private func endOfString(in json: [UInt8], from start: Int) -> Int {
  var index = start + 1
  while index < json.count, json[index] != UInt8(ascii: "\"") {
    index += json[index] == UInt8(ascii: "\\") ? 2 : 1
  }
  return index
}

private func isFollowedByColon(_ json: [UInt8], _ index: Int) -> Bool {
  let blanks = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
  let next = json.dropFirst(index + 1).first { !blanks.contains($0) }
  return next == UInt8(ascii: ":")
}

/// The text of a string with its quotation marks; escapes are undone, as two spellings of one key are
/// one key.
private func decodedString(_ quoted: ArraySlice<UInt8>) -> String {
  if quoted.contains(UInt8(ascii: "\\")),
    let text = try? JSONDecoder().decode(String.self, from: Data(quoted))
  {
    return text
  }
  return String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self)
}
