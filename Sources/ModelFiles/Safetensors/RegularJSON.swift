import Foundation

/// Stops at what is amiss in a JSON text although the library has accepted it: a second occurrence
/// of a key in one object, of which the library keeps one and does not say which, and a comma
/// before a closing bracket, which JSON does not know.
///
/// - Parameter offset: where the text stands in its file, for the error.
/// - Complexity: O(`json.count`).
func requireRegularJSON(_ json: [UInt8], offset: Int) throws(SafetensorsError.Problem) {
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
      if nextMark(json, after: index) == UInt8(ascii: ":"), let depth = open.indices.last {
        let key = decodedString(json[start...min(index, json.count - 1)])
        if !open[depth].insert(key).inserted {
          throw .duplicateKey(offset: offset + start, key: key)
        }
      }
    case UInt8(ascii: ","):
      let next = nextMark(json, after: index)
      if next == UInt8(ascii: "}") || next == UInt8(ascii: "]") {
        throw .headerNotJSON(offset: offset + index, detail: "trailing comma")
      }
    default: break
    }
    index += 1
  }
}

/// The index of the quotation mark that closes the string opened at `start`.
private func endOfString(in json: [UInt8], from start: Int) -> Int {
  var index = start + 1
  while index < json.count, json[index] != UInt8(ascii: "\"") {
    index += json[index] == UInt8(ascii: "\\") ? 2 : 1
  }
  return index
}

/// The first byte after `index` that is no blank.
private func nextMark(_ json: [UInt8], after index: Int) -> UInt8? {
  let blanks = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
  return json.dropFirst(index + 1).first { !blanks.contains($0) }
}

/// The text of a string with its quotation marks; escapes are undone, as two spellings of one key
/// are one key.
private func decodedString(_ quoted: ArraySlice<UInt8>) -> String {
  if quoted.contains(UInt8(ascii: "\\")),
    let text = try? JSONDecoder().decode(String.self, from: Data(quoted))
  {
    return text
  }
  return String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self)
}
