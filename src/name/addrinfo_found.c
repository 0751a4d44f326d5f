/* SPDX-License-Identifier: MIT */
/* GetAddrInfoEx's entries for what namespace providers have found: addresses of
 * any family, and data of their own. Follows "addrinfoexW structure" on
 * Microsoft Learn. No state. */
#include "name/addrinfo.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "name/flat.h"

/* All that an entry says, before it is in one block. */
struct found {
    const struct ws2_ai_form *form;
    const WSAQUERYSETW *set;
    const CSADDR_INFO *address; /* or NULL */
    const WCHAR *name;          /* or NULL */
};

static const SOCKET_ADDRESS *place_of(const CSADDR_INFO *address)
{
    return address->RemoteAddr.lpSockaddr != NULL ? &address->RemoteAddr
                                                  : &address->LocalAddr;
}

static void address_pack(const struct found *found, struct ws2_flat *f,
                         ADDRINFOEX7 *ai)
{
    const SOCKET_ADDRESS *place = place_of(found->address);

    ai->ai_family = place->lpSockaddr->sa_family;
    ai->ai_addrlen = (size_t)place->iSockaddrLength;
    ai->ai_addr =
        ws2_flat_put(f, place->lpSockaddr, ai->ai_addrlen, _Alignof(GUID *));
    if (found->address->iSocketType != 0)
        ai->ai_socktype = found->address->iSocketType;
    if (found->address->iProtocol != 0)
        ai->ai_protocol = found->address->iProtocol;
}

/* Its size; written where block is not NULL. */
static size_t entry_pack(const struct found *found, void *block)
{
    const WSAQUERYSETW *set = found->set;
    struct ws2_flat f = {.base = block};
    size_t at = ws2_flat_reserve(&f, sizeof(ADDRINFOEX7), _Alignof(ULONG64));
    ADDRINFOEX7 ai = {.ai_socktype = found->form->socktype,
                      .ai_protocol = found->form->protocol};

    if (found->address != NULL)
        address_pack(found, &f, &ai);
    ai.ai_canonname = ws2_flat_text(&f, found->name, found->form->wide);
    ai.ai_provider =
        ws2_flat_put(&f, set->lpNSProviderId, sizeof(GUID), _Alignof(GUID));
    if (set->lpBlob != NULL) {
        ai.ai_bloblen = set->lpBlob->cbSize;
        ai.ai_blob = ws2_flat_put(&f, set->lpBlob->pBlobData, ai.ai_bloblen,
                                  _Alignof(max_align_t));
    }
    if (found->form->version >= ADDRINFOEX_VERSION_2) {
        ai.ai_flags = (int)AI_EXTENDED;
        ai.ai_version = found->form->version;
    }
    ws2_flat_write(&f, at, &ai, sizeof(ai));
    return f.used;
}

void ws2_ai_append_ex(ADDRINFOA **list, void *rest)
{
    ADDRINFOEXA *last = (ADDRINFOEXA *)(void *)*list;

    if (last == NULL) {
        *list = rest;
        return;
    }
    while (last->ai_next != NULL)
        last = last->ai_next;
    last->ai_next = rest;
}

static ws2_err entry_add(const struct found *found, ADDRINFOA **list)
{
    void *entry = malloc(entry_pack(found, NULL));

    if (entry == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    (void)entry_pack(found, entry);
    ws2_ai_append_ex(list, entry);
    return WS2_OK;
}

/* 0 among the hints and with a provider is anything. */
static bool is_wanted(int hint, int value)
{
    return hint == 0 || value == 0 || hint == value;
}

static bool is_admitted(const struct ws2_ai_form *form,
                        const CSADDR_INFO *address)
{
    const SOCKET_ADDRESS *place = place_of(address);

    return place->lpSockaddr != NULL &&
           place->iSockaddrLength >= (int)sizeof(SOCKADDR) &&
           is_wanted(form->family, place->lpSockaddr->sa_family) &&
           is_wanted(form->socktype, address->iSocketType) &&
           is_wanted(form->protocol, address->iProtocol);
}

ws2_err ws2_ai_add_found(const struct ws2_ai_form *form,
                         const WSAQUERYSETW *set, ADDRINFOA **list)
{
    struct found found = {.form = form, .set = set};
    ws2_err err = WS2_OK;

    if ((form->flags & AI_CANONNAME) != 0)
        found.name = set->lpszServiceInstanceName;
    if (set->dwNumberOfCsAddrs == 0)
        return entry_add(&found, list);
    for (DWORD i = 0; i < set->dwNumberOfCsAddrs && err == WS2_OK; i++) {
        found.address = &set->lpcsaBuffer[i];
        if (!is_admitted(form, found.address))
            continue;
        err = entry_add(&found, list);
        found.name = NULL;
    }
    return err;
}
