// The cells' laws, row by row: each block of units is read completely before it is written, so
// that outputs may share memory with inputs of the same units. Equations: CKernels.h.

#include "law_rows.h"

INLINE void NAME(copy_row)(REAL *out, const REAL *in, size_t n) {
  __builtin_memmove(out, in, n * sizeof(REAL));
}
INLINE void NAME(zero_row)(REAL *out, size_t n) { __builtin_memset(out, 0, n * sizeof(REAL)); }
INLINE void NAME(add_row)(REAL *out, const REAL *in, size_t n) {
  FOR_BLOCKS(n, NAME(put_sum)(out + j, NAME(get)(in + j, width), width));
}
// x a (1 - a): an adjoint through the logistic function with the value a
INLINE VECTOR NAME(through_sigmoid)(VECTOR x, VECTOR a) { return x * a * (CONSTANT(1) - a); }
// x (1 - a^2): an adjoint through tanh with the value a
INLINE VECTOR NAME(through_tanh)(VECTOR x, VECTOR a) {
  return x * NAME(fused)(-a, a, CONSTANT(1));
}
// z a + (1 - z) b
INLINE VECTOR NAME(mixed)(VECTOR z, VECTOR a, VECTOR b) { return NAME(fused)(z, a - b, b); }

INLINE VECTOR NAME(elman_output)(VECTOR z, const int rectifier) {
  return rectifier ? NAME(select)(z < CONSTANT(0), CONSTANT(0), z) : NAME(hyperbolic)(z);
}

KERNEL NAME(elman_forward)(size_t rows, size_t n, const REAL *gates, ptrdiff_t gates_stride,
                           const REAL *h_previous, REAL *h, ptrdiff_t state_stride, int rectifier,
                           const bool *mask) {
  FOR_LAW_ROWS(NAME(copy_row)(STATE(h), STATE(h_previous), n)) {
    if (rectifier) {
      FOR_BLOCKS(n, NAME(put)(STATE(h) + j, NAME(elman_output)(NAME(get)(GATES(gates) + j, width),
                                                               1), width));
    } else {
      FOR_BLOCKS(n, NAME(put)(STATE(h) + j, NAME(elman_output)(NAME(get)(GATES(gates) + j, width),
                                                               0), width));
    }
  }
}

INLINE void NAME(elman_adjoint)(REAL *dz, const REAL *h, const REAL *dh, size_t width,
                                int rectifier) {
  VECTOR output = NAME(get)(h, width), adjoint = NAME(get)(dh, width);
  VECTOR result = rectifier ? NAME(select)(output > CONSTANT(0), adjoint, CONSTANT(0))
                            : NAME(through_tanh)(adjoint, output);
  NAME(put)(dz, result, width);
}

KERNEL NAME(elman_backward)(size_t rows, size_t n, REAL *dgates, ptrdiff_t gates_stride,
                            const REAL *h, const REAL *dh, REAL *dh_previous,
                            ptrdiff_t state_stride, int rectifier, const bool *mask) {
  FOR_LAW_ROWS(NAME(zero_row)(GATES(dgates), n); NAME(add_row)(STATE(dh_previous), STATE(dh), n)) {
    FOR_BLOCKS(n, NAME(elman_adjoint)(GATES(dgates) + j, STATE(h) + j, STATE(dh) + j, width,
                                      rectifier));
  }
}

// One block of units of one row; `gates` points at its first input gate, the planes are n apart.
INLINE void NAME(lstm_activate)(REAL *gates, const REAL *c_previous, REAL *h, REAL *c,
                                REAL *tanh_c, const REAL *peepholes, size_t n, size_t width,
                                const int capped) {
  VECTOR i = NAME(get)(gates, width), f = NAME(get)(gates + n, width);
  VECTOR g = NAME(get)(gates + 2 * n, width), o = NAME(get)(gates + 3 * n, width);
  VECTOR cell = NAME(get)(c_previous, width);
  if (peepholes) {
    i = NAME(fused)(NAME(get)(peepholes, width), cell, i);
    f = NAME(fused)(NAME(get)(peepholes + n, width), cell, f);
  }
  i = NAME(logistic)(i);
  f = NAME(logistic)(f);
  if (capped) {
    VECTOR cap = CONSTANT(1) - f;
    i = NAME(select)(i > cap, cap, i);
  }
  g = NAME(hyperbolic)(g);
  cell = NAME(fused)(f, cell, i * g);
  if (peepholes) o = NAME(fused)(NAME(get)(peepholes + 2 * n, width), cell, o);
  o = NAME(logistic)(o);
  VECTOR output = NAME(hyperbolic)(cell);
  NAME(put)(gates, i, width);
  NAME(put)(gates + n, f, width);
  NAME(put)(gates + 2 * n, g, width);
  NAME(put)(gates + 3 * n, o, width);
  NAME(put)(c, cell, width);
  NAME(put)(tanh_c, output, width);
  NAME(put)(h, o * output, width);
}

