import CKernels
import Foundation
import TensorCore
import Testing

/// The kernel that carries out any law, over every set that runs here.
@Suite("Kernel: laws as instructions")
struct KernelLawProgramTests {
  /// One row of an instruction's result on three operands [n] each.
  private func result<R: KernelTested>(
    _ kernels: recur_kernels, _ operation: LawProgram.Operation, _ operands: [[R]]
  ) -> [R] {
    let n = operands[0].count
    var code = (0..<3).map { index in
      recur_law_instruction(
        operation: LawProgram.Operation.load.rawValue, target: UInt16(index),
        first: UInt16(index), second: 0, third: 0)
    }
    code.append(
      recur_law_instruction(
        operation: operation.rawValue, target: 3, first: 0, second: 1, third: 2))
    code.append(
      recur_law_instruction(
        operation: LawProgram.Operation.store.rawValue, target: 3, first: 3, second: 0, third: 0))
    return run(kernels, code, operands.flatMap { $0 } + [R](repeating: -7, count: n), planes: 4)
      .suffix(n)
  }

  /// Runs code on planes [n] that lie one after the other.
  private func run<R: KernelTested>(
    _ kernels: recur_kernels, _ code: [recur_law_instruction], _ values: [R], planes: Int,
    rows: Int = 1, strides: [Int]? = nil, constants: [Double] = [0], mask: [Bool]? = nil
  ) -> [R] {
    var memory = values
    let n = values.count / planes / rows
    var registers = [R](
      repeating: 0, count: 8 * Int(RECUR_LAW_VECTORS) * Int(kernels.lanes))
    memory.withUnsafeMutableBytes { bytes in
      let pointers = (0..<planes).map {
        bytes.baseAddress.map { $0 + 0 }?.advanced(by: $0 * rows * n * MemoryLayout<R>.stride)
      }
      registers.withUnsafeMutableBytes { scratch in
        kernels.law(
          rows, n, code, code.count, constants, pointers,
          strides ?? [Int](repeating: n, count: planes), scratch.baseAddress, mask)
      }
    }
    return memory
  }

  private static func exact(
    _ operation: LawProgram.Operation, _ a: Double, _ b: Double, _ c: Double
  ) -> Double? {
    switch operation {
    case .load, .store, .storeSum, .constant: nil
    case .negate: -a
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .exp: Foundation.exp(a)
    case .log: Foundation.log(a)
    case .sqrt: a.squareRoot()
    case .tanh: Foundation.tanh(a)
    case .sigmoid: 1 / (1 + Foundation.exp(-a))
    case .sin: Foundation.sin(a)
    case .cos: Foundation.cos(a)
    case .maximum: a > b ? a : b
    case .minimum: a < b ? a : b
    case .ifGreater: a > b ? c : 0
    case .ifNotGreater: a > b ? 0 : c
    }
  }

  private func check<R: KernelTested>(_ name: String, _: R.Type) {
    let kernels = KernelSets.kernels(name, R.self)
    var numbers = SeededNumbers(7)
    for n in R.sizes(kernels) + [4 * Int(kernels.lanes) + 1] {
      var operands: [[R]] = [
        numbers.array(n, 0.01...3), numbers.array(n, 0.5...2), numbers.array(n),
      ]
      // Equal ones, of which a comparison takes the second.
      operands[1][0] = operands[0][0]
      for raw in 0...LawProgram.Operation.ifNotGreater.rawValue {
        guard let operation = LawProgram.Operation(rawValue: raw) else { continue }
        let found = result(kernels, operation, operands)
        for j in 0..<n {
          guard
            let exact = Self.exact(
              operation, Double(operands[0][j]), Double(operands[1][j]), Double(operands[2][j]))
          else { break }
          #expect(ulps(found[j], exact) <= 4.5, "\(operation) of \(operands.map { $0[j] })")
        }
      }
    }
  }

  @Test("Every operation is right, in Float and in Double", arguments: KernelSets.names)
  func operations(name: String) {
    check(name, Float.self)
    check(name, Double.self)
  }

  @Test(
    "Masked rows are left alone, a stride of 0 is common to all rows, and sums are added",
    arguments: KernelSets.names)
  func rows(name: String) {
    typealias Operation = LawProgram.Operation
    func instruction(
      _ operation: Operation, _ target: UInt16, _ first: UInt16, _ second: UInt16 = 0
    )
      -> recur_law_instruction
    {
      recur_law_instruction(
        operation: operation.rawValue, target: target, first: first, second: second, third: 0)
    }
    let code = [
      instruction(.load, 0, 0), instruction(.constant, 1, 0), instruction(.multiply, 2, 0, 1),
      instruction(.store, 1, 2), instruction(.storeSum, 2, 2),
    ]
    // Planes [3, 2]: read, written, and a sum over the rows in its first row.
    let found: [Double] = run(
      KernelSets.kernels(name, Double.self), code,
      [1, 2, 3, 4, 5, 6] + [9, 9, 9, 9, 9, 9] + [100, 200, 0, 0, 0, 0], planes: 3, rows: 3,
      strides: [2, 2, 0], constants: [10], mask: [true, false, true])
    #expect(
      found == [1, 2, 3, 4, 5, 6] + [10, 20, 9, 9, 50, 60] + [160, 280, 0, 0, 0, 0])
  }

  @Test("A program that reads what it has not written is refused")
  func unset() async {
    await #expect(processExitsWith: .failure) {
      _ = LawProgram(
        [(.negate, 0, [1]), (.store, 0, [0])], constants: [], registerCount: 2, planeCount: 1)
    }
  }
}
