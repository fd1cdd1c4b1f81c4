extension String {
  /// The text with what a reader could not see made visible: a space as ␣, control characters as
  /// their pictures, a lone combining mark on a dotted circle, invisible characters by code point.
  var visible: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0x09: result += "⇥"
      case 0x0A: result += "⏎"
      case 0x00..<0x20: result.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value)).picture)
      case 0x7F: result += "␡"
      case 0x20, 0x3000: result += "␣"
      case 0xA0: result += "⍽"
      case 0x200D where !result.isEmpty: result.unicodeScalars.append(scalar)
      case 0xFE00...0xFE0F where !result.isEmpty: result.unicodeScalars.append(scalar)
      default:
        let properties = scalar.properties
        if properties.isDefaultIgnorableCodePoint || properties.generalCategory == .control {
          result += "U+" + String(scalar.value, radix: 16, uppercase: true)
        } else {
          if result.isEmpty && properties.canonicalCombiningClass != .notReordered {
            result += "\u{25CC}"
          }
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// The control picture (U+2400 block) of a control character below U+0020.
  fileprivate var picture: Unicode.Scalar { Unicode.Scalar(0x2400 + value) ?? "\u{FFFD}" }
}
