/* SPDX-License-Identifier: MIT */
/* GetAddrInfoEx's hints, which come in versions. Follows the pages of
 * ADDRINFOEX and its successors on Microsoft Learn. No state. */
#include "name/addrinfo.h"

#include <stddef.h>

#include "os/mem.h"

/* 0: there is no such version. The A form ends with the second. */
static size_t version_size(int version, bool wide)
{
    if (!wide)
        return version == ADDRINFOEX_VERSION_2 ? sizeof(ADDRINFOEX2A) : 0;
    switch (version) {
    case ADDRINFOEX_VERSION_2:
        return sizeof(ADDRINFOEX2W);
    case ADDRINFOEX_VERSION_3:
        return sizeof(ADDRINFOEX3);
    case ADDRINFOEX_VERSION_4:
        return sizeof(ADDRINFOEX4);
    case ADDRINFOEX_VERSION_5:
        return sizeof(ADDRINFOEX5);
    case ADDRINFOEX_VERSION_6:
        return sizeof(ADDRINFOEX6);
    case ADDRINFOEX_VERSION_7:
        return sizeof(ADDRINFOEX7);
    default:
        return 0;
    }
}

/* As far as the hints go; the rest of ex stays zero. */
static ws2_err versions_take(ADDRINFOEX7 *ex, const void *hints,
                             struct ws2_ai_form *form)
{
    size_t size;

    if (os_mem_copy_in(ex, hints, sizeof(ADDRINFOEXA)) < 0)
        return WSAEFAULT;
    if (((unsigned)ex->ai_flags & AI_EXTENDED) == 0)
        return WS2_OK;
    size = offsetof(ADDRINFOEX7, ai_version) + sizeof(ex->ai_version);
    if (os_mem_copy_in(ex, hints, size) < 0)
        return WSAEFAULT;
    form->version = ex->ai_version;
    size = version_size(form->version, form->wide);
    if (size == 0)
        return WSAEINVAL;
    return os_mem_copy_in(ex, hints, size) < 0 ? WSAEFAULT : WS2_OK;
}

ws2_err ws2_ai_take_hints_ex(struct ws2_ai_request *req, const void *hints)
{
    ADDRINFOEX7 ex = {0};
    ws2_err err = versions_take(&ex, hints, &req->form);

    if (err != WS2_OK)
        return err;
    req->hints = (ADDRINFOA){.ai_flags = ex.ai_flags,
                             .ai_family = ex.ai_family,
                             .ai_socktype = ex.ai_socktype,
                             .ai_protocol = ex.ai_protocol,
                             .ai_addrlen = ex.ai_addrlen,
                             .ai_canonname = (char *)ex.ai_canonname,
                             .ai_addr = ex.ai_addr,
                             .ai_next = (ADDRINFOA *)(void *)ex.ai_next};
    /* What a lookup cannot do is not passed over. */
    if (ex.ai_interfaceindex != 0 || ex.ai_numservers != 0 ||
        ex.ai_extraflags != 0)
        return WSAEINVAL;
    return WS2_OK;
}
