// Matrix products of REAL.
//
// The set defines PANEL_VECTORS and ROW_TILE so that the accumulators and the operands of a tile
// fit its registers: 32 registers: 6 x 4 (24 + 4 + 1); 16 registers: 6 x 2 (12 + 2 + 1), without
// FMA 4 x 2.

#undef PANEL
#define PANEL (PANEL_VECTORS * LANES)

INLINE void NAME(copy_block)(REAL *out, ptrdiff_t out_stride, const REAL *in, ptrdiff_t in_stride,
                             size_t rows, size_t columns) {
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++)
      out[(ptrdiff_t)i * out_stride + (ptrdiff_t)j] = in[(ptrdiff_t)i * in_stride + (ptrdiff_t)j];
}

#define TILE(x) NAME(x)
#define OPERAND REAL
#define OPERAND_VECTOR VECTOR
#define OPERAND_LOAD NAME(load)
#define OPERAND_SPLAT NAME(splat)
#define MULTIPLY_ADD NAME(fused)
#include "tiles.h"
#undef TILE
#undef OPERAND
#undef OPERAND_VECTOR
#undef OPERAND_LOAD
#undef OPERAND_SPLAT
#undef MULTIPLY_ADD

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
  NAME(panels)(out, out_stride, left, left_stride, packed, k * PANEL, m, k, n, accumulate);
}

// Rows of the operands that product_transposed takes at once: those of the right operand stay in
// the second cache while the columns of the left one pass by.
static size_t NAME(product_depth)(size_t n) {
  const size_t depth = n > 0 ? 32768 / n : 512;
  return depth < 64 ? 64 : depth > 512 ? 512 : depth;
}

// The last columns of the right operand, padded with zeros to whole vectors.
static size_t NAME(product_transposed_scratch)(size_t m, size_t n) {
  (void)m;
  return n % LANES ? NAME(product_depth)(n) * PANEL : 0;
}

// Neither operand is copied. A tile reads ROW_TILE neighbouring elements of every left row, one
// line of the cache, and whole vectors of every right row.
KERNEL NAME(product_transposed)(REAL *out, ptrdiff_t out_stride, const REAL *left,
                                ptrdiff_t left_stride, const REAL *right, ptrdiff_t right_stride,
                                size_t m, size_t k, size_t n, int accumulate, REAL *scratch) {
  const size_t limit = NAME(product_depth)(n), whole = n / LANES * LANES;
  const size_t edge_first = whole / PANEL * PANEL;
  for (size_t start = 0; start < k; start += limit) {
    const size_t depth = k - start < limit ? k - start : limit;
    const REAL *const source = left + (ptrdiff_t)start * left_stride;
    const REAL *const operand = right + (ptrdiff_t)start * right_stride;
    if (whole < n)
      NAME(pack)(scratch, operand + (ptrdiff_t)edge_first, depth, n - edge_first, right_stride, 1);
    NAME(columns)(out, out_stride, source, left_stride, operand, right_stride, scratch, PANEL, m,
                  depth, n, accumulate || start > 0);
  }
}
