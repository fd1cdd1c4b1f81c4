// Matrix products of numbers rounded to bfloat16 (the upper half of binary32), summed in REAL: half
// the bytes to read, and where the processor multiplies pairs of them at once (BFLOAT16_DOT), half
// the instructions.
//
// An operand of a tile is a word of 32 bits that holds two neighbours in k: the one of even k
// below, the other above.

#undef WORDS
#undef SINGLES
#define WORDS NAME(words)
#define SINGLES NAME(singles)
typedef uint32_t WORDS __attribute__((vector_size(LANES * 4)));
typedef uint32_t NAME(loose_words) __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
typedef float SINGLES __attribute__((vector_size(LANES * 4)));

INLINE WORDS NAME(load_words)(const uint32_t *p) { return *(const NAME(loose_words) *)p; }
INLINE void NAME(store_words)(uint32_t *p, WORDS v) { *(NAME(loose_words) *)p = v; }
INLINE WORDS NAME(splat_words)(uint32_t x) { return x - (WORDS){}; }

// dot: left * right of both halves, added to sum. rounded_pair: lane i is the word of even[i] and
// odd[i]. rounded_neighbours: the words of 2 LANES elements that follow each other.
#ifdef BFLOAT16_DOT
INLINE VECTOR NAME(dot)(WORDS left, WORDS right, VECTOR sum) {
  return BFLOAT16_DOT(left, right, sum);
}
INLINE WORDS NAME(rounded_pair)(VECTOR even, VECTOR odd) { return BFLOAT16_PAIR(even, odd); }
INLINE WORDS NAME(rounded_neighbours)(VECTOR first, VECTOR second) {
  return BFLOAT16_NEIGHBOURS(first, second);
}
#else
INLINE VECTOR NAME(lower_half)(WORDS words) {
  return __builtin_convertvector((SINGLES)(words << 16), VECTOR);
}
INLINE VECTOR NAME(upper_half)(WORDS words) {
  return __builtin_convertvector((SINGLES)(words & 0xffff0000), VECTOR);
}
INLINE VECTOR NAME(dot)(WORDS left, WORDS right, VECTOR sum) {
  sum = NAME(fused)(NAME(lower_half)(left), NAME(lower_half)(right), sum);
  return NAME(fused)(NAME(upper_half)(left), NAME(upper_half)(right), sum);
}

