/* SPDX-License-Identifier: MIT */
/* Doors: WSAConnectByName and WSAConnectByList. The service provider interface
 * has no procedure for them: they are made of others (connectwho.h). */
#include "api/door.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include <ws2tcpip.h>

#include "api/connectwho.h"
#include "name/addrinfo.h"
#include "name/alternate.h"
#include "os/mem.h"

/* Where the program wants one end's address; addr NULL: nowhere. */
struct end {
    DWORD *len;
    SOCKADDR *addr;
};

/* What both functions take beside the addresses. */
struct call {
    SOCKET s;
    struct end local, remote;
    const struct timeval *timeout;
    const void *reserved;
    int64_t deadline_ns;
};

/* Seen before anything is connected: afterwards it would be too late. */
static ws2_err end_check(const struct ws2_who *who, const struct end *end)
{
    DWORD need = who->family == AF_INET ? sizeof(struct sockaddr_in)
                                        : sizeof(struct sockaddr_in6);
    DWORD room;

    if (end->addr == NULL)
        return WS2_OK;
    if (end->len == NULL ||
        os_mem_copy_in(&room, end->len, sizeof(room)) != 0 || room < need ||
        !os_mem_writable(end->len, sizeof(room)) ||
        !os_mem_writable(end->addr, need))
        return WSAEFAULT;
    return WS2_OK;
}

typedef ws2_err (*end_name)(const struct ws2_who *, struct sockaddr *, int *);

static void end_write(const struct ws2_who *who, end_name name,
                      const struct end *end)
{
    int len = sizeof(SOCKADDR_STORAGE);

    if (end->addr != NULL && name(who, end->addr, &len) == WS2_OK)
        os_mem_copy_out(end->len, &len, sizeof(len));
}

/* Started, a socket that can be used, and good arguments. On WS2_OK the socket
 * is pinned. */
static ws2_err call_begin(struct call *c, bool bound, struct ws2_who *who)
{
    ws2_err err = ws2_enter();

    if (err == WS2_OK)
        err = ws2_who_pin(c->s, bound, who);
    if (err != WS2_OK)
        return err;
    if (c->reserved != NULL)
        err = WSAEINVAL;
    if (err == WS2_OK)
        err = ws2_timeval_in(c->timeout, &c->deadline_ns);
    if (err == WS2_OK)
        err = end_check(who, &c->local);
    if (err == WS2_OK)
        err = end_check(who, &c->remote);
    if (err != WS2_OK)
        ws2_who_unpin(who);
    return err;
}

static BOOL call_end(const struct call *c, const struct ws2_who *who,
                     ws2_err err)
{
    if (err == WS2_OK) {
        end_write(who, ws2_who_name, &c->local);
        end_write(who, ws2_who_peer, &c->remote);
    }
    ws2_who_unpin(who);
    return err == WS2_OK || ws2_door_fail(err) == 0;
}

static ws2_err connect_found(const struct ws2_who *who, ADDRINFOA *found,
                             int64_t deadline_ns)
{
    SOCKET_ADDRESS *list;
    unsigned n = 0;
    ws2_err err;

    ws2_ai_alternate(found);
    for (const ADDRINFOA *ai = found; ai != NULL; ai = ai->ai_next)
        n++;
    list = malloc(n * sizeof(*list));
    if (list == NULL)
        return WSAENOBUFS;
    n = 0;
    for (const ADDRINFOA *ai = found; ai != NULL; ai = ai->ai_next, n++) {
        list[n].lpSockaddr = ai->ai_addr;
        list[n].iSockaddrLength = (INT)ai->ai_addrlen;
    }
    err = ws2_who_connect_any(who, list, n, deadline_ns, true);
    free(list);
    return err;
}

