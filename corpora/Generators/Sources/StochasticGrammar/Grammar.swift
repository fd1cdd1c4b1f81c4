/// Each line: states > the state that follows, the weight of each word, the words. `@` and `%` are
/// one and many in turn, `+` and `-` the endings of verbs in these numbers, `_` is a space, `/` a
/// new line, `=` the same state. A paragraph begins in the first state.
let grammar = """
  start > the 8 the_
  start > this 2 this_|a_
  start > these 3 these_
  the,this,these,clause.@ > = 1 brave_|bright_|big_|quiet_|quick_
  the,this > subject.one 4 gardener_|guard_|captain_|cat_
  the,these > subject.many 3 gardeners_|guards_|captains_|cats_
  subject.@ > that.@ 3 that_
  subject.@,verb.@ > after.@ 2 walk+|wander+|wait+|stand+|stay+
  subject.@,verb.@ > verb.@ 1 often_|still_|never_
  after.@ > end.@ 1 _in_the_garden|_in_the_gallery|_under_the_stairs|_until_the_morning
  after.one > end.one 2 _by_itself
  after.many > end.many 2 _by_themselves
  after.@,end.@ > start 4 ./
  after.@,end.@ > verb.@ 2 _and_
  after.one,end.one > verb.one 3 ._it_
  after.many,end.many > verb.many 3 ._they_
  that.@ > clause.@ 2 the_|my_
  clause.@ > clause.@.one 4 gardener_|guard_|captain_|cat_
  clause.@ > clause.@.many 3 gardeners_|guards_|captains_|cats_
  clause.@.% > = 1 usually_|at_times_
  clause.@.% > verb.@ 2 remember-_|recall-_|resent-_|like-_|love-_
  """

/// The words of the grammar with the state before and after each.
func words(_ grammar: String) -> [(state: String, text: String, weight: Int, next: String)] {
  let numbers = [("one", "s"), ("many", "")]
  var (words, seen) = ([(String, String, Int, String)](), Set<[String]>())
  for line in grammar.split(separator: "\n") {
    for (outer, inner) in numbers.flatMap({ outer in numbers.map { (outer, $0) } }) {
      let marks = [("@", outer.0), ("+", outer.1), ("%", inner.0), ("-", inner.1)]
      let line = marks.reduce(String(line)) { $0.replacing($1.0, with: $1.1) }
      let fields = line.split(separator: " ").map(String.init)
      for state in fields[0].split(separator: ",").map(String.init)
      where seen.insert([state] + fields[2...]).inserted {
        for word in fields[4].split(separator: "|").map(String.init) {
          let text = word.replacing("_", with: " ").replacing("/", with: "\n")
          words.append((state, text, Int(fields[3]) ?? 0, fields[2] == "=" ? state : fields[2]))
        }
      }
    }
  }
  return words
}
