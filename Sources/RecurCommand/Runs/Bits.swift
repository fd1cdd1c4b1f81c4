import Foundation

/// Nats in a bit.
let log2Base = log(2.0)
