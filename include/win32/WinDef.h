/* SPDX-License-Identifier: MIT */
/* windef.h, as some sources spell it. */
#include "windef.h"
