/* SPDX-License-Identifier: MIT */
/* WSAPROTOCOL_INFO between its A and W forms. */
#ifndef WS2_API_PROTOCOLINFO_H
#define WS2_API_PROTOCOLINFO_H

#include <winsock2.h>

void ws2_protocolinfo_widen(const WSAPROTOCOL_INFOA *in,
                            WSAPROTOCOL_INFOW *out);

#endif
