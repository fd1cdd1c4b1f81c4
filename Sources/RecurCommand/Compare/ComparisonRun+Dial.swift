import Recur

extension ComparisonRun {
  /// Blocked RTRL of the first cell at the largest hidden size with h = 1, 2, 4, ..., T, T being
  /// the largest power of two up to the longest sequence and to 8 n: blocks longer than a few n are
  /// never worth it, and their time with a gradient after every character grows with h.
  func turnDial(seconds: Double) {
    let (cell, size) = (settings.cells[0], settings.largestSize)
    guard settings.trainers.contains(.blocked),
      comparison.measurement(cell, .blocked) != nil
    else { return }
    var length = 1
    while 2 * length <= min(settings.longest, 8 * size) { length *= 2 }
    let blocks = sequence(first: 1) { $0 < length ? 2 * $0 : nil }
    var dial = ComparisonDial(cell: cell, hiddenSize: size, sequenceLength: length)
    let model = models(cell, size).single
    let count = 2 * Array(blocks).count
    for block in blocks {
      for atEveryStep in [true, false] where !isStopped {
        show("\(cell.rawValue) \(size) blocked-rtrl h = \(block)")
        let pass = SequencePass(
          .blocked, length: length, blockLength: block,
          stepsPerGradient: atEveryStep ? 1 : block, seed: settings.seed)
        guard let plan = try? pass.memory(of: model, threads: settings.threads),
          fits(
            plan.bytes.addingClamped(pass.batchBytes),
            beside: MemoryLayout<Float>.stride * model.layout.count),
          let cost = try? pass.cost(
            of: model, text.sequence(length), repeats: settings.repeats,
            seconds: seconds / Double(count), pool: pool, isStopped: { self.isStopped })
        else { continue }
        dial.points.append(
          ComparisonDial.Point(
            blockLength: block, atEveryStep: atEveryStep, cost: cost, plannedBytes: plan.bytes,
            operations: pass.work(of: model, counted: cost.countedOperations).operations))
      }
    }
    comparison.dial = dial
  }
}
