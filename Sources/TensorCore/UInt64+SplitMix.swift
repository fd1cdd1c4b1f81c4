extension UInt64 {
  /// Word `number`, from 0, of SplitMix64 (Steele, Lea and Flood 2014) from this state: one
  /// multiply-and-shift mix of a counter. Seeds generators and derives independent keys.
  package func splitMix(_ number: UInt64 = 0) -> UInt64 {
    var z = self &+ (number &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The upper 53 bits as a number in 0 ..< 1.
  package var fraction: Double { Double(self >> 11) * 0x1p-53 }
}
