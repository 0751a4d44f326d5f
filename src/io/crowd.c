/* SPDX-License-Identifier: MIT */
/* Many descriptors in one place of the reactor; see crowd.h. `lock` guards
 * everything and is dropped around callbacks; only the reactor's own lock is
 * below it. Events are taken one at a time under the lock, under which members
 * leave too: so an event's token is always a member. */
#include "io/crowd.h"

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#include "io/reactor.h"
#include "os/epoll.h"
#include "os/fork.h"
#include "os/poll.h"
#include "os/sock.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t idle = PTHREAD_COND_INITIALIZER; /* a callback ended */

static struct {
    struct ws2_reactor_fd watched; /* its fd: the epoll descriptor, or 0 */
    struct ws2_crowd_fd *members;
    const struct ws2_crowd_fd *running; /* being called back */
} crowd;

static struct ws2_crowd_fd *event_take_locked(int *got)
{
    struct os_event event;

    if (os_epoll_wait(crowd.watched.fd, &event, 1, 0) <= 0)
        return NULL;
    *got = os_event_ready(&event);
    return (struct ws2_crowd_fd *)(uintptr_t)event.token;
}

static void crowd_ready(struct ws2_reactor_fd *watched, int ready)
{
    struct ws2_crowd_fd *member;
    int got;

    if ((ready & OS_NVAL) != 0) { /* a child that had no descriptor left */
        ws2_reactor_remove(watched);
        return;
    }
    pthread_mutex_lock(&lock);
    while ((member = event_take_locked(&got)) != NULL) {
        crowd.running = member;
        pthread_mutex_unlock(&lock);
        member->ready(member, got);
        pthread_mutex_lock(&lock);
        crowd.running = NULL;
        pthread_cond_broadcast(&idle);
    }
    pthread_mutex_unlock(&lock);
}

static int open_locked(void)
{
    int res, ep;

    if (crowd.watched.fd != 0)
        return 0;
    ep = os_epoll_open();
    if (ep < 0)
        return ep;
    crowd.watched.fd = ep;
    crowd.watched.events = OS_IN;
    crowd.watched.ready = crowd_ready;
    res = ws2_reactor_add(&crowd.watched);
    if (res < 0) {
        os_close(ep);
        crowd.watched.fd = 0;
    }
    return res;
}

static int member_watch(struct ws2_crowd_fd *member)
{
    return os_epoll_add(crowd.watched.fd, member->fd, (uintptr_t)member);
}

static void member_unlink(struct ws2_crowd_fd *member)
{
    *member->prev = member->next;
    if (member->next != NULL)
        member->next->prev = member->prev;
    member->prev = NULL;
}

int ws2_crowd_add(struct ws2_crowd_fd *member)
{
    int res;

    pthread_mutex_lock(&lock);
    res = open_locked();
    if (res >= 0)
        res = member_watch(member);
    member->prev = NULL;
    if (res >= 0) {
        member->next = crowd.members;
        member->prev = &crowd.members;
        if (member->next != NULL)
            member->next->prev = &member->next;
        crowd.members = member;
    }
    pthread_mutex_unlock(&lock);
    return res;
}

void ws2_crowd_remove(struct ws2_crowd_fd *member)
{
    pthread_mutex_lock(&lock);
    if (member->prev != NULL) {
        os_epoll_remove(crowd.watched.fd, member->fd);
        member_unlink(member);
    }
    while (crowd.running == member && !ws2_reactor_is_self())
        pthread_cond_wait(&idle, &lock);
    pthread_mutex_unlock(&lock);
}

/* The epoll descriptor is shared with the parent: another takes its number, so
 * that the reactor's list stays right. */
static void crowd_forked(void)
{
    struct ws2_crowd_fd *member = crowd.members, *next;
    int fresh;

    lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    idle = (pthread_cond_t)PTHREAD_COND_INITIALIZER;
    crowd.running = NULL;
    if (crowd.watched.fd == 0)
        return;
    fresh = os_epoll_open();
    if (fresh < 0)
        os_close(crowd.watched.fd);
    else
        os_replace(fresh, crowd.watched.fd);
    for (; member != NULL; member = next) {
        next = member->next;
        if (member->forked == NULL) {
            member_watch(member);
            continue;
        }
        member_unlink(member);
        member->forked(member);
    }
}
OS_IN_FORKED_CHILD(crowd_forked)
