extension String {
  /// The text in which `\n`, `\t` and `\\` are a line end, a tab and a backslash, as a shell's word
  /// cannot easily hold the first two; any other backslash stands for itself.
  package var unescaped: String {
    var result = String.UnicodeScalarView()
    var rest = unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\\", let next = rest.first, let meaning = Self.escapes[next] else {
        result.append(scalar)
        continue
      }
      rest.removeFirst()
      result.append(meaning)
    }
    return String(result)
  }

  private static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
    "n": "\n", "t": "\t", "\\": "\\",
  ]
}
