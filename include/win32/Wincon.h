/* SPDX-License-Identifier: MIT */
/* wincon.h, as some sources spell it. */
#include "wincon.h"
