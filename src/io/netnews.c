/* SPDX-License-Identifier: MIT */
/* News of the network; see netnews.h. Listeners are only ever added, under
 * lock, and the reactor reads the list without it. */
#include "io/netnews.h"

#include <pthread.h>
#include <stdatomic.h>

#include "io/watch.h"
#include "os/fork.h"
#include "os/netwatch.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(struct ws2_netnews *) listeners;
static struct ws2_watch *watch; /* from the first listener on */

/* Who listened did so in the parent. */
static void netnews_forked(void)
{
    struct ws2_netnews *l = atomic_load(&listeners);

    lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    atomic_store(&listeners, NULL);
    for (; l != NULL; l = l->next)
        l->listens = false;
    ws2_watch_forked(&watch);
}
OS_IN_FORKED_CHILD(netnews_forked)

static void news_ready(int fd)
{
    if (os_netwatch_take(fd) == 0)
        return;
    for (struct ws2_netnews *l = atomic_load(&listeners); l != NULL;
         l = l->next)
        l->changed();
}

int ws2_netnews_listen(struct ws2_netnews *listener)
{
    int res;

    pthread_mutex_lock(&lock);
    res = ws2_watch_need(&watch, os_netwatch_open, news_ready);
    if (res == 0 && !listener->listens) {
        listener->listens = true;
        listener->next = atomic_load(&listeners);
        atomic_store(&listeners, listener);
    }
    pthread_mutex_unlock(&lock);
    return res;
}
