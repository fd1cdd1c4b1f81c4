import Testing

@testable import Terminal

@Suite("Format")
struct FormatTests {
  @Test(
    "decimals are exact to the last place",
    arguments: [
      (0, 2, "0.00"), (1.532, 4, "1.5320"), (-0.25, 1, "-0.3"), (0.05, 2, "0.05"), (2.5, 0, "3"),
      (-0.001, 2, "0.00"), (999.999, 2, "1000.00"), (1e300, 2, "1e+300"), (.nan, 2, "nan"),
      (-.infinity, 2, "-inf"), (.infinity, 0, "inf"),
    ] as [(Double, Int, String)])
  func fixed(value: Double, digits: Int, expected: String) {
    #expect(Format.fixed(value, digits: digits) == expected)
  }

  @Test(
    "general numbers are the shortest that read back",
    arguments: [(5, "5"), (0.002, "0.002"), (1e-8, "1e-08"), (-0.5, "-0.5")] as [(Double, String)])
  func general(value: Double, expected: String) {
    #expect(Format.general(value) == expected)
    #expect(Double(expected) == value)
  }

  @Test(
    "counts have three figures and a suffix",
    arguments: [
      (0, "0"), (987, "987"), (3.4, "3.40"), (12.34, "12.3"), (999.4, "999"), (999.5, "1.00k"),
      (1_000, "1.00k"), (172_345, "172k"), (999_499, "999k"), (999_500, "1.00M"),
      (1_204_000, "1.20M"), (-2_500_000_000, "-2.50G"), (.nan, "nan"),
    ] as [(Double, String)])
  func counts(value: Double, expected: String) {
    #expect(Format.count(value) == expected)
  }

  @Test(
    "thousands are set apart",
    arguments: [
      (0, "0"), (999, "999"), (1000, "1,000"), (1_115_394, "1,115,394"), (-12_345, "-12,345"),
      (.min, "-9,223,372,036,854,775,808"),
    ])
  func grouped(value: Int, expected: String) {
    #expect(Format.grouped(value) == expected)
  }

  @Test(
    "bytes are in binary units",
    arguments: [
      (0, "0 B"), (512, "512 B"), (1023, "1.00 KiB"), (1536, "1.50 KiB"), (12_897_485, "12.3 MiB"),
      (1 << 30, "1.00 GiB"), (.max, "8.00 EiB"),
    ])
  func bytes(value: Int, expected: String) {
    #expect(Format.bytes(value) == expected)
  }

  @Test(
    "durations read as on a clock",
    arguments: [
      (0, "0:00"), (7.4, "0:07"), (59.6, "1:00"), (723, "12:03"), (3723, "1:02:03"),
      (360_000, "100:00:00"), (-1, "-:--"), (.nan, "-:--"), (.infinity, "-:--"),
    ] as [(Double, String)])
  func durations(value: Double, expected: String) {
    #expect(Format.duration(value) == expected)
  }

  @Test("losses have four decimals, shares a percent sign")
  func lossesAndShares() {
    #expect(Format.loss(1.53204) == "1.5320")
    #expect(Format.percent(0.354) == "35%")
    #expect(Format.percent(0.354, digits: 1) == "35.4%")
  }

  @Test("one thing is not several")
  func counted() {
    #expect(Format.counted(1, "epoch") == "1 epoch")
    #expect(Format.counted(0, "epoch") == "0 epochs")
    #expect(Format.counted(1230, "update") == "1,230 updates")
  }

  @Test(
    "a span of time is told in the unit that suits it",
    arguments: [
      (0, "0 seconds"), (80, "80 seconds"), (95, "2 minutes"), (720, "12 minutes"),
      (19_000, "5.3 hours"), (864_000, "10 days"), (1.1e8, "3.5 years"),
      (.infinity, "for ever"),
    ] as [(Double, String)])
  func spans(seconds: Double, expected: String) {
    #expect(Format.span(seconds) == expected)
  }

  @Test(
    "a word for a shell is quoted where that is needed",
    arguments: [
      ("model.safetensors", "model.safetensors"), ("a b", "'a b'"), ("", "''"),
      ("it's", #"'it'\''s'"#), ("$x", "'$x'"), ("Tür/é", "Tür/é"),
    ])
  func shellWords(text: String, expected: String) {
    #expect(shellWord(text) == expected)
  }
}
