// The vector set for 64-bit ARM.
#if defined(__aarch64__)

#include "CKernels.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

#define SET neon
#define FMA 1
#define PANEL_VECTORS 4
#define ROW_TILE 6

#define LANES 4
#include "text/f32.h"

#define LANES 2
#include "text/f64.h"

#endif
