// The walk over the rows of a law, the same for the vector sets and for the reference.
#ifndef RECUR_LAW_ROWS
#define RECUR_LAW_ROWS

// Where the present row begins in a matrix of gates, and in a plane of a state.
#define GATES(matrix) ((matrix) + (ptrdiff_t)row * gates_stride)
#define STATE(plane) ((plane) + (ptrdiff_t)row * state_stride)

// Does the statements given for every row that is masked, and the statement that follows for every
// other row.
#define FOR_LAW_ROWS(...)                     \
  for (size_t row = 0; row < rows; row++)     \
    if (mask && !mask[row]) {                 \
      __VA_ARGS__;                            \
    } else

#endif
