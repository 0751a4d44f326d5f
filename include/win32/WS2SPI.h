/* SPDX-License-Identifier: MIT */
/* ws2spi.h, as some sources spell it. */
#include "ws2spi.h"
