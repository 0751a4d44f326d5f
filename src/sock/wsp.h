/* SPDX-License-Identifier: MIT */
/* The base provider as the SPI sees it. */
#ifndef WS2_SOCK_WSP_H
#define WS2_SOCK_WSP_H

#include <winsock2.h>
#include <ws2spi.h>

#include "handle/socket.h"

extern const struct ws2_provider ws2_base_provider;

#endif
