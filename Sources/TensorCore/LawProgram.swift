internal import CKernels

/// A law of one unit as a list of instructions, which a kernel carries out for blocks of units.
///
/// Planes are numbered in the order in which ``run(on:rows:columns:mask:)`` is given them; registers
/// hold what lies between. Loads come before stores, so that a plane may be written where another
/// was read.
package struct LawProgram: Sendable {
  /// What an instruction does.
  package enum Operation: UInt16, Sendable {
    /// Plane `first` into register `target`.
    case load
    /// Register `first` to plane `target`.
    case store
    /// Register `first` added to plane `target`.
    case storeSum
    /// Constant `first` into register `target`.
    case constant
    case negate, add, subtract, multiply, divide
    case exp, log, sqrt, tanh, sigmoid, sin, cos
    /// The larger one and the smaller one, the second of equal ones.
    case maximum, minimum
    /// Register `third` where `first` > `second`, or where not; else 0.
    case ifGreater, ifNotGreater
  }

  private let code: [recur_law_instruction]
  private let constants: [Double]
  /// How many registers the instructions use.
  package let registerCount: Int
  /// How many planes the instructions use.
  package let planeCount: Int

  /// A program of these instructions.
  ///
  /// - Precondition: registers, planes and constants are below their counts, and every register is
  ///   written before it is read.
  package init(
    _ instructions: [(operation: Operation, target: Int, operands: [Int])], constants: [Double],
    registerCount: Int, planeCount: Int
  ) {
    var written = [Bool](repeating: false, count: registerCount)
    code = instructions.map { operation, target, operands in
      let isStore = operation == .store || operation == .storeSum
      let limit =
        operation == .load ? planeCount : operation == .constant ? constants.count : registerCount
      precondition(
        operands.allSatisfy { $0 < limit } && target < (isStore ? planeCount : registerCount),
        "law: \(operation) of \(operands) into \(target)")
      if operation != .load, operation != .constant {
        precondition(operands.allSatisfy { written[$0] }, "law: \(operation) reads what is unset")
      }
      if !isStore { written[target] = true }
      func operand(_ index: Int) -> UInt16 { UInt16(index < operands.count ? operands[index] : 0) }
      return recur_law_instruction(
        operation: operation.rawValue, target: UInt16(target), first: operand(0),
        second: operand(1), third: operand(2))
    }
    self.constants = constants
    self.registerCount = registerCount
    self.planeCount = planeCount
  }

  /// Carries the instructions out for every unit of every row whose mask is set.
  ///
  /// - Parameters:
  ///   - planes: [rows, columns] each, or [1, columns] for what all rows have in common.
  ///   - rows: B.
  ///   - columns: n.
  ///   - mask: [B]; nil: every row.
  /// - Complexity: a pass over the registers, which stay in the nearest cache, for each
  ///   instruction and each block of four vectors.
  @specialized(where S == Float)
  package func run<S: KernelScalar>(
    on planes: [Block<S>], rows: Int, columns: Int, mask: RowMask?
  ) {
    precondition(planes.count == planeCount, "law: \(planes.count) planes, of \(planeCount)")
    precondition(mask.map { $0.count == rows } ?? true, "law: a mask of other than \(rows) rows")
    for plane in planes {
      precondition(
        plane.columns == columns && (plane.rows == rows || plane.rows == 1),
        "law: plane \(plane.shape) for [\(rows), \(columns)]")
      if plane.isPlanned { return }
    }
    let lanes = Int(RECUR_LAW_VECTORS) * KernelSet.active.lanes(S.self)
    // Safe: the planes' shapes are checked above, registers and constants when the program was
    // made, and the pointers live through the call.
    unsafe withUnsafeTemporaryAllocation(of: S.self, capacity: max(1, registerCount) * lanes) {
      registers in
      // What lies beyond the last unit is computed with and never stored.
      unsafe registers.initialize(repeating: 0)
      let pointers = unsafe planes.map { unsafe UnsafeMutableRawPointer?($0.base) }
      let strides = planes.map { $0.rows == 1 ? 0 : $0.stride }
      unsafe S.kernels.pointee.law(
        rows, columns, code, code.count, constants, pointers, strides, registers.baseAddress,
        mask?.base)
    }
  }
}
