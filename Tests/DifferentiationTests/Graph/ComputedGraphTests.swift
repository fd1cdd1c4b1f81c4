import Differentiation
import TensorCore
import Testing

@Suite("Graphs as data")
struct ComputedGraphTests {
  @Test("a graph has names, primitives, shapes and inputs, each vertex after its inputs")
  func description() {
    let x = V(Tensor(zeros: [4, 2])).named("x")
    let w = V(Tensor(zeros: [3, 2])).named("w")
    let y = (x.product(w, transposed: true) * 2).sigmoid().named("y")
    let graph = (y + y).graph
    #expect(graph.vertices.map(\.name) == ["x", "w", nil, nil, "y", nil])
    #expect(
      graph.vertices.map(\.primitive) == [nil, nil, "product", "× number", "sigmoid", "+"])
    #expect(graph.vertices.map(\.shape) == [[4, 2], [3, 2], [4, 3], [4, 3], [4, 3], [4, 3]])
    #expect(graph.vertices.map(\.inputs) == [[], [], [0, 1], [2], [3], [4, 4]])
  }

  @Test("a value that was not computed is a graph of one")
  func single() {
    let graph = V(Tensor(zeros: [])).graph
    #expect(graph.vertices.count == 1)
    #expect(graph.vertices[0].primitive == nil)
  }
}
