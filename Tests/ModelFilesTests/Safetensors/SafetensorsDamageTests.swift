import Foundation
import Testing

@testable import ModelFiles

@Suite("Damaged safetensors")
struct SafetensorsDamageTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func problem(_ bytes: [UInt8]) throws -> SafetensorsError.Problem? {
    let path = try scratch.put(bytes, in: "damaged")
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(contentsOf: path) }
    #expect(error?.path == path)
    return error?.problem
  }

  private func file(header: String, data: Int) -> [UInt8] {
    UInt64.bytes(of: [UInt64(header.utf8.count)].span) + header.bytes
      + [UInt8](repeating: 0, count: data)
  }

  private func intact() throws -> [UInt8] {
    var file = SafetensorsFile(metadata: ["note": "a text"])
    file.append([Float(1), 2, 3], shape: [3], name: "w")
    file.append([UInt8(1), 2, 3], shape: [3], name: "tokens")
    try file.write(to: scratch.file("intact"))
    return try scratch.bytes(of: "intact")
  }

  @Test("A file cut anywhere is refused")
  func cutAnywhere() throws {
    let bytes = try intact()
    for count in 0..<bytes.count {
      let path = try scratch.put(Array(bytes.prefix(count)), in: "cut")
      #expect(throws: SafetensorsError.self, "\(count) of \(bytes.count) bytes") {
        try SafetensorsFile(contentsOf: path)
      }
    }
  }

  @Test("Each region that is cut has its own error")
  func cutRegions() throws {
    let bytes = try intact()
    let headerEnd = bytes.count - 15
    #expect(try problem([]) == .tooShort(expected: 8, found: 0))
    #expect(try problem(Array(bytes.prefix(7))) == .tooShort(expected: 8, found: 7))
    #expect(
      try problem(Array(bytes.prefix(20))) == .headerBeyondFile(expected: headerEnd, found: 20))
    #expect(
      try problem(Array(bytes.prefix(headerEnd)))
        == .truncated(expected: bytes.count, found: headerEnd))
    #expect(
      try problem(Array(bytes.dropLast()))
        == .truncated(expected: bytes.count, found: bytes.count - 1)
    )
    #expect(
      try problem(bytes + [0]) == .trailingBytes(expected: bytes.count, found: bytes.count + 1))
  }

  @Test("Every flipped bit is found, unless it hides the checksum itself", arguments: 0..<8)
  func flippedBits(_ bit: Int) throws {
    let bytes = try intact()
    let key = "recur.checksum".bytes
    let keyStart = try #require(
      bytes.indices.first { bytes[$0...].starts(with: key) })
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 1 << UInt8(bit)
      let path = try scratch.put(damaged, in: "flipped")
      let read = try? SafetensorsFile(contentsOf: path)
      if (keyStart..<keyStart + key.count).contains(index) {
        #expect(read?.wasChecksummed != true, "byte \(index)")
      } else {
        #expect(read == nil, "byte \(index)")
      }
    }
  }

  @Test("An altered data byte is a wrong checksum; without one it goes unnoticed")
  func alteredData() throws {
    var bytes = try intact()
    bytes[bytes.count - 1] ^= 1
    guard case .checksumMismatch(let expected, let found)? = try problem(bytes) else {
      Issue.record("no checksum error")
      return
    }
    #expect(expected != found)
    #expect(found.hasPrefix("crc64-xz:"))
  }

  @Test("Exchanging the data of two tensors of one size is a wrong checksum")
  func exchanged() throws {
    var file = SafetensorsFile()
    file.append([Float(1)], shape: [1], name: "a")
    file.append([Float(2)], shape: [1], name: "b")
    try file.write(to: scratch.file("f"))
    let bytes = try scratch.bytes(of: "f")
    let text = String(decoding: bytes.dropFirst(8).dropLast(8), as: UTF8.self)
    let swapped = text.replacingOccurrences(of: "[0,4]", with: "[x]")
      .replacingOccurrences(of: "[4,8]", with: "[0,4]")
      .replacingOccurrences(of: "[x]", with: "[4,8]")
    #expect(swapped != text)
    guard
      case .checksumMismatch? = try problem(
        Array(bytes.prefix(8)) + swapped.bytes + Array(bytes.suffix(8)))
    else {
      Issue.record("no checksum error")
      return
    }
  }

  @Test("An absurd header length costs nothing but an error")
  func absurdHeaderLength() throws {
    let most = [UInt8](repeating: 0xFF, count: 8)
    #expect(try problem(most) == .headerTooLong(limit: 100_000_000, found: UInt64.max))
    #expect(
      try problem(UInt64.bytes(of: [UInt64(100_000_001)].span))
        == .headerTooLong(limit: 100_000_000, found: 100_000_001))
    #expect(
      try problem(UInt64.bytes(of: [UInt64(100_000_000)].span))
        == .headerBeyondFile(expected: 100_000_008, found: 8))
  }

  @Test(
    "A header that is no JSON object is refused",
    arguments: [
      "", " ", "[]", "null", "{", "{}}", "{} x", "{}\0", "{\"a\":}", "{'a':1}",
      "x",
      "\u{FEFF}{}",
    ])
  func notJSON(_ header: String) throws {
    guard case .headerNotJSON(offset: 8, _)? = try problem(file(header: header, data: 0)) else {
      Issue.record("no JSON error for \(header)")
      return
    }
  }

  @Test(
    "A comma before a closing bracket is refused where it stands",
    arguments: [
      (#"{"__metadata__":{},}"#, 8 + 18), (#"{"__metadata__":{"a":"b" , } }"#, 8 + 25),
      (#"{"t":{"dtype":"U8","shape":[0,],"data_offsets":[0,0]}}"#, 8 + 29),
    ])
  func trailingComma(_ header: String, _ offset: Int) throws {
    #expect(
      try problem(file(header: header, data: 0))
        == .headerNotJSON(offset: offset, detail: "trailing comma"))
  }

  @Test("A header that is not UTF-8 is refused")
  func notUTF8() throws {
    let header: [UInt8] = "{\"".bytes + [0xFF] + "\":1}".bytes
    let bytes = UInt64.bytes(of: [UInt64(header.count)].span) + header
    #expect(try problem(bytes) == .headerNotJSON(offset: 8, detail: "not UTF-8"))
  }

  @Test(
    "A malformed entry is refused by name",
    arguments: [
      #"{"t":1}"#, #"{"t":null}"#, #"{"t":{}}"#,
      #"{"t":{"dtype":"F32","shape":[1]}}"#,
      #"{"t":{"dtype":1,"shape":[1],"data_offsets":[0,4]}}"#,
      #"{"t":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#,
      #"{"t":{"dtype":"F32","shape":[true],"data_offsets":[0,4]}}"#,
      #"{"t":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}"#,
      #"{"t":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
      #"{"t":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#,
      #"{"t":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,4]}}"#,
      #"{"t":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#,
      #"{"t":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#,
      #"{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#,
      #"{"t":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
      #"{"t":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#,
    ])
  func malformedEntry(_ header: String) throws {
    guard case .malformedEntry(tensor: "t", _)? = try problem(file(header: header, data: 4)) else {
      Issue.record("no entry error for \(header)")
      return
    }
  }

  @Test(
    "Metadata other than an object of texts is refused",
    arguments: [#"{"__metadata__":1}"#, #"{"__metadata__":{"a":1}}"#, #"{"__metadata__":["a"]}"#])
  func malformedMetadata(_ header: String) throws {
    guard case .malformedMetadata? = try problem(file(header: header, data: 0)) else {
      Issue.record("no metadata error for \(header)")
      return
    }
  }

  @Test(
    "A key that occurs twice is refused, however it is spelled",
    arguments: [
      (#"{"__metadata__":{"a":"1","a":"2"}}"#, 33, "a"),
      (#"{"__metadata__":{"a":"1","\u0061":"2"}}"#, 33, "a"),
      (
        #"{"t":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}, "t" :"#
          + #"{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#, 62, "t"
      ),
      (#"{"t":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#, 27, "dtype"),
    ])
  func duplicateKeys(_ header: String, _ offset: Int, _ key: String) throws {
    #expect(
      try problem(file(header: header, data: 0)) == .duplicateKey(offset: offset, key: key))
  }

  @Test("Texts that look like keys are no keys")
  func noDuplicates() throws {
    let header = #"{"__metadata__":{"a":"\"a\":","b":"a","c":"a","dtype":"}"}}"#
    let read = try SafetensorsFile(contentsOf: scratch.put(file(header: header, data: 0), in: "f"))
    #expect(read.metadata == ["a": "\"a\":", "b": "a", "c": "a", "dtype": "}"])
  }

  @Test("An unknown number format is named")
  func unknownElementType() throws {
    let header = #"{"t":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}"#
    #expect(
      try problem(file(header: header, data: 4)) == .unknownElementType(tensor: "t", found: "F31"))
  }

  @Test("A range that does not fit the shape is refused with both counts")
  func wrongByteCount() throws {
    let header = #"{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#
    #expect(
      try problem(file(header: header, data: 4))
        == .wrongByteCount(tensor: "t", expected: 8, found: 4))
  }

  @Test(
    "Ranges must cover the data once",
    arguments: [
      ([0, 4], [2, 6], SafetensorsError.Problem.overlap(tensor: "b", expected: 4, found: 2)),
      ([0, 4], [0, 4], .overlap(tensor: "b", expected: 4, found: 0)),
      ([0, 4], [5, 9], .hole(tensor: "b", expected: 4, found: 5)),
      ([1, 5], [5, 9], .hole(tensor: "a", expected: 0, found: 1)),
      ([0, 4], [4, 8], .truncated(expected: 104 + 8, found: 104 + 6)),
    ])
  func ranges(_ a: [Int], _ b: [Int], _ expected: SafetensorsError.Problem) throws {
    let header =
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[\#(a[0]),\#(a[1])]},"#
      + #""b":{"dtype":"I32","shape":[1],"data_offsets":[\#(b[0]),\#(b[1])]}}"#
    let padded = header + String(repeating: " ", count: 96 - min(96, header.utf8.count))
    let start = 8 + padded.utf8.count
    let found = try problem(file(header: padded, data: 6))
    if case .truncated = expected {
      #expect(found == .truncated(expected: start + 8, found: start + 6))
    } else {
      #expect(found == expected)
    }
  }

  @Test("A range at the end of the number line is truncation, not a trap")
  func enormousRange() throws {
    let header =
      #"{"t":{"dtype":"U8","shape":[\#(Int.max)],"data_offsets":[0,\#(Int.max)]}}"#
    let bytes = file(header: header, data: 4)
    #expect(try problem(bytes) == .truncated(expected: Int.max, found: bytes.count))
  }

  @Test("A missing file, a directory and a device are told apart")
  func notAFile() throws {
    func reason(_ path: String) -> FileError.Reason? {
      let error = #expect(throws: SafetensorsError.self) {
        try SafetensorsFile(contentsOf: path)
      }
      guard case .file(let file)? = error?.problem else { return nil }
      #expect(file.operation == .open)
      #expect(file.path == path)
      return file.reason
    }
    #expect(reason(scratch.file("missing")) == .missing)
    #expect(reason(scratch.path) == .isDirectory)
    #expect(reason("/dev/null") == .notRegularFile)
    #expect(reason("") == .invalidPath)
  }

  @Test("Files of other tools are read: other order, spacing, escapes and formats")
  func foreign() throws {
    let header = """
      { "b" : {"shape":[2], "dtype":"F16", "data_offsets":[4, 8], "extra": {}},
        "\\u0061":{"dtype":"BOOL","shape":[2,2],"data_offsets":[0,4]}, "__metadata__": null }
      """
    let read = try SafetensorsFile(contentsOf: scratch.put(file(header: header, data: 8), in: "f"))
    #expect(read.names == ["a", "b"])
    #expect(read.elementType(of: "a") == .boolean)
    #expect(read.elementType(of: "b") == .float16)
    #expect(read.metadata.isEmpty)
  }
}
