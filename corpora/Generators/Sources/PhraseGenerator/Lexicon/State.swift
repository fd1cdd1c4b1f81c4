/// How people are: what is said of them with "to be".
struct State {
  let english: String
  private let frenchVerb: FrenchVerb
  private let forms: [String]
  let japanese: JapanesePredicate
  /// s only of oneself or asked about, v "very" goes, d with one day, t lasts, k not of kin.
  let tags: String

  func has(_ tag: Character) -> Bool { tags.contains(tag) }

  /// The sentence about someone.
  func description(of subject: Person) -> Description {
    let form = forms[subject.gender == .feminine && forms.count > 1 ? 1 : 0]
    let isVariable = forms.count > 1
    let isInvariablePlural = form.hasSuffix("x") || form.hasSuffix("s")
    let plural = isVariable && subject.isPlural && !isInvariablePlural ? "s" : ""
    return Description(
      subject: subject, english: english, french: [form + plural], frenchVerb: frenchVerb,
      japanese: japanese)
  }

  /// English; French verb; French word in its two genders, or words that do not vary; Japanese.
  static let all: [State] = table(
    """
    tired        | être  | fatigué/fatiguée     | 疲れる1.ている     | vd
    hungry       | avoir | faim                 | お腹が空く.ている  | vd
    thirsty      | avoir | soif                 | のどが渇く.ている  | vd
    sleepy       | avoir | sommeil              | 眠い               | svd
    cold         | avoir | froid                | 寒い               | svd
    hot          | avoir | chaud                | 暑い               | svd
    sick         | être  | malade/malade        | 病気.の            | d
    busy         | être  | occupé/occupée       | 忙しい             | vd
    free         | être  | libre/libre          | 暇.な              | d
    angry        | être  | en colère            | 怒る.ている        | d
    happy        | être  | heureux/heureuse     | 幸せ.な            | v
    late         | être  | en retard            | 遅れる1.ている     |
    alone        | être  | seul/seule           | 一人.の            | d
    nervous      | être  | nerveux/nerveuse     | 緊張する.ている    | vd
    worried      | être  | inquiet/inquiète     | 心配する.ている    | v
    in a hurry   | être  | pressé/pressée       | 急ぐ.ている        | d
    on holiday   | être  | en vacances          | 休暇中.の          | d
    kind         | être  | gentil/gentille      | 優しい             | vt
    tall         | être  | grand/grande         | 背が高い           | vt
    young        | être  | jeune/jeune          | 若い               | vtk
    famous       | être  | célèbre/célèbre      | 有名.な            | vtk
    strong       | être  | fort/forte           | 強い               | vtk
    funny        | être  | drôle/drôle          | 面白い             | vt
    """, columns: 5
  ).map { cells in
    State(
      english: cells[0], frenchVerb: FrenchVerb(cells[1]),
      forms: cells[2].split(separator: "/").map(String.init),
      japanese: JapanesePredicate(cells[3]), tags: cells[4])
  }
}
