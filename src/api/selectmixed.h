/* SPDX-License-Identifier: MIT */
/* select over sockets of several providers. */
#ifndef WS2_API_SELECTMIXED_H
#define WS2_API_SELECTMIXED_H

#include <stdbool.h>

#include <winsock2.h>

#include "err/err.h"

#define WS2_SELECT_SETS 3

/* False: all members are one provider's, whose procedure serves them as they
 * are, or there is nothing to look at. Else *res is as WSPSelect's, *err its
 * code. */
bool ws2_select_mixed(int nfds, fd_set *const user[WS2_SELECT_SETS],
                      const struct timeval *timeout, int *res, INT *err);

#endif
