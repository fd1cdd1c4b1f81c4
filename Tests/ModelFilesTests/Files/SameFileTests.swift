import Foundation
import Testing

@testable import ModelFiles

/// In a directory of its own with `a/b/file`, `link` to `a/b`, `same` to `a/b/file`, `hard` to the
/// same file, `dangling` to `a/b/new`, and `circle` to itself.
@Suite("Names of one file")
struct SameFileTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    let files = FileManager.default
    try files.createDirectory(atPath: scratch.file("a/b"), withIntermediateDirectories: true)
    _ = try scratch.put([], in: "a/b/file")
    for (link, target) in [
      ("link", "a/b"), ("same", scratch.file("a/b/file")), ("dangling", "a/b/new"),
      ("circle", "circle"),
    ] {
      try files.createSymbolicLink(atPath: scratch.file(link), withDestinationPath: target)
    }
    try files.linkItem(atPath: scratch.file("a/b/file"), toPath: scratch.file("hard"))
  }

  @Test(
    "The names of one file are the same, whether it is there or not",
    arguments: [
      ("a/b/file", "a//b/./file"), ("a/b/file", "same"), ("a/b/file", "hard"),
      ("a/b/file", "link/file"), ("a/b/new", "link/new"), ("a/new", "link/../new"),
      ("a/b/new", "dangling"), ("a", "link/.."), ("a/b/\u{301}x", "link/\u{301}x"),
    ])
  func same(_ first: String, _ second: String) {
    #expect(isSameFile(scratch.file(first), scratch.file(second)))
  }

  @Test(
    "A path is followed as the system does, not shortened as text",
    arguments: [
      ("new", "link/../new"), ("a/b/file", "a/b/new"), ("a/b/new", "a/new"), ("a/b", "a/b/file"),
      ("e\u{301}", "\u{E9}"),
    ])
  func different(_ first: String, _ second: String) {
    #expect(!isSameFile(scratch.file(first), scratch.file(second)))
  }

  @Test(
    "What names nothing and cannot be made is no file at all",
    arguments: ["none/file", "circle", "new/"])
  func nothing(_ name: String) {
    #expect(!isSameFile(scratch.file(name), scratch.file(name)))
    #expect(!isSameFile("", ""))
  }

  @Test("A name without a directory is one of the current directory")
  func current() {
    let name = "recur-\(UUID().uuidString)"
    #expect(isSameFile(name, FileManager.default.currentDirectoryPath + "/" + name))
  }
}
