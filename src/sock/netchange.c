/* SPDX-License-Identifier: MIT */
/* Changes of addresses and routes; see netchange.h. The kernel says that
 * something changed; whether it concerns an operation is found out by looking
 * and comparing. Pending operations, and network events that are to come, are a
 * list of the process, which the reactor goes through; lock guards it, and is
 * taken before a selection's, a port's, an event's or an APC queue's. */
#include "sock/netchange.h"

#include <stdlib.h>
#include <string.h>

#include "err/ntstatus.h"
#include "handle/block.h"
#include "handle/hook.h"
#include "handle/thread_obj.h"
#include "io/netnews.h"
#include "os/fork.h"
#include "os/netwatch.h"
#include "sock/netevents.h"
#include "sock/op.h"

struct change {
    struct ws2_overlapped o; /* first: its block is ours; unless arms */
    struct change *next;
    struct ws2_sock *sk; /* its end cancels us */
    bool arms;           /* a network event: no operation */
    struct ws2_netchange what;
};

static struct ws2_lock lock = WS2_LOCK_INIT;
static struct change *changes;
static atomic_uint pending; /* how many; a look without the lock */
static atomic_uint armed;   /* of them, network events */

/* What was pending is the parent's. */
static void netchange_forked(void)
{
    atomic_store(&lock.word, 0);
    changes = NULL;
    atomic_store(&pending, 0);
    atomic_store(&armed, 0);
}
OS_IN_FORKED_CHILD(netchange_forked)

static uint64_t hash(uint64_t h, const void *data, size_t n)
{
    const uint8_t *at = data;

    while (n-- > 0)
        h = (h ^ *at++) * 0x100000001b3u;
    return h;
}

static uint64_t address_hash(const struct os_netif_addr *a)
{
    uint64_t h = hash(0xcbf29ce484222325u, a->bytes,
                      a->family == AF_INET ? 4 : sizeof(a->bytes));

    return hash(h, &a->scope, sizeof(a->scope));
}

/* The order of the list does not matter. */
static uint64_t addresses_state(int family)
{
    struct os_netif_addr *all = NULL;
    uint64_t state = 0;
    int n = os_netif_addresses(&all);

    for (int i = 0; i < n; i++)
        if (all[i].family == family)
            state += address_hash(&all[i]);
    if (n >= 0)
        free(all);
    return state;
}

static uint64_t state_of(const struct ws2_netchange *what)
{
    struct os_netif_addr from = what->to;
    int res;

    if (!what->route)
        return addresses_state(what->to.family);
    memset(from.bytes, 0, sizeof(from.bytes));
    res = os_netif_source(what->to.family, what->to.bytes, what->to.scope,
                          from.bytes);
    return res < 0 ? (uint64_t)-res : address_hash(&from);
}

/* "The specified destination is no longer reachable", or nothing is. */
static ws2_err event_code(const struct ws2_netchange *what)
{
    uint8_t from[16];

    return what->route && os_netif_source(what->to.family, what->to.bytes,
                                          what->to.scope, from) < 0
               ? os_netif_any_up() ? WSAENETUNREACH : WSAENETDOWN
               : WS2_OK;
}

static void event_end(struct change *c, ws2_err err)
{
    if (err == WS2_OK)
        ws2_netevents_changed(c->sk,
                              c->what.route ? FD_ROUTING_INTERFACE_CHANGE
                                            : FD_ADDRESS_LIST_CHANGE,
                              event_code(&c->what));
    ws2_block_put(c, sizeof(*c));
    atomic_fetch_sub(&armed, 1);
}

/* The socket stays while it is counted, as its end looks for it. */
static void change_end(struct change *c, ws2_err err)
{
    if (c->arms)
        event_end(c, err);
    else
        ws2_overlapped_end(&c->o, &c->sk->attached, ws2_status_from_err(err), 0,
                           0, false);
    atomic_fetch_sub(&pending, 1);
}

bool ws2_netchange_busy(void)
{
    return atomic_load(&pending) != atomic_load(&armed);
}

/* Many wait for the same addresses, which are asked for once a look. */
struct look {
    bool known[2];
    uint64_t addresses[2]; /* of IPv4, IPv6 */
};

static uint64_t state_seen(struct look *l, const struct ws2_netchange *what)
{
    int i = what->to.family == AF_INET6;

    if (what->route)
        return state_of(what);
    if (!l->known[i])
        l->addresses[i] = state_of(what);
    l->known[i] = true;
    return l->addresses[i];
}

static void changes_look(void)
{
    struct look l = {{false}, {0}};
    struct change *c;

    ws2_lock_take(&lock);
    for (struct change **at = &changes; (c = *at) != NULL;) {
        if (state_seen(&l, &c->what) == c->what.state) {
            at = &c->next;
            continue;
        }
        *at = c->next;
        change_end(c, WS2_OK);
    }
    ws2_lock_drop(&lock);
}

/* The state is taken when changes are watched for: none goes unseen. */
static ws2_err change_add(struct change *c)
{
    static struct ws2_netnews news = {.changed = changes_look};
    ws2_err err = ws2_err_from_res(WS2_OP_IOCTL, ws2_netnews_listen(&news));

    atomic_fetch_add(&pending, 1); /* who closes the socket sees this, */
    ws2_lock_take(&lock);
    if (err == WS2_OK && sock_has(c->sk, SK_CLOSED)) /* or we see that */
        err = WSAENOTSOCK;
    if (err == WS2_OK) {
        c->what.state = state_of(&c->what);
        c->next = changes;
        changes = c;
    } else {
        atomic_fetch_sub(&pending, 1);
    }
    ws2_lock_drop(&lock);
    return err;
}

