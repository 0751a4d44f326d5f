/* SPDX-License-Identifier: MIT */
/* process.h, as some sources spell it. */
#include "process.h"
