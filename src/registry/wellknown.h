/* SPDX-License-Identifier: MIT */
/* The service classes that are always there: those of svcguid.h for hosts, and
 * one for each port that the services file has a name for. */
#ifndef WS2_REGISTRY_WELLKNOWN_H
#define WS2_REGISTRY_WELLKNOWN_H

#include <stdbool.h>

#include "registry/registry.h"

struct ws2_reg_wellknown {
    GUID id;
    WCHAR name[64];
    DWORD port;
    WSANSCLASSINFOW value;
    WSASERVICECLASSINFOW info; /* leads to the above */
};

bool ws2_reg_wellknown_find(struct ws2_reg_wellknown *w, const GUID *id);

/* Its id by its name, "ftp" or "Hostname", in either case. A service with both
 * protocols is the one over TCP. */
bool ws2_reg_wellknown_id(const WCHAR *name, GUID *id);

#endif
