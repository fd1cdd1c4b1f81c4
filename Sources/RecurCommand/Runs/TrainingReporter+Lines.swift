import Recur
import Terminal

// The lines of a run on standard error.
extension TrainingReporter {
  /// Epochs done; nil: there are none.
  var epoch: Double? { updatesPerEpoch.map { Double(progress.updates) / Double($0) } }

  /// The state of the run: with a bar for a terminal of `width` columns, plain where that is nil.
  func line(width: Int?) -> String {
    guard let bar = barSnapshot else {
      return width.map { String(streamLine.prefix(max(0, $0 - 1))) } ?? streamLine
    }
    return width.map { bar.line(width: $0) } ?? bar.plainLine
  }

  /// The progress bar; nil: the end is not known.
  private var barSnapshot: ProgressSnapshot? {
    guard let label = epochLabel else { return nil }
    let (fraction, left): (Double, Double?)
    if let time = timeOfRun?() {
      (fraction, left) = (time.used / time.whole, max(0, time.whole - time.used))
    } else if let total = settings.totalUpdates(perEpoch: updatesPerEpoch) {
      (fraction, left) = (Double(progress.updates) / Double(total), secondsLeft)
    } else {
      return nil
    }
    var snapshot = ProgressSnapshot(
      label: label, fraction: fraction, rate: rate, unit: unit.abbreviation, secondsLeft: left,
      trainingLoss: smoothed.value,
      validationLoss: progress.validationLoss, gradientNorm: report?.gradientNorm)
    snapshot.isInNats = !unit.lossUnit.isEmpty
    return snapshot
  }

  /// `epoch 3/50`, or `epoch 2.4/50` within one; `epoch 2.4` where their number is not given.
  private var epochLabel: String? {
    epoch.map { epoch in
      let number = Format.fixed(epoch, digits: epoch == epoch.rounded() ? 0 : 1)
      return settings.minutes == nil ? "epoch \(number)/\(settings.epochs)" : "epoch \(number)"
    }
  }

  /// `1,234,567 characters  0:35  12.3k chars/s  loss 1.7820 (2.571 bits)  last 10,000: 1.7911`
  private var streamLine: String {
    var parts = [
      "\(Format.grouped(unit.work(of: progress.updates))) \(unit.name)", Format.duration(seconds),
      "\(Format.count(rate)) \(unit.abbreviation)/s",
    ]
    if let loss = smoothed.value {
      parts.append(
        "loss \(Format.loss(loss))"
          + (unit.lossUnit.isEmpty
            ? "" : " (\(Format.fixed(loss / log2Base, digits: 3)) bits)"))
    }
    if let recent, let loss = recent.value {
      let count = min(unit.work(of: newUpdates), recent.characters)
      parts.append("last \(Format.grouped(count)): \(Format.loss(loss))")
    }
    return parts.joined(separator: "  ")
  }

  /// `epoch 3/50  0:12  training 1.8123  validation 1.9034 nats, 2.7460 bits per character  best`
  ///
  /// - Parameters:
  ///   - averaged: the loss of the mean of the weights; nil: none is kept.
  ///   - measures: what else was measured; nil: the loss is told in bits.
  func validationLine(
    _ loss: Double, averaged: Double?, _ measures: String?, isBest: Bool
  ) -> String {
    let words = measures ?? "\(Format.loss(loss / log2Base)) bits per character"
    let training = smoothed.value.map { "training \(Format.loss($0))  " } ?? ""
    let label = epochLabel ?? ""
    let width = "epoch \(settings.epochs).0/\(settings.epochs)".count
    let padded = label + String(repeating: " ", count: max(0, width - label.count))
    return
      "\(padded)  \(Format.duration(seconds))  \(training)validation \(Format.loss(loss))\(unit.lossUnit), "
      + words + (averaged.map { "; mean of the weights \(Format.loss($0))" } ?? "")
      + (isBest ? "  best" : "")
  }
}