KERNEL NAME(lstm_forward)(size_t rows, size_t n, REAL *gates, ptrdiff_t gates_stride,
                          const REAL *h_previous, const REAL *c_previous, REAL *h, REAL *c,
                          REAL *tanh_c, ptrdiff_t state_stride, const REAL *peepholes, int capped,
                          const bool *mask) {
#define ACTIVATE(PEEPHOLES, CAPPED)                                                                \
  FOR_BLOCKS(n, NAME(lstm_activate)(GATES(gates) + j, STATE(c_previous) + j, STATE(h) + j,         \
                                    STATE(c) + j, STATE(tanh_c) + j, PEEPHOLES, n, width, CAPPED))
  FOR_LAW_ROWS(NAME(copy_row)(STATE(h), STATE(h_previous), n);
               NAME(copy_row)(STATE(c), STATE(c_previous), n)) {
    if (peepholes && capped) ACTIVATE(peepholes + j, 1);
    else if (peepholes) ACTIVATE(peepholes + j, 0);
    else if (capped) ACTIVATE(NULL, 1);
    else ACTIVATE(NULL, 0);
  }
#undef ACTIVATE
}

INLINE void NAME(lstm_adjoint)(const REAL *gates, REAL *dgates, const REAL *c_previous,
                               const REAL *c, const REAL *tanh_c, const REAL *dh, REAL *dc,
                               const REAL *peepholes, REAL *dpeepholes, size_t n, size_t width,
                               const int capped) {
  VECTOR i = NAME(get)(gates, width), f = NAME(get)(gates + n, width);
  VECTOR g = NAME(get)(gates + 2 * n, width), o = NAME(get)(gates + 3 * n, width);
  VECTOR before = NAME(get)(c_previous, width), squashed = NAME(get)(tanh_c, width);
  VECTOR adjoint = NAME(get)(dh, width);
  VECTOR output = NAME(through_sigmoid)(adjoint * squashed, o);
  VECTOR cell = NAME(fused)(adjoint * o, NAME(fused)(-squashed, squashed, CONSTANT(1)),
                            NAME(get)(dc, width));
  if (peepholes) cell = NAME(fused)(output, NAME(get)(peepholes + 2 * n, width), cell);
  VECTOR forget = NAME(through_sigmoid)(cell * before, f);
  VECTOR input = NAME(through_sigmoid)(cell * g, i);
  if (capped) {
    forget = NAME(select)(i >= CONSTANT(1) - f, NAME(through_sigmoid)(cell * (before - g), f),
                          forget);
    input = NAME(select)(i >= CONSTANT(1) - f, CONSTANT(0), input);
  }
  VECTOR candidate = NAME(through_tanh)(cell * i, g);
  VECTOR passed = cell * f;
  if (peepholes) {
    passed = NAME(fused)(input, NAME(get)(peepholes, width), passed);
    passed = NAME(fused)(forget, NAME(get)(peepholes + n, width), passed);
    NAME(put_sum)(dpeepholes, input * before, width);
    NAME(put_sum)(dpeepholes + n, forget * before, width);
    NAME(put_sum)(dpeepholes + 2 * n, output * NAME(get)(c, width), width);
  }
  NAME(put)(dgates, input, width);
  NAME(put)(dgates + n, forget, width);
  NAME(put)(dgates + 2 * n, candidate, width);
  NAME(put)(dgates + 3 * n, output, width);
  NAME(put)(dc, passed, width);
}

KERNEL NAME(lstm_backward)(size_t rows, size_t n, const REAL *gates, REAL *dgates,
                           ptrdiff_t gates_stride, const REAL *c_previous, const REAL *c,
                           const REAL *tanh_c, const REAL *dh, REAL *dh_previous, REAL *dc,
                           ptrdiff_t state_stride, const REAL *peepholes, REAL *dpeepholes,
                           int capped, const bool *mask) {
#define ADJOINT(PEEPHOLES, GRADIENT, CAPPED)                                                       \
  FOR_BLOCKS(n, NAME(lstm_adjoint)(GATES(gates) + j, GATES(dgates) + j, STATE(c_previous) + j,     \
                                   STATE(c) + j, STATE(tanh_c) + j, STATE(dh) + j, STATE(dc) + j,  \
                                   PEEPHOLES, GRADIENT, n, width, CAPPED))
  FOR_LAW_ROWS(NAME(zero_row)(GATES(dgates), 4 * n);
               NAME(add_row)(STATE(dh_previous), STATE(dh), n)) {
    if (peepholes && capped) ADJOINT(peepholes + j, dpeepholes + j, 1);
    else if (peepholes) ADJOINT(peepholes + j, dpeepholes + j, 0);
    else if (capped) ADJOINT(NULL, NULL, 1);
    else ADJOINT(NULL, NULL, 0);
  }
#undef ADJOINT
}

