import Testing

@testable import PhraseGenerator

@Suite("French")
struct FrenchTests {
  @Test(
    "words elide before they contract",
    arguments: [
      ("de le pain", "du pain"), ("de le hôtel", "de l'hôtel"), ("à les échecs", "aux échecs"),
      ("est-ce que Anna", "est-ce qu'Anna"), ("je ne ai pas", "je n'ai pas"),
      ("si il pleut", "s'il pleut"), ("à huit heures", "à huit heures"), ("ce est", "c'est"),
    ])
  func joining(words: String, text: String) {
    #expect(frenchText([words]) == text)
  }

  @Test(
    "spelling follows the ending",
    arguments: [
      ("manger", "mangeons", "mangerai"), ("commencer", "commençons", "commencerai"),
      ("acheter", "achetons", "achèterai"), ("préférer", "préférons", "préférerai"),
      ("nettoyer", "nettoyons", "nettoierai"), ("finir", "finissons", "finirai"),
      ("attendre", "attendons", "attendrai"), ("se lever", "levons", "lèverai"),
      ("jouer", "jouons", "jouerai"), ("étudier", "étudions", "étudierai"),
    ])
  func conjugation(infinitive: String, we: String, future: String) {
    let verb = FrenchVerb(infinitive)
    #expect(verb.present(.nous) == we)
    #expect(verb.future(.je) == future)
  }

  @Test("an adjective agrees, and takes its form before a vowel")
  func adjectives() {
    let old = Adjective.named("old")
    #expect(NounPhrase(.indefinite, .named("tree"), old).french() == "un vieil arbre")
    #expect(NounPhrase(.this, .named("house"), old).french() == "cette vieille maison")
    #expect(NounPhrase(.bare, .named("shoe"), old).french() == "de vieilles chaussures")
    #expect(NounPhrase(.number(2), .named("horse"), old).french() == "deux vieux chevaux")
    let red = Adjective.named("red")
    #expect(NounPhrase(.bare, .named("shoe"), red).french() == "de les chaussures rouges")
  }

  @Test("under a negation the indefinite article is de")
  func negation() {
    #expect(NounPhrase(.bare, .named("water")).french(negated: true) == "de eau")
    #expect(NounPhrase(.definite, .named("water")).french(negated: true) == "la eau")
  }

  @Test("my before a vowel is masculine in form")
  func possessives() {
    #expect(FrenchPerson.je.possessive(.feminine, plural: false, before: "école") == "mon")
    #expect(FrenchPerson.je.possessive(.feminine, plural: false, before: "voiture") == "ma")
    #expect(FrenchPerson.ils.possessive(.feminine, plural: true, before: "voitures") == "leurs")
  }
}
