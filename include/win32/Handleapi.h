/* SPDX-License-Identifier: MIT */
/* handleapi.h, as some sources spell it. */
#include "handleapi.h"
