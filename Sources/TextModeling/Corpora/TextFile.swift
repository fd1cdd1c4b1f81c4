import Foundation

/// Reads text from files and standard input.
public enum TextFile {
  /// The bytes of a file, read once.
  ///
  /// For the units `character` and `scalar` the bytes are checked to be UTF-8 and a byte order mark
  /// at the beginning is left out: it says how the file is written and is no part of the text. For
  /// the unit `byte` the file is taken as it is.
  /// - Parameters:
  ///   - path: the file; `-` is standard input, read to its end.
  ///   - unit: what the text will be cut into.
  /// - Throws: ``TextError/missing(path:)``, ``TextError/isDirectory(path:)``,
  ///   ``TextError/empty(path:)``, ``TextError/unreadable(path:code:)``,
  ///   ``TextError/invalidUTF8(path:byteOffset:line:)`` with an offset in the file.
  public static func read(
    _ path: String, unit: TextUnit = .character
  ) throws(TextError) -> [UInt8] {
    if path == "-" { return try read(from: .standardInput, path: path, unit: unit) }
    guard !path.isEmpty else { throw .missing(path: path) }
    let handle: FileHandle
    do {
      handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    } catch {
      throw failure(error, path: path)
    }
    return try read(from: handle, path: path, unit: unit)
  }

  /// Reads an open file to its end; `path` names it in errors.
  static func read(
    from handle: FileHandle, path: String, unit: TextUnit
  ) throws(TextError) -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
        bytes.append(contentsOf: piece)
      }
    } catch {
      throw failure(error, path: path)
    }
    if unit != .byte {
      try UTF8Sequence.validate(bytes, path: path)
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    }
    guard !bytes.isEmpty else { throw .empty(path: path) }
    return bytes
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
