/* SPDX-License-Identifier: MIT */
/* libc's <unistd.h>. After <winsock2.h> the name gethostname means ours, so
 * it is put aside while libc declares its own. */
#pragma GCC system_header
#ifndef WS2_UNISTD_H
#define WS2_UNISTD_H

#pragma push_macro("gethostname")
#undef gethostname
#include_next <unistd.h>
#pragma pop_macro("gethostname")

#endif
