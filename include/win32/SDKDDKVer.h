/* SPDX-License-Identifier: MIT */
/* sdkddkver.h, as some sources spell it. */
#include "sdkddkver.h"
