/* SPDX-License-Identifier: MIT */
/* Cleanup groups: items that are closed together. Follows
 * "CloseThreadpoolCleanupGroupMembers function" on Microsoft Learn. */
#include "win32/pool.h"

#include <stdlib.h>

#include "win32/door.h"

struct _TP_CLEANUP_GROUP {
    struct ws2_pool_item *first;
};

void ws2_pool_group_join_locked(PTP_CLEANUP_GROUP group,
                                struct ws2_pool_item *item)
{
    item->group = group;
    item->group_prev = NULL;
    item->group_next = group->first;
    if (group->first != NULL)
        group->first->group_prev = item;
    group->first = item;
}

void ws2_pool_group_leave_locked(struct ws2_pool_item *item)
{
    if (item->group == NULL)
        return;
    if (item->group_prev != NULL)
        item->group_prev->group_next = item->group_next;
    else
        item->group->first = item->group_next;
    if (item->group_next != NULL)
        item->group_next->group_prev = item->group_prev;
    item->group = NULL;
}

PTP_CLEANUP_GROUP WINAPI CreateThreadpoolCleanupGroup(void)
{
    PTP_CLEANUP_GROUP group = calloc(1, sizeof(*group));

    return group != NULL ? group : ws2_win32_null(ERROR_NOT_ENOUGH_MEMORY);
}

/* All members, as a list through group_next with a reference each. */
static struct ws2_pool_item *members_take(PTP_CLEANUP_GROUP group)
{
    struct ws2_pool_item *list = NULL, *item;

    ws2_pool_lock();
    while ((item = group->first) != NULL) {
        ws2_pool_group_leave_locked(item);
        item->refs++;
        item->group_next = list;
        list = item;
    }
    ws2_pool_unlock();
    return list;
}

/* An open item that is not closed by its owner, or a callback that did not
 * begin: the program hears of its context once more. */
static void member_close(struct ws2_pool_item *item, bool cancel, void *context)
{
    bool open = item->open;
    unsigned taken_back = ws2_pool_item_wait(item, cancel);

    if (cancel && item->cancelled != NULL && (open || taken_back != 0))
        item->cancelled(item->context, context);
    ws2_pool_item_close(item);
    ws2_pool_lock();
    ws2_pool_item_put_locked(item);
    ws2_pool_unlock();
}

VOID WINAPI CloseThreadpoolCleanupGroupMembers(PTP_CLEANUP_GROUP ptpcg,
                                               BOOL fCancelPendingCallbacks,
                                               PVOID pvCleanupContext)
{
    struct ws2_pool_item *list = members_take(ptpcg), *item, *next;

    for (item = list; item != NULL; item = item->group_next)
        if (item->kind->stop != NULL)
            item->kind->stop(item);
    for (item = list; item != NULL; item = next) {
        next = item->group_next;
        member_close(item, fCancelPendingCallbacks != 0, pvCleanupContext);
    }
}

/* Members that are left go on without it. */
VOID WINAPI CloseThreadpoolCleanupGroup(PTP_CLEANUP_GROUP ptpcg)
{
    ws2_pool_lock();
    while (ptpcg->first != NULL)
        ws2_pool_group_leave_locked(ptpcg->first);
    ws2_pool_unlock();
    free(ptpcg);
}
