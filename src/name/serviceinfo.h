/* SPDX-License-Identifier: MIT */
/* SERVICE_INFO, the structure of SetService and GetService, is a query set of
 * an older time: out of the program's memory it comes as one (queryset.h), and
 * results go back as an array of it. What a query set has no place for is
 * ignored, and 0 in results: locale, display hint, machine, and of an address
 * its flags. Microsoft Learn, "SERVICE_INFOW structure". */
#ifndef WS2_NAME_SERVICEINFO_H
#define WS2_NAME_SERVICEINFO_H

#include <winsock2.h>

#include "err/err.h"
#include "name/classinfo.h"
#include "name/queryset.h"

/* From *info, a SERVICE_INFOW or, not wide, a SERVICE_INFOA, which may be
 * anything; codes as of ws2_queryset_in. */
ws2_err ws2_serviceinfo_in(struct ws2_queryset *q, const void *info, bool wide);

/* The class that SERVICE_ADD_TYPE adds: its id is in *info, and all else in the
 * SERVICE_TYPE_INFO_ABS that the specific info is. To be freed after WS2_OK. */
ws2_err ws2_serviceinfo_class_in(struct ws2_classinfo *c, const void *info,
                                 bool wide);

/* An array of NS_SERVICE_INFO with what it points to: its size; written where
 * buffer is not NULL. properties: PROP_... */
size_t ws2_serviceinfo_pack(WSAQUERYSETW *const *sets, unsigned count,
                            DWORD properties, bool wide, void *buffer);

#endif
