// What is correct of convolution: plain loops.

static void NAME(window_product)(REAL *out, ptrdiff_t out_stride, const REAL *left,
                                 ptrdiff_t left_stride, const REAL *right,
                                 const ptrdiff_t *offsets, size_t m, size_t k, size_t n,
                                 const REAL *bias, int accumulate, int rectifier) {
  for (size_t row = 0; row < m; row++) {
    FOR_UNITS {
      REAL sum = accumulate ? AT(out, out_stride)[j] : bias ? bias[row] : 0;
      for (size_t step = 0; step < k; step++)
        sum += AT(left, left_stride)[step] * right[offsets[step] + (ptrdiff_t)j];
      AT(out, out_stride)[j] = rectifier && sum < 0 ? 0 : sum;
    }
  }
}

static void NAME(window_gradient)(REAL *out, ptrdiff_t out_stride, const REAL *left,
                                  ptrdiff_t left_stride, ptrdiff_t left_distance,
                                  const REAL *right, const ptrdiff_t *offsets,
                                  ptrdiff_t right_distance, size_t count, size_t m, size_t k,
                                  size_t n, int accumulate) {
  for (size_t row = 0; row < m; row++) {
    for (size_t i = 0; i < k; i++) {
      REAL sum = 0;
      for (size_t image = 0; image < count; image++) {
        const REAL *adjoint = AT(left, left_stride) + (ptrdiff_t)image * left_distance;
        const REAL *values = right + offsets[i] + (ptrdiff_t)image * right_distance;
        FOR_UNITS sum += adjoint[j] * values[j];
      }
      AT(out, out_stride)[i] = accumulate ? AT(out, out_stride)[i] + sum : sum;
    }
  }
}

#define DEFINE_BOX(BOX, ASSIGN)                                                                   \
  static void BOX(const recur_extent *extent, REAL *out, const recur_strides *out_strides,        \
                  const REAL *in, const recur_strides *in_strides) {                              \
    for (size_t plane = 0; plane < extent->planes; plane++)                                       \
      for (size_t row = 0; row < extent->rows; row++)                                             \
        for (size_t column = 0; column < extent->columns; column++)                               \
          out[PLACE(out_strides)] ASSIGN in[PLACE(in_strides)];                                   \
  }
#define PLACE(strides)                                                                            \
  ((ptrdiff_t)plane * (strides)->plane + (ptrdiff_t)row * (strides)->row +                        \
   (ptrdiff_t)column * (strides)->column)
DEFINE_BOX(NAME(copy_box), =)
DEFINE_BOX(NAME(add_box), +=)
#undef DEFINE_BOX

static void NAME(box_maxima)(const recur_extent *extent, REAL *out, REAL *winners,
                             const recur_strides *out_strides, const REAL *in,
                             const recur_strides *in_strides, const ptrdiff_t *offsets,
                             size_t taps) {
  for (size_t plane = 0; plane < extent->planes; plane++) {
    for (size_t row = 0; row < extent->rows; row++) {
      for (size_t column = 0; column < extent->columns; column++) {
        const REAL *corner = in + PLACE(in_strides);
        REAL best = -(REAL)INFINITY;
        size_t winner = 0;
        for (size_t tap = 0; tap < taps && best == best; tap++) {
          if (corner[offsets[tap]] <= best) continue;
          best = corner[offsets[tap]];
          winner = tap;
        }
        out[PLACE(out_strides)] = best;
        winners[PLACE(out_strides)] = (REAL)winner;
      }
    }
  }
}

static void NAME(box_maxima_adjoint)(const recur_extent *extent, REAL *in,
                                     const recur_strides *in_strides, const REAL *out,
                                     const REAL *winners, const recur_strides *out_strides,
                                     const ptrdiff_t *offsets, size_t taps, int accumulate) {
  for (size_t plane = 0; plane < extent->planes; plane++) {
    for (size_t row = 0; row < extent->rows; row++) {
      for (size_t column = 0; column < extent->columns; column++) {
        for (size_t tap = 0; tap < taps; tap++) {
          REAL *const target = in + PLACE(in_strides) + offsets[tap];
          const REAL part =
              winners[PLACE(out_strides)] == (REAL)tap ? out[PLACE(out_strides)] : 0;
          *target = accumulate ? *target + part : part;
        }
      }
    }
  }
}
#undef PLACE

static void NAME(rectifier_adjoint)(size_t rows, size_t n, REAL *sums, REAL *passed,
                                    ptrdiff_t passed_stride, const REAL *in, const REAL *values,
                                    ptrdiff_t stride) {
  FOR_ROWS {
    REAL sum = 0;
    FOR_UNITS {
      const REAL adjoint = AT(values, stride)[j] > 0 ? AT(in, stride)[j] : 0;
      AT(passed, passed_stride)[j] = adjoint;
      sum += adjoint;
    }
    if (sums) sums[row] += sum;
  }
}
