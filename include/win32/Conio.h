/* SPDX-License-Identifier: MIT */
/* conio.h, as some sources spell it. */
#include "conio.h"
