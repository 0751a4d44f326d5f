/* SPDX-License-Identifier: MIT */
/* Time stamps of datagrams: SIO_TIMESTAMPING, SIO_GET_TX_TIMESTAMP, and the
 * stamp of a datagram that was sent with SO_TIMESTAMP_ID. Received ones come
 * from the kernel as control data (os/cmsg.c). Those sent are read off the
 * clock when the kernel has taken the datagram, as Linux would tell of them in
 * the queue of errors, which wakes everybody. rare.stamps is guarded by the
 * socket's lock. Microsoft Learn, "Winsock timestamping". */
#include "sock/timestamp.h"

#include <stdlib.h>

#include <mstcpip.h>
#include <mswsock.h>

#include "os/cmsg.h"
#include "os/wallclock.h"
#include "sock/ioctl.h"
#include "sock/rare.h"

struct ws2_stamps {
    unsigned room, n;
    struct {
        uint32_t id;
        uint64_t counter;
    } at[];
};

static ws2_err stamps_replace(struct ws2_sock *sk,
                              const TIMESTAMPING_CONFIG *config)
{
    unsigned room = (config->Flags & TIMESTAMPING_FLAG_TX) != 0
                        ? config->TxTimestampsBuffered
                        : 0;
    struct ws2_rare *rare = ws2_rare_need(sk);
    struct ws2_stamps *stamps, *old;

    if (rare == NULL)
        return WSAENOBUFS;
    stamps = calloc(1, sizeof(*stamps) + room * sizeof(stamps->at[0]));
    if (stamps == NULL)
        return WSAENOBUFS;
    stamps->room = room;
    ws2_lock_take(&sk->lock);
    old = rare->stamps;
    rare->stamps = stamps;
    ws2_lock_drop(&sk->lock);
    free(old);
    return WS2_OK;
}

ws2_err ws2_ioctl_timestamping(struct ws2_sock *sk, const struct ioctl_call *c)
{
    TIMESTAMPING_CONFIG config;
    ws2_err err;
    int res;

    if (!sock_is_udp(sk))
        return WSAEOPNOTSUPP;
    err = in_get(c, &config, sizeof(config));
    if (err != WS2_OK)
        return err;
    if ((config.Flags &
         ~(ULONG)(TIMESTAMPING_FLAG_RX | TIMESTAMPING_FLAG_TX)) != 0)
        return WSAEINVAL;
    res = os_stamp_receives(sk->fd, (config.Flags & TIMESTAMPING_FLAG_RX) != 0);
    return res < 0 ? ws2_err_from_res(WS2_OP_IOCTL, res)
                   : stamps_replace(sk, &config);
}

/* Removed when it was found; false when it was not. */
static bool stamp_take(struct ws2_sock *sk, uint32_t id, uint64_t *counter)
{
    struct ws2_stamps *stamps;
    bool found = false;

    ws2_lock_take(&sk->lock);
    stamps = sock_rare(sk)->stamps;
    for (unsigned i = 0; stamps != NULL && !found && i < stamps->n; i++) {
        if (stamps->at[i].id != id)
            continue;
        found = true;
        *counter = stamps->at[i].counter;
        stamps->at[i] = stamps->at[--stamps->n];
    }
    ws2_lock_drop(&sk->lock);
    return found;
}

/* Room is tested first: a stamp that was taken is gone. */
ws2_err ws2_ioctl_tx_timestamp(struct ws2_sock *sk, const struct ioctl_call *c)
{
    uint64_t counter;
    uint32_t id;
    ws2_err err;

    if (!sock_is_udp(sk))
        return WSAEOPNOTSUPP;
    err = in_get(c, &id, sizeof(id));
    if (err == WS2_OK && (c->out == NULL || c->out_len < sizeof(counter) ||
                          !os_mem_writable(c->out, sizeof(counter))))
        err = WSAEFAULT;
    if (err != WS2_OK)
        return err;
    if (!stamp_take(sk, id, &counter))
        return WSAEWOULDBLOCK;
    return out_put(c, &counter, sizeof(counter));
}

void ws2_stamp_sent(struct ws2_sock *sk, uint32_t id)
{
    uint64_t counter = os_counter();
    struct ws2_stamps *stamps;

    ws2_lock_take(&sk->lock);
    stamps = sock_rare(sk)->stamps;
    if (stamps != NULL && stamps->n < stamps->room) { /* else it is dropped */
        stamps->at[stamps->n].id = id;
        stamps->at[stamps->n++].counter = counter;
    }
    ws2_lock_drop(&sk->lock);
}
