extension Option where Value == Int? {
  /// A number of bytes that may be absent: `1500`, `2MiB`, `1.5G`.
  ///
  /// KiB, MiB, GiB and TiB are powers of 1024; k, M, G and T, with or without a B, powers of 1000.
  package init(
    byteCount name: String, placeholder: String = "BYTES", defaultText: String? = nil, help: String
  ) {
    self.init(
      name: name, placeholder: placeholder, help: help, defaultText: defaultText,
      allowed: "a number of bytes, as 2MiB or 500k", defaultTexts: [], defaultValue: .some(nil)
    ) { texts throws(CommandFailure) in try parsedByteCount(texts.last ?? "") }
  }
}

private func parsedByteCount(_ text: String) throws(CommandFailure) -> Int {
  let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
  var unit = text.dropFirst(number.count).lowercased()
  if unit.hasSuffix("b") { unit.removeLast() }
  let base = unit.hasSuffix("i") ? 1024.0 : 1000.0
  let exponent = ["", "k", "m", "g", "t"].firstIndex(
    of: unit.hasSuffix("i") ? String(unit.dropLast()) : unit)
  guard let value = Double(number), let exponent, unit != "i" else {
    throw CommandFailure.usage("\(quoted(text)) is not a number of bytes (as 1500, 2MiB or 500k)")
  }
  var bytes = value
  for _ in 0..<exponent { bytes *= base }
  guard bytes >= 1, bytes < 0x1p62 else {
    throw CommandFailure.usage("\(visible(text, limit: 40)) is out of range (1 byte to 4 EiB)")
  }
  return Int(bytes)
}
