// The derivatives of a function that is put together of others, one of them one's own.
//
//     swift run AutomaticDifferentiation

import Recur

/// s(z) = z / (1 + |z|), by its value and its derivative.
let softsign = CustomPrimitive<Double>(
  "softsign", elementwise: { $0 / (1 + abs($0)) },
  derivative: { 1 / ((1 + abs($0)) * (1 + abs($0))) })

// E = 1/2 (s(w x + b) - d)^2
let (w, x, b, d) = (2.0, 3.0, -1.0, 0.5)
let variables = [w, x, b].map { Variable(Tensor<Double>(shape: [1], values: [$0])) }
let z = variables[0] * variables[1] + variables[2]
let y = Variable(softsign, [z])
let error = ((y - d).squared() / 2).sum()
let gradients = error.gradients(of: variables)

print("E = \(error.value.values[0])")
for (name, gradient) in zip(["w", "x", "b"], gradients) {
  print("dE/d\(name) = \(gradient.values[0])")
}
print(checkPrimitive(softsign, at: [Tensor(shape: [3], values: [-2, 0.5, 1])]))
