import Foundation
import Testing

@testable import Terminal

/// In a directory of its own with `a/b/file`, `link` to `a/b`, `same` to `a/b/file`, `hard` to the
/// same file, `dangling` to `a/b/new`, and `circle` to itself.
@Suite("File identity")
final class FileIdentityTests {
  private let directory: String

  init() throws {
    directory = NSTemporaryDirectory() + "recur-\(UUID().uuidString)"
    let files = FileManager.default
    try files.createDirectory(atPath: path("a/b"), withIntermediateDirectories: true)
    try Data().write(to: URL(fileURLWithPath: path("a/b/file")))
    try files.createSymbolicLink(atPath: path("link"), withDestinationPath: "a/b")
    try files.createSymbolicLink(atPath: path("same"), withDestinationPath: path("a/b/file"))
    try files.createSymbolicLink(atPath: path("dangling"), withDestinationPath: "a/b/new")
    try files.createSymbolicLink(atPath: path("circle"), withDestinationPath: "circle")
    try files.linkItem(atPath: path("a/b/file"), toPath: path("hard"))
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  private func path(_ name: String) -> String { "\(directory)/\(name)" }

  private func areSame(_ first: String, _ second: String) -> Bool {
    FileIdentity.areSame(path(first), path(second))
  }

  @Test(
    "the names of one file are equal, whether it is there or not",
    arguments: [
      ("a/b/file", "a//b/./file"), ("a/b/file", "same"), ("a/b/file", "hard"),
      ("a/b/file", "link/file"), ("a/b/new", "link/new"), ("a/new", "link/../new"),
      ("a/b/new", "dangling"), ("a", "link/.."), ("a/b/\u{301}x", "link/\u{301}x"),
    ])
  func same(first: String, second: String) {
    #expect(areSame(first, second))
  }

  @Test(
    "a path is followed as the system does, not shortened as text",
    arguments: [
      ("new", "link/../new"), ("a/b/file", "a/b/new"), ("a/b/new", "a/new"), ("a/b", "a/b/file"),
      ("e\u{301}", "\u{E9}"),
    ])
  func different(first: String, second: String) {
    #expect(!areSame(first, second))
  }

  @Test(
    "what names nothing and cannot be made has no identity, and is no other's equal",
    arguments: ["none/file", "circle", "a/b/file/x", "new/", ""])
  func nothing(name: String) {
    let path = name.isEmpty ? "" : path(name)
    #expect(FileIdentity(path) == nil)
    #expect(!FileIdentity.areSame(path, path))
  }

  @Test("a name without a directory is one of the current directory")
  func current() {
    let name = "recur-\(UUID().uuidString)"
    #expect(FileIdentity.areSame(name, FileManager.default.currentDirectoryPath + "/" + name))
  }
}
