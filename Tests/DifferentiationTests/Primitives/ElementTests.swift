import Differentiation
import TensorCore
import Testing

typealias V = Variable<Double>

/// Functions of elements, each with the least number that it is tried at, and operators.
enum ElementCases {
  static let functions: [(String, @Sendable (V) -> V, Double)] = [
    ("squared", { $0.squared() }, -2), ("halved", { $0.halved() }, -2),
    ("power 3", { $0.power(3) }, -2), ("power -1.5", { $0.power(-1.5) }, 0.5),
    ("square root", { $0.squareRoot() }, 0.5), ("exponential", { $0.exponential() }, -2),
    ("logarithm", { $0.logarithm() }, 0.5), ("sigmoid", { $0.sigmoid() }, -2),
    ("tanh", { $0.tanh() }, -2), ("softplus", { $0.softplus() }, -2), ("ReLU", { $0.relu() }, -2),
    ("leaky ReLU", { $0.leakyRelu(slope: 0.1) }, -2), ("GELU", { $0.gelu() }, -2),
    ("GELU by tanh", { $0.geluByTanh() }, -2), ("step", { $0.step() }, -2),
    ("absolute", { $0.absolute() }, -2), ("negated", { -$0 }, -2), ("x + 2", { $0 + 2 }, -2),
    ("2 + x", { 2 + $0 }, -2), ("x - 2", { $0 - 2 }, -2), ("2 - x", { 2 - $0 }, -2),
    ("3 x", { 3 * $0 }, -2), ("x 3", { $0 * 3 }, -2), ("x / 3", { $0 / 3 }, -2),
    ("3 / x", { 3 / $0 }, 0.5),
  ]

  static let operators: [(String, @Sendable (V, V) -> V)] = [
    ("+", { $0 + $1 }), ("-", { $0 - $1 }), ("*", { $0 * $1 }), ("/", { $0 / $1 }),
    ("maximum", { V.maximum($0, $1) }), ("minimum", { V.minimum($0, $1) }),
  ]

  static let shapes: [([Int], [Int])] = [
    ([], []), ([0], [0]), ([7], [7]), ([3, 5], [5]), ([5], [3, 5]), ([3, 5], []),
    ([3, 5], [3, 1]),
    ([3, 1], [1, 5]), ([2, 3, 4, 5], [3, 1, 1]), ([2, 1, 4], [3, 1]), ([0, 3], [3]), ([1], [0]),
    ([4, 1031], [1031]), ([1, 1], [1]), ([2, 3, 1, 5], [2, 1, 4, 1]),
  ]
}

@Suite("Element by element")
struct ElementTests {
  @Test(
    "a function of every element obeys the laws", arguments: ElementCases.functions.map(\.0),
    [[], [0], [1], [3, 5], [1031]])
  func function(name: String, shape: [Int]) throws {
    let (_, function, low) = try #require(ElementCases.functions.first { $0.0 == name })
    let report = checkDerivatives(at: [.random(shape, 3, low: low)]) { function($0[0]) }
    #expect(report.passed, "\(report)")
  }

  @Test(
    "an operator obeys the laws", arguments: ElementCases.operators.map(\.0), ElementCases.shapes)
  func operators(name: String, shapes: ([Int], [Int])) throws {
    let (_, function) = try #require(ElementCases.operators.first { $0.0 == name })
    let report = checkDerivatives(
      at: [.random(shapes.0, 3, offset: 0.2), .random(shapes.1, 4, low: 0.5, offset: 0.7)]
    ) { function($0[0], $0[1]) }
    #expect(report.passed, "\(report)")
  }

  @Test("shapes are brought together as numpy does")
  func broadcasting() {
    let column = V(Tensor(shape: [2, 1], values: [10, 20]))
    let row = V(Tensor(shape: [3], values: [1, 2, 3]))
    let sum = column + row
    #expect(sum.shape == [2, 3])
    #expect(sum.value.values == [11, 12, 13, 21, 22, 23])
    let ones = Tensor<Double>(shape: [2, 3], values: [1, 1, 1, 1, 1, 1])
    let adjoints = (column * row).adjoints(of: [column, row], from: ones)
    #expect(adjoints[0] == Tensor(shape: [2, 1], values: [6, 6]))
    #expect(adjoints[1] == Tensor(shape: [3], values: [30, 30, 30]))
  }

  @Test("of equal numbers the first is the larger and the smaller")
  func ties() {
    let (x, y) = (V(Tensor(shape: [1], values: [2])), V(Tensor(shape: [1], values: [2])))
    for z in [V.maximum(x, y), V.minimum(x, y)] {
      #expect(z.sum().gradients(of: [x, y]).map(\.values) == [[1], [0]])
    }
  }

  @Test("kinks have the derivatives that are documented")
  func kinks() {
    let x = V(Tensor(shape: [1], values: [0]))
    func slope(_ y: V) -> Double { y.sum().gradients(of: [x])[0].values[0] }
    #expect(slope(x.relu()) == 0)
    #expect(slope(x.leakyRelu(slope: 0.1)) == 0.1)
    #expect(slope(x.absolute()) == 0)
    #expect(slope(x.step()) == 0)
    #expect(x.step().value.values == [1])
  }
}
