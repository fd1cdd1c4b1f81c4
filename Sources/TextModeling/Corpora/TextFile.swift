package import Foundation

/// Reads text from files and standard input.
public enum TextFile {
  /// The bytes of a file, read once.
  ///
  /// For all units but `byte` the bytes are checked to be UTF-8, and a byte order mark at the
  /// beginning is left out: it says how the file is written and is no part of the text. For the
  /// unit `byte` the file is taken as it is; for `word` a CR that ends a line alone becomes LF.
  /// - Parameters:
  ///   - path: the file; `-` is standard input, read to its end.
  ///   - unit: what the text will be cut into.
  ///   - memoryLimit: bytes of memory that reading may take: twice those of a file, three times
  ///     those of a pipe or a device, whose length nobody knows before its end.
  /// - Throws: ``TextError/missing(path:)``, ``TextError/isDirectory(path:)``,
  ///   ``TextError/empty(path:)``, ``TextError/unreadable(path:code:)``,
  ///   ``TextError/tooLarge(path:limit:)``, ``TextError/otherEncoding(path:name:)``,
  ///   ``TextError/invalidUTF8(path:byteOffset:line:)`` with an offset in the file.
  public static func read(
    _ path: String, unit: TextUnit = .character, memoryLimit: Int = .max
  ) throws(TextError) -> [UInt8] {
    if path == "-" {
      return try read(from: .standardInput, path: path, unit: unit, memoryLimit: memoryLimit)
    }
    return try read(from: open(path), path: path, unit: unit, memoryLimit: memoryLimit)
  }

  /// The file at `path`, to be read from its beginning.
  package static func open(_ path: String) throws(TextError) -> FileHandle {
    guard !path.isEmpty else { throw .missing(path: path) }
    do {
      return try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    } catch {
      throw failure(error, path: path)
    }
  }

  /// The bytes of several files, each as ``read(_:unit:memoryLimit:)`` reads it, in the memory that
  /// those before it leave.
  package static func read(
    each paths: [String], unit: TextUnit, memoryLimit: Int = .max
  ) throws(TextError) -> [[UInt8]] {
    var (files, count) = ([[UInt8]](), 0)
    for path in paths {
      do throws(TextError) {
        files.append(
          try read(path, unit: unit, memoryLimit: max(0, memoryLimit - 2 * count)))
      } catch {
        guard case .tooLarge(let path, _) = error else { throw error }
        throw .tooLarge(path: path, limit: memoryLimit)
      }
      count += files.last?.count ?? 0
    }
    return files
  }

  /// The bytes of several files, one after the other, likewise.
  package static func read(
    joining paths: [String], unit: TextUnit, memoryLimit: Int = .max
  ) throws(TextError) -> [UInt8] {
    let files = try read(each: paths, unit: unit, memoryLimit: memoryLimit)
    return files.count == 1 ? files[0] : Array(files.joined())
  }

  /// Reads an open file to its end; `path` names it in errors.
  static func read(
    from handle: FileHandle, path: String, unit: TextUnit, memoryLimit: Int = .max
  ) throws(TextError) -> [UInt8] {
    var bytes = try contents(of: handle, path: path, memoryLimit: memoryLimit)
    if unit != .byte {
      if let name = otherEncoding(of: bytes) { throw .otherEncoding(path: path, name: name) }
      try UTF8Sequence.validate(bytes, path: path)
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    }
    if unit == .word {
      for offset in bytes.indices
      where bytes[offset] == carriageReturn && !bytes.isCRLF(at: offset) {
        bytes[offset] = lineFeed
      }
    }
    guard !bytes.isEmpty else { throw .empty(path: path) }
    return bytes
  }

  private static func contents(
    of handle: FileHandle, path: String, memoryLimit: Int
  ) throws(TextError) -> [UInt8] {
    var bytes: [UInt8] = []
    let size = remainingSize(of: handle)
    do {
      if let size {
        guard size <= memoryLimit / 2 else {
          // A directory has a size too, and no byte that can be read.
          _ = try handle.read(upToCount: 1)
          throw TextError.tooLarge(path: path, limit: memoryLimit)
        }
        bytes.reserveCapacity(size)
      }
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
        // An array that grows is there twice for a moment, the second time with room for as much.
        guard bytes.count + piece.count <= max(size ?? 0, memoryLimit / 3) else {
          throw TextError.tooLarge(path: path, limit: memoryLimit)
        }
        bytes.append(contentsOf: piece)
      }
    } catch let error as TextError {
      throw error
    } catch {
      throw failure(error, path: path)
    }
    return bytes
  }

  /// Bytes of a file from where it stands: none of a device, nil of a pipe.
  private static func remainingSize(of handle: FileHandle) -> Int? {
    guard let offset = try? handle.offset(), let end = try? handle.seekToEnd(),
      (try? handle.seek(toOffset: offset)) != nil
    else { return nil }
    return Int(clamping: end - min(offset, end))
  }

  /// The name of the encoding that bytes have by their byte order mark, or because every second one
  /// or three of four are mostly zero; nil for what may be UTF-8.
  package static func otherEncoding(of bytes: [UInt8]) -> String? {
    let marks: [([UInt8], String)] = [
      ([0xFF, 0xFE, 0, 0], "UTF-32"), ([0, 0, 0xFE, 0xFF], "UTF-32"), ([0xFF, 0xFE], "UTF-16"),
      ([0xFE, 0xFF], "UTF-16"),
    ]
    if let (_, name) = marks.first(where: { bytes.starts(with: $0.0) }) { return name }
    let quarter = bytes.prefix(1 << 16).count / 4
    var zeros = [0, 0, 0, 0]
    for offset in 0..<4 * quarter where bytes[offset] == 0 { zeros[offset % 4] += 1 }
    // Of Latin text nearly all are; what other scripts leave are spaces, digits and line ends.
    let isMostlyZero = zeros.map { $0 * 8 > quarter }
    switch isMostlyZero {
    case [false, true, false, true]: return "UTF-16LE"
    case [true, false, true, false]: return "UTF-16BE"
    case [false, true, true, true], [false, false, true, true]: return "UTF-32LE"
    case [true, true, true, false], [true, true, false, false]: return "UTF-32BE"
    default: return nil
    }
  }

  private static func failure(_ error: any Error, path: String) -> TextError {
    var cause: NSError? = error as NSError
    while let current = cause {
      switch (current.domain, current.code) {
      case (NSPOSIXErrorDomain, Int(POSIXErrorCode.ENOENT.rawValue)),
        (NSPOSIXErrorDomain, Int(POSIXErrorCode.ENOTDIR.rawValue)):
        return .missing(path: path)
      case (NSPOSIXErrorDomain, Int(POSIXErrorCode.EISDIR.rawValue)):
        return .isDirectory(path: path)
      case (NSPOSIXErrorDomain, let code):
        return .unreadable(path: path, code: Int32(truncatingIfNeeded: code))
      default:
        cause = current.userInfo[NSUnderlyingErrorKey] as? NSError
      }
    }
    switch (error as? CocoaError)?.code {
    case .fileNoSuchFile?, .fileReadNoSuchFile?: return .missing(path: path)
    default: return .unreadable(path: path, code: 0)
    }
  }
}