ws2_err ws2_netchange_begin(struct ws2_sock *sk,
                            const struct ws2_netchange *what,
                            LPWSAOVERLAPPED ov,
                            LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct change *c = ws2_block_get(sizeof(*c));
    ws2_err err;

    if (c == NULL)
        return WSAENOBUFS;
    c->o.packet.size = sizeof(*c);
    err = ws2_overlapped_begin(&c->o, &sk->attached, ov, routine);
    if (err != WS2_OK) {
        ws2_block_put(c, sizeof(*c));
        return err;
    }
    c->sk = sk;
    c->arms = false;
    c->o.packet.thread = ws2_thread_id();
    c->what = *what;
    err = ws2_op_remember(&c->o) ? change_add(c) : WSAENOBUFS;
    if (err == WS2_OK)
        return WSA_IO_PENDING;
    ws2_overlapped_drop(&c->o, ws2_status_from_err(err));
    return err;
}

/* Asked for once more, it is armed once. */
static bool is_armed(const struct ws2_sock *sk,
                     const struct ws2_netchange *what)
{
    bool found = false;

    ws2_lock_take(&lock);
    for (const struct change *c = changes; c != NULL && !found; c = c->next)
        found = c->arms && c->sk == sk && c->what.route == what->route &&
                address_hash(&c->what.to) == address_hash(&what->to);
    ws2_lock_drop(&lock);
    return found;
}

static ws2_err event_arm(struct ws2_sock *sk, const struct ws2_netchange *what)
{
    struct change *c;
    ws2_err err;

    if (is_armed(sk, what))
        return WS2_OK;
    c = ws2_block_get(sizeof(*c));
    if (c == NULL)
        return WSAENOBUFS;
    c->sk = sk;
    c->arms = true;
    c->o.packet.thread = 0; /* no thread's: CancelIo leaves it */
    c->what = *what;
    atomic_fetch_add(&armed, 1);
    err = change_add(c);
    if (err != WS2_OK)
        event_end(c, err);
    return err;
}

/* What an operation is cancelled by does not concern a network event, which
 * ends with its socket. */
static bool is_cancelled(const struct change *c, const struct ws2_sock *sk,
                         const OVERLAPPED *ov, uint32_t thread)
{
    if (c->sk != sk)
        return false;
    if (c->arms)
        return sock_has(sk, SK_CLOSED);
    return (ov == NULL || c->o.packet.overlapped == ov) &&
           (thread == 0 || c->o.packet.thread == thread);
}

unsigned ws2_netchange_cancel(const struct ws2_sock *sk, const OVERLAPPED *ov,
                              uint32_t thread)
{
    struct change *c;
    unsigned n = 0;

    if (atomic_load(&pending) == 0)
        return 0;
    ws2_lock_take(&lock);
    for (struct change **at = &changes; (c = *at) != NULL;) {
        if (!is_cancelled(c, sk, ov, thread)) {
            at = &c->next;
            continue;
        }
        *at = c->next;
        change_end(c, WSA_OPERATION_ABORTED);
        n++;
    }
    ws2_lock_drop(&lock);
    return n;
}

/* Until fd tells of something, or it is the blocking hook's turn again;
 * WSAEINTR when the socket was closed or the hook has cancelled the call. */
static ws2_err news_wait(struct ws2_sock *sk, struct ws2_thread *t, int fd)
{
    struct os_pollfd p[2];
    struct ws2_waiter w;
    int64_t until_ns = OS_FOREVER;
    bool cancelled;
    int res;

    if (ws2_hook_turn(t, &until_ns) != WS2_OK ||
        ws2_waiter_add(sk, &w, t) != WS2_OK)
        return WSAEINTR;
    os_poll_set(&p[0], fd, OS_IN);
    ws2_sync_begin(t);
    res = ws2_sock_sleep(t, p, 1, until_ns);
    cancelled = ws2_sync_end(t);
    ws2_waiter_remove(&w);
    ws2_sock_awake(t);
    if (sock_has(sk, SK_CLOSED))
        return WSAEINTR;
    if (cancelled)
        return WSA_OPERATION_ABORTED;
    if (res >= 0)
        res = os_netwatch_take(fd);
    return ws2_err_from_res(WS2_OP_POLL, res);
}

ws2_err ws2_netchange_wait(struct ws2_sock *sk, struct ws2_netchange *what)
{
    struct ws2_thread *t = ws2_thread_self();
    ws2_err err = WS2_OK;
    int fd;

    if (sock_has(sk, SK_NONBLOCK)) {
        err = event_arm(sk, what);
        return err != WS2_OK ? err : WSAEWOULDBLOCK;
    }
    if (t == NULL)
        return WSAENOBUFS;
    fd = os_netwatch_open();
    if (fd < 0)
        return ws2_err_from_res(WS2_OP_IOCTL, fd);
    ws2_thread_wake_fd(t);
    what->state = state_of(what);
    while (err == WS2_OK && state_of(what) == what->state)
        err = news_wait(sk, t, fd);
    os_close(fd);
    return err;
}
