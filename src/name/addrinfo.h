/* SPDX-License-Identifier: MIT */
/* getaddrinfo and GetAddrInfoEx: a request taken from the caller, checked,
 * resolved, and turned into the list. The steps are apart so that the
 * asynchronous form (addrinfoex.h) can put its own lookup in the middle. */
#ifndef WS2_NAME_ADDRINFO_H
#define WS2_NAME_ADDRINFO_H

#include <winsock2.h>
#include <ws2tcpip.h>

#include "err/err.h"
#include "name/host.h"
#include "name/text.h"

/* Versions of hints and entries: ADDRINFO, ADDRINFOEX, or what ai_version says
 * with AI_EXTENDED, ADDRINFOEX_VERSION_2 and later. */
#define WS2_AI_PLAIN 0
#define WS2_AI_EX    1

/* A call as the program made it: pointers that nobody has looked at yet. */
struct ws2_ai_call {
    const void *node, *service, *hints;
    bool wide;
    bool ex;             /* GetAddrInfoEx */
    int64_t deadline_ns; /* OS_FOREVER, or when it ends with WSAETIMEDOUT */
};

/* Which results it wants. */
struct ws2_ai_form {
    int flags, family, socktype, protocol;
    unsigned port; /* of the service, host order */
    bool wide;
    int version; /* of the hints, later of the entries */
};

struct ws2_ai_request {
    bool has_node, has_service;
    char node[WS2_TEXT_MAX];
    char service[WS2_TEXT_MAX];
    ADDRINFOA hints; /* what all versions begin with, and ai_next */
    struct ws2_ai_form form;
};

/* Copies what the caller points at. WSAEFAULT, or the code for text that names
 * nothing (WSAHOST_NOT_FOUND, WSATYPE_NOT_FOUND); WSAEINVAL for hints of no
 * known version. */
ws2_err ws2_ai_take(struct ws2_ai_request *req, const struct ws2_ai_call *call);

/* Its part for hints of GetAddrInfoEx. */
ws2_err ws2_ai_take_hints_ex(struct ws2_ai_request *req, const void *hints);

/* The documented rules for the hints, then the port and the form. */
ws2_err ws2_ai_check(struct ws2_ai_request *req);

/* The first part of it: services are not what the hints are about. */
ws2_err ws2_ai_check_hints(struct ws2_ai_request *req);

/* Families and more as enum ws2_want, 0 when AI_ADDRCONFIG leaves none. */
unsigned ws2_ai_want(const struct ws2_ai_request *req);

/* Whether no lookup is needed: no name, an address, a mistake, or AI_ADDRCONFIG
 * leaves no family. *err is the result then, and the host complete; else *want
 * is what to look up, as enum ws2_want. */
bool ws2_ai_settled(const struct ws2_ai_request *req, struct ws2_host *host,
                    ws2_err *err, unsigned *want);

/* Applies AI_V4MAPPED and AI_ALL to what was found, and sorts it. */
ws2_err ws2_ai_arrange(const struct ws2_ai_form *form, struct ws2_host *host);

/* One allocation an entry, so that a program may free parts of the list, as
 * RFC 3493 allows. The entries are of the form's version; all begin alike. */
ws2_err ws2_ai_build(const struct ws2_ai_form *form,
                     const struct ws2_host *host, ADDRINFOA **list);
void ws2_ai_free(ADDRINFOA *list);
void ws2_ai_free_ex(void *list); /* any version but ADDRINFO */

/* An entry for each address of a result of namespace providers that the form
 * admits, or one without an address where it has none, at the end of a list of
 * ADDRINFOEX. WSA_NOT_ENOUGH_MEMORY. */
ws2_err ws2_ai_add_found(const struct ws2_ai_form *form,
                         const WSAQUERYSETW *found, ADDRINFOA **list);

/* Puts one list of ADDRINFOEX at the end of another, which may be empty. */
void ws2_ai_append_ex(ADDRINFOA **list, void *rest);

/* From a request that was taken to the list, waiting. *list is NULL on failure.
 */
ws2_err ws2_ai_resolve(struct ws2_ai_request *req, int64_t deadline_ns,
                       ADDRINFOA **list);

/* All of it. */
ws2_err ws2_ai_lookup(const struct ws2_ai_call *call, ADDRINFOA **list);

#endif
