/* SPDX-License-Identifier: MIT */
/* What a child of fork does before it goes on. It has one thread, and a copy
 * of everything as the parent's threads left it in that moment: locks that
 * nobody will drop, lists of threads that are not there. Whoever keeps such
 * things puts them right in a function of its own. */
#ifndef WS2_OS_FORK_H
#define WS2_OS_FORK_H

#include <pthread.h>

/* At file level: OS_IN_FORKED_CHILD(function) runs void function(void). */
#define OS_IN_FORKED_CHILD(function)                                           \
    static __attribute__((constructor)) void function##_register(void)         \
    {                                                                          \
        pthread_atfork(NULL, NULL, function);                                  \
    }

#endif
