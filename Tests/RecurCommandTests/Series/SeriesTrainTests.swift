import Foundation
import Recur
import Testing

@testable import RecurCommand

@Suite("series train, forecast and evaluate")
struct SeriesTrainTests {
  private let command = ["train", "months", "-o", SeriesFixture.model] + SeriesFixture.small

  @Test("the plan says what the series are, and the table is the result")
  func course() throws {
    let session = try SeriesFixture.session()
    let outcome = try session.run(
      command + ["--epochs", "2", "--horizon", "3", "--calendar", "month", "--log", "log"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    for words in [
      "series     100 rows of sales, 1990-01 to 1998-04; 1 value missing, left out",
      "held out   15 rows to validate, then the last 15 rows for the backtest",
      "3 steps at once, corrections of", "with a period of 12", "gru, 1 layer of 4, gaussian",
      "2 windows of 12 rows", "epoch 2/2", "MAE", "next: recur series forecast m.safetensors",
    ] {
      #expect(outcome.diagnostics.contains(words), "\(words): \(outcome.diagnostics)")
    }
    #expect(!outcome.diagnostics.contains("nats") && !outcome.diagnostics.contains("bits"))
    let rows = outcome.output.split(separator: "\n").map(String.init)
    #expect(rows[0].hasPrefix("backtest, 15 origins") && rows[0].hasSuffix("coverage"))
    for name in [
      "this model", "mean", "last value", "seasonal naive", "autoregression", "holt winters",
      "holt winters multiplicative",
    ] { #expect(rows.contains { $0.hasPrefix(name) }, "\(name)") }
    let plan = try #require(session.lines("log").first)
    #expect(plan["missing"] as? Int == 1 && plan["horizon"] as? Int == 3)
  }

  @Test("four epochs are two epochs and two more, to the last bit")
  func resume() throws {
    let (whole, halves) = (try SeriesFixture.session(), try SeriesFixture.session())
    // The course of the learning rate knows the last epoch: here it stays.
    let options = ["--schedule", "constant", "--dropout", "0.2", "--loss", "squared"]
    #expect(try whole.run(command + options + ["--epochs", "4"]).status == 0)
    #expect(try halves.run(command + options + ["--epochs", "2"]).status == 0)
    let resumed = try halves.run(["train", "--resume", SeriesFixture.model, "--epochs", "4"])
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    for name in [SeriesFixture.model, SeriesFixture.latest] {
      #expect(try whole.bytes(name) == halves.bytes(name), "\(name) differs")
    }
  }

  @Test(
    "a run that was stopped at any moment goes on as if it never was",
    arguments: [SIGKILL, SIGTERM])
  func stopped(signal: Int32) throws {
    let (whole, stopped) = (try SeriesFixture.session(), try SeriesFixture.session())
    let options = ["--schedule", "constant"]
    let process = try stopped.train(
      Array(command.dropFirst()) + options + ["--epochs", "100000"], until: "epoch 3/",
      signal: signal)
    if signal != SIGKILL { #expect(process.terminationStatus == 128 + signal) }
    let done = try stopped.progress(SeriesFixture.latest).updates
    let epochs = String(done / 20 + 2)
    #expect(
      try stopped.run(["train", "--resume", SeriesFixture.model, "--epochs", epochs]).status == 0)
    #expect(try whole.run(command + options + ["--epochs", epochs]).status == 0)
    for name in [SeriesFixture.model, SeriesFixture.latest] {
      #expect(try whole.bytes(name) == stopped.bytes(name), "\(name) differs")
    }
  }

  @Test("other data are refused by a run that goes on")
  func otherData() throws {
    let session = try SeriesFixture.trained()
    try session.write(SeriesFixture.months(99), to: "other")
    let outcome = try session.run(["train", "other", "--resume", SeriesFixture.model])
    #expect(outcome.status == 65 && outcome.diagnostics.contains("not the text"))
  }

  @Test("a forecast is a table of times, values and intervals, beyond the horizon too")
  func forecast() throws {
    let session = try SeriesFixture.trained(["--horizon", "2"])
    try session.write(SeriesFixture.months(100, future: 9), to: "future")
    let outcome = try session.run(
      ["forecast", SeriesFixture.model, "future", "--steps", "5", "--plot", "p.html"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    let rows = outcome.output.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(rows[0] == ["month", "sales", "sales_lower", "sales_upper"])
    #expect(
      rows.dropFirst().map { $0[0] } == ["1998-05", "1998-06", "1998-07", "1998-08", "1998-09"])
    for row in rows.dropFirst() {
      let numbers = row.dropFirst().compactMap { Double($0) }
      #expect(numbers.count == 3 && numbers[1] < numbers[0] && numbers[0] < numbers[2])
    }
    let page = String(decoding: try session.bytes("p.html"), as: UTF8.self)
    #expect(page.contains("<svg") && page.contains("forecast"))
    let again = try session.run(
      ["forecast", SeriesFixture.model, "future", "--steps", "5", "-o", "f.csv"])
    #expect(again.status == 0 && again.output.isEmpty)
    #expect(String(decoding: try session.bytes("f.csv"), as: UTF8.self) == outcome.output)
    let guarded = try session.run(["forecast", SeriesFixture.model, "future", "-o", "f.csv"])
    #expect(guarded.status == 73 && guarded.diagnostics.contains("--overwrite"))
  }

  @Test("a model is measured on other data, step by step if wanted")
  func evaluate() throws {
    let session = try SeriesFixture.trained(["--horizon", "2"])
    try session.write(SeriesFixture.months(140), to: "other")
    let outcome = try session.run(["evaluate", SeriesFixture.model, "other", "--by-step"])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.output.hasPrefix("backtest, 70 origins"))
    #expect(outcome.output.contains("step  this model"))
    let json = try session.run(["evaluate", SeriesFixture.model, "other", "--json"])
    let object = try #require(CharLMSession.objects(json.output).first)
    let forecasters = try #require(object["forecasters"] as? [String: [String: Any]])
    #expect(forecasters["model"]?["forecasts"] as? Int == 139)
    #expect(object["origins"] as? Int == 70)
  }

  @Test("several series, semicolons and decimal commas are read")
  func several() throws {
    let session = try CharLMSession("series")
    let rows = (0..<120).map { "\($0 % 2 == 0 ? "A" : "B");\($0 / 2);\($0 * 7 % 11),5" }
    try session.write((["city;day;load"] + rows).joined(separator: "\r\n"), to: "cities")
    let outcome = try session.run([
      "train", "cities", "--series", "city", "--time", "day", "--decimal", "comma", "-o", "m",
      "--epochs", "1", "--hidden-size", "2", "--threads", "1", "--batch-size", "2",
      "--loss", "quantiles",
    ])
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("2 series, 120 rows of load"))
    let forecast = try session.run(["forecast", "m", "cities", "--decimal", "comma"])
    #expect(forecast.output.hasPrefix("day,city,load,load_lower,load_upper\n60,A,"))
  }
}
