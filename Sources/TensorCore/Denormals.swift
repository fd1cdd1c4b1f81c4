internal import CKernels

/// Turns flushing of denormal numbers to zero on or off for the calling thread; returns the mode
/// before.
///
/// Denormals make multiply-adds many times slower; saturated gates make denormals.
@discardableResult
package func flushDenormals(_ on: Bool) -> Bool {
  recur_flush_denormals(on ? 1 : 0) != 0
}