INLINE void NAME(gru_after_activate)(REAL *gates, const REAL *h_previous, REAL *h, size_t n,
                                     size_t width) {
  VECTOR r = NAME(logistic)(NAME(get)(gates, width));
  VECTOR z = NAME(logistic)(NAME(get)(gates + n, width));
  VECTOR candidate = NAME(get)(gates + 2 * n, width), q = NAME(get)(gates + 3 * n, width);
  candidate = NAME(hyperbolic)(NAME(fused)(r, q, candidate));
  VECTOR state = NAME(mixed)(z, NAME(get)(h_previous, width), candidate);
  NAME(put)(gates, r, width);
  NAME(put)(gates + n, z, width);
  NAME(put)(gates + 2 * n, candidate, width);
  NAME(put)(h, state, width);
}

KERNEL NAME(gru_after_forward)(size_t rows, size_t n, REAL *gates, ptrdiff_t gates_stride,
                               const REAL *h_previous, REAL *h, ptrdiff_t state_stride,
                               const bool *mask) {
  FOR_LAW_ROWS(NAME(copy_row)(STATE(h), STATE(h_previous), n)) {
    FOR_BLOCKS(n, NAME(gru_after_activate)(GATES(gates) + j, STATE(h_previous) + j, STATE(h) + j, n,
                                           width));
  }
}

// The adjoint of z's pre-activation, and of the candidate's.
INLINE VECTOR NAME(update_adjoint)(VECTOR dh, VECTOR before, VECTOR candidate, VECTOR z) {
  return NAME(through_sigmoid)(dh * (before - candidate), z);
}
INLINE VECTOR NAME(candidate_adjoint)(VECTOR dh, VECTOR candidate, VECTOR z) {
  return NAME(through_tanh)(dh * (CONSTANT(1) - z), candidate);
}
INLINE void NAME(add_product)(REAL *out, VECTOR a, VECTOR b, size_t width) {
  NAME(put)(out, NAME(fused)(a, b, NAME(get)(out, width)), width);
}

INLINE void NAME(gru_after_adjoint)(const REAL *gates, REAL *dgates, const REAL *h_previous,
                                    const REAL *dh, REAL *dh_previous, size_t n, size_t width) {
  VECTOR r = NAME(get)(gates, width), z = NAME(get)(gates + n, width);
  VECTOR candidate = NAME(get)(gates + 2 * n, width), q = NAME(get)(gates + 3 * n, width);
  VECTOR adjoint = NAME(get)(dh, width);
  VECTOR update =
      NAME(update_adjoint)(adjoint, NAME(get)(h_previous, width), candidate, z);
  VECTOR inner = NAME(candidate_adjoint)(adjoint, candidate, z);
  NAME(put)(dgates, NAME(through_sigmoid)(inner * q, r), width);
  NAME(put)(dgates + n, update, width);
  NAME(put)(dgates + 2 * n, inner, width);
  NAME(put)(dgates + 3 * n, inner * r, width);
  NAME(add_product)(dh_previous, adjoint, z, width);
}

KERNEL NAME(gru_after_backward)(size_t rows, size_t n, const REAL *gates, REAL *dgates,
                                ptrdiff_t gates_stride, const REAL *h_previous, const REAL *dh,
                                REAL *dh_previous, ptrdiff_t state_stride, const bool *mask) {
  FOR_LAW_ROWS(NAME(zero_row)(GATES(dgates), 4 * n);
               NAME(add_row)(STATE(dh_previous), STATE(dh), n)) {
    FOR_BLOCKS(n, NAME(gru_after_adjoint)(GATES(gates) + j, GATES(dgates) + j,
                                          STATE(h_previous) + j, STATE(dh) + j,
                                          STATE(dh_previous) + j, n, width));
  }
}

