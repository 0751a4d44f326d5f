/* SPDX-License-Identifier: MIT */
/* Pools, work objects and simple callbacks: the doors. Follows
 * threadpoolapiset.h on Microsoft Learn. As there, the objects are pointers:
 * one that is none is not found out. */
#include "win32/pool.h"

#include <stdlib.h>

#include "win32/door.h"
#include "win32/pool_threads.h"

struct _TP_WORK {
    struct ws2_pool_item item;
    PTP_WORK_CALLBACK callback;
};

struct simple { /* one call, then it is gone */
    struct ws2_pool_item item;
    PTP_SIMPLE_CALLBACK callback;
    LPTHREAD_START_ROUTINE routine; /* QueueUserWorkItem's, instead */
};

static void item_free(struct ws2_pool_item *item)
{
    free(item);
}

PTP_POOL WINAPI CreateThreadpool(PVOID reserved)
{
    PTP_POOL pool;

    if (reserved != NULL)
        return ws2_win32_null(ERROR_INVALID_PARAMETER);
    pool = ws2_pool_new();
    return pool != NULL ? pool : ws2_win32_null(ERROR_NOT_ENOUGH_MEMORY);
}

/* What is queued still runs; the last to go frees the pool. */
VOID WINAPI CloseThreadpool(PTP_POOL ptpp)
{
    ws2_pool_lock();
    ptpp->closed = true;
    pthread_cond_broadcast(&ptpp->work);
    ws2_pool_put_locked(ptpp);
    ws2_pool_unlock();
}

VOID WINAPI SetThreadpoolThreadMaximum(PTP_POOL ptpp, DWORD cthrdMost)
{
    ws2_pool_lock();
    ptpp->max = cthrdMost > 0 ? cthrdMost : 1;
    if (ptpp->min > ptpp->max)
        ptpp->min = ptpp->max;
    ws2_pool_unlock();
}

BOOL WINAPI SetThreadpoolThreadMinimum(PTP_POOL ptpp, DWORD cthrdMic)
{
    bool filled;

    ws2_pool_lock();
    ws2_pool_fork_check_locked(ptpp);
    ptpp->min = cthrdMic;
    if (ptpp->max < ptpp->min)
        ptpp->max = ptpp->min;
    filled = ws2_pool_fill_locked(ptpp);
    ws2_pool_unlock();
    return ws2_win32_bool(filled ? WS2_OK : ERROR_NOT_ENOUGH_MEMORY);
}

BOOL WINAPI SetThreadpoolStackInformation(PTP_POOL ptpp,
                                          PTP_POOL_STACK_INFORMATION ptpsi)
{
    ws2_pool_lock();
    ptpp->stack = *ptpsi;
    ws2_pool_unlock();
    return TRUE;
}

BOOL WINAPI QueryThreadpoolStackInformation(PTP_POOL ptpp,
                                            PTP_POOL_STACK_INFORMATION ptpsi)
{
    ws2_pool_lock();
    *ptpsi = ptpp->stack;
    ws2_pool_unlock();
    return TRUE;
}

static void work_call(struct ws2_pool_item *item,
                      PTP_CALLBACK_INSTANCE instance, enum ws2_pool_why why)
{
    struct _TP_WORK *work = (struct _TP_WORK *)item;

    (void)why;
    work->callback(instance, item->context, work);
}

static const struct ws2_pool_kind work_kind = {.call = work_call,
                                               .destroy = item_free};

PTP_WORK WINAPI CreateThreadpoolWork(PTP_WORK_CALLBACK pfnwk, PVOID pv,
                                     PTP_CALLBACK_ENVIRON pcbe)
{
    struct _TP_WORK *work;
    ws2_err err;

    if (pfnwk == NULL)
        return ws2_win32_null(ERROR_INVALID_PARAMETER);
    work = malloc(sizeof(*work));
    if (work == NULL)
        return ws2_win32_null(ERROR_NOT_ENOUGH_MEMORY);
    work->callback = pfnwk;
    err = ws2_pool_item_init(&work->item, &work_kind, pv, pcbe);
    if (err == WS2_OK)
        return work;
    free(work);
    return ws2_win32_null(err);
}

VOID WINAPI SubmitThreadpoolWork(PTP_WORK pwk)
{
    ws2_pool_submit(&pwk->item, WS2_POOL_DONE);
}

VOID WINAPI WaitForThreadpoolWorkCallbacks(PTP_WORK pwk,
                                           BOOL fCancelPendingCallbacks)
{
    ws2_pool_item_wait(&pwk->item, fCancelPendingCallbacks != 0);
}

VOID WINAPI CloseThreadpoolWork(PTP_WORK pwk)
{
    ws2_pool_item_close(&pwk->item);
}

static void simple_call(struct ws2_pool_item *item,
                        PTP_CALLBACK_INSTANCE instance, enum ws2_pool_why why)
{
    struct simple *simple = (struct simple *)item;

    (void)why;
    if (simple->routine != NULL)
        simple->routine(item->context);
    else
        simple->callback(instance, item->context);
}

static const struct ws2_pool_kind simple_kind = {.call = simple_call,
                                                 .destroy = item_free};

/* Nobody owns it: it stays in its group until it has run. */
static ws2_err simple_submit(PTP_SIMPLE_CALLBACK callback,
                             LPTHREAD_START_ROUTINE routine, void *context,
                             const TP_CALLBACK_ENVIRON *env, bool runs_long)
{
    struct simple *simple = malloc(sizeof(*simple));
    ws2_err err;

    if (simple == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    simple->callback = callback;
    simple->routine = routine;
    err = ws2_pool_item_init(&simple->item, &simple_kind, context, env);
    if (err != WS2_OK) {
        free(simple);
        return err;
    }
    simple->item.runs_long |= runs_long;
    ws2_pool_lock();
    ws2_pool_submit_locked(&simple->item, WS2_POOL_DONE);
    simple->item.open = false;
    ws2_pool_item_put_locked(&simple->item);
    ws2_pool_unlock();
    return WS2_OK;
}

BOOL WINAPI TrySubmitThreadpoolCallback(PTP_SIMPLE_CALLBACK pfns, PVOID pv,
                                        PTP_CALLBACK_ENVIRON pcbe)
{
    if (pfns == NULL)
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    return ws2_win32_bool(simple_submit(pfns, NULL, pv, pcbe, false));
}

/* Every worker serves I/O threads' and persistent threads' purposes. */
BOOL WINAPI QueueUserWorkItem(LPTHREAD_START_ROUTINE Function, PVOID Context,
                              ULONG Flags)
{
    bool runs_long = (Flags & WT_EXECUTELONGFUNCTION) != 0;

    if (Function == NULL)
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    return ws2_win32_bool(
        simple_submit(NULL, Function, Context, NULL, runs_long));
}
