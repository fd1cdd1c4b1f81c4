import TerminalTesting
import Testing

@testable import Terminal

@Suite("Program")
struct ProgramTests {
  @Test("a command runs with its arguments; results and notes go to their own streams")
  func runs() {
    let result = Demonstration.run("charlm train a b -o m --hidden-size 3")
    #expect(result == (.success, "a+b 3\n", "training\n"))
  }

  @Test("quiet silences notes and nothing else")
  func quiet() {
    #expect(Demonstration.run("charlm train a -o m --quiet") == (.success, "a 128\n", ""))
    let failed = Demonstration.run("charlm train empty -o m --quiet")
    #expect(failed == (.unusableData, "", "recur: empty: no text\n"))
  }

  @Test("an error nobody described is our defect, in one line")
  func defect() {
    let result = Demonstration.run("charlm train defect -o m")
    #expect(result.code == .defect)
    #expect(
      result.diagnostics == "recur: unexpected error, please report it: UndescribedError()\n")
  }

  @Test("the version is printed", arguments: ["--version", "-V"])
  func version(word: String) {
    #expect(Demonstration.run(word) == (.success, "recur 9.8.7\n", ""))
  }

  @Test("a manual page is printed of the program, and of a command")
  func manual() {
    #expect(Demonstration.run("help --man").output.hasPrefix(".TH \"RECUR\" 1"))
    #expect(
      Demonstration.run("help charlm train --man").output.hasPrefix(
        ".TH \"RECUR\\-CHARLM\\-TRAIN\""))
  }

  @Test("scripts for the shells are printed, and of no other")
  func scripts() {
    for shell in ["bash", "zsh", "fish"] {
      let result = Demonstration.run("--generate-completion-script \(shell)")
      #expect(result.code == .success && result.output.contains("charlm"))
      #expect(Demonstration.run("--generate-completion-script=\(shell)") == result)
    }
    #expect(Demonstration.run("--generate-completion-script csh").code == .usage)
    #expect(Demonstration.run("--generate-completion-script").code == .usage)
  }

  @Test(
    "help is found wherever it is asked for",
    arguments: [
      "charlm train --help", "charlm train -h", "help charlm train", "charlm help train",
      "charlm train a --nonsense --epochs x -h", "--help charlm train", "-h charlm train",
    ])
  func helpAnywhere(line: String) {
    let result = Demonstration.run(line)
    #expect(result.output.hasPrefix("recur charlm train: train a model on text files\n"))
    #expect(result.code == .success)
    #expect(result.diagnostics.isEmpty)
  }

  @Test(
    "a command that only holds others lists them",
    arguments: ["", "help", "--help", "-h"])
  func rootHelp(line: String) {
    let result = Demonstration.run(line)
    #expect(
      result.output == """
        recur: sequence models

        Usage: recur COMMAND ...

        Commands:
          charlm      language models
          translate   translation

        General:
          -h, --help  Show this page

        Run 'recur help COMMAND' for the options of a command.

        """)
    #expect(result.code == .success)
  }

  @Test("after two dashes help is an argument")
  func literalHelp() {
    #expect(Demonstration.run("charlm train -o m -- --help").output == "--help 128\n")
  }

  @Test(
    "an unknown command is answered with the one probably meant",
    arguments: [
      ("charml", "unknown command 'charml'; did you mean 'charlm'?"),
      ("charlm tarin", "unknown command 'tarin'; did you mean 'train'?"),
      ("help charlm tarin", "unknown command 'tarin'; did you mean 'train'?"),
      ("train a.txt", "unknown command 'train'; did you mean 'charlm train'?"),
      (
        "sample m", "unknown command 'sample'; did you mean 'charlm sample' or 'translate sample'?"
      ),
      ("charlm paint", "unknown command 'paint'; see 'recur charlm --help'"),
      ("--quiet charlm", "unknown option '--quiet' before the command; see 'recur --help'"),
      ("--halp", "unknown option '--halp' before the command; did you mean '--help'?"),
    ])
  func unknownCommands(line: String, expected: String) {
    #expect(Demonstration.run(line) == (.usage, "", "recur: \(expected)\n"))
  }

  @Test("standard output that nobody reads ends the program without a word")
  func brokenPipe() {
    let diagnostics = MemorySink()
    let console = Console(output: MemorySink(failure: 32), diagnostics: diagnostics)
    let program = Program(root: Demonstration.root, version: "1")
    #expect(program.run(["--version"], console: console) == .brokenPipe)
    #expect(diagnostics.text.isEmpty)
  }

  @Test("results that cannot be written are a failure, even those kept back until the end")
  func fullOutput() {
    let diagnostics = MemorySink()
    let console = Console(
      output: MemorySink(failure: 28), diagnostics: diagnostics, flushesEveryLine: false)
    let program = Program(root: Demonstration.root, version: "1")
    #expect(program.run(["--version"], console: console) == .inputOutput)
    #expect(diagnostics.text.hasPrefix("recur: memory: cannot be written: "))
  }
}
