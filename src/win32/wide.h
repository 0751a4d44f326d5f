/* SPDX-License-Identifier: MIT */
/* The declarations of the wide functions, for the files that define them. */
#ifndef WS2_WIN32_WIDE_H
#define WS2_WIN32_WIDE_H

#include <stdio.h>
#include <uchar.h>
#include <wchar.h>

#include "ws2_crt_wchar.h"

#endif
