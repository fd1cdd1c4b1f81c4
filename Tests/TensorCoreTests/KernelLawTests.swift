import CKernels
import Testing

@Suite("Kernels: laws of the cells")
struct KernelLawTests {
  static let cases = KernelSets.names.flatMap { name in Law.allCases.map { (name, $0) } }
  static let vectorCases = cases.filter { $0.0 != "reference" }
  static let masks: [[Bool]?] = [nil, [true, false, true]]

  /// With u the unit roundoff, |z| <= 4, |p| <= 1, |c_previous| <= 2 and 5 ulp = 5 u between two
  /// sets' values of a function bounded by 1: the pre-activations with peepholes differ by 16 u, i
  /// and f by 16 u / 4 + 5 u = 9 u, c by 2 * 9 u + (9 + 5) u + 12 u of roundings = 44 u, tanh c by
  /// 49 u, o by 20 u, h by 71 u. GRU: n + r q by 36 u, the candidate by 41 u, h by 58 u. So 80 u
  /// for all.
  @Test("forward agrees with the reference", arguments: vectorCases)
  func forward(set: String, law: Law) {
    func check<R: KernelTested>(_: R.Type) {
      let kernels = KernelSets.kernels(set, R.self)
      let reference = KernelSets.kernels("reference", R.self)
      for (n, mask) in R.sizes(kernels).flatMap({ n in Self.masks.map { (n, $0) } }) {
        let step = LawStep<R>(law, rows: 3, n: n, mask: mask)
        let difference = largestDifference(
          step.forwarded(kernels).outputs, step.forwarded(reference).outputs)
        #expect(difference <= 80 * R.roundoff, "\(R.self), n = \(n)")
      }
    }
    check(Float.self)
    check(Double.self)
  }

