import ModelFiles
import Networks
import TensorCore
import Testing

/// The bytes of an IDX file.
func idx(_ type: UInt8, _ extents: [UInt32], _ data: [UInt8]) -> [UInt8] {
  [0, 0, type, UInt8(extents.count)]
    + extents.flatMap { extent in (0..<4).map { UInt8(extent >> UInt32(24 - 8 * $0) & 255) } }
    + data
}

@Suite("Files of images and numbers")
struct DataFileTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func problem<R>(
    _ bytes: [UInt8], _ read: (String) throws -> R
  ) throws -> DataFileError.Problem? {
    let path = try scratch.put(bytes, in: "file")
    let error = #expect(throws: DataFileError.self) { try read(path) }
    #expect(error?.path == path)
    return error?.problem
  }

  private func idxProblem(_ bytes: [UInt8]) throws -> DataFileError.Problem? {
    try problem(bytes) { try Tensor(idx: $0) }
  }

  private func pnmProblem(_ text: String, _ data: [UInt8] = []) throws -> DataFileError.Problem? {
    try problem(Array(text.utf8) + data) { try Tensor(pnm: $0) }
  }

  private func pnm(_ text: String, _ data: [UInt8] = []) throws -> Tensor<Float> {
    try Tensor(pnm: scratch.put(Array(text.utf8) + data, in: "image"))
  }

  // MARK: - IDX

  @Test(
    "Every type of an IDX file is read, the most significant byte first",
    arguments: [
      (0x08, [0, 255], [0, 255]), (0x09, [0x80, 0x7F], [-128, 127]),
      (0x0B, [0xFF, 0xFE, 0x01, 0x00], [-2, 256]),
      (0x0C, [0x80, 0, 0, 0, 0, 0, 1, 1], [-2_147_483_648, 257]),
      (0x0D, [0x3F, 0xC0, 0, 0, 0xC0, 0, 0, 0], [1.5, -2]),
      (0x0E, [0x3F, 0xF8, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0], [1.5, -2]),
    ] as [(UInt8, [UInt8], [Float])])
  func idxTypes(_ type: UInt8, _ data: [UInt8], _ values: [Float]) throws {
    let tensor = try Tensor(idx: scratch.put(idx(type, [2, 1], data), in: "file"))
    #expect(tensor.shape == [2, 1])
    #expect(tensor.values == values)
  }

  @Test("An array larger than a piece of reading keeps its order")
  func largeArray() throws {
    let bytes = (0..<150_000).map { UInt8($0 % 251) }
    let tensor = try Tensor(idx: scratch.put(idx(8, [3, 50_000], bytes), in: "file"))
    #expect(tensor.values == bytes.map(Float.init))
  }

  @Test("Each defect of an IDX file has its error")
  func idxDefects() throws {
    #expect(try idxProblem([]) == .truncated(expected: 1, found: 0))
    #expect(try idxProblem([0, 1, 8, 1]) == .otherFormat(expected: "IDX"))
    #expect(try idxProblem([0, 0, 10, 1]) == .unknownElementType(code: 10))
    #expect(try idxProblem([0, 0, 8, 0]) == .malformedHeader(offset: 3, detail: "no axes"))
    #expect(try idxProblem([0, 0, 8, 2, 0, 0, 0, 1]) == .truncated(expected: 9, found: 8))
    #expect(try idxProblem(idx(8, [3], [1, 2])) == .truncated(expected: 11, found: 10))
    #expect(try idxProblem(idx(8, [1], [1, 2])) == .trailingBytes(expected: 9, found: 10))
    #expect(
      try idxProblem(idx(8, [.max, .max, .max], [1]))
        == .tooLarge(shape: [4_294_967_295, 4_294_967_295, 4_294_967_295]))
    #expect(
      try idxProblem(idx(8, [0, .max, .max, .max], []))
        == .tooLarge(shape: [0, 4_294_967_295, 4_294_967_295, 4_294_967_295]))
    let missing = #expect(throws: DataFileError.self) { try Tensor(idx: scratch.path("none")) }
    guard case .file(let error)? = missing?.problem else {
      Issue.record("no error of the file")
      return
    }
    #expect(error.reason == .missing)
  }

  // MARK: - PGM and PPM

  @Test("The four forms of a PNM image are the same image")
  func pnmForms() throws {
    let samples: [Float] = [0, 51, 102, 153, 204, 255].map { $0 / 255 }
    func isSame(_ image: Tensor<Float>, _ shape: [Int], _ expected: [Float]) -> Bool {
      image.shape == shape && zip(image.values, expected).allSatisfy { abs($0 - $1) < 1e-7 }
    }
    let gray = try pnm("P5\n# a comment\n3 2\n255\n", [0, 51, 102, 153, 204, 255])
    #expect(isSame(gray, [1, 2, 3], samples))
    #expect(isSame(try pnm("P2 3 2 255\n0 51 102\n153 204 255\n"), [1, 2, 3], samples))
    #expect(isSame(try pnm("P2#x\n3\t2 5 0 1 2 # y\n3 4 5"), [1, 2, 3], samples))
    // Pixel by pixel in the file, channel by channel in the tensor.
    let planar: [Float] = [0, 153, 51, 204, 102, 255].map { $0 / 255 }
    #expect(isSame(try pnm("P6 2 1 255 ", [0, 51, 102, 153, 204, 255]), [3, 1, 2], planar))
    #expect(isSame(try pnm("P3 2 1 255 0 51 102 153 204 255"), [3, 1, 2], planar))
  }

  @Test("Samples of two bytes go up to 65535")
  func deepImage() throws {
    let image = try pnm("P5 2 1 65535\n", [0xFF, 0xFF, 0x00, 0x01])
    #expect(image.values == [1, 1 / 65535])
    #expect(try pnm("P5 1 1 256\n", [1, 0]).values == [1])
  }

  @Test("Each defect of a PNM file has its error")
  func pnmDefects() throws {
    #expect(try pnmProblem("") == .otherFormat(expected: "PGM or PPM"))
    #expect(try pnmProblem("P4 1 1 ") == .otherFormat(expected: "PGM or PPM"))
    #expect(try pnmProblem("P51 1 1 ") == .otherFormat(expected: "PGM or PPM"))
    #expect(try pnmProblem("P5 0 1 255 ") == .malformedHeader(offset: 2, detail: "an extent of 0"))
    #expect(try pnmProblem("P5 1 1 0 ") == .malformedHeader(offset: 6, detail: "a maximum of 0"))
    #expect(try pnmProblem("P5 x 1 1 ") == .notANumber(offset: 3))
    #expect(try pnmProblem("P5 -1 1 1 ") == .notANumber(offset: 3))
    #expect(try pnmProblem("P5 1 1 65536 ") == .sampleTooLarge(offset: 7, maximum: 65535))
    #expect(
      try pnmProblem("P5 99999999999999999999 1 1 ")
        == .sampleTooLarge(offset: 3, maximum: 2_147_483_647))
    #expect(
      try pnmProblem("P5 1 1 255")
        == .malformedHeader(offset: 10, detail: "no white space after the maximum"))
    #expect(try pnmProblem("P5 2 2 255 ", [1, 2, 3]) == .truncated(expected: 15, found: 14))
    #expect(try pnmProblem("P5 1 1 255 ", [1, 2]) == .trailingBytes(expected: 12, found: 13))
    #expect(try pnmProblem("P5 2 1 9 ", [9, 10]) == .sampleTooLarge(offset: 10, maximum: 9))
    #expect(try pnmProblem("P2 2 1 9 9 10") == .sampleTooLarge(offset: 11, maximum: 9))
    #expect(try pnmProblem("P2 2 1 9 9 1a") == .notANumber(offset: 12))
    #expect(try pnmProblem("P2 1 1 9 9 1") == .trailingBytes(expected: 11, found: 12))
    #expect(
      try pnmProblem("P6 2147483647 2147483647 65535 ")
        == .tooLarge(shape: [3, 2_147_483_647, 2_147_483_647]))
    #expect(
      try pnmProblem("P2 2147483647 1 9 ") == .truncated(expected: 4_294_967_311, found: 18))
  }

  // MARK: - Labelled images

  @Test("Images and labels of IDX files come together")
  func mnist() throws {
    let images = try scratch.put(idx(8, [2, 1, 2], [0, 255, 51, 0]), in: "images")
    let labels = try scratch.put(idx(8, [2], [7, 0]), in: "labels")
    let digits = try Examples<Float>(idxImages: images, labels: labels)
    #expect(digits.inputs.shape == [2, 1, 1, 2])
    func isNear(_ values: [Float], _ expected: [Float]) -> Bool {
      values.count == expected.count && zip(values, expected).allSatisfy { abs($0 - $1) < 1e-6 }
    }
    #expect(isNear(digits.inputs.values, [0, 1, 0.2, 0]))
    #expect(digits.classes == [7, 0])
    #expect(digits.at([1, 1, 0]).classes == [0, 0, 7])
    #expect(isNear(digits.at([1, 0]).inputs.values, [0.2, 0, 0, 1]))

    func problem(_ labels: [UInt8]) throws -> DataFileError.Problem? {
      try self.problem(labels) { try Examples<Float>(idxImages: images, labels: $0) }
    }
    #expect(try problem(idx(8, [3], [0, 1, 2])) == .labelCount(expected: 2, found: 3))
    #expect(try problem(idx(8, [2], [9, 10])) == .labelOutOfRange(index: 1, classCount: 10))
    #expect(try problem(idx(8, [1, 2], [1, 1])) == .wrongAxes(expected: 1, shape: [1, 2]))
    #expect(
      try problem(idx(13, [2], [0x7F, 0xC0, 0, 0, 0, 0, 0, 0]))
        == .labelOutOfRange(index: 0, classCount: 10))
  }

  @Test("CIFAR-10 records are labels and planes, from one file after the other")
  func cifar() throws {
    func record(_ label: UInt8, _ first: UInt8) -> [UInt8] {
      [label, first] + [UInt8](repeating: 0, count: 3070) + [255]
    }
    let one = try scratch.put(record(3, 51) + record(9, 102), in: "one")
    let two = try scratch.put(record(0, 204), in: "two")
    let images = try Examples<Float>(cifar10: [one, two])
    #expect(images.classes == [3, 9, 0])
    #expect(images.inputs.shape == [3, 3, 32, 32])
    #expect(images.inputs.values[3072] == Float(102) / 255)
    #expect(images.inputs.values[3 * 3072 - 1] == 1)
    func problem(_ bytes: [UInt8]) throws -> DataFileError.Problem? {
      try self.problem(bytes) { try Examples<Float>(cifar10: [one, $0]) }
    }
    #expect(try problem([]) == .empty)
    #expect(try problem([1, 2]) == .truncated(expected: 3073, found: 2))
    #expect(try problem(record(1, 1) + [1]) == .trailingBytes(expected: 3073, found: 3074))
    #expect(
      try problem(record(1, 1) + record(10, 1)) == .labelOutOfRange(index: 1, classCount: 10))
  }
}
