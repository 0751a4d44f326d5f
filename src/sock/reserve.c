/* SPDX-License-Identifier: MIT */
/* Runtime reservations of ports: SIO_ACQUIRE_PORT_RESERVATION and its siblings.
 * Linux has none of its own; a block is held by sockets bound to its ports,
 * each of which gives way when a socket of this process with the token is bound
 * there, and comes back when that one is closed. Between the two anybody could
 * take the port, for a moment. The list is the process's, with a lock of its
 * own that is a leaf but for bind's. Microsoft Learn,
 * "SIO_ACQUIRE_PORT_RESERVATION" and its siblings. */
#include "sock/reserve.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include <mstcpip.h>
#include <mswsock.h>

#include "os/fork.h"
#include "os/porthold.h"
#include "sock/ioctl.h"

#define PORTS    65536u
#define SEARCHES 64 /* for a block, each from a port that Linux chooses */
#define LOWEST   1024u
#define GONE     (-1)

struct reservation {
    struct reservation *next;
    const struct ws2_sock *owner; /* it lives as long as this */
    ULONG64 token;
    bool tcp;
    unsigned first, n;
    int holders[]; /* GONE: a socket has the port */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct reservation *all;
static ULONG64 last_token;

static void reserve_forked(void)
{
    lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
}
OS_IN_FORKED_CHILD(reserve_forked)

static bool has_ports(const struct ws2_sock *sk)
{
    return sock_is_udp(sk) || sock_is_tcp(sk);
}

static struct reservation *find_locked(ULONG64 token)
{
    struct reservation *r = all;

