/* SPDX-License-Identifier: MIT */
/* synchapi.h, as some sources spell it. */
#include "synchapi.h"
