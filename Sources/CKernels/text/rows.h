// Rows of tables, sums over rows, and element-by-element arithmetic.

KERNEL NAME(gather)(size_t rows, size_t width, REAL *out, ptrdiff_t out_stride, const REAL *table,
                    ptrdiff_t table_stride, const int32_t *indices, int accumulate) {
  for (size_t row = 0; row < rows; row++) {
    REAL *o = out + (ptrdiff_t)row * out_stride;
    if (indices[row] < 0) {
      if (!accumulate) NAME(zero_row)(o, width);
      continue;
    }
    const REAL *entry = table + indices[row] * table_stride;
    if (accumulate) NAME(add_row)(o, entry, width);
    else NAME(copy_row)(o, entry, width);
  }
}

KERNEL NAME(scatter_add)(size_t rows, size_t width, REAL *table, ptrdiff_t table_stride,
                         const REAL *in, ptrdiff_t in_stride, const int32_t *indices) {
  for (size_t row = 0; row < rows; row++) {
    if (indices[row] < 0) continue;
    NAME(add_row)(table + indices[row] * table_stride, in + (ptrdiff_t)row * in_stride, width);
  }
}

KERNEL NAME(broadcast)(size_t rows, size_t width, REAL *out, ptrdiff_t out_stride,
                       const REAL *vector) {
  for (size_t row = 0; row < rows; row++) {
    NAME(copy_row)(out + (ptrdiff_t)row * out_stride, vector, width);
  }
}

// Four vectors of columns at a time, so that a row is read by whole cache lines.
#undef SUM_VECTORS
#define SUM_VECTORS 4
KERNEL NAME(column_sums)(size_t rows, size_t width, REAL *sums, const REAL *in,
                         ptrdiff_t in_stride) {
  size_t j = 0;
  for (; j + SUM_VECTORS * LANES <= width; j += SUM_VECTORS * LANES) {
    VECTOR sum[SUM_VECTORS];
#pragma clang loop unroll(full)
    for (int v = 0; v < SUM_VECTORS; v++) sum[v] = NAME(load)(sums + j + v * LANES);
    for (size_t row = 0; row < rows; row++) {
      const REAL *r = in + (ptrdiff_t)row * in_stride + j;
#pragma clang loop unroll(full)
      for (int v = 0; v < SUM_VECTORS; v++) sum[v] += NAME(load)(r + v * LANES);
    }
#pragma clang loop unroll(full)
    for (int v = 0; v < SUM_VECTORS; v++) NAME(store)(sums + j + v * LANES, sum[v]);
  }
  for (; j < width; j += LANES) {
    const size_t part = width - j < LANES ? width - j : LANES;
    VECTOR sum = NAME(get)(sums + j, part);
    for (size_t row = 0; row < rows; row++) {
      sum += NAME(get)(in + (ptrdiff_t)row * in_stride + j, part);
    }
    NAME(put)(sums + j, sum, part);
  }
}

KERNEL NAME(add)(REAL *out, const REAL *in, size_t count) { NAME(add_row)(out, in, count); }

KERNEL NAME(scale)(REAL *out, double by, size_t count) {
  const REAL factor = (REAL)by;
  const VECTOR f = NAME(splat)(factor);
  FOR_BLOCKS(count, NAME(put)(out + j, NAME(get)(out + j, width) * f, width));
}

KERNEL NAME(approach)(REAL *out, const REAL *in, double by, size_t count) {
  const VECTOR share = NAME(splat)((REAL)by);
  FOR_BLOCKS(count, {
    const VECTOR from = NAME(get)(out + j, width), to = NAME(get)(in + j, width);
    NAME(put)(out + j, from + share * (to - from), width);
  });
}

// Whole squares are turned in registers; a margin narrower than one goes element by element.
KERNEL NAME(transpose_add)(size_t rows, size_t columns, REAL *out, ptrdiff_t out_stride,
                           const REAL *in, ptrdiff_t in_stride) {
  const size_t whole_rows = rows / LANES * LANES, whole_columns = columns / LANES * LANES;
  for (size_t i = 0; i < whole_rows; i += LANES) {
    for (size_t j = 0; j < whole_columns; j += LANES) {
      VECTOR square[LANES];
      NAME(load_transposed)(square, in + (ptrdiff_t)i * in_stride + (ptrdiff_t)j, in_stride, LANES,
                            LANES);
      REAL *target = out + (ptrdiff_t)j * out_stride + (ptrdiff_t)i;
      for (size_t row = 0; row < LANES; row++, target += out_stride)
        NAME(store)(target, NAME(load)(target) + square[row]);
    }
  }
  for (size_t i = 0; i < rows; i++) {
    const REAL *const source = in + (ptrdiff_t)i * in_stride;
    for (size_t j = i < whole_rows ? whole_columns : 0; j < columns; j++)
      out[(ptrdiff_t)j * out_stride + (ptrdiff_t)i] += source[j];
  }
}

typedef double NAME(wide) __attribute__((vector_size(LANES * sizeof(double))));

static double NAME(sum_of_squares)(const REAL *in, size_t count) {
  NAME(wide) sum = {};
  FOR_BLOCKS(count, {
    NAME(wide) v = __builtin_convertvector(NAME(get)(in + j, width), NAME(wide));
    sum += v * v;
  });
  double total = 0;
  for (int lane = 0; lane < LANES; lane++) total += sum[lane];
  return total;
}

// The zeros that fill up the tail are inside any limit.
static size_t NAME(clamp_count)(REAL *values, double largest, size_t count) {
  const VECTOR bound = NAME(splat)((REAL)largest);
  // By lane, as negative numbers: a mask that is set is -1.
  INTEGERS outside = {};
  FOR_BLOCKS(count, {
    VECTOR v = NAME(get)(values + j, width);
    outside += NAME(magnitude)(v) > bound;
    NAME(put)(values + j, NAME(clamped)(v, bound), width);
  });
  size_t sum = 0;
  for (int lane = 0; lane < LANES; lane++) sum += (size_t)-outside[lane];
  return sum;
}
