// Convolution: products whose right operand is read where the lowered image lies, and copies
// between boxes of images.

// left[m, k] . right, row k of the right operand at right + offsets[k]: a tile as in tiles.h, begun
// with the result, with a bias for each row or with zeros.
#undef DEFINE_WINDOW_TILE
#define DEFINE_WINDOW_TILE(ROWS, VECTORS)                                                         \
  KERNEL NAME(window_tile##ROWS##x##VECTORS)(                                                     \
      REAL *out, ptrdiff_t out_stride, const REAL *left, ptrdiff_t left_stride,                   \
      const REAL *right, const ptrdiff_t *offsets, size_t k, const REAL *bias, int accumulate,    \
      int rectifier) {                                                                            \
    VECTOR sums[ROWS][VECTORS];                                                                   \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < ROWS; i++)                             \
        _Pragma("clang loop unroll(full)") for (int v = 0; v < VECTORS; v++)                      \
            sums[i][v] = accumulate ? NAME(load)(out + i * out_stride + v * LANES)                \
                                    : NAME(splat)(bias ? bias[i] : 0);                            \
    for (size_t step = 0; step < k; step++) {                                                     \
      const REAL *const row = right + offsets[step];                                              \
      VECTOR operand[VECTORS];                                                                    \
      _Pragma("clang loop unroll(full)") for (int v = 0; v < VECTORS; v++)                        \
          operand[v] = NAME(load)(row + v * LANES);                                               \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < ROWS; i++) {                         \
        const VECTOR one = NAME(splat)(left[i * left_stride]);                                    \
        _Pragma("clang loop unroll(full)") for (int v = 0; v < VECTORS; v++)                      \
            sums[i][v] = NAME(fused)(one, operand[v], sums[i][v]);                                \
      }                                                                                           \
      left++;                                                                                     \
    }                                                                                             \
    const VECTOR zero = {};                                                                       \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < ROWS; i++)                             \
        _Pragma("clang loop unroll(full)") for (int v = 0; v < VECTORS; v++) {                    \
      if (rectifier) sums[i][v] = NAME(select)(sums[i][v] < zero, zero, sums[i][v]);              \
      NAME(store)(out + i * out_stride + v * LANES, sums[i][v]);                                  \
    }                                                                                             \
  }
#undef DEFINE_WINDOW_TILES
#undef WINDOW_CASES
#if ROW_TILE > 4
#define DEFINE_WINDOW_TILES(VECTORS)                                                              \
  DEFINE_WINDOW_TILE(1, VECTORS) DEFINE_WINDOW_TILE(2, VECTORS) DEFINE_WINDOW_TILE(3, VECTORS)    \
  DEFINE_WINDOW_TILE(4, VECTORS) DEFINE_WINDOW_TILE(5, VECTORS) DEFINE_WINDOW_TILE(6, VECTORS)
