/* SPDX-License-Identifier: MIT */
/* processthreadsapi.h, as some sources spell it. */
#include "processthreadsapi.h"
