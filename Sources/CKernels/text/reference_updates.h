// The reference's softmax, cross-entropy and optimiser updates.

// Rows of e^((l - max) / temperature); returns their sum.
static REAL NAME(exponentials)(REAL *row, size_t n, REAL temperature) {
  REAL maximum = row[0], sum = 0;
  FOR_UNITS if (row[j] > maximum) maximum = row[j];
  FOR_UNITS row[j] = EXP((row[j] - maximum) / temperature);
  FOR_UNITS sum += row[j];
  return sum;
}

static void NAME(softmax)(size_t rows, size_t n, REAL *logits, ptrdiff_t stride,
                          double temperature) {
  FOR_ROWS {
    REAL *p = AT(logits, stride);
    const REAL sum = NAME(exponentials)(p, n, (REAL)temperature);
    FOR_UNITS p[j] /= sum;
  }
}

static void NAME(softmax_cross_entropy)(size_t rows, size_t n, REAL *logits, ptrdiff_t stride,
                                        const int32_t *targets, REAL *losses, int gradient,
                                        double scale, double smoothing) {
  const REAL label_smoothing = (REAL)smoothing;
  FOR_ROWS {
    REAL *l = AT(logits, stride);
    if (targets[row] < 0) {
      losses[row] = 0;
      if (gradient) NAME(zero_row)(l, n);
      continue;
    }
    const size_t target = (size_t)targets[row];
    const REAL everywhere = label_smoothing / (REAL)n;
    REAL maximum = l[0], sum = 0, shifted = 0;
    FOR_UNITS if (l[j] > maximum) maximum = l[j];
    FOR_UNITS sum += EXP(l[j] - maximum);
    if (label_smoothing != 0) FOR_UNITS shifted += l[j] - maximum;
    losses[row] = LOG(sum) - (1 - label_smoothing) * (l[target] - maximum) - everywhere * shifted;
    if (!gradient) continue;
    FOR_UNITS {
      const REAL wanted = everywhere + (j == target ? 1 - label_smoothing : 0);
      l[j] = (EXP(l[j] - maximum) / sum - wanted) * (REAL)scale;
    }
  }
}

// clamp(scale g) + l2 p + l1 sign(p)
static REAL NAME(effective_gradient)(REAL g, REAL p, const recur_update *u) {
  const REAL clamped = NAME(clamped)(g * (REAL)u->gradient_scale, (REAL)u->value_limit);
  if (u->l2 == 0 && u->l1 == 0) return clamped;
  return clamped + (REAL)u->l2 * p + (REAL)u->l1 * (REAL)((p > 0) - (p < 0));
}

static void NAME(update_sgd)(REAL *p, const REAL *g, size_t n, const recur_update *u) {
  FOR_UNITS p[j] -= (REAL)u->learning_rate * NAME(effective_gradient)(g[j], p[j], u);
}

static void NAME(update_momentum)(REAL *p, const REAL *g, REAL *velocity, size_t n,
                                  const recur_update *u) {
  FOR_UNITS {
    const REAL e = (REAL)u->inner_rate * NAME(effective_gradient)(g[j], p[j], u);
    velocity[j] = (REAL)u->momentum * velocity[j] + e;
    p[j] -= (REAL)u->learning_rate * velocity[j];
  }
}

static void NAME(update_nesterov)(REAL *p, const REAL *g, REAL *velocity, size_t n,
                                  const recur_update *u) {
  FOR_UNITS {
    const REAL e = (REAL)u->inner_rate * NAME(effective_gradient)(g[j], p[j], u);
    velocity[j] = (REAL)u->momentum * velocity[j] + e;
    p[j] -= (REAL)u->learning_rate * (e + (REAL)u->momentum * velocity[j]);
  }
}

static void NAME(update_adagrad)(REAL *p, const REAL *g, REAL *squares, size_t n,
                                 const recur_update *u) {
  FOR_UNITS {
    const REAL e = NAME(effective_gradient)(g[j], p[j], u);
    squares[j] += e * e;
    p[j] -= (REAL)u->learning_rate * e / (SQRT(squares[j]) + (REAL)u->epsilon);
  }
}

// decay a + (1 - decay) b
static REAL NAME(averaged)(REAL a, REAL b, double decay) {
  return (REAL)decay * a + (REAL)(1 - decay) * b;
}

static void NAME(update_adadelta)(REAL *p, const REAL *g, REAL *squares, REAL *steps, size_t n,
                                  const recur_update *u) {
  const REAL epsilon = (REAL)u->epsilon;
  FOR_UNITS {
    const REAL e = NAME(effective_gradient)(g[j], p[j], u);
    squares[j] = NAME(averaged)(squares[j], e * e, u->decay);
    const REAL step = e * SQRT(steps[j] + epsilon) / SQRT(squares[j] + epsilon);
    steps[j] = NAME(averaged)(steps[j], step * step, u->decay);
    p[j] -= (REAL)u->learning_rate * step;
  }
}

static void NAME(update_rmsprop)(REAL *p, const REAL *g, REAL *squares, size_t n,
                                 const recur_update *u) {
  FOR_UNITS {
    const REAL e = NAME(effective_gradient)(g[j], p[j], u);
    squares[j] = NAME(averaged)(squares[j], e * e, u->decay);
    const REAL root = SQRT(squares[j] + (REAL)u->inner_epsilon);
    p[j] -= (REAL)u->learning_rate * e / (root + (REAL)u->epsilon);
  }
}

static void NAME(update_adam)(REAL *p, const REAL *g, REAL *mean, REAL *squares, size_t n,
                              const recur_update *u) {
  FOR_UNITS {
    const REAL e = NAME(effective_gradient)(g[j], p[j], u);
    mean[j] = NAME(averaged)(mean[j], e, u->beta1);
    squares[j] = NAME(averaged)(squares[j], e * e, u->beta2);
    p[j] -= (REAL)(u->learning_rate * u->weight_decay) * p[j];
    p[j] -= (REAL)u->learning_rate * (mean[j] * (REAL)u->correction1) /
            (SQRT(squares[j] * (REAL)u->correction2) + (REAL)u->epsilon);
  }
}