  /// From the same activations only roundings differ. LSTM, |dh|, |dc| <= 1, |c| <= 3: the adjoint
  /// of c before the gates by 18 u, those of i and f by 19 u, of g by 41 u, of c_previous by 83 u,
  /// a peephole's sum of four terms by 3 * 45 u and 66 u of roundings: 200 u for all. The GRUs have
  /// shorter chains (18 u with |q| <= 4).
  @Test("backward agrees with the reference, also in the gates' own memory", arguments: vectorCases)
  func backward(set: String, law: Law) {
    func check<R: KernelTested>(_: R.Type) {
      let kernels = KernelSets.kernels(set, R.self)
      let reference = KernelSets.kernels("reference", R.self)
      for (n, mask) in R.sizes(kernels).flatMap({ n in Self.masks.map { (n, $0) } }) {
        let step = LawStep<R>(law, rows: 3, n: n, mask: mask).forwarded(reference)
        let adjoints = LawAdjoints(step)
        let result = adjoints.pulledBack(kernels, step)
        let difference = largestDifference(
          result.outputs, adjoints.pulledBack(reference, step).outputs)
        #expect(difference <= 200 * R.roundoff, "\(R.self), n = \(n)")
        let inPlace = adjoints.pulledBack(kernels, step, inPlace: true)
        let all = (0..<3, 0..<n)
        #expect(
          sameBits(
            inPlace.dGates.selecting(rows: all.0, units: all.1).values,
            result.dGates.selecting(rows: all.0, units: all.1).values))
        #expect(sameBits(inPlace.dhPrevious.values, result.dhPrevious.values))
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test("a unit depends neither on the other rows nor on its place", arguments: cases)
  func independence(set: String, law: Law) {
    func check<R: KernelTested>(_: R.Type) {
      let kernels = KernelSets.kernels(set, R.self)
      let n = 2 * max(Int(kernels.lanes), 4) + 5
      let step = LawStep<R>(law, rows: 3, n: n)
      let whole = step.forwarded(kernels)
      let adjoints = LawAdjoints(whole)
      let pulled = adjoints.pulledBack(kernels, whole)
      for (rows, units) in [(1..<2, 0..<n), (0..<3, 3..<n), (2..<3, n - 2..<n)] {
        let part = step.selecting(rows: rows, units: units).forwarded(kernels)
        #expect(sameBits(part.outputs, whole.selecting(rows: rows, units: units).outputs))
        let partAdjoints = adjoints.selecting(rows: rows, units: units).pulledBack(kernels, part)
        let expected = pulled.selecting(rows: rows, units: units)
        #expect(sameBits(partAdjoints.dGates.values, expected.dGates.values))
        #expect(sameBits(partAdjoints.dhPrevious.values, expected.dhPrevious.values))
        #expect(sameBits(partAdjoints.dc.values, expected.dc.values))
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test("a masked row passes its state on and its adjoint back", arguments: cases)
  func maskedRows(set: String, law: Law) {
    let kernels = KernelSets.kernels(set, Float.self)
    let n = 21
    let step = LawStep<Float>(law, rows: 3, n: n, mask: [true, false, true])
    let result = step.forwarded(kernels)
    let adjoints = LawAdjoints(step)
    let pulled = adjoints.pulledBack(kernels, result)
    for unit in 0..<n {
      #expect(result.h[1, 0, unit] == step.hPrevious[1, 0, unit])
      if law.isLSTM {
        #expect(result.c[1, 0, unit] == step.cPrevious[1, 0, unit])
      }
      if law == .gruBefore { #expect(result.reset[1, 0, unit] == 0) }
      for gate in 0..<law.gates {
        #expect(result.gates[1, gate, unit] == step.gates[1, gate, unit])
        #expect(pulled.dGates[1, gate, unit] == 0)
      }
      #expect(pulled.dc[1, 0, unit] == adjoints.dc[1, 0, unit])
      let sum = adjoints.dhPrevious[1, 0, unit] + adjoints.dh[1, 0, unit]
      #expect(pulled.dhPrevious[1, 0, unit] == sum)
    }
    // The rows beside it are what they are without a mask.
    let unmasked = LawStep<Float>(law, rows: 3, n: n).forwarded(kernels)
    for row in [0, 2] {
      let (rows, units) = (row..<row + 1, 0..<n)
      #expect(
        sameBits(
          result.h.selecting(rows: rows, units: units).values,
          unmasked.h.selecting(rows: rows, units: units).values))
    }
  }

  @Test("NaN in a pre-activation reaches the state", arguments: cases)
  func notANumber(set: String, law: Law) {
    let kernels = KernelSets.kernels(set, Float.self)
    for gate in 0..<law.gates {
      var step = LawStep<Float>(law, rows: 1, n: 5)
      step.gates[0, gate, 3] = .nan
      let result = step.forwarded(kernels)
      let seen = law == .gruBefore && gate == 0 ? result.reset : result.h
      #expect(seen[0, 0, 3].isNaN)
      #expect(!seen[0, 0, 2].isNaN)
    }
  }

  /// Loss: sum of dh h + dc c + dreset reset. Central differences with step e err by e^2 f'''/ 6,
  /// about 1e-10 for e = 1e-5, and by roundoff / e, about 1e-10.
  @Test("backward is the derivative of forward", arguments: cases)
  func centralDifferences(set: String, law: Law) {
    let kernels = KernelSets.kernels(set, Double.self)
    let step = LawStep<Double>(law, rows: 2, n: 3)
    let adjoints = LawAdjoints(step, cleared: true)
    let pulled = adjoints.pulledBack(kernels, step.forwarded(kernels))

    func loss(_ step: LawStep<Double>) -> Double {
      let result = step.forwarded(kernels)
      var sum = 0.0
      for (row, unit) in (0..<2).flatMap({ row in (0..<3).map { (row, $0) } }) {
        sum += adjoints.dh[row, 0, unit] * result.h[row, 0, unit]
        if law.isLSTM {
          sum += adjoints.dc[row, 0, unit] * result.c[row, 0, unit]
        }
        if law == .gruBefore { sum += adjoints.dReset[row, 0, unit] * result.reset[row, 0, unit] }
      }
      return sum
    }

    func compare(
      _ variable: WritableKeyPath<LawStep<Double>, UnitBlock<Double>>, _ gradient: UnitBlock<Double>
    ) {
      for row in 0..<gradient.rows {
        for plane in 0..<gradient.planes {
          for unit in 0..<gradient.n {
            let epsilon = 1e-5
            var (above, below) = (step, step)
            above[keyPath: variable][row, plane, unit] += epsilon
            below[keyPath: variable][row, plane, unit] -= epsilon
            let estimate = (loss(above) - loss(below)) / (2 * epsilon)
            let exact = gradient[row, plane, unit]
            #expect(abs(estimate - exact) <= 1e-7 * abs(exact) + 1e-9)
          }
        }
      }
    }

    compare(\.gates, pulled.dGates)
    compare(\.hPrevious, pulled.dhPrevious)
    if law.isLSTM { compare(\.cPrevious, pulled.dc) }
    if law.hasPeepholes { compare(\.peepholes, pulled.dPeepholes) }
  }
}
