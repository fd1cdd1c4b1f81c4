import Differentiation
import TensorCore
import Testing

/// What products, reductions and rearrangements are tried at.
enum ArrayCases {
  struct Shapes: Sendable, CustomTestStringConvertible {
    var left: [Int] = []
    var right: [Int] = []
    var (rows, depth, columns) = (1, 1, 1)
    var testDescription: String { "\(left) [\(rows), \(depth)] x \(right) [\(depth), \(columns)]" }
  }

  static let products: [Shapes] =
    [
      (0, 3, 2), (2, 0, 3), (2, 3, 0), (1, 1, 1), (3, 5, 7), (17, 33, 65), (1, 130, 70),
    ].map { Shapes(rows: $0, depth: $1, columns: $2) }
    + [([2], [2]), ([2, 3], [2, 3]), ([], [4]), ([4], []), ([0], [0])].map {
      Shapes(left: $0, right: $1, rows: 3, depth: 5, columns: 2)
    }

  static let reductions: [(String, @Sendable (V, [Int], Bool) -> V)] = [
    ("sum", { $0.sum(over: $1, keepingAxes: $2) }),
    ("mean", { $0.mean(over: $1, keepingAxes: $2) }),
    ("maximum", { $0.maximum(over: $1, keepingAxes: $2) }),
    ("log-sum-exp", { $0.logSumExp(over: $1, keepingAxes: $2) }),
  ]

  static let axes: [([Int], [Int], [Int])] = [
    ([5], [0], []), ([3, 5], [1], [3]), ([3, 5], [0], [5]), ([3, 5], [0, 1], []),
    ([2, 3, 4, 5], [0, 2], [3, 5]), ([2, 3, 4, 5], [-1, 1], [2, 4]), ([1, 7, 1], [1], [1, 1]),
    ([2, 3], [], [2, 3]), ([0, 4], [1], [0]), ([1033], [0], []), ([2, 515], [1], [2]),
  ]

  static let rearrangements: [(String, @Sendable ([V]) -> V)] = [
    ("reshaped", { $0[0].reshaped(to: [15, 8]) }),
    ("permuted", { $0[0].permuted([3, 0, 2, 1]) }),
    ("permuted, last axis kept", { $0[0].permuted([2, 0, 1, 3]) }),
    ("permuted in pairs", { $0[0].permuted([2, 3, 0, 1]) }),
    ("transposed", { $0[0].transposed() }),
    ("slice of the first axis", { $0[0].slice(1..<2, axis: 0) }),
    ("slice of the last axis", { $0[0].slice(1..<4, axis: -1) }),
    ("slice of nothing", { $0[0].slice(2..<2, axis: 1) }),
    ("rows", { $0[0].rows([1, -1, 0, 1]) }),
    ("repeated", { $0[0].reshaped(to: [2, 3, 1, 4, 5]).repeated(to: [2, 3, 2, 4, 5]) }),
    ("concatenation", { V.concatenation(of: [$0[0], $0[1], $0[0]], axis: 2) }),
    ("stack", { V.stack([$0[0], $0[1]], axis: 1) }),
    ("stack behind", { V.stack([$0[0], $0[1]], axis: -1) }),
  ]
}

@Suite("Products, reductions and shapes")
struct ArrayTests {
  @Test(
    "a matrix product obeys the laws, transposed or not", arguments: ArrayCases.products,
    [false, true])
  func product(shapes: ArrayCases.Shapes, transposed: Bool) {
    let pool = WorkerPool(threads: 2)
    for left in [false, true] {
      let a = shapes.left + (left ? [shapes.depth, shapes.rows] : [shapes.rows, shapes.depth])
      let b =
        shapes.right
        + (transposed ? [shapes.columns, shapes.depth] : [shapes.depth, shapes.columns])
      let report = checkDerivatives(at: [.random(a, 1), .random(b, 2)]) {
        $0[0].product($0[1], transposed: transposed, transposingSelf: left, pool: pool)
      }
      #expect(report.passed, "\(report)")
    }
  }

