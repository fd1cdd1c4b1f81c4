/// The state of a long task at one moment, and the line that shows it.
package struct ProgressSnapshot: Sendable {
  /// Where the task is: `epoch 3/50`.
  package var label: String
  /// The share done, 0 to 1.
  package var fraction: Double
  /// Units per second; nil before the first measurement.
  package var rate: Double?
  /// What the rate counts.
  package var unit: String
  /// The expected time to the end in seconds.
  package var secondsLeft: Double?
  /// Nats per predicted symbol, or what else is measured.
  package var trainingLoss: Double?
  /// Nats per predicted symbol, or what else is measured.
  package var validationLoss: Double?
  /// Global norm before clipping.
  package var gradientNorm: Double?
  /// Whether losses are in nats, which are told in bits too.
  package var isInNats = true

  package init(
    label: String, fraction: Double, rate: Double? = nil, unit: String = "chars",
    secondsLeft: Double? = nil, trainingLoss: Double? = nil, validationLoss: Double? = nil,
    gradientNorm: Double? = nil
  ) {
    self.label = label
    self.fraction = fraction
    self.rate = rate
    self.unit = unit
    self.secondsLeft = secondsLeft
    self.trainingLoss = trainingLoss
    self.validationLoss = validationLoss
    self.gradientNorm = gradientNorm
  }

  /// The time to the end in seconds, at the mean speed so far.
  ///
  /// - Parameters:
  ///   - elapsed: seconds since the work began.
  ///   - fraction: the share of the task done in that time, 0 to 1.
  /// - Returns: nil before anything is done.
  package static func secondsLeft(elapsed: Double, fraction: Double) -> Double? {
    fraction > 0 ? max(0, elapsed * (1 - fraction) / fraction) : nil
  }

  /// What is known beside the label, the most important first.
  private var fields: [String] {
    var fields: [String] = []
    if let rate { fields.append("\(Format.count(rate)) \(unit)/s") }
    if let secondsLeft { fields.append("\(Format.duration(secondsLeft)) left") }
    if let trainingLoss { fields.append("loss \(Format.loss(trainingLoss))") }
    if let validationLoss {
      let bits = validationLoss / 0.693_147_180_559_945_3
      fields.append(
        "validation \(Format.loss(validationLoss))"
          + (isInNats ? " (\(Format.fixed(bits, digits: 3)) bits)" : ""))
    }
    if let gradientNorm { fields.append("gradient \(Format.fixed(gradientNorm, digits: 2))") }
    return fields
  }

  /// The line without a bar, for a file or a pipe.
  package var plainLine: String {
    ([label, Format.percent(clampedFraction)] + fields).joined(separator: "  ")
  }

  /// The line with a bar for a terminal.
  ///
  /// The bar takes what the text leaves, between 10 and 30 columns; where even that is too much,
  /// fields are dropped from the end, then the bar, then the end of the label.
  ///
  /// - Parameter width: the columns there are; the last one stays free, as filling it would wrap
  ///   the line.
  package func line(width: Int) -> String {
    let available = max(0, width - 1)
    for count in stride(from: fields.count, through: 0, by: -1) {
      let tail = ([Format.percent(clampedFraction)] + fields.prefix(count)).joined(separator: "  ")
      let room = available - displayWidth(label) - displayWidth(tail) - 4
      if room >= 10 {
        return "\(label) \(Self.bar(clampedFraction, width: min(30, room - 1)))  \(tail)"
      }
    }
    return String(label.prefix(available))
  }

  /// A bar of block characters on a light track, exact to an eighth of a column.
  ///
  /// - Parameters:
  ///   - fraction: the share filled; below 0 or not a number counts as 0, above 1 as 1.
  ///   - width: columns.
  package static func bar(_ fraction: Double, width: Int) -> String {
    // Rounded down: a full bar means that the task is done.
    let eighths = Int(clamp(fraction) * Double(width) * 8)
    let (full, rest) = eighths.quotientAndRemainder(dividingBy: 8)
    let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][rest]
    let empty = width - full - (rest > 0 ? 1 : 0)
    return String(repeating: "█", count: full) + partial + String(repeating: "·", count: empty)
  }

  private var clampedFraction: Double { Self.clamp(fraction) }

  private static func clamp(_ fraction: Double) -> Double {
    fraction.isNaN ? 0 : min(1, max(0, fraction))
  }
}
