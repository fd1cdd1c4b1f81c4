import Charts
import Recur
import Terminal

/// An experiment of the course: what it shows, the equations that it is about, and how it is done.
struct Experiment: Sendable {
  /// The word that calls it.
  let name: String
  /// The question, as a title.
  let title: String
  /// One line for the list, no full stop.
  let summary: String
  /// What is done, a paragraph or two of the page.
  let introduction: [String]
  /// One line each, in plain text.
  let equations: [String]
  /// Does it: the sections of the page, whose lists and tables are the results on the terminal too.
  let run: @Sendable (ExperimentRun) throws -> [Page.Section]

  /// All, in the order of the course.
  static let all = [
    gates, regression, spiral, optimizers, vanishing, initialization, regularization, bagging,
    digits, autodiff,
  ]

  /// The page of the results.
  func page(_ sections: [Page.Section], _ run: ExperimentRun) -> Page {
    Page(
      title: title, introduction: introduction,
      sections: [Page.Section("Equations", [.preformatted(equations.joined(separator: "\n"))])]
        + sections + [
          Page.Section(
            "How to see it again",
            [
              .preformatted("recur course \(name)\(run.options)"),
              .paragraph(
                "Everything is drawn from the seed; in \(Format.duration(run.elapsed)) on "
                  + "\(run.pool.count == 1 ? "1 thread" : "\(run.pool.count) threads")."),
            ])
        ])
  }

  /// Prints equations, findings and tables.
  func show(_ sections: [Page.Section], on console: Console) throws {
    try console.print("\(name): \(title)")
    try console.print()
    for line in equations { try console.print("  " + line) }
    for section in sections {
      var lines: [String] = []
      for block in section.blocks {
        switch block {
        case .list(let items): lines += [""] + items.map { "- " + $0 }
        case .preformatted(let text):
          lines +=
            [""] + text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        case .table(let table):
          lines += [""] + (table.caption.isEmpty ? [] : [table.caption]) + Table(table).lines
        default: break
        }
      }
      guard !lines.isEmpty else { continue }
      try console.print()
      try console.print(section.heading)
      for line in lines { try console.print(line) }
    }
    try console.flush()
  }
}

extension Table {
  /// A table of a page, as the terminal shows it.
  init(_ table: DataTable) {
    self.init(
      zip(table.header, table.isNumeric).map { title, isNumeric in
        isNumeric ? .right(title) : .left(title)
      })
    for row in table.rows {
      append(
        table.header.indices.map { column in
          column < row.count ? row[column].written.replacing("\u{202F}", with: " ") : ""
        })
    }
  }
}
