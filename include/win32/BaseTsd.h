/* SPDX-License-Identifier: MIT */
/* basetsd.h, as some sources spell it. */
#include "basetsd.h"
