import SequenceModels
import SequenceTraining
import TensorCore
import Testing

@Suite("Passes of a method over a sequence")
struct SequencePassTests {
  private let pool = WorkerPool(threads: 1)

  private func symbols(_ length: Int) -> [Int32] { (0...length).map { Int32($0 * $0 % 7 % 4) } }

  @Test("batches cover the sequence once, and what is filled up predicts nothing")
  func batches() {
    let pass = SequencePass(.truncated, length: 10, truncation: 4)
    let batches = pass.batches(symbols(10))
    #expect(batches.count == 3 && batches.allSatisfy { $0.tokens.count == 4 })
    #expect(batches.flatMap(\.tokens) == Array(symbols(10)[..<10]) + [-1, -1])
    #expect(batches.flatMap(\.targets) == Array(symbols(10)[1...]) + [-1, -1])
  }

  @Test(
    "back-propagation takes the sequence whole, what goes forward in time takes single steps",
    arguments: GradientMethod.allCases)
  func batchLength(method: GradientMethod) {
    let length = SequencePass(method, length: 40, truncation: 7).batchLength
    switch method {
    case .bptt, .checkpointed: #expect(length == 40)
    case .truncated: #expect(length == 7)
    default: #expect(length == 1)
    }
  }

  @Test("exact methods find the gradient of full back-propagation", arguments: NamedCell.builtIn)
  func exact(cell: NamedCell) throws {
    let model = Fixture.model(Fixture.configuration(cell.cell, layers: 1, hiddenSize: 5))
    func gradient(_ method: GradientMethod, _ block: Int? = nil) throws -> [Double] {
      try SequencePass(method, length: 23, truncation: 23, blockLength: block)
        .gradient(of: model, symbols(23), pool: pool)
    }
    let reference = try gradient(.bptt)
    let found = try [
      gradient(.checkpointed), gradient(.rtrl), gradient(.blocked, 3),
      gradient(.blocked, 30), gradient(.truncated),
    ]
    for found in found {
      let deviations = GradientDeviation.blocks(
        of: model.layout, found: found, exact: reference)
      #expect(deviations.map(\.name) == model.layout.blocks.map(\.name))
      for deviation in deviations {
        #expect(deviation.relativeError <= 1e-12, "\(deviation)")
        #expect(abs((deviation.cosine ?? 0) - 1) <= 1e-12, "\(deviation)")
      }
    }
  }

  @Test("a pass that is stopped leaves the rest of the sequence out")
  func stopped() throws {
    let model = Fixture.model(Fixture.configuration(ElmanCell()))
    let found = try SequencePass(.rtrl, length: 9)
      .gradient(of: model, symbols(9), pool: pool, isStopped: { true })
    #expect(found.allSatisfy { $0 == 0 })
  }

  struct Combination: Sendable, CustomTestStringConvertible {
    let method: GradientMethod
    let cell: NamedCell
    var testDescription: String { "\(method.name), \(cell.name)" }

    static let all = GradientMethod.allCases.flatMap { method in
      NamedCell.builtIn.map { Combination(method: method, cell: $0) }
    }
  }

  @Test("refused combinations throw, the others cost something", arguments: Combination.all)
  func cost(combination: Combination) throws {
    let configuration = Fixture.configuration(combination.cell.cell, layers: 1, hiddenSize: 4)
    let model = Fixture.model(configuration, as: Float.self)
    let pass = SequencePass(combination.method, length: 12, truncation: 5)
    guard (try? combination.method.check(model)) != nil else {
      #expect(throws: GradientMethodError.self) {
        try pass.cost(of: model, symbols(12), repeats: 1, seconds: 0, pool: pool)
      }
      return
    }
    let cost = try pass.cost(of: model, symbols(12), repeats: 2, seconds: 0, pool: pool)
    #expect(!cost.seconds.isEmpty && cost.seconds.allSatisfy { $0 > 0 } && cost.symbols > 0)
    let work = pass.work(of: model, counted: cost.countedOperations)
    #expect(work.isCounted == [.rtrl, .snap(order: 2), .blocked].contains(combination.method))
    #expect(work.operations > 0)
  }

  @Test("bytes are those of the plan, measured in a process where nothing else holds memory")
  func bytes() async {
    await #expect(processExitsWith: .success) {
      let pool = WorkerPool(threads: 1)
      let model = Fixture.model(Fixture.configuration(ElmanCell(), hiddenSize: 6))
      for method in GradientMethod.allCases where (try? method.check(model)) != nil {
        let pass = SequencePass(method, length: 12, truncation: 5)
        let cost = try pass.cost(
          of: model, (0...12).map { $0 % 4 }, repeats: 1, seconds: 0, pool: pool)
        #expect(cost.heldBytes == (try pass.plannedBytes(of: model, threads: 1)), "\(method)")
        #expect(cost.peakBytes >= cost.heldBytes, "\(method)")
      }
    }
  }

  @Test("blocks as long as the sequence never make an influence, and are planned so")
  func wholeBlocks() throws {
    let model = Fixture.model(Fixture.configuration(ElmanCell(), hiddenSize: 6))
    let (short, long) = (
      try SequencePass(.blocked, length: 8, blockLength: 7).memory(of: model, threads: 1),
      try SequencePass(.blocked, length: 8, blockLength: 8).memory(of: model, threads: 1)
    )
    #expect(short.influence > 0 && long.influence == 0)
  }

  @Test(
    "bytes of any length are those of the plan", arguments: [1, 4, 8, 9, 100, 1000, 4096],
    GradientMethod.allCases)
  func plans(length: Int, method: GradientMethod) throws {
    let model = Fixture.model(Fixture.configuration(ElmanCell(), hiddenSize: 6))
    guard (try? method.check(model)) != nil else { return }
    let pass = SequencePass(method, length: length)
    #expect(
      try pass.plannedBytes(of: model, threads: 1) == pass.memory(of: model, threads: 1).bytes)
  }

  @Test("without counting, back-propagation is thrice the products of the forward pass")
  func work() {
    let model = Fixture.model(Fixture.configuration(ElmanCell(), layers: 1, hiddenSize: 6))
    let (n, v) = (6.0, Double(Fixture.vocabularySize))
    let work = SequencePass(.bptt, length: 3).work(of: model)
    #expect(work.operations == 3 * 2 * (n * n + n * v) && !work.isCounted)
  }
}
