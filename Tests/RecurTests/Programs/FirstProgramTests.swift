import Foundation
import Recur
import Testing

/// The program of the documentation's first page, with a smaller model.
@Suite("The first program")
struct FirstProgramTests {
  @Test("trains, saves, loads and writes text")
  func program() throws {
    let scratch = try Scratch()
    let (corpus, file) = (scratch.path("harbour.txt"), scratch.path("harbour.safetensors"))
    try String(repeating: "The harbour lies still. The boats are in.\n", count: 60)
      .write(toFile: corpus, atomically: true, encoding: .utf8)

    let text = try TextFile.read(corpus)
    var model = try LanguageModel(of: text, cell: .lstm, layers: 1, hiddenSize: 24, seed: 1)
    let batches = try model.batches(of: text, batchSize: 8, sequenceLength: 20, epochs: 12)
    let trainer = try model.trainer(
      for: batches, updates: UpdateOptions(learningRate: 0.02), threads: 1)
    var losses: [Double] = []
    for batch in batches { losses.append(try trainer.update(batch).loss) }
    model.network = trainer.model
    try model.save(to: file)

    let again = try LanguageModel(contentsOf: file)
    let written = try again.generate(length: 40, prime: "The ", temperature: 0.3, seed: 3)

    #expect(losses.count == batches.count)
    #expect(losses[0] > 2.5 && (losses.last ?? 9) < 0.5)
    #expect(written.contains("harbour") || written.contains("boats"))
  }

  @Test("training in one call is the same training")
  func oneCall() throws {
    let text = Array(String(repeating: "abcab", count: 40).utf8)
    let fresh = try LanguageModel(of: text, cell: .gru, layers: 1, hiddenSize: 6, seed: 1)
    var (first, second) = (fresh, fresh)
    let batches = try first.batches(of: text, batchSize: 2, sequenceLength: 10, epochs: 2)
    let trainer = try first.trainer(for: batches, method: .rtrl, threads: 1)
    for batch in batches { try trainer.update(batch) }
    first.network = trainer.model
    var reports: [UpdateReport] = []
    try second.train(
      on: text, batchSize: 2, sequenceLength: 10, epochs: 2, method: .rtrl, threads: 1
    ) { reports.append($0) }
    #expect(reports.count == batches.count)
    #expect(first.network.parameters.values == second.network.parameters.values)
    #expect(first.network.parameters.values != fresh.network.parameters.values)
  }

  @Test("every epoch begins from a state of zeros")
  func epochs() throws {
    let text = Array(String(repeating: "abcab", count: 20).utf8)
    let model = try LanguageModel(of: text, cell: .gru, layers: 1, hiddenSize: 6, seed: 1)
    let batches = try model.batches(of: text, batchSize: 3, sequenceLength: 8, epochs: 3)
    let starts = batches.enumerated().filter { $0.element.startsAnew }.map(\.offset)
    #expect(starts == (0..<3).map { $0 * batches.batchesPerEpoch })
  }
}