/* An IPv6 socket that is not for IPv6 alone gets both, in one order. */
static ws2_err connect_name(const struct ws2_who *who, const void *node,
                            const void *service, bool wide, int64_t deadline_ns)
{
    ADDRINFOA hints = {.ai_family = who->family,
                       .ai_socktype = SOCK_STREAM,
                       .ai_protocol = who->protocol};
    struct ws2_ai_call call = {.node = node,
                               .service = service,
                               .hints = &hints,
                               .wide = wide,
                               .deadline_ns = deadline_ns};
    ADDRINFOA *found = NULL;
    ws2_err err;

    if (node == NULL || service == NULL)
        return WSAEINVAL;
    if (who->family == AF_INET6 && !ws2_who_is_v6only(who))
        hints.ai_flags = AI_V4MAPPED | AI_ALL;
    err = ws2_ai_lookup(&call, &found);
    if (err == WS2_OK)
        err = connect_found(who, found, deadline_ns);
    ws2_ai_free(found);
    return err == WSA_NOT_ENOUGH_MEMORY ? WSAENOBUFS : err;
}

/* Since Windows 10 the socket may be bound. */
static BOOL by_name(struct call *c, const void *node, const void *service,
                    bool wide)
{
    int saved = errno;
    struct ws2_who who;
    ws2_err err = call_begin(c, true, &who);
    BOOL done;

    if (err != WS2_OK)
        return ws2_door_fail(err) == 0;
    err = connect_name(&who, node, service, wide, c->deadline_ns);
    done = call_end(c, &who, err);
    errno = saved;
    return done;
}

#define CALL                                                                   \
    {                                                                          \
        s, {LocalAddressLength, LocalAddress},                                 \
            {RemoteAddressLength, RemoteAddress}, timeout, Reserved, 0         \
    }

BOOL WSAAPI ws2_do_WSAConnectByNameA(
    SOCKET s, LPCSTR nodename, LPCSTR servicename, LPDWORD LocalAddressLength,
    LPSOCKADDR LocalAddress, LPDWORD RemoteAddressLength,
    LPSOCKADDR RemoteAddress, const struct timeval *timeout,
    LPWSAOVERLAPPED Reserved)
{
    struct call c = CALL;

    return by_name(&c, nodename, servicename, false);
}

BOOL WSAAPI ws2_do_WSAConnectByNameW(
    SOCKET s, LPWSTR nodename, LPWSTR servicename, LPDWORD LocalAddressLength,
    LPSOCKADDR LocalAddress, LPDWORD RemoteAddressLength,
    LPSOCKADDR RemoteAddress, const struct timeval *timeout,
    LPWSAOVERLAPPED Reserved)
{
    struct call c = CALL;

    return by_name(&c, nodename, servicename, true);
}

static ws2_err connect_list(const struct ws2_who *who,
                            const SOCKET_ADDRESS_LIST *list,
                            int64_t deadline_ns)
{
    /* the program's, wherever that is */
    const char *at =
        (const char *)list + offsetof(SOCKET_ADDRESS_LIST, Address);
    SOCKET_ADDRESS *copy;
    size_t size;
    INT n;
    ws2_err err = WSAEFAULT;

    if (list == NULL)
        return WSAEINVAL;
    if (os_mem_copy_in(&n, list, sizeof(n)) != 0)
        return WSAEFAULT;
    if (n <= 0)
        return WSAEINVAL;
    size = (size_t)n * sizeof(*copy);
    if (!os_mem_readable(at, size))
        return WSAEFAULT;
    copy = malloc(size);
    if (copy == NULL)
        return WSAENOBUFS;
    if (os_mem_copy_in(copy, at, size) == 0)
        err = ws2_who_connect_any(who, copy, (unsigned)n, deadline_ns, false);
    free(copy);
    return err;
}

BOOL WSAAPI
ws2_do_WSAConnectByList(SOCKET s, PSOCKET_ADDRESS_LIST SocketAddress,
                        LPDWORD LocalAddressLength, LPSOCKADDR LocalAddress,
                        LPDWORD RemoteAddressLength, LPSOCKADDR RemoteAddress,
                        const struct timeval *timeout, LPWSAOVERLAPPED Reserved)
{
    int saved = errno;
    struct call c = CALL;
    struct ws2_who who;
    ws2_err err = call_begin(&c, false, &who);
    BOOL done;

    if (err != WS2_OK)
        return ws2_door_fail(err) == 0;
    err = connect_list(&who, SocketAddress, c.deadline_ns);
    done = call_end(&c, &who, err);
    errno = saved;
    return done;
}
