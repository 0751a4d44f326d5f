/* SPDX-License-Identifier: MIT */
/* The order of providers in the catalog: WSCWriteProviderOrder and
 * WSCWriteNameSpaceOrder, declared in ws2_wsc.h. */
#ifndef WS2_SPORDER_H
#define WS2_SPORDER_H

#include "ws2spi.h"

#endif
