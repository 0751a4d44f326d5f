/* SPDX-License-Identifier: MIT */
/* What the test provider good.c and the program that asks it agree on. */
#ifndef WS2_TESTS_NSP_GOOD_H
#define WS2_TESTS_NSP_GOOD_H

#include <winsock2.h>
#include <ws2spi.h>
#include <windows.h>

#define NSP_SPACE     4711 /* the namespace of every test provider */
#define NSP_PROVIDERS 16

#define NSP_CHANGE 1 /* control codes: tell who is armed */
#define NSP_WHO    2 /* the provider's GUID */
#define NSP_DOWN   3 /* fails with WSAENETDOWN */

/* Exported, for a program that loads the object itself, too. */
enum { NSP_STARTS, NSP_CLEANUPS, NSP_OPEN, NSP_COUNTS };

#define NSP_API __declspec(dllexport) WSAAPI

LONG NSP_API nsp_count(int which);
HANDLE NSP_API nsp_waiting(void); /* set when a lookup waits */

/* Older providers end with the older code. */
#ifndef NSP_NO_MORE
#define NSP_NO_MORE WSA_E_NO_MORE
#endif

#endif
