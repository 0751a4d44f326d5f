/* SPDX-License-Identifier: MIT */
/* namedpipeapi.h, as some sources spell it. */
#include "namedpipeapi.h"
