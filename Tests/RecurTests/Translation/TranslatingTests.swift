import Recur
import Testing

@Suite("Translating")
struct TranslatingTests {
  private static func model() throws -> TranslationModel {
    try TranslationModel(
      of: [SentencePair("good day", "guten tag"), SentencePair("a cat", "eine katze")],
      hiddenSize: 6, embeddingSize: 4, seed: 2)
  }

  @Test("a model comes back from its file")
  func roundTrip() throws {
    let scratch = try Scratch()
    let model = try Self.model()
    try model.save(to: scratch.path("model.safetensors"))
    let again = try TranslationModel(contentsOf: scratch.path("model.safetensors"))
    #expect(again.configuration == model.configuration)
    #expect(again.vocabulary == model.vocabulary)
    #expect(try again.translate("a day") == model.translate("a day"))
  }

  @Test("the best translations come with falling scores and their attention")
  func best() throws {
    let found = try Self.model().translations(of: "a day", count: 3)
    #expect(found.translations.count == 3)
    let scores = found.hypotheses.map(\.score)
    #expect(scores == scores.sorted(by: >))
    for hypothesis in found.hypotheses {
      #expect(hypothesis.attention.count == hypothesis.symbols.count + 1)
      for row in hypothesis.attention {
        #expect(row.count == "a day".count && abs(row.reduce(0, +) - 1) < 1e-5)
      }
    }
  }

  @Test("a model beside itself translates as alone; other ways to make symbols are refused")
  func ensemble() throws {
    let model = try Self.model()
    var alone = SentenceTranslator(model, threads: 1)
    var twice = SentenceTranslator(try TranslationEnsemble([model, model]), threads: 1)
    let sentences = ["a day", "good cat"]
    #expect(try alone.translate(sentences).map(\.best) == twice.translate(sentences).map(\.best))
    let small = try TranslationModel(
      of: [SentencePair("good day", "guten tag"), SentencePair("a cat", "eine katze")],
      normalization: TextNormalization(lowercases: true), hiddenSize: 3, embeddingSize: 2)
    #expect(throws: EnsembleError.otherNormalization(model: 1)) {
      try TranslationEnsemble([model, small])
    }
    let larger = try model.extended(by: [SentencePair("x", "x")])
    #expect(throws: EnsembleError.self) { try TranslationEnsemble([model, model, larger]) }
  }

  @Test("sentences are translated one by one or together, all the same")
  func together() throws {
    let model = try Self.model()
    var translator = SentenceTranslator(model, threads: 2)
    let sentences = ["a day", "", "good cat", "x"]
    let found = try translator.translate(sentences)
    for (sentence, translation) in zip(sentences, found) {
      #expect(try translation.best == model.translate(sentence))
    }
    #expect(found[1].best == "" && translator.unknownCount == 1)
  }
}