#define WINDOW_CASES(VECTORS)                                                                     \
  {                                                                                               \
    NAME(window_tile1x##VECTORS), NAME(window_tile2x##VECTORS), NAME(window_tile3x##VECTORS),     \
        NAME(window_tile4x##VECTORS), NAME(window_tile5x##VECTORS), NAME(window_tile6x##VECTORS), \
  }
#else
#define DEFINE_WINDOW_TILES(VECTORS)                                                              \
  DEFINE_WINDOW_TILE(1, VECTORS) DEFINE_WINDOW_TILE(2, VECTORS) DEFINE_WINDOW_TILE(3, VECTORS)    \
  DEFINE_WINDOW_TILE(4, VECTORS)
#define WINDOW_CASES(VECTORS)                                                                     \
  {                                                                                               \
    NAME(window_tile1x##VECTORS), NAME(window_tile2x##VECTORS), NAME(window_tile3x##VECTORS),     \
        NAME(window_tile4x##VECTORS),                                                             \
  }
#endif
DEFINE_WINDOW_TILES(1)
DEFINE_WINDOW_TILES(2)
#if PANEL_VECTORS > 2
DEFINE_WINDOW_TILES(3)
DEFINE_WINDOW_TILES(4)
#endif

typedef void (*NAME(window_tile))(REAL *, ptrdiff_t, const REAL *, ptrdiff_t, const REAL *,
                                  const ptrdiff_t *, size_t, const REAL *, int, int);
static const NAME(window_tile) NAME(window_tiles)[PANEL_VECTORS][ROW_TILE] = {
    WINDOW_CASES(1), WINDOW_CASES(2),
#if PANEL_VECTORS > 2
    WINDOW_CASES(3), WINDOW_CASES(4),
#endif
};

// Rows and vectors are dealt out evenly, so that no tile is too small to hide the latency of its
// chains.
KERNEL NAME(window_product)(REAL *out, ptrdiff_t out_stride, const REAL *left,
                            ptrdiff_t left_stride, const REAL *right, const ptrdiff_t *offsets,
                            size_t m, size_t k, size_t n, const REAL *bias, int accumulate,
                            int rectifier) {
  if (m == 0 || n == 0) return;
  const size_t tiles = (m + ROW_TILE - 1) / ROW_TILE, all = (n + LANES - 1) / LANES;
  const size_t panels = (all + PANEL_VECTORS - 1) / PANEL_VECTORS;
  for (size_t panel = 0, first = 0; panel < panels; panel++) {
    const size_t vectors = all / panels + (panel < all % panels);
    const size_t width = n - first < vectors * LANES ? n - first : vectors * LANES;
    for (size_t tile = 0, i = 0; tile < tiles; tile++) {
      const size_t rows = m / tiles + (tile < m % tiles);
      REAL *const target = out + (ptrdiff_t)i * out_stride + (ptrdiff_t)first;
      const REAL *const source = left + (ptrdiff_t)i * left_stride;
      const NAME(window_tile) compute = NAME(window_tiles)[vectors - 1][rows - 1];
      const REAL *const start = bias && !accumulate ? bias + i : 0;
      if (width == vectors * LANES) {
        compute(target, out_stride, source, left_stride, right + first, offsets, k, start,
                accumulate, rectifier);
      } else {
        REAL edge[ROW_TILE * PANEL] = {0};
        if (accumulate) NAME(copy_block)(edge, PANEL, target, out_stride, rows, width);
        compute(edge, PANEL, source, left_stride, right + first, offsets, k, start, accumulate,
                rectifier);
        NAME(copy_block)(target, out_stride, edge, PANEL, rows, width);
      }
      i += rows;
    }
    first += width;
  }
}

// left[m, n] . right^T, row j of the right operand at right + offsets[j]: the lanes of an
// accumulator run along n and are added up at the end. Accumulators and operands fit the registers.
#undef DOT_ROWS
#undef DOT_COLUMNS
#undef DOT_SUMS
#if PANEL_VECTORS > 2
#define DOT_ROWS 5
#define DOT_COLUMNS 5
#else
#define DOT_ROWS 3
#define DOT_COLUMNS 3
#endif
// The sums of a tile, in whole vectors.
#define DOT_SUMS ((DOT_ROWS * DOT_COLUMNS + LANES - 1) / LANES * LANES)

// Lane i is the sum of the lanes of sums[i], i < LANES.
INLINE VECTOR NAME(lane_sums)(VECTOR sums[LANES]) {
  _Pragma("clang loop unroll(full)") for (int d = LANES / 2; d > 0; d /= 2) {
    _Pragma("clang loop unroll(full)") for (int i = 0; i < d; i++) {
      const VECTOR a = sums[i], b = sums[i + d];
      VECTOR same, other;
      _Pragma("clang loop unroll(full)") for (int lane = 0; lane < LANES; lane++) {
        same[lane] = lane & d ? b[lane] : a[lane];
        other[lane] = lane & d ? b[lane - d] : a[lane + d];
      }
      sums[i] = same + other;
    }
  }
  return sums[0];
}

#undef DOT_STEP
#define DOT_STEP(width)                                                                           \
  do {                                                                                            \
    VECTOR operand[DOT_ROWS];                                                                     \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < ROWS; i++)                             \
        operand[i] = NAME(get)(left + i * left_stride + (ptrdiff_t)j, width);                     \
    _Pragma("clang loop unroll(full)") for (int c = 0; c < DOT_COLUMNS; c++) {                    \
      const VECTOR one = NAME(get)(columns[c] + j, width);                                        \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < ROWS; i++)                           \
          sums[i * DOT_COLUMNS + c] = NAME(fused)(operand[i], one, sums[i * DOT_COLUMNS + c]);    \
    }                                                                                             \
  } while (0)
#undef DEFINE_DOT_TILE
#define DEFINE_DOT_TILE(ROWS_)                                                                    \
  KERNEL NAME(dot_tile##ROWS_)(REAL *result, const REAL *left, ptrdiff_t left_stride,             \
                               ptrdiff_t left_distance, const REAL *const *right,                 \
                               ptrdiff_t right_distance, size_t count, size_t n) {                \
    enum { ROWS = ROWS_ };                                                                        \
    VECTOR sums[DOT_SUMS];                                                                        \
    const REAL *columns[DOT_COLUMNS];                                                             \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < DOT_SUMS; i++) sums[i] = (VECTOR){};   \
    _Pragma("clang loop unroll(full)") for (int c = 0; c < DOT_COLUMNS; c++)                      \
        columns[c] = right[c];                                                                    \
    for (size_t image = 0; image < count; image++) {                                              \
      size_t j = 0;                                                                               \
      for (; j + LANES <= n; j += LANES) DOT_STEP(LANES);                                         \
      if (j < n) DOT_STEP(n - j);                                                                 \
      left += left_distance;                                                                      \
      _Pragma("clang loop unroll(full)") for (int c = 0; c < DOT_COLUMNS; c++)                    \
          columns[c] += right_distance;                                                           \
    }                                                                                             \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < DOT_SUMS; i += LANES)                  \
        NAME(store)(result + i, NAME(lane_sums)(sums + i));                                       \
  }
