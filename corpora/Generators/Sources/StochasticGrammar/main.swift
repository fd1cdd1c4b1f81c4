// A text of known entropy, to compare a trained model with the best possible loss.
//
//   swift run --package-path corpora/Generators StochasticGrammar --seed 1 > grammar.txt
//
// The grammar is regular: states, each with weighted words and the state that follows each word.
// The words of a state share prefixes, but none is the prefix of another: the text so far
// determines the place inside the grammar (it is unifilar), and the entropy rate is the path's,
//
//   H = - sum over places i of pi(i) * sum over characters c of p(c | i) ln p(c | i)
//
// with pi the stationary distribution over places (Shannon 1948, section 7; Cover and Thomas,
// Elements of Information Theory, theorem 4.2.4). No model can expect a lower loss on a long text.
// Verbs agree with a subject that a relative clause, with a verb of its own number, can keep more
// than 40 characters away; so do pronouns in the next sentence.

import Foundation
import Recur

func tell(_ message: String) {
  try? FileHandle.standardError.write(contentsOf: Data((message + "\n").utf8))
}

func stop(_ code: Int32, _ message: String) -> Never {
  tell("error: " + message)
  exit(code)
}

var options: [String: UInt64] = ["--characters": 200_000, "--seed": 1]
var arguments = CommandLine.arguments.dropFirst()
while let name = arguments.popFirst() {
  if options[name] == nil { stop(64, "unknown option \(name); there are --characters and --seed") }
  let text = arguments.popFirst() ?? "nothing"
  guard let value = UInt64(text), value > 0 || name == "--seed" else {
    stop(64, "\(name) takes a \(name == "--seed" ? "" : "positive ")whole number, not \(text)")
  }
  options[name] = value
}

let machine = Machine(grammar)
let rate = machine.entropyRate()
let (mean, error) = machine.surprise(rate: rate, characters: 1_000_000)
tell("entropy rate: \(rate) nats = \(rate / log(2)) bits per character")
tell("check: \(mean) nats, standard error \(error), over 1000000 characters")
guard abs(mean - rate) <= 4 * error else { stop(70, "the check contradicts the rate") }

var (place, generator) = (0, RandomGenerator(seed: options["--seed", default: 1]))
var left = options["--characters", default: 0]
while left > 0 {
  let text = (0..<min(left, 65536)).map { _ in machine.next(&place, &generator) }
  left -= UInt64(text.count)
  do { try FileHandle.standardOutput.write(contentsOf: Data(text)) } catch {
    stop(74, "cannot write the text: \(error.localizedDescription)")
  }
}
