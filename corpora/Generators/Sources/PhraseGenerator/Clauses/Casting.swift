extension Draw {
  /// Who does it: the speaker more often than any other.
  mutating func subject(of action: Action) -> Person? {
    fitting(once(in: 6) ? .i : pick(Person.others), action)
  }

  /// Who is asked about: the person spoken to, their family, or somebody known to both.
  mutating func subjectOfQuestion(_ action: Action) -> Person? {
    let others = Person.others.filter { $0.has("n") } + Person.others.suffix(3)
    let person = once(in: 2) ? Person.you : once(in: 2) ? pick(others) : pick(Person.yours)
    return fitting(person, action)
  }

  private func fitting(_ person: Person, _ action: Action) -> Person? {
    if action.has("A") && (person.has("c") || person.has("s")) { return nil }
    if action.has("C") && !person.has("c") { return nil }
    if action.has("T") && (person.isSpeaker || person.number == .you) { return nil }
    let rest = action.englishRest(person).joined(separator: " ")
    // Nobody waits for themselves, and a friend's friends are 友達 again.
    if (person.has("n") || person.english == "the teacher") && rest.contains(person.english) {
      return nil
    }
    if person.english == "my friend" && rest.contains("friends") { return nil }
    let isGrownUp = person.has("a") && (person.has("f") || person.english.hasPrefix("your"))
    if isGrownUp && (rest.contains("to school") || rest.contains("homework")) { return nil }
    // "my grandfather called his mother" would want another Japanese word for her.
    if ["mother", "father", "parents"].contains(where: rest.contains) {
      return person.isSpeaker || person.number == .you || person.has("n") ? person : nil
    }
    return person
  }

  /// A place where it is done, once in `count` times, where the action knows any.
  mutating func place(of action: Action, onceIn count: Int = 2) -> Adverbial {
    action.places.isEmpty || !once(in: count) ? .none : pick(action.places)
  }

  /// A time of the list at which it can be.
  mutating func time(of action: Action, from times: [Adverbial]) -> Adverbial {
    let fitting = times.filter { time in
      if action.has("M") { return time.has("m") }
      if action.has("E") { return time.has("e") }
      if action.has("D") { return time.has("d") && time.has("e") }
      if action.has("W") && (time.has("w") || times.contains { $0.has("w") }) {
        return time.has("w")
      }
      if action.has("B") { return !time.has("n") }
      return action.has("L") || time.has("n")
    }
    return pick(fitting)
  }
}
