/* SPDX-License-Identifier: MIT */
/* mswsockdef.h, as some sources spell it. */
#include "mswsockdef.h"
