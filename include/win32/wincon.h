/* SPDX-License-Identifier: MIT */
/* The console, as far as network programs use it: control handlers. */
#ifndef WS2_WINCON_H
#define WS2_WINCON_H

#include "consoleapi.h"

#endif
