/* SPDX-License-Identifier: MIT */
/* Operations that fail late; see oplate.h. Those whose time has not come are a
 * list of the process with one timer of the reactor's. lock guards both, and is
 * taken before a port's, an event's or an APC queue's. */
#include "sock/oplate.h"

#include "err/ntstatus.h"
#include "handle/block.h"
#include "handle/thread_obj.h"
#include "io/timer.h"
#include "os/fork.h"
#include "os/lock.h"
#include "os/poll.h"
#include "sock/op.h"

struct late {
    struct ws2_overlapped o; /* first: its block is ours */
    struct late *next;
    struct ws2_sock *sk; /* its end cancels us */
    ws2_err code;
    int64_t due_ns;
};

static void late_due(struct ws2_timer *timer);

static struct ws2_lock lock = WS2_LOCK_INIT;
static struct late *lates;
static atomic_uint pending; /* how many; a look without the lock */
static struct ws2_timer timer = {.fire = late_due};

/* What was pending is the parent's. The timer is the reactor's, which keeps it:
 * it may fire once and find nothing. */
static void late_forked(void)
{
    atomic_store(&lock.word, 0);
    lates = NULL;
    atomic_store(&pending, 0);
}
OS_IN_FORKED_CHILD(late_forked)

/* The socket stays while it is counted, as its end looks for it. */
static void late_end(struct late *l, ws2_err code)
{
    ws2_overlapped_end(&l->o, &l->sk->attached, ws2_status_from_err(code), 0, 0,
                       false);
    atomic_fetch_sub(&pending, 1);
}

/* For the earliest. -errno: there can be no reactor. */
static int timer_set_locked(void)
{
    const struct late *l = lates;
    int64_t due_ns;

    if (l == NULL)
        return 0;
    for (due_ns = l->due_ns; l != NULL; l = l->next)
        due_ns = l->due_ns < due_ns ? l->due_ns : due_ns;
    return ws2_timer_set(&timer, due_ns);
}

static void late_due(struct ws2_timer *fired)
{
    int64_t now_ns = os_now_ns();
    struct late *l;

    (void)fired;
    ws2_lock_take(&lock);
    for (struct late **at = &lates; (l = *at) != NULL;) {
        if (l->due_ns > now_ns) {
            at = &l->next;
            continue;
        }
        *at = l->next;
        late_end(l, l->code);
    }
    (void)timer_set_locked(); /* there is a reactor: we are it */
    ws2_lock_drop(&lock);
}

static ws2_err add_locked(struct late *l)
{
    if (sock_has(l->sk, SK_CLOSED))
        return WSAENOTSOCK;
    l->next = lates;
    lates = l;
    if (timer_set_locked() >= 0)
        return WS2_OK;
    lates = l->next;
    return WSAENOBUFS;
}

static ws2_err late_add(struct late *l)
{
    ws2_err err;

    atomic_fetch_add(&pending, 1); /* who closes the socket sees this, */
    ws2_lock_take(&lock);
    err = add_locked(l); /* or we see that */
    if (err != WS2_OK)
        atomic_fetch_sub(&pending, 1);
    ws2_lock_drop(&lock);
    return err;
}

ws2_err ws2_op_fail_late(struct ws2_sock *sk, LPWSAOVERLAPPED ov,
                         LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                         ws2_err code, uint32_t delay_ms)
{
    struct late *l = ws2_block_get(sizeof(*l));
    ws2_err err;

    if (l == NULL)
        return WSAENOBUFS;
    l->o.packet.size = sizeof(*l);
    err = ws2_overlapped_begin(&l->o, &sk->attached, ov, routine);
    if (err != WS2_OK) {
        ws2_block_put(l, sizeof(*l));
        return err;
    }
    l->sk = sk;
    l->code = code;
    l->due_ns = os_now_ns() + (int64_t)delay_ms * 1000000;
    l->o.packet.thread = ws2_thread_id();
    err = ws2_op_remember(&l->o) ? WS2_OK : WSAENOBUFS;
    if (err == WS2_OK)
        err = late_add(l);
    if (err == WS2_OK)
        return WSA_IO_PENDING;
    ws2_overlapped_drop(&l->o, ws2_status_from_err(err));
    return err;
}

static bool is_meant(const struct late *l, const struct ws2_sock *sk,
                     const OVERLAPPED *ov, uint32_t thread)
{
    return l->sk == sk && (ov == NULL || l->o.packet.overlapped == ov) &&
           (thread == 0 || l->o.packet.thread == thread);
}

unsigned ws2_op_late_cancel(const struct ws2_sock *sk, const OVERLAPPED *ov,
                            uint32_t thread)
{
    struct late *l;
    unsigned n = 0;

    if (atomic_load(&pending) == 0)
        return 0;
    ws2_lock_take(&lock);
    for (struct late **at = &lates; (l = *at) != NULL;) {
        if (!is_meant(l, sk, ov, thread)) {
            at = &l->next;
            continue;
        }
        *at = l->next;
        late_end(l, WSA_OPERATION_ABORTED);
        n++;
    }
    ws2_lock_drop(&lock);
    return n;
}
