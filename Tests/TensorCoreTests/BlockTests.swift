import TensorCore
import Testing

@Suite("Block")
struct BlockTests {
  /// [3, 4] of 0 ... 11.
  private func matrix(_ storage: Storage<Double>) -> Block<Double> {
    let block = storage.block(rows: 3, columns: 4)
    block.array = (0..<12).map { Double($0) }
    return block
  }

  @Test("Rows, columns and elements of a sub-block are those of the matrix")
  func windows() {
    let storage = Storage<Double>(count: 12)
    let block = matrix(storage)
    let part = block.rows(1..<3).columns(1..<3)
    #expect(part.array == [5, 6, 9, 10])
    #expect(part[1, 0] == 9)
    #expect(!part.isContiguous)
    #expect(part.shape == "[2, 2]")
    part[0, 1] = -1
    #expect(block[1, 2] == -1)
  }

  @Test("Filling and copying a window leaves the rest alone")
  func fillAndCopy() {
    let storage = Storage<Double>(count: 12)
    let block = matrix(storage)
    block.columns(0..<2).fill(-1)
    #expect(block.array == [-1, -1, 2, 3, -1, -1, 6, 7, -1, -1, 10, 11])
    block.columns(2..<4).copy(from: block.columns(0..<2))
    #expect(block.array == [Double](repeating: -1, count: 12))
  }

  @Test("A contiguous block can be seen in another shape")
  func reshaped() {
    let storage = Storage<Double>(count: 12)
    #expect(matrix(storage).reshaped(rows: 2, columns: 6)[1, 0] == 6)
  }

  @Test("A row goes to Double and back", arguments: [0, 2])
  func doubles(first: Int) {
    func roundTrip<S: KernelScalar>(_: S.Type) {
      let storage = Storage<S>(count: 12)
      let block = storage.block(rows: 3, columns: 4).columns(1..<4)
      block.array = (0..<9).map { S($0) + 0.5 }
      var values = [Double](repeating: -1, count: 5)
      block.read(row: 1, into: &values, at: first)
      var expected = [Double](repeating: -1, count: 5)
      expected.replaceSubrange(first..<first + 3, with: [3.5, 4.5, 5.5])
      #expect(values == expected)
      block.write(row: 2, from: values, at: first)
      #expect(block.rows(2..<3).array == [3.5, 4.5, 5.5])
      #expect(storage.row[8] == 0)
      #expect(block.rows(0..<2).array == (0..<6).map { S($0) + 0.5 })
    }
    roundTrip(Float.self)
    roundTrip(Double.self)
  }

  @Test("Nothing outside a block can be reached")
  func bounds() async {
    await #expect(processExitsWith: .failure) {
      _ = Storage<Float>(count: 12).block(rows: 3, columns: 4)[3, 0]
    }
    await #expect(processExitsWith: .failure) {
      Storage<Float>(count: 12).block(rows: 3, columns: 4)[0, 4] = 1
    }
    await #expect(processExitsWith: .failure) {
      _ = Storage<Float>(count: 12).block(rows: 3, columns: 4).rows(2..<4)
    }
    await #expect(processExitsWith: .failure) {
      _ = Storage<Float>(count: 12).block(rows: 3, columns: 4).columns(-1..<2)
    }
  }

  @Test("A block larger than its storage is refused")
  func tooLarge() async {
    await #expect(processExitsWith: .failure) {
      _ = Storage<Float>(count: 12).block(at: 1, rows: 3, columns: 4)
    }
  }

  @Test("A window with gaps cannot be reshaped")
  func gaps() async {
    await #expect(processExitsWith: .failure) {
      _ = Storage<Float>(count: 12).block(rows: 3, columns: 4).columns(0..<2)
        .reshaped(rows: 1, columns: 6)
    }
  }

  @Test("A row of Double that does not fit is refused")
  func doubleBounds() async {
    await #expect(processExitsWith: .failure) {
      var values = [Double](repeating: 0, count: 4)
      Storage<Float>(count: 12).block(rows: 3, columns: 4).read(row: 0, into: &values, at: 1)
    }
    await #expect(processExitsWith: .failure) {
      Storage<Float>(count: 12).block(rows: 3, columns: 4).write(row: 3, from: [1, 2, 3, 4])
    }
  }

  @Test("Planes are windows of one distance, and bounded")
  func planes() async {
    let storage = Storage<Double>(count: 13)
    let planes = storage.planes(3, at: 1, rows: 2, columns: 2)
    storage.row.array = (0..<13).map { Double($0) }
    #expect(planes[2].array == [9, 10, 11, 12])
    #expect(planes.rows(1..<2)[1].array == [7, 8])
    await #expect(processExitsWith: .failure) {
      _ = Storage<Double>(count: 12).planes(3, rows: 2, columns: 2)[3]
    }
  }
}
