// A text of known entropy, to compare a trained model with the best possible loss.
//
//   swift run StochasticGrammar --characters 200000 --seed 1 > grammar.txt
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

/// Each line: states > the state that follows, the weight of each word, the words. `@` and `%` are
/// one and many in turn, `+` and `-` the endings of verbs in these numbers, `_` is a space, `/` a
/// new line, `=` the same state. A paragraph begins in the first state.
let grammar = """
  start > the 8 the_
  start > this 2 this_|a_
  start > these 3 these_
  the,this,these,clause.@ > = 1 brave_|bright_|big_|quiet_|quick_
  the,this > subject.one 4 gardener_|guard_|captain_|cat_
  the,these > subject.many 3 gardeners_|guards_|captains_|cats_
  subject.@ > that.@ 3 that_
  subject.@,verb.@ > after.@ 2 walk+|wander+|wait+|stand+|stay+
  subject.@,verb.@ > verb.@ 1 often_|still_|never_
  after.@ > end.@ 1 _in_the_garden|_in_the_gallery|_under_the_stairs|_until_the_morning
  after.one > end.one 2 _by_itself
  after.many > end.many 2 _by_themselves
  after.@,end.@ > start 4 ./
  after.@,end.@ > verb.@ 2 _and_
  after.one,end.one > verb.one 3 ._it_
  after.many,end.many > verb.many 3 ._they_
  that.@ > clause.@ 2 the_|my_
  clause.@ > clause.@.one 4 gardener_|guard_|captain_|cat_
  clause.@ > clause.@.many 3 gardeners_|guards_|captains_|cats_
  clause.@.% > = 1 usually_|at_times_
  clause.@.% > verb.@ 2 remember-_|recall-_|resent-_|like-_|love-_
  """

