// A toy phrase set for translation, English-Japanese and English-French.
//
//   swift run --package-path corpora/Generators PhraseGenerator corpora/phrases
//
// Reads everyday.tsv in that directory (English, Japanese, French: written by hand), composes more
// sentences from the patterns, and writes the training and test files beside it. With --list it
// writes nothing and prints what each pattern composed, to be read through.

import Foundation

func stop(_ code: Int32, _ message: String) -> Never {
  try? FileHandle.standardError.write(contentsOf: Data(("error: " + message + "\n").utf8))
  exit(code)
}

let arguments = Array(CommandLine.arguments.dropFirst())
let isList = arguments.count == 2 && arguments[1] == "--list"
guard arguments.count == 1 || isList else {
  stop(64, "usage: PhraseGenerator DIRECTORY [--list]")
}
let directory = URL(filePath: arguments[0], directoryHint: .isDirectory)

let everyday = directory.appending(path: "everyday.tsv")
guard let text = try? String(contentsOf: everyday, encoding: .utf8) else {
  stop(66, "\(everyday.path()): cannot be read as UTF-8")
}
let set = PhraseSet(everyday: PhraseFiles.everyday(text), seed: 1)
if isList {
  for (pattern, phrases) in set.composed {
    print("\n# \(pattern), \(phrases.count) sentences")
    for phrase in phrases { print("\(phrase.english)\n\(phrase.japanese)\n\(phrase.french)") }
  }
  exit(0)
}
for (name, text) in PhraseFiles(set).files {
  do {
    try text.write(to: directory.appending(path: name), atomically: true, encoding: .utf8)
  } catch {
    stop(73, "cannot write \(name): \(error.localizedDescription)")
  }
}
print("\(set.training.count) pairs to train, \(set.test.count) to test, per language")
