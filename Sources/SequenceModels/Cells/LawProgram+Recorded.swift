internal import TensorCore

extension LawProgram {
  /// A place that a result goes to.
  typealias Result = (number: RecordedNumber, plane: Int, isSum: Bool)

  /// The program that makes results from planes; equal numbers are made once, and a register is
  /// used again after its last reader.
  init(_ results: [Result], planeCount: Int) {
    let (numbers, places) = Self.distinct(RecordedNumber.ordered(results.map(\.number)))
    func place(_ number: RecordedNumber) -> Int { places[ObjectIdentifier(number.node)] ?? 0 }
    var lastReader = [Int](repeating: 0, count: numbers.count)
    for (index, number) in numbers.enumerated() {
      for operand in number.node.operands { lastReader[place(operand)] = index }
    }
    // Stores come last, after all loads.
    for result in results { lastReader[place(result.number)] = numbers.count }

    var (instructions, constants, free) = ([Instruction](), [Double](), [Int]())
    var (registers, count) = ([Int](repeating: 0, count: numbers.count), 0)
    for (index, number) in numbers.enumerated() {
      let node = number.node
      let operands = node.operands.map(place)
      let sources = operands.map { registers[$0] }
      for operand in Set(operands).sorted() where lastReader[operand] == index {
        free.append(registers[operand])
      }
      if let reused = free.popLast() {
        registers[index] = reused
      } else {
        registers[index] = count
        count += 1
      }
      switch node.operation {
      case .load: instructions.append((.load, registers[index], [node.plane]))
      case .constant:
        instructions.append((.constant, registers[index], [constants.count]))
        constants.append(node.constant)
      default: instructions.append((node.operation, registers[index], sources))
      }
    }
    instructions += results.map { result in
      (result.isSum ? .storeSum : .store, result.plane, [registers[place(result.number)]])
    }
    self.init(
      instructions, constants: constants, registerCount: count, planeCount: planeCount)
  }

  private typealias Instruction = (operation: Operation, target: Int, operands: [Int])

  /// What makes two numbers equal.
  private struct Key: Hashable {
    let operation: Operation
    let operands: [Int]
    let plane: Int
    let constant: UInt64
  }

  /// The numbers without those that are made as an earlier one is, and where each stands.
  private static func distinct(
    _ ordered: [RecordedNumber]
  ) -> (numbers: [RecordedNumber], places: [ObjectIdentifier: Int]) {
    var (numbers, places, known) = ([RecordedNumber](), [ObjectIdentifier: Int](), [Key: Int]())
    for number in ordered {
      let node = number.node
      let key = Key(
        operation: node.operation,
        operands: node.operands.map { places[ObjectIdentifier($0.node)] ?? 0 }, plane: node.plane,
        constant: node.constant.bitPattern)
      if let place = known[key] {
        places[ObjectIdentifier(node)] = place
      } else {
        known[key] = numbers.count
        places[ObjectIdentifier(node)] = numbers.count
        numbers.append(number)
      }
    }
    return (numbers, places)
  }
}
