// Pairs to train a translator on whose right answers are known: sums, dates, number words.
//
//   swift run --package-path corpora/Generators PairGenerator addition > corpora/pairs/addition.tsv
//   swift run --package-path corpora/Generators PairGenerator dates > corpora/pairs/dates.tsv
//   swift run --package-path corpora/Generators PairGenerator numbers french > corpora/pairs/number-words-french.tsv
//
// A line is a source, a tab and its target. The pairs are drawn by the generator of Recur
// (xoshiro256**) from a fixed seed per set: the same bytes on every machine.

import Foundation

func stop(_ code: Int32, _ message: String) -> Never {
  try? FileHandle.standardError.write(contentsOf: Data(("error: " + message + "\n").utf8))
  exit(code)
}

func sentence(_ error: ChoiceError) -> String {
  let sets = "there are addition, dates and numbers"
  let languages =
    "there are " + NumberLanguage.allCases.map(\.rawValue).joined(separator: ", ")
  return switch error {
  case .noSet: "which set? \(sets)\nusage: PairGenerator addition|dates|numbers LANGUAGE"
  case .unknownSet(let word): "unknown set '\(word)'; \(sets)"
  case .noLanguage: "numbers in which language? \(languages)"
  case .unknownLanguage(let word): "unknown language '\(word)'; \(languages)"
  case .surplus(let word, let set): "\(set) takes no further word, but '\(word)' follows"
  }
}

do {
  let set = try PairSet(words: Array(CommandLine.arguments.dropFirst()))
  try FileHandle.standardOutput.write(contentsOf: Data(set.text().utf8))
} catch let error as ChoiceError {
  stop(64, sentence(error))
} catch {
  stop(74, "cannot write the pairs: \(error.localizedDescription)")
}
