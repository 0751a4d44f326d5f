/* SPDX-License-Identifier: MIT */
/* sysinfoapi.h, as some sources spell it. */
#include "sysinfoapi.h"