    while (r != NULL && r->token != token)
        r = r->next;
    return r;
}

static void holders_close(struct reservation *r)
{
    for (unsigned i = 0; i < r->n; i++)
        if (r->holders[i] != GONE)
            os_close(r->holders[i]);
}

static void remove_locked(struct reservation *r)
{
    struct reservation **at = &all;

    while (*at != r)
        at = &(*at)->next;
    *at = r->next;
    holders_close(r);
    free(r);
}

/* --- Acquiring. */

/* All of the block or nothing; fd, if not GONE, has the first port. */
static int block_hold(struct reservation *r, int fd)
{
    unsigned held = 0;
    int res = fd;

    if (fd != GONE)
        r->holders[held++] = fd;
    while (held < r->n && (res = os_port_hold(r->tcp, r->first + held)) >= 0)
        r->holders[held++] = res;
    if (held == r->n)
        return 0;
    while (held > 0)
        os_close(r->holders[--held]);
    return res;
}

static int block_find(struct reservation *r)
{
    int res = -EADDRINUSE;

    for (int i = 0; res == -EADDRINUSE && i < SEARCHES; i++) {
        int fd = os_port_hold(r->tcp, 0);
        int port = fd < 0 ? fd : os_port_held(fd);

        if (port < 0)
            return port;
        r->first = (unsigned)port;
        if (r->first + r->n > PORTS)
            os_close(fd);
        else
            res = block_hold(r, fd);
    }
    for (unsigned at = PORTS - r->n; res == -EADDRINUSE && at >= LOWEST;
         at = at > r->n ? at - r->n : 0) { /* few are left: all of them */
        r->first = at;
        res = block_hold(r, GONE);
    }
    return res == -EADDRINUSE ? -ENOBUFS : res;
}

static ws2_err acquire(struct ws2_sock *sk, const INET_PORT_RANGE *range,
                       INET_PORT_RESERVATION_INSTANCE *out)
{
    struct ws2_rare *rare = ws2_rare_need(sk);
    struct reservation *r;
    int res;

    if (rare == NULL)
        return WSAENOBUFS;
    r = calloc(1, sizeof(*r) + range->NumberOfPorts * sizeof(r->holders[0]));
    if (r == NULL)
        return WSAENOBUFS;
    r->owner = sk;
    r->tcp = sock_is_stream(sk);
    r->first = ntohs(range->StartPort);
    r->n = range->NumberOfPorts;
    res = r->first != 0 ? block_hold(r, GONE) : block_find(r);
    if (res < 0) {
        free(r);
        return ws2_err_from_res(WS2_OP_BIND, res);
    }
    pthread_mutex_lock(&lock);
    r->token = ++last_token;
    r->next = all;
    all = r;
    rare->ports.owner = true;
    out->Reservation.StartPort = htons((u_short)r->first);
    out->Reservation.NumberOfPorts = (USHORT)r->n;
    out->Token.Token = r->token;
    pthread_mutex_unlock(&lock);
    return WS2_OK;
}

/* Too little room is WSAEINVAL, as the page says. */
ws2_err ws2_ioctl_acquire_ports(struct ws2_sock *sk, const struct ioctl_call *c)
{
    INET_PORT_RESERVATION_INSTANCE instance = {.Token = {0}};
    INET_PORT_RANGE range;
    ws2_err err;

    if (!has_ports(sk))
        return WSAEOPNOTSUPP;
    err = in_get(c, &range, sizeof(range));
    if (err != WS2_OK)
        return err;
    if (c->out == NULL || c->out_len < sizeof(instance))
        return WSAEINVAL;
    if (!os_mem_writable(c->out, sizeof(instance)))
        return WSAEFAULT;
    if (range.NumberOfPorts == 0 ||
        ntohs(range.StartPort) + (unsigned)range.NumberOfPorts > PORTS)
        return WSAEINVAL;
    err = acquire(sk, &range, &instance);
    return err == WS2_OK ? out_put(c, &instance, sizeof(instance)) : err;
}

/* --- The token. */

ws2_err ws2_ioctl_release_ports(struct ws2_sock *sk, const struct ioctl_call *c)
{
    INET_PORT_RESERVATION_TOKEN token;
    struct reservation *r;
    ws2_err err;

    if (!has_ports(sk))
        return WSAEOPNOTSUPP;
    err = in_get(c, &token, sizeof(token));
    if (err != WS2_OK)
        return err;
    pthread_mutex_lock(&lock);
    r = find_locked(token.Token);
    if (r != NULL)
        remove_locked(r);
    pthread_mutex_unlock(&lock);
    return r != NULL ? WS2_OK : WSAEINVAL;
}

ws2_err ws2_ioctl_associate_ports(struct ws2_sock *sk,
                                  const struct ioctl_call *c)
{
    INET_PORT_RESERVATION_TOKEN token;
    struct reservation *r;
    struct ws2_rare *rare;
    bool fits;
    ws2_err err;

    if (!has_ports(sk))
        return WSAEOPNOTSUPP;
    err = in_get(c, &token, sizeof(token));
    if (err != WS2_OK)
        return err;
    rare = ws2_rare_need(sk);
    if (rare == NULL)
        return WSAENOBUFS;
    pthread_mutex_lock(&lock);
    r = find_locked(token.Token);
    fits = r != NULL && r->tcp == sock_is_stream(sk) &&
           !sock_has(sk, SK_BOUND | SK_CONNECTING);
    if (fits)
        rare->ports.token = token.Token;
    pthread_mutex_unlock(&lock);
    return fits ? WS2_OK : WSAEINVAL;
}

/* --- Using a port, and giving it back. */

/* A port that fails goes back to its holder. */
static int use_locked(struct reservation *r, unsigned i, struct ws2_sock *sk,
                      const SOCKADDR_STORAGE *ss, int len,
                      int (*fn)(struct ws2_sock *sk, const SOCKADDR_STORAGE *ss,
                                int len))
{
    SOCKADDR_STORAGE name = *ss;
    int res;

    ((struct sockaddr_in *)&name)->sin_port = htons((u_short)(r->first + i));
    os_close(r->holders[i]);
    r->holders[i] = GONE;
    res = fn(sk, &name, len);
    if (res >= 0) {
        sock_rare_made(sk)->ports.taken = (uint16_t)(r->first + i);
    } else {
        int fd = os_port_hold(r->tcp, r->first + i);

        r->holders[i] = fd >= 0 ? fd : GONE;
    }
    return res;
}

int ws2_reserve_bind(struct ws2_sock *sk, const SOCKADDR_STORAGE *ss, int len,
                     int (*fn)(struct ws2_sock *sk, const SOCKADDR_STORAGE *ss,
                               int len))
{
    unsigned port = ntohs(((const struct sockaddr_in *)ss)->sin_port);
    struct reservation *r;
    int res = -EADDRNOTAVAIL; /* none, or not of these */

    pthread_mutex_lock(&lock);
    r = find_locked(sock_rare(sk)->ports.token);
    for (unsigned i = 0; r != NULL && i < r->n; i++) {
        if (port != 0 && port != r->first + i)
            continue;
        res = -EADDRINUSE; /* all are */
        if (r->holders[i] == GONE)
            continue;
        res = use_locked(r, i, sk, ss, len, fn);
        break;
    }
    pthread_mutex_unlock(&lock);
    return res;
}

static void give_back_locked(const struct ws2_sock *sk)
{
    const struct ws2_rare *rare = sock_rare(sk);
    struct reservation *r = find_locked(rare->ports.token);
    int fd;

    if (r == NULL || rare->ports.taken == 0)
        return;
    fd = os_port_hold(r->tcp, rare->ports.taken);
    r->holders[rare->ports.taken - r->first] = fd >= 0 ? fd : GONE;
}

void ws2_reserve_closed(struct ws2_sock *sk)
{
    struct reservation *r, *next;

    pthread_mutex_lock(&lock);
    for (r = all; r != NULL; r = next) {
        next = r->next;
        if (r->owner == sk)
            remove_locked(r);
    }
    give_back_locked(sk);
    pthread_mutex_unlock(&lock);
}
