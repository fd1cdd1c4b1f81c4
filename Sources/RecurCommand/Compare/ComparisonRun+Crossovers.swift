import Recur

extension ComparisonRun {
  /// The longest sequence that is looked for.
  private static let longestSearched = 1 << 32

  /// The crossover lengths of every cell at the largest hidden size, if both methods are compared.
  func findCrossovers() {
    let size = settings.largestSize
    for cell in settings.cells where !isStopped {
      guard let real = comparison.measurement(cell, .rtrl),
        comparison.measurement(cell, .bptt) != nil
      else { continue }
      show("\(cell.rawValue) \(size): crossover lengths")
      let model = models(cell, size).single
      let lengths = Crossover(model)
      let held = real.cost.heldBytes
      let (all, basis) = memoryCrossover(model, .bptt, held: held)
      plan(model, cell, upTo: max(4 * (all ?? 0), Double(settings.longest)))
      let (root, rootBasis) = memoryCrossover(model, .checkpointed, held: held)
      func add(
        _ kind: CrossoverLength.Kind, _ predicted: Double, _ found: Double?,
        _ basis: CrossoverLength.Basis
      ) {
        comparison.crossovers.append(
          CrossoverLength(
            cell: cell, hiddenSize: size, kind: kind, predicted: predicted, found: found,
            basis: found == nil ? .none : basis))
      }
      add(.memoryOfAll, lengths.storingAll, all, basis)
      add(.memoryOfSquareRoot, lengths.storingSquareRoot, root, rootBasis)
      add(.memoryOfRevolve, lengths.revolve, nil, .none)
      add(.timeOfRealTime, lengths.realTime, timeCrossover(cell, .rtrl), .timed)
      if settings.trainers.contains(.blocked) {
        let block = settings.blockLength ?? min(model.stack.stateCount, 2) * size
        add(
          .timeOfBlocked, lengths.blocked(block), timeCrossover(cell, .blocked), .timed)
      }
    }
  }

  /// The bytes that the methods of the exact family plan, over lengths to beyond the crossover.
  private func plan(_ model: SequenceModel<Float>, _ cell: CellKind, upTo length: Double) {
    let lengths = sequence(first: settings.sequenceLengths[0]) {
      Double($0) < length ? 2 * $0 : nil
    }
    for trainer in GradientMethod.exactFamily where settings.trainers.contains(trainer) {
      let points = lengths.compactMap { length -> (x: Double, y: Double)? in
        let bytes = try? settings.pass(trainer, length: length)
          .plannedBytes(of: model, threads: settings.threads)
        return bytes.map { (Double(length), Double($0)) }
      }
      comparison.plans.append((cell, trainer, points))
    }
  }

  /// The least T at which a method plans more bytes than `held`, and whether the memory meter says
  /// the same of estimators of T - 1 and T steps.
  private func memoryCrossover(
    _ model: SequenceModel<Float>, _ method: GradientMethod, held: Int
  ) -> (length: Double?, basis: CrossoverLength.Basis) {
    let found = Crossover.firstLength(upTo: Self.longestSearched, exceeding: held) { length in
      try? settings.pass(method, length: length).plannedBytes(
        of: model, threads: settings.threads)
    }
    guard let found else { return (nil, .none) }
    guard method == .bptt, fits(held, beside: MemoryLayout<Float>.stride * model.layout.count),
      found > 1
    else {
      return (Double(found), .planned)
    }
    let isMeasured =
      heldBytes(model, method, found).map { $0 > held } ?? false
      && heldBytes(model, method, found - 1).map { $0 <= held } ?? false
    return (Double(found), isMeasured ? .measured : .planned)
  }

  private func heldBytes(
    _ model: SequenceModel<Float>, _ method: GradientMethod, _ length: Int
  ) -> Int? {
    let before = MemoryMeter.liveBytes
    let pass = settings.pass(method, length: length)
    let estimator = try? pass.estimatorMethod.estimator(of: model, pass.options, pool: pool)
    guard let estimator else { return nil }
    return withExtendedLifetime(estimator) { MemoryMeter.liveBytes - before }
  }

  /// The character from which a method takes less time than going back over the whole past: what it
  /// takes beyond the forward pass over what back-propagation takes beyond it.
  private func timeCrossover(_ cell: CellKind, _ method: GradientMethod) -> Double? {
    guard let own = comparison.measurement(cell, method)?.seconds,
      let whole = comparison.measurement(cell, .bptt)?.seconds,
      let forward = comparison.forwardSeconds[cell], own > forward, whole > forward
    else { return nil }
    return (own - forward) / (whole - forward)
  }
}
