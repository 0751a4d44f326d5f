// SPDX-License-Identifier: MIT
// The handles that calls are made with. Any thread takes and replaces them; a
// value that was closed stays in its place until something replaces it, so that
// stale ones are used, too.
#include <stdatomic.h>

#include "soak.h"

static _Atomic uintptr_t places[POOLS][PLACES];

any pool_get(enum pool kind, unsigned place)
{
    return atomic_load_explicit(&places[kind][place], memory_order_relaxed);
}

any pool_any(enum pool kind)
{
    return pool_get(kind, below(PLACES));
}

int pool_family(unsigned place)
{
    static const int families[] = {AF_INET, AF_INET6, AF_UNIX};

    return families[place % 3];
}

// Nothing may wait for what a peer has not taken: nobody would take it. Most
// connections are reset, as TIME_WAIT would use up the ports. Where another
// thread makes it linger in between, a non-blocking one is not closed.
static void socket_close(SOCKET s)
{
    struct linger how = {below(16) != 0, 0};

    do
        setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&how, sizeof how);
    while (closesocket(s) != 0 && WSAGetLastError() == WSAEWOULDBLOCK);
}

void pool_put(enum pool kind, unsigned place, any value)
{
    any old = atomic_exchange_explicit(&places[kind][place], value,
                                       memory_order_relaxed);

    if (kind < FIRST_OTHER)
        socket_close(old);
    else if (kind == LOOKUPS)
        WSALookupServiceEnd((HANDLE)old);
    else if (kind >= COMPLETIONS)
        rio_discard(kind, old);
    else if (old != 0)
        CloseHandle((HANDLE)old);
}

void pool_keep(enum pool kind, any value)
{
    pool_put(kind, below(PLACES), value);
}

void pool_close(enum pool kind)
{
    for (unsigned i = 0; i < PLACES; i++)
        pool_put(kind, i, kind < FIRST_OTHER ? INVALID_SOCKET : 0);
}
