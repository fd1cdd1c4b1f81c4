import Recur
import Terminal

// Data that are drawn anew, for models whose errors have less in common: bagging.
extension TrainSettings {
  static let bootstrap = bootstrap(of: "the text, in blocks of some lines")

  static func bootstrap(of data: String) -> Option<UInt64?> {
    Option<UInt64?>(
      "bootstrap", range: 0..., placeholder: "SEED", defaultText: "as the data are",
      help: """
        Train on as much data drawn with replacement from \(data), for an ensemble (bagging); what is held out \
        stays as it is
        """)
  }

  /// `drawn anew with seed 3, blocks of the text with replacement`
  func bootstrapWords(_ units: String) -> String? {
    bootstrapSeed.map { "drawn anew with seed \($0), \(units) with replacement" }
  }
}
