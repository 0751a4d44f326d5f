/* SPDX-License-Identifier: MIT */
/* mmsystem.h, as some sources spell it. */
#include "mmsystem.h"
