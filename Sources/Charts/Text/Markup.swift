/// XML under construction: every value and every text that enters is escaped.
struct Markup: Sendable {
  private(set) var text = ""

  /// Begins an element that `close` ends.
  mutating func open(_ name: String, _ attributes: [(String, String)] = []) {
    start(name, attributes)
    text += ">"
  }

  mutating func close(_ name: String) {
    text += "</\(name)>"
  }

  /// An element without children; with `content`, one that holds only that text.
  mutating func element(
    _ name: String, _ attributes: [(String, String)] = [], content: String? = nil
  ) {
    start(name, attributes)
    if let content {
      text += ">\(Self.escape(content))</\(name)>"
    } else {
      text += "/>"
    }
  }

  /// Markup that is already well formed.
  mutating func append(_ other: Markup) {
    text += other.text
  }

  /// Text of our own that XML lets stand as it is, such as a style sheet.
  mutating func append(verbatim other: String) {
    text += other
  }

  mutating func append(content: String) {
    text += Self.escape(content)
  }

  private mutating func start(_ name: String, _ attributes: [(String, String)]) {
    text += "<\(name)"
    for (key, value) in attributes {
      text += " \(key)=\"\(Self.escape(value))\""
    }
  }

  /// `text` with markup characters escaped and characters that XML 1.0 forbids replaced by U+FFFD.
  static func escape(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "\t", "\n": result.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result.append("\u{FFFD}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// A coordinate with at most two decimals, the same on every platform.
  static func coordinate(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "0" }
    let hundredths = Int((abs(value) * 100).rounded())
    var result = String(hundredths / 100)
    let rest = hundredths % 100
    if rest != 0 {
      result += rest % 10 == 0 ? ".\(rest / 10)" : ".\(rest < 10 ? "0" : "")\(rest)"
    }
    return value < 0 && hundredths != 0 ? "-" + result : result
  }
}
