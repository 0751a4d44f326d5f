// SPDX-License-Identifier: MIT
// Sockets in every state that a program can bring them into by itself: what the
// calls are made with. All of it goes through the library, and a step that
// fails leaves a socket in the state before it. Other threads get it when it is
// finished: they make sockets wait, and this one must not.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "soak.h"

static unsigned files; // AF_UNIX names given so far, by any thread

size_t state_name(int family, SOCKADDR_STORAGE *name)
{
    struct sockaddr_in *four = (struct sockaddr_in *)name;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)name;
    struct sockaddr_un *un = (struct sockaddr_un *)name;

    memset(name, 0, sizeof *name);
    name->ss_family = (ADDRESS_FAMILY)family;
    switch (family) {
    case AF_INET:
        four->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return sizeof *four;
    case AF_INET6:
        six->sin6_addr = in6addr_loopback;
        return sizeof *six;
    default:
        snprintf(un->sun_path, sizeof un->sun_path, "u%u",
                 __atomic_fetch_add(&files, 1, __ATOMIC_RELAXED));
        return sizeof *un;
    }
}

size_t state_peer(int family, SOCKADDR_STORAGE *name)
{
    static const enum pool kinds[] = {LISTENING, DATAGRAM, BOUND, STREAM};
    unsigned at = below(PLACES / 3) * 3;
    int size = sizeof *name;

    while (pool_family(at) != family && at % 3 != 2)
        at++;
    if (getsockname(pool_get(kinds[below(8) ? below(2) : below(4)], at),
                    (struct sockaddr *)name, &size) == 0)
        return (size_t)size;
    return state_name(family, name);
}

OVERLAPPED *state_overlapped(void)
{
    OVERLAPPED *o;

    if (self.slots_used == SLOTS)
        return NULL;
    o = &self.slots[self.slots_used++];
    memset(o, 0, sizeof *o);
    if (below(3) == 0)
        o->hEvent = (HANDLE)(pool_any(EVENT) | below(2));
    return o;
}

static void nonblock(SOCKET s)
{
    u_long yes = 1;

    ioctlsocket(s, FIONBIO, &yes);
}

static void forget_file(const SOCKADDR_STORAGE *name)
{
    if (name->ss_family == AF_UNIX)
        DeleteFileA(((const struct sockaddr_un *)name)->sun_path);
}

// The catalog's entries with quality of service.
static WSAPROTOCOL_INFOW qualities[8];
static unsigned quality_count;

void state_begin(void)
{
    static WSAPROTOCOL_INFOW all[64];
    DWORD size = sizeof all;
    int n = WSAEnumProtocolsW(NULL, all, &size);

    for (int i = 0; i < n && quality_count < 8; i++)
        if ((all[i].dwServiceFlags1 & XP1_QOS_SUPPORTED) != 0)
            qualities[quality_count++] = all[i];
}

static WSAPROTOCOL_INFOW *quality(int family, int type)
{
    for (unsigned i = 0; i < quality_count; i++)
        if (qualities[i].iAddressFamily == family &&
            qualities[i].iSocketType == type)
            return &qualities[i];
    return NULL;
}

size_t state_quality(QOS *q)
{
    const FLOWSPEC flow = {10000,
                           1500,
                           QOS_NOT_SPECIFIED,
                           QOS_NOT_SPECIFIED,
                           QOS_NOT_SPECIFIED,
                           SERVICETYPE_CONTROLLEDLOAD |
                               SERVICE_NO_TRAFFIC_CONTROL |
                               SERVICE_NO_QOS_SIGNALING,
                           1500,
                           128};

    memset(q, 0, sizeof *q);
    if (below(4))
        q->SendingFlowspec = q->ReceivingFlowspec = flow;
    return sizeof *q;
}

static SOCKET opened(int family, int type, DWORD flags)
{
    WSAPROTOCOL_INFOW *info = below(8) ? NULL : quality(family, type);
    SOCKET s;
    DWORD n;
    QOS q;

    if (below(2))
        flags |= WSA_FLAG_REGISTERED_IO;
    s = WSASocketW(family, type, 0, info, 0, WSA_FLAG_OVERLAPPED | flags);
    if (info != NULL && below(2))
        WSAIoctl(s, SIO_SET_QOS, &q, (DWORD)state_quality(&q), NULL, 0, &n,
                 NULL, NULL);
    return s;
}

