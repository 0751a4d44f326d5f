/* SPDX-License-Identifier: MIT */
/* heapapi.h, as some sources spell it. */
#include "heapapi.h"
