/* SPDX-License-Identifier: MIT */
/* The steps of gethostbyname and gethostbyaddr, which the asynchronous forms
 * take too, with their own lookup in the middle. */
#ifndef WS2_NAME_HOSTENT_H
#define WS2_NAME_HOSTENT_H

#include "err/err.h"
#include "name/host.h"
#include "name/layout.h"
#include "name/text.h"

/* Copies the program's name. WSAEFAULT, or WSAHOST_NOT_FOUND for text that
 * cannot be a name. */
ws2_err ws2_hostent_take_name(const char *name, char text[WS2_TEXT_MAX]);

/* Whether the name settles it without a lookup: an address, or what was meant
 * as one. *err is the result. */
bool ws2_hostent_literal(const char *name, struct ws2_host *host, ws2_err *err);

/* Copies the program's address. WSAEAFNOSUPPORT, WSAEINVAL, WSAEFAULT. */
ws2_err ws2_hostent_take_ip(const char *addr, int len, int type,
                            struct ws2_ip *ip);

/* Of a lookup by address only that one stays, whatever else the name has. */
ws2_err ws2_hostent_only_ip(struct ws2_host *host, const struct ws2_ip *ip);

/* A ws2_layer: a HOSTENT from a struct ws2_host with at least one address. */
void ws2_hostent_lay(struct ws2_layout *l, const void *host);

#endif
