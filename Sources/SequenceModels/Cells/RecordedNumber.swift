internal import TensorCore

/// A number that records how it was made, from planes and constants: a law that is called with such
/// numbers once is known as a graph.
struct RecordedNumber: EquationNumber {
  /// A step of the way: an operation and what it was applied to.
  final class Node: Sendable {
    let operation: LawProgram.Operation
    let operands: [RecordedNumber]
    /// The number of the plane of a `load`.
    let plane: Int
    /// The value of a `constant`.
    let constant: Double

    init(
      _ operation: LawProgram.Operation, _ operands: [RecordedNumber] = [], plane: Int = 0,
      constant: Double = 0
    ) {
      self.operation = operation
      self.operands = operands
      self.plane = plane
      self.constant = constant
    }
  }

  let node: Node

  private init(_ node: Node) { self.node = node }

  /// The result of an operation.
  init(_ operation: LawProgram.Operation, _ operands: RecordedNumber...) {
    node = Node(operation, operands)
  }

  /// What stands in a plane.
  init(plane: Int) { node = Node(.load, plane: plane) }

  init(constant: Double) { node = Node(.constant, constant: constant) }

  /// The value of a constant; nil of what is none.
  var constant: Double? { node.operation == .constant ? node.constant : nil }

  static prefix func - (x: Self) -> Self { Self(.negate, x) }
  static func + (x: Self, y: Self) -> Self { Self(.add, x, y) }
  static func - (x: Self, y: Self) -> Self { Self(.subtract, x, y) }
  static func * (x: Self, y: Self) -> Self { Self(.multiply, x, y) }
  static func / (x: Self, y: Self) -> Self { Self(.divide, x, y) }
  static func exp(_ x: Self) -> Self { Self(.exp, x) }
  static func log(_ x: Self) -> Self { Self(.log, x) }
  static func sqrt(_ x: Self) -> Self { Self(.sqrt, x) }
  static func tanh(_ x: Self) -> Self { Self(.tanh, x) }
  static func sigmoid(_ x: Self) -> Self { Self(.sigmoid, x) }
  static func sin(_ x: Self) -> Self { Self(.sin, x) }
  static func cos(_ x: Self) -> Self { Self(.cos, x) }
  static func maximum(_ x: Self, _ y: Self) -> Self { Self(.maximum, x, y) }
  static func minimum(_ x: Self, _ y: Self) -> Self { Self(.minimum, x, y) }
}

extension RecordedNumber {
  /// The numbers that some numbers were made from and they themselves, each once, operands first.
  static func ordered(_ results: [RecordedNumber]) -> [RecordedNumber] {
    var seen: Set<ObjectIdentifier> = []
    var order: [RecordedNumber] = []
    func visit(_ number: RecordedNumber) {
      guard seen.insert(ObjectIdentifier(number.node)).inserted else { return }
      number.node.operands.forEach(visit)
      order.append(number)
    }
    results.forEach(visit)
    return order
  }

  /// The adjoints of planes: sums over the results of the adjoint times the derivative.
  ///
  /// - Parameters:
  ///   - results: numbers and their adjoints.
  ///   - planes: the planes wanted.
  static func adjoints(
    of results: [(number: RecordedNumber, adjoint: RecordedNumber)], planes: [Int]
  ) -> [RecordedNumber] {
    var adjoints: [ObjectIdentifier: RecordedNumber] = [:]
    func add(_ adjoint: RecordedNumber, to number: RecordedNumber) {
      let key = ObjectIdentifier(number.node)
      adjoints[key] = adjoints[key].map { $0 + adjoint } ?? adjoint
    }
    for result in results { add(result.adjoint, to: result.number) }
    var found: [Int: RecordedNumber] = [:]
    for number in ordered(results.map(\.number)).reversed() {
      guard let adjoint = adjoints[ObjectIdentifier(number.node)] else { continue }
      if number.node.operation == .load {
        let plane = number.node.plane
        found[plane] = found[plane].map { $0 + adjoint } ?? adjoint
      }
      for (operand, adjoint) in zip(number.node.operands, number.pullback(adjoint)) {
        add(adjoint, to: operand)
      }
    }
    return planes.map { found[$0] ?? 0 }
  }

  /// What an adjoint of the number is for its operands.
  private func pullback(_ adjoint: RecordedNumber) -> [RecordedNumber] {
    let operands = node.operands
    func scaled(_ factor: RecordedNumber) -> RecordedNumber {
      adjoint.constant == 1 ? factor : adjoint * factor
    }
    switch node.operation {
    case .load, .constant, .store, .storeSum: return []
    case .negate: return [-adjoint]
    case .add: return [adjoint, adjoint]
    case .subtract: return [adjoint, -adjoint]
    case .multiply: return [scaled(operands[1]), scaled(operands[0])]
    case .divide:
      let quotient = adjoint / operands[1]
      return [quotient, -(quotient * self)]
    case .exp: return [scaled(self)]
    case .log: return [adjoint / operands[0]]
    case .sqrt: return [scaled(0.5 / self)]
    case .tanh: return [scaled((1 - self) * (1 + self))]
    case .sigmoid: return [scaled(self * (1 - self))]
    case .sin: return [scaled(Self.cos(operands[0]))]
    case .cos: return [-scaled(Self.sin(operands[0]))]
    case .maximum:
      return [
        Self(.ifGreater, operands[0], operands[1], adjoint),
        Self(.ifNotGreater, operands[0], operands[1], adjoint),
      ]
    case .minimum:
      return [
        Self(.ifGreater, operands[1], operands[0], adjoint),
        Self(.ifNotGreater, operands[1], operands[0], adjoint),
      ]
    case .ifGreater: return [0, 0, Self(.ifGreater, operands[0], operands[1], adjoint)]
    case .ifNotGreater: return [0, 0, Self(.ifNotGreater, operands[0], operands[1], adjoint)]
    }
  }
}
