import CKernels

/// Rows of `planes` planes of `n` units, `stride` elements apart: the operand of a law.
struct UnitBlock<R: KernelTested> {
  var values: [R]
  let rows: Int
  let planes: Int
  let n: Int
  let stride: Int

  init(_ numbers: inout SeededNumbers, rows: Int, planes: Int, n: Int, _ range: ClosedRange<R>) {
    (self.rows, self.planes, self.n, stride) = (rows, planes, n, planes * n + 3)
    values = numbers.array(rows * stride, range)
  }

  init(values: [R], rows: Int, planes: Int, n: Int, stride: Int) {
    (self.values, self.rows, self.planes, self.n, self.stride) = (values, rows, planes, n, stride)
  }

  subscript(row: Int, plane: Int, unit: Int) -> R {
    get { values[row * stride + plane * n + unit] }
    set { values[row * stride + plane * n + unit] = newValue }
  }

  /// Some units of some rows, with nothing between the rows.
  func selecting(rows chosen: Range<Int>, units: Range<Int>) -> UnitBlock {
    let values = chosen.flatMap { row in
      (0..<planes).flatMap { plane in units.map { self[row, plane, $0] } }
    }
    return UnitBlock(
      values: values, rows: chosen.count, planes: planes, n: units.count,
      stride: planes * units.count)
  }
}

/// The laws of the tables under one signature.
enum Law: CaseIterable, Sendable {
  case elman, rectifier, lstm, lstmWithPeepholes, lstmCapped, lstmCappedWithPeepholes, gruAfter
  case gruBefore

  var gates: Int {
    switch self {
    case .elman, .rectifier: 1
    case .lstm, .lstmWithPeepholes, .lstmCapped, .lstmCappedWithPeepholes, .gruAfter: 4
    case .gruBefore: 3
    }
  }

  /// Whether it is one of the LSTM's.
  var isLSTM: Bool { isCapped || self == .lstm || self == .lstmWithPeepholes }

  var hasPeepholes: Bool { self == .lstmWithPeepholes || self == .lstmCappedWithPeepholes }

  var isCapped: Bool { self == .lstmCapped || self == .lstmCappedWithPeepholes }
}

/// What a law reads, and, after `forward`, what it wrote.
///
/// The two halves of the GRU with reset before the product run one after the other, as if
/// the product between them were cut: `reset` is then a second output, with its own adjoint.
struct LawStep<R: KernelTested> {
  let law: Law
  var gates: UnitBlock<R>  // [rows, G, n]
  var hPrevious: UnitBlock<R>  // [rows, 1, n], and so are all that follow but the peepholes
  var cPrevious: UnitBlock<R>
  var h: UnitBlock<R>
  var c: UnitBlock<R>
  var tanhC: UnitBlock<R>
  var reset: UnitBlock<R>
  var peepholes: UnitBlock<R>  // [1, 3, n]
  var mask: [Bool]?

  init(_ law: Law, rows: Int, n: Int, mask: [Bool]? = nil, seed: UInt64 = 1) {
    var numbers = SeededNumbers(seed)
    self.law = law
    self.mask = mask
    gates = UnitBlock(&numbers, rows: rows, planes: law.gates, n: n, -4...4)
    hPrevious = UnitBlock(&numbers, rows: rows, planes: 1, n: n, -1...1)
    cPrevious = UnitBlock(&numbers, rows: rows, planes: 1, n: n, -2...2)
    h = UnitBlock(&numbers, rows: rows, planes: 1, n: n, -1...1)
    c = UnitBlock(&numbers, rows: rows, planes: 1, n: n, -1...1)
    tanhC = UnitBlock(&numbers, rows: rows, planes: 1, n: n, -1...1)
    reset = UnitBlock(&numbers, rows: rows, planes: 1, n: n, -1...1)
    peepholes = UnitBlock(&numbers, rows: 1, planes: 3, n: n, -1...1)
  }

  var outputs: [R] { gates.values + h.values + c.values + tanhC.values + reset.values }

  func selecting(rows: Range<Int>, units: Range<Int>) -> LawStep {
    var part = self
    part.gates = gates.selecting(rows: rows, units: units)
    part.hPrevious = hPrevious.selecting(rows: rows, units: units)
    part.cPrevious = cPrevious.selecting(rows: rows, units: units)
    part.h = h.selecting(rows: rows, units: units)
    part.c = c.selecting(rows: rows, units: units)
    part.tanhC = tanhC.selecting(rows: rows, units: units)
    part.reset = reset.selecting(rows: rows, units: units)
    part.peepholes = peepholes.selecting(rows: 0..<1, units: units)
    part.mask = mask.map { Array($0[rows]) }
    return part
  }

  mutating func forward(_ kernels: recur_kernels) {
    let (rows, n, gap, state) = (gates.rows, gates.n, gates.stride, h.stride)
    withMask { step, mask in
      switch step.law {
      case .elman, .rectifier:
        kernels.elman_forward(
          rows, n, step.gates.values, gap, step.hPrevious.values, &step.h.values, state,
          step.law == .rectifier ? 1 : 0, mask)
      case .lstm, .lstmWithPeepholes, .lstmCapped, .lstmCappedWithPeepholes:
        step.peepholes.values.withUnsafeBufferPointer {
          kernels.lstm_forward(
            rows, n, &step.gates.values, gap, step.hPrevious.values, step.cPrevious.values,
            &step.h.values, &step.c.values, &step.tanhC.values, state,
            step.law.hasPeepholes ? $0.baseAddress : nil, step.law.isCapped ? 1 : 0, mask)
        }
      case .gruAfter:
        kernels.gru_after_forward(
          rows, n, &step.gates.values, gap, step.hPrevious.values, &step.h.values, state, mask)
      case .gruBefore:
        kernels.gru_before_reset(
          rows, n, &step.gates.values, gap, step.hPrevious.values, &step.reset.values, state, mask)
        kernels.gru_before_output(
          rows, n, &step.gates.values, gap, step.hPrevious.values, &step.h.values, state, mask)
      }
    }
  }

