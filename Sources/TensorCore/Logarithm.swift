internal import Foundation

/// The natural logarithm of the C library.
@inline(__always)
func logarithm(_ x: Double) -> Double { log(x) }
