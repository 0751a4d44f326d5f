/* SPDX-License-Identifier: MIT */
/* windows.h, as some sources spell it. */
#include "windows.h"
