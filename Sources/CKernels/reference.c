// What is correct: every kernel in plain loops over one element at a time, with the C library's
// functions. This file includes itself once per scalar type.
#ifndef REAL

#include "CKernels.h"

#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

#define SET reference
#define LANES 1
#define PANEL_VECTORS 16
#define ROW_TILE 1

#define JOIN(a, b) a##_##b
#define NAME_(x, type) JOIN(x, type)
#define NAME(x) NAME_(x, TYPE)

#define REAL float
#define TYPE f32
#define EXP expf
#define TANH tanhf
#define LOG logf
#define SQRT sqrtf
#define SIN sinf
#define COS cosf
#define POW powf
#define ERFC erfcf
#define LOG1P log1pf
#include "reference.c"
#include "text/table.h"

#undef REAL
#undef TYPE
#undef EXP
#undef TANH
#undef LOG
#undef SQRT
#undef SIN
#undef COS
#undef POW
#undef ERFC
#undef LOG1P
#define REAL double
#define TYPE f64
#define EXP exp
#define TANH tanh
#define LOG log
#define SQRT sqrt
#define SIN sin
#define COS cos
#define POW pow
#define ERFC erfc
#define LOG1P log1p
#include "reference.c"
#include "text/table.h"

#else

#define FOR_ROWS for (size_t row = 0; row < rows; row++)
#define FOR_UNITS for (size_t j = 0; j < n; j++)
#define AT(matrix, stride) ((matrix) + (ptrdiff_t)row * (stride))

// Products.

static void NAME(pack)(REAL *packed, const REAL *right, size_t k, size_t n, ptrdiff_t row_stride,
                       ptrdiff_t column_stride) {
  for (size_t panel = 0; panel < n; panel += PANEL_VECTORS) {
    for (size_t i = 0; i < k; i++) {
      for (size_t j = panel; j < panel + PANEL_VECTORS; j++) {
        *packed++ = j < n ? right[(ptrdiff_t)i * row_stride + (ptrdiff_t)j * column_stride] : 0;
      }
    }
  }
}

static void NAME(product)(REAL *out, ptrdiff_t out_stride, const REAL *left,
                          ptrdiff_t left_stride, const REAL *packed, size_t m, size_t k, size_t n,
                          int accumulate) {
  for (size_t row = 0; row < m; row++) {
    for (size_t j = 0; j < n; j++) {
      const REAL *column = packed + j / PANEL_VECTORS * PANEL_VECTORS * k + j % PANEL_VECTORS;
      REAL sum = accumulate ? AT(out, out_stride)[j] : 0;
      for (size_t i = 0; i < k; i++) sum += AT(left, left_stride)[i] * column[i * PANEL_VECTORS];
      AT(out, out_stride)[j] = sum;
    }
  }
}

// bfloat16: the upper half of binary32, ties to even.
static float NAME(bfloat16)(REAL value) {
  float rounded = (float)value;
  uint32_t bits;
  memcpy(&bits, &rounded, sizeof bits);
  const uint32_t below = bits & 0xffff, upper = bits >> 16;
  const int up = below > 0x8000 || (below == 0x8000 && upper % 2 == 1);
  bits = isnan(rounded) ? 0x7fc00000 : (upper + (uint32_t)up) << 16;
  memcpy(&rounded, &bits, sizeof bits);
  return rounded;
}

static void NAME(pack_bfloat16)(void *packed, const REAL *right, size_t k, size_t n,
                                ptrdiff_t row_stride, ptrdiff_t column_stride) {
  uint16_t *out = packed;
  for (size_t panel = 0; panel < n; panel += PANEL_VECTORS) {
    for (size_t i = 0; i < k; i++) {
      for (size_t j = panel; j < panel + PANEL_VECTORS; j++) {
        const float value = NAME(bfloat16)(
            j < n ? right[(ptrdiff_t)i * row_stride + (ptrdiff_t)j * column_stride] : 0);
        uint32_t bits;
        memcpy(&bits, &value, sizeof bits);
        *out++ = (uint16_t)(bits >> 16);
      }
    }
  }
}

static void NAME(product_bfloat16)(REAL *out, ptrdiff_t out_stride, const REAL *left,
                                   ptrdiff_t left_stride, const void *packed, size_t m, size_t k,
                                   size_t n, int accumulate) {
  for (size_t row = 0; row < m; row++) {
    for (size_t j = 0; j < n; j++) {
      const uint16_t *column =
          (const uint16_t *)packed + j / PANEL_VECTORS * PANEL_VECTORS * k + j % PANEL_VECTORS;
      REAL sum = accumulate ? AT(out, out_stride)[j] : 0;
      for (size_t i = 0; i < k; i++) {
        const uint32_t bits = (uint32_t)column[i * PANEL_VECTORS] << 16;
        float weight;
        memcpy(&weight, &bits, sizeof weight);
        sum += (REAL)NAME(bfloat16)(AT(left, left_stride)[i]) * (REAL)weight;
      }
      AT(out, out_stride)[j] = sum;
    }
  }
}

