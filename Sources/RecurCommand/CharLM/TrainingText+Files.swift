import Foundation
import Recur
import Terminal

// The files of a text.
extension TrainingText {
  /// The files that paths name: a folder stands for those in it, and in the folders in it, whose
  /// names match a pattern, in the order of their paths. Names that begin with a dot are left out.
  ///
  /// - Parameter patterns: as of a shell, `*.txt`.
  /// - Throws: `CommandFailure` (66) for a folder without such a file.
  static func files(_ paths: [String], matching patterns: [String]) throws -> [String] {
    var files: [String] = []
    for path in paths {
      guard path != "-", isFolder(path) else {
        files.append(path)
        continue
      }
      let names = try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
      let found = names.filter { name in
        let parts = name.split(separator: "/")
        return !parts.contains { $0.hasPrefix(".") }
          && patterns.contains { TrainSettings.matches(parts.last.map(String.init) ?? "", $0) }
          && !isFolder("\(path)/\(name)")
      }
      guard !found.isEmpty else {
        throw CommandFailure(
          .missingInput,
          "\(visible(path)): is a directory without a file \(patterns.map { visible($0) }.joined(separator: " or "));\n"
            + "see --include, such as --include '*.md'")
      }
      files += found.map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
    }
    return files
  }

  private static func isFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    // Safe: the call writes one boolean.
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }

  /// The text of some files, and how many bytes of it are trained on.
  ///
  /// With a part held out of each file the tails stand behind all that is trained on, each cut off
  /// after a line end near the place where the fraction wants it, or else between characters.
  static func arranged(
    _ files: [[UInt8]], holdingOut fraction: Double?
  ) -> (bytes: [UInt8], trained: Int?) {
    guard let fraction else {
      return (files.count == 1 ? files[0] : Array(files.joined()), nil)
    }
    var (bytes, tails) = ([UInt8](), [UInt8]())
    for file in files {
      let boundary = boundary(of: file, at: Int(Double(file.count) * (1 - fraction)))
      bytes += file[..<boundary]
      tails += file[boundary...]
    }
    return (bytes + tails, bytes.count)
  }

  /// How far a line end may be from where a file is cut, in parts of the file.
  private static let nearest = 20

  private static func boundary(of file: [UInt8], at place: Int) -> Int {
    let lineFeed = UInt8(ascii: "\n")
    let near = place..<min(file.count, place + file.count / nearest)
    if let end = file[near].firstIndex(of: lineFeed), end + 1 < file.count { return end + 1 }
    // The first byte of a UTF-8 sequence.
    return file[place...].firstIndex { $0 & 0xC0 != 0x80 } ?? file.count
  }
}
