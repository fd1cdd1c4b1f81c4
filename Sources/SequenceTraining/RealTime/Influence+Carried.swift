internal import SequenceModels
internal import TensorCore

// What is saved of the types that forward-mode estimators carry from batch to batch.

extension Influence {
  /// The symbols that have columns, in the order in which they were given out: to be admitted again
  /// in that order before the influence is restored.
  package var admittedSymbols: [Int] { symbols }

  /// The influence on every sequence, group by group [(L - k) K n, columns in use].
  package func carried(_ name: String) -> [CarriedMatrix<S>] {
    matrices.enumerated().flatMap { sequence, matrices in
      zip(groups, matrices).enumerated().compactMap { index, pair in
        let (group, matrix) = pair
        let used = columnCount(group)
        guard used > 0 else { return nil }
        var result = CarriedMatrix<S>(
          "\(name).\(sequence).\(index)", rows: matrix.rows, columns: used)
        for panel in 0..<(used + matrix.width - 1) / matrix.width {
          let columns = panel * matrix.width..<min((panel + 1) * matrix.width, used)
          result.append(
            matrix.panel(panel).columns(0..<columns.count), column: columns.lowerBound)
        }
        return result
      }
    }
  }
}

extension LinearizedSteps {
  /// The token of every step recorded.
  package var recordedTokens: [Int] { (0..<count).map { token($0) } }

  /// Makes as many steps recorded as there are tokens: those of ``carried(_:)`` are to be restored
  /// then.
  package func setRecorded(tokens recorded: [Int]) {
    precondition(recorded.count <= capacity, "\(recorded.count) steps of \(capacity)")
    removeAll()
    for (step, token) in recorded.enumerated() { tokens[step] = Int32(token) }
    count = recorded.count
  }

  /// Jacobians and vectors of the steps recorded, layer by layer.
  package func carried(_ name: String) -> [CarriedMatrix<S>] {
    guard count > 0 else { return [] }
    return layers.enumerated().flatMap { $1.carried("\(name).\($0)", steps: count) }
  }
}

extension LinearizedLayer {
  fileprivate func carried(_ name: String, steps: Int) -> [CarriedMatrix<S>] {
    var result: [CarriedMatrix<S>] = []
    func append(_ part: String, _ planes: Planes<S>) {
      guard planes.count > 0 else { return }
      var matrix = CarriedMatrix<S>("\(name).\(part)", rows: planes.count * steps, columns: n)
      for plane in 0..<planes.count {
        matrix.append(planes[plane].rows(0..<steps), row: plane * steps)
      }
      result.append(matrix)
    }
    func append(_ part: String, _ block: (Int) -> Block<S>?) {
      let blocks = (0..<steps).compactMap(block)
      guard let first = blocks.first else { return }
      var matrix = CarriedMatrix<S>(
        "\(name).\(part)", rows: steps * first.rows, columns: first.columns)
      for (step, block) in blocks.enumerated() { matrix.append(block, row: step * first.rows) }
      result.append(matrix)
    }
    append("gates", local.gates)
    append("states", local.states)
    append("peepholes", local.peepholes)
    append("modulation", local.modulation)
    append("previous") { previous.rows($0..<$0 + 1) }
    append("input") { input?.rows($0..<$0 + 1) }
    append("modulated") { modulated?.rows($0..<$0 + 1) }
    append("feedback") { feedback?.row($0) }
    guard folds else { return result }
    append("recurrent_jacobian") { recurrentJacobian($0) }
    append("input_jacobian") { inputJacobian($0) }
    append("modulated_jacobian") { modulatedJacobian($0) }
    append("feedback_jacobian") { feedbackJacobian($0) }
    return result
  }
}

extension StepDerivative {
  /// The token of the step linearised, if there is one.
  package var recordedTokens: [Int] { steps.recordedTokens }

  /// Makes a step linearised if there is a token: ``carried(_:)`` is to be restored then.
  package func setRecorded(tokens: [Int]) { steps.setRecorded(tokens: tokens) }

  /// The local Jacobians and vectors of the step linearised.
  package func carried(_ name: String) -> [CarriedMatrix<S>] { steps.carried(name) }
}

extension ParameterTraces {
  /// The traces, block by block [1, K P].
  func carried(_ name: String) -> [CarriedMatrix<S>] {
    [("recurrent", recurrent), ("bias", bias), ("peephole", peephole), ("input", input)]
      .compactMap { part, storage in
        storage.count > 0 ? CarriedMatrix("\(name).\(part)", storage.row) : nil
      }
  }
}

extension KroneckerInfluence {
  /// Both factors, u [1, q] and A [K n, G n].
  package func carried(_ name: String) -> [CarriedMatrix<S>] {
    var factor = CarriedMatrix<S>("\(name).factor", rows: matrix.rows, columns: matrix.columns)
    for panel in 0..<matrix.panelCount {
      let columns = matrix.columns(ofPanel: panel)
      factor.append(matrix.panel(panel).columns(0..<columns.count), column: columns.lowerBound)
    }
    return [CarriedMatrix("\(name).vector", vector.row), factor]
  }
}