DEFINE_DOT_TILE(1)
DEFINE_DOT_TILE(2)
DEFINE_DOT_TILE(3)
#if DOT_ROWS > 3
DEFINE_DOT_TILE(4)
DEFINE_DOT_TILE(5)
#endif

// The columns of a tile stay in the first cache while all rows of the left operand pass by.
KERNEL NAME(window_gradient)(REAL *out, ptrdiff_t out_stride, const REAL *left,
                             ptrdiff_t left_stride, ptrdiff_t left_distance, const REAL *right,
                             const ptrdiff_t *offsets, ptrdiff_t right_distance, size_t count,
                             size_t m, size_t k, size_t n, int accumulate) {
  static void (*const tiles[DOT_ROWS])(REAL *, const REAL *, ptrdiff_t, ptrdiff_t,
                                       const REAL *const *, ptrdiff_t, size_t, size_t) = {
      NAME(dot_tile1), NAME(dot_tile2), NAME(dot_tile3),
#if DOT_ROWS > 3
      NAME(dot_tile4), NAME(dot_tile5),
#endif
  };
  const size_t tile_count = (m + DOT_ROWS - 1) / DOT_ROWS;
  for (size_t first = 0; first < k; first += DOT_COLUMNS) {
    const size_t width = k - first < DOT_COLUMNS ? k - first : DOT_COLUMNS;
    const REAL *columns[DOT_COLUMNS];
    for (size_t c = 0; c < DOT_COLUMNS; c++)
      columns[c] = right + offsets[first + (c < width ? c : width - 1)];
    for (size_t tile = 0, i = 0; tile < tile_count; tile++) {
      const size_t rows = m / tile_count + (tile < m % tile_count);
      REAL sums[DOT_SUMS];
      tiles[rows - 1](sums, left + (ptrdiff_t)i * left_stride, left_stride, left_distance, columns,
                      right_distance, count, n);
      for (size_t row = 0; row < rows; row++) {
        REAL *const target = out + (ptrdiff_t)(i + row) * out_stride + (ptrdiff_t)first;
        for (size_t c = 0; c < width; c++)
          target[c] = accumulate ? target[c] + sums[row * DOT_COLUMNS + c]
                                 : sums[row * DOT_COLUMNS + c];
      }
      i += rows;
    }
  }
}

