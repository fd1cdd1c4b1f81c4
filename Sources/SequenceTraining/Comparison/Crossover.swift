package import SequenceModels
internal import TensorCore

/// The lengths from which real-time recurrent learning takes less memory than back-propagation, or
/// less time than back-propagation run again at every step.
///
/// With N elements of state, P parameters that influence it, N P elements of influence and A
/// elements that a tape keeps of a step:
///
///     storing every step          T* = N P / A
///     storing about sqrt(T)       T* = (N P / (N + A))^2
///     revolve, two sweeps         T* = (P + 2)(P + 1) / 2: N P elements hold P states
///                                 (Griewank and Walther 2000)
package struct Crossover: Sendable, Equatable {
  /// N
  package let stateSize: Double
  /// P
  package let parameterCount: Double
  /// A
  package let tapeCount: Double
  private let work: InfluenceWork

  /// The lengths of a model, of whose symbols all have been seen.
  package init<S>(_ model: SequenceModel<S>) {
    stateSize = Double(model.stack.totalStateSize)
    parameterCount = Double(model.influenceCount) / stateSize
    let (tapes, _) = MemoryMeter.planning {
      let workspace = SequenceWorkspace(
        PackedSequenceModel(model, trains: true), steps: 2, rows: 1, trains: true)
      return (workspace.savedTapeCount(1), workspace.savedTapeCount(2))
    }
    tapeCount = Double(tapes.1 - tapes.0)
    work = model.influenceWork()
  }

  /// T* of memory beside back-propagation that stores every step.
  package var storingAll: Double { stateSize * parameterCount / tapeCount }

  /// T* of memory beside back-propagation that stores about sqrt(T) states.
  package var storingSquareRoot: Double {
    let ratio = stateSize * parameterCount / (stateSize + tapeCount)
    return ratio * ratio
  }

  /// T* of memory beside back-propagation by the schedule of revolve with at most two sweeps.
  package var revolve: Double { (parameterCount + 2) * (parameterCount + 1) / 2 }

  /// The operations that one step of back-propagation takes backward.
  private var backward: Double { Double(work.pullback + work.weightGradient) }

  /// The step from which RTRL is cheaper than going back over the whole past again.
  package var realTime: Double { Double(work.realTimeStep) / backward }

  /// The same of blocked RTRL, with a gradient after every step.
  package func blocked(_ blockLength: Int) -> Double {
    Double(work.block(blockLength, isFirst: false)) / Double(blockLength) / backward
  }

  /// The least length up to `limit` for which `bytes` exceeds `held`; nil if there is none.
  ///
  /// - Parameter bytes: of a length; must not fall as it grows.
  /// - Complexity: log2(limit) calls.
  package static func firstLength(
    upTo limit: Int, exceeding held: Int, bytes: (Int) -> Int?
  ) -> Int? {
    guard let most = bytes(limit), most > held else { return nil }
    var (low, high) = (1, limit)
    while low < high {
      let middle = low + (high - low) / 2
      guard let found = bytes(middle) else { return nil }
      if found > held { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
