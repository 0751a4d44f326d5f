/* SPDX-License-Identifier: MIT */
/* mstcpip.h, as some sources spell it. */
#include "mstcpip.h"
