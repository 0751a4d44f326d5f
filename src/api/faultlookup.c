/* SPDX-License-Identifier: MIT */
/* A lookup of GetAddrInfoEx that only takes its time, and fails. */
#include <stdlib.h>

#include <winsock2.h>
#include <ws2tcpip.h>

#include "api/faults.h"
#include "name/addrinfoex.h"
#include "os/futex.h"
#include "os/mem.h"

struct failure {
    struct ws2_ai_search search; /* first */
    ws2_err code;
    int64_t due_ns;
    atomic_uint stopped;
};

static ws2_err failure_find(struct ws2_ai_search *search, ADDRINFOA **list)
{
    struct failure *f = (struct failure *)search;

    *list = NULL;
    while (atomic_load(&f->stopped) == 0 &&
           os_futex_wait(&f->stopped, 0, f->due_ns) == 0)
        ;
    return atomic_load(&f->stopped) != 0 ? WSA_E_CANCELLED : f->code;
}

static void failure_stop(struct ws2_ai_search *search)
{
    struct failure *f = (struct failure *)search;

    atomic_store(&f->stopped, 1);
    os_futex_wake(&f->stopped, OS_WAKE_ALL);
}

static void failure_free(struct ws2_ai_search *search)
{
    free(search);
}

ws2_err ws2_fault_lookup(const uintptr_t *args, ws2_err code, uint32_t delay_ms)
{
    static const struct ws2_ai_search search = {failure_find, failure_stop,
                                                failure_free};
    const struct ws2_ai_overlapped how = {
        (OVERLAPPED *)args[7], (LPLOOKUPSERVICE_COMPLETION_ROUTINE)args[8],
        (void *)args[5], (HANDLE *)args[9]};
    void *none = NULL;
    struct failure *f;

    if (os_mem_copy_out(how.result, &none, sizeof(none)) < 0 ||
        (how.handle != NULL &&
         os_mem_copy_out(how.handle, &none, sizeof(none)) < 0))
        return WSAEFAULT;
    f = calloc(1, sizeof(*f));
    if (f == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    f->search = search;
    f->code = code;
    f->due_ns = os_now_ns() + (int64_t)delay_ms * 1000000;
    return ws2_ai_begin_search(&f->search, &how);
}
