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

  @Test("a directory that is not there is an error of the file")
  func unwritable() throws {
    let path = try Scratch().path("none/model.safetensors")
    let error = #expect(throws: FileError.self) { try Self.model().save(to: path) }
    #expect(error?.reason == .missing)
  }
}
