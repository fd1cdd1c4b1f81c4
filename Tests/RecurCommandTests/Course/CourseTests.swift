import Foundation
import Terminal
import TerminalTesting
import Testing

@testable import RecurCommand

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("course")
struct CourseTests {
  private let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("recur-\(UUID().uuidString)")

  private func run(_ arguments: [String]) -> (code: ExitCode, output: String, errors: String) {
    let (output, diagnostics) = (MemorySink(), MemorySink())
    let code = Program.recur.run(
      ["course"] + arguments, console: Console(output: output, diagnostics: diagnostics))
    return (code, output.text, diagnostics.text)
  }

  @Test("Without a name all experiments are listed, a line each")
  func list() {
    let (code, output, _) = run([])
    #expect(code == .success)
    let names = output.split(separator: "\n").compactMap { $0.split(separator: " ").first }
    #expect(names.map(String.init) == Experiment.all.map(\.name))
  }

  @Test(
    "An experiment prints its equations and tables and writes a page that loads nothing",
    arguments: Experiment.all.map(\.name))
  func experiment(_ name: String) throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let (code, output, errors) = run(
      [name, "--effort", "0.01", "--threads", "1", "-o", directory.path])
    #expect(code == .success, "\(errors)")
    let experiment = try #require(Experiment.all.first { $0.name == name })
    for line in experiment.equations { #expect(output.contains(line)) }
    #expect(output.contains("\n---"), "no table")
    let html = try String(
      contentsOf: directory.appendingPathComponent("\(name).html"), encoding: .utf8)
    #expect(XMLParser(data: Data(html.utf8)).parse())
    #expect(html.contains("<title>\(experiment.title)</title>") && html.contains("<svg"))
    #expect(!html.contains("<script") && !html.contains("http-equiv") && !html.contains(">nan"))
  }

  @Test("Images that are not IDX, or not there, are refused by name")
  func wrongImages() throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let junk = directory.appendingPathComponent("junk").path
    try Data("junk".utf8).write(to: URL(fileURLWithPath: junk))
    for (images, code, words) in [
      (junk, ExitCode.unusableData, "it is not IDX"),
      (junk + "2", .missingInput, "no such file"),
    ] {
      let found = run([
        "digits", "--images", images, "--labels", junk, "--test-images", junk, "--test-labels",
        junk, "-o", directory.appendingPathComponent("pages").path,
      ])
      #expect(found.code == code && found.errors.contains("\(images): \(words)"))
    }
  }

  @Test("An unknown experiment is refused with the names of those that there are")
  func unknown() {
    let (code, _, errors) = run(["optimisers"])
    #expect(code == .usage)
    #expect(errors.contains("regression") && errors.contains("all"))
  }

  @Test("A page of ours is replaced, another file of its name is not")
  func overwriting() throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let arguments = ["autodiff", "-o", directory.path]
    #expect(run(arguments).code == .success)
    #expect(run(arguments).code == .success)
    let page = directory.appendingPathComponent("autodiff.html")
    try Data("mine".utf8).write(to: page)
    #expect(run(arguments).code == .cannotCreate)
    #expect(try String(contentsOf: page, encoding: .utf8) == "mine")
    #expect(run(arguments + ["--overwrite"]).code == .success)
  }

  @Test("The worked graph has the values and adjoints of its equations")
  func autodiff() {
    let output = run(["autodiff"]).output
    // z = 2 x 0.5 - 0.25, y = s(z), E = (y - 1)^2 / 2.
    let y = 1 / (1 + exp(-0.75))
    let dz = (y - 1) * y * (1 - y)
    for value in [y, (y - 1) * (y - 1) / 2, dz, 0.5 * dz, 2 * dz, 1 - y] {
      #expect(output.contains(Format.fixed(value, digits: 10)), "\(value)")
    }
  }

  @Test("LASSO makes weights exactly zero, ridge none")
  func zeros() {
    var generator = ExperimentRun(
      threads: 1,
      console: Console(
        output: MemorySink(), diagnostics: MemorySink())
    ).generator(0)
    let points = NoisyCurve.points(12, using: &generator)
    func zeros(_ penalty: PolynomialFit.Penalty) -> Int {
      PolynomialFit(degree: 9, points, penalty: penalty, steps: 2000).weights.count { $0 == 0 }
    }
    #expect(zeros(.none) == 0 && zeros(.ridge(0.1)) == 0)
    #expect((1...8).contains(zeros(.lasso(0.1))))
    #expect(zeros(.lasso(100)) == 9)
  }

  @Test("A fitted polynomial is the one of least squares")
  func leastSquares() {
    // A cubic through its own points, whatever the degree above.
    let points = (0..<9).map { index -> (x: Double, y: Double) in
      let x = -1 + Double(index) / 4
      return (x, 1 - 2 * x + x * x * x)
    }
    for degree in 3...6 {
      #expect(PolynomialFit(degree: degree, points, steps: 4000).error(on: points) < 1e-18)
    }
    // The best constant is the mean: of 1 - 2x + x^3 over symmetric points 1.
    #expect(abs(PolynomialFit(degree: 0, points, steps: 100).weights[0] - 1) < 1e-12)
  }
}
