import Foundation
import Recur

/// A set of series that can be generated.
enum SeriesSet: String, CaseIterable {
  case monthly, daily
  case driftingSine = "drifting-sine"
  case mackeyGlass = "mackey-glass"
  case lorenz

  /// The file in `corpora/series`; nil of a set that is not kept there.
  var fileName: String? { [.mackeyGlass, .lorenz].contains(self) ? nil : "\(rawValue).csv" }

  /// The table, header first.
  var text: String {
    switch self {
    case .monthly: Self.monthly()
    case .daily: Self.daily()
    case .driftingSine: Self.driftingSine()
    case .mackeyGlass:
      Self.table("x", MackeyGlass.values(2500).map { [$0] }, digits: 8)
    case .lorenz:
      Self.table("x,y,z", Lorenz.values(5000), digits: 6)
    }
  }

  private static func table(_ header: String, _ rows: [[Double]], digits: Int) -> String {
    let lines = rows.map { row in
      row.map { String(format: "%.\(digits)f", $0) }.joined(separator: ",")
    }
    return ([header] + lines).joined(separator: "\n") + "\n"
  }

  /// Twelve years of a shop's months: growth that wanders, a season that multiplies, holidays of
  /// which one moves between March and April, two months that were not noted and one that was lost.
  private static func monthly() -> String {
    var generator = RandomGenerator(seed: 140)
    var (level, lines) = (120.0, ["month,sales,holidays"])
    for index in 0..<144 {
      let (year, month) = (2010 + index / 12, index % 12 + 1)
      level *= 1.006 * (1 + 0.01 * generator.normal())
      let moving = (year * 7) % 12 < 6 ? 3 : 4
      let fixed = [1: 1, 5: 2, 7: 1, 8: 1, 11: 1, 12: 3]
      let holidays = fixed[month, default: 0] + (month == moving ? 2 : 0)
      let angle = 2 * Double.pi * Double(month) / 12
      let season = 1 + 0.16 * sin(angle - 2) + 0.06 * sin(2 * angle)
      let value = level * season * (1 + 0.05 * Double(holidays)) * (1 + 0.015 * generator.normal())
      if index == 61 { continue }
      let sales = [17, 100].contains(index) ? "" : String(format: "%.1f", value)
      lines.append("\(year)-\(month < 10 ? "0" : "")\(month),\(sales),\(holidays)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A thousand days of a level that swings with the year and the week, under noise that remembers.
  private static func daily() -> String {
    var generator = RandomGenerator(seed: 1000)
    var (noise, lines) = (0.0, ["day,value"])
    let week = [0, 0.3, 0.5, 0.5, 1, -1.2, -1.1]
    for index in 0..<1000 {
      noise = 0.6 * noise + 3 * generator.normal()
      let day = Date(timeIntervalSince1970: Double(18_262 + index) * 86_400)
      let parts = Calendar.utc.dateComponents([.year, .month, .day], from: day)
      let value =
        100 + 0.02 * Double(index) + 8 * week[(index + 2) % 7]
        + 6 * sin(2 * Double.pi * Double(index) / 365.25) + noise
      lines.append(
        String(
          format: "%04d-%02d-%02d,%.2f", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0, value))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A sine whose speed and height wander, under a little noise.
  private static func driftingSine() -> String {
    var generator = RandomGenerator(seed: 3)
    var (phase, speed, height) = (0.0, 0.3, 1.0)
    let rows = (0..<2000).map { _ in
      speed = 0.999 * speed + 0.0003 + 0.001 * generator.normal()
      height = 0.999 * height + 0.001 + 0.01 * generator.normal()
      phase += speed
      return [height * sin(phase) + 0.03 * generator.normal()]
    }
    return table("value", rows, digits: 4)
  }
}

extension Calendar {
  fileprivate static let utc: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }()
}