INLINE void NAME(gru_before_gates)(REAL *gates, const REAL *h_previous, REAL *reset, size_t n,
                                   size_t width) {
  VECTOR r = NAME(logistic)(NAME(get)(gates, width));
  VECTOR z = NAME(logistic)(NAME(get)(gates + n, width));
  NAME(put)(reset, r * NAME(get)(h_previous, width), width);
  NAME(put)(gates, r, width);
  NAME(put)(gates + n, z, width);
}

KERNEL NAME(gru_before_reset)(size_t rows, size_t n, REAL *gates, ptrdiff_t gates_stride,
                              const REAL *h_previous, REAL *reset, ptrdiff_t state_stride,
                              const bool *mask) {
  FOR_LAW_ROWS(NAME(zero_row)(STATE(reset), n)) {
    FOR_BLOCKS(n, NAME(gru_before_gates)(GATES(gates) + j, STATE(h_previous) + j, STATE(reset) + j,
                                         n, width));
  }
}

INLINE void NAME(gru_before_state)(REAL *gates, const REAL *h_previous, REAL *h, size_t n,
                                   size_t width) {
  VECTOR z = NAME(get)(gates + n, width);
  VECTOR candidate = NAME(hyperbolic)(NAME(get)(gates + 2 * n, width));
  VECTOR state = NAME(mixed)(z, NAME(get)(h_previous, width), candidate);
  NAME(put)(gates + 2 * n, candidate, width);
  NAME(put)(h, state, width);
}

KERNEL NAME(gru_before_output)(size_t rows, size_t n, REAL *gates, ptrdiff_t gates_stride,
                               const REAL *h_previous, REAL *h, ptrdiff_t state_stride,
                               const bool *mask) {
  FOR_LAW_ROWS(NAME(copy_row)(STATE(h), STATE(h_previous), n)) {
    FOR_BLOCKS(n, NAME(gru_before_state)(GATES(gates) + j, STATE(h_previous) + j, STATE(h) + j, n,
                                         width));
  }
}

INLINE void NAME(gru_before_output_adjoint)(const REAL *gates, REAL *dgates,
                                            const REAL *h_previous, const REAL *dh,
                                            REAL *dh_previous, size_t n, size_t width) {
  VECTOR z = NAME(get)(gates + n, width), candidate = NAME(get)(gates + 2 * n, width);
  VECTOR adjoint = NAME(get)(dh, width);
  VECTOR update =
      NAME(update_adjoint)(adjoint, NAME(get)(h_previous, width), candidate, z);
  NAME(put)(dgates + n, update, width);
  NAME(put)(dgates + 2 * n, NAME(candidate_adjoint)(adjoint, candidate, z), width);
  NAME(add_product)(dh_previous, adjoint, z, width);
}

KERNEL NAME(gru_before_output_backward)(size_t rows, size_t n, const REAL *gates, REAL *dgates,
                                        ptrdiff_t gates_stride, const REAL *h_previous,
                                        const REAL *dh, REAL *dh_previous, ptrdiff_t state_stride,
                                        const bool *mask) {
  FOR_LAW_ROWS(NAME(zero_row)(GATES(dgates) + n, 2 * n);
               NAME(add_row)(STATE(dh_previous), STATE(dh), n)) {
    FOR_BLOCKS(n, NAME(gru_before_output_adjoint)(GATES(gates) + j, GATES(dgates) + j,
                                                  STATE(h_previous) + j, STATE(dh) + j,
                                                  STATE(dh_previous) + j, n, width));
  }
}

INLINE void NAME(gru_before_reset_adjoint)(const REAL *gates, REAL *dgates,
                                           const REAL *h_previous, const REAL *dreset,
                                           REAL *dh_previous, size_t width) {
  VECTOR r = NAME(get)(gates, width), adjoint = NAME(get)(dreset, width);
  NAME(put)(dgates, NAME(through_sigmoid)(adjoint * NAME(get)(h_previous, width), r), width);
  NAME(add_product)(dh_previous, adjoint, r, width);
}

KERNEL NAME(gru_before_reset_backward)(size_t rows, size_t n, const REAL *gates, REAL *dgates,
                                       ptrdiff_t gates_stride, const REAL *h_previous,
                                       const REAL *dreset, REAL *dh_previous,
                                       ptrdiff_t state_stride, const bool *mask) {
  FOR_LAW_ROWS(NAME(zero_row)(GATES(dgates), n)) {
    FOR_BLOCKS(n, NAME(gru_before_reset_adjoint)(GATES(gates) + j, GATES(dgates) + j,
                                                 STATE(h_previous) + j, STATE(dreset) + j,
                                                 STATE(dh_previous) + j, width));
  }
}
