/// A text as sequences of Unicode scalars, in which canonically equivalent texts differ.
typealias ScalarString = [Unicode.Scalar]

extension StringProtocol {
  /// The scalars of the text.
  var scalarString: ScalarString { Array(unicodeScalars) }

  /// The scalars in lower case as Python's `str.lower` gives them: a capital sigma at the end of a
  /// word becomes the final form (The Unicode Standard, section 3.13, Final_Sigma).
  var lowercasedScalars: ScalarString {
    let scalars = scalarString
    return scalars.indices.flatMap { place -> ScalarString in
      guard scalars[place] == "\u{3A3}" else {
        return scalars[place].properties.lowercaseMapping.scalarString
      }
      let before = scalars[..<place].last { !$0.properties.isCaseIgnorable }
      let after = scalars[(place + 1)...].first { !$0.properties.isCaseIgnorable }
      let isFinal = before?.properties.isCased == true && after?.properties.isCased != true
      return [isFinal ? "\u{3C2}" : "\u{3C3}"]
    }
  }
}

extension Collection where Element == Unicode.Scalar {
  /// The runs between white space.
  func splitAtWhitespace() -> [ScalarString] {
    split(whereSeparator: \.isPythonWhitespace).map { Array($0) }
  }
}

extension Unicode.Scalar {
  /// Whether Python's `str.split` cuts here: Unicode's White_Space and the separators U+001C to
  /// U+001F. sacreBLEU is defined by it.
  var isPythonWhitespace: Bool {
    value < 0x80
      ? value == 0x20 || (0x09...0x0D).contains(value) || (0x1C...0x1F).contains(value)
      : properties.isWhitespace
  }

  /// Whether this is one of the digits 0 to 9.
  var isASCIIDigit: Bool { (0x30...0x39).contains(value) }
}
