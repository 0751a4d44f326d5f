/* SPDX-License-Identifier: MIT */
/* Keeping SIGPIPE from the program; see sigpipe.h. */
#include "os/sigpipe.h"

#include <errno.h>
#include <time.h>

static void only_sigpipe(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGPIPE);
}

void os_sigpipe_hold(struct os_sigpipe *s)
{
    sigset_t only;

    only_sigpipe(&only);
    sigpending(&s->pending);
    pthread_sigmask(SIG_BLOCK, &only, &s->before);
}

void os_sigpipe_release(const struct os_sigpipe *s, bool raised)
{
    const struct timespec now = {0, 0};
    sigset_t only;

    only_sigpipe(&only);
    if (raised && !sigismember(&s->pending, SIGPIPE))
        while (sigtimedwait(&only, NULL, &now) < 0 && errno == EINTR)
            ;
    pthread_sigmask(SIG_SETMASK, &s->before, NULL);
}
