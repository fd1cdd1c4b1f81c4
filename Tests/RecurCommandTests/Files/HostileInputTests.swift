import Foundation
import ModelFiles
import Testing

@testable import RecurCommand

/// Files that are no models, texts or pairs, and places where nothing can be written, given to
/// every command that takes one.
@Suite("Hostile inputs", .serialized)
struct HostileInputTests {
  private typealias Case = WrongInput

  /// A directory with all of them, in which the commands write nothing.
  private static let prepared = Result { () throws -> CharLMSession in
    let session = try CharLMSession()
    try session.write(CharLMSession.text(30), to: "text")
    try session.write(TranslateFixture.pairs(60), to: "pairs")
    for (name, bytes) in models() + texts { try Data(bytes).write(to: url(name, session)) }
    for kind in ["charlm", "translate"] {
      try Checkpoint(kind: kind, formatVersion: 1).write(to: session.path("bare-\(kind)"))
      let trailing = try session.bytes("bare-\(kind)") + Data(repeating: 0, count: 100)
      try trailing.write(to: url("trailing-\(kind)", session))
      var file = try SafetensorsFile(contentsOf: session.path("bare-\(kind)"))
      try file.write(to: session.path("unsummed-\(kind)"), checksummed: false)
      file.metadata["recur.section.x"] = String(repeating: "y", count: 3 << 20)
      try file.write(to: session.path("huge-\(kind)"))
    }
    _ = FileManager.default.createFile(atPath: session.path("sparse"), contents: nil)
    try FileHandle(forWritingTo: url("sparse", session)).truncate(atOffset: 100 << 30)
    try #require(mkfifo(session.path("pipe"), 0o600) == 0)
    let files = FileManager.default
    try files.createSymbolicLink(atPath: session.path("circle"), withDestinationPath: "circle")
    try files.createSymbolicLink(atPath: session.path("dangling"), withDestinationPath: "none/m")
    try files.createDirectory(
      at: url("folder", session), withIntermediateDirectories: true)
    return session
  }

  private static func url(_ name: String, _ session: CharLMSession) -> URL {
    session.directory.appendingPathComponent(name)
  }

