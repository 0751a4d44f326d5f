/* SPDX-License-Identifier: MIT */
/* in6addr.h, as some sources spell it. */
#include "in6addr.h"
