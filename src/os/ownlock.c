/* SPDX-License-Identifier: MIT */
/* Taking an ownlock as one takes any lock; see ownlock.h. The owner writes its
 * word and reads owner; who takes it away writes owner and reads the word,
 * which is there as long as it is the owner's: leave comes before it goes. */
#include "os/ownlock.h"

#include "os/poll.h"

#define TURNS 1000 /* in a row make an owner: a fence for each is nothing */

static void owner_remove_locked(struct ws2_ownlock *l)
{
    const atomic_bool *inside = atomic_load(&l->owner);

    if (inside == NULL)
        return;
    atomic_store(&l->owner, NULL);
    os_fence_heavy();
    while (atomic_load_explicit(inside, memory_order_acquire))
        os_yield();
}

static void turn_count_locked(struct ws2_ownlock *l, atomic_bool *inside)
{
    if (l->last != inside) {
        l->last = inside;
        l->turns = 0;
    } else if (inside != NULL && ++l->turns == TURNS) {
        l->turns = 0;
        atomic_store(&l->owner, inside);
    }
}

void ws2_ownlock_slow(struct ws2_ownlock *l, atomic_bool *inside)
{
    ws2_hotlock_take(&l->lock);
    owner_remove_locked(l);
    l->by_owner = false;
    turn_count_locked(l, inside);
}

void ws2_ownlock_leave(struct ws2_ownlock *l, const atomic_bool *inside)
{
    ws2_hotlock_take(&l->lock);
    owner_remove_locked(l);
    if (l->last == inside)
        l->last = NULL;
    ws2_hotlock_drop(&l->lock);
}

void ws2_ownlock_forked(struct ws2_ownlock *l)
{
    ws2_hotlock_forked(&l->lock);
    atomic_store(&l->owner, NULL);
    l->last = NULL;
}
