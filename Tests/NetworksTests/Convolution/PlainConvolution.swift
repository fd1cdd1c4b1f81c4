import Networks
import TensorCore
import Testing

/// A convolution to be tested: the shape of the batch, the filters and the windows.
struct ConvolutionCase: CustomTestStringConvertible, Sendable {
  let batch: [Int]
  let filters: Int
  let window: Window
  var groups = 1

  var testDescription: String {
    "\(batch), \(filters) filters \(window.sizes), strides \(window.strides), dilations "
      + "\(window.dilations), \(window.padding), \(groups) groups"
  }

  var axes: [WindowAxis] { window.axes(over: Array(batch.dropFirst(2))) }
  var weightShape: [Int] { [filters, batch[1] / groups] + window.sizes }
  var outputShape: [Int] { [batch[0], filters] + axes.places }
  var images: Tensor<Double> { numbers(batch, 1) }
  var weights: Tensor<Double> { numbers(weightShape, 2) }

  /// One to three axes, sizes from one to more than a panel, strides, dilations, borders and groups.
  static let all: [ConvolutionCase] = {
    var uneven = Window(3, 2, padding: .border(1))
    (uneven.strides, uneven.dilations) = ([2, 3], [2, 1])
    var volume = Window(2, 3, 2, padding: .border(1))
    (volume.strides, volume.dilations) = ([1, 2, 1], [2, 1, 1])
    return [
      ConvolutionCase(batch: [1, 1, 1, 1], filters: 1, window: Window(1, 1)),
      ConvolutionCase(batch: [3, 1, 9, 8], filters: 4, window: Window(3, 3)),
      ConvolutionCase(batch: [2, 3, 7, 11], filters: 5, window: Window(2, 4)),
      ConvolutionCase(batch: [5, 4, 12, 12], filters: 13, window: Window(5, 5)),
      ConvolutionCase(batch: [2, 2, 21, 19], filters: 7, window: Window(3, 3, padding: .same)),
      ConvolutionCase(batch: [2, 3, 10, 10], filters: 6, window: Window(3, 3, stride: 2)),
      ConvolutionCase(
        batch: [2, 2, 9, 7], filters: 3, window: Window(3, 3, stride: 2, padding: .same)),
      ConvolutionCase(batch: [2, 2, 11, 10], filters: 4, window: uneven),
      ConvolutionCase(batch: [2, 2, 9, 9], filters: 2, window: Window(2, 2, stride: 3)),
      ConvolutionCase(
        batch: [2, 4, 8, 8], filters: 6, window: Window(3, 3, dilation: 2), groups: 2),
      ConvolutionCase(
        batch: [2, 5, 6, 6], filters: 5, window: Window(3, 3, padding: .same), groups: 5),
      ConvolutionCase(batch: [3, 6, 5, 5], filters: 3, window: Window(1, 1), groups: 3),
      ConvolutionCase(batch: [4, 3, 17], filters: 5, window: Window(4)),
      ConvolutionCase(
        batch: [3, 2, 20], filters: 3, window: Window(3, dilation: 4, padding: .causal)),
      ConvolutionCase(
        batch: [2, 2, 30], filters: 4, window: Window(5, stride: 3, padding: .border(2))),
      ConvolutionCase(batch: [2, 2, 4, 5, 6], filters: 3, window: Window(2, 3, 2)),
      ConvolutionCase(batch: [1, 3, 5, 6, 7], filters: 2, window: volume),
      ConvolutionCase(
        batch: [40, 1, 4, 4], filters: 2, window: Window(2, 2, padding: .border(1))),
    ]
  }()

  /// Calls `body` for every multiply-add of the definition: the elements of output, weight and
  /// image that meet.
  func forEach(_ body: (_ output: Int, _ weight: Int, _ image: Int) -> Void) {
    func indices(_ shape: [Int]) -> [[Int]] {
      shape.reduce([[]]) { prefixes, extent in
        prefixes.flatMap { prefix in (0..<extent).map { prefix + [$0] } }
      }
    }
    func flat(_ index: [Int], _ shape: [Int]) -> Int {
      zip(index, shape).reduce(0) { $0 * $1.1 + $1.0 }
    }
    let (perGroup, taps, axes) = (batch[1] / groups, indices(window.sizes), axes)
    for output in indices(outputShape) {
      for channel in 0..<perGroup {
        for tap in taps {
          let place = zip(zip(output.dropFirst(2), tap), axes).map { index, axis in
            index.0 * axis.stride + index.1 * axis.dilation - axis.before
          }
          guard zip(place, axes).allSatisfy({ (0..<$1.extent).contains($0) }) else { continue }
          let group = output[1] / (filters / groups)
          body(
            flat(output, outputShape), flat([output[1], channel] + tap, weightShape),
            flat([output[0], group * perGroup + channel] + place, batch))
        }
      }
    }
  }

  /// The outputs by the definition.
  func outputs(_ images: Tensor<Double>, _ weights: Tensor<Double>) -> Tensor<Double> {
    var sums = [Double](repeating: 0, count: outputShape.reduce(1, *))
    let (x, w) = (images.values, weights.values)
    forEach { sums[$0] += w[$1] * x[$2] }
    return Tensor(shape: outputShape, values: sums)
  }
}