/// The words of the grammar with the state before and after each.
func words(_ grammar: String) -> [(state: String, text: String, weight: UInt64, next: String)] {
  let numbers = [("one", "s"), ("many", "")]
  var (words, seen) = ([(String, String, UInt64, String)](), Set<[String]>())
  for line in grammar.split(separator: "\n") {
    for (outer, inner) in numbers.flatMap({ outer in numbers.map { (outer, $0) } }) {
      let marks = [("@", outer.0), ("+", outer.1), ("%", inner.0), ("-", inner.1)]
      let line = marks.reduce(String(line)) { $0.replacing($1.0, with: $1.1) }
      let fields = line.split(separator: " ").map(String.init)
      for state in fields[0].split(separator: ",").map(String.init)
      where seen.insert([state] + fields[2...]).inserted {
        for word in fields[4].split(separator: "|").map(String.init) {
          let text = word.replacing("_", with: " ").replacing("/", with: "\n")
          words.append((state, text, UInt64(fields[3]) ?? 0, fields[2] == "=" ? state : fields[2]))
        }
      }
    }
  }
  return words
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers everywhere.
struct SplitMix64 {
  var state: UInt64

  mutating func next(below bound: UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return (z ^ (z >> 31)).multipliedFullWidth(by: bound).high
  }
}

/// The grammar character by character: a place is a state and the part of a word already written.
struct Machine {
  typealias Edge = (byte: UInt8, weight: UInt64, place: Int)
  private(set) var places: [[Edge]]  // the states first, each place after its predecessor
  private var totals: [UInt64] = []  // the weights of each place's edges
  private var chain: [[Double]]  // the weights from state to state

  init(_ grammar: String) {
    let words = words(grammar)
    var numbers: [String: Int] = [:]
    for word in words where numbers[word.state] == nil { numbers[word.state] = numbers.count }
    places = numbers.map { _ in [] }
    chain = numbers.map { _ in numbers.map { _ in 0 } }
    for word in words {
      let (from, next) = (numbers[word.state, default: -1], numbers[word.next, default: -1])
      chain[from][next] += Double(word.weight)  // traps on an unknown state
      var place = from
      for (index, byte) in word.text.utf8.enumerated() {
        let isLast = index == word.text.utf8.count - 1
        let edge = places[place].firstIndex { $0.byte == byte } ?? places[place].count
        if edge == places[place].count {
          places[place].append((byte, 0, isLast ? next : places.count))
          if !isLast { places.append([]) }
        }
        places[place][edge].weight += word.weight
        place = places[place][edge].place
        precondition(isLast ? place == next : place >= chain.count, "grammar: a prefix is a word")
      }
    }
    totals = places.map { edges in edges.reduce(0) { $0 + $1.weight } }
  }

  func probability(_ edge: Edge, at place: Int) -> Double {
    Double(edge.weight) / Double(totals[place])
  }

  /// The stationary distribution over places: that over states, by the elimination of Grassmann,
  /// Taksar and Heyman (1985), which subtracts nothing, carried on along the words.
  func stationary() -> [Double] {
    var chain = chain.enumerated().map { state, row in row.map { $0 / Double(totals[state]) } }
    for n in (1..<chain.count).reversed() {
      let leaving = chain[n][..<n].reduce(0, +)
      for i in 0..<n {
        chain[i][n] /= leaving
        for j in 0..<n { chain[i][j] += chain[i][n] * chain[n][j] }
      }
    }
    var mass = [1] + [Double](repeating: 0, count: places.count - 1)
    for n in 1..<chain.count { mass[n] = (0..<n).reduce(0) { $0 + mass[$1] * chain[$1][n] } }
    for place in places.indices {
      for edge in places[place] where edge.place >= chain.count {
        mass[edge.place] += mass[place] * probability(edge, at: place)
      }
    }
    let sum = mass.reduce(0, +)
    return mass.map { $0 / sum }
  }

  func next(_ place: inout Int, _ generator: inout SplitMix64) -> UInt8 {
    var left = generator.next(below: totals[place])
    var edges = places[place][...]
    while left >= edges[edges.startIndex].weight { left -= edges.removeFirst().weight }
    place = edges[edges.startIndex].place
    return edges[edges.startIndex].byte
  }
}

/// The mean of -ln p over a generated text, read back from its characters alone, and its standard
/// error, from the independent stretches between two beginnings of a paragraph.
func measure(_ machine: Machine, rate: Double, characters: Int) -> (mean: Double, error: Double) {
  var (generator, writer, reader) = (SplitMix64(state: 0), 0, 0)
  var (sum, stretch, squares) = (0.0, 0.0, 0.0)
  for _ in 0..<characters {
    let byte = machine.next(&writer, &generator)
    let edge = machine.places[reader].first { $0.byte == byte } ?? (byte, 0, 0)
    let surprise = -log(machine.probability(edge, at: reader))
    (sum, stretch, reader) = (sum + surprise, stretch + surprise - rate, edge.place)
    if reader == 0 { (squares, stretch) = (squares + stretch * stretch, 0) }
  }
  return (sum / Double(characters), squares.squareRoot() / Double(characters))
}

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
let rate = machine.stationary().enumerated().reduce(0.0) { sum, place in
  machine.places[place.offset].map { machine.probability($0, at: place.offset) }
    .reduce(sum) { $0 - place.element * $1 * log($1) }
}
let (mean, error) = measure(machine, rate: rate, characters: 1_000_000)
tell("entropy rate: \(rate) nats = \(rate / log(2)) bits per character")
tell("check: \(mean) nats, standard error \(error), over 1000000 characters")
guard abs(mean - rate) <= 4 * error else { stop(70, "the check contradicts the rate") }

var (place, generator) = (0, SplitMix64(state: options["--seed", default: 1]))
var left = options["--characters", default: 0]
while left > 0 {
  let text = (0..<min(left, 65536)).map { _ in machine.next(&place, &generator) }
  left -= UInt64(text.count)
  do { try FileHandle.standardOutput.write(contentsOf: Data(text)) } catch {
    stop(74, "cannot write the text: \(error.localizedDescription)")
  }
}
