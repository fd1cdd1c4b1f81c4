import Foundation
import TensorCore
import Terminal
import TerminalTesting
import Testing

@testable import RecurCommand

@Suite("Benchmark of the kernels")
struct KernelsTests {
  // MARK: The tasks

  private static func smallTasks<S: KernelScalar>(_ type: S.Type) -> [KernelTask] {
    var tasks: [KernelTask] = [
      .product(type, 5, 3, 7), .weightGradient(type, 3, 6, 5),
      .pack(type, 3, 7, transposed: false), .pack(type, 3, 7, transposed: true),
      .addTranspose(type, 3, 5), .crossEntropy(type, 3, classes: 5),
      .softmax(type, 2, classes: 5), .columnSums(type, 3, 5), .update(type, "sgd", .sgd, 11),
      .update(type, "momentum", .momentum, 11), .update(type, "adam", .adam, 11),
    ]
    tasks += KernelTask.elman(type, 3, 5) + KernelTask.lstm(type, 3, 5)
    tasks += KernelTask.lstm(type, 3, 5, peepholes: true) + KernelTask.gruAfter(type, 3, 5)
    tasks += KernelTask.gruBefore(type, 3, 5) + KernelTask.functions(type, 3, 5)
    tasks += KernelTask.clipping(type, 11) + KernelTask.rows(type, 3, 5, vocabularySize: 4)
    return tasks
  }

  @Test("every kind of kernel is measured, in every precision, with positive finite figures")
  func measured() {
    let limits = KernelLimits.measure(for: Self.smallTasks(Float.self), budget: 1e-4)
    for task in Self.smallTasks(Float.self) + Self.smallTasks(Double.self) {
      let found = KernelMeasurement.measure(task, kernels: "some", budget: 1e-5)
      #expect(found.work == task.name && found.precision == task.precision)
      #expect(found.seconds > 0 && found.seconds.isFinite, "\(task.name)")
      #expect(found.bytes > 0, "\(task.name)")
      let result = KernelResult(found, limits: limits, reference: 2 * found.seconds)
      #expect(result.limit != nil && result.timesReference == 2, "\(task.name)")
      let fraction = result.fractionOfLimit ?? .nan
      #expect(fraction > 0 && fraction.isFinite, "\(task.name)")
    }
  }

  @Test("the operations of a product are 2 m n k of the shapes in its name")
  func operations() throws {
    let products = KernelTask.all.filter {
      $0.name.hasPrefix("product") || $0.name.hasPrefix("weight gradient")
    }
    #expect(products.count >= 14)
    for task in products {
      let sizes = task.name.split { !$0.isNumber }.compactMap { Double($0) }
      try #require(sizes.count == 4 && sizes[1] == sizes[2], "\(task.name)")
      #expect(task.operations == 2 * sizes[0] * sizes[1] * sizes[3], "\(task.name)")
    }
  }

  @Test("a product reads both operands and writes its result", arguments: [(4, 5, 6), (1, 7, 3)])
  func bytes(m: Int, k: Int, n: Int) {
    let single = KernelTask.product(Float.self, m, k, n)
    let double = KernelTask.product(Double.self, m, k, n)
    #expect(single.readBytes == 4 * (m * k + k * n) && single.writtenBytes == 4 * m * n)
    #expect(double.readBytes == 8 * (m * k + k * n) && double.writtenBytes == 8 * m * n)
  }

  @Test("an optimiser reads the gradient and writes parameters and state")
  func optimiserBytes() {
    let adam = KernelTask.update(Float.self, "adam", .adam, 100)
    #expect(adam.readBytes == 400 && adam.writtenBytes == 1200)
  }

  @Test("no two kernels of a precision have one name")
  func names() {
    for precision in KernelPrecision.allCases {
      let names = KernelTask.all.filter { $0.precision == precision }.map(\.name)
      #expect(Set(names).count == names.count && !names.isEmpty)
    }
  }

