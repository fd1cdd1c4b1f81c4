import Foundation

/// A directory of its own, removed with its contents.
final class Scratch: Sendable {
  let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("recur-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  func put(_ bytes: [UInt8], in name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }
}
