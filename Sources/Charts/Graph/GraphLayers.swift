/// The vertices of a graph in layers (Sugiyama, Tagawa and Toda 1981): an edge over several layers
/// passes a place in each, and places are ordered so that few edges cross.
struct GraphLayers {
  /// A place in a layer: a vertex, or where an edge passes.
  struct Place {
    /// nil: an edge passes.
    let vertex: Int?
    let layer: Int
    /// Places in the layer above and below, of one entry for each edge.
    var above: [Int] = []
    var below: [Int] = []
  }

  private(set) var places: [Place] = []
  /// The places of each layer, from the left.
  private(set) var layers: [[Int]] = []
  /// The places that each edge runs through, from the input down to what it is an input of.
  private(set) var edges: [[Int]] = []

  /// The layers of a graph by its vertices' inputs.
  init(_ inputs: [[Int]]) {
    let levels = Self.levels(inputs)
    places = levels.enumerated().map { Place(vertex: $0, layer: $1) }
    for (vertex, sources) in inputs.enumerated() {
      for source in sources {
        var path = [source]
        for layer in (levels[source] + 1)..<levels[vertex] {
          path.append(places.count)
          places.append(Place(vertex: nil, layer: layer))
        }
        path.append(vertex)
        for (upper, lower) in zip(path, path.dropFirst()) {
          places[upper].below.append(lower)
          places[lower].above.append(upper)
        }
        edges.append(path)
      }
    }
    layers = Array(repeating: [], count: (levels.max() ?? -1) + 1)
    // Depth first from the result, so that what belongs together begins together.
    var isListed = [Bool](repeating: false, count: places.count)
    func list(_ first: Int) {
      var path = [first]
      while let place = path.popLast() {
        guard !isListed[place] else { continue }
        isListed[place] = true
        layers[places[place].layer].append(place)
        path.append(contentsOf: places[place].above.reversed())
      }
    }
    for place in levels.indices.reversed() { list(place) }
    order()
  }

  /// The longest way from a vertex without inputs; such a vertex itself stands directly above the
  /// first that uses it.
  private static func levels(_ inputs: [[Int]]) -> [Int] {
    var levels: [Int] = []
    for sources in inputs { levels.append((sources.map { levels[$0] }.max() ?? -1) + 1) }
    var uses = [Int](repeating: .max, count: inputs.count)
    for (vertex, sources) in inputs.enumerated() {
      for source in sources { uses[source] = min(uses[source], levels[vertex]) }
    }
    for vertex in inputs.indices where inputs[vertex].isEmpty && uses[vertex] < .max {
      levels[vertex] = uses[vertex] - 1
    }
    return levels
  }

  /// Sweeps down and up, each layer by the mean position of its neighbours in the one before, and
  /// keeps the order of fewest crossings.
  private mutating func order() {
    var best = (layers, crossings())
    for sweep in 0..<24 where best.1 > 0 {
      let isDown = sweep % 2 == 0
      let indices = Array(layers.indices.dropFirst())
      for layer in isDown ? indices : indices.map({ $0 - 1 }).reversed() {
        let neighbours = layers[isDown ? layer - 1 : layer + 1]
        var position = [Int: Double]()
        for (index, place) in neighbours.enumerated() { position[place] = Double(index) }
        let keys = layers[layer].enumerated().map { index, place -> (key: Double, place: Int) in
          let near = (isDown ? places[place].above : places[place].below)
            .compactMap { position[$0] }
          return (near.isEmpty ? Double(index) : near.reduce(0, +) / Double(near.count), place)
        }
        // Sorting is stable.
        layers[layer] = keys.sorted { $0.key < $1.key }.map(\.place)
      }
      let count = crossings()
      if count < best.1 { best = (layers, count) }
    }
    layers = best.0
  }

  /// Pairs of edges between neighbouring layers that cross.
  func crossings() -> Int {
    zip(layers, layers.dropFirst()).reduce(0) { sum, pair in
      var position = [Int: Int]()
      for (index, place) in pair.1.enumerated() { position[place] = index }
      let ends = pair.0.flatMap { place in
        places[place].below.compactMap { position[$0] }.sorted()
      }
      return sum
        + ends.indices.reduce(0) { count, index in
          count + ends[..<index].count { $0 > ends[index] }
        }
    }
  }
}
