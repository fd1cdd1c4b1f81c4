import Foundation
import Testing

@testable import RecurCommand

/// What the tests of `recur series` share.
enum SeriesFixture {
  static let model = "m.safetensors"
  static let latest = "m.latest.safetensors"

  /// Months with a trend, a season and a holiday known of the future; one value is missing.
  static func months(_ rows: Int, future: Int = 0) -> String {
    let lines = (0..<rows + future).map { row in
      let value = 50 + 0.4 * Double(row) + 8 * sin(Double(row) * 0.52) + Double(row * 7 % 5)
      let text = row >= rows || row == 20 ? "" : String(format: "%.2f", value)
      return "\(1990 + row / 12)-\(String(format: "%02d", row % 12 + 1)),\(text),"
        + "\(row % 12 == 11 ? 1 : 0)"
    }
    return (["month,sales,holiday"] + lines).joined(separator: "\n") + "\n"
  }

  /// Small sizes: the kernels are slow in a debug build.
  static let small = [
    "--target", "sales", "--known", "holiday", "--hidden-size", "4", "--batch-size", "2",
    "--sequence-length", "12", "--threads", "1",
  ]

  /// A session with a file `months`.
  static func session() throws -> CharLMSession {
    let session = try CharLMSession("series")
    try session.write(months(100), to: "months")
    return session
  }

  /// A session with a model that was trained for an epoch.
  static func trained(_ options: [String] = []) throws -> CharLMSession {
    let session = try session()
    let outcome = try session.run(
      ["train", "months", "-o", model, "--epochs", "1"] + small + options)
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    return session
  }
}
