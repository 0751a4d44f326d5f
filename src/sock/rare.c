/* SPDX-License-Identifier: MIT */
/* The making of the block; see rare.h. */
#include "sock/rare.h"

#include <stdlib.h>

#include "sock/errqueue.h"
#include "sock/qos.h"

const struct ws2_rare ws2_rare_unset;

struct ws2_rare *ws2_rare_need(struct ws2_sock *sk)
{
    struct ws2_rare *rare = sock_rare_made(sk), *made;

    if (rare != NULL)
        return rare;
    made = calloc(1, sizeof(*made));
    if (made == NULL || atomic_compare_exchange_strong(&sk->rare, &rare, made))
        return made;
    free(made); /* another thread was first */
    return rare;
}

ws2_err ws2_rare_keep(struct ws2_sock *sk, enum ws2_kept at, uint32_t value)
{
    struct ws2_rare *rare = ws2_rare_need(sk);

    if (rare == NULL)
        return WSAENOBUFS;
    rare->kept[at] = value;
    return WS2_OK;
}

ws2_err ws2_rare_inherit(struct ws2_sock *sk, const struct ws2_sock *parent)
{
    const struct ws2_rare *from = sock_rare_made(parent);
    struct ws2_rare *rare;

    if (from == NULL)
        return WS2_OK;
    rare = ws2_rare_need(sk);
    if (rare == NULL)
        return WSAENOBUFS;
    rare->rcvtimeo_ms = from->rcvtimeo_ms;
    rare->sndtimeo_ms = from->sndtimeo_ms;
    rare->linger_on = from->linger_on;
    rare->linger_s = from->linger_s;
    for (int i = 0; i < KEPT_COUNT; i++)
        rare->kept[i] = from->kept[i];
    return WS2_OK;
}

void ws2_rare_free(struct ws2_sock *sk)
{
    struct ws2_rare *rare = sock_rare_made(sk);

    if (rare == NULL)
        return;
    ws2_errqueue_free(sk);
    free(rare->filter);
    free(rare->stamps);
    free(atomic_load(&rare->capture));
    free(atomic_load(&rare->leaf));
    free(atomic_load(&rare->netevents));
    ws2_qos_free(sk);
    free(atomic_load(&rare->police));
    free(rare);
}
