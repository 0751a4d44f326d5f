/* SPDX-License-Identifier: MIT */
/* The multimedia clock: timeGetTime. */
#ifndef WS2_MMSYSTEM_H
#define WS2_MMSYSTEM_H
#include "windef.h"
#endif
