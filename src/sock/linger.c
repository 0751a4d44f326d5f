/* SPDX-License-Identifier: MIT */
/* What closesocket does about data that is still unsent, under SO_LINGER.
 * Windows waits in closesocket alone, only on a blocking socket, and resets the
 * connection when the time is over; Linux waits in whoever drops the last
 * descriptor, in every mode, and then goes on sending. So the wait is here, and
 * the kernel closes without one. Microsoft Learn, "closesocket function".
 *
 * Where another process may have the socket, this is not its end, and only the
 * kernel knows when that comes: it lingers as it does. */
#include "sock/linger.h"

#include <pthread.h>

#include "handle/hook.h"
#include "os/poll.h"
#include "sock/rare.h"

/* Each fork leaves the sockets that are there to two processes. */
static atomic_uint forks;

static void forked(void)
{
    atomic_fetch_add(&forks, 1);
}

static __attribute__((constructor)) void forks_watch(void)
{
    pthread_atfork(NULL, forked, forked);
}

void ws2_sock_ours(struct ws2_sock *sk)
{
    sk->forks = atomic_load(&forks);
}

bool ws2_sock_is_shared(const struct ws2_sock *sk)
{
    return sock_has(sk, SK_DUPLICATED) || sk->forks != atomic_load(&forks);
}

static bool lingers(const struct ws2_sock *sk)
{
    const struct ws2_rare *rare = sock_rare(sk);

    return rare->linger_on && rare->linger_s != 0 && sock_is_stream(sk) &&
           sk->family != AF_UNIX && sock_has(sk, SK_CONNECTED) &&
           atomic_load(&sk->dead) == 0;
}

bool ws2_linger_blocks(const struct ws2_sock *sk)
{
    int end = sock_has(sk, SK_SHUT_WR); /* counts as a byte */

    return lingers(sk) && sock_has(sk, SK_NONBLOCK) && os_unsent(sk->fd) > end;
}

#define FIRST_NS 500000   /* the peer's answer is often that fast */
#define LAST_NS  20000000 /* no event tells that it came, so we look */

/* Until everything is sent and acknowledged, our end of the stream too, or
 * nothing will be any more. WSAETIMEDOUT, and WSAEINTR as below. */
static ws2_err sent_wait(const struct ws2_sock *sk)
{
    struct ws2_thread *t = ws2_thread_peek();
    const int64_t deadline_ns =
        os_now_ns() + (int64_t)sock_rare(sk)->linger_s * 1000000000;
    int64_t pause_ns = FIRST_NS;

    while (os_unsent(sk->fd) > 0 && (os_ready(sk->fd, 0) & OS_ERR) == 0) {
        int64_t now = os_now_ns(), until_ns = now + pause_ns;

        if (now >= deadline_ns)
            return WSAETIMEDOUT;
        if (t != NULL && ws2_hook_turn(t, &until_ns) != WS2_OK)
            return WSAEINTR;
        os_poll(NULL, 0, until_ns < deadline_ns ? until_ns : deadline_ns);
        if (pause_ns < LAST_NS)
            pause_ns *= 2;
    }
    return WS2_OK;
}

ws2_err ws2_linger(struct ws2_sock *sk)
{
    ws2_err err = WS2_OK;

    if (!lingers(sk) || ws2_sock_is_shared(sk))
        return WS2_OK;
    if (!sock_has(sk, SK_NONBLOCK) && os_unread(sk->fd) <= 0) {
        os_shutdown(sk->fd, SD_SEND);
        err = sent_wait(sk);
    }
    if (err == WSAEINTR)
        return err;
    os_linger(sk->fd, err != WS2_OK, 0);
    sock_rare_made(sk)->linger_on = false; /* it is done */
    return WS2_OK;
}
