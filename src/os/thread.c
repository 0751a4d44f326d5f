/* SPDX-License-Identifier: MIT */
/* Threads of the library's own; see thread.h. */
#include "os/thread.h"

#include <signal.h>
#include <stdbool.h>

#define STACK_ROUND ((size_t)64 * 1024)

static int attr_set(pthread_attr_t *attr, bool detached, size_t stack_size)
{
    sigset_t all;
    int res;

    sigfillset(&all);
    res = pthread_attr_setsigmask_np(attr, &all);
    if (res == 0 && detached)
        res = pthread_attr_setdetachstate(attr, PTHREAD_CREATE_DETACHED);
    if (res == 0 && stack_size != 0) {
        stack_size = (stack_size + STACK_ROUND - 1) & ~(STACK_ROUND - 1);
        res = pthread_attr_setstacksize(attr, stack_size);
    }
    return res;
}

int os_thread_spawn(pthread_t *id, size_t stack_size, void *(*run)(void *arg),
                    void *arg)
{
    pthread_attr_t attr;
    pthread_t own;
    int res = pthread_attr_init(&attr);

    if (res != 0)
        return -res;
    res = attr_set(&attr, id == NULL, stack_size);
    if (res == 0)
        res = pthread_create(id != NULL ? id : &own, &attr, run, arg);
    pthread_attr_destroy(&attr);
    return -res;
}
