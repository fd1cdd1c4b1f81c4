extension Pattern {
  /// Two clauses in one sentence: because, but, if.
  static let joined = [
    Pattern("because", 80) { draw in
      let reasons = "work,study,swim,run,walk,cook,clean,dance".split(separator: ",").map(
        String.init)
      let action = draw.pick(
        Action.tagged("d").filter { reasons.contains($0.verb.base) && !$0.has("C") })
      guard let subject = draw.subject(of: action),
        subject.gender == .masculine || subject.number == .third
      else { return nil }
      if subject.isPlural { return nil }
      var clause = Clause(subject: subject, action: action, tense: .past)
      clause.time = draw.pick(Array(Adverbial.past.prefix(3)))
      let pronoun = subject.number == .first ? "I" : subject.gender == .feminine ? "she" : "he"
      let tired = State.all[0].description(of: subject)
      return Phrase(
        englishSentence(
          tired.englishStatement + ["because", pronoun]
            + clause.englishStatement.dropFirst()),
        clause.japanese { $0.past } + "ので、" + tired.japanese.polite() + "。",
        frenchSentence(
          tired.frenchStatement + ["parce que", subject.frenchPronoun] + clause.frenchPredicate))
    },
    Pattern("reason", 33) { draw in
      let rest = draw.pick(consequences)
      let reasons = rest[3].split(separator: ",").map(String.init)
      let state = draw.pick(State.all.filter { reasons.contains($0.english) })
      let description = state.description(of: .i)
      return Phrase(
        englishSentence([rest[0], "because"] + description.englishStatement),
        description.japanese.beforeReason + "ので、" + rest[2] + "。",
        frenchSentence([rest[1], "parce que"] + description.frenchStatement))
    },
    Pattern("wish but", 60) { draw in
      let efforts = "go,play,swim,visit,see,watch,dance,make".split(separator: ",")
      let action = draw.pick(
        Action.tagged("w").filter {
          efforts.contains($0.verb.base[...]) && !$0.has("E") && $0.verb.tail.isEmpty
            && $0.englishRest(.i) != ["", "home"]
        })
      let busy = ["tired", "busy", "sick"]
      let state = draw.pick(State.all.filter { busy.contains($0.english) })
      let description = state.description(of: .i)
      let clause = Clause(subject: .i, action: action, tense: .present)
      return Phrase(
        englishSentence(
          ["I want to"] + clause.englishInfinitive.dropLast(3) + [", but"]
            + description.englishStatement
        ).replacing(" ,", with: ","),
        clause.japanese { $0.stem + "たいですが、" } + description.japaneseStatement + "。",
        frenchSentence(
          ["je veux"] + clause.frenchInfinitive() + [", mais"] + description.frenchStatement
        )
        .replacing(" ,", with: ","))
    },
    Pattern("if", 70) { draw in
      let sky = draw.pick(conditions)
      let indoors = sky[3] == "in"
      let verbs =
        indoors
        ? ["stay", "read", "make", "study", "watch", "rest", "have"]
        : ["swim", "walk", "play", "go", "run"]
      let action = draw.pick(
        Action.tagged("f").filter { action in
          verbs.contains(action.verb.base) && (indoors || isOutdoors(action))
        })
      let subject = draw.pick([Person.i, .others[2]])
      var clause = Clause(subject: subject, action: action, tense: .future)
      if indoors && action.verb.base != "stay" {
        clause.place = Adverbial.places["home"] ?? .none
      }
      return Phrase(
        englishSentence([sky[0] + ","] + clause.englishStatement),
        sky[2] + "、" + clause.japanese + "。",
        frenchSentence([sky[1] + ","] + clause.french))
    },
  ]

  private static func isOutdoors(_ action: Action) -> Bool {
    let rest = action.englishRest(.i).joined(separator: " ")
    return ["swim", "walk", "run"].contains(action.verb.base)
      || ["football", "tennis", "to the park", "to the beach"].contains(rest)
  }

  private static let conditions = table(
    """
    if it rains tomorrow    | s'il pleut demain      | 明日雨が降ったら | in
    if it snows tomorrow    | s'il neige demain      | 明日雪が降ったら | in
    if it is cold tomorrow  | s'il fait froid demain | 明日寒かったら   | in
    if it is sunny tomorrow | s'il fait beau demain  | 明日晴れたら     | out
    if it is warm tomorrow  | s'il fait bon demain   | 明日暖かかったら | out
    """, columns: 4)

  private static let consequences = table(
    """
    I am staying at home    | je reste à la maison    | 家にいます | tired,sick,sleepy,cold
    I am going home         | je rentre               | 家に帰ります | tired,sick,sleepy,hungry
    I can't come today      | je ne peux pas venir aujourd'hui | 今日は行けません | sick,busy,tired
    I want to go home       | je veux rentrer         | 家に帰りたいです | tired,sick,sleepy,cold
    I want to sleep         | je veux dormir          | 寝たいです | tired,sick
    I won't go to the party | je n'irai pas à la fête | パーティーには行きません | tired,sick,busy
    I want to drink water   | je veux boire de l'eau  | 水を飲みたいです | thirsty,hot
    I want to drink tea     | je veux boire du thé    | お茶を飲みたいです | cold,thirsty
    I want to eat bread     | je veux manger du pain  | パンを食べたいです | hungry
    I am going to bed early | je me couche tôt        | 早く寝ます | tired,sick,sleepy
    I am opening the window | j'ouvre la fenêtre      | 窓を開けます | hot
    I am closing the window | je ferme la fenêtre     | 窓を閉めます | cold
    I am taking a taxi      | je prends un taxi       | タクシーに乗ります | late,in a hurry,tired
    I can't play tennis     | je ne peux pas jouer au tennis | テニスができません | sick,tired,busy
    I have to run           | je dois courir          | 走らなければなりません | late,in a hurry
    """, columns: 4)
}
