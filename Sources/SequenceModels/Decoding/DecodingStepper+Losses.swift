internal import TensorCore

extension DecodingStepper {
  /// The loss of each target after its source, its end included, in nats: the symbols are fed one
  /// after the other, whatever the model would choose.
  func losses(of targets: [[Int32]], after sources: [[Int32]]) -> [Double] {
    let configuration = model.configuration
    start(sources)
    var losses = [Double](repeating: 0, count: targets.count)
    // The pairs that are not done, and the row of each in the step before.
    var active = Array(targets.indices)
    var parents = active
    var length = 0
    while !active.isEmpty {
      let symbols = active.map {
        length == 0 ? configuration.startSymbol : targets[$0][length - 1]
      }
      let logits = step(parents: parents, sources: active, symbols: symbols)
      let normalizers = normalizers(logits, rows: active.count)
      var (left, rows): ([Int], [Int]) = ([], [])
      for (row, pair) in active.enumerated() {
        let ended = length == targets[pair].count
        let symbol = ended ? configuration.endSymbol : targets[pair][length]
        let (normalizer, best) = normalizers[row]
        losses[pair] += normalizer + Double(logits[row, best]) - Double(logits[row, Int(symbol)])
        guard !ended else { continue }
        left.append(pair)
        rows.append(row)
      }
      (active, parents) = (left, rows)
      length += 1
    }
    return losses
  }
}
