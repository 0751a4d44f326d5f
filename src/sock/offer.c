/* SPDX-License-Identifier: MIT */
/* Sockets on offer to other processes; see duplicate.h. Each has a channel of
 * its own, so that nothing has to be read from whoever comes: the kernel says
 * who it is, and the one descriptor that the channel is for goes out. The
 * reactor serves them.
 *
 * `lock` guards the list and every offer in it. Who takes an offer off the list
 * under the lock frees it. */
#include <pthread.h>
#include <stdlib.h>

#include "io/crowd.h"
#include "os/fork.h"
#include "sock/duplicate.h"

struct offer {
    struct ws2_crowd_fd channel; /* first; somebody comes */
    struct ws2_crowd_fd process; /* it ends */
    uint32_t pid;
    SOCKET s; /* the program may have closed it since */
    int fd;   /* the offer's own */
    struct ws2_sock_state state;
    struct offer *next, **prev; /* prev NULL: off the list */
    unsigned forked;
};

#define OF(member_fd, name)                                                    \
    ((struct offer *)(void *)((char *)(member_fd)-offsetof(struct offer, name)))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct offer *offers;

static void offers_forked(void)
{
    lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    offers = NULL; /* offer_forked frees them */
}
OS_IN_FORKED_CHILD(offers_forked)

static void offer_link_locked(struct offer *o)
{
    o->next = offers;
    o->prev = &offers;
    if (o->next != NULL)
        o->next->prev = &o->next;
    offers = o;
}

static void offer_unlink(struct offer *o)
{
    *o->prev = o->next;
    if (o->next != NULL)
        o->next->prev = o->prev;
    o->prev = NULL;
}

static void offer_close(struct offer *o)
{
    os_close(o->channel.fd);
    os_close(o->process.fd);
    os_close(o->fd);
    free(o);
}

/* False when somebody else is at it. */
static bool offer_claim(struct offer *o)
{
    bool ours;

    pthread_mutex_lock(&lock);
    ours = o->prev != NULL;
    if (ours)
        offer_unlink(o);
    pthread_mutex_unlock(&lock);
    return ours;
}

/* Not under the lock: callbacks take it. */
static void offer_end(struct offer *o)
{
    ws2_crowd_remove(&o->channel);
    ws2_crowd_remove(&o->process);
    offer_close(o);
}

/* The process that was meant, and not another one that got its number, or runs
 * for a user whom this one has nothing to give. */
static bool taker_is_meant(const struct offer *o, int channel)
{
    struct os_peer peer;

    return os_channel_peer(channel, &peer) == 0 && peer.pid == o->pid &&
           (peer.same_user || peer.root || os_is_root()) &&
           os_process_alive(o->process.fd);
}

/* The socket's state as it is now, if it is still open; else as it was. */
static bool offer_hand_over(const struct offer *o, int channel)
{
    struct ws2_sock_state state = o->state;
    struct ws2_sock *sk;
    bool open = ws2_sock_pin(o->s, &sk) == WS2_OK;
    bool done;

    if (open)
        ws2_sock_state_get(sk, &state);
    done = os_channel_send(channel, o->fd, &state, sizeof(state)) == 0;
    if (open) {
        if (done)
            sock_set(sk, SK_DUPLICATED);
        ws2_sock_unpin(o->s);
    }
    return done;
}

static void offer_called(struct ws2_crowd_fd *member, int got)
{
    struct offer *o = OF(member, channel);
    bool done = false;
    int channel;

    (void)got;
    while (!done && (channel = os_channel_accept(member->fd)) >= 0) {
        done = taker_is_meant(o, channel) && offer_hand_over(o, channel);
        os_close(channel);
    }
    if (done && offer_claim(o))
        offer_end(o);
}

static void offer_in_vain(struct ws2_crowd_fd *member, int got)
{
    struct offer *o = OF(member, process);

    (void)got;
    if (offer_claim(o))
        offer_end(o);
}

/* The child has nothing on offer. Its copy goes when both are off the crowd. */
static void offer_forked(struct offer *o)
{
    if (++o->forked == 2)
        offer_close(o);
}

static void channel_forked(struct ws2_crowd_fd *member)
{
    offer_forked(OF(member, channel));
}

static void process_forked(struct ws2_crowd_fd *member)
{
    offer_forked(OF(member, process));
}

static int offer_open(struct offer *o, struct ws2_sock *sk, DWORD dwProcessId,
                      DWORD *name)
{
    int res = os_process_open(dwProcessId);

    if (res < 0)
        return res;
    o->process.fd = res;
    res = os_duplicate(sk->fd);
    if (res < 0)
        goto close_process;
    o->fd = res;
    res = os_channel_listen(name);
    if (res < 0)
        goto close_fd;
    o->channel.fd = res;
    return 0;

close_fd:
    os_close(o->fd);
close_process:
    os_close(o->process.fd);
    return res;
}

/* The lock keeps callbacks from ending it meanwhile. */
static int offer_watch(struct offer *o)
{
    int res;

    o->channel.ready = offer_called;
    o->channel.forked = channel_forked;
    o->process.ready = offer_in_vain;
    o->process.forked = process_forked;
    pthread_mutex_lock(&lock);
    res = ws2_crowd_add(&o->process);
    if (res >= 0)
        res = ws2_crowd_add(&o->channel);
    if (res >= 0)
        offer_link_locked(o);
    pthread_mutex_unlock(&lock);
    return res;
}

ws2_err ws2_offer_new(struct ws2_sock *sk, SOCKET s, DWORD dwProcessId,
                      DWORD *name)
{
    struct offer *o = calloc(1, sizeof(*o));
    int res;

    if (o == NULL)
        return WSAENOBUFS;
    o->pid = dwProcessId;
    o->s = s;
    ws2_sock_state_get(sk, &o->state);
    res = offer_open(o, sk, dwProcessId, name);
    if (res < 0) {
        free(o);
        return ws2_err_from_res(WS2_OP_OFFER, res);
    }
    res = offer_watch(o);
    if (res < 0)
        offer_end(o);
    return ws2_err_from_res(WS2_OP_OFFER, res);
}

void ws2_offers_drop(void)
{
    struct offer *o;

    do {
        pthread_mutex_lock(&lock);
        o = offers;
        if (o != NULL)
            offer_unlink(o);
        pthread_mutex_unlock(&lock);
        if (o != NULL)
            offer_end(o);
    } while (o != NULL);
}
