/* SPDX-License-Identifier: MIT */
/* minwindef.h, as some sources spell it. */
#include "minwindef.h"