// Elements `step` apart: p[0], p[step] ... of at most LANES. Every second one is picked from whole
// vectors, which do not reach beyond the last.
INLINE VECTOR NAME(get_apart)(const REAL *p, ptrdiff_t step, size_t count) {
  if (step == 1) return NAME(get)(p, count);
  VECTOR result = {};
#if LANES > 1
  if (step == 2) {
    const size_t span = 2 * count - 1;
    const VECTOR low = NAME(get)(p, span < LANES ? span : LANES);
    const VECTOR high = span > LANES ? NAME(get)(p + LANES - 1, span - LANES + 1) : result;
    _Pragma("clang loop unroll(full)") for (int lane = 0; lane < LANES; lane++)
        result[lane] = lane < LANES / 2 ? low[2 * lane % LANES] : high[(2 * lane + 1) % LANES];
    return result;
  }
#endif
  for (size_t lane = 0; lane < count; lane++) result[lane] = p[(ptrdiff_t)lane * step];
  return result;
}

// p[0], p[step] ... = or += the first `count` lanes.
INLINE void NAME(put_apart)(REAL *p, ptrdiff_t step, VECTOR v, size_t count, const int adds) {
  if (step == 1) {
    NAME(put)(p, adds ? NAME(get)(p, count) + v : v, count);
    return;
  }
#if LANES > 1
  if (adds && step == 2) {
    const size_t span = 2 * count - 1;
    VECTOR low, high;
    _Pragma("clang loop unroll(full)") for (int lane = 0; lane < LANES; lane++) {
      low[lane] = lane % 2 ? 0 : v[lane / 2];
      high[lane] = lane % 2 ? 0 : v[LANES / 2 + lane / 2];
    }
    NAME(put_sum)(p, low, span < LANES ? span : LANES);
    if (span > LANES) NAME(put_sum)(p + LANES, high, span - LANES);
    return;
  }
#endif
  for (size_t lane = 0; lane < count; lane++) {
    REAL *const target = p + (ptrdiff_t)lane * step;
    *target = adds ? *target + v[lane] : v[lane];
  }
}

