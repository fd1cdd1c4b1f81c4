// Estimated extents of text in the system's sans-serif fonts. The widths are those of a wide font,
// so that what is laid out by them also fits in narrower ones.
extension String {
  /// The width at `size`, in the units of `size`.
  func width(size: Double) -> Double { reduce(0) { $0 + $1.ems } * size }

  /// The text, or its beginning and an ellipsis, no wider than `width`.
  func truncated(size: Double, width: Double) -> String {
    guard self.width(size: size) > width else { return self }
    var used = "…".width(size: size)
    var result = ""
    for character in self {
      used += character.ems * size
      if used > width { break }
      result.append(character)
    }
    return result + "…"
  }

  /// The text broken at spaces, or inside a word that alone is too wide, into lines within `width`.
  func wrapped(size: Double, width: Double) -> [String] {
    var lines: [String] = []
    var line = ""
    func fits(_ candidate: String) -> Bool { candidate.width(size: size) <= width }
    for word in split(whereSeparator: \.isWhitespace) {
      let joined = line.isEmpty ? String(word) : line + " " + word
      if fits(joined) {
        line = joined
        continue
      }
      if !line.isEmpty && fits(String(word)) {
        lines.append(line)
        line = String(word)
        continue
      }
      line = line.isEmpty ? "" : line + " "
      for character in word {
        if !line.isEmpty && !fits(line + String(character)) {
          lines.append(line)
          line = ""
        }
        line.append(character)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}

extension Character {
  /// The width in units of the font's size.
  fileprivate var ems: Double {
    guard let scalar = unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x2009, 0x200A, 0x202F: return 0.2
    case 0x20, 0xA0: return 0.33
    case 0x30...0x39: return 0.64
    case 0x41...0x5A: return "MWQO".unicodeScalars.contains(scalar) ? 0.95 : 0.72
    case 0x61...0x7A:
      if "ijl".unicodeScalars.contains(scalar) { return 0.3 }
      if "ftr".unicodeScalars.contains(scalar) { return 0.43 }
      return "mw".unicodeScalars.contains(scalar) ? 0.98 : 0.63
    case 0x21...0x2F where "!',.:;".unicodeScalars.contains(scalar): return 0.36
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 1.05
    default: return 0.72
    }
  }
}