  /// Files that look a little like safetensors.
  private static func models() -> [(String, [UInt8])] {
    func file(_ header: String, _ data: Int = 0) -> [UInt8] {
      let count = header.utf8.count
      return (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + Array(header.utf8)
        + [UInt8](repeating: 0, count: data)
    }
    func tensor(_ shape: String, _ end: String) -> String {
      "\"a\":{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[0,\(end)]}"
    }
    return [
      ("nothing", []), ("endless-header", [UInt8](repeating: 0xFF, count: 8)),
      ("terabyte-header", [0, 0, 0, 0, 0, 1, 0, 0, 0x7B, 0x7D]),
      ("arrays", file(String(repeating: "[", count: 200_000))),
      ("objects", file(String(repeating: "{\"a\":", count: 50_000))),
      ("overflow", file("{\(tensor("4294967296,4294967296,4294967296", "0"))}")),
      ("negative", file("{\(tensor("-1", "-4"))}")),
      ("fraction", file("{\(tensor("0.5", "2"))}", 2)),
      ("twice", file("{\(tensor("1", "4")),\(tensor("1", "4"))}", 4)),
      ("short", file("{\(tensor("1000000", "4000000"))}", 4)),
    ]
  }

  /// Texts that are none.
  private static let texts: [(String, [UInt8])] = [
    ("empty", []), ("mark", [0xEF, 0xBB, 0xBF]), ("zeros", [UInt8](repeating: 0, count: 5000)),
    ("cut", Array(CharLMSession.text(30).utf8) + [0xF0, 0x9F, 0x98]),
    ("surrogates", Array(repeatElement([0x61, 0x09, 0xED, 0xA0, 0x80], count: 500).joined())),
    ("overlong", Array(repeatElement([0x61, 0x09, 0xC0, 0x80], count: 500).joined())),
    ("utf16", CharLMSession.text(30).utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
    ("utf32", CharLMSession.text(30).unicodeScalars.flatMap { [0, 0, 0, UInt8($0.value)] }),
    ("newlines", [UInt8](repeating: 0x0A, count: 5000)),
    ("columns", Array(repeatElement("a", count: 5000).joined(separator: "\t").utf8)),
  ]

  private static let modelReaders = [
    "info MODEL", "charlm sample MODEL", "charlm evaluate MODEL @/text",
    "charlm train @/text --resume MODEL",
    "translate run MODEL a", "translate evaluate MODEL @/pairs",
    "translate train @/pairs --resume MODEL",
  ]

  /// What every reader of models says of a file, `KIND` being its own kind in the file's name.
  private static let modelRows: [(name: String, status: Int32, message: String)] = [
    ("@/nothing", 65, "cut short or no model"), ("@/endless-header", 65, "not a model"),
    ("@/terabyte-header", 65, ": "), ("@/arrays", 65, "not a model"),
    ("@/objects", 65, "not a model"), ("@/overflow", 65, "not a model"),
    ("@/negative", 65, "not a model"), ("@/fraction", 65, "not a model"),
    ("@/twice", 65, "not a model"), ("@/short", 65, "cut short"), ("@/text", 65, "not a model"),
    ("@/trailing-KIND", 65, "100 bytes after its end"), ("@/huge-KIND", 65, "it has no"),
    ("@/unsummed-KIND", 65, "its checksum is gone"), ("@/bare-KIND", 65, "it has no"),
    ("@/pipe", 66, "is not a regular file"), ("/dev/null", 66, "is not a regular file"),
    ("/dev/zero", 66, "is not a regular file"), ("@/circle", 66, "symbolic links form a circle"),
    ("@/dangling", 66, "no such model"), ("@/text/m", 66, "is not a directory"),
    ("@/folder", 66, "is a directory"), ("@/\(String(repeating: "n", count: 300))", 66, "too long"),
    ("@/sparse", 65, "not a model"),
  ]

  private static let modelCases = modelReaders.flatMap { reader in
    let kind = reader.hasPrefix("charlm") ? "charlm" : "translate"
    return modelRows.map { row in
      Case(
        reader.replacing("MODEL", with: row.name.replacing("KIND", with: kind)), row.status,
        row.message)
    }
  }

  private static let textReaders = [
    "charlm train TEXT -o @/m --memory-limit 20MiB",
    "charlm train TEXT -o @/m --memory-limit 20MiB --unit word",
    "translate train TEXT -o @/m --memory-limit 20MiB", "compare --text TEXT --memory-limit 20MiB",
    "charlm train - --stream -o @/m --vocabulary-from TEXT --unit scalar --memory-limit 20MiB",
  ]

  private static let textRows: [(name: String, status: Int32, message: String)] = [
    ("@/empty", 65, "is empty"), ("@/mark", 65, "is empty"), ("@/surrogates", 65, "not UTF-8"),
    ("@/overlong", 65, "not UTF-8"), ("@/utf16", 65, "looks like UTF-16LE"),
    ("@/utf32", 65, "looks like UTF-32BE"), ("@/cut", 65, "not UTF-8"),
    ("@/sparse", 64, "reading it needs 200 GiB of memory"),
    ("/dev/zero", 64, "more memory than the 20.0 MiB that it may have"),
    ("@/none", 66, "no such"), ("@/folder", 66, "is a directory"),
  ]

  private static let textCases =
    textReaders.flatMap { reader in
      // A vocabulary may be that of a model, so it is a file.
      textRows.filter { $0.name != "/dev/zero" || !reader.contains("vocabulary") }
        .map { Case(reader.replacing("TEXT", with: $0.name), $0.status, $0.message) }
    } + [
      Case("charlm train @/zeros -o @/m", 65, "the text is one symbol, 'U+0000', again and again"),
      Case("charlm train @/newlines -o @/m", 65, "again and again"),
      Case("translate train @/zeros -o @/m", 65, "has no tab"),
      Case("translate train @/newlines -o @/m", 65, "holds no pairs"),
      Case("translate train @/columns -o @/m", 65, "too few pairs"),
      Case("translate train @/text -o @/m", 65, "line 1 has no tab"),
      Case("charlm train /dev/null -o @/m", 65, "is empty"),
      Case("benchmark kernels --only nonsense", 64, "no kernel's name contains 'nonsense'"),
      Case(
        "charlm train @/text --cell \(String(repeating: "x", count: 9999))", 64, "is not one of"),
    ]

  private static let outputCases = ["charlm train @/text", "translate train @/pairs"].flatMap {
    let command = $0 + " --batch-size 2"
    return [
      Case("\(command) -o /dev/null --overwrite", 73, "is not a regular file"),
      Case("\(command) -o @/pipe --overwrite", 73, "is not a regular file"),
      Case("\(command) -o .", 73, "is a directory"), Case("\(command) -o ..", 73, "is a directory"),
      Case("\(command) -o @/new/", 73, "is a directory"),
      Case("\(command) -o @/text/", 73, "cannot be created"),
      Case("\(command) -o @/text/m", 73, "cannot be created"),
      Case("\(command) -o @/dangling", 73, "no such directory"),
      Case("\(command) -o @/circle", 73, "form a circle"),
      Case("\(command) --output=", 64, "the path is empty"),
    ]
  }

  @Test("no file that is no model is taken for one", arguments: modelCases)
  func models(wrong: WrongInput) throws { try wrong.expectRefused(in: Self.prepared.get()) }

  @Test("no text without end, sense or encoding is taken for one", arguments: textCases)
  func texts(wrong: WrongInput) throws { try wrong.expectRefused(in: Self.prepared.get()) }

  @Test("no place where nothing can be written is written to", arguments: outputCases)
  func outputs(wrong: WrongInput) throws { try wrong.expectRefused(in: Self.prepared.get()) }
}