  @Test("a call is measured on the operands that it found first")
  func restored() {
    var (value, seen) = (0, Set<Int>())
    let call = KernelCall(
      restore: { value = 7 },
      work: {
        seen.insert(value)
        value = 0
      })
    #expect(call.secondsPerCall(budget: 1e-4) > 0)
    #expect(seen == [7])
  }

  // MARK: Limits

  private static let limits = KernelLimits(
    kernels: "some", singleOperationsPerSecond: 100, doubleOperationsPerSecond: nil,
    levels: [
      .init(level: "L1", bytes: 16384, readBytesPerSecond: 50, writtenBytesPerSecond: 25)
    ])

  private static func measurement(
    _ operations: Double, read: Int = 0, written: Int = 0, precision: KernelPrecision = .single,
    work: String = "product", seconds: Double = 4
  ) -> KernelMeasurement {
    KernelMeasurement(
      kernels: "some", precision: precision, work: work, seconds: seconds, operations: operations,
      readBytes: read, writtenBytes: written)
  }

  @Test("the limit is what takes longer, arithmetic or memory")
  func bound() throws {
    let arithmetic = try #require(Self.limits.bound(Self.measurement(200, read: 50)))
    #expect(arithmetic == ("registers", 2))
    let memory = try #require(Self.limits.bound(Self.measurement(200, read: 50, written: 50)))
    #expect(memory == ("L1", 3))
    let result = KernelResult(
      Self.measurement(200, read: 50), limits: Self.limits, reference: nil)
    #expect(result.fractionOfLimit == 0.5 && result.timesReference == nil)
  }

  @Test("a limit that was not measured is not claimed")
  func unknownLimit() {
    let large = Self.measurement(0, read: 1 << 20, precision: .double)
    #expect(Self.limits.bound(large) == nil)
    #expect(KernelResult(large, limits: Self.limits, reference: nil).fractionOfLimit == nil)
  }

  @Test(
    "operands lie in the first level of twice the measured size or more",
    arguments: [
      (1, "L1"), (32 << 10, "L1"), ((32 << 10) + 1, "L2"), (512 << 10, "L2"), (16 << 20, "L3"),
      ((16 << 20) + 1, "memory"), (1 << 40, "memory"),
    ])
  func level(bytes: Int, expected: String) {
    #expect(MachineBandwidth.level(ofBytes: bytes) == expected)
  }

  // MARK: Replies

  @Test("a measurement and limits read back as they were written")
  func replies() throws {
    let measurement = Self.measurement(200, read: 50, written: 8)
    let line = KernelResult(measurement, limits: Self.limits, reference: 8).json
    #expect(try KernelReport(line: line.utf8) == .measurement(measurement))
    #expect(try KernelReport(line: Self.limits.json.utf8) == .limits(Self.limits))
  }

  @Test("a line that is no reply is our defect", arguments: ["", "{}", "nonsense", "[1]"])
  func unreadable(line: String) throws {
    let failure = #expect(throws: CommandFailure.self) { try KernelReport(line: line.utf8) }
    #expect(failure?.exitCode == .defect)
    #expect(failure?.message.hasPrefix("unreadable reply of a measurement: ") == true)
  }

  @Test("times reference are of the same kernel in the same precision")
  func comparison() {
    var (fast, reference) = (
      KernelSetResults(kernels: "fast"), KernelSetResults(kernels: "reference")
    )
    fast.add(.measurement(Self.measurement(1, seconds: 2)))
    fast.add(.measurement(Self.measurement(1, precision: .double, seconds: 2)))
    fast.add(.measurement(Self.measurement(1, work: "other", seconds: 2)))
    reference.add(.measurement(Self.measurement(1, seconds: 6)))
    reference.add(.measurement(Self.measurement(1, precision: .double, seconds: 10)))
    let found = fast.results(limits: nil, reference: reference).map(\.timesReference)
    #expect(found == [3, 5, nil])
  }

