/* SPDX-License-Identifier: MIT */
/* winerror.h, as some sources spell it. */
#include "winerror.h"