static size_t NAME(product_transposed_scratch)(size_t m, size_t n) {
  (void)m, (void)n;
  return 0;
}
static size_t NAME(product_transposed_bfloat16_scratch)(size_t m, size_t n) {
  (void)m, (void)n;
  return 0;
}
#define DEFINE_PRODUCT_TRANSPOSED(PRODUCT, SCRATCH, OPERAND)                                       \
  static void PRODUCT(REAL *out, ptrdiff_t out_stride, const REAL *left, ptrdiff_t left_stride,    \
                      const REAL *right, ptrdiff_t right_stride, size_t m, size_t k, size_t n,     \
                      int accumulate, SCRATCH *scratch) {                                          \
    (void)scratch;                                                                                 \
    for (size_t i = 0; i < m; i++) {                                                               \
      for (size_t j = 0; j < n; j++) {                                                             \
        REAL *sum = out + (ptrdiff_t)i * out_stride + (ptrdiff_t)j;                                \
        if (!accumulate) *sum = 0;                                                                 \
        for (size_t row = 0; row < k; row++)                                                       \
          *sum += (REAL)OPERAND(AT(left, left_stride)[i]) *                                        \
                  (REAL)OPERAND(AT(right, right_stride)[j]);                                       \
      }                                                                                            \
    }                                                                                              \
  }
DEFINE_PRODUCT_TRANSPOSED(NAME(product_transposed), REAL, )
DEFINE_PRODUCT_TRANSPOSED(NAME(product_transposed_bfloat16), void, NAME(bfloat16))
#undef DEFINE_PRODUCT_TRANSPOSED

static double NAME(peak_probe)(size_t iterations) {
  volatile REAL x = 1;
  for (size_t i = 0; i < iterations; i++) x = x * (REAL)0.5 + (REAL)0.5;
  return 2.0 * (double)iterations;
}
static double NAME(peak_probe_bfloat16)(size_t iterations) { return NAME(peak_probe)(iterations); }
static double NAME(read_probe)(const REAL *in, size_t n) {
  double sum = 0;
  FOR_UNITS sum += in[j];
  return sum;
}
static void NAME(write_probe)(REAL *out, size_t n) { FOR_UNITS out[j] = 1; }

// Elementary functions.

static REAL NAME(logistic)(REAL x) {
  const REAL e = EXP(x < 0 ? x : -x);
  return (x < 0 ? e : 1) / (1 + e);
}

static void NAME(exponential)(REAL *out, const REAL *in, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = EXP(in[i]);
}
static void NAME(tanh)(REAL *out, const REAL *in, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = TANH(in[i]);
}
static void NAME(sigmoid)(REAL *out, const REAL *in, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = NAME(logistic)(in[i]);
}

// Rows.

static void NAME(copy_row)(REAL *out, const REAL *in, size_t n) {
  memmove(out, in, n * sizeof(REAL));
}
static void NAME(add_row)(REAL *out, const REAL *in, size_t n) { FOR_UNITS out[j] += in[j]; }
static void NAME(zero_row)(REAL *out, size_t n) { FOR_UNITS out[j] = 0; }

static void NAME(gather)(size_t rows, size_t width, REAL *out, ptrdiff_t out_stride,
                         const REAL *table, ptrdiff_t table_stride, const int32_t *indices,
                         int accumulate) {
  FOR_ROWS {
    if (!accumulate) NAME(zero_row)(AT(out, out_stride), width);
    if (indices[row] < 0) continue;
    const REAL *entry = table + indices[row] * table_stride;
    if (accumulate) NAME(add_row)(AT(out, out_stride), entry, width);
    else NAME(copy_row)(AT(out, out_stride), entry, width);
  }
}

static void NAME(scatter_add)(size_t rows, size_t width, REAL *table, ptrdiff_t table_stride,
                              const REAL *in, ptrdiff_t in_stride, const int32_t *indices) {
  FOR_ROWS {
    if (indices[row] < 0) continue;
    NAME(add_row)(table + indices[row] * table_stride, AT(in, in_stride), width);
  }
}

static void NAME(broadcast)(size_t rows, size_t width, REAL *out, ptrdiff_t out_stride,
                            const REAL *vector) {
  FOR_ROWS NAME(copy_row)(AT(out, out_stride), vector, width);
}
static void NAME(column_sums)(size_t rows, size_t width, REAL *sums, const REAL *in,
                              ptrdiff_t in_stride) {
  FOR_ROWS NAME(add_row)(sums, AT(in, in_stride), width);
}
static void NAME(add)(REAL *out, const REAL *in, size_t n) { NAME(add_row)(out, in, n); }
static void NAME(scale)(REAL *out, double factor, size_t n) {
  FOR_UNITS out[j] *= (REAL)factor;
}
static void NAME(approach)(REAL *out, const REAL *in, double share, size_t n) {
  FOR_UNITS out[j] += (REAL)share * (in[j] - out[j]);
}
static void NAME(transpose_add)(size_t rows, size_t n, REAL *out, ptrdiff_t out_stride,
                                const REAL *in, ptrdiff_t in_stride) {
  FOR_ROWS FOR_UNITS out[(ptrdiff_t)j * out_stride + (ptrdiff_t)row] += AT(in, in_stride)[j];
}

static double NAME(sum_of_squares)(const REAL *in, size_t n) {
  double sum = 0;
  FOR_UNITS sum += (double)in[j] * in[j];
  return sum;
}

static REAL NAME(clamped)(REAL x, REAL limit) {
  return x > limit ? limit : x < -limit ? -limit : x;
}

static size_t NAME(clamp_count)(REAL *values, double bound, size_t n) {
  const REAL limit = (REAL)bound;
  size_t outside = 0;
  FOR_UNITS {
    if (values[j] > limit || values[j] < -limit) outside++;
    values[j] = NAME(clamped)(values[j], limit);
  }
  return outside;
}

#include "text/dropout.h"
#include "text/reference_convolution.h"
#include "text/reference_laws.h"
#include "text/reference_law.h"
#include "text/reference_elements.h"
#include "text/reference_updates.h"
#include "text/reference_channels.h"

#endif
