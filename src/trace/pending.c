/* SPDX-License-Identifier: MIT */
/* A hash table of OVERLAPPEDs; see pending.h. pending.lock guards it and is a
 * leaf. An entry stays when its operation has ended, so that who takes the end
 * from a port is shown the call, until the program uses the OVERLAPPED again.
 */
#include "trace/pending.h"

#include <pthread.h>
#include <stdlib.h>

#include "os/fork.h"
#include "trace/args.h"

#define CHAINS 1024
#define MOST   65536 /* a program that makes a new one each time is cut off */

struct entry {
    struct entry *next;
    struct ws2_pending what;
};

static struct {
    pthread_mutex_t lock;
    unsigned count;
    struct entry *chains[CHAINS];
} pending = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void pending_forked(void)
{
    pending.lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
}
OS_IN_FORKED_CHILD(pending_forked)

/* Where the entry is linked, or would be. */
static struct entry **entry_find_locked(uintptr_t overlapped)
{
    struct entry **link =
        &pending.chains[(overlapped >> 5 ^ overlapped >> 15) % CHAINS];

    while (*link != NULL && (*link)->what.overlapped != overlapped)
        link = &(*link)->next;
    return link;
}

void ws2_pending_note(const struct ws2_pending *what)
{
    struct entry **link;

    pthread_mutex_lock(&pending.lock);
    link = entry_find_locked(what->overlapped);
    if (*link == NULL && pending.count < MOST) {
        *link = calloc(1, sizeof(**link));
        pending.count += *link != NULL;
    }
    if (*link != NULL)
        (*link)->what = *what;
    pthread_mutex_unlock(&pending.lock);
}

void ws2_pending_forget(uintptr_t overlapped, uint64_t call)
{
    struct entry **link, *entry;

    pthread_mutex_lock(&pending.lock);
    link = entry_find_locked(overlapped);
    entry = *link;
    if (entry != NULL && entry->what.call == call) {
        *link = entry->next;
        pending.count--;
        free(entry);
    }
    pthread_mutex_unlock(&pending.lock);
}

bool ws2_pending_find(uintptr_t overlapped, struct ws2_pending *out)
{
    const struct entry *entry;

    pthread_mutex_lock(&pending.lock);
    entry = *entry_find_locked(overlapped);
    if (entry != NULL)
        *out = entry->what;
    pthread_mutex_unlock(&pending.lock);
    return entry != NULL;
}

void ws2_pending_clear(void)
{
    struct entry *entry;

    pthread_mutex_lock(&pending.lock);
    for (unsigned i = 0; i < CHAINS; i++)
        while ((entry = pending.chains[i]) != NULL) {
            pending.chains[i] = entry->next;
            free(entry);
        }
    pending.count = 0;
    pthread_mutex_unlock(&pending.lock);
}

void ws2_show_overlapped(struct ws2_out *t, uintptr_t overlapped)
{
    struct ws2_pending found;

    ws2_show_pointer(t, overlapped);
    if (overlapped != 0 && ws2_pending_find(overlapped, &found))
        ws2_out_format(t, " #%llu", (unsigned long long)found.call);
}
