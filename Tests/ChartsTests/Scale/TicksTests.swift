import Testing

@testable import Charts

@Suite("Ticks")
struct TicksTests {
  static func labels(_ axis: Axis, _ values: [Double], count: Int = 5) -> [String] {
    Projection(axis, values: values, endsAtTicks: false).ticks(count: count)
      .compactMap(\.label).map { $0.replacing("\u{202F}", with: " ") }
  }

  @Test(
    "Linear axes are divided by 1, 2, 2.5 and 5 times a power of ten",
    arguments: [
      (0.0, 10.0, ["0", "2", "4", "6", "8", "10"]),
      (0, 1, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      (0, 12, ["0", "2.5", "5.0", "7.5", "10.0"]), (-1, 1, ["−1.0", "−0.5", "0", "0.5", "1.0"]),
      (0, 4000, ["0", "1,000", "2,000", "3,000", "4,000"]), (0, 3e6, ["0", "1 M", "2 M", "3 M"]),
    ])
  func linear(low: Double, high: Double, expected: [String]) {
    #expect(Self.labels(Axis("", domain: low...high), []) == expected)
  }

  @Test("The ticks of one axis share their prefix, and bytes are divided by powers of two")
  func prefixes() {
    #expect(
      Self.labels(Axis("", style: .si("s"), domain: 0...0.0015), []) == [
        "0", "0.5 ms", "1.0 ms", "1.5 ms",
      ])
    #expect(
      Self.labels(Axis("", style: .bytes, domain: 0...2_097_152), [], count: 4) == [
        "0", "0.5 MiB", "1.0 MiB", "1.5 MiB", "2.0 MiB",
      ])
  }

  @Test("A logarithmic axis labels decades, and 2 to 9 between them are minor ticks")
  func decades() {
    let axis = Axis("", scale: .log10, domain: 1...1000)
    let ticks = Projection(axis, values: [], endsAtTicks: false).ticks(count: 6)
    #expect(ticks.filter { $0.label != nil }.map(\.value) == [1, 10, 100, 1000])
    #expect(ticks.count { $0.label == nil } == 24)
  }

  @Test("A wide logarithmic axis labels some decades and writes powers of ten")
  func wideDecades() {
    let labels = Self.labels(Axis("", scale: .log10, domain: 1e-12...1e12), [])
    #expect(labels.count <= 6)
    #expect(labels.first == "10⁻¹²")
  }

  @Test("A narrow logarithmic axis labels ticks between decades")
  func narrowDecades() {
    #expect(Self.labels(Axis("", scale: .log10, domain: 1...60), []) == ["1", "3", "10", "30"])
  }

  @Test("Powers of two are the ticks of a binary logarithmic axis and of bytes")
  func powersOfTwo() {
    #expect(
      Self.labels(Axis("", scale: .log2, domain: 16...256), []) == ["16", "32", "64", "128", "256"])
    #expect(
      Self.labels(Axis("", scale: .log10, style: .bytes, domain: 1024...1_048_576), []) == [
        "1 KiB", "4 KiB", "16 KiB", "64 KiB", "256 KiB", "1 MiB",
      ])
  }

  @Test(
    "Any range of numbers has finite, ascending ticks with different labels",
    arguments: [Axis.Scale.linear, .log10, .log2],
    [
      [5, 5], [0, 0], [-3, -3], [1e-300, 1e300], [-1e300, 1e300], [1e16, 1e16 + 2],
      [.leastNonzeroMagnitude, 1],
      [.nan, 3], [.infinity, -.infinity], [], [1e12, 1.00001e12],
    ] as [[Double]])
  func extremes(scale: Axis.Scale, values: [Double]) {
    for endsAtTicks in [true, false] {
      let projection = Projection(Axis("", scale: scale), values: values, endsAtTicks: endsAtTicks)
      #expect(projection.lower < projection.upper)
      let ticks = projection.ticks(count: 6)
      #expect(ticks.count < 5000)
      #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.value < $1.value })
      let labels = ticks.compactMap(\.label)
      #expect(Set(labels).count == labels.count, "\(labels)")
    }
  }
}