static SOCKET bound(int family, int type, SOCKADDR_STORAGE *name)
{
    DWORD leaf = type == SOCK_DGRAM && below(4) == 0
                     ? WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF
                     : 0;
    SOCKET s = opened(family, type, leaf);
    int size = (int)state_name(family, name);

    bind(s, (struct sockaddr *)name, size);
    size = sizeof *name;
    getsockname(s, (struct sockaddr *)name, &size);
    return s;
}

static SOCKET listening(int family, SOCKADDR_STORAGE *name)
{
    SOCKET s = bound(family, SOCK_STREAM, name);

    listen(s, 100);
    nonblock(s);
    return s;
}

static int name_size(const SOCKADDR_STORAGE *name)
{
    return name->ss_family == AF_INET    ? (int)sizeof(struct sockaddr_in)
           : name->ss_family == AF_INET6 ? (int)sizeof(struct sockaddr_in6)
                                         : (int)sizeof(struct sockaddr_un);
}

static SOCKET reach(const SOCKADDR_STORAGE *name, bool wait)
{
    SOCKET s = opened(name->ss_family, SOCK_STREAM, 0);

    if (!wait)
        nonblock(s);
    connect(s, (const struct sockaddr *)name, name_size(name));
    nonblock(s);
    return s;
}

static void pend(SOCKET s, bool receive)
{
    OVERLAPPED *o = state_overlapped();
    WSABUF buf = {64, NULL};
    DWORD flags = 0;

    if (o == NULL)
        return;
    self.lasting = true;
    buf.buf = arena(64);
    self.owners[self.slots_used - 1] = s;
    if (receive)
        WSARecv(s, &buf, 1, NULL, &flags, o, NULL);
    else
        WSASend(s, &buf, 1, NULL, 0, o, NULL);
}

static void fill(SOCKET s)
{
    static const char data[1000];
    int small = 2048;

    setsockopt(s, SOL_SOCKET, SO_SNDBUF, (char *)&small, sizeof small);
    for (int i = 0; i < 300 && send(s, data, sizeof data, 0) > 0; i++)
        ;
}

static void reset(SOCKET s)
{
    struct linger hard = {1, 0};

    setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof hard);
    closesocket(s);
}

static void attach(SOCKET s)
{
    any port = pool_any(PORT);

    if (port != 0) // else a port would be made, and lost
        CreateIoCompletionPort((HANDLE)s, (HANDLE)port, s, 0);
}

static any completions(void)
{
    any cq = (any)rio.RIOCreateCompletionQueue(40, NULL);

    pool_keep(COMPLETIONS, cq);
    return cq;
}

// Where the socket is one for registered I/O, and completions have room.
static void enqueue(SOCKET s)
{
    RIO_CQ cq = (RIO_CQ)(below(2) ? pool_any(COMPLETIONS) : completions());
    RIO_RQ rq = rio.RIOCreateRequestQueue(s, 4, 1, 4, 1, cq, cq, (PVOID)s);

    if (rq != RIO_INVALID_RQ)
        pool_keep(REQUESTS, (any)rq);
    pool_keep(BUFFERS, rio_buffer());
}

static void vary_pair(SOCKET a, SOCKET b)
{
    int yes = 1;

    switch (below(16)) {
    case 0:
        send(b, "0123456789", 10, 0);
        break;
    case 1:
        send(b, "x", 1, MSG_OOB);
        break;
    case 2:
        shutdown(a, (int)below(3));
        break;
    case 3:
        shutdown(b, SD_SEND);
        break;
    case 4:
        reset(b);
        break;
    case 5:
        closesocket(b);
        break;
    case 6:
        pend(a, true);
        pend(a, true);
        break;
    case 7:
        fill(a);
        pend(a, false);
        break;
    case 8:
        setsockopt(a, SOL_SOCKET, SO_OOBINLINE, (char *)&yes, sizeof yes);
        send(b, "x", 1, MSG_OOB);
        break;
    case 9:
        attach(a);
        break;
    case 10:
    case 11:
    case 12:
        enqueue(a);
        break;
    default:
        break;
    }
}

static void renew_stream(unsigned place)
{
    SOCKADDR_STORAGE name;
    SOCKET l = listening(pool_family(place), &name);
    SOCKET a = reach(&name, true), b = accept(l, NULL, NULL);

    nonblock(b);
    forget_file(&name);
    closesocket(l);
    vary_pair(a, b);
    pool_put(STREAM, place, a);
    pool_put(STREAM, (place + 3) % PLACES, b);
}

