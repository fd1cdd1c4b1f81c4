/// The candidate a misspelt word most probably means.
///
/// The nearest by edit distance, if it is no more than a third of the word's length away; otherwise
/// the only one the word begins. Case does not count. Of two letters every one matters.
package func suggestion(for word: String, among candidates: [String]) -> String? {
  let word = word.lowercased()
  let limit = word.count < 3 ? 0 : max(1, min(3, word.count / 3))
  // An absurdly long word resembles nothing, and comparing it would take time.
  guard word.count <= 64 else { return nil }
  let nearest = candidates.map { (name: $0, distance: editDistance(word, $0)) }
    .min { $0.distance < $1.distance }
  if let nearest, nearest.distance <= limit { return nearest.name }
  let continued = candidates.filter { word.count >= 2 && $0.hasPrefix(word) }
  return continued.count == 1 ? continued.first : nil
}

/// The least number of insertions, deletions, substitutions and exchanges of neighbours that turn
/// one word into the other, no part being edited twice (optimal string alignment).
func editDistance(_ first: String, _ second: String) -> Int {
  let (left, right) = (Array(first), Array(second))
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for i in left.indices {
    var row = [i + 1]
    for j in right.indices {
      let substitution = last[j] + (left[i] == right[j] ? 0 : 1)
      var distance = min(last[j + 1] + 1, row[j] + 1, substitution)
      if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
        distance = min(distance, beforeLast[j - 1] + 1)
      }
      row.append(distance)
    }
    (beforeLast, last) = (last, row)
  }
  return last[right.count]
}
