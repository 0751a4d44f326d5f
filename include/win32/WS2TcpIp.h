/* SPDX-License-Identifier: MIT */
/* ws2tcpip.h, as some sources spell it. */
#include "ws2tcpip.h"
