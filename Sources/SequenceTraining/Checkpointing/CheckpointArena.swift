internal import SequenceModels
internal import TensorCore

/// What the checkpoints of a model take, for the workers' sequences: an arena of units of one
/// hidden state beside what is planned in the air.
struct CheckpointArena<S: KernelScalar> {
  let source: SequenceModel<S>
  /// B of each worker.
  let rows: [Int]
  let precision: ProductPrecision
  let masks: Bool

  init(
    _ source: SequenceModel<S>, rows: [Int], precision: ProductPrecision = .full,
    masks: Bool = false
  ) {
    self.source = source
    self.rows = rows
    self.precision = precision
    self.masks = masks
  }

  /// a: hidden states in whose place the tape of a segment fits, whatever the number of sequences.
  func tapeUnits(_ segments: SequenceSegments) -> Int {
    let (tape, _) = MemoryMeter.planning {
      SequenceWorkspace(
        PackedSequenceModel(source, trains: true), steps: segments.length, rows: 1, trains: true
      ).savedTapeCount(segments.length)
    }
    return (tape - 1) / source.stack.totalStateSize + 1
  }

  func leastUnits(_ strategy: CheckpointStrategy, _ segments: SequenceSegments) -> Int {
    guard strategy == .squareRoot else { return 1 }
    return CheckpointSchedule.squareRootUnits(
      segments: segments.count, tapeUnits: tapeUnits(segments))
  }

  /// Bytes of the workers' workspaces.
  func workBytes(_ segments: SequenceSegments) -> Int {
    MemoryMeter.planning {
      let model = PackedSequenceModel(source, trains: true, precision: precision)
      // A plan of its own: without the weights.
      return MemoryMeter.planned {
        rows.map { rows in
          let workspace = SequenceWorkspace(
            model.trained, steps: segments.length, rows: rows, trains: true, masks: masks)
          return BatchSlice(range: 0..<rows, batch: rows, workspace: workspace, inSegments: true)
        }
      }.live
    }.result
  }

  /// Bytes of `units` units of every worker.
  func bytes(units: Int) -> Int {
    MemoryMeter.planned {
      rows.map { Storage<S>(count: units * source.stack.totalStateSize * $0) }
    }.live
  }

  /// The most units that fit into `budget` bytes; 0 if none does.
  func units(in budget: Int) -> Int {
    let unit = source.stack.totalStateSize * rows.reduce(0, +) * MemoryLayout<S>.stride
    var units = max(0, budget / unit)
    // Every worker's memory is rounded up.
    while units > 0 && bytes(units: units) > budget { units -= 1 }
    return units
  }
}
