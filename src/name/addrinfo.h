/* SPDX-License-Identifier: MIT */
/* getaddrinfo: a request taken from the caller, checked, resolved, and turned
 * into the list. The steps are apart so that the asynchronous forms can put
 * their own lookup in the middle. */
#ifndef WS2_NAME_ADDRINFO_H
#define WS2_NAME_ADDRINFO_H

#include <winsock2.h>
#include <ws2tcpip.h>

#include "err/err.h"
#include "name/host.h"
#include "name/text.h"

struct ws2_ai_request {
    bool has_node, has_service;
    char node[WS2_TEXT_MAX];
    char service[WS2_TEXT_MAX];
    ADDRINFOA hints;
    unsigned port; /* of the service, host order */
};

/* Copies what the caller points at; wide says which form it has. Both forms of
 * the hints have one layout. WSAEFAULT, or the code for text that names
 * nothing (WSAHOST_NOT_FOUND, WSATYPE_NOT_FOUND). */
ws2_err ws2_ai_take(struct ws2_ai_request *req, const void *node,
                    const void *service, const void *hints, bool wide);

/* The documented rules for the hints, then the port. */
ws2_err ws2_ai_check(struct ws2_ai_request *req);

/* What has to be looked up for it: families as enum ws2_want, 0 when
 * AI_ADDRCONFIG leaves none. */
unsigned ws2_ai_want(const struct ws2_ai_request *req);

/* Whether no lookup is needed: no name, or an address. *err is the result. */
bool ws2_ai_numeric(const struct ws2_ai_request *req, struct ws2_host *host,
                    ws2_err *err);

/* Applies AI_V4MAPPED and AI_ALL to what was found, and sorts it. */
ws2_err ws2_ai_arrange(const struct ws2_ai_request *req, struct ws2_host *host);

/* One allocation an entry, so that a program may free parts of the list, as
 * RFC 3493 allows. The wide form differs in ai_canonname only. */
ws2_err ws2_ai_build(const struct ws2_ai_request *req,
                     const struct ws2_host *host, bool wide, ADDRINFOA **list);
void ws2_ai_free(ADDRINFOA *list);

/* All of it, waiting. *list is NULL on failure. */
ws2_err ws2_ai_lookup(const void *node, const void *service, const void *hints,
                      bool wide, ADDRINFOA **list);

#endif
