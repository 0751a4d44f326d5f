/* SPDX-License-Identifier: MIT */
/* sal.h, as some sources spell it. */
#include "sal.h"
