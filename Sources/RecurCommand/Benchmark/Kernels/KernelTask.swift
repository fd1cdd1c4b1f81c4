import Recur

/// What the numbers of a measurement are.
enum KernelPrecision: String, CaseIterable, Codable, Sendable {
  case single
  /// Single-precision numbers that products round to bfloat16.
  case bfloat16
  case double

  init<S: KernelScalar>(_: S.Type, _ precision: ProductPrecision) {
    self = S.self == Double.self ? .double : precision == .full ? .single : .bfloat16
  }
}

/// One kernel on operands of one size.
struct KernelTask: Sendable {
  /// The kernel and its sizes: "product 50x128 x 128x512".
  let name: String
  let precision: KernelPrecision
  /// Floating-point operations of a call, a multiply-add being two; 0 for a kernel whose work lies
  /// in functions and memory.
  let operations: Double
  /// Bytes of the operands that are only read.
  let readBytes: Int
  /// Bytes of the operands that are written, whether or not they are read before.
  let writtenBytes: Int
  /// Makes the operands. Called when the kernel's turn has come, so that one task's memory is held
  /// at a time.
  let makeCall: @Sendable () -> KernelCall

  /// - Parameters:
  ///   - read: elements that are only read.
  ///   - written: elements that are written.
  init<S: KernelScalar>(
    _ name: String, _: S.Type, _ precision: ProductPrecision = .full, operations: Int = 0,
    read: Int, written: Int,
    makeCall: @escaping @Sendable () -> KernelCall
  ) {
    self.name = name
    self.precision = KernelPrecision(S.self, precision)
    self.operations = Double(operations)
    readBytes = read * MemoryLayout<S>.stride
    writtenBytes = written * MemoryLayout<S>.stride
    self.makeCall = makeCall
  }
}

extension Storage {
  /// Numbers between -1 and 1, the first few thousand drawn and then repeated.
  static func random(_ count: Int) -> Storage {
    let storage = Storage(count: count)
    guard !MemoryMeter.isPlanning else { return storage }
    let row = storage.row
    let drawn = min(count, 4096)
    var generator = RandomGenerator(seed: BenchmarkModel.seed)
    for index in 0..<drawn { row[index] = S(generator.uniform(in: -1...1)) }
    var filled = drawn
    while filled < count {
      let piece = min(filled, count - filled)
      row.columns(filled..<filled + piece).copy(from: row.columns(0..<piece))
      filled += piece
    }
    return storage
  }

  /// A random matrix [rows, columns].
  static func random(_ rows: Int, _ columns: Int) -> Storage { random(rows * columns) }
}

extension IndexStorage {
  /// Indices below `bound`, drawn at random.
  static func random(_ count: Int, below bound: Int) -> IndexStorage {
    let storage = IndexStorage(count: count)
    guard !MemoryMeter.isPlanning else { return storage }
    var generator = RandomGenerator(seed: BenchmarkModel.seed)
    for row in 0..<count { storage.indices[row] = Int32(generator.index(below: bound)) }
    return storage
  }
}
