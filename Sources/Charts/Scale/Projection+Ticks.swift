internal import Foundation

/// A division of an axis; one without a label is minor.
struct Tick: Sendable, Hashable {
  var value: Double
  var label: String?
}

extension Projection {
  /// Ticks inside the range, ascending, about `count` of them labelled.
  func ticks(count: Int) -> [Tick] {
    let target = max(count, 2)
    let ticks: [Tick]
    if axis.scale == .linear {
      ticks = linearTicks(count: target)
    } else if axis.scale == .log2 || axis.style == .bytes {
      ticks = powersOfTwo(count: target)
    } else {
      ticks = decades(count: target)
    }
    return ticks.filter { contains($0.value) }
  }

  /// The least of the steps 1, 2, 2.5 and 5 times a power of ten (for bytes, a power of two) that
  /// divides `range` into at most `count` parts.
  static func step(range: Double, count: Int, style: NumberStyle) -> Double {
    let raw = max(range / Double(max(count, 1)), 1e-300)
    if style == .bytes { return max(1, exp2(ceil(Foundation.log2(raw) - 1e-9))) }
    let unit = pow(10, floor(Foundation.log10(raw)))
    for factor in [1, 2, 2.5, 5] where factor * unit >= raw * (1 - 1e-9) { return factor * unit }
    return 10 * unit
  }

  private func linearTicks(count: Int) -> [Tick] {
    let (low, high) = (lower, upper)
    let step = Self.step(range: high - low, count: count, style: axis.style)
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard last >= first, last - first <= 1000 else { return [] }
    let magnitude = max(abs(low), abs(high))
    return (0...Int(last - first)).map { index in
      let value = (first + Double(index)) * step
      return Tick(
        value: value,
        label: Self.label(value, step: step, magnitude: magnitude, style: axis.style))
    }
  }

  private static func label(
    _ value: Double, step: Double, magnitude: Double, style: NumberStyle
  ) -> String {
    // Zero between neighbours of a rounded step.
    let tick = abs(value) < step * 1e-6 ? 0 : value
    if style == .plain {
      if magnitude >= 1e6, magnitude < 1e15 {
        return NumberStyle.si("").format(tick, step: step, magnitude: magnitude)
      }
      // Neighbouring ticks must differ in what is written.
      guard magnitude >= 1e-3, magnitude < 1e15 else {
        let digits = tick == 0 ? 3 : Int(ceil(Foundation.log10(abs(tick) / step))) + 2
        return style.format(tick, significant: max(3, digits))
      }
    }
    return style.format(tick, step: step, magnitude: magnitude)
  }

  /// Labelled decades with the ticks 2 to 9 between them; where fewer than three decades fall in
  /// the range, more of the ticks between are labelled.
  private func decades(count: Int) -> [Tick] {
    let (low, high) = (lower, upper)
    let first = Int(floor(Foundation.log10(low)))
    let last = Int(ceil(Foundation.log10(high)))
    let inside = (first...last).filter { contains(pow(10, Double($0))) }.count
    let every = max(1, Int((Double(inside) / Double(count)).rounded(.up)))
    var labelled: Set<Int> = [1]
    if inside < 3 {
      let choices: [Set<Int>] = [[1], [1, 3], [1, 2, 5], Set(1...9)]
      let counts = choices.map { digits in
        (first...last).reduce(0) { total, decade in
          total + digits.count { contains(Double($0) * pow(10, Double(decade))) }
        }
      }
      labelled = zip(choices, counts).first { $0.1 >= 3 }?.0 ?? []
      if labelled.isEmpty { return linearTicks(count: count) }
    }
    var ticks: [Tick] = []
    for decade in first...last {
      for digit in 1...9 {
        let value = Double(digit) * pow(10, Double(decade))
        let isLabelled = labelled.contains(digit) && (decade - first) % every == 0
        // Ticks between decades say nothing where most decades have no label themselves.
        if isLabelled || every == 1 || digit == 1 {
          ticks.append(
            Tick(
              value: value, label: isLabelled ? Self.logLabel(value, style: axis.style) : nil)
          )
        }
      }
    }
    return ticks
  }

  private static func logLabel(_ value: Double, style: NumberStyle) -> String {
    guard style == .plain else { return style.format(value) }
    let exponent = Foundation.log10(value)
    if value < 0.999e-3 || value > 1.001e5, abs(exponent - exponent.rounded()) < 1e-9 {
      return NumberStyle.powerOfTen(Int(exponent.rounded()))
    }
    return style.format(value, significant: 1)
  }

  private func powersOfTwo(count: Int) -> [Tick] {
    let first = Int(floor(Foundation.log2(lower)))
    let last = Int(ceil(Foundation.log2(upper)))
    let inside = (first...last).filter { contains(exp2(Double($0))) }
    guard inside.count >= 2 else { return linearTicks(count: count) }
    let every = [1, 2, 3, 4, 5, 10, 20, 50, 100, 500].first { inside.count / $0 <= count } ?? 1000
    return inside.filter { $0.isMultiple(of: every) }.map { exponent in
      let value = exp2(Double(exponent))
      return Tick(value: value, label: axis.style.format(value, significant: 4))
    }
  }
}
