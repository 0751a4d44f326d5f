/* SPDX-License-Identifier: MIT */
/* What rows about blocking hooks share: a program of version 1.1, and a hook
 * that counts its calls and does what the row says. */
#ifndef CT_BLOCKING_H
#define CT_BLOCKING_H

#include "harness.h"

static struct {
    int calls;
    int cancel_at;     /* the call that cancels; 0: none */
    BOOL again;        /* what it returns */
    void (*act)(void); /* in the first call */
} ct_hook;

static inline BOOL CALLBACK ct_hook_run(void)
{
    ct_hook.calls++;
    CHECK(WSAIsBlocking());
    if (ct_hook.calls == 1 && ct_hook.act != NULL)
        ct_hook.act();
    if (ct_hook.calls == ct_hook.cancel_at)
        EQUAL(WSACancelBlockingCall(), 0);
    return ct_hook.again;
}

static inline FARPROC ct_hook_set(BOOL(CALLBACK *hook)(void))
{
    return WSASetBlockingHook((FARPROC)(void (*)(void))hook);
}

/* Nothing is called that Windows Sockets 1.1 does not have, but one part of
 * the process has asked for it, and that is enough. */
static inline void ct_version1(void)
{
    WSADATA data;

    NEED(WSAStartup(MAKEWORD(1, 1), &data), 0);
    EQUAL(data.wVersion, MAKEWORD(1, 1));
}

static inline void ct_hook_begin(void (*act)(void), int cancel_at)
{
    memset(&ct_hook, 0, sizeof(ct_hook));
    ct_hook.act = act;
    ct_hook.cancel_at = cancel_at;
    ct_version1();
    CHECK(ct_hook_set(ct_hook_run) != NULL);
}

#endif
