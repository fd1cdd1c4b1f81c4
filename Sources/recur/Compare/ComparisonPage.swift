import Charts

struct ComparisonPage {
  let comparison: Comparison
  init(_ comparison: Comparison) { self.comparison = comparison }
  var page: Page { Page(title: "", sections: []) }
}
