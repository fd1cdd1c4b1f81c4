/// The n-grams of one order, each found by its first n - 1 symbols' number and its last symbol.
///
/// Open addressing with linear probing, at most three quarters full. Memory: 12 bytes a slot and
/// 4 bytes a count, so 20 to 36 bytes for each distinct n-gram.
struct NGramTable: Sendable {
  /// The key plus 1 of each slot, 0 when it is empty; the count of slots is a power of two.
  private(set) var keys = [UInt64](repeating: 0, count: 1 << 10)
  /// The number of the n-gram in each slot, in order of first appearance.
  private(set) var numbers = [Int32](repeating: 0, count: 1 << 10)
  /// The count of each n-gram by its number.
  var counts: [Int32] = []

  /// The number of the n-gram with this key, nil when there is none.
  func number(of key: UInt64) -> Int? {
    let slot = slot(of: key)
    return keys[slot] == 0 ? nil : Int(numbers[slot])
  }

  /// The number of the n-gram with this key, and whether it is new, with a count of 0.
  mutating func insert(_ key: UInt64) -> (number: Int, isNew: Bool) {
    let found = slot(of: key)
    if keys[found] != 0 { return (Int(numbers[found]), false) }
    keys[found] = key + 1
    numbers[found] = Int32(counts.count)
    counts.append(0)
    if counts.count * 4 > keys.count * 3 { grow() }
    return (counts.count - 1, true)
  }

  /// The slot of this key or the empty one where it belongs.
  private func slot(of key: UInt64) -> Int {
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: Self.scattered(key)) & mask
    while keys[slot] != 0, keys[slot] != key + 1 { slot = (slot + 1) & mask }
    return slot
  }

  /// The finaliser of MurmurHash3 (Appleby 2011): neighbouring keys end far apart.
  private static func scattered(_ key: UInt64) -> UInt64 {
    var value = key
    value = (value ^ value >> 33) &* 0xFF51_AFD7_ED55_8CCD
    value = (value ^ value >> 33) &* 0xC4CE_B9FE_1A85_EC53
    return value ^ value >> 33
  }

  private mutating func grow() {
    let old = (keys: keys, numbers: numbers)
    keys = [UInt64](repeating: 0, count: old.keys.count * 2)
    numbers = [Int32](repeating: 0, count: keys.count)
    for place in old.keys.indices where old.keys[place] != 0 {
      let slot = slot(of: old.keys[place] - 1)
      keys[slot] = old.keys[place]
      numbers[slot] = old.numbers[place]
    }
  }
}
