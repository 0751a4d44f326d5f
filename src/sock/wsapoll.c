/* SPDX-License-Identifier: MIT */
/* WSAPoll over sockets of the base provider.
 *
 * Windows tells more apart than Linux: the end of the peer's data is POLLHUP
 * and no readable data, a broken connection POLLHUP and POLLERR, and a connect
 * that failed has POLLWRNORM beside these two (as of Windows 10, 2004). Pages
 * "WSAPoll function" and "WSAPOLLFD structure". A watch belongs to the calling
 * thread; nothing here needs a lock. */
#include "sock/wsapoll.h"

#include <stddef.h>
#include <string.h>

#include "os/mem.h"
#include "sock/police.h"
#include "sock/watch.h"

#define ASKED                                                                  \
    (POLLRDNORM | POLLRDBAND | POLLWRNORM) /* what events may hold             \
                                            */
#define UNASKED (POLLERR | POLLHUP | POLLNVAL)

/* In ws2_watch.members, for an entry without a target. */
#define MEMBER_SKIPPED UINT32_MAX
#define MEMBER_BAD     (UINT32_MAX - 1)

/* Entries may stand at odd addresses. */
static WSAPOLLFD entry_get(const WSAPOLLFD *fds, ULONG i)
{
    WSAPOLLFD entry;

    memcpy(&entry, (const char *)fds + i * sizeof(entry), sizeof(entry));
    return entry;
}

static void entry_put(WSAPOLLFD *fds, ULONG i, short revents)
{
    memcpy((char *)fds + i * sizeof(*fds) + offsetof(WSAPOLLFD, revents),
           &revents, sizeof(revents));
}

static bool entry_skipped(const WSAPOLLFD *entry)
{
    return (INT_PTR)entry->fd < 0;
}

static void sock_arm(const struct ws2_sock *sk, unsigned wants,
                     struct os_pollfd *pollfd)
{
    unsigned flags = sock_flags(sk);
    bool stream = sock_is_stream(sk);
    int fd = sk->fd, events = 0;

    if ((wants & POLLRDNORM) != 0)
        events |= OS_IN;
    if ((wants & POLLWRNORM) != 0 && ws2_police_due(sk) == 0)
        events |= OS_OUT;
    /* with SO_OOBINLINE urgent data is ordinary data */
    if ((wants & POLLRDBAND) != 0 && (flags & SK_OOBINLINE) == 0)
        events |= OS_PRI;
    /* after shutdown(SD_RECEIVE) Linux takes our end for the peer's */
    if (stream && (flags & (SK_SHUT_RD | SK_LISTENING)) == 0)
        events |= OS_END;
    if ((flags & SK_CONNECTING) != 0)
        events = OS_OUT;
    /* Linux reports HUP on a stream that never was connected */
    if (stream && (flags & (SK_CONNECTED | SK_CONNECTING | SK_LISTENING)) == 0)
        fd = -1;
    os_poll_set(pollfd, fd, events);
}

static void target_arm(struct ws2_watch *w, u_int at)
{
    sock_arm(w->targets[at].sk, w->targets[at].wants, &w->fds[at]);
}

static short connecting_events(int got)
{
    if ((got & OS_HUP) != 0)
        return POLLHUP | POLLERR | POLLWRNORM;
    return (got & OS_OUT) != 0 ? POLLWRNORM : 0;
}

static short stream_events(struct ws2_sock *sk, int got)
{
    bool lost = (got & OS_ERR) != 0 || atomic_load(&sk->dead) != 0;
    bool over = (got & (OS_ERR | OS_HUP | OS_END)) != 0;
    int events = 0;

    if (over)
        events |= lost ? POLLHUP | POLLERR : POLLHUP;
    /* to Linux the end itself is readable; what came before it still is */
    if ((got & OS_IN) != 0 && !lost && (!over || os_unread(sk->fd) > 0))
        events |= POLLRDNORM;
    if (ws2_sock_has_deferred(sk))
        events |= POLLRDNORM; /* a connection, though the kernel has none */
    if ((got & OS_PRI) != 0)
        events |= POLLRDBAND;
    if ((got & OS_OUT) != 0)
        events |= POLLWRNORM;
    return (short)events;
}

/* An error that waits on a datagram socket is told by a receive. */
static short dgram_events(const struct ws2_sock *sk, int got)
{
    int events = 0;

    if ((got & OS_IN) != 0 || ws2_sock_has_error(sk))
        events |= POLLRDNORM;
    if ((got & OS_OUT) != 0)
        events |= POLLWRNORM;
    return (short)events;
}

