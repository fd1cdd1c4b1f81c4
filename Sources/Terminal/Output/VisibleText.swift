/// `text` for a message: control characters escaped, and cut with an ellipsis where the result
/// would have more than `limit` scalars, so that no text makes a message long.
package func visible(_ text: String, limit: Int = 120) -> String {
  var (result, length) = ("", 0)
  for scalar in text.unicodeScalars {
    let shown = isVisible(scalar) ? String(scalar) : scalar.escaped(asASCII: true)
    length += shown.unicodeScalars.count
    guard length <= limit else { return result + "…" }
    result += shown
  }
  return result
}

/// Bytes for a message, those that are no UTF-8 as `\xFF`.
func visible(_ bytes: [UInt8], limit: Int = 120) -> String {
  var text = ""
  var rest = bytes[...]
  while !rest.isEmpty, text.unicodeScalars.count <= limit {
    let length = (1...4).first { count in
      count <= rest.count && String(validating: rest.prefix(count), as: UTF8.self) != nil
    }
    if let length, let scalar = String(validating: rest.prefix(length), as: UTF8.self) {
      text += scalar
      rest.removeFirst(length)
    } else {
      let digits = String(rest.removeFirst(), radix: 16, uppercase: true)
      text += "\\x\(digits.utf8.count == 1 ? "0" : "")\(digits)"
    }
  }
  return visible(text, limit: limit)
}

/// `text` in quotes for a message, escaped and cut as by `visible`.
package func quoted(_ text: String) -> String { "'\(visible(text, limit: 60))'" }

private func isVisible(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .lineSeparator, .paragraphSeparator: false
  default: true
  }
}
