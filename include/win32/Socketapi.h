/* SPDX-License-Identifier: MIT */
/* socketapi.h, as some sources spell it. */
#include "socketapi.h"
