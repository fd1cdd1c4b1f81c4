// Series of numbers whose make is known: months, days, a sine that drifts, two chaotic systems.
//
//   swift run --package-path corpora/Generators SeriesGenerator monthly > corpora/series/monthly.csv
//   swift run --package-path corpora/Generators SeriesGenerator lorenz > lorenz.csv
//
// Draws come from the generator of Recur (xoshiro256**) with a fixed seed per set. The chaotic
// systems are integrated by additions and multiplications alone: the same bytes on every machine.

import Foundation

func stop(_ code: Int32, _ message: String) -> Never {
  try? FileHandle.standardError.write(contentsOf: Data(("error: " + message + "\n").utf8))
  exit(code)
}

let words = Array(CommandLine.arguments.dropFirst())
let names = SeriesSet.allCases.map(\.rawValue).joined(separator: ", ")
guard words.count == 1, let set = SeriesSet(rawValue: words[0]) else {
  stop(64, "which set? there are \(names)\nusage: SeriesGenerator SET")
}
do {
  try FileHandle.standardOutput.write(contentsOf: Data(set.text.utf8))
} catch {
  stop(74, "cannot write the series: \(error.localizedDescription)")
}
