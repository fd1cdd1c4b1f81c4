import Foundation
import Recur
import Testing

@Suite("Model files")
struct StoredModelTests {
  private static func model() throws -> LanguageModel {
    try LanguageModel(of: "abcabc".utf8, cell: .rnn, layers: 1, hiddenSize: 3)
  }

  @Test("a file that is missing is named")
  func missing() throws {
    let path = try Scratch().path("none.safetensors")
    let error = #expect(throws: CheckpointError.self) { try LanguageModel(contentsOf: path) }
    #expect(error?.path == path)
  }

  @Test("a damaged file is refused")
  func damaged() throws {
    let scratch = try Scratch()
    let path = scratch.path("model.safetensors")
    try Self.model().save(to: path)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    #expect(throws: CheckpointError.self) { try LanguageModel(contentsOf: path) }
  }

  @Test("a model of another kind is refused with both kinds")
  func otherKind() throws {
    let scratch = try Scratch()
    let path = scratch.path("model.safetensors")
    try Self.model().save(to: path)
    let error = #expect(throws: CheckpointError.self) { try TranslationModel(contentsOf: path) }
    #expect(error?.problem == .otherKind(expected: "translate", found: "charlm"))
  }

  @Test("a file of another origin is refused, and its tensors can be read")
  func foreign() throws {
    let scratch = try Scratch()
    let path = scratch.path("foreign.safetensors")
    var file = SafetensorsFile()
    file.append([1, 2, 3, 4] as [Float], shape: [2, 2], name: "weight")
    try file.write(to: path, checksummed: false)
    let error = #expect(throws: CheckpointError.self) { try LanguageModel(contentsOf: path) }
    #expect(error?.problem == .notACheckpoint(key: "recur.kind"))
    let read = try SafetensorsFile(contentsOf: path)
    #expect(try read.values(of: "weight", as: Float.self) == [1, 2, 3, 4])
  }

  private static func problem(of checkpoint: Checkpoint) throws -> CheckpointError.Problem? {
    let scratch = try Scratch()
    let path = scratch.path("model.safetensors")
    try checkpoint.write(to: path)
    let error = #expect(throws: CheckpointError.self) { try LanguageModel(contentsOf: path) }
    #expect(error?.path == path)
    return error?.problem
  }

  @Test(
    "a weight that is not finite is refused with its tensor", arguments: [Float.nan, .infinity])
  func notFinite(value: Float) throws {
    var model = try Self.model()
    let last = model.network.parameters.count - 1
    model.network.parameters[flat: last] = value
    #expect(
      try Self.problem(of: model.checkpoint()) == .notFinite(tensor: "readout.bias"))
    // Squares of these are not finite, and they are.
    model.network.parameters[flat: last] = .greatestFiniteMagnitude
    #expect(throws: Never.self) { try model.checkpoint() }
    let scratch = try Scratch()
    try model.save(to: scratch.path("large"))
    #expect(
      try LanguageModel(contentsOf: scratch.path("large")).network.parameters.values.last
        == .greatestFiniteMagnitude)
  }

  @Test("a tensor that no such model has is refused by name, one of training is not")
  func unexpectedTensor() throws {
    var checkpoint = try Self.model().checkpoint()
    checkpoint.append([1] as [Float], shape: [1], name: "training.state")
    let scratch = try Scratch()
    try checkpoint.write(to: scratch.path("model"))
    #expect(throws: Never.self) { try LanguageModel(contentsOf: scratch.path("model")) }
    checkpoint.append([1] as [Float], shape: [1], name: "layers.1.bias")
    #expect(try Self.problem(of: checkpoint) == .unexpectedTensor("layers.1.bias"))
  }

  @Test(
    "sizes that the file cannot hold are refused by its header",
    arguments: [
      (1 << 20, 3), (1, 1 << 16), (1, 1 << 20), (.max, 3), (3, .max), (0, 3), (-1, 3), (1, 0),
    ])
  func sizes(layers: Int, hiddenSize: Int) throws {
    var checkpoint = try Self.model().checkpoint()
    try checkpoint.setConfiguration(
      LanguageModel.Configuration(cell: .rnn, layers: layers, hiddenSize: hiddenSize))
    // An empty tensor is of no shape but its own.
    checkpoint.append(
      [] as [Float], shape: [0, hiddenSize > 0 ? hiddenSize : 1], name: "training.x")
    guard case .malformedSection("configuration", _)? = try Self.problem(of: checkpoint) else {
      Issue.record("not refused")
      return
    }
  }

  @Test("of a file whose header is not that of a model no data is read")
  func sparse() throws {
    let scratch = try Scratch()
    let size = 100 << 30
    for (metadata, name) in [
      ("{}", "x"), (#"{"recur.kind":"charlm"}"#, "x"),
      (
        #"{"recur.kind":"charlm","recur.format_version":"1","recur.checksum":"crc64-xz:0","#
          + #""recur.section.configuration":"{}"}"#, "readout.bias"
      ),
    ] {
      let header =
        #"{"__metadata__":\#(metadata),"\#(name)":{"dtype":"U8","shape":[\#(size)],"#
        + #""data_offsets":[0,\#(size)]}}"#
      let bytes =
        (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) } + header.utf8
      try Data(bytes).write(to: URL(fileURLWithPath: scratch.path("sparse")))
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.path("sparse")))
      try file.truncate(atOffset: UInt64(bytes.count + size))
      try file.close()
      #expect(throws: CheckpointError.self) {
        try LanguageModel(contentsOf: scratch.path("sparse"))
      }
    }
  }

  @Test("a directory that is not there is an error of the file")
  func unwritable() throws {
    let path = try Scratch().path("none/model.safetensors")
    let error = #expect(throws: FileError.self) { try Self.model().save(to: path) }
    #expect(error?.reason == .missing)
  }
}
