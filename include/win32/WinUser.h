/* SPDX-License-Identifier: MIT */
/* winuser.h, as some sources spell it. */
#include "winuser.h"
