/* SPDX-License-Identifier: MIT */
/* tchar.h, as some sources spell it. */
#include "tchar.h"
