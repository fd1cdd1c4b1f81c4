import Foundation
import Testing

@testable import ModelFiles

extension FileOperations {
  /// The system's steps, one of which fails.
  static func failing(at operation: FileError.Operation, code: Int32) -> FileOperations {
    func fail(_ path: String, at step: FileError.Operation) throws(FileError) {
      if step == operation { throw FileError(operation: step, path: path, code: code) }
    }
    return FileOperations(
      create: { (path) throws(FileError) in
        try fail(path, at: .create)
        return try OpenFile.creating(path)
      },
      append: { (bytes, file) throws(FileError) in
        try file.append(Array(bytes.prefix(bytes.count / 2)))
        try fail(file.path, at: .write)
        try file.append(Array(bytes.dropFirst(bytes.count / 2)))
      },
      flush: { (file) throws(FileError) in
        try fail(file.path, at: .flush)
        try file.flush()
      },
      replace: { (path, temporary) throws(FileError) in
        try fail(path, at: .replace)
        try SystemCalls.replace(path, with: temporary)
      })
  }

  /// The system's steps, of which the renaming to a path fails.
  static func failingRename(to output: String) -> FileOperations {
    FileOperations(replace: { (path, temporary) throws(FileError) in
      if path == output { throw FileError(operation: .replace, path: path, code: EIO) }
      try SystemCalls.replace(path, with: temporary)
    })
  }

  /// The system's steps, with the bytes going to a device that is always full.
  static var full: FileOperations {
    FileOperations(append: { (bytes, _) throws(FileError) in
      try OpenFile("/dev/full", flags: O_WRONLY, operation: .write).append(bytes)
    })
  }
}