// Elements that follow each other are moved as rows, rows without gaps as one. The same row of all
// planes comes before the next row: what has just been stored under a mask is read again slowly.
#undef DEFINE_BOX
#define DEFINE_BOX(BOX, ADDS)                                                                     \
  INLINE void NAME(BOX##_rows)(const recur_extent *extent, REAL *out,                             \
                               const recur_strides *out_strides, const REAL *in,                  \
                               const recur_strides *in_strides, const ptrdiff_t out_step,         \
                               const ptrdiff_t in_step) {                                         \
    const size_t columns = extent->columns;                                                       \
    for (size_t row = 0; row < extent->rows; row++) {                                             \
      REAL *target = out + (ptrdiff_t)row * out_strides->row;                                     \
      const REAL *source = in + (ptrdiff_t)row * in_strides->row;                                 \
      for (size_t plane = 0; plane < extent->planes; plane++) {                                   \
        FOR_BLOCKS(columns,                                                                       \
                   NAME(put_apart)(target + (ptrdiff_t)j * out_step, out_step,                    \
                                   NAME(get_apart)(source + (ptrdiff_t)j * in_step, in_step,      \
                                                   width),                                        \
                                   width, ADDS));                                                 \
        target += out_strides->plane;                                                             \
        source += in_strides->plane;                                                              \
      }                                                                                           \
    }                                                                                             \
  }                                                                                               \
  KERNEL NAME(BOX)(const recur_extent *extent, REAL *out, const recur_strides *out_strides,             \
             const REAL *in, const recur_strides *in_strides) {                                   \
    const ptrdiff_t out_step = out_strides->column, in_step = in_strides->column;                 \
    const ptrdiff_t columns = (ptrdiff_t)extent->columns;                                         \
    if (out_step == 1 && in_step == 1 && out_strides->row == columns &&                           \
        in_strides->row == columns) {                                                             \
      const recur_extent whole = {extent->planes, 1, extent->rows * extent->columns};             \
      NAME(BOX##_rows)(&whole, out, out_strides, in, in_strides, 1, 1);                                 \
    } else if (out_step == 1 && in_step == 1) {                                                   \
      NAME(BOX##_rows)(extent, out, out_strides, in, in_strides, 1, 1);                                 \
    } else {                                                                                      \
      NAME(BOX##_rows)(extent, out, out_strides, in, in_strides, out_step, in_step);                    \
    }                                                                                             \
  }
DEFINE_BOX(copy_box, 0)
DEFINE_BOX(add_box, 1)

// Elements p[0], p[2] ... and p[1], p[3] ... of twice `count`.
INLINE void NAME(get_pairs)(const REAL *p, size_t count, VECTOR *even, VECTOR *odd) {
  const size_t span = 2 * count;
  const VECTOR low = NAME(get)(p, span < LANES ? span : LANES);
  const VECTOR high = span > LANES ? NAME(get)(p + LANES, span - LANES) : (VECTOR){};
  _Pragma("clang loop unroll(full)") for (int lane = 0; lane < LANES; lane++) {
    (*even)[lane] = lane < LANES / 2 ? low[2 * lane % LANES] : high[2 * lane % LANES];
    (*odd)[lane] = lane < LANES / 2 ? low[(2 * lane + 1) % LANES] : high[(2 * lane + 1) % LANES];
  }
}

// The elements that get_pairs reads = or += those of even and odd.
INLINE void NAME(put_pairs)(REAL *p, VECTOR even, VECTOR odd, size_t count, const int adds) {
  const size_t span = 2 * count, first = span < LANES ? span : LANES;
  VECTOR low, high;
  _Pragma("clang loop unroll(full)") for (int lane = 0; lane < LANES; lane++) {
    low[lane] = lane % 2 ? odd[lane / 2] : even[lane / 2];
    high[lane] = lane % 2 ? odd[(LANES + lane) / 2] : even[(LANES + lane) / 2];
  }
  if (adds) NAME(put_sum)(p, low, first);
  else NAME(put)(p, low, first);
  if (span <= LANES) return;
  if (adds) NAME(put_sum)(p + LANES, high, span - LANES);
  else NAME(put)(p + LANES, high, span - LANES);
}

// For each tap a statement, or another for two whose elements alternate in memory and are read and
// written together.
#undef FOR_TAPS
#define FOR_TAPS(ONE, ...)                                                     \
  for (size_t tap = 0; tap < taps; tap++) {                                    \
    if (step == 2 && tap + 1 < taps && offsets[tap + 1] == offsets[tap] + 1) { \
      __VA_ARGS__;                                                             \
      tap++;                                                                   \
    } else {                                                                   \
      ONE;                                                                     \
    }                                                                          \
  }

// The better of the best element so far and another. A comparison with what is not a number is
// false: such an element is taken when it is met, and kept.
#undef COMPARE
#define COMPARE(element, tap)                                                     \
  do {                                                                            \
    const VECTOR one = element;                                                   \
    const INTEGERS better = ~(one <= best) & (best == best);                      \
    best = NAME(select)(better, one, best);                                       \
    winner = NAME(select)(better, NAME(splat)((REAL)(tap)), winner);              \
  } while (0)

INLINE void NAME(box_maxima_apart)(const recur_extent *extent, REAL *out, REAL *winners,
                                   const recur_strides *out_strides, const REAL *in,
                                   const recur_strides *in_strides, const ptrdiff_t *offsets,
                                   size_t taps, const ptrdiff_t step) {
  const VECTOR least = NAME(splat)(-(REAL)__builtin_inf());
  for (size_t plane = 0; plane < extent->planes; plane++) {
    for (size_t row = 0; row < extent->rows; row++) {
      const ptrdiff_t place =
          (ptrdiff_t)plane * out_strides->plane + (ptrdiff_t)row * out_strides->row;
      const REAL *source =
          in + (ptrdiff_t)plane * in_strides->plane + (ptrdiff_t)row * in_strides->row;
      FOR_BLOCKS(extent->columns, {
        const REAL *const corner = source + (ptrdiff_t)j * step;
        VECTOR best = least, winner = {};
        FOR_TAPS(COMPARE(NAME(get_apart)(corner + offsets[tap], step, width), tap), {
          VECTOR even, odd;
          NAME(get_pairs)(corner + offsets[tap], width, &even, &odd);
          COMPARE(even, tap);
          COMPARE(odd, tap + 1);
        });
        NAME(put)(out + place + j, best, width);
        NAME(put)(winners + place + j, winner, width);
      });
    }
  }
}

INLINE void NAME(box_maxima_adjoint_apart)(const recur_extent *extent, REAL *in,
                                           const recur_strides *in_strides, const REAL *out,
                                           const REAL *winners, const recur_strides *out_strides,
                                           const ptrdiff_t *offsets, size_t taps,
                                           const ptrdiff_t step, const int adds) {
#define PART(tap) NAME(select)(winner == NAME(splat)((REAL)(tap)), adjoint, (VECTOR){})
  for (size_t plane = 0; plane < extent->planes; plane++) {
    for (size_t row = 0; row < extent->rows; row++) {
      const ptrdiff_t place =
          (ptrdiff_t)plane * out_strides->plane + (ptrdiff_t)row * out_strides->row;
      REAL *target = in + (ptrdiff_t)plane * in_strides->plane + (ptrdiff_t)row * in_strides->row;
      FOR_BLOCKS(extent->columns, {
        REAL *const corner = target + (ptrdiff_t)j * step;
        const VECTOR adjoint = NAME(get)(out + place + j, width);
        const VECTOR winner = NAME(get)(winners + place + j, width);
        FOR_TAPS(NAME(put_apart)(corner + offsets[tap], step, PART(tap), width, adds),
                 NAME(put_pairs)(corner + offsets[tap], PART(tap), PART(tap + 1), width, adds));
      });
    }
  }
#undef PART
}

// The steps that occur most are constants to the loops.
KERNEL NAME(box_maxima)(const recur_extent *extent, REAL *out, REAL *winners,
                        const recur_strides *out_strides, const REAL *in,
                        const recur_strides *in_strides, const ptrdiff_t *offsets, size_t taps) {
#define ARGUMENTS extent, out, winners, out_strides, in, in_strides, offsets, taps
  switch (in_strides->column) {
    case 1: NAME(box_maxima_apart)(ARGUMENTS, 1); break;
    case 2: NAME(box_maxima_apart)(ARGUMENTS, 2); break;
    default: NAME(box_maxima_apart)(ARGUMENTS, in_strides->column);
  }
#undef ARGUMENTS
}

KERNEL NAME(box_maxima_adjoint)(const recur_extent *extent, REAL *in,
                                const recur_strides *in_strides, const REAL *out,
                                const REAL *winners, const recur_strides *out_strides,
                                const ptrdiff_t *offsets, size_t taps, int accumulate) {
#define ARGUMENTS extent, in, in_strides, out, winners, out_strides, offsets, taps
  const ptrdiff_t step = in_strides->column;
  if (accumulate && step == 1) NAME(box_maxima_adjoint_apart)(ARGUMENTS, 1, 1);
  else if (accumulate && step == 2) NAME(box_maxima_adjoint_apart)(ARGUMENTS, 2, 1);
  else if (accumulate) NAME(box_maxima_adjoint_apart)(ARGUMENTS, step, 1);
  else if (step == 2) NAME(box_maxima_adjoint_apart)(ARGUMENTS, 2, 0);
  else NAME(box_maxima_adjoint_apart)(ARGUMENTS, step, 0);
#undef ARGUMENTS
}

KERNEL NAME(rectifier_adjoint)(size_t rows, size_t n, REAL *sums, REAL *passed,
                               ptrdiff_t passed_stride, const REAL *in, const REAL *values,
                               ptrdiff_t stride) {
  for (size_t row = 0; row < rows; row++) {
    VECTOR sum = {};
    FOR_BLOCKS(n, {
      const VECTOR v = NAME(select)(NAME(get)(values + j, width) > (VECTOR){},
                                    NAME(get)(in + j, width), (VECTOR){});
      NAME(put)(passed + j, v, width);
      sum += v;
    });
    if (sums) {
      REAL total = 0;
      for (int lane = 0; lane < LANES; lane++) total += sum[lane];
      sums[row] += total;
    }
    in += stride;
    values += stride;
    passed += passed_stride;
  }
}
