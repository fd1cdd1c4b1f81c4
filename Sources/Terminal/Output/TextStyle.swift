/// How words stand out: bold or in a colour on a terminal, and not at all elsewhere.
package enum TextStyle: Sendable {
  case plain
  /// By the escape sequences of ECMA-48, which every terminal that moves its cursor knows.
  case coloured

  package func bold(_ text: String) -> String { marked(text, "1") }

  func error(_ text: String) -> String { marked(text, "1;31") }

  func warning(_ text: String) -> String { marked(text, "1;33") }

  func tip(_ text: String) -> String { marked(text, "1;36") }

  private func marked(_ text: String, _ code: String) -> String {
    self == .plain || text.isEmpty ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
