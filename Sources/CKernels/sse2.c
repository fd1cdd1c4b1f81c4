// The vector set that every x86-64 processor runs: no fused multiply-add.
#if defined(__x86_64__)

#include "CKernels.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

#define SET sse2
#define FMA 0
#define PANEL_VECTORS 2
#define ROW_TILE 4

#define LANES 4
#include "text/f32.h"

#define LANES 2
#include "text/f64.h"

#endif
