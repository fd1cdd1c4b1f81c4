// Any law as a list of instructions, each of which goes over a block of RECUR_LAW_VECTORS vectors
// before the next: what it costs to look an instruction up is then small beside what it does.

#define LAW_LANES (RECUR_LAW_VECTORS * LANES)
#define LAW_REGISTER(number) (registers + (size_t)(number) * LAW_LANES)

// The C library's functions, lane by lane, where there is no text of vectors.
#undef LANE_BY_LANE
#define LANE_BY_LANE(name, function)                                      \
  INLINE VECTOR NAME(name)(VECTOR x) {                                    \
    for (int lane = 0; lane < LANES; lane++) x[lane] = function(x[lane]); \
    return x;                                                             \
  }
LANE_BY_LANE(lane_sin, SIN)
LANE_BY_LANE(lane_cos, COS)

// The statement for every vector of a register, with its operands.
#define FOR_LAW_VECTORS(value)                       \
  for (size_t v = 0; v < vectors; v++) {             \
    const VECTOR a = NAME(load)(first + v * LANES);  \
    const VECTOR b = NAME(load)(second + v * LANES); \
    const VECTOR c = NAME(load)(third + v * LANES);  \
    (void)a, (void)b, (void)c;                       \
    NAME(store)(target + v * LANES, value);          \
  }                                                  \
  break

// The statement for every vector of a block that has units, `width` of them.
#define FOR_LAW_UNITS(...)                            \
  for (size_t v = 0; v < vectors; v++) {              \
    const size_t left = units - v * LANES;            \
    const size_t width = left < LANES ? left : LANES; \
    __VA_ARGS__;                                      \
  }                                                   \
  break

KERNEL NAME(law)(size_t rows, size_t n, const recur_law_instruction *code, size_t count,
                 const double *constants, void *const *planes, const ptrdiff_t *strides,
                 REAL *registers, const bool *mask) {
  for (size_t row = 0; row < rows; row++) {
    if (mask && !mask[row]) continue;
    for (size_t j = 0; j < n; j += LAW_LANES) {
      const size_t units = n - j < LAW_LANES ? n - j : LAW_LANES;
      const size_t vectors = (units + LANES - 1) / LANES;
      for (size_t i = 0; i < count; i++) {
        const recur_law_instruction *in = code + i;
        REAL *target = LAW_REGISTER(in->target);
        const REAL *first = LAW_REGISTER(in->first), *second = LAW_REGISTER(in->second),
                   *third = LAW_REGISTER(in->third);
        switch ((recur_law_operation)in->operation) {
          case RECUR_LAW_LOAD: {
            const REAL *plane = (REAL *)planes[in->first] + (ptrdiff_t)row * strides[in->first] + j;
            FOR_LAW_UNITS(NAME(store)(target + v * LANES, NAME(get)(plane + v * LANES, width)));
          }
          case RECUR_LAW_STORE: {
            REAL *plane = (REAL *)planes[in->target] + (ptrdiff_t)row * strides[in->target] + j;
            FOR_LAW_UNITS(NAME(put)(plane + v * LANES, NAME(load)(first + v * LANES), width));
          }
          case RECUR_LAW_STORE_SUM: {
            REAL *plane = (REAL *)planes[in->target] + (ptrdiff_t)row * strides[in->target] + j;
            FOR_LAW_UNITS(NAME(put_sum)(plane + v * LANES, NAME(load)(first + v * LANES), width));
          }
          case RECUR_LAW_CONSTANT: {
            const VECTOR constant = NAME(splat)((REAL)constants[in->first]);
            for (size_t v = 0; v < vectors; v++) NAME(store)(target + v * LANES, constant);
            break;
          }
          case RECUR_LAW_NEGATE: FOR_LAW_VECTORS(-a);
          case RECUR_LAW_ADD: FOR_LAW_VECTORS(a + b);
          case RECUR_LAW_SUBTRACT: FOR_LAW_VECTORS(a - b);
          case RECUR_LAW_MULTIPLY: FOR_LAW_VECTORS(a * b);
          case RECUR_LAW_DIVIDE: FOR_LAW_VECTORS(a / b);
          case RECUR_LAW_EXP: FOR_LAW_VECTORS(NAME(exp)(a));
          case RECUR_LAW_LOG: FOR_LAW_VECTORS(NAME(log)(a));
          case RECUR_LAW_SQRT: FOR_LAW_VECTORS(__builtin_elementwise_sqrt(a));
          case RECUR_LAW_TANH: FOR_LAW_VECTORS(NAME(hyperbolic)(a));
          case RECUR_LAW_SIGMOID: FOR_LAW_VECTORS(NAME(logistic)(a));
          case RECUR_LAW_SIN: FOR_LAW_VECTORS(NAME(lane_sin)(a));
          case RECUR_LAW_COS: FOR_LAW_VECTORS(NAME(lane_cos)(a));
          case RECUR_LAW_MAXIMUM: FOR_LAW_VECTORS(NAME(select)(a > b, a, b));
          case RECUR_LAW_MINIMUM: FOR_LAW_VECTORS(NAME(select)(a < b, a, b));
          case RECUR_LAW_IF_GREATER: FOR_LAW_VECTORS(NAME(select)(a > b, c, (VECTOR){}));
          case RECUR_LAW_IF_NOT_GREATER: FOR_LAW_VECTORS(NAME(select)(a > b, (VECTOR){}, c));
        }
      }
    }
  }
}

#undef LAW_LANES
#undef LAW_REGISTER
#undef FOR_LAW_VECTORS
#undef FOR_LAW_UNITS
