/* SPDX-License-Identifier: MIT */
/* How a program is told, by what the library exports. Microsoft Learn,
 * "WSACOMPLETION structure". */
#ifndef WS2_REGISTRY_NOTICE_H
#define WS2_REGISTRY_NOTICE_H

#include "registry/registry.h"

struct ws2_reg_notice {
    WSACOMPLETION how;
    HANDLE thread; /* of NSP_NOTIFY_APC, our own */
};

/* WSAEINVAL: there is no such way. An OVERLAPPED is pending from here on. */
ws2_err ws2_reg_notice_begin(struct ws2_reg_notice *n,
                             const WSACOMPLETION *completion);

/* Once, with WS2_OK or WSA_OPERATION_ABORTED, of which no window hears. */
void ws2_reg_notice_end(struct ws2_reg_notice *n, ws2_err err);

#endif
