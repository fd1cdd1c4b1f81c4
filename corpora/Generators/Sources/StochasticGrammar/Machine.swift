import Foundation
import Recur

/// The grammar character by character: a place is a state and the part of a word already written.
struct Machine {
  typealias Edge = (byte: UInt8, weight: Int, place: Int)
  private(set) var places: [[Edge]]  // the states first, each place after its predecessor
  private var totals: [Int] = []  // the weights of each place's edges
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

  /// The entropy per character in nats: H of the formula in `main.swift`.
  func entropyRate() -> Double {
    stationary().enumerated().reduce(0) { sum, place in
      places[place.offset].map { probability($0, at: place.offset) }
        .reduce(sum) { $0 - place.element * $1 * log($1) }
    }
  }

  /// A character drawn at a place, which becomes the place after it.
  func next(_ place: inout Int, _ generator: inout RandomGenerator) -> UInt8 {
    var left = generator.index(below: totals[place])
    var edges = places[place][...]
    while left >= edges[edges.startIndex].weight { left -= edges.removeFirst().weight }
    place = edges[edges.startIndex].place
    return edges[edges.startIndex].byte
  }

  /// The mean of -ln p over a generated text, read back from its characters alone, and its standard
  /// error, from the independent stretches between two beginnings of a paragraph.
  func surprise(rate: Double, characters: Int) -> (mean: Double, error: Double) {
    var (generator, writer, reader) = (RandomGenerator(seed: 0), 0, 0)
    var (sum, stretch, squares) = (0.0, 0.0, 0.0)
    for _ in 0..<characters {
      let byte = next(&writer, &generator)
      let edge = places[reader].first { $0.byte == byte } ?? (byte, 0, 0)
      let surprise = -log(probability(edge, at: reader))
      (sum, stretch, reader) = (sum + surprise, stretch + surprise - rate, edge.place)
      if reader == 0 { (squares, stretch) = (squares + stretch * stretch, 0) }
    }
    return (sum / Double(characters), squares.squareRoot() / Double(characters))
  }
}
