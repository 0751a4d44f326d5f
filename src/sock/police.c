/* SPDX-License-Identifier: MIT */
/* Keeping a rate; see police.h.
 *
 * Who is refused learns when the time comes: a blocking send sleeps until then,
 * select and WSAPoll take the socket for full, and what waits on the channel -
 * overlapped sends, FD_WRITE, notifications - is told by a timer, as if the
 * kernel had room again.
 *
 * police.lock guards all but due_ns, and is taken under a channel's. The
 * structure stays as long as the socket. */
#include "sock/police.h"

#include <stddef.h>
#include <stdlib.h>

#include "io/io.h"
#include "io/timer.h"
#include "qos/bucket.h"

#define HEADERS4 28 /* of IP and UDP: the rate is of packets */
#define HEADERS6 48
#define DATA_MAX 65535

struct ws2_police {
    struct ws2_timer timer;
    struct ws2_sock *sk;
    struct ws2_lock lock;
    bool stopped;
    enum ws2_qos_excess excess;
    struct ws2_bucket bucket;
    _Atomic int64_t due_ns; /* of who was refused last; 0: nobody was since */
};

static uint32_t packet_size(const struct ws2_police *p, uint64_t data)
{
    return (uint32_t)data + (p->sk->family == AF_INET6 ? HEADERS6 : HEADERS4);
}

/* The reactor's thread. */
static void due_tell(struct ws2_timer *timer)
{
    struct ws2_police *p = (struct ws2_police *)(void *)timer;
    struct ws2_io_chan *chan = atomic_load(&p->sk->chan);

    if (chan != NULL)
        ws2_io_poke(chan, OS_OUT);
}

/* Without a reactor, for want of memory, the channel's next edge has to do. */
static void timer_arm_locked(struct ws2_police *p, int64_t due_ns)
{
    if (!p->stopped && atomic_load(&p->sk->chan) != NULL)
        ws2_timer_set(&p->timer, due_ns);
}

static enum ws2_verdict refuse_locked(struct ws2_police *p, uint32_t size,
                                      int64_t now_ns)
{
    int64_t due_ns = ws2_bucket_due(&p->bucket, size, now_ns);

    if (due_ns > now_ns) {
        atomic_store(&p->due_ns, due_ns);
        timer_arm_locked(p, due_ns);
        return WS2_VERDICT_WAIT;
    }
    ws2_bucket_take(&p->bucket, size);
    atomic_store(&p->due_ns, 0);
    return WS2_VERDICT_SEND;
}

static enum ws2_verdict ask_locked(struct ws2_police *p, uint32_t size)
{
    int64_t now_ns = os_now_ns();

    if (p->excess == WS2_QOS_PASS)
        return WS2_VERDICT_PASS;
    if (p->excess == WS2_QOS_DROPPED)
        return WS2_VERDICT_TRY;
    if (p->excess == WS2_QOS_DELAY)
        return refuse_locked(p, size, now_ns);
    if (!ws2_bucket_has(&p->bucket, size, now_ns))
        return p->excess == WS2_QOS_DROP ? WS2_VERDICT_DROP
                                         : WS2_VERDICT_DEMOTE;
    ws2_bucket_take(&p->bucket, size);
    return WS2_VERDICT_SEND;
}

/* What is larger than a packet can be is the kernel's to refuse. */
enum ws2_verdict ws2_police_ask(struct ws2_police *p, uint64_t size)
{
    enum ws2_verdict verdict = WS2_VERDICT_PASS;

    if (size > DATA_MAX)
        return verdict;
    ws2_lock_take(&p->lock);
    verdict = ask_locked(p, packet_size(p, size));
    ws2_lock_drop(&p->lock);
    return verdict;
}

void ws2_police_return(struct ws2_police *p, uint64_t size)
{
    ws2_lock_take(&p->lock);
    ws2_bucket_return(&p->bucket, packet_size(p, size));
    ws2_lock_drop(&p->lock);
}

/* Who began to wait on the channel after the refusal has no timer yet. */
int64_t ws2_police_due_far(struct ws2_police *p)
{
    int64_t due_ns = atomic_load(&p->due_ns);

    if (due_ns == 0 || due_ns <= os_now_ns())
        return 0;
    ws2_lock_take(&p->lock);
    timer_arm_locked(p, due_ns);
    ws2_lock_drop(&p->lock);
    return due_ns;
}

static struct ws2_police *police_need(struct ws2_sock *sk)
{
    struct ws2_rare *rare = ws2_rare_need(sk);
    struct ws2_police *p = sock_police(sk), *other = NULL;

    if (p != NULL || rare == NULL)
        return p;
    p = calloc(1, sizeof(*p));
    if (p == NULL)
        return NULL;
    ws2_timer_init(&p->timer, due_tell);
    p->sk = sk;
    p->excess = WS2_QOS_PASS;
    if (atomic_compare_exchange_strong(&rare->police, &other, p))
        return p;
    free(p);
    return other;
}

static void police_change_locked(struct ws2_police *p,
                                 const struct ws2_qos_enforcement *what)
{
    const struct ws2_bucket_spec spec = {what->rate, what->burst, what->peak,
                                         what->max_sdu, what->min_policed};

    if (p->excess == WS2_QOS_PASS)
        ws2_bucket_init(&p->bucket, &spec, os_now_ns());
    else
        ws2_bucket_change(&p->bucket, &spec, os_now_ns());
    p->excess = what->excess;
    atomic_store(&p->due_ns, 0);
}

ws2_err ws2_police_set(struct ws2_sock *sk,
                       const struct ws2_qos_enforcement *what)
{
    struct ws2_police *p = sock_police(sk);
    struct ws2_io_chan *chan = atomic_load(&sk->chan);

    if (p == NULL && what->excess == WS2_QOS_PASS)
        return WS2_OK;
    if (p == NULL)
        p = police_need(sk);
    if (p == NULL)
        return WSAENOBUFS;
    ws2_lock_take(&p->lock);
    police_change_locked(p, what);
    ws2_lock_drop(&p->lock);
    ws2_sock_wake(sk);
    if (chan != NULL && !sock_has(sk, SK_CLOSED))
        ws2_io_poke(chan, OS_OUT);
    return WS2_OK;
}

void ws2_police_stop(struct ws2_sock *sk)
{
    struct ws2_police *p = sock_police(sk);

    if (p == NULL)
        return;
    ws2_lock_take(&p->lock);
    p->stopped = true;
    ws2_lock_drop(&p->lock);
    ws2_timer_cancel_wait(&p->timer);
}

/* The rate is kept on; the timer was the parent's. */
void ws2_police_forked(struct ws2_sock *sk)
{
    struct ws2_police *p = sock_police(sk);

    if (p == NULL)
        return;
    atomic_store(&p->lock.word, 0);
    ws2_timer_init(&p->timer, due_tell);
}
