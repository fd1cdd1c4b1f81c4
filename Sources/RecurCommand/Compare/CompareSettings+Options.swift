import Recur
import Terminal

// The options of `recur compare`.
extension CompareSettings {
  static let cells = Option<[CellKind]>(
    "cells", default: [.rnn, .peepholeLSTM, .gru], placeholder: "CELL",
    help: "The cells; the first one also learns, and shows the dial")
  static let trainers = Option<[GradientMethod]>(
    "trainers", default: GradientMethod.allCases, placeholder: "NAME", help: "The gradients")
  static let hiddenSizes = Option<[Int]>(
    "hidden-sizes", default: [16, 32, 64], range: 1...16384, help: "Hidden units, n")
  static let sequenceLengths = Option<[Int]>(
    "sequence-lengths", default: [64, 512, 4096], range: 1...1_000_000,
    help: "Characters of a sequence, T")
  static let blockLength = Option<Int?>(
    "block-length", range: 1...1_000_000, defaultText: "the states of the layer",
    help: "Steps of a block of blocked-rtrl, h")
  static let truncation = Option<Int>(
    "truncation", default: 16, range: 1...1_000_000, help: "Steps of a chunk of truncated-bptt")

  static let text = Option<String?>(
    "text", path: "FILE", defaultText: "a text of our own, x^k y^k",
    help: "The text to measure and learn on; - is standard input")
  static let vocabularySize = Option<Int?>(
    "vocabulary-size", range: 3...65536, defaultText: "17", help: "Symbols of our own text")
  static let seed = Option<UInt64>(
    "seed", default: 123, range: 0..., help: "Of weights, text and random signs")

  static let characters = Option<Int>(
    "characters", default: 50_000, range: 0...1_000_000_000,
    help: "Characters that each trainer learns from; 0: no learning")
  static let updateEvery = Option<Int>(
    "update-every", default: 8, range: 1...1_000_000,
    help: "Characters from update to update of trainers that go forward in time")
  static let learningRate = Option<Double>(
    "learning-rate", default: 0.003, range: .above(0), help: "Step size of Adam")

  static let threads = Option<Int?>(
    "threads", range: 1...WorkerPool.mostPieces, defaultText: "the cores there are",
    help: "Worker threads")
  static let repeats = Option<Int>(
    "repeats", default: 5, range: 1...1000, help: "Times that each cost is measured, at most")
  static let seconds = Option<Double>(
    "seconds", default: 75, range: .above(0, upTo: 1_000_000),
    help: "The time for everything, about: what is too slow is measured on less")

  static let output = Option<String?>(
    "output", shortName: "o", path: "DIR",
    help: "Where comparison.csv, comparison.json and index.html go")
  static let overwrite = Option<Bool>(
    "overwrite", help: "Replace files of these names that no comparison wrote")
  static let json = Option<Bool>(
    "json", help: "Print all results as one JSON object in one line")

  static let groups = [
    OptionGroup(
      "Comparison", [cells, trainers, hiddenSizes, sequenceLengths, blockLength, truncation]),
    OptionGroup("Text", [text, vocabularySize, seed]),
    OptionGroup("Learning", [characters, updateEvery, learningRate]),
    OptionGroup("Measuring", [threads, repeats, seconds, MemoryBudget.option]),
    OptionGroup("Output", [output, overwrite, json]),
  ]
}
