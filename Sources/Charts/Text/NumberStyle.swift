internal import Foundation

/// How numbers are written on axes, in cells and at bars.
package enum NumberStyle: Sendable, Hashable {
  /// Decimal digits with grouped thousands: `12,345`, `0.25`; powers of ten for very large and
  /// very small numbers: `3.1×10⁻⁷`.
  case plain
  /// Decimal digits without grouped thousands: `1961`, `1961.25`.
  case year
  /// A decimal prefix and the unit, which may be empty: `.si("s")` writes `20 µs`, `1.5 ms`, `2 s`.
  case si(String)
  /// Bytes with binary prefixes: `512 B`, `1.5 MiB`.
  case bytes
  /// A fraction of one as a percentage: 0.25 is `25 %`.
  case percent

  /// `value` in this style, to at least `significant` digits; an en dash when it is not finite.
  ///
  /// Digits left of the decimal point are never rounded away by `.plain`.
  package func format(_ value: Double, significant: Int = 3) -> String {
    guard value.isFinite else { return "–" }
    guard value != 0 else { return suffixed("0", prefix: "") }
    let digits = min(max(significant, 1), 15)
    switch self {
    case .plain: return Self.plain(value, significant: digits)
    case .year: return Self.plain(value, significant: max(digits, 6)).replacing(",", with: "")
    case .percent: return Self.plain(value * 100, significant: digits) + "\u{202F}%"
    case .si:
      return prefixed(
        value, base: 1000, prefixes: ["a", "f", "p", "n", "µ", "m", "", "k", "M", "G", "T", "P"],
        first: -6, significant: digits)
    case .bytes:
      return prefixed(
        value, base: 1024, prefixes: ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"], first: 0,
        significant: digits)
    }
  }

  private func suffixed(_ digits: String, prefix: String) -> String {
    switch self {
    case .plain, .year: return digits
    case .percent: return digits + "\u{202F}%"
    case .si(let unit):
      return (prefix + unit).isEmpty ? digits : digits + "\u{202F}" + prefix + unit
    case .bytes: return digits + "\u{202F}" + prefix + "B"
    }
  }

  /// `value`, a multiple of `step`, with the prefix that `magnitude` would have: the numbers of one
  /// axis then share their unit.
  func format(_ value: Double, step: Double, magnitude: Double) -> String {
    guard value != 0, value.isFinite else { return "0" }
    let sample = format(magnitude, significant: 3)
    let suffix = sample.drop { !"\u{202F}×".contains($0) }
    let factor = scale(of: magnitude)
    guard factor > 0, suffix.first != "×" else { return format(value) }
    let text = Self.fixed(value / factor, decimals: Self.decimals(step / factor)) + suffix
    return self == .year ? text.replacing(",", with: "") : text
  }

  /// What one of the prefixed units of `magnitude` amounts to.
  private func scale(of magnitude: Double) -> Double {
    switch self {
    case .plain, .year: return 1
    case .percent: return 0.01
    case .si, .bytes:
      let base = self == .bytes ? 1024.0 : 1000
      let least: Double = self == .bytes ? 0 : -6
      let most: Double = self == .bytes ? 6 : 5
      var power = min(max(floor(log(magnitude) / log(base) + 1e-12), least), most)
      if Self.rounded(magnitude / pow(base, power), significant: 3) >= base, power < most {
        power += 1
      }
      return pow(base, power)
    }
  }

  /// The decimals that a multiple of `step` needs.
  private static func decimals(_ step: Double) -> Int {
    var places = 0
    while places < 9 {
      let scaled = step * pow(10, Double(places))
      if abs(scaled - scaled.rounded()) <= 1e-6 * max(scaled, 1) && scaled >= 0.5 { break }
      places += 1
    }
    return places
  }

  private func prefixed(
    _ value: Double, base: Double, prefixes: [String], first: Int, significant: Int
  ) -> String {
    var index = -first
    var scaled = abs(value)
    while scaled >= base, index + 1 < prefixes.count {
      scaled /= base
      index += 1
    }
    while scaled < 1, index > 0 {
      scaled *= base
      index -= 1
    }
    // 999.9 to three digits is the next prefix's 1.
    if Self.rounded(scaled, significant: significant) >= base, index + 1 < prefixes.count {
      scaled /= base
      index += 1
    }
    let digits = Self.plain(value < 0 ? -scaled : scaled, significant: significant)
    return suffixed(digits, prefix: prefixes[index])
  }

  /// `value` as it is written: digits left of the decimal point stay.
  private static func rounded(_ value: Double, significant: Int) -> Double {
    let unit = pow(10, min(0, floor(log10(abs(value))) - Double(significant - 1)))
    return (value / unit).rounded() * unit
  }

  private static func plain(_ value: Double, significant: Int) -> String {
    let magnitude = abs(value)
    guard magnitude < 1e12, magnitude >= 1e-4 else {
      return scientific(value, significant: significant)
    }
    let decimals = max(0, significant - 1 - Int(floor(log10(magnitude))))
    return trimmed(fixed(value, decimals: decimals))
  }

  private static func scientific(_ value: Double, significant: Int) -> String {
    var exponent = Int(floor(log10(abs(value))))
    // Two steps, since 10 to the power of a subnormal's exponent is not a normal number.
    let half = exponent / 2
    var mantissa = value / pow(10, Double(half)) / pow(10, Double(exponent - half))
    if abs(mantissa) >= 10 - 5 * pow(10, -Double(significant)) {
      mantissa /= 10
      exponent += 1
    }
    return trimmed(fixed(mantissa, decimals: significant - 1)) + "×" + powerOfTen(exponent)
  }

  /// `10` with a superscript exponent.
  static func powerOfTen(_ exponent: Int) -> String {
    let superscripts: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
      "8": "⁸", "9": "⁹",
    ]
    return "10" + String(String(exponent).map { superscripts[$0] ?? $0 })
  }

  /// `value` with exactly `decimals` decimals (fewer where a Double holds no more) and grouping.
  static func fixed(_ value: Double, decimals: Int) -> String {
    var places = max(0, decimals)
    while places > 0, abs(value) * pow(10, Double(places)) > 9e15 { places -= 1 }
    guard abs(value) <= 9e15 else { return scientific(value, significant: 3) }
    let unit = Int(pow(10, Double(places)))
    let whole = Int((abs(value) * Double(unit)).rounded())
    var result = grouped(whole / unit)
    if places > 0 {
      let fraction = String(whole % unit)
      result += "." + String(repeating: "0", count: places - fraction.count) + fraction
    }
    return value < 0 && whole != 0 ? "\u{2212}" + result : result
  }

  private static func grouped(_ value: Int) -> String {
    var result = ""
    for (index, digit) in String(value).reversed().enumerated() {
      if index > 0, index % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return String(result.reversed())
  }

  private static func trimmed(_ digits: String) -> String {
    guard digits.contains(".") else { return digits }
    var result = digits
    while result.last == "0" { result.removeLast() }
    if result.last == "." { result.removeLast() }
    return result
  }
}
