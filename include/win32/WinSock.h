/* SPDX-License-Identifier: MIT */
/* winsock.h, as some sources spell it. */
#include "winsock.h"
