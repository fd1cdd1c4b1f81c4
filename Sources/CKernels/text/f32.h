// The kernels of a set for float. The set has defined LANES.
#define REAL float
#define INTEGER int32_t
#define DIGITS 24
#define TYPE f32
#define SIN sinf
#define COS cosf
#include "set.h"
