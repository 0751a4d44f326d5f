/* SPDX-License-Identifier: MIT */
/* timeGetTime and friends live in mmsystem.h. */
#include "mmsystem.h"
