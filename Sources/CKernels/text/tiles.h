// Matrix products over register tiles, for one kind of operand. Included once for each, with these
// macros defined:
//   OPERAND (an element, or what is multiplied as one), OPERAND_VECTOR (LANES of them),
//   OPERAND_LOAD, OPERAND_SPLAT, MULTIPLY_ADD(left, right, sum), TILE(x) (the name of a function)
//
// One register tile: ROW_TILE rows x PANEL_VECTORS vectors of accumulators; per k it loads the
// panel's vectors once and broadcasts one operand of every row. Each element of the result is one
// chain of multiply-adds in order of k, whatever the tiling.

// left[i, k] is at left[i * row_step + k * k_step]; row k of the right operand's VECTORS vectors is
// at panel + k * panel_step.
#define DEFINE_TILE(ROWS, VECTORS)                                                               \
  INLINE void TILE(tile##ROWS##x##VECTORS)(REAL *out, ptrdiff_t out_stride, const OPERAND *left, \
                                           ptrdiff_t row_step, ptrdiff_t k_step,                 \
                                           const OPERAND *panel, ptrdiff_t panel_step, size_t k, \
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
      OPERAND_VECTOR right[VECTORS];                                                             \
      _Pragma("clang loop unroll(full)") for (int v = 0; v < VECTORS; v++)                       \
          right[v] = OPERAND_LOAD(panel + v * LANES);                                            \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < ROWS; i++) {                        \
        const OPERAND_VECTOR one = OPERAND_SPLAT(left[i * row_step]);                            \
        _Pragma("clang loop unroll(full)") for (int v = 0; v < VECTORS; v++)                     \
            sums[i][v] = MULTIPLY_ADD(one, right[v], sums[i][v]);                                \
      }                                                                                          \
      left += k_step;                                                                            \
      panel += panel_step;                                                                       \
    }                                                                                            \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < ROWS; i++)                            \
        _Pragma("clang loop unroll(full)") for (int v = 0; v < VECTORS; v++)                     \
            NAME(store)(out + i * out_stride + v * LANES, sums[i][v]);                           \
  }

