import Foundation
import Testing

@testable import Charts

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What an XML parser finds in an output of ours.
final class ParsedMarkup: NSObject, XMLParserDelegate {
  struct Text {
    var content = ""
    var attributes: [String: String]
  }

  private(set) var elements: [(name: String, attributes: [String: String])] = []
  private(set) var texts: [Text] = []
  private(set) var content = ""
  private var isInText = false

  init(_ markup: String) throws {
    super.init()
    let parser = XMLParser(data: Data(markup.utf8))
    parser.delegate = self
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append((name, attributes))
    if name == "text" {
      texts.append(Text(attributes: attributes))
      isInText = true
    }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if name == "text" { isInText = false }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    content += string
    if isInText { texts[texts.count - 1].content += string }
  }

  func count(_ name: String) -> Int { elements.count { $0.name == name } }

  /// The texts that reach out of the root's view box by their estimated widths.
  func textsOutside() throws -> [String] {
    let root = try #require(elements.first { $0.name == "svg" }?.attributes["viewBox"])
    let box = root.split(separator: " ").compactMap { Double($0) }
    return try texts.filter { text in
      let x = try number(text, "x"), y = try number(text, "y")
      let size = try number(text, "font-size")
      let width = text.content.width(size: size)
      let start =
        switch text.attributes["text-anchor"] {
        case "middle": x - width / 2
        case "end": x - width
        default: x
        }
      var corners = [(start, y), (start + width, y), (start, y - size), (start + width, y - size)]
      if let turn = text.attributes["transform"] {
        let degrees = try #require(Double(turn.dropFirst(7).prefix { $0 != " " }))
        let (c, s) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
        corners = corners.map {
          (x + c * ($0.0 - x) - s * ($0.1 - y), y + s * ($0.0 - x) + c * ($0.1 - y))
        }
      }
      return corners.contains {
        $0.0 < box[0] - 1 || $0.0 > box[0] + box[2] + 1 || $0.1 < box[1] - 1
          || $0.1 > box[1] + box[3] + 1
      }
    }.map(\.content)
  }

  private func number(_ text: Text, _ name: String) throws -> Double {
    try #require(text.attributes[name].flatMap(Double.init))
  }
}
