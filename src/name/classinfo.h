/* SPDX-License-Identifier: MIT */
/* Service classes, the structures of WSAInstallServiceClass: into the library
 * and out of it, as query sets are (queryset.h). Microsoft Learn,
 * "WSASERVICECLASSINFOW structure". */
#ifndef WS2_NAME_CLASSINFO_H
#define WS2_NAME_CLASSINFO_H

#include <winsock2.h>

#include "err/err.h"
#include "name/parts.h"

/* How a provider answers NSPGetServiceClassInfo: see ws2_queryset_copy. */
ws2_err ws2_classinfo_copy(const WSASERVICECLASSINFOW *info, DWORD *length,
                           WSASERVICECLASSINFOW *buffer);

/* Its size; written where buffer is not NULL. */
size_t ws2_classinfo_pack(const WSASERVICECLASSINFOW *info, bool wide,
                          void *buffer);

/* The same as ws2_classinfo_copy for a program's buffer. */
ws2_err ws2_classinfo_out(const WSASERVICECLASSINFOW *info, bool wide,
                          DWORD *length, void *buffer);

struct ws2_classinfo {
    WSASERVICECLASSINFOW info;
    struct ws2_parts parts;
};

/* From *info, a WSASERVICECLASSINFOW or, not wide, a WSASERVICECLASSINFOA,
 * which may be anything; codes as of ws2_queryset_in. Values are bytes and
 * stay what they are. */
ws2_err ws2_classinfo_in(struct ws2_classinfo *c, const void *info, bool wide);
void ws2_classinfo_free(struct ws2_classinfo *c);

#endif
