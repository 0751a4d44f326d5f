/* SPDX-License-Identifier: MIT */
/* afunix.h, as some sources spell it. */
#include "afunix.h"