  @Test("a matrix product is the sum of products")
  func productValues() {
    let a = V(Tensor(shape: [2, 2], values: [1, 2, 3, 4]))
    let b = V(Tensor(shape: [2, 2], values: [5, 6, 7, 8]))
    #expect(a.product(b).value.values == [19, 22, 43, 50])
    #expect(a.product(b, transposed: true).value.values == [17, 23, 39, 53])
    #expect(a.product(b, transposingSelf: true).value.values == [26, 30, 38, 44])
    #expect(
      a.product(b, transposed: true, transposingSelf: true).value.values == [23, 31, 34, 46])
  }

  @Test("threads do not change the bits of a product or of its adjoints")
  func threads() {
    let (a, b) = (V(.random([150, 90], 1)), V(.random([90, 210], 2)))
    let adjoint = Tensor<Double>.random([150, 210], 3)
    func run(_ pool: WorkerPool?) -> [Tensor<Double>] {
      let y = a.product(b, pool: pool)
      return [y.value] + y.adjoints(of: [a, b], from: adjoint)
    }
    #expect(run(nil) == run(WorkerPool(threads: 3)))
  }

  @Test("a reduction obeys the laws", arguments: ArrayCases.reductions.map(\.0), ArrayCases.axes)
  func reduction(name: String, axes: ([Int], [Int], [Int])) throws {
    let (_, function) = try #require(ArrayCases.reductions.first { $0.0 == name })
    let x = Tensor<Double>.random(axes.0, 5)
    for keeping in [false, true] {
      let report = checkDerivatives(at: [x]) { function($0[0], axes.1, keeping) }
      #expect(report.passed, "\(report)")
    }
    #expect(function(V(x), axes.1, false).shape == axes.2)
    #expect(function(V(x), axes.1, true).shape.count == axes.0.count)
  }

  @Test("softmax along any axis obeys the laws, and its logarithm", arguments: [-1, 0, 1])
  func softmax(axis: Int) {
    for shape in [[3, 5, 2], [1, 1], [2, 0], [4, 37]] {
      let x = Tensor<Double>.random(shape, 6)
      let report = checkDerivatives(at: [x]) { $0[0].softmax(axis: axis) }
      #expect(report.passed, "\(report)")
      let logarithm = checkDerivatives(at: [x]) { $0[0].logSoftmax(axis: axis) }
      #expect(logarithm.passed, "\(logarithm)")
    }
  }

  @Test("log-sum-exp of what overflows, of nothing, and of infinities")
  func logSumExp() {
    func of(_ values: [Double]) -> Double {
      V(Tensor(shape: [values.count], values: values)).logSumExp(over: [0]).value.values[0]
    }
    #expect(of([1000, 1000]) == 1000 + 0.6931471805599453)
    #expect(of([]) == -.infinity)
    #expect(of([-.infinity, -.infinity]) == -.infinity)
    #expect(of([3, .infinity]) == .infinity)
    #expect(of([1, .nan]).isNaN)
  }

  @Test("elements in another order obey the laws", arguments: ArrayCases.rearrangements.map(\.0))
  func rearrangement(name: String) throws {
    let (_, function) = try #require(ArrayCases.rearrangements.first { $0.0 == name })
    let inputs: [Tensor<Double>] = [.random([2, 3, 4, 5], 7), .random([2, 3, 4, 5], 8)]
    let report = checkDerivatives(at: inputs, of: function)
    #expect(report.passed, "\(report)")
  }

  @Test(
    "permuted elements are those of the axes",
    arguments: [[0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2], [0, 2, 1, 3], [2, 3, 1, 0]])
  func permuted(order: [Int]) {
    for shape in [[2, 3, 4, 5], [17, 1, 19, 2], [1, 16, 1, 33], [3, 0, 2, 1]] {
      let x = Tensor(shape: shape, values: (0..<shape.reduce(1, *)).map { Double($0) })
      let y = V(x).permuted(order).value
      #expect(y.shape == order.map { shape[$0] })
      let values = x.values
      var strides = [1, 1, 1, 1]
      for axis in (0..<3).reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
      var expected: [Double] = []
      for a in 0..<y.shape[0] {
        for b in 0..<y.shape[1] {
          for c in 0..<y.shape[2] {
            for d in 0..<y.shape[3] {
              let place = zip([a, b, c, d], order).reduce(0) { $0 + $1.0 * strides[$1.1] }
              expected.append(values[place])
            }
          }
        }
      }
      #expect(y.values == expected)
    }
  }

  @Test("slices, concatenations and rows are those of the axes")
  func values() {
    let x = V(Tensor(shape: [2, 3], values: [1, 2, 3, 4, 5, 6]))
    #expect(x.slice(1..<3, axis: 1).value == Tensor(shape: [2, 2], values: [2, 3, 5, 6]))
    #expect(
      V.concatenation(of: [x, x], axis: 1).value
        == Tensor(shape: [2, 6], values: [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]))
    #expect(V.stack([x, x], axis: 0).shape == [2, 2, 3])
    #expect(x.rows([1, -1]).value == Tensor(shape: [2, 3], values: [4, 5, 6, 0, 0, 0]))
    #expect(x.rows([1, 1]).sum().gradients(of: [x])[0].values == [0, 0, 0, 2, 2, 2])
  }
}