@Suite("Atomic writing")
struct AtomicFileTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("A new file holds exactly what was appended, and nothing else is left")
  func newFile() throws {
    try AtomicFile.write(to: scratch.file("model")) { append throws(FileError) in
      try append("one ".bytes)
      try append([])
      try append("two".bytes)
    }
    #expect(try scratch.bytes(of: "model") == "one two".bytes)
    #expect(try scratch.names() == ["model"])
  }

  @Test("An existing file is replaced, also by a shorter one")
  func replaced() throws {
    let path = try scratch.put("a long old version".bytes, in: "model")
    try AtomicFile.write("new".bytes, to: path)
    #expect(try scratch.bytes(of: "model") == "new".bytes)
  }

  @Test(
    "A step that fails leaves the old file and no temporary one",
    arguments: [FileError.Operation.create, .write, .flush, .replace])
  func failingStep(_ operation: FileError.Operation) throws {
    let path = try scratch.put("old".bytes, in: "model")
    #expect(throws: FileError(operation: operation, path: path, code: ENOSPC)) {
      try AtomicFile.write(
        to: path, operations: .failing(at: operation, code: ENOSPC)
      ) { append throws(FileError) in try append("new version".bytes) }
    }
    #expect(try scratch.bytes(of: "model") == "old".bytes)
    #expect(try scratch.names() == ["model"])
  }

  @Test("A file is displaced as the new version comes, and where that fails both stay")
  func displacing() throws {
    let path = try scratch.put("old".bytes, in: "model")
    let latest = try scratch.put("old latest".bytes, in: "latest")
    for operation in [FileError.Operation.create, .write, .flush, .replace] {
      #expect(throws: FileError.self) {
        try AtomicFile.write(
          to: path, displacing: latest,
          operations: .failing(at: operation, code: EIO)
        ) { append throws(FileError) in try append("new".bytes) }
      }
      #expect(try scratch.names() == ["latest", "model"])
      #expect(try scratch.bytes(of: "latest") == "old latest".bytes)
      #expect(try scratch.bytes(of: "model") == "old".bytes)
    }
    for version in ["new", "without a latest"] {
      try AtomicFile.write(to: path, displacing: latest) { append throws(FileError) in
        try append(version.bytes)
      }
      #expect(try scratch.names() == ["model"])
      #expect(try scratch.bytes(of: "model") == version.bytes)
    }
  }

  @Test("Where the last step fails, the displaced file comes back")
  func displacedComesBack() throws {
    let path = try scratch.put("old".bytes, in: "model")
    let latest = try scratch.put("old latest".bytes, in: "latest")
    #expect(throws: FileError(operation: .replace, path: path, code: EIO)) {
      try AtomicFile.write(
        to: path, displacing: latest, operations: .failingRename(to: path)
      ) { append throws(FileError) in try append("new".bytes) }
    }
    #expect(try scratch.names() == ["latest", "model"])
    #expect(try scratch.bytes(of: "latest") == "old latest".bytes)
    #expect(try scratch.bytes(of: "model") == "old".bytes)
  }

  @Test("A body that throws midway leaves the old file and no temporary one")
  func failingBody() throws {
    let path = try scratch.put("old".bytes, in: "model")
    let failure = FileError(operation: .read, path: path, reason: .inputOutput)
    #expect(throws: failure) {
      try AtomicFile.write(to: path) { append throws(FileError) in
        try append("new".bytes)
        throw failure
      }
    }
    #expect(try scratch.bytes(of: "model") == "old".bytes)
    #expect(try scratch.names() == ["model"])
  }

  @Test(
    "A full device is reported as no space, with the output's path",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDevice() throws {
    let path = try scratch.put("old".bytes, in: "model")
    let error = #expect(throws: FileError.self) {
      try AtomicFile.write(to: path, operations: .full) { append throws(FileError) in
        try append("new".bytes)
      }
    }
    #expect(error == FileError(operation: .write, path: path, reason: .noSpace, code: ENOSPC))
    #expect(try scratch.bytes(of: "model") == "old".bytes)
    #expect(try scratch.names() == ["model"])
  }

  @Test(
    "Error numbers are told apart",
    arguments: [
      (ENOSPC, FileError.Reason.noSpace), (EDQUOT, .noSpace), (EFBIG, .fileTooLarge),
      (EIO, .inputOutput), (EACCES, .permissionDenied), (EROFS, .permissionDenied),
      (ENOENT, .missing), (ENOTDIR, .notADirectory), (EINVAL, .other),
    ])
  func reasons(_ code: Int32, _ reason: FileError.Reason) {
    let error = FileError(operation: .write, path: "model", code: code)
    #expect(error.reason == reason)
    #expect(error.code == code)
  }

  @Test("The permissions of an existing file are kept")
  func permissions() throws {
    let path = try scratch.put("old".bytes, in: "model")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    try AtomicFile.write("new".bytes, to: path)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
  }

  @Test("A symbolic link is written through", arguments: [true, false])
  func symbolicLink(_ targetExists: Bool) throws {
    try FileManager.default.createDirectory(
      atPath: scratch.file("there"), withIntermediateDirectories: false)
    if targetExists { _ = try scratch.put("old".bytes, in: "there/model") }
    let link = scratch.file("link")
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: "there/model")
    try AtomicFile.write("new".bytes, to: link)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "there/model")
    #expect(try scratch.bytes(of: "there/model") == "new".bytes)
    #expect(try scratch.names() == ["link", "there"])
  }

  @Test("Links in a circle are an error")
  func linkLoop() throws {
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file("a"), withDestinationPath: "b")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file("b"), withDestinationPath: "a")
    let path = scratch.file("a")
    #expect(throws: FileError(operation: .create, path: path, reason: .symbolicLinkLoop)) {
      try AtomicFile.write("new".bytes, to: path)
    }
  }

  @Test(
    "An output that cannot be created says why",
    arguments: [
      ("missing/model", FileError.Reason.missing), ("file/model", .notADirectory),
      ("directory", .isDirectory), ("directory/", .isDirectory), ("directory/..", .isDirectory),
      ("zero\0byte", .invalidPath), (String(repeating: "n", count: 300), .nameTooLong),
    ])
  func cannotCreate(_ name: String, _ reason: FileError.Reason) throws {
    _ = try scratch.put([], in: "file")
    try FileManager.default.createDirectory(
      atPath: scratch.file("directory"), withIntermediateDirectories: false)
    let path = scratch.file(name)
    let error = #expect(throws: FileError.self) { try AtomicFile.write("new".bytes, to: path) }
    #expect(error?.operation == .create)
    #expect(error?.reason == reason)
    #expect(error?.path == path)
    #expect(try scratch.names() == ["directory", "file"])
  }

  @Test("Whether a write could begin is found out without leaving anything")
  func requireWritable() throws {
    try AtomicFile.requireWritable(scratch.file("model"))
    #expect(try scratch.names().isEmpty)
    let path = try scratch.put("old".bytes, in: "model")
    try AtomicFile.requireWritable(path)
    #expect(try scratch.names() == ["model"])
    #expect(try scratch.bytes(of: "model") == "old".bytes)
  }

  @Test(
    "A write that could not begin is refused before it does",
    arguments: [
      ("none/model", FileError.Reason.missing), ("", .isDirectory),
      (String(repeating: "n", count: 250), .nameTooLong),
    ])
  func notWritable(_ name: String, _ reason: FileError.Reason) {
    let error = #expect(throws: FileError.self) {
      try AtomicFile.requireWritable(scratch.file(name))
    }
    #expect(error?.operation == .create && error?.reason == reason)
  }

  @Test("A name may begin with a mark that joins the slash before it")
  func combiningMark() throws {
    let name = "\u{301}m"
    try AtomicFile.write("new".bytes, to: scratch.file(name))
    #expect(try scratch.names() == [name])
  }

  @Test("An empty path is an error")
  func emptyPath() {
    #expect(throws: FileError(operation: .create, path: "", reason: .invalidPath)) {
      try AtomicFile.write([], to: "")
    }
  }

  @Test("A device is refused, not replaced")
  func device() {
    #expect(throws: FileError(operation: .create, path: "/dev/null", reason: .notRegularFile)) {
      try AtomicFile.write("new".bytes, to: "/dev/null")
    }
  }

  @Test("A write-protected file or directory is refused", .enabled(if: getuid() != 0))
  func writeProtected() throws {
    let path = try scratch.put("old".bytes, in: "model")
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
    let error = #expect(throws: FileError.self) { try AtomicFile.write("new".bytes, to: path) }
    #expect(error?.reason == .permissionDenied)
    #expect(try scratch.bytes(of: "model") == "old".bytes)
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: scratch.path)
    let other = #expect(throws: FileError.self) {
      try AtomicFile.write("new".bytes, to: scratch.file("other"))
    }
    #expect(other?.reason == .permissionDenied)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.path)
  }

  @Test("Only this output's temporary files of dead processes are removed")
  func staleTemporaries() throws {
    let path = scratch.file("model")
    // The largest number is above every system's limit, the parent is alive.
    let dead = ".model.\(Int32.max).temporary"
    let reused = ".model.\(getpid()).temporary"
    let alive = ".model.\(getppid()).temporary"
    let others = [
      alive, ".model.temporary", ".model.x.temporary", ".other.\(Int32.max).temporary",
    ]
    for name in [dead, reused] + others { _ = try scratch.put([1], in: name) }
    try AtomicFile.write("new".bytes, to: path)
    #expect(try scratch.names() == (others + ["model"]).sorted())
  }

  @Test("A second write of the same output from within the first is refused")
  func reentrant() throws {
    let path = scratch.file("model")
    try AtomicFile.write(to: path) { append throws(FileError) in
      let error = #expect(throws: FileError.self) { try AtomicFile.write("b".bytes, to: path) }
      #expect(error?.reason == .alreadyLocked(holder: nil))
      try append("a".bytes)
    }
    #expect(try scratch.bytes(of: "model") == "a".bytes)
  }

  @Test("A process killed in the middle of a write leaves the last complete file")
  func killedMidway() async throws {
    let path = scratch.file("model")
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      try AtomicFile.write("complete".bytes, to: path)
      try AtomicFile.write(to: path) { append throws(FileError) in
        try append("half".bytes)
        kill(getpid(), SIGKILL)
      }
    }
    #expect(try scratch.bytes(of: "model") == "complete".bytes)
    #expect(try scratch.names().count == 2, "the half-written file is there")
    try AtomicFile.write("next".bytes, to: path)
    #expect(try scratch.names() == ["model"])
    #expect(try scratch.bytes(of: "model") == "next".bytes)
  }

  @Test(
    "A process killed at any moment of repeated writes leaves a complete file",
    arguments: [3, 20, 50])
  func killedAnyTime(_ milliseconds: Int) async throws {
    let path = try scratch.put([UInt8](repeating: 0, count: 100_000), in: "model")
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, milliseconds] in
      Thread.detachNewThread {
        Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
        kill(getpid(), SIGKILL)
      }
      while true {
        for version in UInt8(1)...255 {
          try AtomicFile.write([UInt8](repeating: version, count: 100_000), to: path)
        }
      }
    }
    let bytes = try scratch.bytes(of: "model")
    #expect(bytes.count == 100_000)
    #expect(Set(bytes).count == 1)
  }
}
