/* SPDX-License-Identifier: MIT */
/* The base services: gathers the one-idea headers and adds what is older than
 * them (wait results, local memory, string functions, FormatMessage). */
#ifndef WS2_WINBASE_H
#define WS2_WINBASE_H

#include "winerror.h"
#include "minwindef.h"
#include "minwinbase.h"

#define INVALID_HANDLE_VALUE ((HANDLE)(LONG_PTR)-1)
#define INFINITE             0xffffffff

#define WAIT_FAILED        ((DWORD)0xffffffff)
#define WAIT_OBJECT_0      ((STATUS_WAIT_0) + 0)
#define WAIT_ABANDONED     ((STATUS_ABANDONED_WAIT_0) + 0)
#define WAIT_ABANDONED_0   ((STATUS_ABANDONED_WAIT_0) + 0)
#define WAIT_IO_COMPLETION STATUS_USER_APC

#endif
