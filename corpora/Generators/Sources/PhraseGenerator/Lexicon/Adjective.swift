/// An adjective in three languages.
struct Adjective {
  let english: String
  let comparative: String  // bigger; "more interesting"
  let frenchIsBefore: Bool  // une grande maison
  let japanese: JapanesePredicate
  private let masculine: String
  private let feminine: String

  /// From the cells of `Adjective.table`.
  init(_ cells: [String]) {
    english = cells[0]
    comparative = cells[1]
    let french = cells[2].split(separator: " ").map(String.init)
    frenchIsBefore = french.last == "<"
    (masculine, feminine) = (french[0], french[1])
    japanese = JapanesePredicate(cells[3])
  }

  /// In agreement with a noun.
  /// - Parameter noun: the noun that follows, where one does: "un bel arbre".
  func french(_ gender: Gender, plural: Bool, before noun: String? = nil) -> String {
    if masculine == "marron" { return masculine }
    if gender == .feminine { return feminine + (plural ? "s" : "") }
    if let noun, !plural, beginsInVowel(noun), let special = Self.beforeVowel[masculine] {
      return special
    }
    if !plural || masculine.hasSuffix("s") || masculine.hasSuffix("x") { return masculine }
    return masculine + (masculine.hasSuffix("eau") ? "x" : "s")
  }

  /// After "être": what is new is "nouveau" before its noun, "neuf" when said of it.
  func frenchPredicate(_ gender: Gender, plural: Bool) -> String {
    guard english == "new" else { return french(gender, plural: plural) }
    return (gender == .feminine ? "neuve" : "neuf") + (plural ? "s" : "")
  }

  private static let beforeVowel = ["beau": "bel", "nouveau": "nouvel", "vieux": "vieil"]
}

extension Adjective {
  /// The adjective of an English word.
  static func named(_ english: String) -> Adjective {
    guard let adjective = byName[english] else { preconditionFailure("Adjective: no \(english)") }
    return adjective
  }

  /// The adjectives of a list, a comma between them.
  static func list(_ names: String) -> [Adjective] {
    names.split(separator: ",").map { named(String($0)) }
  }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.english, $0) })

  /// English and its comparative, French masculine and feminine (`<` stands before its noun),
  /// Japanese.
  private static let all = PhraseGenerator.table(
    """
    big         | bigger           | grand grande <             | 大きい
    small       | smaller          | petit petite <             | 小さい
    new         | newer            | nouveau nouvelle <         | 新しい
    old         | older            | vieux vieille <            | 古い
    good        | better           | bon bonne <                | いい
    beautiful   | more beautiful   | beau belle <               | きれい.な
    young       | younger          | jeune jeune <              | 若い
    tall        | taller           | grand grande <             | 背が高い
    long        | longer           | long longue                | 長い
    short       | shorter          | court courte               | 短い
    interesting | more interesting | intéressant intéressante   | 面白い
    boring      | more boring      | ennuyeux ennuyeuse         | つまらない
    difficult   | more difficult   | difficile difficile        | 難しい
    easy        | easier           | facile facile              | 易しい
    expensive   | more expensive   | cher chère                 | 高い
    heavy       | heavier          | lourd lourde               | 重い
    light       | lighter          | léger légère               | 軽い
    fast        | faster           | rapide rapide              | 速い
    quiet       | quieter          | calme calme                | 静か.な
    clean       | cleaner          | propre propre              | きれい.な
    dirty       | dirtier          | sale sale                  | 汚い
    hot         | hotter           | chaud chaude               | 熱い
    cold        | colder           | froid froide               | 冷たい
    delicious   | more delicious   | délicieux délicieuse       | おいしい
    sweet       | sweeter          | sucré sucrée               | 甘い
    comfortable | more comfortable | confortable confortable    | 座り心地がいい
    famous      | more famous      | célèbre célèbre            | 有名.な
    far         | farther          | loin loin                  | 遠い
    kind        | kinder           | gentil gentille            | 優しい
    funny       | funnier          | drôle drôle                | 面白い
    cute        | cuter            | mignon mignonne            | かわいい
    strong      | stronger         | fort forte                 | 強い
    red         | -                | rouge rouge                | 赤い
    blue        | -                | bleu bleue                 | 青い
    white       | -                | blanc blanche              | 白い
    black       | -                | noir noire                 | 黒い
    green       | -                | vert verte                 | 緑.の
    yellow      | -                | jaune jaune                | 黄色い
    brown       | -                | marron marron              | 茶色い
    """, columns: 4
  ).map(Adjective.init)
}
