/// One sentence in three languages.
struct Phrase: Equatable {
  let english: String
  let japanese: String
  let french: String

  init(_ english: String, _ japanese: String, _ french: String) {
    (self.english, self.japanese, self.french) = (english, japanese, french)
  }
}
