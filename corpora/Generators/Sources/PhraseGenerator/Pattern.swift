/// A kind of sentence and how many of it the set holds.
struct Pattern {
  let name: String
  let count: Int
  let compose: @Sendable (inout Draw) -> Phrase?  // nil where the choices do not go together

  init(_ name: String, _ count: Int, _ compose: @escaping @Sendable (inout Draw) -> Phrase?) {
    (self.name, self.count, self.compose) = (name, count, compose)
  }

  static let all: [Pattern] =
    habits + progress + past + future + wishes + requests + asked + routine + journeys
    + descriptions + people + comparisons + locations + possessions + likes + clothes + shop
    + weather + clock + joined
}
