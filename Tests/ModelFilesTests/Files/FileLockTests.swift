import Foundation
import Testing

@testable import ModelFiles

@Suite("File lock")
struct FileLockTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("A second lock of one output fails and names the holder")
  func exclusive() throws {
    let path = scratch.file("model")
    let lock = try FileLock(path: path)
    let holder = FileError.Reason.alreadyLocked(holder: getpid())
    #expect(throws: FileError(operation: .lock, path: path, reason: holder)) {
      try FileLock(path: path)
    }
    withExtendedLifetime(lock) {}
  }

  @Test("A released lock can be taken again and leaves no file")
  func released() throws {
    let path = scratch.file("model")
    for _ in 0..<2 {
      let lock = try FileLock(path: path)
      #expect(try scratch.names() == [".model.lock"])
      withExtendedLifetime(lock) {}
    }
    #expect(try scratch.names().isEmpty)
  }

  @Test("Locks of different outputs do not meet")
  func independent() throws {
    let first = try FileLock(path: scratch.file("a"))
    let second = try FileLock(path: scratch.file("b"))
    #expect(first.path != second.path)
  }

  @Test("A link and its target are one output")
  func throughLink() throws {
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file("link"), withDestinationPath: "model")
    let lock = try FileLock(path: scratch.file("model"))
    let error = #expect(throws: FileError.self) { try FileLock(path: scratch.file("link")) }
    #expect(error?.reason == .alreadyLocked(holder: getpid()))
    withExtendedLifetime(lock) {}
  }

  @Test("The lock file a dead process left is no obstacle")
  func deadHolder() async throws {
    let path = scratch.file("model")
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let lock = try FileLock(path: path)
      kill(getpid(), SIGKILL)
      withExtendedLifetime(lock) {}
    }
    #expect(try scratch.names() == [".model.lock"])
    let lock = try FileLock(path: path)
    #expect(try scratch.bytes(of: ".model.lock") == "\(getpid())\n".bytes)
    withExtendedLifetime(lock) {}
  }

  @Test("A lock file that is no longer ours is not removed on release")
  func notOurs() throws {
    let path = scratch.file("model")
    var lock: FileLock? = try FileLock(path: path)
    try FileManager.default.removeItem(atPath: scratch.file(".model.lock"))
    let other = try FileLock(path: path)
    #expect(lock?.path == path)
    lock = nil
    #expect(try scratch.names() == [".model.lock"])
    withExtendedLifetime(other) {}
  }

  @Test("An output in a missing directory cannot be locked")
  func missingDirectory() {
    let path = scratch.file("missing/model")
    #expect(throws: FileError(operation: .lock, path: path, reason: .missing, code: ENOENT)) {
      try FileLock(path: path)
    }
  }
}