// The nearest bfloat16, ties to even, in the upper halves.
INLINE WORDS NAME(rounded)(VECTOR v) {
  const SINGLES singles = __builtin_convertvector(v, SINGLES);
  const WORDS bits = (WORDS)singles, isNaN = (WORDS)(singles != singles);
  const WORDS nearest = (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000;
  return (nearest & ~isNaN) | (0x7fc00000 & isNaN);
}
INLINE WORDS NAME(rounded_pair)(VECTOR even, VECTOR odd) {
  return NAME(rounded)(even) >> 16 | NAME(rounded)(odd);
}
INLINE WORDS NAME(rounded_neighbours)(VECTOR first, VECTOR second) {
  VECTOR even, odd;
  _Pragma("clang loop unroll(full)") for (int lane = 0; lane < LANES; lane++) {
    even[lane] = lane < LANES / 2 ? first[2 * lane % LANES] : second[2 * lane % LANES];
    odd[lane] = lane < LANES / 2 ? first[(2 * lane + 1) % LANES] : second[(2 * lane + 1) % LANES];
  }
  return NAME(rounded_pair)(even, odd);
}
#endif

#define TILE(x) NAME(bfloat16_##x)
#define OPERAND uint32_t
#define OPERAND_VECTOR WORDS
#define OPERAND_LOAD NAME(load_words)
#define OPERAND_SPLAT NAME(splat_words)
#define MULTIPLY_ADD NAME(dot)
#include "tiles.h"
#undef TILE
#undef OPERAND
#undef OPERAND_VECTOR
#undef OPERAND_LOAD
#undef OPERAND_SPLAT
#undef MULTIPLY_ADD

// Rows 2 i and 2 i + 1 of `columns` elements into row i of words.
INLINE void NAME(round_rows)(uint32_t *out, size_t out_stride, const REAL *in, ptrdiff_t stride,
                             size_t rows, size_t columns) {
  for (size_t i = 0; i < rows; i += 2, out += out_stride, in += 2 * stride) {
    FOR_BLOCKS(columns, {
      const VECTOR odd = i + 1 < rows ? NAME(get)(in + stride + j, width) : (VECTOR){};
      NAME(store_words)(out + j, NAME(rounded_pair)(NAME(get)(in + j, width), odd));
    });
  }
}

DEFINE_TRANSPOSE(NAME(transpose_words), WORDS)

// The words of the first `count` elements, at most 2 LANES, zeros after them.
INLINE WORDS NAME(round_neighbours)(const REAL *in, size_t count) {
  if (count == 2 * LANES) return NAME(rounded_neighbours)(NAME(load)(in), NAME(load)(in + LANES));
  return NAME(rounded_neighbours)(
      NAME(get)(in, count < LANES ? count : LANES),
      count > LANES ? NAME(get)(in + LANES, count - LANES) : (VECTOR){});
}
// The same of elements `stride` apart.
INLINE WORDS NAME(round_distant)(const REAL *in, ptrdiff_t stride, size_t count) {
  REAL elements[2 * LANES] = {0};
  for (size_t i = 0; i < count; i++) elements[i] = in[(ptrdiff_t)i * stride];
  return NAME(round_neighbours)(elements, 2 * LANES);
}
INLINE void NAME(round_row)(uint32_t *out, const REAL *in, size_t count) {
  for (size_t i = 0; i < count; i += 2 * LANES) {
    const size_t width = count - i < 2 * LANES ? count - i : 2 * LANES;
    NAME(store_words)(out + i / 2, NAME(round_neighbours)(in + i, width));
  }
}

// Panels of words [ceil(k / 2), PANEL], zeros after the last column and, of an odd k, in the last
// upper halves.
KERNEL NAME(pack_bfloat16)(void *packed, const REAL *right, size_t k, size_t n,
                           ptrdiff_t row_stride, ptrdiff_t column_stride) {
  uint32_t *out = packed;
  for (size_t first = 0; first < n; first += PANEL, out += (k + 1) / 2 * PANEL) {
    if (column_stride == 1 && n - first >= PANEL) {
      NAME(round_rows)(out, PANEL, right + (ptrdiff_t)first, row_stride, k, PANEL);
      continue;
    }
    for (size_t j = 0; j < PANEL; j += LANES) {
      const size_t columns = first + j >= n ? 0 : n - first - j < LANES ? n - first - j : LANES;
      const REAL *const source = right + (ptrdiff_t)(first + j) * column_stride;
      for (size_t step = 0; step < k; step += 2 * LANES) {
        const size_t depth = k - step < 2 * LANES ? k - step : 2 * LANES;
        const REAL *const corner = source + (ptrdiff_t)step * row_stride;
        WORDS square[LANES];
        if (columns == LANES && depth == 2 * LANES && row_stride == 1) {
          _Pragma("clang loop unroll(full)") for (int column = 0; column < LANES; column++)
              square[column] = NAME(round_neighbours)(corner + column * column_stride, 2 * LANES);
          NAME(transpose_words)(square);
          _Pragma("clang loop unroll(full)") for (int i = 0; i < LANES; i++)
              NAME(store_words)(out + (step / 2 + (size_t)i) * PANEL + j, square[i]);
          continue;
        }
        for (size_t column = 0; column < LANES; column++)
          square[column] = column >= columns
                               ? (WORDS){}
                               : NAME(round_distant)(corner + (ptrdiff_t)column * column_stride,
                                                     row_stride, depth);
        NAME(transpose_words)(square);
        for (size_t i = 0; i < (depth + 1) / 2; i++)
          NAME(store_words)(out + (step / 2 + i) * PANEL + j, square[i]);
      }
    }
  }
}

// Rows and columns of the left operand that are rounded at once.
#define BFLOAT16_ROWS 48
#define BFLOAT16_DEPTH 1024

KERNEL NAME(product_bfloat16)(REAL *out, ptrdiff_t out_stride, const REAL *left,
                              ptrdiff_t left_stride, const void *packed, size_t m, size_t k,
                              size_t n, int accumulate) {
  uint32_t rounded[BFLOAT16_ROWS * (BFLOAT16_DEPTH / 2 + LANES)];
  const size_t panel_size = (k + 1) / 2 * PANEL;
  for (size_t row = 0; row < m; row += BFLOAT16_ROWS) {
    const size_t rows = m - row < BFLOAT16_ROWS ? m - row : BFLOAT16_ROWS;
    for (size_t start = 0; start < k || start == 0; start += BFLOAT16_DEPTH) {
      const size_t depth = k - start < BFLOAT16_DEPTH ? k - start : BFLOAT16_DEPTH;
      const ptrdiff_t stride = (ptrdiff_t)((depth + 2 * LANES - 1) / (2 * LANES) * LANES);
      for (size_t i = 0; i < rows; i++)
        NAME(round_row)(rounded + (ptrdiff_t)i * stride,
                        left + (ptrdiff_t)(row + i) * left_stride + (ptrdiff_t)start, depth);
      NAME(bfloat16_panels)(out + (ptrdiff_t)row * out_stride, out_stride, rounded, stride,
                            (const uint32_t *)packed + start / 2 * PANEL, panel_size, rows,
                            (depth + 1) / 2, n, accumulate || start > 0);
    }
  }
}

// Columns of the left operand that are rounded at once: at most a multiple of every ROW_TILE and
// LANES.
static size_t NAME(bfloat16_width)(size_t m) {
  return m < 192 ? (m + LANES - 1) / LANES * LANES : 192;
}

// The right operand's words, padded to whole vectors, and those of some of the left one's columns.
static size_t NAME(product_transposed_bfloat16_scratch)(size_t m, size_t n) {
  const size_t padded = (n + LANES - 1) / LANES * LANES;
  const size_t words = NAME(product_depth)(n) * (padded + NAME(bfloat16_width)(m));
  return (words * sizeof(uint32_t) + sizeof(REAL) - 1) / sizeof(REAL);
}

KERNEL NAME(product_transposed_bfloat16)(REAL *out, ptrdiff_t out_stride, const REAL *left,
                                         ptrdiff_t left_stride, const REAL *right,
                                         ptrdiff_t right_stride, size_t m, size_t k, size_t n,
                                         int accumulate, void *scratch) {
  const size_t pairs = NAME(product_depth)(n), limit = 2 * pairs;
  const size_t padded = (n + LANES - 1) / LANES * LANES, width = NAME(bfloat16_width)(m);
  uint32_t *const operand = scratch, *const columns = operand + pairs * padded;
  const uint32_t *const edge = operand + n / PANEL * PANEL;
  for (size_t start = 0; start < k; start += limit) {
    const size_t depth = k - start < limit ? k - start : limit;
    NAME(round_rows)(operand, padded, right + (ptrdiff_t)start * right_stride, right_stride, depth,
                     n);
    for (size_t i = 0; i < m; i += width) {
      const size_t taken = m - i < width ? m - i : width;
      NAME(round_rows)(columns, width, left + (ptrdiff_t)start * left_stride + (ptrdiff_t)i,
                       left_stride, depth, taken);
      NAME(bfloat16_columns)(out + (ptrdiff_t)i * out_stride, out_stride, columns, (ptrdiff_t)width,
                             operand, (ptrdiff_t)padded, edge, (ptrdiff_t)padded, taken,
                             (depth + 1) / 2, n, accumulate || start > 0);
    }
  }
}
