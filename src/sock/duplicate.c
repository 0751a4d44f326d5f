/* SPDX-License-Identifier: MIT */
/* WSADuplicateSocket's two ends; see duplicate.h. Microsoft Learn,
 * "WSADuplicateSocketW function", "WSASocketW function", "WSAPROTOCOL_INFOW
 * structure".
 *
 * The structure that makes the way is the socket's catalog entry, or that of a
 * layer above. All that a layer keeps of ours is what is reserved for
 * providers, dwProviderReserved: it has the channel's name. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "os/mem.h"
#include "sock/duplicate.h"
#include "sock/join.h"
#include "sock/qos.h"
#include "sock/wsp.h"

#define TAKE_TIMEOUT_MS 10000 /* for a source that is there and silent */

/* What another process has a use for. */
#define TRAVELS                                                                \
    (~(unsigned)(SK_CLOSED | SK_OVERLAPPED | SK_ACCEPTING | SK_DUPLICATED |    \
                 SK_REGISTERED))

void ws2_sock_state_get(struct ws2_sock *sk, struct ws2_sock_state *st)
{
    const struct ws2_rare *rare = sock_rare(sk);
    const struct sockaddr *leaf;

    memset(st, 0, sizeof(*st));
    st->size = sizeof(*st);
    st->catalog_id = sk->catalog_id;
    st->flags = sock_flags(sk) & TRAVELS;
    st->dead = sk->dead;
    st->error = sk->error;
    st->rcvtimeo_ms = rare->rcvtimeo_ms;
    st->sndtimeo_ms = rare->sndtimeo_ms;
    st->linger_on = rare->linger_on;
    st->linger_s = rare->linger_s;
    st->protocol = sk->protocol;
    st->group_priority = rare->group_priority;
    st->infos = rare->infos;
    for (int i = 0; i < KEPT_COUNT; i++)
        st->kept[i] = rare->kept[i];
    st->connected_at = sk->connected_at;
    leaf = ws2_leaf_peer(sk, &st->leaf_len);
    if (leaf != NULL)
        memcpy(&st->leaf, leaf, (size_t)st->leaf_len);
    ws2_lock_take(&sk->lock);
    st->filtered = rare->filter != NULL;
    if (st->filtered)
        st->filter = *rare->filter;
    ws2_lock_drop(&sk->lock);
}

/* False without memory. */
static bool state_put(struct ws2_sock *sk, const struct ws2_sock_state *st)
{
    struct ws2_rare *rare = ws2_rare_need(sk);

    if (rare == NULL)
        return false;
    sk->dead = st->dead;
    sk->error = st->error;
    rare->rcvtimeo_ms = st->rcvtimeo_ms;
    rare->sndtimeo_ms = st->sndtimeo_ms;
    rare->linger_on = st->linger_on != 0;
    rare->linger_s = st->linger_s;
    sk->protocol = st->protocol;
    rare->group_priority = st->group_priority;
    rare->infos = st->infos;
    for (int i = 0; i < KEPT_COUNT; i++)
        rare->kept[i] = st->kept[i];
    sk->connected_at = st->connected_at;
    if ((st->flags & SK_CONNECTING) != 0)
        atomic_init(&sk->attempt, ATTEMPT_UNDER_WAY);
    sock_set(sk, (st->flags & TRAVELS) | SK_DUPLICATED);
    if (st->leaf_len != 0 && !ws2_leaf_set(sk, &st->leaf, st->leaf_len))
        return false;
    if (!st->filtered)
        return true;
    rare->filter = malloc(sizeof(*rare->filter));
    if (rare->filter != NULL)
        *rare->filter = st->filter;
    return rare->filter != NULL;
}

