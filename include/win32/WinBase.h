/* SPDX-License-Identifier: MIT */
/* winbase.h, as some sources spell it. */
#include "winbase.h"
