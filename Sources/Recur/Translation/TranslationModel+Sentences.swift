public import TextModeling

extension TranslationModel {
  /// The best translation of a sentence that a beam search finds.
  ///
  /// Symbols that the model does not know are left out. The weights are packed at every call;
  /// ``SentenceTranslator`` packs them once for many sentences.
  public func translate(_ sentence: String) throws(TextError) -> String {
    try translations(of: sentence).best
  }

  /// The `count` best translations of a sentence, with their probabilities and their attention.
  ///
  /// ```swift
  /// let found = try model.translations(of: "Good morning.", count: 3)
  /// for (text, hypothesis) in zip(found.translations, found.hypotheses) {
  ///   print(text, hypothesis.score, hypothesis.attention)
  /// }
  /// ```
  public func translations(
    of sentence: String, count: Int = 1
  ) throws(TextError) -> SentenceTranslation {
    var translator = SentenceTranslator(
      self, decoding: .beam(bestCount: count, keepsAttention: configuration.attention != .none),
      threads: 1)
    return try translator.translate([sentence])[0]
  }
}
