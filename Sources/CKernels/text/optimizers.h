// Optimiser updates: one pass over parameters, gradients and state. Constants are rounded to
// REAL once; the gradient's penalties are compiled in only where they are asked for.

#undef FIELD
#define FIELD(x) NAME(splat)((REAL)(u->x))

// clamp(scale g) + l2 p + l1 sign(p); NaN stays NaN.
INLINE VECTOR NAME(effective_gradient)(VECTOR g, VECTOR p, const recur_update *u,
                                       const int penalties) {
  g = NAME(clamped)(g * FIELD(gradient_scale), FIELD(value_limit));
  if (!penalties) return g;
  VECTOR l1 = FIELD(l1);
  VECTOR sign = NAME(select)(p < CONSTANT(0), -l1, CONSTANT(0));
  sign = NAME(select)(p > CONSTANT(0), l1, sign);
  return NAME(fused)(FIELD(l2), p, g) + sign;
}

// The loop of an update: the statement turns the parameters `w` and the gradient `e` of a block
// into new `w`.
#undef UPDATE_LOOP
#define UPDATE_LOOP(penalties, ...)                                                         \
  FOR_BLOCKS(count, {                                                                       \
    VECTOR w = NAME(get)(p + j, width);                                                     \
    VECTOR e = NAME(effective_gradient)(NAME(get)(g + j, width), w, u, penalties);          \
    __VA_ARGS__;                                                                            \
    NAME(put)(p + j, w, width);                                                             \
  })
#undef UPDATE
#define UPDATE(...)                              \
  do {                                           \
    if (u->l2 != 0 || u->l1 != 0) {              \
      UPDATE_LOOP(1, __VA_ARGS__);               \
    } else {                                     \
      UPDATE_LOOP(0, __VA_ARGS__);               \
    }                                            \
  } while (0)

KERNEL NAME(update_sgd)(REAL *p, const REAL *g, size_t count, const recur_update *u) {
  const VECTOR rate = FIELD(learning_rate);
  UPDATE(w = NAME(fused)(-rate, e, w));
}

KERNEL NAME(update_momentum)(REAL *p, const REAL *g, REAL *velocity, size_t count,
                             const recur_update *u) {
  const VECTOR rate = FIELD(learning_rate), momentum = FIELD(momentum);
  const VECTOR inner_rate = FIELD(inner_rate);
  UPDATE({
    VECTOR v = NAME(fused)(momentum, NAME(get)(velocity + j, width), inner_rate * e);
    NAME(put)(velocity + j, v, width);
    w = NAME(fused)(-rate, v, w);
  });
}

KERNEL NAME(update_nesterov)(REAL *p, const REAL *g, REAL *velocity, size_t count,
                             const recur_update *u) {
  const VECTOR rate = FIELD(learning_rate), momentum = FIELD(momentum);
  const VECTOR inner_rate = FIELD(inner_rate);
  UPDATE({
    VECTOR inner = inner_rate * e;
    VECTOR v = NAME(fused)(momentum, NAME(get)(velocity + j, width), inner);
    NAME(put)(velocity + j, v, width);
    w = NAME(fused)(-rate, NAME(fused)(momentum, v, inner), w);
  });
}

KERNEL NAME(update_adagrad)(REAL *p, const REAL *g, REAL *squares, size_t count,
                            const recur_update *u) {
  const VECTOR rate = FIELD(learning_rate), epsilon = FIELD(epsilon);
  UPDATE({
    VECTOR s = NAME(fused)(e, e, NAME(get)(squares + j, width));
    NAME(put)(squares + j, s, width);
    w -= rate * e / (__builtin_elementwise_sqrt(s) + epsilon);
  });
}

// decay a + (1 - decay) b
INLINE VECTOR NAME(averaged)(VECTOR a, VECTOR b, double decay) {
  return NAME(fused)(CONSTANT(decay), a, CONSTANT(1 - decay) * b);
}

KERNEL NAME(update_adadelta)(REAL *p, const REAL *g, REAL *squares, REAL *steps, size_t count,
                             const recur_update *u) {
  const VECTOR rate = FIELD(learning_rate), epsilon = FIELD(epsilon);
  UPDATE({
    VECTOR s = NAME(averaged)(NAME(get)(squares + j, width), e * e, u->decay);
    VECTOR d = NAME(get)(steps + j, width);
    VECTOR step =
        e * __builtin_elementwise_sqrt(d + epsilon) / __builtin_elementwise_sqrt(s + epsilon);
    NAME(put)(squares + j, s, width);
    NAME(put)(steps + j, NAME(averaged)(d, step * step, u->decay), width);
    w = NAME(fused)(-rate, step, w);
  });
}

KERNEL NAME(update_rmsprop)(REAL *p, const REAL *g, REAL *squares, size_t count,
                            const recur_update *u) {
  const VECTOR rate = FIELD(learning_rate), epsilon = FIELD(epsilon);
  const VECTOR inner_epsilon = FIELD(inner_epsilon);
  UPDATE({
    VECTOR s = NAME(averaged)(NAME(get)(squares + j, width), e * e, u->decay);
    NAME(put)(squares + j, s, width);
    w -= rate * e / (__builtin_elementwise_sqrt(s + inner_epsilon) + epsilon);
  });
}

KERNEL NAME(update_adam)(REAL *p, const REAL *g, REAL *mean, REAL *squares, size_t count,
                         const recur_update *u) {
  const VECTOR rate = CONSTANT(u->learning_rate * u->correction1), epsilon = FIELD(epsilon);
  const VECTOR correction2 = FIELD(correction2);
  const VECTOR decay = CONSTANT(u->learning_rate * u->weight_decay);
  UPDATE({
    VECTOR m = NAME(averaged)(NAME(get)(mean + j, width), e, u->beta1);
    VECTOR s = NAME(averaged)(NAME(get)(squares + j, width), e * e, u->beta2);
    NAME(put)(mean + j, m, width);
    NAME(put)(squares + j, s, width);
    w = NAME(fused)(-decay, w, w);
    w -= rate * m / (__builtin_elementwise_sqrt(s * correction2) + epsilon);
  });
}