  func forwarded(_ kernels: recur_kernels) -> LawStep {
    var step = self
    step.forward(kernels)
    return step
  }

  private mutating func withMask(_ body: (inout LawStep, UnsafePointer<Bool>?) -> Void) {
    guard let mask else { return body(&self, nil) }
    mask.withUnsafeBufferPointer { body(&self, $0.baseAddress) }
  }
}

/// The adjoints that a backward law reads and writes.
struct LawAdjoints<R: KernelTested> {
  var dh: UnitBlock<R>
  var dReset: UnitBlock<R>
  var dc: UnitBlock<R>
  var dhPrevious: UnitBlock<R>
  var dGates: UnitBlock<R>
  var dPeepholes: UnitBlock<R>

  /// Random incoming adjoints; random sums where the law adds, unless `cleared`.
  init(_ step: LawStep<R>, cleared: Bool = false, seed: UInt64 = 2) {
    var numbers = SeededNumbers(seed)
    let (rows, n) = (step.gates.rows, step.gates.n)
    let sums: ClosedRange<R> = cleared ? 0...0 : -1...1
    dh = UnitBlock(&numbers, rows: rows, planes: 1, n: n, -1...1)
    dReset = UnitBlock(&numbers, rows: rows, planes: 1, n: n, -1...1)
    dc = UnitBlock(&numbers, rows: rows, planes: 1, n: n, -1...1)
    dhPrevious = UnitBlock(&numbers, rows: rows, planes: 1, n: n, sums)
    dGates = UnitBlock(&numbers, rows: rows, planes: step.law.gates, n: n, -1...1)
    dPeepholes = UnitBlock(&numbers, rows: 1, planes: 3, n: n, sums)
  }

  var outputs: [R] { dGates.values + dhPrevious.values + dc.values + dPeepholes.values }

  func selecting(rows: Range<Int>, units: Range<Int>) -> LawAdjoints {
    var part = self
    part.dh = dh.selecting(rows: rows, units: units)
    part.dReset = dReset.selecting(rows: rows, units: units)
    part.dc = dc.selecting(rows: rows, units: units)
    part.dhPrevious = dhPrevious.selecting(rows: rows, units: units)
    part.dGates = dGates.selecting(rows: rows, units: units)
    part.dPeepholes = dPeepholes.selecting(rows: 0..<1, units: units)
    return part
  }

  /// Runs the backward law of `step`, which has run forward. With `inPlace` the adjoints of the
  /// gates take the place of the gates.
  mutating func backward(_ kernels: recur_kernels, _ step: LawStep<R>, inPlace: Bool = false) {
    let (rows, n, gap, state) = (step.gates.rows, step.gates.n, step.gates.stride, dh.stride)
    let (gates, before, cells) = (step.gates.values, step.hPrevious.values, step.cPrevious.values)
    if inPlace { dGates.values = gates }
    let mask = step.mask ?? Array(repeating: true, count: rows)
    dGates.values.withUnsafeMutableBufferPointer { written in
      gates.withUnsafeBufferPointer { kept in
        let read = inPlace ? UnsafePointer(written.baseAddress) : kept.baseAddress
        switch step.law {
        case .elman, .rectifier:
          kernels.elman_backward(
            rows, n, written.baseAddress, gap, step.h.values, dh.values, &dhPrevious.values, state,
            step.law == .rectifier ? 1 : 0, mask)
        case .lstm, .lstmCapped:
          kernels.lstm_backward(
            rows, n, read, written.baseAddress, gap, cells, step.c.values, step.tanhC.values,
            dh.values, &dhPrevious.values, &dc.values, state, nil, nil,
            step.law.isCapped ? 1 : 0, mask)
        case .lstmWithPeepholes, .lstmCappedWithPeepholes:
          kernels.lstm_backward(
            rows, n, read, written.baseAddress, gap, cells, step.c.values, step.tanhC.values,
            dh.values, &dhPrevious.values, &dc.values, state, step.peepholes.values,
            &dPeepholes.values, step.law.isCapped ? 1 : 0, mask)
        case .gruAfter:
          kernels.gru_after_backward(
            rows, n, read, written.baseAddress, gap, before, dh.values, &dhPrevious.values, state,
            mask)
        case .gruBefore:
          kernels.gru_before_output_backward(
            rows, n, read, written.baseAddress, gap, before, dh.values, &dhPrevious.values, state,
            mask)
          kernels.gru_before_reset_backward(
            rows, n, read, written.baseAddress, gap, before, dReset.values, &dhPrevious.values,
            state, mask)
        }
      }
    }
  }

  func pulledBack(_ kernels: recur_kernels, _ step: LawStep<R>, inPlace: Bool = false)
    -> LawAdjoints
  {
    var adjoints = self
    adjoints.backward(kernels, step, inPlace: inPlace)
    return adjoints
  }
}
