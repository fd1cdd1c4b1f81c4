// Every text of a vector set, for the scalar type and the lanes that are defined; takes the
// definitions back.
#include "vector.h"
#include "elementary.h"
#include "laws.h"
#include "softmax.h"
#include "dropout.h"
#include "rows.h"
#include "channels.h"
#include "elements.h"
#include "law.h"
#include "optimizers.h"
#include "product.h"
#include "convolution.h"
#include "bfloat16.h"
#include "probes.h"
#include "table.h"

#undef REAL
#undef INTEGER
#undef DIGITS
#undef TYPE
#undef LANES
#undef SIN
#undef COS
#undef MASKED_LOAD
#undef MASKED_STORE
#undef BFLOAT16_DOT
#undef BFLOAT16_NEIGHBOURS
#undef BFLOAT16_PAIR
