/// Writing a file so that at every moment, whatever dies, its path names a complete version.
///
/// The bytes go to `.NAME.PID.temporary` in the same directory, are made durable, and the temporary
/// file then takes the name in one step; last, the directory is made durable. On any failure the
/// temporary file is removed and the old version is untouched. Temporary files that killed runs
/// left are removed at the next write of the same output.
///
/// A symbolic link is written through, the permissions of an existing file are kept, and an
/// existing file that is write-protected, or no regular file, is refused.
package enum AtomicFile {
  /// Where the body of a write puts its bytes.
  package struct Sink {
    let file: OpenFile
    let operations: any FileOperations
    let path: String

    /// Appends the bytes.
    ///
    /// - Throws: `FileError` when the volume is full or fails.
    package func append(_ bytes: [UInt8]) throws(FileError) {
      do {
        try operations.append(bytes, to: file)
      } catch {
        throw error.about(path)
      }
    }
  }

  /// Replaces the file at `path` by what `body` appends.
  ///
  /// - Throws: `FileError` naming `path`: `create` before anything is written, `write`, `flush` and
  ///   `replace` later; or what `body` throws.
  /// - Complexity: the bytes written, two flushes, and one listing of the directory.
  package static func write(
    to path: String, body: (Sink) throws(FileError) -> Void
  ) throws(FileError) {
    try write(to: path, operations: SystemFileOperations(), body: body)
  }

  /// Replaces the file at `path` by `bytes`.
  ///
  /// - Throws: `FileError`, as the general form does.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    try write(to: path) { sink throws(FileError) in try sink.append(bytes) }
  }

  /// Finds out whether a write to `path` could begin, by making the temporary file and removing it:
  /// before hours of work rather than after.
  ///
  /// - Throws: `FileError` with operation `create`, as the write would.
  package static func requireWritable(_ path: String) throws(FileError) {
    let output = try OutputPath(path, operation: .create)
    _ = try permissionsToKeep(of: output.path, as: path)
    removeStaleTemporaries(of: output)
    let temporary = output.beside("\(SystemCalls.processNumber).temporary")
    do throws(FileError) {
      _ = try createLocked(temporary, SystemFileOperations())
    } catch {
      throw error.about(path)
    }
    SystemCalls.remove(temporary)
  }

  static func write(
    to path: String, operations: some FileOperations, body: (Sink) throws(FileError) -> Void
  ) throws(FileError) {
    let output = try OutputPath(path, operation: .create)
    let permissions = try permissionsToKeep(of: output.path, as: path)
    removeStaleTemporaries(of: output)
    let temporary = output.beside("\(SystemCalls.processNumber).temporary")
    do throws(FileError) {
      let file = try createLocked(temporary, operations)
      do throws(FileError) {
        if let permissions { try file.setPermissions(permissions) }
        try body(Sink(file: file, operations: operations, path: path))
        try operations.flush(file)
        try operations.replace(output.path, with: temporary)
      } catch {
        SystemCalls.remove(temporary)
        throw error
      }
      try operations.flushDirectory(output.directory)
    } catch {
      throw error.about(path)
    }
  }

  /// The permissions of the file to be replaced, or `nil` if there is none.
  private static func permissionsToKeep(
    of path: String, as name: String
  ) throws(FileError) -> UInt32? {
    do throws(FileError) {
      let status = try SystemCalls.status(path, .create)
      switch status.kind {
      case .directory: throw FileError(operation: .create, path: name, reason: .isDirectory)
      case .other: throw FileError(operation: .create, path: name, reason: .notRegularFile)
      case .regular: try SystemCalls.requireWritable(path)
      }
      return status.permissions
    } catch {
      // A missing directory shows when the temporary file is created.
      if error.reason == .missing { return nil }
      throw error.about(name)
    }
  }

  /// Creates the temporary file and locks it, which tells a living writer's file from a dead one's
  /// even when the process number has been given out again.
  private static func createLocked(
    _ path: String, _ operations: some FileOperations
  ) throws(FileError) -> OpenFile {
    let file = try operations.create(path)
    let outcome = file.lock()
    // Another writer that took the fresh file for a dead one's has removed it.
    if outcome == .held || !file.isStillNamed() {
      throw FileError(operation: .create, path: path, reason: .alreadyLocked(holder: nil))
    }
    return file
  }

  private static func removeStaleTemporaries(of output: OutputPath) {
    for (path, process) in output.temporaries()
    where process == SystemCalls.processNumber || !SystemCalls.isAlive(process) {
      guard let file = try? OpenFile.locking(path, orCreate: false), file.lock() != .held else {
        continue
      }
      SystemCalls.remove(path)
    }
  }
}

extension FileError {
  /// The same error about the path the caller gave, not the file beside it.
  func about(_ path: String) -> FileError {
    FileError(operation: operation, path: path, reason: reason, code: code)
  }
}
