import TensorCore
import Testing

@Suite("The largest magnitude of a block")
struct BlockMagnitudeTests {
  private func check<S: KernelScalar>(_: S.Type) {
    for count in [1, 7, 16, 17, 130] {
      let storage = Storage<S>(count: count)
      for index in 0..<count {
        storage.row.array = (0..<count).map { S($0 == index ? -3.5 : 0.25) }
        #expect(storage.row.largestMagnitude == 3.5, "element \(index) of \(count)")
      }
    }
  }

  @Test("is that of the element farthest from zero, wherever it stands")
  func place() {
    check(Float.self)
    check(Double.self)
  }

  @Test("is found within the rows of a block with gaps, and is 0 of no elements")
  func gaps() {
    let storage = Storage<Float>(count: 12)
    storage.row.array = [9, 1, 2, 9, 9, -4, 3, 9, 9, 0, 1, 9]
    let block = storage.block(rows: 3, columns: 4)
    #expect(block.columns(1..<3).largestMagnitude == 4)
    #expect(block.columns(1..<1).largestMagnitude == 0)
  }

  @Test("is infinite where something is not a number")
  func notANumber() {
    let storage = Storage<Float>(count: 20)
    storage.row[13] = .nan
    #expect(storage.row.largestMagnitude == .infinity)
    storage.row[13] = -.infinity
    #expect(storage.row.largestMagnitude == .infinity)
  }
}
