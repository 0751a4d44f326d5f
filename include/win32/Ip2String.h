/* SPDX-License-Identifier: MIT */
/* ip2string.h, as some sources spell it. */
#include "ip2string.h"
