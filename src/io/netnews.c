/* SPDX-License-Identifier: MIT */
/* News of the network; see netnews.h. Listeners are only ever added, under
 * lock, and the reactor reads the list without it. */
#include "io/netnews.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/reactor.h"
#include "os/fork.h"
#include "os/netwatch.h"
#include "os/poll.h"
#include "os/sock.h"

struct watch { /* one, from the first listener on */
    struct ws2_reactor_fd watched;
    atomic_bool parents; /* this process is the child of the one that made it */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(struct ws2_netnews *) listeners;
static struct watch *watch;

/* Who listened did so in the parent. */
static void netnews_forked(void)
{
    struct ws2_netnews *l = atomic_load(&listeners);

    lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    atomic_store(&listeners, NULL);
    for (; l != NULL; l = l->next)
        l->listens = false;
    if (watch != NULL)
        atomic_store(&watch->parents, true);
    watch = NULL;
}
OS_IN_FORKED_CHILD(netnews_forked)

static void watch_ready(struct ws2_reactor_fd *watched, int got)
{
    struct watch *w = watched->arg;

    (void)got;
    if (atomic_load(&w->parents)) {
        ws2_reactor_remove(watched);
        os_close(watched->fd);
        free(w);
        return;
    }
    if (os_netwatch_take(watched->fd) == 0)
        return;
    for (struct ws2_netnews *l = atomic_load(&listeners); l != NULL;
         l = l->next)
        l->changed();
}

static int watch_need_locked(void)
{
    struct watch *w;
    int res;

    if (watch != NULL)
        return 0;
    w = calloc(1, sizeof(*w));
    if (w == NULL)
        return -ENOMEM;
    res = w->watched.fd = os_netwatch_open();
    if (res < 0)
        goto free_watch;
    w->watched.events = OS_IN;
    w->watched.ready = watch_ready;
    w->watched.arg = w;
    res = ws2_reactor_add(&w->watched);
    if (res < 0)
        goto close_fd;
    watch = w;
    return 0;

close_fd:
    os_close(w->watched.fd);
free_watch:
    free(w);
    return res;
}

int ws2_netnews_listen(struct ws2_netnews *listener)
{
    int res;

    pthread_mutex_lock(&lock);
    res = watch_need_locked();
    if (res == 0 && !listener->listens) {
        listener->listens = true;
        listener->next = atomic_load(&listeners);
        atomic_store(&listeners, listener);
    }
    pthread_mutex_unlock(&lock);
    return res;
}
