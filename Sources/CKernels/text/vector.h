// Vector types and the few operations that the kernel texts are written in. Included once per
// scalar type and instruction set, with these macros defined:
//   REAL, INTEGER (of the same width), DIGITS (of REAL's significand, 24 or 53), LANES,
//   SET (name of the set), TYPE (f32 or f64), FMA (1 if the set has it)

#undef NAME
#undef JOIN3
#undef JOIN3_
#undef VECTOR
#undef INTEGERS
#undef LOOSE
#undef KERNEL
#undef INLINE
#define JOIN3_(a, b, c) a##_##b##_##c
#define JOIN3(a, b, c) JOIN3_(a, b, c)
#define NAME(x) JOIN3(x, TYPE, SET)
#define VECTOR NAME(vector)
#define INTEGERS NAME(integers)
#define LOOSE NAME(loose)
#define KERNEL static void
#define INLINE static inline __attribute__((always_inline))

typedef REAL VECTOR __attribute__((vector_size(LANES * sizeof(REAL))));
typedef INTEGER INTEGERS __attribute__((vector_size(LANES * sizeof(REAL))));
// A vector at any address: memory is only ever touched through this type.
typedef REAL LOOSE
    __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));

INLINE VECTOR NAME(load)(const REAL *p) { return *(const LOOSE *)p; }
INLINE void NAME(store)(REAL *p, VECTOR v) { *(LOOSE *)p = v; }
INLINE VECTOR NAME(splat)(REAL x) { return x - (VECTOR){}; }

// a * b + c: one rounding where the set has FMA, two where it has not. The builtin without
// hardware would call fma() for every lane.
INLINE VECTOR NAME(fused)(VECTOR a, VECTOR b, VECTOR c) {
#if FMA
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}

// All ones in the first `count` lanes.
INLINE INTEGERS NAME(first)(size_t count) {
  INTEGERS lane;
  for (int i = 0; i < LANES; i++) lane[i] = i;
  return lane < ((INTEGER)count - (INTEGERS){});
}
// The first `count` (< LANES) elements, zeros after them. A set with masked moves defines
// MASKED_LOAD and MASKED_STORE.
INLINE VECTOR NAME(load_part)(const REAL *p, size_t count) {
#ifdef MASKED_LOAD
  return MASKED_LOAD(p, count);
#else
  VECTOR v = {};
  for (size_t i = 0; i < count; i++) v[i] = p[i];
  return v;
#endif
}
INLINE void NAME(store_part)(REAL *p, VECTOR v, size_t count) {
#ifdef MASKED_STORE
  MASKED_STORE(p, v, count);
#else
  for (size_t i = 0; i < count; i++) p[i] = v[i];
#endif
}

// The first `count` <= LANES elements. With a constant LANES this is a plain load or store: a law
// written over `count` serves whole vectors and the tail with the same arithmetic.
INLINE VECTOR NAME(get)(const REAL *p, size_t count) {
  return count == LANES ? NAME(load)(p) : NAME(load_part)(p, count);
}
INLINE void NAME(put)(REAL *p, VECTOR v, size_t count) {
  if (count == LANES) NAME(store)(p, v);
  else NAME(store_part)(p, v, count);
}
INLINE void NAME(put_sum)(REAL *p, VECTOR v, size_t count) {
  NAME(put)(p, NAME(get)(p, count) + v, count);
}

// mask lanes are all ones or all zeros, as comparisons give them
INLINE VECTOR NAME(select)(INTEGERS mask, VECTOR yes, VECTOR no) {
  return (VECTOR)((mask & (INTEGERS)yes) | (~mask & (INTEGERS)no));
}

INLINE VECTOR NAME(magnitude)(VECTOR v) {
  return (VECTOR)((INTEGERS)v & ~(INTEGERS)NAME(splat)((REAL)-0.0));
}
// Lanes outside [-limit, limit] are moved to its ends; NaN stays NaN.
INLINE VECTOR NAME(clamped)(VECTOR v, VECTOR limit) {
  v = NAME(select)(v > limit, limit, v);
  return NAME(select)(v < -limit, -limit, v);
}

// Walks `n` units in whole vectors, then the tail: the statement sees the first unit `j` of a block
// and its `width`, a constant but in the tail.
#define FOR_BLOCKS(n, ...)                                    \
  do {                                                        \
    size_t j = 0;                                             \
    for (; j + LANES <= (n); j += LANES) {                    \
      const size_t width = LANES;                             \
      __VA_ARGS__;                                            \
    }                                                         \
    if (j < (n)) {                                            \
      const size_t width = (n) - j;                           \
      __VA_ARGS__;                                            \
    }                                                         \
  } while (0)

// LANES vectors of a type as the rows of a square, turned into its columns: in round `d` the
// off-diagonal quarters of every square of 2 d x 2 d change places. OPAQUE: rounds are one shuffle
// for each vector, and the compiler, which would make three of two of them, is not to see through
// them.
#undef OPAQUE
#if defined(__x86_64__)
#define OPAQUE(v) \
  if (sizeof(v) >= 16) __asm__("" : "+v"(v))
#elif defined(__aarch64__)
#define OPAQUE(v) __asm__("" : "+w"(v))
#else
#define OPAQUE(v) (void)(v)
#endif
#undef DEFINE_TRANSPOSE
#define DEFINE_TRANSPOSE(TRANSPOSE, ROW)                                                           \
  INLINE void TRANSPOSE(ROW square[LANES]) {                                                       \
    _Pragma("clang loop unroll(full)") for (int d = LANES / 2; d > 0; d /= 2) {                    \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < LANES; i++) {                         \
        if (i & d) continue;                                                                       \
        const ROW upper = square[i], lower = square[i + d];                                        \
        ROW left, right;                                                                           \
        _Pragma("clang loop unroll(full)") for (int lane = 0; lane < LANES; lane++) {              \
          left[lane] = lane & d ? lower[lane - d] : upper[lane];                                   \
          right[lane] = lane & d ? lower[lane] : upper[lane + d];                                  \
        }                                                                                          \
        OPAQUE(left);                                                                              \
        OPAQUE(right);                                                                             \
        square[i] = left;                                                                          \
        square[i + d] = right;                                                                     \
      }                                                                                            \
    }                                                                                              \
  }
DEFINE_TRANSPOSE(NAME(transpose), VECTOR)

// The square of `rows` x `columns` elements (at most LANES each) at p, zeros around it, transposed.
INLINE void NAME(load_transposed)(VECTOR square[LANES], const REAL *p, ptrdiff_t stride,
                                  size_t rows, size_t columns) {
  _Pragma("clang loop unroll(full)") for (int i = 0; i < LANES; i++) {
    if ((size_t)i >= rows) square[i] = (VECTOR){};
    else square[i] = NAME(get)(p + i * stride, columns);
  }
  NAME(transpose)(square);
}