// A tile of `rows` rows and VECTORS vectors. tile_rows: the left operand lies in rows (k
// contiguous), the right one is packed; tile_columns: the left operand's rows are columns, the
// right one lies in rows.
#if ROW_TILE > 4
#define DEFINE_LARGE_TILES(VECTORS) DEFINE_TILE(5, VECTORS) DEFINE_TILE(6, VECTORS)
#define LARGE_CASES(VECTORS, ...)                                                                \
  case 5: TILE(tile5x##VECTORS)(__VA_ARGS__); break;                                             \
  case 6: TILE(tile6x##VECTORS)(__VA_ARGS__); break;
#else
#define DEFINE_LARGE_TILES(VECTORS)
#define LARGE_CASES(VECTORS, ...)
#endif
#define CASES(VECTORS, ...)                                                                      \
  switch (rows) {                                                                                \
    case 1: TILE(tile1x##VECTORS)(__VA_ARGS__); break;                                           \
    case 2: TILE(tile2x##VECTORS)(__VA_ARGS__); break;                                           \
    case 3: TILE(tile3x##VECTORS)(__VA_ARGS__); break;                                           \
    case 4: TILE(tile4x##VECTORS)(__VA_ARGS__); break;                                           \
      LARGE_CASES(VECTORS, __VA_ARGS__)                                                          \
  }
#define DEFINE_TILES(VECTORS)                                                                    \
  DEFINE_TILE(1, VECTORS)                                                                        \
  DEFINE_TILE(2, VECTORS)                                                                        \
  DEFINE_TILE(3, VECTORS)                                                                        \
  DEFINE_TILE(4, VECTORS)                                                                        \
  DEFINE_LARGE_TILES(VECTORS)                                                                    \
  KERNEL TILE(tile_rows##VECTORS)(REAL * out, ptrdiff_t out_stride, const OPERAND *left,         \
                                  ptrdiff_t left_stride, const OPERAND *panel, size_t rows,      \
                                  size_t k, int accumulate) {                                    \
    CASES(VECTORS, out, out_stride, left, left_stride, 1, panel, PANEL, k, accumulate)           \
  }                                                                                              \
  KERNEL TILE(tile_columns##VECTORS)(REAL * out, ptrdiff_t out_stride, const OPERAND *left,      \
                                     ptrdiff_t left_stride, const OPERAND *right,                \
                                     ptrdiff_t right_stride, size_t rows, size_t k,              \
                                     int accumulate) {                                           \
    CASES(VECTORS, out, out_stride, left, 1, left_stride, right, right_stride, k, accumulate)    \
  }
DEFINE_TILES(1)
DEFINE_TILES(2)
#if PANEL_VECTORS > 2
DEFINE_TILES(3)
DEFINE_TILES(4)
#endif

KERNEL TILE(tile_rows)(REAL *out, ptrdiff_t out_stride, const OPERAND *left, ptrdiff_t left_stride,
                       const OPERAND *panel, size_t rows, size_t vectors, size_t k,
                       int accumulate) {
  switch (vectors) {
    case 1: TILE(tile_rows1)(out, out_stride, left, left_stride, panel, rows, k, accumulate); break;
    case 2: TILE(tile_rows2)(out, out_stride, left, left_stride, panel, rows, k, accumulate); break;
#if PANEL_VECTORS > 2
    case 3: TILE(tile_rows3)(out, out_stride, left, left_stride, panel, rows, k, accumulate); break;
    case 4: TILE(tile_rows4)(out, out_stride, left, left_stride, panel, rows, k, accumulate); break;
#endif
  }
}

KERNEL TILE(tile_columns)(REAL *out, ptrdiff_t out_stride, const OPERAND *left,
                          ptrdiff_t left_stride, const OPERAND *right, ptrdiff_t right_stride,
                          size_t rows, size_t vectors, size_t k, int accumulate) {
  switch (vectors) {
    case 1:
      TILE(tile_columns1)(out, out_stride, left, left_stride, right, right_stride, rows, k,
                          accumulate);
      break;
    case 2:
      TILE(tile_columns2)(out, out_stride, left, left_stride, right, right_stride, rows, k,
                          accumulate);
      break;
#if PANEL_VECTORS > 2
    case 3:
      TILE(tile_columns3)(out, out_stride, left, left_stride, right, right_stride, rows, k,
                          accumulate);
      break;
    case 4:
      TILE(tile_columns4)(out, out_stride, left, left_stride, right, right_stride, rows, k,
                          accumulate);
      break;
#endif
  }
}
#undef DEFINE_TILE
#undef DEFINE_TILES
#undef DEFINE_LARGE_TILES
#undef LARGE_CASES
#undef CASES

// One row and so many panels that their chains of multiply-adds hide the latency of each.
#undef ROW_PANELS
#define ROW_PANELS (8 / PANEL_VECTORS)
KERNEL TILE(row)(REAL *out, const OPERAND *left, const OPERAND *panel, size_t panel_size, size_t k,
                 int accumulate) {
  VECTOR sums[ROW_PANELS][PANEL_VECTORS];
#pragma clang loop unroll(full)
  for (int p = 0; p < ROW_PANELS; p++)
#pragma clang loop unroll(full)
    for (int v = 0; v < PANEL_VECTORS; v++)
      sums[p][v] = accumulate ? NAME(load)(out + p * PANEL + v * LANES) : (VECTOR){};
  for (size_t step = 0; step < k; step++, panel += PANEL) {
    const OPERAND_VECTOR one = OPERAND_SPLAT(left[step]);
#pragma clang loop unroll(full)
    for (int p = 0; p < ROW_PANELS; p++)
#pragma clang loop unroll(full)
      for (int v = 0; v < PANEL_VECTORS; v++)
        sums[p][v] = MULTIPLY_ADD(one, OPERAND_LOAD(panel + (size_t)p * panel_size + v * LANES),
                                  sums[p][v]);
  }
#pragma clang loop unroll(full)
  for (int p = 0; p < ROW_PANELS; p++)
#pragma clang loop unroll(full)
    for (int v = 0; v < PANEL_VECTORS; v++) NAME(store)(out + p * PANEL + v * LANES, sums[p][v]);
}

// out[m, n] = (or +=) left[m, k] . panels, each [at least k, PANEL], `panel_size` operands from one
// to the next.
KERNEL TILE(panels)(REAL *out, ptrdiff_t out_stride, const OPERAND *left, ptrdiff_t left_stride,
                    const OPERAND *panel, size_t panel_size, size_t m, size_t k, size_t n,
                    int accumulate) {
  if (m == 0) return;
  const size_t tiles = (m + ROW_TILE - 1) / ROW_TILE;
  const size_t even = m / tiles, larger = m % tiles;  // `larger` tiles have one row more
  size_t first = 0;
  for (; m == 1 && n - first >= ROW_PANELS * PANEL; first += ROW_PANELS * PANEL) {
    TILE(row)(out + first, left, panel, panel_size, k, accumulate);
    panel += ROW_PANELS * panel_size;
  }
  for (; first < n; first += PANEL, panel += panel_size) {
    const size_t width = n - first < PANEL ? n - first : PANEL;
    const size_t vectors = (width + LANES - 1) / LANES;
    REAL *target = out + first;
    const OPERAND *source = left;
    for (size_t tile = 0; tile < tiles; tile++) {
      const size_t rows = even + (tile < larger);
      if (width == vectors * LANES) {
        TILE(tile_rows)(target, out_stride, source, left_stride, panel, rows, vectors, k,
                        accumulate);
      } else {
        REAL edge[ROW_TILE * PANEL] = {0};
        if (accumulate) NAME(copy_block)(edge, PANEL, target, out_stride, rows, width);
        TILE(tile_rows)(edge, PANEL, source, left_stride, panel, rows, vectors, k, accumulate);
        NAME(copy_block)(target, out_stride, edge, PANEL, rows, width);
      }
      target += (ptrdiff_t)rows * out_stride;
      source += (ptrdiff_t)rows * left_stride;
    }
  }
}

// out[m, n] = (or +=) left[k, m]^T . right[k, n]. Of a last panel that is no whole number of
// vectors `edge` is read instead, rows `edge_stride` apart, with something after its columns that
// may be multiplied.
KERNEL TILE(columns)(REAL *out, ptrdiff_t out_stride, const OPERAND *left, ptrdiff_t left_stride,
                     const OPERAND *right, ptrdiff_t right_stride, const OPERAND *edge,
                     ptrdiff_t edge_stride, size_t m, size_t k, size_t n, int accumulate) {
  for (size_t i = 0; i < m; i += ROW_TILE) {
    const size_t rows = m - i < ROW_TILE ? m - i : ROW_TILE;
    REAL *const target = out + (ptrdiff_t)i * out_stride;
    for (size_t first = 0; first < n; first += PANEL) {
      const size_t width = n - first < PANEL ? n - first : PANEL;
      const size_t vectors = (width + LANES - 1) / LANES;
      REAL *const block = target + (ptrdiff_t)first;
      if (width == vectors * LANES) {
        TILE(tile_columns)(block, out_stride, left + i, left_stride, right + (ptrdiff_t)first,
                           right_stride, rows, vectors, k, accumulate);
      } else {
        REAL sums[ROW_TILE * PANEL] = {0};
        if (accumulate) NAME(copy_block)(sums, PANEL, block, out_stride, rows, width);
        TILE(tile_columns)(sums, PANEL, left + i, left_stride, edge, edge_stride, rows, vectors, k,
                           accumulate);
        NAME(copy_block)(block, out_stride, sums, PANEL, rows, width);
      }
    }
  }
}
