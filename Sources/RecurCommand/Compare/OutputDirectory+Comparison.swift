import Charts
import Terminal

extension OutputDirectory {
  /// The names of a comparison's files.
  static let comparisonNames = ["comparison.csv", "comparison.json", "index.html"]

  /// Where the files of a comparison go.
  static func comparison(_ path: String, _ files: OutputFiles) throws -> OutputDirectory {
    try OutputDirectory(
      path, names: comparisonNames, option: CompareSettings.output, files,
      advice: "no comparison wrote it; --overwrite replaces it", isOurs: isOfComparison)
  }

  /// Whether the first bytes are those of a comparison's file of that name.
  private static func isOfComparison(_ head: [UInt8], _ name: String) -> Bool {
    let text = String(decoding: head, as: UTF8.self)
    return switch name {
    case comparisonNames[0]: text.hasPrefix("cell,trainer,hidden_size,sequence_length,outcome,")
    case comparisonNames[1]:
      text.hasPrefix("{\"version\":") && text.contains("\"command\":\"recur compare")
    default: text.contains("<title>\(ComparisonPage.title)</title>")
    }
  }
}

extension Comparison {
  /// The texts of the files, in the order of ``OutputDirectory/comparisonNames``.
  var files: [String] { [csv, json + "\n", ComparisonPage(self).page.html] }
}
