// Matrix products. One register tile: ROW_TILE rows x PANEL_VECTORS vectors of accumulators; per k it loads
// the panel's vectors once and broadcasts one element of every row. Each element of the result is one
// chain of (fused) multiply-adds in order of k, whatever the tiling.
//
// The set defines PANEL_VECTORS and ROW_TILE so that the accumulators and the operands fit its registers:
// 32 registers: 6 x 4 (24 + 4 + 1); 16 registers: 6 x 2 (12 + 2 + 1), without FMA 4 x 2.

#undef PANEL
#define PANEL (PANEL_VECTORS * LANES)

// left[i, k] is at left[i * row_step + k * k_step]; row k of the right operand's VECTORS vectors is at
// panel + k * panel_step.
#define DEFINE_TILE(ROWS, VECTORS)                                                               \
  INLINE void NAME(tile##ROWS##x##VECTORS)(REAL *out, ptrdiff_t out_stride, const REAL *left,    \
                                           ptrdiff_t row_step, ptrdiff_t k_step,                 \
                                           const REAL *panel, ptrdiff_t panel_step, size_t k,    \
                                           int accumulate) {                                     \
    VECTOR sums[ROWS][VECTORS];                                                                  \
    if (accumulate) {                                                                            \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < ROWS; i++)                          \
          _Pragma("clang loop unroll(full)") for (int v = 0; v < VECTORS; v++)                   \
              sums[i][v] = NAME(load)(out + i * out_stride + v * LANES);                         \
    } else {                                                                                     \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < ROWS; i++)                          \
          _Pragma("clang loop unroll(full)") for (int v = 0; v < VECTORS; v++)                   \
              sums[i][v] = (VECTOR){};                                                           \
    }                                                                                            \
    for (size_t step = 0; step < k; step++) {                                                    \
      VECTOR right[VECTORS];                                                                     \
      _Pragma("clang loop unroll(full)") for (int v = 0; v < VECTORS; v++)                       \
          right[v] = NAME(load)(panel + v * LANES);                                              \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < ROWS; i++) {                        \
        const VECTOR one = NAME(splat)(left[i * row_step]);                                      \
        _Pragma("clang loop unroll(full)") for (int v = 0; v < VECTORS; v++)                     \
            sums[i][v] = NAME(fused)(one, right[v], sums[i][v]);                                 \
      }                                                                                          \
      left += k_step;                                                                            \
      panel += panel_step;                                                                       \
    }                                                                                            \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < ROWS; i++)                            \
        _Pragma("clang loop unroll(full)") for (int v = 0; v < VECTORS; v++)                     \
            NAME(store)(out + i * out_stride + v * LANES, sums[i][v]);                           \
  }

