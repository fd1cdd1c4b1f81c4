// Vector types and the few operations that the kernel texts are written in. Included once per
// scalar type and instruction set, with these macros defined:
//   REAL, INTEGER (of the same width), LANES, SET (name of the set), TYPE (f32 or f64), FMA (1 if the set has it)

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
typedef REAL LOOSE __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));

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

// The first `count` (< LANES) elements, zeros after them.
INLINE VECTOR NAME(load_part)(const REAL *p, size_t count) {
  VECTOR v = {};
  for (size_t i = 0; i < count; i++) v[i] = p[i];
  return v;
}
INLINE void NAME(store_part)(REAL *p, VECTOR v, size_t count) {
  for (size_t i = 0; i < count; i++) p[i] = v[i];
}
// mask lanes are all ones or all zeros, as comparisons give them
INLINE VECTOR NAME(select)(INTEGERS mask, VECTOR yes, VECTOR no) {
  return (VECTOR)((mask & (INTEGERS)yes) | (~mask & (INTEGERS)no));
}
