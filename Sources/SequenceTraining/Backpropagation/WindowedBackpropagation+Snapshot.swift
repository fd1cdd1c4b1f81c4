internal import SequenceModels
internal import TensorCore

// The steps that windows of truncated back-propagation keep.
extension WindowedBackpropagation {
  /// The steps kept for windows that overlap, with their activations; empty where there are none.
  ///
  /// Input by embedding cannot be saved, as the vectors are those of earlier weights: the window is
  /// then forgotten here too, so that going on and being restored are the same.
  package func snapshot() -> EstimatorSnapshot<S> {
    let kept = keptSteps
    guard kept > 0 else { return EstimatorSnapshot() }
    guard model.embedding == nil else {
      forgetPast()
      return EstimatorSnapshot()
    }
    var result = EstimatorSnapshot<S>(indices: [
      "kept": [kept], "sequences": workers.slices.map { $0.range.count },
    ])
    for (index, slice) in workers.slices.enumerated() {
      let workspace = slice.workspace
      var tape = Tensor<S>(zeros: [workspace.savedTapeCount(kept)])
      tape.withMutableBlock { workspace.saveTape(0..<kept, to: $0) }
      result.tensors["window.\(index)"] = tape
      let entries = 0..<kept * slice.range.count
      result.indices["keys.\(index)"] = entries.map { Int(workspace.dropoutRowKeys[$0]) }
      // Losses are found once: what is kept of symbols is not read again, nor would values be.
      if model.readout.loss.takesSymbols {
        result.indices["targets.\(index)"] = entries.map { Int(workspace.targets[$0]) }
      }
      if let mask = workspace.mask {
        result.indices["mask.\(index)"] = entries.map { mask[$0] ? 1 : 0 }
      }
      if model.configuration.inputSymbols == 0 {
        let rows = workspace.vectors.rows(entries)
        result.tensors["vectors.\(index)"] = CarriedMatrix("", rows).values
      } else {
        result.indices["tokens.\(index)"] = entries.map { Int(workspace.tokens[$0]) }
      }
    }
    return result
  }

  /// Goes on with the steps kept. Those of another number of threads are forgotten: the bits
  /// are then others anyway.
  package func restore(_ snapshot: EstimatorSnapshot<S>) throws(TrainingError) {
    forgetPast()
    guard let kept = snapshot.indices["kept"]?.first,
      snapshot.indices["sequences"] == workers.slices.map({ $0.range.count })
    else { return }
    guard kept > 0, kept <= mostKept else {
      throw .snapshotMismatch(what: "kept", expected: mostKept, found: kept)
    }
    for (index, slice) in workers.slices.enumerated() {
      try restore(slice, index, kept, snapshot)
    }
    keptSteps = kept
  }

  private func restore(
    _ slice: BatchSlice<S>, _ index: Int, _ kept: Int, _ snapshot: EstimatorSnapshot<S>
  ) throws(TrainingError) {
    let workspace = slice.workspace
    let count = kept * slice.range.count
    func list(_ name: String, _ range: Range<Int>) throws(TrainingError) -> [Int32] {
      let list = snapshot.indices["\(name).\(index)"] ?? []
      guard list.count == count else {
        throw .snapshotMismatch(what: "\(name).\(index)", expected: count, found: list.count)
      }
      for element in list where !range.contains(element) {
        throw .snapshotMismatch(
          what: "\(name).\(index)", expected: range.upperBound, found: element)
      }
      return list.map { Int32($0) }
    }
    func tensor(_ name: String, _ shape: [Int]) throws(TrainingError) -> Tensor<S> {
      let tensor = snapshot.tensors["\(name).\(index)"]
      guard let tensor, tensor.shape == shape else {
        throw .snapshotShapeMismatch(
          what: "\(name).\(index)", expected: shape, found: tensor?.shape ?? [])
      }
      return tensor
    }
    let keys = try list("keys", Int(Int32.min)..<Int(Int32.max) + 1)
    let targets =
      model.readout.loss.takesSymbols
      ? try list("targets", -1..<model.configuration.outputSize) : nil
    let mask = workspace.mask == nil ? nil : try list("mask", 0..<2)
    for entry in 0..<count {
      workspace.dropoutRowKeys[entry] = keys[entry]
      if let targets { workspace.targets[entry] = targets[entry] }
      if let mask { workspace.mask?[entry] = mask[entry] != 0 }
    }
    if model.configuration.inputSymbols == 0 {
      let rows = workspace.vectors.rows(0..<count)
      CarriedMatrix("", rows).set(try tensor("vectors", [rows.rows, rows.columns]))
    } else {
      let tokens = try list("tokens", -1..<model.configuration.inputSymbols)
      for (entry, token) in tokens.enumerated() { workspace.tokens[entry] = token }
    }
    try tensor("window", [workspace.savedTapeCount(kept)])
      .withBlock { workspace.restoreTape(0..<kept, from: $0, dropoutKey: nil) }
  }
}
