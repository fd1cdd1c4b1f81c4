/// Writing a file so that at every moment, whatever dies, its path names a complete version.
///
/// The bytes go to `.NAME.PID.temporary` in the same directory, are made durable, and the temporary
/// file then takes the name in one step; last, the directory is made durable. On any failure the
/// temporary file is removed and the old version is untouched. Temporary files that killed runs
/// left are removed at the next write of the same output.
///
/// A symbolic link is written through, the permissions of an existing file are kept, and an
/// existing file that is write-protected, or no regular file, is refused.
///
/// A second file may be displaced by the write: one that must never stand beside the new version.
/// It is taken aside just before the new version takes its name, removed after that, and put back
/// where that fails.
package enum AtomicFile {
  /// Appends bytes to the file that is written; throws when the volume is full or fails.
  package typealias Sink = ([UInt8]) throws(FileError) -> Void

  /// Replaces the file at `path` by what `body` appends.
  ///
  /// - Parameter displaced: a file that goes as the new version comes; nothing need be there.
  /// - Throws: `FileError` naming `path`: `create` before anything is written, `write`, `flush` and
  ///   `replace` later; or what `body` throws.
  /// - Complexity: the bytes written, two flushes, and one listing of the directory.
  package static func write(
    to path: String, displacing displaced: String? = nil,
    body: (Sink) throws(FileError) -> Void
  ) throws(FileError) {
    try write(to: path, displacing: displaced, operations: FileOperations(), body: body)
  }

  /// Replaces the file at `path` by `bytes`.
  ///
  /// - Throws: `FileError`, as the general form does.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    try write(to: path) { append throws(FileError) in try append(bytes) }
  }

  /// Finds out whether a write to `path` could begin, by making the temporary file and removing it:
  /// before hours of work rather than after.
  ///
  /// - Throws: `FileError` with operation `create`, as the write would.
  package static func requireWritable(_ path: String) throws(FileError) {
    let output = try OutputPath(path, operation: .create)
    _ = try permissionsToKeep(of: output.path, as: path)
    removeStaleTemporaries(of: output)
    do throws(FileError) {
      _ = try createLocked(output.temporary, FileOperations())
    } catch {
      throw error.about(path)
    }
    SystemCalls.remove(output.temporary)
  }

  static func write(
    to path: String, displacing displaced: String? = nil, operations: FileOperations,
    body: (Sink) throws(FileError) -> Void
  ) throws(FileError) {
    let output = try OutputPath(path, operation: .create)
    let permissions = try permissionsToKeep(of: output.path, as: path)
    removeStaleTemporaries(of: output)
    let temporary = output.temporary
    do throws(FileError) {
      let file = try createLocked(temporary, operations)
      do throws(FileError) {
        if let permissions { try file.setPermissions(permissions) }
        try body { bytes throws(FileError) in
          do throws(FileError) {
            try operations.append(bytes, file)
          } catch {
            throw error.about(path)
          }
        }
        try operations.flush(file)
        try replace(output.path, with: temporary, displacing: displaced, operations)
      } catch {
        SystemCalls.remove(temporary)
        throw error
      }
      try operations.flushDirectory(output.directory)
    } catch {
      throw error.about(path)
    }
  }

  private static func replace(
    _ path: String, with temporary: String, displacing displaced: String?,
    _ operations: FileOperations
  ) throws(FileError) {
    guard let displaced else { return try operations.replace(path, temporary) }
    let other = try OutputPath(displaced, operation: .replace)
    let aside = other.temporary
    do throws(FileError) {
      try operations.replace(aside, other.path)
    } catch {
      guard error.reason == .missing else { throw error }
      return try operations.replace(path, temporary)
    }
    do throws(FileError) {
      try operations.replace(path, temporary)
    } catch {
      try? SystemCalls.replace(other.path, with: aside)
      throw error
    }
    SystemCalls.remove(aside)
  }

  /// The permissions of the file to be replaced, or `nil` if there is none.
  private static func permissionsToKeep(
    of path: String, as name: String
  ) throws(FileError) -> UInt32? {
    do throws(FileError) {
      let status = try SystemCalls.status(path, .create)
      if let obstacle = status.obstacle {
        throw FileError(operation: .create, path: name, reason: obstacle)
      }
      try SystemCalls.requireWritable(path)
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
    _ path: String, _ operations: FileOperations
  ) throws(FileError) -> OpenFile {
    let file = try operations.create(path)
    let isHeld = (try? file.lock()) == false
    // Another writer that took the fresh file for a dead one's has removed it.
    if isHeld || !file.isStillNamed() {
      throw FileError(operation: .create, path: path, reason: .alreadyLocked(holder: nil))
    }
    return file
  }

  private static func removeStaleTemporaries(of output: OutputPath) {
    for (path, process) in output.temporaries()
    where process == SystemCalls.processNumber || !SystemCalls.isAlive(process) {
      guard let file = try? OpenFile.locking(path, orCreate: false), (try? file.lock()) != false
      else {
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
