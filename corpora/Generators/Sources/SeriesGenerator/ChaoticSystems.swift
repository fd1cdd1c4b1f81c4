/// The delay equation of Mackey and Glass (1977), chaotic from a delay of 17 on:
///
///     dx/dt = 0.2 x(t - 17) / (1 + x(t - 17)^10) - 0.1 x
enum MackeyGlass {
  private static let (delay, stepsPerUnit, settling) = (17, 10, 500)

  /// Values one unit of time apart, from 1.2 after 500 units, by Runge and Kutta's method of fourth
  /// order in steps of 0.1; half-way between two past values their mean is taken.
  static func values(_ count: Int) -> [Double] {
    let length = delay * stepsPerUnit
    let step = 1 / Double(stepsPerUnit)
    var past = [Double](repeating: 1.2, count: length + 1)
    var (x, result) = (1.2, [Double]())
    func slope(_ x: Double, _ late: Double) -> Double {
      let (second, fourth) = (late * late, late * late * late * late)
      return 0.2 * late / (1 + fourth * fourth * second) - 0.1 * x
    }
    for index in 1...(count + settling) * stepsPerUnit {
      let (first, last) = (past[past.count - length - 1], past[past.count - length])
      let middle = (first + last) / 2
      let k1 = slope(x, first)
      let k2 = slope(x + step / 2 * k1, middle)
      let k3 = slope(x + step / 2 * k2, middle)
      let k4 = slope(x + step * k3, last)
      x += step / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
      past.append(x)
      if index.isMultiple(of: stepsPerUnit) { result.append(x) }
    }
    return Array(result.dropFirst(settling))
  }
}

/// The convection rolls of Lorenz (1963): sigma 10, rho 28, beta 8/3.
enum Lorenz {
  private static let settling = 500

  /// Values of x, y and z 0.02 units of time apart, from (1, 1, 1) after 10 units, by Runge and
  /// Kutta's method of fourth order in steps of 0.005.
  static func values(_ count: Int) -> [[Double]] {
    var state = [1.0, 1, 1]
    let step = 0.005
    func slope(_ s: [Double]) -> [Double] {
      [10 * (s[1] - s[0]), s[0] * (28 - s[2]) - s[1], s[0] * s[1] - 8 * s[2] / 3]
    }
    func moved(_ slope: [Double], _ by: Double) -> [Double] {
      (0..<3).map { state[$0] + by * slope[$0] }
    }
    var result: [[Double]] = []
    for index in 1...(count + settling) * 4 {
      let k1 = slope(state)
      let k2 = slope(moved(k1, step / 2))
      let k3 = slope(moved(k2, step / 2))
      let k4 = slope(moved(k3, step))
      for axis in 0..<3 {
        state[axis] += step / 6 * (k1[axis] + 2 * k2[axis] + 2 * k3[axis] + k4[axis])
      }
      if index.isMultiple(of: 4) { result.append(state) }
    }
    return Array(result.dropFirst(settling))
  }
}
