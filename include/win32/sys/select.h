/* SPDX-License-Identifier: MIT */
/* libc's <sys/select.h>, without its side effects on Windows programs.
 *
 * It defines FD_SETSIZE whatever the program chose (-DFD_SETSIZE=1024) when
 * <stdlib.h> happens to come before <winsock2.h>: the program's value is put
 * back. And a Windows program may define FD_SETSIZE after <stdlib.h>, which
 * would draw a warning, so there (_WIN32) libc's value is dropped. */
#pragma GCC system_header
#ifndef WS2_SYS_SELECT_H
#define WS2_SYS_SELECT_H

#ifdef FD_SETSIZE
#pragma push_macro("FD_SETSIZE")
#include_next <sys/select.h>
#undef FD_SETSIZE
#pragma pop_macro("FD_SETSIZE")
#else
#include_next <sys/select.h>
#ifdef _WIN32
#undef FD_SETSIZE
#endif
#endif

#endif
