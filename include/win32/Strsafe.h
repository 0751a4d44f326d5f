/* SPDX-License-Identifier: MIT */
/* strsafe.h, as some sources spell it. */
#include "strsafe.h"
