/* SPDX-License-Identifier: MIT */
/* profileapi.h, as some sources spell it. */
#include "profileapi.h"
