// The vector set for 64-bit ARM.
#if defined(__aarch64__)

#include "CKernels.h"

#pragma STDC FP_CONTRACT OFF

#define SET neon
#define FMA 1
#define PANEL_VECTORS 4
#define ROW_TILE 6

#define REAL float
#define INTEGER int32_t
#define DIGITS 24
#define LANES 4
#define TYPE f32
#include "text/vector.h"
#include "text/elementary.h"
#include "text/laws.h"
#include "text/softmax.h"
#include "text/dropout.h"
#include "text/rows.h"
#include "text/optimizers.h"
#include "text/product.h"
#include "text/bfloat16.h"
#include "text/probes.h"
#include "text/table.h"

#undef REAL
#undef INTEGER
#undef DIGITS
#undef LANES
#undef TYPE
#define REAL double
#define INTEGER int64_t
#define DIGITS 53
#define LANES 2
#define TYPE f64
#include "text/vector.h"
#include "text/elementary.h"
#include "text/laws.h"
#include "text/softmax.h"
#include "text/dropout.h"
#include "text/rows.h"
#include "text/optimizers.h"
#include "text/product.h"
#include "text/bfloat16.h"
#include "text/probes.h"
#include "text/table.h"


#endif
