/* SPDX-License-Identifier: MIT */
/* nspapi.h, as some sources spell it. */
#include "nspapi.h"
