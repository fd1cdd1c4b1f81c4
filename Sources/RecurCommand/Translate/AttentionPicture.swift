import Charts
import Recur
import Terminal

/// The attention of translations as pictures: every target symbol a row, every source symbol
/// a column.
struct AttentionPicture {
  let path: String
  /// Whether the file is a page of many pictures, not a drawing of one.
  private let isPage: Bool
  private let files: OutputFiles
  private(set) var maps: [HeatMap] = []
  /// Translations that were not drawn because there were too many.
  private(set) var leftOut = 0

  static let option = Option<String?>(
    "attention", path: "FILE", help: "Draw the attention as a page (.html) or a picture (.svg)")

  /// A page of more pictures would be slow to read and to show.
  private static let most = 100

  /// Takes the right to write the picture at `path`.
  ///
  /// - Throws: `CommandFailure` (64) for a path that is neither a page's nor a drawing's, and for a
  ///   model without attention; what `files` throws.
  init(path: String, _ configuration: EncoderDecoderConfiguration, _ files: OutputFiles) throws {
    guard configuration.attention != .none else {
      throw CommandFailure.usage(
        "--attention: the model has no attention; it was trained with --attention none")
    }
    self.path = path
    self.files = files
    isPage = path.hasSuffix(".html")
    guard isPage || path.hasSuffix(".svg") else {
      throw CommandFailure.usage("--attention: \(visible(path)) is neither a .html nor a .svg file")
    }
    try files.claim(path, for: Self.option, advice: "--overwrite replaces it")
  }

  /// Adds the best translation of a sentence.
  ///
  /// - Throws: `CommandFailure` (64) for a second one where the file is a drawing.
  mutating func add(
    _ found: SentenceTranslation, _ vocabulary: PairVocabulary
  ) throws(CommandFailure) {
    guard let best = found.hypotheses.first else { return }
    if !isPage, !maps.isEmpty {
      throw .usage("--attention: a .svg file shows one sentence; give a .html file for several")
    }
    guard maps.count < Self.most else {
      leftOut += 1
      return
    }
    let target = best.symbols.map { Self.label($0, vocabulary.target) }
    maps.append(
      HeatMap(
        title: "\(found.text) → \(found.best)",
        subtitle:
          "Where the decoder looks in the source (columns) as it writes each symbol (rows).",
        rowTitle: "translation", rows: target + ["<eos>"], columnTitle: "source",
        columns: Self.sourceLabels(found, vocabulary),
        values: best.attention.map { $0.map { Double($0) } }, valueTitle: "attention",
        style: .percent, range: 0...1))
  }

  /// The symbols of the source as they were given, those that the model does not know too.
  private static func sourceLabels(
    _ found: SentenceTranslation, _ vocabulary: PairVocabulary
  ) -> [String] {
    let symbols = vocabulary.sourceNormalization.symbols(of: found.text)
    return symbols.count == found.source.count
      ? symbols.map { label($0) } : found.source.map { label($0, vocabulary.source) }
  }

  private static func label(_ index: Int32, _ vocabulary: TokenVocabulary) -> String {
    vocabulary.symbol(at: index).map { label($0) } ?? vocabulary.name(of: index)
  }

  /// The symbol itself, which a heat map makes visible; in words where it is no text.
  private static func label(_ symbol: Symbol) -> String {
    symbol.isUnknown
      ? symbol.description : String(validating: symbol.bytes, as: UTF8.self) ?? symbol.description
  }

  /// Writes the file; nothing where there is nothing to draw.
  ///
  /// - Throws: `FileError`.
  func write() throws(FileError) {
    guard isPage || !maps.isEmpty else { return }
    try AtomicFile.write(Array((isPage ? page.html : maps[0].svg).utf8), to: path)
  }

  private var page: Page {
    Page(
      title: "Attention",
      introduction: [
        "Every row is a symbol of the translation, every column one of the source; a row's colours "
          + "add up to one. <eos> is the end of the translation."
      ],
      sections: maps.enumerated().map { index, map in
        Page.Section("Sentence \(index + 1)", [.heatMap(map)])
      })
  }
}
