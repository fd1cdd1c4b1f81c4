/// The steps of an atomic write that touch the disk, apart so that a test can make one fail.
protocol FileOperations {
  func create(_ path: String) throws(FileError) -> OpenFile
  func append(_ bytes: [UInt8], to file: OpenFile) throws(FileError)
  func flush(_ file: OpenFile) throws(FileError)
  func replace(_ path: String, with temporary: String) throws(FileError)
  func flushDirectory(_ path: String) throws(FileError)
}

extension FileOperations {
  func create(_ path: String) throws(FileError) -> OpenFile { try OpenFile.creating(path) }

  func append(_ bytes: [UInt8], to file: OpenFile) throws(FileError) { try file.append(bytes) }

  func flush(_ file: OpenFile) throws(FileError) { try file.flush() }

  func replace(_ path: String, with temporary: String) throws(FileError) {
    try SystemCalls.replace(path, with: temporary)
  }

  func flushDirectory(_ path: String) throws(FileError) { try SystemCalls.flushDirectory(path) }
}

/// The steps as the operating system does them.
struct SystemFileOperations: FileOperations {}
