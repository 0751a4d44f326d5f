/* SPDX-License-Identifier: MIT */
/* Thread-local and fiber-local storage. There are no fibers, so both are
 * per-thread arrays in the thread record's slot, made on the first store.
 *
 * An index carries a generation: a value stored before its index was freed and
 * taken again reads as NULL. The lock guards which indexes are in use; a
 * thread's array is its own. Follows "Thread Local Storage" and "FlsAlloc
 * function" on Microsoft Learn. */
#include <windows.h>

#include <stdatomic.h>
#include <stdlib.h>

#include "os/lock.h"
#include "handle/thread.h"
#include "win32/door.h"

#define TLS_COUNT 1088u /* Windows' number */
#define FLS_COUNT 128u

struct index {
    atomic_uint generation; /* odd: in use */
    PFLS_CALLBACK_FUNCTION callback;
};

struct value {
    void *data;
    unsigned generation;
};

struct locals {
    struct value tls[TLS_COUNT];
    struct value fls[FLS_COUNT];
};

static struct ws2_lock indexes_lock = WS2_LOCK_INIT;
static struct index tls_index[TLS_COUNT];
static struct index fls_index[FLS_COUNT];
static __thread struct locals *self_locals
    __attribute__((tls_model("initial-exec")));

static unsigned index_generation(const struct index *index)
{
    return atomic_load_explicit(&index->generation, memory_order_acquire);
}

static DWORD index_take(struct index *all, unsigned count,
                        PFLS_CALLBACK_FUNCTION callback)
{
    DWORD found = TLS_OUT_OF_INDEXES;

    ws2_lock_take(&indexes_lock);
    for (unsigned i = 0; i < count && found == TLS_OUT_OF_INDEXES; i++)
        if (index_generation(&all[i]) % 2 == 0) {
            all[i].callback = callback;
            atomic_fetch_add(&all[i].generation, 1);
            found = i;
        }
    ws2_lock_drop(&indexes_lock);
    if (found == TLS_OUT_OF_INDEXES)
        ws2_set_last_error(ERROR_NO_MORE_ITEMS);
    return found;
}

static bool index_free(struct index *index)
{
    bool used;

    ws2_lock_take(&indexes_lock);
    used = index_generation(index) % 2 != 0;
    if (used)
        atomic_fetch_add(&index->generation, 1);
    ws2_lock_drop(&indexes_lock);
    return used;
}

/* Runs the callback for a value that is still stored; the value is gone. */
static void value_drop(struct index *index, struct value *value)
{
    PFLS_CALLBACK_FUNCTION callback = NULL;
    void *data = value->data;

    ws2_lock_take(&indexes_lock);
    if (data != NULL && value->generation == index_generation(index))
        callback = index->callback;
    ws2_lock_drop(&indexes_lock);
    value->data = NULL;
    if (callback != NULL)
        callback(data);
}

/* The thread ends. A callback may store values again: four rounds, as
 * pthread keys get. */
static void locals_end(void *data)
{
    struct locals *locals = data;

    for (int round = 0; round < 4; round++)
        for (unsigned i = 0; i < FLS_COUNT; i++)
            value_drop(&fls_index[i], &locals->fls[i]);
    self_locals = NULL;
    free(locals);
}

static struct locals *locals_make(void)
{
    struct ws2_thread *record = ws2_thread_self();

    if (self_locals == NULL && record != NULL) {
        self_locals = calloc(1, sizeof(*self_locals));
        record->slot[WS2_SLOT_LOCALS].data = self_locals;
        record->slot[WS2_SLOT_LOCALS].destroy = locals_end;
    }
    return self_locals;
}

DWORD WINAPI TlsAlloc(void)
{
    return index_take(tls_index, TLS_COUNT, NULL);
}

LPVOID WINAPI TlsGetValue(DWORD dwTlsIndex)
{
    struct value *value;

    if (dwTlsIndex >= TLS_COUNT)
        return ws2_win32_null(ERROR_INVALID_PARAMETER);
    ws2_set_last_error(ERROR_SUCCESS); /* a stored NULL is no failure */
    if (self_locals == NULL)
        return NULL;
    value = &self_locals->tls[dwTlsIndex];
    return value->generation == index_generation(&tls_index[dwTlsIndex])
               ? value->data
               : NULL;
}

static BOOL value_set(struct index *index, struct value *value, void *data)
{
    unsigned generation = index_generation(index);

    if (generation % 2 == 0)
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    value->data = data;
    value->generation = generation;
    return TRUE;
}

BOOL WINAPI TlsSetValue(DWORD dwTlsIndex, LPVOID lpTlsValue)
{
    struct locals *locals;

    if (dwTlsIndex >= TLS_COUNT)
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    locals = locals_make();
    if (locals == NULL)
        return ws2_win32_bool(ERROR_NOT_ENOUGH_MEMORY);
    return value_set(&tls_index[dwTlsIndex], &locals->tls[dwTlsIndex],
                     lpTlsValue);
}

BOOL WINAPI TlsFree(DWORD dwTlsIndex)
{
    if (dwTlsIndex >= TLS_COUNT || !index_free(&tls_index[dwTlsIndex]))
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    return TRUE;
}

DWORD WINAPI FlsAlloc(PFLS_CALLBACK_FUNCTION lpCallback)
{
    return index_take(fls_index, FLS_COUNT, lpCallback);
}

PVOID WINAPI FlsGetValue(DWORD dwFlsIndex)
{
    struct value *value;

    if (dwFlsIndex >= FLS_COUNT)
        return ws2_win32_null(ERROR_INVALID_PARAMETER);
    ws2_set_last_error(ERROR_SUCCESS);
    if (self_locals == NULL)
        return NULL;
    value = &self_locals->fls[dwFlsIndex];
    return value->generation == index_generation(&fls_index[dwFlsIndex])
               ? value->data
               : NULL;
}

BOOL WINAPI FlsSetValue(DWORD dwFlsIndex, PVOID lpFlsData)
{
    struct locals *locals;

    if (dwFlsIndex >= FLS_COUNT)
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    locals = locals_make();
    if (locals == NULL)
        return ws2_win32_bool(ERROR_NOT_ENOUGH_MEMORY);
    return value_set(&fls_index[dwFlsIndex], &locals->fls[dwFlsIndex],
                     lpFlsData);
}

/* The callback runs for the calling thread's value; Windows runs it for all
 * threads', which cannot be reached here (docs/differences.md). */
BOOL WINAPI FlsFree(DWORD dwFlsIndex)
{
    if (dwFlsIndex >= FLS_COUNT)
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    if (self_locals != NULL)
        value_drop(&fls_index[dwFlsIndex], &self_locals->fls[dwFlsIndex]);
    if (!index_free(&fls_index[dwFlsIndex]))
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    return TRUE;
}
