/* SPDX-License-Identifier: MIT */
/* wspiapi.h, as some sources spell it. */
#include "wspiapi.h"
