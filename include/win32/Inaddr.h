/* SPDX-License-Identifier: MIT */
/* inaddr.h, as some sources spell it. */
#include "inaddr.h"
