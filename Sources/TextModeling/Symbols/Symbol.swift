/// One entry of a vocabulary: the exact UTF-8 bytes that it stands for.
///
/// Two symbols are equal when their bytes are. This is finer than the equality of `Character`,
/// which is canonical equivalence: "é" as one scalar and "é" as "e" with a combining accent are two
/// symbols, because a text that is encoded and decoded must come back byte for byte.
public struct Symbol: Hashable, Sendable {
  /// The UTF-8 bytes; a part of a sequence when the unit is the byte, empty for `<unk>` alone.
  public let bytes: [UInt8]

  /// The symbol of these bytes.
  public init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The symbol of a text's UTF-8 bytes.
  public init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// `<unk>`, in whose place any symbol outside the vocabulary may have stood.
  public static let unknown = Symbol(bytes: [])

  /// The end of a line, LF.
  package static let lineEnd = Symbol(bytes: [lineFeed])

  /// Whether this is `<unk>`.
  public var isUnknown: Bool { bytes.isEmpty }

  /// The bytes that decoding writes: its own, or those of U+FFFD for `<unk>`.
  var spelling: [UInt8] { isUnknown ? [0xEF, 0xBF, 0xBD] : bytes }
}

extension Symbol: Comparable {
  /// Code order: byte by byte, which for UTF-8 is the order of the scalar values.
  public static func < (left: Symbol, right: Symbol) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

extension Symbol: CustomStringConvertible {
  /// The symbol for a person: itself when it can be seen, `U+000A` for invisible scalars and for
  /// marks that stand alone, `0xE3` for a byte that is no text by itself, `<unk>` for the unknown
  /// symbol. Of more than 24 scalars or bytes the first are shown, and `…`.
  public var description: String {
    if isUnknown { return "<unk>" }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return Self.shown(bytes) { "0x" + Self.hexadecimal(UInt32($0), digits: 2) }
    }
    let scalars = text.unicodeScalars
    let isVisible = scalars.contains { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator,
        .lineSeparator, .paragraphSeparator, .nonspacingMark, .enclosingMark:
        false
      default: true
      }
    }
    if isVisible {
      return scalars.count > Self.mostShown
        ? String(String.UnicodeScalarView(scalars.prefix(Self.mostShown))) + "…" : text
    }
    return Self.shown(scalars) { "U+" + Self.hexadecimal($0.value, digits: 4) }
  }

  private static let mostShown = 24

  private static func shown<Part>(
    _ parts: some Collection<Part>, _ words: (Part) -> String
  ) -> String {
    parts.prefix(mostShown).map(words).joined(separator: " ")
      + (parts.count > mostShown ? " …" : "")
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let written = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - written.count)) + written
  }
}
