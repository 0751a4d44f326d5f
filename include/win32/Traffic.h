/* SPDX-License-Identifier: MIT */
/* traffic.h, as some sources spell it. */
#include "traffic.h"
