/* SPDX-License-Identifier: MIT */
/* sporder.h, as some sources spell it. */
#include "sporder.h"
