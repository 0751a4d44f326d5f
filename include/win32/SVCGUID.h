/* SPDX-License-Identifier: MIT */
/* svcguid.h, as some sources spell it. */
#include "svcguid.h"
