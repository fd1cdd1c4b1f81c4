import Foundation
import Testing

@testable import SeriesGenerator

@Suite("Generated series")
struct SeriesSetTests {
  @Test("The committed files are what the generator makes", arguments: SeriesSet.allCases)
  func committed(_ set: SeriesSet) throws {
    guard let name = set.fileName else { return }
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "series", directoryHint: .isDirectory)
    let bytes = try Data(contentsOf: folder.appending(path: name))
    #expect(String(decoding: bytes, as: UTF8.self) == set.text)
  }

  @Test("The months have holidays, a month that is absent and two without a value")
  func monthly() {
    let rows = SeriesSet.monthly.text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(rows.count == 144 && rows[0] == ["month", "sales", "holidays"])
    #expect(rows.count { $0[1].isEmpty } == 2)
    #expect(!rows.contains { $0[0] == "2015-02" })
  }

  @Test("The chaotic systems stay on their attractors and do not repeat")
  func chaos() {
    let glass = MackeyGlass.values(1000)
    #expect(glass.allSatisfy { (0.2...1.4).contains($0) })
    #expect(Set(glass).count == 1000)
    let rolls = Lorenz.values(1000)
    #expect(rolls.allSatisfy { $0[0].magnitude < 22 && (0...50).contains($0[2]) })
    #expect(rolls.contains { $0[0] < -5 } && rolls.contains { $0[0] > 5 })
  }
}
