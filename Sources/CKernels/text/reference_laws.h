// The reference's laws of the cells: the equations of CKernels.h, one unit at a time.

#include "law_rows.h"

static void NAME(elman_forward)(size_t rows, size_t n, const REAL *gates, ptrdiff_t gates_stride,
                                const REAL *h_previous, REAL *h, ptrdiff_t state_stride,
                                int rectifier, const bool *mask) {
  FOR_LAW_ROWS(NAME(copy_row)(STATE(h), STATE(h_previous), n)) {
    const REAL *z = GATES(gates);
    REAL *output = STATE(h);
    FOR_UNITS output[j] = !rectifier ? TANH(z[j]) : z[j] < 0 ? 0 : z[j];
  }
}

static void NAME(elman_backward)(size_t rows, size_t n, REAL *dgates, ptrdiff_t gates_stride,
                                 const REAL *h, const REAL *dh, REAL *dh_previous,
                                 ptrdiff_t state_stride, int rectifier, const bool *mask) {
  FOR_LAW_ROWS(NAME(zero_row)(GATES(dgates), n); NAME(add_row)(STATE(dh_previous), STATE(dh), n)) {
    REAL *dz = GATES(dgates);
    const REAL *output = STATE(h), *adjoint = STATE(dh);
    FOR_UNITS {
      if (rectifier) dz[j] = output[j] > 0 ? adjoint[j] : 0;
      else dz[j] = (1 - output[j] * output[j]) * adjoint[j];
    }
  }
}

static void NAME(lstm_forward)(size_t rows, size_t n, REAL *gates, ptrdiff_t gates_stride,
                               const REAL *h_previous, const REAL *c_previous, REAL *h, REAL *c,
                               REAL *tanh_c, ptrdiff_t state_stride, const REAL *peepholes,
                               int capped, const bool *mask) {
  FOR_LAW_ROWS(NAME(copy_row)(STATE(h), STATE(h_previous), n);
               NAME(copy_row)(STATE(c), STATE(c_previous), n)) {
    REAL *a = GATES(gates);
    const REAL *before = STATE(c_previous);
    FOR_UNITS {
      REAL i = a[j], f = a[n + j], g = a[2 * n + j], o = a[3 * n + j];
      if (peepholes) {
        i += peepholes[j] * before[j];
        f += peepholes[n + j] * before[j];
      }
      i = NAME(logistic)(i);
      f = NAME(logistic)(f);
      if (capped && i > 1 - f) i = 1 - f;
      g = TANH(g);
      const REAL cell = f * before[j] + i * g;
      if (peepholes) o += peepholes[2 * n + j] * cell;
      o = NAME(logistic)(o);
      a[j] = i;
      a[n + j] = f;
      a[2 * n + j] = g;
      a[3 * n + j] = o;
      STATE(c)[j] = cell;
      STATE(tanh_c)[j] = TANH(cell);
      STATE(h)[j] = o * TANH(cell);
    }
  }
}

static void NAME(lstm_backward)(size_t rows, size_t n, const REAL *gates, REAL *dgates,
                                ptrdiff_t gates_stride, const REAL *c_previous, const REAL *c,
                                const REAL *tanh_c, const REAL *dh, REAL *dh_previous, REAL *dc,
                                ptrdiff_t state_stride, const REAL *peepholes, REAL *dpeepholes,
                                int capped, const bool *mask) {
  FOR_LAW_ROWS(NAME(zero_row)(GATES(dgates), 4 * n);
               NAME(add_row)(STATE(dh_previous), STATE(dh), n)) {
    const REAL *a = GATES(gates);
    REAL *da = GATES(dgates);
    FOR_UNITS {
      const REAL i = a[j], f = a[n + j], g = a[2 * n + j], o = a[3 * n + j];
      const REAL before = STATE(c_previous)[j], squashed = STATE(tanh_c)[j];
      const REAL adjoint = STATE(dh)[j];
      REAL *cell = STATE(dc) + j;
      const REAL d_o = adjoint * squashed * o * (1 - o);
      *cell += adjoint * o * (1 - squashed * squashed);
      if (peepholes) *cell += d_o * peepholes[2 * n + j];
      const int is_capped = capped && i >= 1 - f;
      const REAL d_f = *cell * (is_capped ? before - g : before) * f * (1 - f);
      const REAL d_i = is_capped ? 0 : *cell * g * i * (1 - i);
      const REAL d_g = *cell * i * (1 - g * g);
      *cell *= f;
      if (peepholes) {
        *cell += d_i * peepholes[j] + d_f * peepholes[n + j];
        dpeepholes[j] += d_i * before;
        dpeepholes[n + j] += d_f * before;
        dpeepholes[2 * n + j] += d_o * STATE(c)[j];
      }
      da[j] = d_i;
      da[n + j] = d_f;
      da[2 * n + j] = d_g;
      da[3 * n + j] = d_o;
    }
  }
}

