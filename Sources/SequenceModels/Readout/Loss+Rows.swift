internal import Foundation
package import TensorCore

extension Loss {
  /// The losses of rows of outputs [R, V] into `losses` [1, R].
  ///
  /// With `gradientScale` the outputs become their own adjoints, of scale x sum of the losses.
  ///
  /// - Parameter labelSmoothing: the part of a target's probability that is spread over all
  ///   symbols; 0 of any loss but a cross-entropy.
  @specialized(where S == Float)
  package func losses<S: KernelScalar>(
    of outputs: Block<S>, _ targets: Targets<S>, into losses: Block<S>, gradientScale: Double?,
    labelSmoothing: Double = 0
  ) {
    precondition(
      labelSmoothing == 0 || isSoftmax, "label smoothing \(labelSmoothing) of the loss \(self)")
    switch targets.content {
    case .symbols(let symbols):
      precondition(takesSymbols, "symbols for the loss \(self)")
      outputs.softmaxCrossEntropy(
        targets: symbols, losses: losses, gradientScale: gradientScale,
        labelSmoothing: labelSmoothing)
    case .values(let values):
      precondition(!takesSymbols, "values for the loss \(self)")
      precondition(
        values.rows == outputs.rows && outputs.columns == outputCount(for: values.columns)
          && losses.count >= outputs.rows,
        "loss \(self) of \(outputs.shape): values \(values.shape), losses \(losses.shape)")
      for row in 0..<outputs.rows {
        let (output, value) = (outputs.row(row), values.row(row))
        losses[row] = S(
          isSoftmax
            ? distributionLoss(of: output, value, labelSmoothing, scale: gradientScale)
            : valueLoss(of: output, value, scale: gradientScale))
      }
    }
    guard let weights = targets.weights else { return }
    let rows = losses.columns(0..<outputs.rows)
    rows.elementProduct(rows, weights, accumulating: false)
    if gradientScale != nil { outputs.scaledRows(of: outputs, by: weights, accumulating: false) }
  }

  /// The loss of one row of logits [1, V] and a distribution [1, V].
  private func distributionLoss<S: KernelScalar>(
    of logits: Block<S>, _ distribution: Block<S>, _ labelSmoothing: Double, scale: Double?
  ) -> Double {
    let count = logits.columns
    guard !distribution[0].isNaN else {
      if scale != nil { logits.fill(0) }
      return 0
    }
    func target(_ symbol: Int) -> Double {
      (1 - labelSmoothing) * Double(distribution[symbol]) + labelSmoothing / Double(count)
    }
    let largest = Double(logits[logits.argmax()])
    var (total, mass, hit) = (0.0, 0.0, 0.0)
    for symbol in 0..<count {
      let (shifted, target) = (Double(logits[symbol]) - largest, target(symbol))
      let exponential = exp(shifted)
      total += exponential
      mass += target
      if target != 0 { hit += target * shifted }
      if scale != nil { logits[symbol] = S(exponential) }
    }
    if let scale {
      for symbol in 0..<count {
        let probability = Double(logits[symbol]) / total
        logits[symbol] = S(scale * (mass * probability - target(symbol)))
      }
    }
    return mass * log(total) - hit
  }

  /// The loss of one row of outputs [1, V] and values [1, d].
  private func valueLoss<S: KernelScalar>(
    of outputs: Block<S>, _ values: Block<S>, scale: Double?
  ) -> Double {
    let count = values.columns
    let parameters = outputs.columns / max(count, 1)
    var sum = 0.0
    for value in 0..<count {
      let target = Double(values[value])
      func output(_ parameter: Int) -> Double { Double(outputs[parameter * count + value]) }
      func set(_ parameter: Int, _ derivative: Double) {
        if let scale { outputs[parameter * count + value] = S(scale * derivative) }
      }
      guard !target.isNaN else {
        for parameter in 0..<parameters { set(parameter, 0) }
        continue
      }
      switch self {
      case .crossEntropy, .crossEntropyOfDistributions: continue
      case .halfSquaredError, .meanSquaredError:
        let factor = self == .halfSquaredError ? 1 : 2 / Double(count)
        let error = output(0) - target
        set(0, factor * error)
        sum += factor / 2 * error * error
      case .absoluteError:
        let error = output(0) - target
        set(0, error > 0 ? 1 : error < 0 ? -1 : 0)
        sum += error.magnitude
      case .huber(let delta):
        let error = output(0) - target
        let isNear = error.magnitude <= delta
        set(0, isNear ? error : error > 0 ? delta : -delta)
        sum += isNear ? error * error / 2 : delta * (error.magnitude - delta / 2)
      case .gaussian:
        let found = Self.gaussian(output(0), output(1), target)
        set(0, found.location)
        set(1, found.scale)
        sum += found.loss
      case .studentT(let given):
        let found = Self.studentT(
          output(0), output(1), given ?? Self.degreesOfFreedom(output(2)), target)
        set(0, found.location)
        set(1, found.scale)
        if given == nil { set(2, found.degreesOfFreedom * Double.sigmoid(output(2))) }
        sum += found.loss
      case .quantiles(let levels):
        for (parameter, level) in levels.enumerated() {
          let error = target - output(parameter)
          let slope = error >= 0 ? level : level - 1
          set(parameter, -slope)
          sum += slope * error
        }
      case .logistic:
        let logit = output(0)
        set(0, Double.sigmoid(logit) - target)
        sum += Self.softplus(logit) - target * logit
      }
    }
    return sum
  }
}
