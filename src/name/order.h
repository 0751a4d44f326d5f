/* SPDX-License-Identifier: MIT */
/* A host's addresses in the order in which they should be tried. */
#ifndef WS2_NAME_ORDER_H
#define WS2_NAME_ORDER_H

#include "name/host.h"

/* Asks the kernel for the sources and sorts the host's addresses. Out of
 * memory, they stay as they were. */
void ws2_order_host(struct ws2_host *host);

#endif