static void NAME(gru_after_forward)(size_t rows, size_t n, REAL *gates, ptrdiff_t gates_stride,
                                    const REAL *h_previous, REAL *h, ptrdiff_t state_stride,
                                    const bool *mask) {
  FOR_LAW_ROWS(NAME(copy_row)(STATE(h), STATE(h_previous), n)) {
    REAL *a = GATES(gates);
    const REAL *before = STATE(h_previous);
    FOR_UNITS {
      const REAL r = NAME(logistic)(a[j]), z = NAME(logistic)(a[n + j]);
      const REAL candidate = TANH(a[2 * n + j] + r * a[3 * n + j]);
      a[j] = r;
      a[n + j] = z;
      a[2 * n + j] = candidate;
      STATE(h)[j] = z * before[j] + (1 - z) * candidate;
    }
  }
}

static void NAME(gru_after_backward)(size_t rows, size_t n, const REAL *gates, REAL *dgates,
                                     ptrdiff_t gates_stride, const REAL *h_previous,
                                     const REAL *dh, REAL *dh_previous, ptrdiff_t state_stride,
                                     const bool *mask) {
  FOR_LAW_ROWS(NAME(zero_row)(GATES(dgates), 4 * n);
               NAME(add_row)(STATE(dh_previous), STATE(dh), n)) {
    const REAL *a = GATES(gates), *adjoint = STATE(dh);
    REAL *da = GATES(dgates), *passed = STATE(dh_previous);
    FOR_UNITS {
      const REAL r = a[j], z = a[n + j], candidate = a[2 * n + j], q = a[3 * n + j];
      const REAL before = STATE(h_previous)[j];
      const REAL inner = adjoint[j] * (1 - z) * (1 - candidate * candidate);
      da[j] = inner * q * r * (1 - r);
      da[n + j] = adjoint[j] * (before - candidate) * z * (1 - z);
      da[2 * n + j] = inner;
      da[3 * n + j] = inner * r;
      passed[j] += adjoint[j] * z;
    }
  }
}

static void NAME(gru_before_reset)(size_t rows, size_t n, REAL *gates, ptrdiff_t gates_stride,
                                   const REAL *h_previous, REAL *reset, ptrdiff_t state_stride,
                                   const bool *mask) {
  FOR_LAW_ROWS(NAME(zero_row)(STATE(reset), n)) {
    REAL *a = GATES(gates);
    FOR_UNITS {
      a[j] = NAME(logistic)(a[j]);
      a[n + j] = NAME(logistic)(a[n + j]);
      STATE(reset)[j] = a[j] * STATE(h_previous)[j];
    }
  }
}

static void NAME(gru_before_output)(size_t rows, size_t n, REAL *gates, ptrdiff_t gates_stride,
                                    const REAL *h_previous, REAL *h, ptrdiff_t state_stride,
                                    const bool *mask) {
  FOR_LAW_ROWS(NAME(copy_row)(STATE(h), STATE(h_previous), n)) {
    REAL *a = GATES(gates);
    const REAL *before = STATE(h_previous);
    FOR_UNITS {
      const REAL z = a[n + j], candidate = TANH(a[2 * n + j]);
      a[2 * n + j] = candidate;
      STATE(h)[j] = z * before[j] + (1 - z) * candidate;
    }
  }
}

static void NAME(gru_before_output_backward)(size_t rows, size_t n, const REAL *gates,
                                             REAL *dgates, ptrdiff_t gates_stride,
                                             const REAL *h_previous, const REAL *dh,
                                             REAL *dh_previous, ptrdiff_t state_stride,
                                             const bool *mask) {
  FOR_LAW_ROWS(NAME(zero_row)(GATES(dgates) + n, 2 * n);
               NAME(add_row)(STATE(dh_previous), STATE(dh), n)) {
    const REAL *a = GATES(gates), *adjoint = STATE(dh);
    REAL *da = GATES(dgates), *passed = STATE(dh_previous);
    FOR_UNITS {
      const REAL z = a[n + j], candidate = a[2 * n + j];
      const REAL before = STATE(h_previous)[j];
      da[n + j] = adjoint[j] * (before - candidate) * z * (1 - z);
      da[2 * n + j] = adjoint[j] * (1 - z) * (1 - candidate * candidate);
      passed[j] += adjoint[j] * z;
    }
  }
}

static void NAME(gru_before_reset_backward)(size_t rows, size_t n, const REAL *gates,
                                            REAL *dgates, ptrdiff_t gates_stride,
                                            const REAL *h_previous, const REAL *dreset,
                                            REAL *dh_previous, ptrdiff_t state_stride,
                                            const bool *mask) {
  FOR_LAW_ROWS(NAME(zero_row)(GATES(dgates), n)) {
    REAL *da = GATES(dgates);
    FOR_UNITS {
      const REAL r = GATES(gates)[j], adjoint = STATE(dreset)[j];
      STATE(dh_previous)[j] += adjoint * r;
      da[j] = adjoint * STATE(h_previous)[j] * r * (1 - r);
    }
  }
}