static void renew_listening(unsigned place)
{
    SOCKADDR_STORAGE name;
    SOCKET s = listening(pool_family(place), &name);

    pool_put(LISTENING, place, s);
    for (unsigned n = below(3); n > 0; n--)
        pool_put(STREAM, place, reach(&name, false));
}

static void vary_datagram(SOCKET s, const SOCKADDR_STORAGE *name)
{
    SOCKADDR_STORAGE other;
    SOCKET peer;

    switch (below(10)) {
    case 0: // told by the peer's host that nobody is there
        peer = bound(name->ss_family, SOCK_DGRAM, &other);
        closesocket(peer);
        connect(s, (struct sockaddr *)&other, name_size(&other));
        send(s, "x", 1, 0);
        break;
    case 1:
        state_peer(name->ss_family, &other);
        connect(s, (struct sockaddr *)&other, name_size(&other));
        break;
    case 2: // to itself
        connect(s, (const struct sockaddr *)name, name_size(name));
        send(s, "0123456789", 10, 0);
        break;
    case 3:
        sendto(s, "0123456789", 10, 0, (const struct sockaddr *)name,
               name_size(name));
        break;
    case 4:
        pend(s, true);
        break;
    case 5:
        shutdown(s, (int)below(3));
        break;
    case 6:
    case 7:
        enqueue(s);
        break;
    default:
        break;
    }
}

static void renew_datagram(unsigned place)
{
    int family = pool_family(place);
    SOCKADDR_STORAGE name;
    SOCKET s = bound(family == AF_UNIX ? AF_INET : family, SOCK_DGRAM, &name);

    nonblock(s);
    vary_datagram(s, &name);
    pool_put(DATAGRAM, place, s);
}

static void renew_fresh(unsigned place, bool binds)
{
    int family = pool_family(place);
    int type = family == AF_UNIX || below(2) ? SOCK_STREAM : SOCK_DGRAM;
    SOCKADDR_STORAGE name;
    SOCKET s;

    if (binds)
        s = bound(family, type, &name);
    else if (below(16) == 0 && family != AF_UNIX)
        s = socket(family, SOCK_RAW, 255);
    else
        s = socket(family, type, 0);
    nonblock(s);
    pool_put(binds ? BOUND : FRESH, place, s);
}

static void renew_waitable(void)
{
    HANDLE h = NULL;

    switch (below(4)) {
    case 0:
        h = CreateMutexA(NULL, (BOOL)below(2), NULL);
        break;
    case 1:
        h = CreateSemaphoreA(NULL, (LONG)below(3), 3, NULL);
        break;
    case 2:
        h = CreateWaitableTimerA(NULL, (BOOL)below(2), NULL);
        break;
    default:
        DuplicateHandle(GetCurrentProcess(), GetCurrentThread(),
                        GetCurrentProcess(), &h, 0, FALSE,
                        DUPLICATE_SAME_ACCESS);
        break;
    }
    pool_keep(WAITABLE, (any)h);
}

static void renew_file(void)
{
    HANDLE h =
        CreateFileA(below(2) ? "x" : "y", GENERIC_READ | GENERIC_WRITE, 7, NULL,
                    OPEN_ALWAYS, below(2) ? FILE_FLAG_OVERLAPPED : 0, NULL);

    if (h != INVALID_HANDLE_VALUE)
        pool_keep(OPENED, (any)h);
}

void state_renew(void)
{
    unsigned place = below(PLACES);

    if (of_catalog)
        return;
    switch (below(18)) {
    case 0:
        renew_fresh(place, false);
        break;
    case 1:
        renew_fresh(place, true);
        break;
    case 2:
    case 3:
        renew_listening(place);
        break;
    case 4:
    case 5:
    case 6:
        renew_datagram(place);
        break;
    case 7:
        pool_keep(EVENT, (any)CreateEventA(NULL, (BOOL)below(2), (BOOL)below(2),
                                           NULL));
        break;
    case 8:
        pool_keep(PORT, (any)CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL,
                                                    0, below(3)));
        break;
    case 9:
        renew_waitable();
        break;
    case 10:
        renew_file();
        break;
    case 11:
        completions();
        break;
    case 12:
        pool_keep(BUFFERS, rio_buffer());
        break;
    default:
        renew_stream(place);
        break;
    }
}
