/* SPDX-License-Identifier: MIT */
/* Data that nobody will read. When a program has shut down receiving, Windows
 * resets the connection as soon as there is data; Linux would take it and keep
 * quiet, unless sending is shut down too. So such connections are watched, with
 * the reactor's help, until they are closed. Microsoft Learn, "shutdown
 * function", SD_RECEIVE.
 *
 * sock.lock guards rare.unread; the callback takes it only to wake waiters. */
#include <stdlib.h>

#include "io/crowd.h"
#include "sock/rare.h"
#include "sock/unread.h"

struct ws2_unread {
    struct ws2_crowd_fd member; /* first */
    struct ws2_sock *sk;        /* lives longer */
};

ws2_err ws2_unread_reset(struct ws2_sock *sk)
{
    int res;

    atomic_store(&sk->dead, WSAECONNABORTED); /* not what the kernel says */
    res = os_dissolve(sk->fd);
    if (res < 0)
        atomic_store(&sk->dead, 0);
    return ws2_err_from_res(WS2_OP_SHUTDOWN, res);
}

static void unread_arrived(struct ws2_crowd_fd *member, int got)
{
    struct ws2_sock *sk = ((struct ws2_unread *)(void *)member)->sk;

    if ((got & OS_IN) == 0 || os_unread(sk->fd) <= 0)
        return; /* the peer's end, or room to send */
    ws2_unread_reset(sk);
    ws2_sock_wake(sk);
}

/* Out of something: the kernel keeps the data, to no harm. */
void ws2_unread_watch(struct ws2_sock *sk)
{
    struct ws2_rare *rare;
    struct ws2_unread *unread;

    if (sk->family == AF_UNIX) /* it has no resets */
        return;
    rare = ws2_rare_need(sk);
    if (rare == NULL)
        return;
    ws2_lock_take(&sk->lock);
    if (rare->unread == NULL && (unread = calloc(1, sizeof(*unread))) != NULL) {
        unread->sk = sk;
        unread->member.fd = sk->fd;
        unread->member.ready = unread_arrived;
        rare->unread = unread;
        if (ws2_crowd_add(&unread->member) < 0) {
            rare->unread = NULL;
            free(unread);
        }
    }
    ws2_lock_drop(&sk->lock);
}

void ws2_unread_drop(struct ws2_sock *sk)
{
    struct ws2_rare *rare = sock_rare_made(sk);
    struct ws2_unread *unread;

    if (rare == NULL)
        return;
    ws2_lock_take(&sk->lock);
    unread = rare->unread;
    rare->unread = NULL;
    ws2_lock_drop(&sk->lock);
    if (unread != NULL) {
        ws2_crowd_remove(&unread->member);
        free(unread);
    }
}
