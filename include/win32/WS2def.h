/* SPDX-License-Identifier: MIT */
/* ws2def.h, as some sources spell it. */
#include "ws2def.h"
