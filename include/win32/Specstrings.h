/* SPDX-License-Identifier: MIT */
/* specstrings.h, as some sources spell it. */
#include "specstrings.h"
