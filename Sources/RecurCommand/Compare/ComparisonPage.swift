import Charts
import Recur
import Terminal

/// A comparison as a page of text, charts and tables.
struct ComparisonPage {
  let comparison: Comparison

  static let title =
    "Back-propagation through time and real-time recurrent learning, side by side"

  init(_ comparison: Comparison) { self.comparison = comparison }

  var settings: CompareSettings { comparison.settings }

  /// The page; a section that has nothing to show is left out.
  var page: Page {
    let sections: [Page.Section?] = [
      summary, gradients, memory, time, dial, crossovers, learning, figures, method,
    ]
    return Page(
      title: Self.title,
      introduction: [
        "\(settings.trainers.count) ways to find the gradient of \(cellWords), on "
          + "\(comparison.text): how exact they are, what they hold in memory, how long a "
          + "character takes, and how well a model learns with them."
      ],
      sections: sections.compactMap { $0 })
  }

  private var cellWords: String {
    "recurrent models (\(Comparison.list(settings.cells.map(\.rawValue))))"
  }

  private func section(_ heading: String, _ blocks: [Page.Block]) -> Page.Section? {
    blocks.isEmpty ? nil : Page.Section(heading, blocks)
  }

  // MARK: - Sections

  private var summary: Page.Section? {
    let sentences = comparison.conclusions
    return sentences.isEmpty ? nil : Page.Section("In short", [.list(sentences)])
  }

  private var gradients: Page.Section? {
    var blocks: [Page.Block] = [
      .paragraph(
        "Every trainer's gradient of the same sequences, in double precision, beside full "
          + "back-propagation. The relative error is the largest difference in a block of "
          + "parameters over the largest element of the exact block; the cosine is that of the "
          + "angle between the two gradients. Values stand for \(settings.largestSize) hidden "
          + "units and the first "
          + "\(Format.grouped(min(settings.longest, GradientError.mostSymbols))) characters, fewer "
          + "where a method is too slow. uoro and kf-rtrl are unbiased: one draw is far off, their "
          + "mean is not."
      )
    ]
    if let bars = cosineBars { blocks.append(.bars(bars)) }
    for cell in settings.cells {
      blocks += [errorTable(cell).map { .table($0) }, missing(cell)].compactMap { $0 }
    }
    return section("Is the gradient right?", blocks)
  }

  private var memory: Page.Section? {
    let charts = settings.cells.compactMap(memoryChart)
    guard !charts.isEmpty else { return nil }
    return Page.Section(
      "Memory against sequence length",
      [
        .paragraph(
          "Bytes of tensors that an estimator holds beside the model's parameters: by the memory "
            + "meter (marks), and by the formula that is asked before anything is allocated "
            + "(dashed, also for lengths that were not run). Back-propagation keeps every step. "
            + "RTRL keeps its influence matrix, the same for a sequence without end; against "
            + "checkpoints at every square root of T it practically never wins.")
      ] + charts.map { .lines($0) })
  }

  private var time: Page.Section? {
    let charts = settings.cells.compactMap { timeChart($0, GradientMethod.exactFamily) }
    guard !charts.isEmpty else { return nil }
    var blocks: [Page.Block] = [
      .paragraph(
        "Time of one character, sequences of \(Format.grouped(settings.longest)): the median over "
          + "the repeats, the range from the fastest to the slowest shaded. bptt and "
          + "checkpointed-bptt have one gradient for the whole sequence; all that go forward in "
          + "time have one after every character.")
    ]
    blocks += charts.map { .lines($0) }
    let cell = settings.cells[0]
    if let chart = timeChart(cell, GradientMethod.approximateFamily + [.rtrl]) {
      blocks.append(.lines(chart))
    }
    if let table = exponentTable { blocks.append(.table(table)) }
    return Page.Section("Time against hidden size", blocks)
  }

  private var dial: Page.Section? {
    guard let dial = comparison.dial, dial.points.count > 2 else { return nil }
    return Page.Section(
      "The dial from RTRL to back-propagation",
      [
        .paragraph(
          "blocked-rtrl brings the influence up to date once in h steps and goes back through the "
            + "steps since. The gradient is exact at every h: h = 1 is RTRL, and with h = T, "
            + "\(Format.grouped(dial.sequenceLength)) here, no influence is ever made: that is "
            + "back-propagation through time.")
      ] + dialCharts(dial).map { .lines($0) })
  }

  private var crossovers: Page.Section? {
    guard !comparison.crossovers.isEmpty else { return nil }
    return Page.Section(
      "Crossover lengths",
      [
        .paragraph(
          "The lengths from which RTRL takes less memory than back-propagation, and from which it "
            + "is quicker than going back over the whole past again for a gradient at every "
            + "character. Predicted by the leading terms: N P / A elements of memory (N states, "
            + "P parameters, A elements kept of a step), its square over (N + A) for checkpoints "
            + "at every square root, P P / 2 for a binomial schedule of two sweeps; and the "
            + "ratio of the operations."),
        .table(crossoverTable),
      ])
  }

  private var learning: Page.Section? {
    let charts = learningCharts
    guard !charts.isEmpty else { return nil }
    return Page.Section(
      "Learning",
      [
        .paragraph(
          "\(settings.cells[0].rawValue), \(settings.learningSize) hidden units, the same first "
            + "weights and one stream of \(Format.grouped(settings.characters)) characters for "
            + "every trainer; Adam at \(Format.general(settings.learningRate)). The loss is that "
            + "of characters not yet learned from. bptt and checkpointed-bptt update after every "
            + "\(settings.learningLength) characters, truncated-bptt after "
            + "\(min(settings.truncation, settings.learningLength)), the others after "
            + "\(settings.updateEvery).")
      ] + charts.map { .lines($0) } + [.table(learningTable)])
  }

  private var figures: Page.Section? {
    let tables = settings.cells.compactMap(figureTable)
    guard !tables.isEmpty else { return nil }
    return Page.Section(
      "Figures",
      [
        .paragraph(
          "For \(settings.largestSize) hidden units and sequences of "
            + "\(Format.grouped(settings.longest)); all "
            + "\(Format.grouped(comparison.entries.count)) combinations stand in comparison.csv "
            + "and comparison.json beside this page.")
      ] + tables.map { .table($0) })
  }

  private var method: Page.Section? {
    let process = comparison.peakResidentBytes.map { Format.bytes($0) } ?? "an unknown amount"
    var items = [
      "One sequence at a time, one layer, one-hot input, single precision; gradients are compared "
        + "in double precision.",
      "Operations are counted by the estimator where it counts, else given by the leading term of "
        + "a formula; a multiply-add is two.",
      "Bytes are those of tensors, by the meter that every tensor is entered in. The process as a "
        + "whole held \(process) at most; its figures in the tables are those right after a "
        + "measurement, with what was freed before often still counted.",
      "\(settings.threads == 1 ? "1 thread" : "\(settings.threads) threads"), "
        + "\(Precision.exact.kernels) kernels, \(Format.fixed(comparison.duration, digits: 0)) "
        + "seconds in all.",
    ]
    if comparison.isInterrupted { items.append("The comparison was interrupted.") }
    return Page.Section(
      "How it was measured",
      [
        .list(items), .preformatted(settings.command.replacing(" --", with: " \\\n  --")),
      ])
  }
}
