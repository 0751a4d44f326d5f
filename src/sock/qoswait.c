/* SPDX-License-Identifier: MIT */
/* How a call waits for what a backend tells; see qosflow.h. */
#include "handle/hook.h"
#include "handle/thread_obj.h"
#include "sock/qosflow.h"

ws2_err ws2_qos_sleep(struct ws2_qos *q,
                      bool (*over)(const struct ws2_qos *q, const void *what),
                      const void *what)
{
    struct ws2_thread *t = ws2_thread_self();
    int64_t until_ns = OS_FOREVER;
    struct os_pollfd p[1];
    struct ws2_waiter w;
    bool cancelled, is_over;

    if (t == NULL)
        return WSAENOBUFS;
    ws2_thread_wake_fd(t);
    if (ws2_hook_turn(t, &until_ns) != WS2_OK ||
        ws2_waiter_add(q->sk, &w, t) != WS2_OK)
        return WSAEINTR;
    ws2_lock_take(&q->lock);
    is_over = over(q, what);
    ws2_lock_drop(&q->lock);
    ws2_sync_begin(t);
    if (!is_over)
        ws2_sock_sleep(t, p, 0, until_ns);
    cancelled = ws2_sync_end(t);
    ws2_waiter_remove(&w);
    ws2_sock_awake(t);
    if (sock_has(q->sk, SK_CLOSED))
        return WSAEINTR;
    return cancelled ? WSA_OPERATION_ABORTED : WS2_OK;
}
