import Foundation
import Recur
import Testing

@testable import RecurCommand

@Suite("series learn")
struct SeriesLearnTests {
  private let model = "s.safetensors"
  private let options = [
    "--target", "sales", "--known", "holiday", "--time", "month", "--calendar", "month",
    "--period", "12", "--hidden-size", "4", "-o", "s.safetensors",
  ]

  @Test("every row is forecast, and the errors stand beside those of simple forecasters")
  func course() throws {
    let session = try SeriesFixture.session()
    let outcome = try session.run(
      ["learn", "-"] + options + ["--log", "log"], input: SeriesFixture.months(80))
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    for words in [
      "sales beside holiday, row by row as they come", "with a period of 12", "gru, 1 layer of 4",
      "trainer    rtrl", "an update each row", "rows/s",
    ] { #expect(outcome.diagnostics.contains(words), "\(words): \(outcome.diagnostics)") }
    let rows = outcome.output.split(separator: "\n").map(String.init)
    #expect(rows[0].hasPrefix("forecasts of ") && rows[0].contains("MAE"))
    for name in [
      "this model", "last value, online", "seasonal naive, online", "holt winters, online",
    ] {
      #expect(rows.contains { $0.hasPrefix(name) }, "\(name)")
    }
    let end = try #require(session.lines("log").last)
    // The first row has nothing to be forecast from.
    #expect(end["rows"] as? Int == 79)
  }

  @Test("the forecast of every row is written before it is learned from")
  func forecasts() throws {
    let session = try SeriesFixture.session()
    let outcome = try session.run(["learn", "months", "--forecasts"] + options)
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    let rows = outcome.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(rows[0] == ["month", "sales_forecast", "sales_lower", "sales_upper", "sales"])
    #expect(rows[1][0] == "1990-02" && rows[20][0] == "1991-09" && rows[20][4].isEmpty)
    let first = try #require(rows[1].dropFirst().first.flatMap { Double($0) })
    // Nothing is known but the value before.
    #expect((first - 50).magnitude < 0.01)
  }

  @Test(
    "a stream in two parts is learned as one, to the last bit",
    arguments: ["rtrl", "snap-1", "uoro", "rflo"])
  func resume(trainer: String) throws {
    let (whole, halves) = (try SeriesFixture.session(), try SeriesFixture.session())
    let text = SeriesFixture.months(60)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let command = ["learn", "-", "--trainer", trainer] + options
    #expect(try whole.run(command, input: text).status == 0)
    let first = lines[..<31].joined(separator: "\n") + "\n"
    #expect(try halves.run(command, input: first).status == 0)
    let resumed = try halves.run(
      ["learn", "-", "--resume", model], input: lines[31...].joined(separator: "\n"))
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    #expect(try whole.bytes(model) == halves.bytes(model))
  }

  @Test("an interrupted stream is saved")
  func interrupted() throws {
    let session = try SeriesFixture.session()
    let pipe = Pipe()
    let (process, diagnostics, _) = try session.start(
      ["learn", "-"] + options, input: pipe)
    try pipe.fileHandleForWriting.write(contentsOf: Data(SeriesFixture.months(40).utf8))
    var said = Data()
    while !String(decoding: said, as: UTF8.self).contains("output") {
      said += diagnostics.availableData
    }
    Thread.sleep(forTimeInterval: 1)
    kill(process.processIdentifier, SIGINT)
    _ = try diagnostics.readToEnd()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(session.exists(model))
  }

  private static let cases = [
    WrongInput("series learn - -o @/m", 64, "--target is missing"),
    WrongInput("series learn @/none --target y -o @/m", 66, "none: no such file"),
    WrongInput(
      "series learn @/months --target sales --trainer bptt -o @/m", 64, "goes back in time"),
    WrongInput(
      "series learn @/months --target sales --known sales -o @/m", 64, "two things at once"),
    WrongInput(
      "series learn @/months --target sales --calendar month -o @/m", 64, "without --time"),
    WrongInput("series learn @/months --target sales --schedule step -o @/m", 64, "no end"),
    WrongInput("series learn @/months --target sales -o @/months", 64, "is the text to train on"),
    WrongInput(
      "series learn @/months --target sales --loss squared --cell jordan --layers 2 -o @/m", 64,
      "in one layer"),
  ]

  @Test("wrong input ends with one or two lines and the right exit code", arguments: cases)
  func refused(_ input: WrongInput) throws {
    try input.expectRefused(in: SeriesFixture.session())
  }

  @Test("a wrong row ends the run at its line")
  func wrongRow() throws {
    let session = try SeriesFixture.session()
    let outcome = try session.run(
      ["learn", "-"] + options, input: SeriesFixture.months(20) + "1991-09,many,0\n")
    #expect(outcome.status == 65)
    #expect(outcome.diagnostics.contains("standard input: line 22, column 9: 'many' is no number"))
  }
}
