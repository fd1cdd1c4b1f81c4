import Testing

@testable import Charts

@Suite("NumberStyle")
struct NumberStyleTests {
  @Test(
    "Numbers are written with grouped thousands, prefixes and units",
    arguments: [
      (NumberStyle.plain, 0.0, "0"), (.plain, 1234567, "1,234,567"), (.plain, 0.25, "0.25"),
      (.year, 1961, "1961"), (.year, 1961.25, "1961.25"),
      (.plain, -3.14159, "−3.14"), (.plain, 3.1e-7, "3.1×10⁻⁷"), (.plain, 9.9999e20, "1×10²¹"),
      (.plain, .nan, "–"), (.plain, -.infinity, "–"), (.bytes, 0, "0 B"), (.bytes, 512, "512 B"),
      (.bytes, 1.5 * 1_048_576, "1.5 MiB"), (.bytes, 1023.9, "1 KiB"), (.si("s"), 2e-5, "20 µs"),
      (.si("s"), 0.0009999, "1 ms"), (.si("flop/s"), 1.34e10, "13.4 Gflop/s"),
      (.si(""), 2e6, "2 M"),
      (.percent, 0.257, "25.7 %"), (.plain, .leastNonzeroMagnitude, "4.94×10⁻³²⁴"),
    ])
  func format(style: NumberStyle, value: Double, expected: String) {
    #expect(
      style.format(value).map { $0 == "\u{202F}" ? " " : $0 } == Array(expected),
      "\(style.format(value))")
  }

  @Test("A greatest finite number has a written form")
  func greatest() {
    #expect(NumberStyle.plain.format(.greatestFiniteMagnitude) == "1.8×10³⁰⁸")
    #expect(!NumberStyle.bytes.format(.greatestFiniteMagnitude).isEmpty)
  }
}
