import Recur

/// The whole set: what was written by hand and what the patterns compose, every English sentence
/// once, split into training and test.
struct PhraseSet {
  private(set) var training: [Phrase] = []
  private(set) var test: [Phrase] = []
  /// What each pattern composed, in the order of the patterns.
  private(set) var composed: [(pattern: String, phrases: [Phrase])] = []

  /// - Parameters:
  ///   - everyday: the sentences written by hand, all of them for training: an idiom that was
  ///     never seen cannot be translated piece by piece.
  ///   - testCount: how many composed sentences are held out.
  init(everyday: [Phrase], patterns: [Pattern] = Pattern.all, testCount: Int = 300, seed: UInt64) {
    var known = Set(everyday.map(\.english))
    for pattern in patterns {
      var draw = Draw(seed: seed, name: pattern.name)
      var phrases: [Phrase] = []
      for _ in 0..<pattern.count * 40 where phrases.count < pattern.count {
        guard let phrase = pattern.compose(&draw) else { continue }
        if known.insert(phrase.english).inserted { phrases.append(phrase) }
      }
      composed.append((pattern.name, phrases))
    }
    var draw = Draw(seed: seed, name: "split")
    (training, test) = Self.split(
      draw.shuffled(composed.flatMap(\.phrases)), beside: everyday, testCount: testCount)
    training = draw.shuffled(everyday + training)
  }

  /// Holds out sentences all of whose words, in every language, occur elsewhere in the training
  /// set: at least three times.
  private static func split(
    _ composed: [Phrase], beside everyday: [Phrase], testCount: Int
  ) -> (training: [Phrase], test: [Phrase]) {
    var counts: [String: Int] = [:]
    for phrase in composed + everyday {
      for unit in phrase.units { counts[unit, default: 0] += 1 }
    }
    var (training, test) = ([Phrase](), [Phrase]())
    for phrase in composed {
      let units = phrase.units
      if test.count < testCount && units.allSatisfy({ counts[$0, default: 0] > 3 }) {
        for unit in units { counts[unit, default: 0] -= 1 }
        test.append(phrase)
      } else {
        training.append(phrase)
      }
    }
    return (training, test)
  }
}

extension Phrase {
  /// What a model has to know: the words of the English and the French sentence, the characters
  /// of the Japanese one. A mark tells the languages apart.
  var units: Set<String> {
    Set(words(english).map { "en " + $0 } + words(french).map { "fr " + $0 })
      .union(japanese.map { "ja " + String($0) })
  }
}

/// The words of a sentence in lower case, without the marks around them.
func words(_ sentence: String) -> [String] {
  sentence.lowercased().split { " .,?!".contains($0) }.map(String.init)
}
