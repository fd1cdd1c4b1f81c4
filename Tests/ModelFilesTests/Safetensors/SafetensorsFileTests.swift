import Foundation
import Testing

@testable import ModelFiles

@Suite("Safetensors contents")
struct SafetensorsFileTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func reread(_ file: SafetensorsFile) throws -> SafetensorsFile {
    try file.write(to: scratch.file("f"))
    return try SafetensorsFile(contentsOf: scratch.file("f"))
  }

  private func roundTrip<Element: TensorElement & Equatable>(_ values: [Element]) throws {
    var file = SafetensorsFile()
    file.append(values, shape: [values.count], name: "t")
    let read = try reread(file)
    #expect(read.elementType(of: "t") == Element.elementType)
    #expect(try read.values(of: "t", as: Element.self, shape: [values.count]) == values)
  }

  @Test("Every number format comes back as it went", arguments: [0, 1, 2, 3, 8, 1001])
  func roundTrips(_ count: Int) throws {
    try roundTrip((0..<count).map { Double($0) / 3 - 7 })
    try roundTrip((0..<count).map { Float($0) / 3 - 7 })
    try roundTrip((0..<count).map { Int64($0) &* 0x1234_5678_9ABC_DEF1 })
    try roundTrip((0..<count).map { Int32(truncatingIfNeeded: $0 &* 0x1234_5679) })
    try roundTrip((0..<count).map { UInt64($0) &* 0xF234_5678_9ABC_DEF1 })
    try roundTrip((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 77) })
  }

  @Test("NaN payloads, infinities and signed zeros keep their bits")
  func bitPatterns() throws {
    let words: [UInt32] = [0x7FC0_1234, 0xFF80_0000, 0x8000_0000, 0x0000_0001, 0x7F80_0000]
    var file = SafetensorsFile()
    file.append(words.map { Float(bitPattern: $0) }, shape: [5], name: "t")
    #expect(try reread(file).values(of: "t", as: Float.self).map(\.bitPattern) == words)
  }

  @Test("Shapes of any rank, empty ones among them, and the order are kept")
  func shapes() throws {
    var file = SafetensorsFile()
    let shapes = [[2, 3], [], [0], [1, 1, 1, 4], [3, 0, 2], [5]]
    for (index, shape) in shapes.enumerated() {
      let count = shape.reduce(1, *)
      file.append(
        [UInt8](repeating: UInt8(index), count: count), shape: shape, name: "\(9 - index)")
    }
    let read = try reread(file)
    for name in file.names { #expect(read.shape(of: name) == file.shape(of: name)) }
    #expect(read.names.filter { !["7", "5"].contains($0) } == ["9", "8", "6", "4"])
    #expect(try read.values(of: "6", as: UInt8.self) == [3, 3, 3, 3])
  }

  @Test("Names and metadata of any characters come back byte by byte")
  func characters() throws {
    let text = "\"\\/\u{0}\u{8}\u{1F}\n\r\t\u{7F} é e\u{301} 日本語 👩‍👧 \u{2028}"
    var file = SafetensorsFile(metadata: [text: text, "": ""])
    file.append([Float(1)], shape: [], name: text)
    let read = try reread(file)
    #expect(read.names.map(\.bytes) == [text.bytes])
    #expect(read.metadata[text]?.bytes == text.bytes)
    #expect(read.metadata.count == 2)
  }

  @Test("Contents without tensors are a file")
  func noTensors() throws {
    let read = try reread(SafetensorsFile(metadata: ["a": "b"]))
    #expect(read.names.isEmpty)
    #expect(read.metadata == ["a": "b"])
    #expect(read.wasChecksummed)
  }

  @Test("A tiny file has exactly the bytes written out here")
  func goldenBytes() throws {
    var file = SafetensorsFile(metadata: ["k": "v"])
    file.append([UInt8(7)], shape: [1], name: "b")
    file.append([Float(1), -2], shape: [2], name: "a")
    try file.write(to: scratch.file("f"), checksummed: false)
    let header =
      #"{"__metadata__":{"k":"v"},"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"#
      + #""a":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}}"#
    #expect(header.utf8.count == 131)
    let golden: [UInt8] =
      [136, 0, 0, 0, 0, 0, 0, 0] + header.bytes + "     ".bytes
      + [7] + [0, 0, 0x80, 0x3F] + [0, 0, 0, 0xC0]
    #expect(try scratch.bytes(of: "f") == golden)
    let read = try SafetensorsFile(contentsOf: scratch.put(golden, in: "golden"))
    #expect(try read.values(of: "a") == [Float(1), -2])
    #expect(try read.values(of: "b") == [UInt8(7)])
    #expect(read.metadata == ["k": "v"])
    #expect(!read.wasChecksummed)
  }

  @Test("The checksum is that of the documented order of bytes")
  func goldenChecksum() {
    var file = SafetensorsFile(metadata: ["k": "v"])
    file.append([UInt8(7)], shape: [1], name: "b")
    file.append([Float](), shape: [2, 0], name: "a")
    func count(_ value: UInt8) -> [UInt8] { [value, 0, 0, 0, 0, 0, 0, 0] }
    var bytes: [UInt8] = count(1) + count(1) + "k".bytes + count(1) + "v".bytes + count(2)
    bytes +=
      count(1) + "a".bytes + count(3) + "F32".bytes + count(2) + count(2) + count(0) + count(0)
    bytes += count(1) + "b".bytes + count(2) + "U8".bytes + count(1) + count(1) + count(1) + [7]
    var checksum = Checksum()
    checksum.append(bytes)
    let digits = String(checksum.value, radix: 16)
    let padding = String(repeating: "0", count: 16 - digits.count)
    #expect(file.checksumText == "crc64-xz:" + padding + digits)
  }

  @Test("Reading and writing again gives the same bytes")
  func stable() throws {
    var file = SafetensorsFile(metadata: ["b": "1", "a": "2", "B": "3"])
    file.append([1.5, 2.5], shape: [2], name: "z")
    file.append([UInt8(1)], shape: [1], name: "y")
    try reread(file).write(to: scratch.file("g"))
    #expect(try scratch.bytes(of: "g") == scratch.bytes(of: "f"))
  }

  @Test("A tensor of another name, format or shape is an error with both sides")
  func wrongRequests() throws {
    var file = SafetensorsFile()
    file.append([Float(1), 2], shape: [1, 2], name: "t")
    let read = try reread(file)
    let path = scratch.file("f")
    #expect(throws: SafetensorsError(path: path, problem: .missingTensor("u"))) {
      try read.values(of: "u", as: Float.self)
    }
    #expect(
      throws: SafetensorsError(
        path: path,
        problem: .wrongElementType(tensor: "t", expected: .float64, found: .float32))
    ) { try read.values(of: "t", as: Double.self) }
    #expect(
      throws: SafetensorsError(
        path: path, problem: .wrongShape(tensor: "t", expected: [2], found: [1, 2]))
    ) { try read.values(of: "t", as: Float.self, shape: [2]) }
  }

  @Test("Appending a taken name or the wrong number of values traps")
  func traps() async {
    await #expect(processExitsWith: .failure) {
      var file = SafetensorsFile()
      file.append([Float(1)], shape: [1], name: "t")
      file.append([Float(1)], shape: [1], name: "t")
    }
    await #expect(processExitsWith: .failure) {
      var file = SafetensorsFile()
      file.append([Float(1)], shape: [2], name: "t")
    }
    await #expect(processExitsWith: .failure) {
      var file = SafetensorsFile()
      file.append([Float(1)], shape: [1], name: "__metadata__")
    }
  }
}