  @Test("the tables fit 100 columns, the best set first and reference last")
  func tables() throws {
    let sink = MemorySink()
    var printer = KernelPrinter(
      console: Console(output: sink, diagnostics: MemorySink()), wantsJSON: false)
    for kernels in ["avx512", "reference", "avx2"] {
      var results = KernelSetResults(kernels: kernels)
      if kernels != "reference" {
        results.add(
          .limits(
            KernelLimits(
              kernels: kernels, singleOperationsPerSecond: 123e9, doubleOperationsPerSecond: 61e9,
              levels: MachineBandwidth.levels.map {
                .init(
                  level: $0.name, bytes: $0.bytes, readBytesPerSecond: 345e9,
                  writtenBytesPerSecond: 234e9)
              })))
      }
      for task in KernelTask.all {
        results.add(
          .measurement(
            KernelMeasurement(
              kernels: kernels, precision: task.precision, work: task.name, seconds: 0.123456,
              operations: task.operations, readBytes: task.readBytes,
              writtenBytes: task.writtenBytes)))
      }
      try printer.add(results)
    }
    try printer.end()
    let lines = sink.text.split(separator: "\n")
    for line in lines { #expect(line.count <= 100, "\(line)") }
    let titles = lines.filter { $0.contains("single precision  ") }.map { $0.prefix { $0 != "," } }
    #expect(titles == ["avx512", "avx2", "reference"])
  }

  // MARK: The command

  private static func run(_ words: [String]) -> (code: ExitCode, output: String, said: String) {
    let (output, diagnostics) = (MemorySink(), MemorySink())
    let code = Program.recur.run(
      ["benchmark", "kernels"] + words,
      console: Console(output: output, diagnostics: diagnostics))
    return (code, output.text, diagnostics.text)
  }

  @Test("one set reports its limits and then each kernel in a line")
  func oneSet() throws {
    let kernels = KernelSet.active.name
    let found = Self.run(
      ["--set", kernels, "--json", "--only", "softmax 1x64", "--only=RNN", "--seconds", "0.0005"])
    #expect(found.code == .success && found.said.isEmpty)
    let reports = try found.output.split(separator: "\n").map { try KernelReport(line: $0.utf8) }
    var works: [String] = []
    for report in reports {
      guard case .measurement(let measurement) = report else { continue }
      #expect(measurement.kernels == kernels && measurement.seconds > 0)
      works.append(measurement.work)
    }
    #expect(works == ["rnn forward 32x256", "rnn backward 32x256", "softmax 1x64"])
    #expect(reports.count == works.count + (kernels == "reference" ? 0 : 1))
  }

  @Test("an unknown set is wrong usage, with the one probably meant")
  func unknownSet() {
    let found = Self.run(["--set", "referense"])
    #expect(found.code == .usage && found.output.isEmpty)
    #expect(found.said.hasSuffix("did you mean 'reference'?\n"))
  }

  @Test(
    "a filter that chooses nothing is wrong usage",
    arguments: [
      ("prodct", "did you mean 'product'?"), ("zzz", "there are: product, weight gradient,"),
    ])
  func nothingChosen(text: String, hint: String) {
    let found = Self.run(["--only", text])
    #expect(found.code == .usage && found.output.isEmpty)
    #expect(found.said.hasPrefix("recur: --only: no kernel's name contains '\(text)'; \(hint)"))
  }

  @Test("the words for a child choose the same kernels")
  func words() throws {
    let selection = KernelSelection(precisions: .double, only: ["tanh", "lstm"], seconds: 0.25)
    var parser = ArgumentParser(KernelSelection.command, path: "recur benchmark kernels")
    let arguments = try parser.parse(selection.words)
    #expect(arguments[KernelSelection.precision] == .double)
    #expect(arguments[KernelSelection.only] == ["tanh", "lstm"])
    #expect(arguments[KernelSelection.seconds] == 0.25)
  }
}
