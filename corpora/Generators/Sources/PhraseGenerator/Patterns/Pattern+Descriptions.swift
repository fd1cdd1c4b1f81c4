extension Pattern {
  /// How things are.
  static let descriptions = [
    Pattern("thing", 280) { draw in
      guard var description = thing(&draw) else { return nil }
      description.isNegated = draw.once(in: 4)
      if !description.isNegated && !draw.once(in: 3) {
        description.degree = draw.pick([.very, .very, .too, .little])
        if !allows(description.degree, description.english) { return nil }
      }
      return description.statement
    },
    Pattern("thing asked", 80) { draw in
      guard let description = thing(&draw) else { return nil }
      return description.subject.english.hasPrefix("my") ? nil : description.question
    },
    Pattern("past thing", 80) { draw in
      let (nouns, adjectives) = draw.pick(pastThings)
      let (noun, adjective) = (draw.pick(nouns), draw.pick(adjectives))
      let phrase = NounPhrase(.definite, noun)
      let subject = Person(phrase, japanese: "その" + noun.japanese)
      var description = Description(
        subject: subject, english: adjective.english,
        french: [adjective.frenchPredicate(noun.gender, plural: phrase.frenchIsPlural)],
        japanese: adjective.japanese)
      description.isPast = true
      if draw.once(in: 4) { return description.question }
      description.isNegated = draw.once(in: 3)
      if !description.isNegated && draw.once(in: 2) && allows(.very, description.english) {
        description.degree = .very
      }
      return description.statement
    },
    Pattern("thought about a thing", 60) { draw in
      guard let description = thing(&draw) else { return nil }
      if description.subject.english.hasPrefix("my") { return nil }
      return Phrase(
        englishSentence(["I think"] + description.englishStatement),
        description.japanesePlain + "と思います。",
        frenchSentence(["je pense que"] + description.frenchStatement))
    },
    Pattern("colour asked", 9) { draw in
      let noun = draw.pick(Noun.list("car,bicycle,coat,hat,bag,umbrella,house,dog,cat"))
      let subject = Person(["you", "2 your", "vous", "vous m", "", ""])
      let phrase = NounPhrase(.own, noun)
      return Phrase(
        englishSentence(["what colour is", phrase.english(owner: subject)], "?"),
        "あなたの\(noun.japanese)は何色ですか。",
        frenchSentence(["de quelle couleur est", phrase.french(owner: subject)], "?"))
    },
  ]

  /// A thing and what can be said of it.
  private static func thing(_ draw: inout Draw) -> Description? {
    let (nouns, adjectives) = draw.pick(things)
    let (noun, adjective) = (draw.pick(nouns), draw.pick(adjectives))
    let isOwned = owned.contains(noun.english)
    let isPair = ["shoe", "sock"].contains(noun.english)
    let choice = draw.pick(isOwned ? [0, 1, 2] : [0, 1])
    let determiner: Determiner = choice == 2 ? .own : choice == 1 ? .this : .definite
    let plural = isPair || (noun.english == "flower")
    let phrase = NounPhrase(determiner, noun, plural: plural)
    let japanese = choice == 2 ? "私の" : choice == 1 ? "この" : "その"
    return Description(
      subject: Person(phrase, japanese: japanese + noun.japanese), english: adjective.english,
      french: [adjective.frenchPredicate(noun.gender, plural: phrase.frenchIsPlural)],
      japanese: adjective.japanese)
  }

  private static func allows(_ degree: Description.Degree, _ adjective: String) -> Bool {
    let colours = ["red", "blue", "white", "black", "green", "yellow", "brown"]
    if colours.contains(adjective) || ["delicious", "new"].contains(adjective) { return false }
    let praise = ["beautiful", "delicious", "interesting", "cute", "clean", "comfortable"]
    if degree == .too { return !(praise + ["famous", "quiet", "boring"]).contains(adjective) }
    if degree == .little {
      return ["difficult", "expensive", "heavy", "big", "small", "old", "cold", "dirty", "boring"]
        .contains(adjective)
    }
    return true
  }

  private static let owned = [
    "hat", "shirt", "coat", "dress", "bag", "umbrella", "watch", "shoe", "car", "bicycle", "house",
    "room", "dog", "cat", "desk", "bed", "computer", "camera", "sweater", "sock", "garden",
  ]

  private static let things: [([Noun], [Adjective])] = [
    ("hat,shirt,coat,dress,sweater,shoe", "new,old,beautiful,expensive,red,blue,white,black"),
    ("bag,umbrella,watch,sock,shirt,hat,coat", "green,yellow,brown,red,black,new,expensive"),
    ("skirt,tie,dress,coat", "long,short,beautiful,red,blue"),
    ("bag,box,table,desk,chair,bicycle,camera", "heavy,light,big,small"),
    ("book,film,story,lesson", "interesting,boring,long"),
    ("book,lesson,exam,question,homework,song", "difficult,easy,long,short"),
    ("house,room,kitchen,garden,hotel,park", "big,small,beautiful,quiet,clean,old"),
    ("town,village,library,museum,restaurant", "big,small,quiet,famous,old,beautiful"),
    ("soup,coffee,tea,milk", "hot,cold"),
    ("soup,coffee,bread,cake,cheese,fish,salad,wine,sandwich", "delicious,expensive"),
    ("cake,orange juice,chocolate,apple,orange,ice cream", "sweet,delicious"),
    ("car,bus,train,bicycle,boat", "fast,new,old,big,small"),
    ("car,bicycle,bus,boat", "red,blue,white,black,green,yellow"),
    ("dog,cat,bird,horse,rabbit", "big,small,cute,quiet"),
    ("dog,cat,horse,rabbit,cow", "white,black,brown"),
    ("flower,bird", "beautiful,red,white,yellow,blue"),
    ("table,bed,desk,sofa,box", "big,small,new,old,heavy"),
    ("chair,sofa", "comfortable,new,old"),
    ("computer,camera,watch,phone", "new,old,expensive,small,light"),
    ("river,bridge", "long,beautiful,famous"),
    ("mountain,bridge", "big,beautiful,famous"),
    ("tree", "big,old,beautiful"),
    ("shirt,car,window,room,kitchen", "clean,dirty"),
    ("cup,plane,station,airport,hospital", "big,small,new,old"),
  ].map { (Noun.list($0.0), Adjective.list($0.1)) }

  private static let pastThings: [([Noun], [Adjective])] = [
    ("film,book,story,lesson", "interesting,boring,long"),
    ("exam,homework,lesson", "difficult,easy,long"),
    ("cake,soup,fish,salad,bread,coffee,wine", "delicious,expensive"),
    ("hotel,restaurant,museum", "big,small,quiet,expensive"),
    ("house,garden,park,village,beach", "beautiful,big,small,quiet"),
    ("soup,coffee,tea", "hot,cold"),
    ("water,sea,river", "cold"),
  ].map { (Noun.list($0.0), Adjective.list($0.1)) }
}
