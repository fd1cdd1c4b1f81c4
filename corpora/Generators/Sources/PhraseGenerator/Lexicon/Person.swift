/// Someone who does something: the subject of a clause.
struct Person {
  enum Number { case first, you, third, plural }

  let english: String
  let number: Number
  let possessive: String
  let french: String
  let frenchPerson: FrenchPerson
  let gender: Gender
  let japanese: String  // empty where Japanese leaves the subject out
  let topicParticle: String
  let tags: String  // a adult, c child, y asked about only, n a name, f family of the speaker

  /// From the cells of the tables below.
  init(_ cells: [String]) {
    let form = cells[1].split(separator: " ").map(String.init)
    english = cells[0]
    possessive = form[1]
    number =
      switch form[0] {
      case "1": .first
      case "2": .you
      case "3": .third
      default: .plural
      }
    let french = cells[3].split(separator: " ").map(String.init)
    self.french = cells[2]
    frenchPerson =
      switch french[0] {
      case "je": .je
      case "il": .il
      case "nous": .nous
      case "vous": .vous
      default: .ils
      }
    gender = french[1] == "f" ? .feminine : .masculine
    let isAsking = cells[4].hasSuffix("が")
    japanese = isAsking ? String(cells[4].dropLast()) : cells[4]
    topicParticle = isAsking ? "が" : "は"
    tags = cells[5]
  }

  /// Whether French agreement is plural; "vous" is one person here.
  var isPlural: Bool { frenchPerson == .nous || frenchPerson == .ils }

  /// Whether the speaker is (among) the subject.
  var isSpeaker: Bool { number == .first || frenchPerson == .nous }

  func has(_ tag: Character) -> Bool { tags.contains(tag) }

  /// The topic with its particle, empty where it goes without saying.
  var topic: String { japanese.isEmpty ? "" : japanese + topicParticle }

  var be: String { [.first: "am", .third: "is"][number] ?? "are" }
  var wasOrWere: String { number == .first || number == .third ? "was" : "were" }
  var doOrDoes: String { number == .third ? "does" : "do" }
  var haveOrHas: String { number == .third ? "has" : "have" }

  /// Being, denied: "is not" contracts, "am not" cannot.
  var beNot: String { number == .first ? "am not" : be + "n't" }

  /// "ils", "elle" and so on, for a second mention.
  var frenchPronoun: String {
    switch frenchPerson {
    case .je: "je"
    case .nous: "nous"
    case .vous: "vous"
    case .il: gender == .feminine ? "elle" : "il"
    case .ils: gender == .feminine ? "elles" : "ils"
    }
  }
}

extension Person {
  static let i = Person(["I", "1 my", "je", "je m", "", "a"])
  static let you = Person(["you", "2 your", "vous", "vous m", "", "ay"])
  /// "we" where Japanese leaves it out: let us.
  static let us = Person(["we", "p our", "nous", "nous m", "", "a"])
  static let who = Person(["who", "3 his", "qui", "il m", "誰が", "a"])

  /// English; number and possessive; French with person and gender; Japanese; tags.
  static let others: [Person] = PhraseGenerator.table(
    """
    he                 | 3 his   | il                | il m   | 彼         | a
    she                | 3 her   | elle              | il f   | 彼女       | a
    we                 | p our   | nous              | nous m | 私たち     | a
    they               | p their | ils               | ils m  | 彼ら       | a
    Tom                | 3 his   | Tom               | il m   | トムさん   | an
    Anna               | 3 her   | Anna              | il f   | アンナさん | an
    Ken                | 3 his   | Ken               | il m   | ケンさん   | an
    Emi                | 3 her   | Emi               | il f   | エミさん   | an
    Paul               | 3 his   | Paul              | il m   | ポールさん | an
    my father          | 3 his   | mon père          | il m   | 父         | af
    my mother          | 3 her   | ma mère           | il f   | 母         | af
    my big brother     | 3 his   | mon grand frère   | il m   | 兄         | af
    my little brother  | 3 his   | mon petit frère   | il m   | 弟         | cf
    my big sister      | 3 her   | ma grande sœur    | il f   | 姉         | af
    my little sister   | 3 her   | ma petite sœur    | il f   | 妹         | cf
    my grandfather     | 3 his   | mon grand-père    | il m   | 祖父       | af
    my grandmother     | 3 her   | ma grand-mère     | il f   | 祖母       | af
    my parents         | p their | mes parents       | ils m  | 両親       | af
    my son             | 3 his   | mon fils          | il m   | 息子       | cf
    my daughter        | 3 her   | ma fille          | il f   | 娘         | cf
    my wife            | 3 her   | ma femme          | il f   | 妻         | af
    my friend          | 3 his   | mon ami           | il m   | 友達       | a
    the teacher        | 3 his   | le professeur     | il m   | 先生       | a
    the children       | p their | les enfants       | ils m  | 子供たち   | c
    the students       | p their | les étudiants     | ils m  | 学生たち   | as
    the boy            | 3 his   | le garçon         | il m   | 男の子     | c
    the girl           | 3 her   | la fille          | il f   | 女の子     | c
    """, columns: 6
  ).map(Person.init)

  /// The family of the person spoken to, whose Japanese words are honorific.
  static let yours: [Person] = PhraseGenerator.table(
    """
    your father         | 3 his   | votre père         | il m  | お父さん   | ay
    your mother         | 3 her   | votre mère         | il f  | お母さん   | ay
    your big brother    | 3 his   | votre grand frère  | il m  | お兄さん   | ay
    your little brother | 3 his   | votre petit frère  | il m  | 弟さん     | cy
    your big sister     | 3 her   | votre grande sœur  | il f  | お姉さん   | ay
    your little sister  | 3 her   | votre petite sœur  | il f  | 妹さん     | cy
    your parents        | p their | vos parents        | ils m | ご両親     | ay
    your son            | 3 his   | votre fils         | il m  | 息子さん   | cy
    your daughter       | 3 her   | votre fille        | il f  | 娘さん     | cy
    your wife           | 3 her   | votre femme        | il f  | 奥さん     | ay
    """, columns: 6
  ).map(Person.init)
}
