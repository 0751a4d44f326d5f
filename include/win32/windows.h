/* SPDX-License-Identifier: MIT */
/* The part of Windows' master header that network programs lean on.
 *
 * As on Windows it brings winsock.h (Windows Sockets 1.1) unless
 * WIN32_LEAN_AND_MEAN is defined or winsock2.h came first. */
#ifndef WS2_WINDOWS_H
#define WS2_WINDOWS_H
#define _WINDOWS_
#define _INC_WINDOWS

#include "sdkddkver.h"
#include "excpt.h"
#include <stdarg.h>
#include "windef.h"
#include "winbase.h"
#include "winnls.h"
#include "winuser.h"
#include "wincon.h"

#ifndef WIN32_LEAN_AND_MEAN
#ifndef _WINSOCKAPI_
#define WS2_WINSOCK_BY_WINDOWS_H /* winsock2.h may still follow */
#include "winsock.h"
#endif
#include "mmsystem.h"
#endif

#endif
