#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The file that a path names, as the operating system tells files apart: `link/../x` is not `x`
/// where `link` leads elsewhere, and two names of one file are equal.
///
/// A file that does not exist yet is told by its directory and the name that it would have there;
/// a link that leads to no file yet, by what it leads to.
package struct FileIdentity: Hashable, Sendable {
  private let device: UInt64
  private let inode: UInt64
  /// The bytes of the name in the directory that `device` and `inode` tell; nil where they tell
  /// the file itself.
  private let name: [CChar]?

  /// As many links as Linux follows.
  private static let mostLinks = 40
  private static let slash = CChar(bitPattern: UInt8(ascii: "/"))

  /// Nil where there is no file and none could be made: the directory is missing, or links form a
  /// circle.
  package init?(_ path: String) {
    var path = path.utf8.map { CChar(bitPattern: $0) }
    for _ in 0...Self.mostLinks {
      if let status = Self.status(of: path) {
        (device, inode, name) = (UInt64(status.st_dev), UInt64(status.st_ino), nil)
        return
      }
      let end = path.lastIndex(of: Self.slash)
      let last = end.map { Array(path[($0 + 1)...]) } ?? path
      let directory =
        end.map { $0 == 0 ? [Self.slash] : Array(path[..<$0]) }
        ?? [CChar(bitPattern: UInt8(ascii: "."))]
      guard let target = Self.target(of: path) else {
        guard !last.isEmpty, let status = Self.status(of: directory),
          status.st_mode & S_IFMT == S_IFDIR
        else { return nil }
        (device, inode, name) = (UInt64(status.st_dev), UInt64(status.st_ino), last)
        return
      }
      path = target.first == Self.slash ? target : directory + [Self.slash] + target
    }
    return nil
  }

  /// Whether both paths name one file, or would when it is made.
  package static func areSame(_ first: String, _ second: String) -> Bool {
    guard let first = FileIdentity(first) else { return false }
    return first == FileIdentity(second)
  }

  private static func status(of path: [CChar]) -> stat? {
    var status = stat()
    // Safe: the path is terminated here and outlives the call, which fills one `stat`.
    return unsafe stat(path + [0], &status) == 0 ? status : nil
  }

  /// What a symbolic link says; nil where the path is none.
  private static func target(of path: [CChar]) -> [CChar]? {
    var target = [CChar](repeating: 0, count: Int(PATH_MAX))
    // Safe: the path is terminated here, and at most as many bytes are filled as there are.
    let count = unsafe readlink(path + [0], &target, target.count)
    return count > 0 ? Array(target[..<count]) : nil
  }
}
