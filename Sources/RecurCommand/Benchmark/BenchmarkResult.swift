import Terminal

/// What a benchmark measured.
struct BenchmarkResult {
  var work: String
  /// What the work is counted in.
  var unit = "characters"
  /// Median over the timed repetitions.
  var unitsPerSecond: Double
  /// Median; nil where there are no updates.
  var millisecondsPerUpdate: Double?
  /// Floating-point operations of one unit, a multiply-add being two.
  var operationsPerUnit: Double
  /// Measured operations per second of the threads used.
  var peakOperationsPerSecond: Double
  var peakTensorBytes: Int
  var parameters: Int
  var threads: Int
  var instructionSet: String
  /// Median; nil where the work is not on pairs.
  var pairsPerSecond: Double?

  var operationsPerSecond: Double { unitsPerSecond * operationsPerUnit }

  /// Operations per second as a fraction of the peak.
  var fractionOfPeak: Double { operationsPerSecond / peakOperationsPerSecond }

  /// One JSON object in one line.
  var json: String {
    var members: [JSONValue.Member] = [
      JSONValue.Member(name: "work", value: .string(work)),
      JSONValue.Member(name: "\(unit)_per_second", value: .number(unitsPerSecond)),
    ]
    if let millisecondsPerUpdate {
      members.append(
        JSONValue.Member(name: "milliseconds_per_update", value: .number(millisecondsPerUpdate)))
    }
    if let pairsPerSecond {
      let epoch = Double(TranslationBenchmark.standardPairCount) / pairsPerSecond
      members += [
        JSONValue.Member(name: "pairs_per_second", value: .number(pairsPerSecond)),
        JSONValue.Member(name: "seconds_per_epoch", value: .number(epoch)),
      ]
    }
    members += [
      JSONValue.Member(name: "operations_per_second", value: .number(operationsPerSecond)),
      JSONValue.Member(
        name: "peak_operations_per_second", value: .number(peakOperationsPerSecond)),
      JSONValue.Member(name: "fraction_of_peak", value: .number(fractionOfPeak)),
      JSONValue.Member(name: "peak_tensor_bytes", value: .integer(peakTensorBytes)),
      JSONValue.Member(name: "parameters", value: .integer(parameters)),
      JSONValue.Member(name: "threads", value: .integer(threads)),
      JSONValue.Member(name: "instruction_set", value: .string(instructionSet)),
    ]
    return JSONValue.object(members).text
  }

  /// The columns of ``add(to:)`` for results counted in `unit`.
  static func emptyTable(unit: String = "characters") -> Table {
    Table(
      .left("work"), .right("\(unit)/s"), .right("pairs/s"), .right("ms/update"),
      .right("Gflop/s"),
      .right("of peak"), .right("tensors"), .right("threads"), .left("kernels"))
  }

  /// Adds the result as a row.
  func add(to table: inout Table) {
    table.append(
      work, Format.grouped(Int(unitsPerSecond)),
      pairsPerSecond.map { Format.grouped(Int($0)) } ?? "",
      millisecondsPerUpdate.map { Format.fixed($0, digits: 3) } ?? "",
      Format.fixed(operationsPerSecond * 1e-9, digits: 1), Format.percent(fractionOfPeak),
      Format.bytes(peakTensorBytes), "\(threads)", instructionSet)
  }
}

extension BenchmarkResult {
  static let json = Option<Bool>("json", help: "Print one JSON object in one line")

  /// Prints the result as the options want it.
  func show(_ arguments: Arguments, _ console: Console) throws {
    if arguments[Self.json] {
      try console.print(json)
    } else {
      var table = Self.emptyTable(unit: unit)
      add(to: &table)
      try console.print(table)
    }
  }
}
