#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Numbers as people read them. Pure functions, independent of the locale.
package enum Format {
  /// A decimal number with exactly `digits` places: `1.5320`. Halves are rounded away from zero.
  ///
  /// Exact to the last place shown while the scaled number stays below 2^53; larger numbers are
  /// shown as Swift does.
  package static func fixed(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return nonFinite(value) }
    let scale = pow(10, Double(digits))
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 0x1p53 else { return general(value) }
    let whole = String(Int64(scaled))
    let padded = String(repeating: "0", count: max(0, digits + 1 - whole.count)) + whole
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return sign + padded }
    return "\(sign)\(padded.dropLast(digits)).\(padded.suffix(digits))"
  }

  /// The shortest text that reads back as the same number: `0.002`, `5`, `1e-08`.
  package static func general(_ value: Double) -> String {
    guard value.isFinite else { return nonFinite(value) }
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// The shortest text that reads back as the same number in single precision: `309.68576`.
  package static func general(rounded value: Double) -> String {
    let text = Float(value).description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A number with two or three figures: `3.1e-15`, `-2.4e7`, `0.125`, `0`.
  package static func scientific(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return general(value) }
    let magnitude = value.magnitude
    guard magnitude < 0.001 || magnitude >= 1000 else {
      return fixed(value, digits: magnitude < 9.9995 ? 3 : magnitude < 99.95 ? 1 : 0)
    }
    var (mantissa, exponent) = (value, 0)
    while mantissa.magnitude < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    while mantissa.magnitude >= 9.95 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    return "\(fixed(mantissa, digits: 1))e\(exponent)"
  }

  /// A count or a rate with three significant figures: `987`, `3.40`, `9.87k`, `172k`, `1.20M`.
  package static func count(_ value: Double) -> String {
    guard value.isFinite else { return nonFinite(value) }
    var magnitude = value.magnitude
    var suffixes = ["", "k", "M", "G", "T", "P"][...]
    // 999.5 and more would round to 1000 and belongs to the next suffix.
    while magnitude >= 999.5, suffixes.count > 1 {
      magnitude /= 1000
      suffixes.removeFirst()
    }
    let suffix = suffixes.first ?? ""
    let sign = value < 0 ? "-" : ""
    let isPlain = suffix.isEmpty && (magnitude == magnitude.rounded() || magnitude >= 99.95)
    return sign + (isPlain ? fixed(magnitude, digits: 0) : threeFigures(magnitude)) + suffix
  }

  /// A count with three significant figures: `1.20M`.
  package static func count(_ value: Int) -> String { count(Double(value)) }

  /// A whole number with its thousands set apart: `1,115,394`.
  package static func grouped(_ value: Int) -> String {
    var groups: [Substring] = []
    var rest = String(value.magnitude)[...]
    while rest.count > 3 {
      groups.insert(rest.suffix(3), at: 0)
      rest = rest.dropLast(3)
    }
    groups.insert(rest, at: 0)
    return (value < 0 ? "-" : "") + groups.joined(separator: ",")
  }

  /// A number of things: `1 epoch`, `1,230 updates`.
  package static func counted(_ count: Int, _ thing: String) -> String {
    "\(grouped(count)) \(thing)\(count == 1 ? "" : "s")"
  }

  /// A number of bytes in binary units, three significant figures: `512 B`, `1.50 KiB`, `12.3 MiB`.
  package static func bytes(_ value: Int) -> String {
    var magnitude = Double(value.magnitude)
    var units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"][...]
    while magnitude >= 999.5, units.count > 1 {
      magnitude /= 1024
      units.removeFirst()
    }
    let unit = units.first ?? "B"
    let number = unit == "B" ? fixed(magnitude, digits: 0) : threeFigures(magnitude)
    return "\(value < 0 ? "-" : "")\(number) \(unit)"
  }

  /// A time in seconds as a clock shows it: `0:07`, `12:03`, `1:02:03`; `-:--` where it is not
  /// known.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 0x1p53 else { return "-:--" }
    let total = Int64(seconds.rounded())
    let (minutes, second) = total.quotientAndRemainder(dividingBy: 60)
    let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
    return hour > 0
      ? "\(hour):\(twoDigits(minute)):\(twoDigits(second))" : "\(minute):\(twoDigits(second))"
  }

  /// A time in the unit that suits it: `40 seconds`, `12 minutes`, `5.2 hours`, `3.5 years`.
  package static func span(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return "for ever" }
    let units = [
      (1.0, "seconds"), (60, "minutes"), (3600, "hours"), (86_400, "days"), (31_557_600, "years"),
    ]
    // From one and a half of a unit on: 80 seconds, 2 minutes.
    let (size, name) = units.last { seconds >= 1.5 * $0.0 } ?? units[0]
    let count = seconds / size
    return
      "\(count < 9.95 && size > 60 ? fixed(count, digits: 1) : Self.count(count.rounded())) \(name)"
  }

  /// A loss, in nats or bits, with four decimals: `1.5320`.
  package static func loss(_ value: Double) -> String { fixed(value, digits: 4) }

  /// A share of one in percent: `35%` with no digits, `35.2%` with one.
  package static func percent(_ fraction: Double, digits: Int = 0) -> String {
    fixed(fraction * 100, digits: digits) + "%"
  }

  private static func threeFigures(_ magnitude: Double) -> String {
    // The limits are those at which rounding would add a figure.
    fixed(magnitude, digits: magnitude < 9.995 ? 2 : magnitude < 99.95 ? 1 : 0)
  }

  private static func twoDigits(_ value: Int64) -> String {
    value < 10 ? "0\(value)" : "\(value)"
  }

  private static func nonFinite(_ value: Double) -> String {
    value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
  }
}
