import Foundation
import Testing

@testable import ModelFiles

@Suite("Checkpoint")
struct CheckpointTests {
  struct Configuration: Codable, Equatable {
    var hiddenSize = 128
    var cell = "lstm"
    var rate = 0.1 + 0.2
    var schedule: [String: Double] = ["b": 1, "a": 2, "A": 3, "10": 4, "9": 5]
  }

  let scratch: Scratch
  let path: String

  init() throws {
    scratch = try Scratch()
    path = scratch.file("model")
  }

  private func example() throws -> Checkpoint {
    var checkpoint = Checkpoint(kind: "charlm", formatVersion: 2)
    try checkpoint.setConfiguration(Configuration())
    try checkpoint.setSection("generator", to: [UInt64.max, 0, 1 << 63 + 1])
    try checkpoint.setSection("vocabulary", to: ["é", "e\u{301}", "/", "\u{0}", "👩‍👧"])
    checkpoint.append([Float(1), 2, 3, 4], shape: [2, 2], name: "readout.weight")
    checkpoint.append([Int64(-7)], shape: [], name: "cursor")
    return checkpoint
  }

  private func load(kind: String? = "charlm", newestVersion: Int = 2) throws -> Checkpoint {
    try Checkpoint(contentsOf: path, kind: kind, newestVersion: newestVersion)
  }

  private func expect(
    _ problem: CheckpointError.Problem, kind: String? = "charlm", newestVersion: Int = 2
  ) {
    #expect(throws: CheckpointError(path: path, problem: problem)) {
      try load(kind: kind, newestVersion: newestVersion)
    }
  }

  @Test("Everything comes back as it went")
  func roundTrip() throws {
    try example().write(to: path)
    let read = try load()
    #expect(read.kind == "charlm")
    #expect(read.formatVersion == 2)
    #expect(try read.configuration() == Configuration())
    #expect(try read.section("generator") == [UInt64.max, 0, 1 << 63 + 1])
    let vocabulary = try read.section("vocabulary", as: [String].self)
    #expect(vocabulary.map(\.bytes) == ["é", "e\u{301}", "/", "\u{0}", "👩‍👧"].map(\.bytes))
    #expect(read.sectionNames == ["configuration", "generator", "vocabulary"])
    #expect(read.tensorNames == ["readout.weight", "cursor"])
    #expect(read.shape(of: "readout.weight") == [2, 2])
    #expect(try read.values(of: "readout.weight", shape: [2, 2]) == [Float(1), 2, 3, 4])
    #expect(try read.values(of: "cursor") == [Int64(-7)])
  }

  @Test("Numbers in sections keep their bits")
  func numbers() throws {
    let doubles = [
      Double.pi, .leastNonzeroMagnitude, -0.0, .greatestFiniteMagnitude, .infinity, -.infinity,
      1e23, 0.1,
    ]
    let floats = [Float.pi, .leastNonzeroMagnitude, 16_777_215, 0.1, .greatestFiniteMagnitude]
    var checkpoint = Checkpoint(kind: "k", formatVersion: 1)
    try checkpoint.setSection("doubles", to: doubles)
    try checkpoint.setSection("floats", to: floats)
    try checkpoint.setSection("nan", to: Double.nan)
    #expect(
      try checkpoint.section("doubles", as: [Double].self).map(\.bitPattern)
        == doubles.map(\.bitPattern))
    #expect(try checkpoint.section("floats", as: [Float].self) == floats)
    #expect(try checkpoint.section("nan", as: Double.self).isNaN)
  }

  @Test("Equal states give equal bytes, also after loading, and keys are sorted")
  func deterministic() throws {
    for name in ["a", "b"] { try example().write(to: scratch.file(name)) }
    #expect(try scratch.bytes(of: "a") == scratch.bytes(of: "b"))
    try Checkpoint(contentsOf: scratch.file("a"), kind: nil, newestVersion: 2)
      .write(to: scratch.file("c"))
    #expect(try scratch.bytes(of: "a") == scratch.bytes(of: "c"))
    let text = String(decoding: try scratch.bytes(of: "a"), as: UTF8.self)
    #expect(text.contains(#"{\"cell\":\"lstm\",\"hiddenSize\":128,\"rate\":0.30000000000000004"#))
  }

  @Test("A safetensors file of another origin is no checkpoint")
  func otherOrigin() throws {
    try SafetensorsFile(metadata: ["format": "pt"]).write(to: path)
    expect(.notACheckpoint(key: "recur.kind"))
    try SafetensorsFile(metadata: ["recur.kind": "charlm"]).write(to: path)
    expect(.notACheckpoint(key: "recur.format_version"))
    try SafetensorsFile(metadata: ["recur.kind": "charlm", "recur.format_version": "0"])
      .write(to: path)
    expect(.notACheckpoint(key: "recur.format_version"))
  }

  @Test("A checkpoint of another kind is refused, unless any will do")
  func otherKind() throws {
    try example().write(to: path)
    expect(.otherKind(expected: "translate", found: "charlm"), kind: "translate")
    #expect(try load(kind: nil).kind == "charlm")
  }

  @Test("A checkpoint of a newer version is refused")
  func newer() throws {
    try example().write(to: path)
    expect(.newerVersion(newest: 1, found: 2), newestVersion: 1)
    #expect(try load(newestVersion: 3).formatVersion == 2)
  }

  @Test("A checkpoint without its checksum is refused")
  func checksumMissing() throws {
    try SafetensorsFile(metadata: ["recur.kind": "charlm", "recur.format_version": "2"])
      .write(to: path, checksummed: false)
    expect(.checksumMissing)
  }

  @Test("Every altered byte is found")
  func altered() throws {
    try example().write(to: path)
    let bytes = try scratch.bytes(of: "model")
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 0x01
      let path = try scratch.put(damaged, in: "damaged")
      #expect(throws: CheckpointError.self, "byte \(index)") {
        try Checkpoint(contentsOf: path, kind: nil, newestVersion: .max)
      }
    }
  }

  @Test("Missing or different parts are named")
  func wrongParts() throws {
    try example().write(to: path)
    let read = try load()
    func problem(_ body: () throws -> Void) -> CheckpointError.Problem? {
      #expect(throws: CheckpointError.self, performing: body)?.problem
    }
    #expect(
      problem { _ = try read.values(of: "w", as: Float.self) }
        == .safetensors(.missingTensor("w")))
    #expect(
      problem { _ = try read.values(of: "cursor", as: Int64.self, shape: [1]) }
        == .safetensors(.wrongShape(tensor: "cursor", expected: [1], found: [])))
    #expect(problem { _ = try read.section("none", as: Int.self) } == .missingSection("none"))
    guard
      case .malformedSection("generator", let detail)? = problem({
        _ = try read.section("generator", as: [Int].self)
      })
    else {
      Issue.record("no section error")
      return
    }
    #expect(!detail.isEmpty)
  }

  @Test("A missing file is an error with its path")
  func missing() {
    let file = FileError(operation: .open, path: path, reason: .missing, code: ENOENT)
    expect(.safetensors(.file(file)))
  }
}
