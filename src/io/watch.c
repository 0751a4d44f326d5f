/* SPDX-License-Identifier: MIT */
/* Descriptors watched for good; see watch.h. */
#include "io/watch.h"

#include <errno.h>
#include <stdlib.h>

#include "os/poll.h"
#include "os/sock.h"

static void watch_ready(struct ws2_reactor_fd *watched, int got)
{
    struct ws2_watch *w = watched->arg;

    (void)got;
    if (!atomic_load(&w->parents)) {
        w->ready(watched->fd);
        return;
    }
    ws2_reactor_remove(watched);
    os_close(watched->fd);
    free(w);
}

int ws2_watch_need(struct ws2_watch **watch, int (*open)(void),
                   void (*ready)(int fd))
{
    struct ws2_watch *w;
    int res;

    if (*watch != NULL)
        return 0;
    w = calloc(1, sizeof(*w));
    if (w == NULL)
        return -ENOMEM;
    w->ready = ready;
    res = w->watched.fd = open();
    if (res < 0)
        goto free_watch;
    w->watched.events = OS_IN;
    w->watched.ready = watch_ready;
    w->watched.arg = w;
    res = ws2_reactor_add(&w->watched);
    if (res < 0)
        goto close_fd;
    *watch = w;
    return 0;

close_fd:
    os_close(w->watched.fd);
free_watch:
    free(w);
    return res;
}

void ws2_watch_forked(struct ws2_watch **watch)
{
    if (*watch != NULL)
        atomic_store(&(*watch)->parents, true);
    *watch = NULL;
}
