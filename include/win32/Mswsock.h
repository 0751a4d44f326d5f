/* SPDX-License-Identifier: MIT */
/* mswsock.h, as some sources spell it. */
#include "mswsock.h"
