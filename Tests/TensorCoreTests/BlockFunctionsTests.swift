import Foundation
import TensorCore
import Testing

@Suite("Block functions")
struct BlockFunctionsTests {
  /// -8 to 8 in steps that no vector width divides.
  private static let values = (0..<37).map { Double($0) * 0.44 - 8 }

  private func check<S: KernelScalar>(
    _: S.Type, tolerance: Double, _ function: (Block<S>, Block<S>) -> Void,
    _ expected: (Double) -> Double
  ) {
    let (values, out) = (
      Storage<S>(count: Self.values.count), Storage<S>(count: Self.values.count)
    )
    values.row.array = Self.values.map { S($0) }
    function(out.row, values.row)
    for (found, value) in zip(out.row.array, values.row.array) {
      let exact = expected(Double(value))
      #expect(abs(Double(found) - exact) <= tolerance * abs(exact), "at \(value)")
    }
    function(values.row, values.row)
    #expect(values.row.array == out.row.array, "in place")
  }

  // 4 ulp, as the kernels promise, are at most 4 * 2^-23 and 4 * 2^-52 of the value; one more for
  // rounding.
  @Test("exp, tanh and sigmoid are those of the mathematics in single precision")
  func single() {
    let tolerance = 5 * 0x1p-23
    check(Float.self, tolerance: tolerance, { $0.exponential(of: $1) }, exp)
    check(Float.self, tolerance: tolerance, { $0.tanh(of: $1) }, Foundation.tanh)
    check(Float.self, tolerance: tolerance, { $0.sigmoid(of: $1) }, { 1 / (1 + exp(-$0)) })
  }

  @Test("exp, tanh and sigmoid are those of the mathematics in double precision")
  func double() {
    let tolerance = 6 * 0x1p-52
    check(Double.self, tolerance: tolerance, { $0.exponential(of: $1) }, exp)
    check(Double.self, tolerance: tolerance, { $0.tanh(of: $1) }, Foundation.tanh)
    check(Double.self, tolerance: tolerance, { $0.sigmoid(of: $1) }, { 1 / (1 + exp(-$0)) })
  }

  @Test("operands of different sizes are refused")
  func sizes() async {
    await #expect(processExitsWith: .failure) {
      Storage<Float>(count: 3).row.tanh(of: Storage<Float>(count: 4).row)
    }
  }
}
