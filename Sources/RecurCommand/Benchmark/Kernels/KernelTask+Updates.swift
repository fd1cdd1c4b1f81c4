import Recur
import Terminal

extension KernelTask {
  /// One step of an optimiser over `count` parameters.
  static func update<S: KernelScalar>(
    _: S.Type, _ name: String, _ rule: UpdateRule, _ count: Int
  ) -> KernelTask {
    KernelTask(
      "\(name) \(Format.grouped(count))", S.self, read: count,
      written: (1 + rule.stateCount) * count
    ) {
      let (parameters, gradient) = (Storage<S>.random(count), Storage<S>.random(count))
      let state = (0..<rule.stateCount).map { _ in Storage<S>(count: count) }
      var settings = UpdateSettings()
      // Small enough for the parameters to stay where they are, however many steps are measured.
      settings.learningRate = 1e-9
      settings.momentum = 0.9
      settings.decay = 0.9
      settings.beta1 = 0.9
      settings.beta2 = 0.999
      settings.epsilon = 1e-8
      let rows = state.map(\.row)
      return KernelCall { [settings, state] in
        // The rows are windows: the storages must live as long as they are used.
        withExtendedLifetime(state) {
          parameters.row.update(rule, gradient: gradient.row, state: rows, settings: settings)
        }
      }
    }
  }

  /// Clipping a gradient of `count` elements: its norm, the factor, and clipping by value.
  static func clipping<S: KernelScalar>(_: S.Type, _ count: Int) -> [KernelTask] {
    let size = Format.grouped(count)
    return [
      KernelTask("norm \(size)", S.self, operations: 2 * count, read: count, written: 0) {
        let gradient = Storage<S>.random(count)
        return KernelCall { _ = gradient.row.sumOfSquares }
      },
      KernelTask("scale \(size)", S.self, operations: count, read: 0, written: count) {
        let gradient = Storage<S>.random(count)
        return KernelCall { gradient.row.scale(by: 1) }
      },
      KernelTask("clip by value \(size)", S.self, read: 0, written: count) {
        let gradient = Storage<S>.random(count)
        return KernelCall { _ = gradient.row.clamp(to: 5) }
      },
    ]
  }
}
