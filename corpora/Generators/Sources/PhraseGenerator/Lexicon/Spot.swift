/// Where something is, relative to something else.
struct Spot {
  let english: String
  let french: String
  let japanese: String  // without に

  /// What is usually found where, and whether it is somebody's.
  struct Scene {
    let nouns: [Noun]
    let spots: [Spot]
    let isOwned: Bool
  }

  /// A relation (on, under, in, behind, in front of, near, next to) to a noun.
  init(_ relation: String, _ noun: Noun) {
    let phrase = NounPhrase(.definite, noun)
    let words: (french: String, japanese: String) =
      switch relation {
      case "on": ("sur", "の上")
      case "under": ("sous", "の下")
      case "in": ("dans", Spot.isOpen(noun) ? "" : "の中")
      case "behind": ("derrière", "の後ろ")
      case "in front of": ("devant", "の前")
      case "near": ("près de", "の近く")
      default: ("à côté de", "の隣")
      }
    english = relation + " " + phrase.english()
    french = frenchText([words.french, phrase.french()])
    japanese = noun.japanese + words.japanese
  }

  private init(_ english: String, _ french: String, _ japanese: String) {
    (self.english, self.french, self.japanese) = (english, french, japanese)
  }

  /// Rooms and gardens hold people and furniture: 庭に, not 庭の中に.
  private static func isOpen(_ noun: Noun) -> Bool {
    ["garden", "kitchen", "room", "park", "fridge", "town", "school", "river", "sea"]
      .contains(noun.english)
  }

  private static func scene(_ nouns: String, _ spots: String, owned: Bool = false) -> Scene {
    Scene(nouns: Noun.list(nouns), spots: Self.spots(spots), isOwned: owned)
  }

  /// `on:table,desk;in:box`.
  private static func spots(_ text: String) -> [Spot] {
    text.split(separator: ";").flatMap { group in
      let parts = group.split(separator: ":").map(String.init)
      return Noun.list(parts[1]).map { Spot(parts[0], $0) }
    }
  }

  static let scenes: [Scene] = [
    scene(
      "key,book,phone,glasses,ticket,passport,watch,camera,pen,notebook",
      "on:table,desk,bed,chair,sofa;under:bed,sofa,table;in:bag,box,car,room;next to:computer",
      owned: true),
    scene(
      "umbrella,bag,hat,coat,shoe", "on:chair,bed;in:car,room;under:table;near:door", owned: true),
    scene("newspaper,letter,cup,bottle", "on:table,desk;in:kitchen;next to:radio"),
    scene("milk,cheese,fish,cake,beer,salad", "in:fridge;on:table"),
    scene(
      "cat,dog",
      "under:table,bed,chair,tree;on:sofa,bed,chair;in:garden,kitchen,room,box;"
        + "behind:house,door,tree;in front of:house,door;near:window"),
    scene("bird,horse,cow,rabbit", "in:garden,park;under:tree;near:river,house;behind:house"),
    scene(
      "bank,hotel,post office,museum,cinema,supermarket,hospital,library,restaurant",
      "next to:park,school,hotel,bank,cinema;in front of:station,park,school;"
        + "near:station,river,bridge,beach,park;behind:station,school,museum"),
    scene(
      "school,house,park,station", "near:sea,river,station,bridge,hospital;in front of:bank,hotel"),
    scene(
      "car,bicycle",
      "in front of:house,hotel,station,school;behind:house,school;near:park,bridge"),
    scene("table,chair,desk,sofa,television", "in:kitchen,room;near:window,door;next to:bed"),
    scene(
      "boy,girl,teacher,child,man,woman",
      "in:garden,park,kitchen;in front of:station,school;near:window,door"),
  ]

  /// What there may be somewhere.
  static let contents: [(Noun, Spot)] = [
    ("book,key,pen,notebook,cup,letter,apple,orange,egg", "on:table,desk"),
    ("apple,egg,orange,banana", "in:box,bag,kitchen"),
    ("book,ticket,key,pen,camera,sandwich", "in:bag"),
    ("milk,cheese,water,fish,fruit,meat,orange juice,beer", "in:fridge"),
    ("bread,coffee,tea,soup,rice,milk", "in:kitchen;on:table"),
    ("cat,dog", "in:garden,kitchen,room;under:table,bed,tree;on:sofa"),
    ("bird,tree,flower,horse,rabbit,cow", "in:garden,park"),
    ("boy,girl,child,man,woman", "in:garden,park,room;in front of:station,school,house"),
    ("chair,table,window,bed,desk", "in:room"),
    ("hotel,restaurant,shop,school,hospital,library", "in:town;near:river,park,sea"),
    ("car,bicycle", "in front of:house,station,hotel,school;behind:house,school"),
    ("student,teacher,computer,chair", "in:school"),
  ].flatMap { nouns, spots in
    Noun.list(nouns).flatMap { noun in Self.spots(spots).map { (noun, $0) } }
  }

  /// What strangers ask the way to.
  static let services: [(Noun, Spot)] = Noun.list(
    "bank,hotel,post office,supermarket,hospital,restaurant,cinema,museum,park"
  ).flatMap { noun in
    [Spot("near here", "près d'ici", "この近く"), Spot("near", Noun.named("station"))]
      .map { (noun, $0) }
  }
}
