/* SPDX-License-Identifier: MIT */
/* Query sets, the structures of WSALookupServiceBegin and WSASetService: into
 * the library from memory that nobody has looked at, and out of it as one
 * block. Inside they are wide; the narrow form has the same layout with other
 * strings, in UTF-8. Microsoft Learn, "WSAQUERYSETW structure". */
#ifndef WS2_NAME_QUERYSET_H
#define WS2_NAME_QUERYSET_H

#include <winsock2.h>

#include "err/err.h"
#include "name/parts.h"

/* set and all that it points to, in one block at buffer. WSAEFAULT when *length
 * bytes are too few, with what is needed in *length; buffer is not looked at
 * then. set is good, and so is the memory at buffer: this is how a provider
 * answers NSPLookupServiceNext. */
ws2_err ws2_queryset_copy(const WSAQUERYSETW *set, DWORD *length,
                          WSAQUERYSETW *buffer);

/* Its size; written where buffer is not NULL. */
size_t ws2_queryset_pack(const WSAQUERYSETW *set, bool wide, void *buffer);

/* The same as ws2_queryset_copy for a program's buffer, which may be anywhere:
 * WSAEFAULT. */
ws2_err ws2_queryset_out(const WSAQUERYSETW *set, bool wide, DWORD *length,
                         void *buffer);

/* A copy in memory of its own, which ws2_queryset_free gives back. */
struct ws2_queryset {
    WSAQUERYSETW set;
    struct ws2_parts parts;
};

/* What a use ignores, by its page, is not looked at and gone from the copy: of
 * a query the comment, addresses and output flags, of a service that is
 * registered the protocols, query string and output flags, of a name the output
 * flags. */
enum ws2_queryset_use {
    WS2_SET_QUERY,
    WS2_SET_SERVICE,
    WS2_SET_NAME,
    WS2_SET_RESULT
};

/* From *set, a WSAQUERYSETW or, not wide, a WSAQUERYSETA, which may be
 * anything. WSAEFAULT: memory that is not there. WSAEINVAL: dwSize is too
 * small, a text longer than any, an address of negative length.
 * WSA_NOT_ENOUGH_MEMORY. Nothing is to be freed then. */
ws2_err ws2_queryset_in(struct ws2_queryset *q, const void *set, bool wide,
                        enum ws2_queryset_use use);
void ws2_queryset_free(struct ws2_queryset *q);

#endif
