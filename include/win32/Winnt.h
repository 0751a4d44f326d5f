/* SPDX-License-Identifier: MIT */
/* winnt.h, as some sources spell it. */
#include "winnt.h"
