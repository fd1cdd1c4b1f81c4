package import SequenceTraining
package import TensorCore
internal import TextModeling

/// Series as a network is fed them, and what it is to answer.
package struct SeriesWindows {
  private struct Encoded {
    /// [rows, m]
    var inputs: [Float] = []
    /// [rows, d]; NaN: nothing is to be answered.
    var answers: [Float] = []
    var rows = 0
  }

  private let series: [Encoded]
  /// m
  private let inputSize: Int
  /// d
  private let answerSize: Int
  /// The rows of the series up to each, by which one of them is drawn.
  private let ends: [Int]

  /// Rows from the first of each series to the one before `ends`, with answers where the values
  /// come from `starts` on and before `ends`.
  package init(
    _ forecaster: SeriesForecaster, _ table: SeriesTable, from starts: [Int], before ends: [Int]
  ) {
    let configuration = forecaster.configuration
    let horizon = configuration.horizon
    inputSize = max(1, forecaster.scaling.inputSize(of: configuration.columns))
    answerSize = configuration.answerSize
    let size = inputSize
    series = zip(table.series, zip(starts, ends)).map { series, part in
      var encoded = Encoded()
      guard part.1 > 1 else { return encoded }
      encoded.inputs.reserveCapacity(size * part.1)
      var encoder = SeriesEncoder(forecaster.scaling, series: series.name)
      for row in 0..<part.1 - 1 {
        encoder.observe(series, row: row)
        let input = encoder.input(series, row: row, configuration.columns, step: table.step)
        encoded.inputs += input.map { Float($0) }
        if input.isEmpty { encoded.inputs.append(0) }
        var values = series.targets(after: row, horizon: horizon, before: part.1)
        for step in 0..<horizon where row + 1 + step < part.0 {
          for target in values.indices { values[target][step] = .nan }
        }
        encoded.answers += encoder.answers(values).map { Float($0) }
      }
      encoded.rows = part.1 - 1
      return encoded
    }
    var (sums, sum) = ([Int](), 0)
    for encoded in series {
      sum += encoded.rows
      sums.append(sum)
    }
    self.ends = sums
  }

  /// Rows of all series.
  package var rowCount: Int { ends.last ?? 0 }

  /// The most updates that make an epoch of `length` steps of `batchSize` windows, at least 20: a
  /// short series is gone through more than once.
  package func updatesPerEpoch(batchSize: Int, length: Int) -> Int {
    max(20, rowCount / (batchSize * length))
  }

  /// Windows that begin anywhere, each from a state of zeros.
  package func batch(
    _ batchSize: Int, length: Int, using generator: inout RandomGenerator
  ) -> Batch {
    var batch = Batch(
      vectors: Array(repeating: 0, count: batchSize * length * inputSize),
      values: Array(repeating: .nan, count: batchSize * length * answerSize),
      valueSize: answerSize)
    batch.startsAnew = true
    for column in 0..<batchSize {
      let drawn = Int(generator.uniform() * Double(rowCount))
      let index = ends.firstIndex { drawn < $0 } ?? ends.count - 1
      // A window may begin before the series and end behind it, so that its ends count as much.
      let rows = series[index].rows
      let free = max(0, rows - length)
      let start = min(free, Int(generator.uniform() * Double(free + 1)))
      fill(&batch, column: column, of: batchSize, series[index], from: start, length: length)
    }
    return batch
  }

  private func fill(
    _ batch: inout Batch, column: Int, of batchSize: Int, _ encoded: Encoded, from start: Int,
    length: Int
  ) {
    for step in 0..<min(length, encoded.rows - start) {
      let (row, place) = (start + step, step * batchSize + column)
      for element in 0..<inputSize {
        batch.vectors[place * inputSize + element] = Double(
          encoded.inputs[row * inputSize + element])
      }
      for element in 0..<answerSize {
        batch.values[place * answerSize + element] = Double(
          encoded.answers[row * answerSize + element])
      }
    }
  }

  /// Calls `body` with each series in batches of `length` steps, one series after the other.
  package func forEachBlock(length: Int, _ body: (Batch) -> Void) {
    for encoded in series {
      for start in stride(from: 0, to: encoded.rows, by: length) {
        var batch = Batch(
          vectors: Array(repeating: 0, count: length * inputSize),
          values: Array(repeating: .nan, count: length * answerSize), valueSize: answerSize)
        batch.startsAnew = start == 0
        fill(&batch, column: 0, of: 1, encoded, from: start, length: length)
        body(batch)
      }
    }
  }

  /// Bytes of it.
  package var memoryBytes: Int { 4 * rowCount * (inputSize + answerSize) }
}

extension SeriesEncoder {
  /// Takes a row of a series.
  mutating func observe(_ series: SeriesTable.Series, row: Int) {
    observe(targets: series.targets.map { $0[row] }, features: series.features.map { $0[row] })
  }

  /// What the network is fed to forecast the rows after a row.
  func input(
    _ series: SeriesTable.Series, row: Int, _ columns: SeriesColumns, step: SeriesStep?
  ) -> [Double] {
    input(
      known: series.known(after: row, horizon: scaling.horizon),
      calendar: series.calendar(of: row + 1, columns.calendar, step: step))
  }
}

extension Evaluator {
  /// The mean loss of the answers in windows, each series from a state of zeros.
  package func meanLoss(of windows: SeriesWindows) -> Double {
    var (sum, count) = (0.0, 0)
    windows.forEachBlock(length: sequenceLength) { batch in
      if batch.startsAnew { resetState() }
      sum += lossSum(batch)
      count += batch.targetCount
    }
    return sum / Double(max(count, 1))
  }
}
