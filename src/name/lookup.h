/* SPDX-License-Identifier: MIT */
/* Blocking lookups: the calling thread drives its own ws2_dns and waits. */
#ifndef WS2_NAME_LOOKUP_H
#define WS2_NAME_LOOKUP_H

#include "err/err.h"
#include "name/host.h"

/* Names and addresses to a host that the caller clears, also after failure.
 * Results are ws2_err_from_dns's; WSAEINTR when ws2_lookup_cancel_all came in
 * between. */
ws2_err ws2_lookup_name(const char *name, unsigned want /* enum ws2_want */,
                        struct ws2_host *host);
/* The same; WSAETIMEDOUT at the deadline. */
ws2_err ws2_lookup_name_until(const char *name, unsigned want,
                              int64_t deadline_ns, struct ws2_host *host);
ws2_err ws2_lookup_ip(const struct ws2_ip *ip, struct ws2_host *host);

/* Ends every blocking lookup of the process; the last WSACleanup does. */
void ws2_lookup_cancel_all(void);

#endif