ws2_err ws2_sock_duplicate(struct ws2_sock *sk, SOCKET s, DWORD dwProcessId,
                           WSAPROTOCOL_INFOW *info)
{
    WSAPROTOCOL_INFOW offer;
    DWORD name;
    ws2_err err;

    if (ws2_qos_is_offered(sk)) /* a flow is one process' */
        return WSAEINVAL;
    if (!os_mem_writable(info, sizeof(*info)))
        return WSAEFAULT;
    err = ws2_offer_new(sk, s, dwProcessId, &name);
    if (err != WS2_OK)
        return err;
    offer = *ws2_sock_protocol(sk);
    offer.dwProviderReserved = name; /* never 0 */
    memcpy(info, &offer, sizeof(offer));
    return WS2_OK;
}

/* Whoever listens there could be another user's process, that took the name
 * when the source was gone. */
static int source_check(int channel)
{
    struct os_peer peer;
    int res = os_channel_peer(channel, &peer);

    return res < 0 || peer.same_user || peer.root ? res : -ECONNREFUSED;
}

/* The answer, or the end of the channel: it was not for us. */
static int answer_wait(int channel)
{
    struct os_pollfd p;
    int res;

    os_poll_set(&p, channel, OS_IN);
    res = os_poll(&p, 1, os_deadline(TAKE_TIMEOUT_MS));
    return res == 0 ? -ENETDOWN : res;
}

/* An answer comes once: a descriptor is kept free for it. */
static int answer_take(int channel, int *fd, struct ws2_sock_state *state)
{
    int spare = os_duplicate(channel);
    int res = spare < 0 ? spare : answer_wait(channel);
    long got;

    if (spare >= 0)
        os_close(spare);
    if (res < 0)
        return res;
    got = os_channel_recv(channel, fd, state, sizeof(*state));
    if (got < 0)
        return got == -EMFILE ? -EMFILE : -ECONNREFUSED;
    if (*fd >= 0 && got == sizeof(*state) && state->size == sizeof(*state))
        return 0;
    if (*fd >= 0)
        os_close(*fd);
    return -ECONNREFUSED;
}

static int offer_take(const WSAPROTOCOL_INFOW *info, int *fd,
                      struct ws2_sock_state *state)
{
    int res, channel = os_channel_connect(info->dwProviderReserved);

    if (channel < 0)
        return channel;
    res = source_check(channel);
    if (res >= 0)
        res = answer_take(channel, fd, state);
    os_close(channel);
    if (res >= 0 && state->catalog_id != info->dwCatalogEntryId) {
        os_close(*fd);
        res = -ECONNREFUSED;
    }
    return res;
}

/* What it is the catalog says, whatever became of the program's structure. */
static ws2_err sock_fill(struct ws2_sock *sk,
                         const struct ws2_sock_state *state, DWORD dwFlags)
{
    const WSAPROTOCOL_INFOW *entry;
    ws2_err err;

    sk->catalog_id = (uint16_t)state->catalog_id;
    entry = ws2_sock_protocol(sk);
    err = ws2_sock_part_check(entry, dwFlags);
    if (err != WS2_OK)
        return err;
    sk->family = (uint8_t)entry->iAddressFamily;
    sk->type = (uint8_t)entry->iSocketType;
    if (!state_put(sk, state))
        return WSAENOBUFS;
    sock_set(sk, ws2_sock_flags_in(dwFlags));
    return WS2_OK;
}

/* WSAEINVAL: nobody there, taken before, meant for another process: the
 * structure is no good any more, or here, or was made up; or the flags ask for
 * what the protocol does not have. */
ws2_err ws2_sock_take(const WSAPROTOCOL_INFOW *info, DWORD dwFlags, SOCKET *out)
{
    struct ws2_sock_state state;
    struct ws2_sock *sk;
    int fd = -1;
    ws2_err err = ws2_err_from_res(WS2_OP_OFFER, offer_take(info, &fd, &state));

    if (err != WS2_OK)
        return err;
    err = WSAENOBUFS;
    sk = calloc(1, sizeof(*sk));
    if (sk == NULL)
        goto close_fd;
    err = sock_fill(sk, &state, dwFlags);
    if (err != WS2_OK)
        goto free_sock;
    sk->fd = fd;
    return ws2_sock_publish(sk, out);

free_sock:
    ws2_rare_free(sk);
    free(sk);
close_fd:
    os_close(fd);
    return err;
}