/* What there is to say about a socket, asked for or not. */
static short sock_events(struct ws2_sock *sk, int got)
{
    if (sock_has(sk, SK_CLOSED))
        return POLLNVAL;
    if (sock_has(sk, SK_CONNECTING))
        return connecting_events(got);
    return sock_is_stream(sk) ? stream_events(sk, got) : dgram_events(sk, got);
}

static short target_events(const struct ws2_watch *w, u_int at)
{
    return sock_events(w->targets[at].sk, os_poll_got(&w->fds[at]));
}

int ws2_sock_poll_now(struct ws2_sock *sk, unsigned wants)
{
    struct os_pollfd pollfd;
    int got = 0;

    sock_arm(sk, wants, &pollfd);
    if (os_poll(&pollfd, 1, 0) > 0)
        got = os_poll_got(&pollfd);
    /* what ICMP says has its turns: the next when this one has been told */
    if ((got & OS_ERR) != 0 && !sock_is_stream(sk) && !ws2_sock_has_error(sk))
        ws2_sock_note_error(sk);
    return sock_events(sk, got);
}

static bool target_ready(const struct ws2_watch *w, u_int at)
{
    unsigned told = w->targets[at].wants | UNASKED;

    return ((unsigned)target_events(w, at) & told) != 0;
}

/* Every event asked for must be one that the provider has. */
static ws2_err entries_check(const WSAPOLLFD *fds, ULONG n)
{
    if (n == 0)
        return WSAEINVAL;
    if (n > INT32_MAX || !os_mem_writable((void *)fds, n * sizeof(*fds)))
        return WSAEFAULT;
    for (ULONG i = 0; i < n; i++) {
        WSAPOLLFD entry = entry_get(fds, i);

        if (!entry_skipped(&entry) && (entry.events & ~ASKED) != 0)
            return WSAEINVAL;
    }
    return WS2_OK;
}

/* WSAEINVAL without a single socket. *bad: entries that name none. */
static ws2_err entries_pin(struct ws2_watch *w, const WSAPOLLFD *fds, ULONG n,
                           ULONG *bad)
{
    *bad = 0;
    for (ULONG i = 0; i < n; i++) {
        WSAPOLLFD entry = entry_get(fds, i);
        u_int *member = &w->members[i];

        if (entry_skipped(&entry)) {
            *member = MEMBER_SKIPPED;
        } else if (ws2_watch_add(w, entry.fd, member) != WS2_OK) {
            *member = MEMBER_BAD;
            ++*bad;
        } else {
            w->targets[*member].wants |= (unsigned)entry.events & ASKED;
        }
    }
    return w->pinned == 0 ? WSAEINVAL : WS2_OK;
}

/* How many entries have something to say. */
static int entries_write(const struct ws2_watch *w, WSAPOLLFD *fds, ULONG n)
{
    int told = 0;

    for (ULONG i = 0; i < n; i++) {
        int wanted = entry_get(fds, i).events | UNASKED;
        u_int at = w->members[i];
        int revents = 0;

        if (at == MEMBER_BAD)
            revents = POLLNVAL;
        else if (at != MEMBER_SKIPPED)
            revents = target_events(w, at) & wanted;
        entry_put(fds, i, (short)revents);
        told += revents != 0;
    }
    return told;
}

static ws2_err poll_run(struct ws2_watch *w, WSAPOLLFD *fds, ULONG n,
                        INT timeout_ms, int *count)
{
    int64_t deadline_ns = 0;
    ULONG bad;
    ws2_err err = entries_pin(w, fds, n, &bad);

    if (timeout_ms != 0 && bad == 0)
        deadline_ns =
            os_deadline(timeout_ms < 0 ? UINT32_MAX : (uint32_t)timeout_ms);
    if (err == WS2_OK)
        err = ws2_watch_wait(w, deadline_ns);
    if (err == WS2_OK) {
        *count = entries_write(w, fds, n);
        /* only now: while CONNECTING shows, all entries agree */
        ws2_watch_refresh(w);
    }
    return err;
}

ws2_err ws2_sock_poll(WSAPOLLFD *fds, ULONG n, INT timeout_ms, int *count)
{
    struct ws2_watch watch;
    ws2_err err = entries_check(fds, n);

    if (err != WS2_OK)
        return err;
    if (!ws2_watch_init(&watch, n, target_arm, target_ready))
        return WSAENOBUFS;
    err = poll_run(&watch, fds, n, timeout_ms, count);
    ws2_watch_free(&watch);
    return err;
}
