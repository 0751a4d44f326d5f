/* SPDX-License-Identifier: MIT */
/* errhandlingapi.h, as some sources spell it. */
#include "errhandlingapi.h"
