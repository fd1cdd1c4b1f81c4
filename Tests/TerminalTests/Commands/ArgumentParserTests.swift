import Testing

@testable import Terminal

@Suite("Argument parser")
struct ArgumentParserTests {
  @Test("without options every default holds")
  func defaults() throws {
    let arguments = try Demonstration.parse(["a.txt", "-o", "m"])
    #expect(arguments[Demonstration.texts] == ["a.txt"])
    #expect(arguments[Demonstration.cell] == .lstm)
    #expect(arguments[Demonstration.hiddenSize] == 128)
    #expect(arguments[Demonstration.learningRate] == 0.002)
    #expect(arguments[Demonstration.topK] == nil)
    #expect(arguments[Demonstration.limit] == nil)
    #expect(arguments[Demonstration.sizes] == [64, 128])
    #expect(arguments[Demonstration.stop] == [])
    #expect(arguments[Demonstration.prime] == "")
    #expect(arguments[Demonstration.log] == nil)
    #expect(arguments[Demonstration.resume] == false)
  }

  @Test("a value may follow as the next word or after an equals sign")
  func bothForms() throws {
    let arguments = try Demonstration.parse(
      "--hidden-size", "7", "--cell=gru", "--prime=a=b", "--limit=-0", "--seed",
      "18446744073709551615", "--top-k=5")
    #expect(arguments[Demonstration.hiddenSize] == 7)
    #expect(arguments[Demonstration.cell] == .gru)
    #expect(arguments[Demonstration.prime] == "a=b")
    #expect(arguments[Demonstration.limit] == 0)
    #expect(arguments[Demonstration.seed] == .max)
    #expect(arguments[Demonstration.topK] == 5)
  }

  @Test(
    "the output's alias takes its value in every form",
    arguments: [["-o", "x"], ["-ox"], ["-o=x"]])
  func shortForms(words: [String]) throws {
    #expect(try Demonstration.parse(["a.txt"] + words)[Demonstration.output] == "x")
  }

  @Test("the last of a repeated option wins")
  func lastWins() throws {
    let arguments = try Demonstration.parse("--epochs", "3", "--epochs", "4")
    #expect(arguments[Demonstration.epochs] == 4)
  }

  @Test("a list collects every occurrence")
  func listsCollect() throws {
    let arguments = try Demonstration.parse(
      "--stop", "a", "--stop=", "--stop", "b", "--sizes", "1,2", "--sizes=3")
    #expect(arguments[Demonstration.stop] == ["a", "", "b"])
    #expect(arguments[Demonstration.sizes] == [1, 2, 3])
  }

  @Test("two dashes end the options")
  func dashesEndOptions() throws {
    let arguments = try Demonstration.parse(["-o", "m", "a", "--", "--cell", "--", "-h"])
    #expect(arguments[Demonstration.texts] == ["a", "--cell", "--", "-h"])
    #expect(arguments[Demonstration.cell] == .lstm)
  }

  @Test("options and positional arguments mix, and a lone dash is an argument")
  func mixing() throws {
    let arguments = try Demonstration.parse(["a", "--resume", "-", "--output", "m", "b"])
    #expect(arguments[Demonstration.texts] == ["a", "-", "b"])
    #expect(arguments[Demonstration.resume])
  }

  @Test("a value may begin with one dash")
  func dashedValue() throws {
    #expect(try Demonstration.parse("--prime", "-x")[Demonstration.prime] == "-x")
  }

  @Test(
    "a value may begin with a mark that joins the sign before it",
    arguments: ["\u{301}x", "\u{338}x", "\u{FE0F}", "\u{200D}x", "\u{93F}x"])
  func combiningValue(value: String) throws {
    #expect(
      Array(try Demonstration.parse("--prime=\(value)")[Demonstration.prime].utf8)
        == Array(value.utf8))
    #expect(try Demonstration.parse(["a", "-o\(value)"])[Demonstration.output] == value)
    #expect(try Demonstration.parse(["a", "-o=\(value)"])[Demonstration.output] == value)
  }

  @Test("an option is known to be given even with its default's value")
  func explicitness() throws {
    let arguments = try Demonstration.parse("--hidden-size", "128", "--resume")
    #expect(arguments.isGiven(Demonstration.hiddenSize))
    #expect(arguments.isGiven(Demonstration.resume))
    #expect(!arguments.isGiven(Demonstration.epochs))
  }

  @Test("recorded options restore all that is not given again")
  func recording() throws {
    let groups = [Demonstration.model, Demonstration.training]
    let first = try Demonstration.parse(
      "--hidden-size", "9", "--sizes", "1", "--sizes", "2,3", "--learning-rate", "1e-08", "--resume"
    )
    let records = first.recorded(groups)
    let second = try Demonstration.parse("--epochs", "7").restoring(
      records.merging(["long-gone": ["1"]]) { $1 }, of: Demonstration.train)
    #expect(second[Demonstration.hiddenSize] == 9)
    #expect(second[Demonstration.sizes] == [1, 2, 3])
    #expect(second[Demonstration.learningRate] == 1e-08)
    #expect(second[Demonstration.epochs] == 7)
    #expect(second[Demonstration.resume])
    #expect(second.isGiven(Demonstration.epochs))
    #expect(!second.isGiven(Demonstration.hiddenSize))
    #expect(second.recorded(groups) == records.merging(["epochs": ["7"]]) { $1 })
  }

  @Test("a recorded argument is restored unless one is given, and no other number of words")
  func recordedArguments() throws {
    let file = Positional<String?>("FILE", help: "")
    let command = Command(
      "c", summary: "", positionals: [file], groups: [], examples: []
    ) { _, _ in }
    func restored(_ words: [String], _ recorded: [String]) throws -> String? {
      var parser = ArgumentParser(command, path: "c")
      return try parser.parse(words).restoring(["FILE": recorded], of: command)[file]
    }
    #expect(try restored([], ["a"]) == "a")
    #expect(try restored(["b"], ["a"]) == "b")
    #expect(try restored([], ["a", "b"]) == nil)
  }

  @Test("defaults are recorded as texts that read back as themselves")
  func recordedDefaults() throws {
    let records = try Demonstration.parse().recorded([Demonstration.model])
    #expect(
      records == [
        "cell": ["lstm"],
        "hidden-size": ["128"],
        "sizes": ["64,128"],
        "dropout": ["0"],
        "unit": ["scalar"],
      ])
  }

  @Test("a recorded text the option no longer takes is unusable data")
  func unusableRecord() throws {
    let records = ["cell": ["mlp"]]
    let expected = CommandFailure(
      .unusableData, "recorded option --cell: 'mlp' is not one of rnn, lstm, gru")
    #expect(throws: expected) {
      try Demonstration.parse().restoring(records, of: Demonstration.train)
    }
  }

  @Test("reading an option the command does not declare is a defect")
  func undeclaredOption() async {
    await #expect(processExitsWith: .failure) {
      _ = try Demonstration.parse()[Option<Int?>("width", range: 1...2, help: "")]
    }
  }

  @Test("declaring an option twice is a defect")
  func declaredTwice() async {
    await #expect(processExitsWith: .failure) {
      let group = OptionGroup("Twice", [Demonstration.epochs, Demonstration.epochs])
      _ = Command("c", summary: "", groups: [group], examples: []) { _, _ in }
    }
  }
}