// A tile of `rows` rows and VECTORS vectors. tile_rows: the left operand lies in rows (k contiguous), the right
// one is packed; tile_columns: the left operand's rows are columns, the right one lies in rows, and the
// result is accumulated.
#if ROW_TILE > 4
#define DEFINE_LARGE_TILES(VECTORS) DEFINE_TILE(5, VECTORS) DEFINE_TILE(6, VECTORS)
#define LARGE_CASES(VECTORS, ...)                             \
  case 5: NAME(tile5x##VECTORS)(__VA_ARGS__); break;          \
  case 6: NAME(tile6x##VECTORS)(__VA_ARGS__); break;
#else
#define DEFINE_LARGE_TILES(VECTORS)
#define LARGE_CASES(VECTORS, ...)
#endif
#define CASES(VECTORS, ...)                                   \
  switch (rows) {                                             \
    case 1: NAME(tile1x##VECTORS)(__VA_ARGS__); break;        \
    case 2: NAME(tile2x##VECTORS)(__VA_ARGS__); break;        \
    case 3: NAME(tile3x##VECTORS)(__VA_ARGS__); break;        \
    case 4: NAME(tile4x##VECTORS)(__VA_ARGS__); break;        \
      LARGE_CASES(VECTORS, __VA_ARGS__)                       \
  }
#define DEFINE_TILES(VECTORS)                                                                     \
  DEFINE_TILE(1, VECTORS)                                                                         \
  DEFINE_TILE(2, VECTORS)                                                                         \
  DEFINE_TILE(3, VECTORS)                                                                         \
  DEFINE_TILE(4, VECTORS)                                                                         \
  DEFINE_LARGE_TILES(VECTORS)                                                                     \
  KERNEL NAME(tile_rows##VECTORS)(REAL * out, ptrdiff_t out_stride, const REAL *left,             \
                                  ptrdiff_t left_stride, const REAL *panel, size_t rows,          \
                                  size_t k, int accumulate) {                                     \
    CASES(VECTORS, out, out_stride, left, left_stride, 1, panel, PANEL, k, accumulate)            \
  }                                                                                               \
  KERNEL NAME(tile_columns##VECTORS)(REAL * out, ptrdiff_t out_stride, const REAL *left,          \
                                     ptrdiff_t left_stride, const REAL *right,                    \
                                     ptrdiff_t right_stride, size_t rows, size_t k) {             \
    CASES(VECTORS, out, out_stride, left, 1, left_stride, right, right_stride, k, 1)              \
  }
DEFINE_TILES(1)
DEFINE_TILES(2)
#if PANEL_VECTORS > 2
DEFINE_TILES(3)
DEFINE_TILES(4)
#endif

KERNEL NAME(tile_rows)(REAL *out, ptrdiff_t out_stride, const REAL *left, ptrdiff_t left_stride,
                       const REAL *panel, size_t rows, size_t vectors, size_t k, int accumulate) {
  switch (vectors) {
    case 1: NAME(tile_rows1)(out, out_stride, left, left_stride, panel, rows, k, accumulate); break;
    case 2: NAME(tile_rows2)(out, out_stride, left, left_stride, panel, rows, k, accumulate); break;
#if PANEL_VECTORS > 2
    case 3: NAME(tile_rows3)(out, out_stride, left, left_stride, panel, rows, k, accumulate); break;
    case 4: NAME(tile_rows4)(out, out_stride, left, left_stride, panel, rows, k, accumulate); break;
#endif
  }
}

KERNEL NAME(tile_columns)(REAL *out, ptrdiff_t out_stride, const REAL *left,
                          ptrdiff_t left_stride, const REAL *right, ptrdiff_t right_stride,
                          size_t rows, size_t vectors, size_t k) {
  switch (vectors) {
    case 1: NAME(tile_columns1)(out, out_stride, left, left_stride, right, right_stride, rows, k); break;
    case 2: NAME(tile_columns2)(out, out_stride, left, left_stride, right, right_stride, rows, k); break;
#if PANEL_VECTORS > 2
    case 3: NAME(tile_columns3)(out, out_stride, left, left_stride, right, right_stride, rows, k); break;
    case 4: NAME(tile_columns4)(out, out_stride, left, left_stride, right, right_stride, rows, k); break;
#endif
  }
}
#undef DEFINE_TILE
#undef DEFINE_TILES
#undef DEFINE_LARGE_TILES
#undef LARGE_CASES
#undef CASES

INLINE void NAME(copy_block)(REAL *out, ptrdiff_t out_stride, const REAL *in, ptrdiff_t in_stride,
                             size_t rows, size_t columns) {
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++)
      out[(ptrdiff_t)i * out_stride + (ptrdiff_t)j] = in[(ptrdiff_t)i * in_stride + (ptrdiff_t)j];
}

KERNEL NAME(pack)(REAL *packed, const REAL *right, size_t k, size_t n, ptrdiff_t row_stride,
                  ptrdiff_t column_stride) {
  for (size_t first = 0; first < n; first += PANEL) {
    const size_t width = n - first < PANEL ? n - first : PANEL;
    const REAL *source = right + (ptrdiff_t)first * column_stride;
    if (column_stride == 1 && width == PANEL) {
      for (size_t step = 0; step < k; step++, packed += PANEL)
        for (int v = 0; v < PANEL_VECTORS; v++)
          NAME(store)(packed + v * LANES,
                      NAME(load)(source + (ptrdiff_t)step * row_stride + v * LANES));
      continue;
    }
    if (row_stride == 1) {
      for (size_t step = 0; step < k; step += LANES) {
        const size_t depth = k - step < LANES ? k - step : LANES;
        for (size_t j = 0; j < PANEL; j += LANES) {
          const size_t columns = j >= width ? 0 : width - j < LANES ? width - j : LANES;
          VECTOR square[LANES];
          const REAL *const corner = source + (ptrdiff_t)j * column_stride + (ptrdiff_t)step;
          if (columns == LANES && depth == LANES) {
            NAME(load_transposed)(square, corner, column_stride, LANES, LANES);
            for (size_t row = 0; row < LANES; row++)
              NAME(store)(packed + (step + row) * PANEL + j, square[row]);
            continue;
          }
          NAME(load_transposed)(square, corner, column_stride, columns, depth);
          for (size_t row = 0; row < depth; row++)
            NAME(store)(packed + (step + row) * PANEL + j, square[row]);
        }
      }
      packed += k * PANEL;
      continue;
    }
    for (size_t step = 0; step < k; step++)
      for (size_t j = 0; j < PANEL; j++)
        packed[step * PANEL + j] =
            j < width ? source[(ptrdiff_t)step * row_stride + (ptrdiff_t)j * column_stride] : 0;
    packed += k * PANEL;
  }
}

KERNEL NAME(product)(REAL *out, ptrdiff_t out_stride, const REAL *left, ptrdiff_t left_stride,
                     const REAL *packed, size_t m, size_t k, size_t n, int accumulate) {
  if (m == 0) return;
  const size_t tiles = (m + ROW_TILE - 1) / ROW_TILE;
  const size_t even = m / tiles, larger = m % tiles;  // `larger` tiles have one row more
  for (size_t first = 0; first < n; first += PANEL, packed += k * PANEL) {
    const size_t width = n - first < PANEL ? n - first : PANEL;
    const size_t vectors = (width + LANES - 1) / LANES;
    REAL *target = out + first;
    const REAL *source = left;
    for (size_t tile = 0; tile < tiles; tile++) {
      const size_t rows = even + (tile < larger);
      if (width == vectors * LANES) {
        NAME(tile_rows)(target, out_stride, source, left_stride, packed, rows, vectors, k,
                        accumulate);
      } else {
        REAL edge[ROW_TILE * PANEL] = {0};
        if (accumulate) NAME(copy_block)(edge, PANEL, target, out_stride, rows, width);
        NAME(tile_rows)(edge, PANEL, source, left_stride, packed, rows, vectors, k, accumulate);
        NAME(copy_block)(target, out_stride, edge, PANEL, rows, width);
      }
      target += (ptrdiff_t)rows * out_stride;
      source += (ptrdiff_t)rows * left_stride;
    }
  }
}

// Rows of the operands that product_transposed takes at once: those of the right operand stay in the second
// cache while the columns of the left one pass by.
static size_t NAME(product_depth)(size_t n) {
  const size_t depth = n > 0 ? 65536 / n : 512;
  return depth < 64 ? 64 : depth > 512 ? 512 : depth;
}

// The last columns of the right operand, padded with zeros to whole vectors.
static size_t NAME(product_transposed_scratch)(size_t m, size_t n) {
  (void)m;
  return n % LANES ? NAME(product_depth)(n) * PANEL : 0;
}

// Neither operand is copied. A tile reads ROW_TILE neighbouring elements of every left row, one line of
// the cache, and whole vectors of every right row.
KERNEL NAME(product_transposed)(REAL *out, ptrdiff_t out_stride, const REAL *left,
                                ptrdiff_t left_stride, const REAL *right, ptrdiff_t right_stride,
                                size_t m, size_t k, size_t n, REAL *scratch) {
  const size_t limit = NAME(product_depth)(n), whole = n / LANES * LANES;
  const size_t edge_first = whole / PANEL * PANEL, edge_width = n - edge_first;
  for (size_t start = 0; start < k; start += limit) {
    const size_t depth = k - start < limit ? k - start : limit;
    const REAL *const source = left + (ptrdiff_t)start * left_stride;
    const REAL *const operand = right + (ptrdiff_t)start * right_stride;
    if (whole < n)
      NAME(pack)(scratch, operand + (ptrdiff_t)edge_first, depth, edge_width, right_stride, 1);
    for (size_t i = 0; i < m; i += ROW_TILE) {
      const size_t rows = m - i < ROW_TILE ? m - i : ROW_TILE;
      REAL *const target = out + (ptrdiff_t)i * out_stride;
      for (size_t first = 0; first < n; first += PANEL) {
        const size_t width = n - first < PANEL ? n - first : PANEL;
        const size_t vectors = (width + LANES - 1) / LANES;
        REAL *const block = target + (ptrdiff_t)first;
        if (width == vectors * LANES) {
          NAME(tile_columns)(block, out_stride, source + i, left_stride,
                             operand + (ptrdiff_t)first, right_stride, rows, vectors, depth);
        } else {
          REAL edge[ROW_TILE * PANEL] = {0};
          NAME(copy_block)(edge, PANEL, block, out_stride, rows, width);
          NAME(tile_columns)(edge, PANEL, source + i, left_stride, scratch, PANEL, rows, vectors,
                             depth);
          NAME(copy_block)(block, out_stride, edge, PANEL, rows, width);
        }
      }
    }
  }
}
