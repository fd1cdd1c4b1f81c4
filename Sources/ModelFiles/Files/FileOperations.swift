/// The steps of an atomic write that touch the disk: those of the operating system, each of which
/// a test can replace by one that fails.
struct FileOperations {
  /// Creates the file at a path, where none is yet.
  var create: (_ path: String) throws(FileError) -> OpenFile = OpenFile.creating
  /// Appends bytes to a file.
  var append: (_ bytes: [UInt8], _ file: OpenFile) throws(FileError) -> Void = {
    (bytes, file) throws(FileError) in try file.append(bytes)
  }
  /// Makes what was written to a file durable.
  var flush: (_ file: OpenFile) throws(FileError) -> Void = {
    (file) throws(FileError) in try file.flush()
  }
  /// Puts a temporary file in the place of the one at a path.
  var replace: (_ path: String, _ temporary: String) throws(FileError) -> Void = {
    (path, temporary) throws(FileError) in try SystemCalls.replace(path, with: temporary)
  }
  /// Makes the names in the directory at a path durable.
  var flushDirectory: (_ path: String) throws(FileError) -> Void = SystemCalls.flushDirectory
}
