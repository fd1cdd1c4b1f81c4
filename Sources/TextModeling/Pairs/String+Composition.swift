internal import Foundation

extension String {
  /// Unicode's composed form, NFC, in time that grows with the length alone.
  ///
  /// Foundation puts a run of combining marks in order by insertion, which takes the square of the
  /// run's length. A run longer than any that is written (Unicode Standard Annex 15, section 13,
  /// has 30 as the most) is put in order here first, which changes nothing of the result.
  var composedForm: String {
    var run = 0
    let isOrdinary = unicodeScalars.allSatisfy { scalar in
      run = scalar.isReordered ? run + 1 : 0
      return run <= 30
    }
    let text = isOrdinary ? self : String(withMarksInOrder)
    return text.precomposedStringWithCanonicalMapping
  }

  private var withMarksInOrder: String.UnicodeScalarView {
    var ordered = String.UnicodeScalarView()
    var marks: [Unicode.Scalar] = []
    func appendMarks() {
      let sorted = marks.enumerated().sorted {
        ($0.element.combiningClass, $0.offset) < ($1.element.combiningClass, $1.offset)
      }
      ordered.append(contentsOf: sorted.map(\.element))
      marks = []
    }
    for scalar in unicodeScalars {
      if scalar.isReordered {
        marks.append(scalar)
      } else {
        appendMarks()
        ordered.append(scalar)
      }
    }
    appendMarks()
    return ordered
  }
}

extension Unicode.Scalar {
  fileprivate var combiningClass: UInt8 { properties.canonicalCombiningClass.rawValue }

  /// Whether this is a mark that has an order among others.
  fileprivate var isReordered: Bool { value >= 0x300 && combiningClass > 0 }
}
