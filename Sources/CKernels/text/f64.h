// The kernels of a set for double. The set has defined LANES.
#define REAL double
#define INTEGER int64_t
#define DIGITS 53
#define TYPE f64
#define SIN sin
#define COS cos
#include "set.h"
