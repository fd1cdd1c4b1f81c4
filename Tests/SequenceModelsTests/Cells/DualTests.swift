import SequenceModels
import Testing

@Suite("Dual numbers")
struct DualTests {
  /// A function of two variables, for every kind of number.
  struct Function: Sendable, CustomTestStringConvertible {
    let name: String
    let double: @Sendable (Double, Double) -> Double
    let dual: @Sendable (Dual, Dual) -> Dual
    var testDescription: String { name }
  }

  static let functions = [
    Function(name: "-x", double: { x, _ in -x }, dual: { x, _ in -x }),
    Function(name: "x + y", double: { $0 + $1 }, dual: { $0 + $1 }),
    Function(name: "x - y", double: { $0 - $1 }, dual: { $0 - $1 }),
    Function(name: "x y", double: { $0 * $1 }, dual: { $0 * $1 }),
    Function(name: "x / y", double: { $0 / $1 }, dual: { $0 / $1 }),
    Function(name: "1 - 2.5 x", double: { x, _ in 1 - 2.5 * x }, dual: { x, _ in 1 - 2.5 * x }),
    Function(name: "exp", double: { x, _ in .exp(x) }, dual: { x, _ in .exp(x) }),
    Function(name: "log", double: { x, _ in .log(x) }, dual: { x, _ in .log(x) }),
    Function(name: "sqrt", double: { x, _ in .sqrt(x) }, dual: { x, _ in .sqrt(x) }),
    Function(name: "tanh", double: { x, _ in .tanh(x) }, dual: { x, _ in .tanh(x) }),
    Function(name: "sigmoid", double: { x, _ in .sigmoid(x) }, dual: { x, _ in .sigmoid(x) }),
    Function(name: "sin", double: { x, _ in .sin(x) }, dual: { x, _ in .sin(x) }),
    Function(name: "cos", double: { x, _ in .cos(x) }, dual: { x, _ in .cos(x) }),
    Function(name: "maximum", double: { .maximum($0, $1) }, dual: { .maximum($0, $1) }),
    Function(name: "minimum", double: { .minimum($0, $1) }, dual: { .minimum($0, $1) }),
    Function(
      name: "abs", double: { x, y in .abs(x - 2 * y) }, dual: { x, y in .abs(x - 2 * y) }),
    Function(
      name: "a composition", double: { x, y in .tanh(x * y) / (1 + .exp(-x)) },
      dual: { x, y in .tanh(x * y) / (1 + .exp(-x)) }),
  ]

  @Test("The value is that of Double, the partials are its derivatives", arguments: functions)
  func derivatives(function: Function) {
    for (x, y) in [(0.7, 1.3), (2.1, 0.4)] {
      let found = function.dual(Dual(x, variable: 3), Dual(y, variable: 15))
      #expect(found.value == function.double(x, y))
      // Truncation h^2 / 6 and rounding 2^-52 / h are below 1e-9 for h = 1e-5 and these curvatures.
      let h = 1e-5
      let byX = (function.double(x + h, y) - function.double(x - h, y)) / (2 * h)
      let byY = (function.double(x, y + h) - function.double(x, y - h)) / (2 * h)
      #expect((found.partials[3] - byX).magnitude <= 1e-9 * max(1, byX.magnitude))
      #expect((found.partials[15] - byY).magnitude <= 1e-9 * max(1, byY.magnitude))
      #expect((0..<16).allSatisfy { $0 == 3 || $0 == 15 || found.partials[$0] == 0 })
    }
  }

  @Test("A constant has no derivatives")
  func constant() {
    let number: Dual = 2
    #expect(number.value == 2)
    #expect(number.partials == .zero)
  }

  @Test("The larger of two equal numbers is the second: a rectifier's derivative at 0 is 0")
  func tie() {
    #expect(Dual.maximum(Dual(0, variable: 0), 0).partials[0] == 0)
  }

  @Test("The sigmoid neither overflows nor leaves [0, 1]")
  func sigmoid() {
    #expect(Double.sigmoid(-1e300) == 0)
    #expect(Double.sigmoid(1e300) == 1)
    #expect(Double.sigmoid(0) == 0.5)
    #expect(Dual.sigmoid(Dual(-1e300, variable: 0)).partials[0] == 0)
  }
}
