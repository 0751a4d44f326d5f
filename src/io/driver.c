/* SPDX-License-Identifier: MIT */
/* The set that the reactor drives; see driver.h. lock guards its making. */
#include "io/driver.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "io/reactor.h"
#include "os/fork.h"
#include "os/poll.h"

struct driven {
    struct ws2_reactor_fd watched;
    struct ws2_io_set *set;
    atomic_bool parents; /* this process is the child of the one that made it */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct driven *driven;

/* The parent's channels are in the set: the child makes one of its own. */
static void driver_forked(void)
{
    lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    if (driven != NULL)
        atomic_store(&driven->parents, true);
    driven = NULL;
}
OS_IN_FORKED_CHILD(driver_forked)

static void driver_ready(struct ws2_reactor_fd *watched, int got)
{
    struct driven *d = watched->arg;

    (void)got;
    if (atomic_load(&d->parents)) {
        ws2_reactor_remove(watched);
        ws2_io_set_close(d->set);
        free(d);
        return;
    }
    ws2_io_set_drive(d->set);
}

static int driven_make(struct driven **out)
{
    struct driven *d = calloc(1, sizeof(*d));
    int res;

    if (d == NULL)
        return -ENOMEM;
    res = ws2_io_set_open(&d->set);
    if (res < 0)
        goto free_driven;
    d->watched.fd = ws2_io_set_fd(d->set);
    d->watched.events = OS_IN;
    d->watched.ready = driver_ready;
    d->watched.arg = d;
    res = ws2_reactor_add(&d->watched);
    if (res < 0)
        goto close_set;
    *out = d;
    return 0;

close_set:
    ws2_io_set_close(d->set);
free_driven:
    free(d);
    return res;
}

int ws2_io_driver_set(struct ws2_io_set **out)
{
    int res = 0;

    pthread_mutex_lock(&lock);
    if (driven == NULL)
        res = driven_make(&driven);
    if (res == 0)
        *out = driven->set;
    pthread_mutex_unlock(&lock);
    return res;
}
