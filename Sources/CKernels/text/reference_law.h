// The reference's law of instructions: one unit at a time.

static void NAME(law)(size_t rows, size_t n, const recur_law_instruction *code, size_t count,
                      const double *constants, void *const *planes, const ptrdiff_t *strides,
                      REAL *registers, const bool *mask) {
#define PLANE(index) ((REAL *)planes[index] + (ptrdiff_t)row * strides[index] + j)
#define LAW(value) registers[in->target] = (value); break
  FOR_ROWS {
    if (mask && !mask[row]) continue;
    FOR_UNITS for (size_t i = 0; i < count; i++) {
      const recur_law_instruction *in = code + i;
      const recur_law_operation operation = (recur_law_operation)in->operation;
      if (operation == RECUR_LAW_LOAD) {
        registers[in->target] = *PLANE(in->first);
        continue;
      }
      if (operation == RECUR_LAW_CONSTANT) {
        registers[in->target] = (REAL)constants[in->first];
        continue;
      }
      const REAL a = registers[in->first], b = registers[in->second], c = registers[in->third];
      switch (operation) {
        case RECUR_LAW_STORE: *PLANE(in->target) = a; break;
        case RECUR_LAW_STORE_SUM: *PLANE(in->target) += a; break;
        case RECUR_LAW_NEGATE: LAW(-a);
        case RECUR_LAW_ADD: LAW(a + b);
        case RECUR_LAW_SUBTRACT: LAW(a - b);
        case RECUR_LAW_MULTIPLY: LAW(a * b);
        case RECUR_LAW_DIVIDE: LAW(a / b);
        case RECUR_LAW_EXP: LAW(EXP(a));
        case RECUR_LAW_LOG: LAW(LOG(a));
        case RECUR_LAW_SQRT: LAW(SQRT(a));
        case RECUR_LAW_TANH: LAW(TANH(a));
        case RECUR_LAW_SIGMOID: LAW(NAME(logistic)(a));
        case RECUR_LAW_SIN: LAW(SIN(a));
        case RECUR_LAW_COS: LAW(COS(a));
        case RECUR_LAW_MAXIMUM: LAW(a > b ? a : b);
        case RECUR_LAW_MINIMUM: LAW(a < b ? a : b);
        case RECUR_LAW_IF_GREATER: LAW(a > b ? c : 0);
        case RECUR_LAW_IF_NOT_GREATER: LAW(a > b ? 0 : c);
        default: break;
      }
    }
  }
#undef PLANE
#undef LAW
}
