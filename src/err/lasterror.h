/* SPDX-License-Identifier: MIT */
/* The one thread-local last error behind GetLastError and WSAGetLastError.
 * Only doors write it. */
#ifndef WS2_ERR_LASTERROR_H
#define WS2_ERR_LASTERROR_H

#include "err/err.h"

void ws2_set_last_error(ws2_err err);
ws2_err ws2_get_last_error(void);

#endif
