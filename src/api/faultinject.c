/* SPDX-License-Identifier: MIT */
/* Calls that meet a fault: a watcher (watch/watch.h) that answers in the call's
 * place, holds it up, changes how much it is to move, or has what it begins
 * fail later. */
#include "api/faults.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <winsock2.h>
#include <ws2tcpip.h>

#include "api/asyncnames.h"
#include "api/door.h"
#include "api/faultdoors.h"
#include "fault/report.h"
#include "fault/rules.h"
#include "os/mem.h"
#include "sock/netevents.h"
#include "sock/oplate.h"
#include "watch/watch.h"

static uintptr_t arg(const struct ws2_call *call, int8_t i)
{
    return i != WS2_NO_PARAM ? call->args[i] : 0;
}

/* --- What may happen to this call. A layer's socket is the layer's affair. */

static bool sock_asked(uintptr_t s, bool (*ask)(const struct ws2_sock *sk))
{
    struct ws2_sock *sk;
    bool yes;

    if (ws2_sock_pin((SOCKET)s, &sk) != WS2_OK)
        return false;
    yes = ask(sk);
    ws2_sock_unpin((SOCKET)s);
    return yes;
}

static bool is_any(const struct ws2_sock *sk)
{
    (void)sk;
    return true;
}

static bool may_be_late(const struct ws2_call *call,
                        const struct ws2_fault_door *f)
{
    if (f->way == WAY_NONE || ws2_enter() != WS2_OK)
        return false;
    switch ((enum ws2_fault_way)f->way) {
    case WAY_OVERLAPPED:
        return arg(call, f->overlapped) != 0 &&
               sock_asked(arg(call, f->socket), is_any);
    case WAY_CONNECT:
        return sock_asked(arg(call, f->socket), ws2_sock_connect_can_fail);
    case WAY_LOOKUP:
        return arg(call, f->overlapped) != 0;
    case WAY_ASYNC:
        return true;
    case WAY_NONE:
        break;
    }
    return false;
}

/* --- Less than was asked for. */

/* One that is to wait for all never comes back with less. */
static bool waits_for_all(const struct ws2_call *call,
                          const struct ws2_fault_door *f)
{
    DWORD flags = (DWORD)arg(call, f->flags);

    if (f->flags_in != WS2_NO_PARAM)
        (void)os_mem_copy_in(&flags, (const void *)call->args[f->flags_in],
                             sizeof(flags));
    return (flags & MSG_WAITALL) != 0;
}

static bool may_be_less(const struct ws2_call *call,
                        const struct ws2_fault_door *f)
{
    return f->shortens && !waits_for_all(call, f) &&
           sock_asked(arg(call, f->socket), sock_is_stream);
}

static void lengths_change(struct ws2_call *call,
                           const struct ws2_fault_door *f, WSABUF *bufs,
                           DWORD n)
{
    call->args[f->bufs] = (uintptr_t)bufs;
    call->args[f->count] = n;
}

/* A copy of the first buffers, the last of them cut. NULL: they are no more
 * than that, or not there. */
static WSABUF *bufs_cut(const WSABUF *from, DWORD count, uint32_t most,
                        DWORD *n)
{
    WSABUF *copy = NULL, *more;
    uint64_t sum = 0;

    for (DWORD i = 0; i < count && i < 4096; i++) {
        more = realloc(copy, (i + 1) * sizeof(*copy));
        if (more == NULL)
            break;
        copy = more;
        if (os_mem_copy_in(&copy[i], &from[i], sizeof(copy[i])) != 0)
            break;
        sum += copy[i].len;
        if (sum <= most)
            continue;
        copy[i].len -= (ULONG)(sum - most);
        *n = i + 1;
        return copy;
    }
    free(copy);
    return NULL;
}

static void call_shorten(struct ws2_call *call, const struct ws2_fault_door *f,
                         uint32_t most, void **kept)
{
    DWORD n = 0;

    if (f->len != WS2_NO_PARAM) {
        if ((int32_t)call->args[f->len] > 0 &&
            (uint32_t)call->args[f->len] > most)
            call->args[f->len] = most;
        return;
    }
    *kept = bufs_cut((const WSABUF *)call->args[f->bufs],
                     (DWORD)call->args[f->count], most, &n);
    if (*kept != NULL)
        lengths_change(call, f, *kept, n);
}

/* --- Failing. */

static void hold_up(uint32_t delay_ms)
{
    struct timespec left = {.tv_sec = delay_ms / 1000,
                            .tv_nsec = (long)(delay_ms % 1000) * 1000000};

    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        ;
}

/* What a call that finds nothing to do enables again, it is told of. */
static void events_again(uintptr_t s, LONG events)
{
    struct ws2_sock *sk;

    if (events == 0 || ws2_sock_pin((SOCKET)s, &sk) != WS2_OK)
        return;
    ws2_netevents_again(sk, events);
    ws2_sock_unpin((SOCKET)s);
}

/* What a failing call leaves behind, for programs that look there first. */
static void results_clear(const struct ws2_call *call,
                          const struct ws2_fault_door *f)
{
    void *null = NULL;
    ULONG none = 0;

    if (f->pointer_out != WS2_NO_PARAM)
        (void)os_mem_copy_out((void *)call->args[f->pointer_out], &null,
                              sizeof(null));
    if (f->count_out != WS2_NO_PARAM)
        (void)os_mem_copy_out((void *)call->args[f->count_out], &none,
                              sizeof(none));
}

/* As the contract has the failing result, where that is not the usual. */
static void fail_now(struct ws2_call *call, const struct ws2_fault_door *f,
                     const struct ws2_fault_verdict *v)
{
    results_clear(call, f);
    ws2_call_fail(call, (ws2_err)v->code);
    if (v->failure == WS2_FAULT_ZERO)
        call->result = 0;
    if (v->code == WSAEWOULDBLOCK)
        events_again(arg(call, f->socket), f->enables);
}

static void fail_overlapped(struct ws2_call *call,
                            const struct ws2_fault_door *f,
                            const struct ws2_fault_verdict *v)
{
    SOCKET s = (SOCKET)arg(call, f->socket);
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err == WS2_OK) {
        err = ws2_op_fail_late(
            sk, (LPWSAOVERLAPPED)arg(call, f->overlapped),
            (LPWSAOVERLAPPED_COMPLETION_ROUTINE)arg(call, f->routine),
            (ws2_err)v->code, v->delay_ms);
        ws2_sock_unpin(s);
    }
    ws2_call_fail(call, err);
}

static void fail_connect(struct ws2_call *call, const struct ws2_fault_door *f,
                         const struct ws2_fault_verdict *v)
{
    SOCKET s = (SOCKET)arg(call, f->socket);
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err == WS2_OK) {
        err = ws2_sock_connect_fail(sk, (ws2_err)v->code);
        ws2_sock_unpin(s);
    }
    ws2_call_fail(call, err);
}

static void fail_async(struct ws2_call *call, const struct ws2_fault_verdict *v)
{
    HANDLE task = NULL;
    ws2_err err = ws2_asyncnames_fail((HWND)call->args[0], (u_int)call->args[1],
                                      (ws2_err)v->code, &task);

    if (err == WS2_OK)
        ws2_call_succeed(call, (uintptr_t)task);
    else
        ws2_call_fail(call, err);
}

static void fail_late(struct ws2_call *call, const struct ws2_fault_door *f,
                      const struct ws2_fault_verdict *v)
{
    switch ((enum ws2_fault_way)f->way) {
    case WAY_OVERLAPPED:
        fail_overlapped(call, f, v);
        break;
    case WAY_CONNECT:
        fail_connect(call, f, v);
        break;
    case WAY_LOOKUP:
        ws2_call_fail(
            call, ws2_fault_lookup(call->args, (ws2_err)v->code, v->delay_ms));
        break;
    case WAY_ASYNC:
        fail_async(call, v);
        break;
    case WAY_NONE:
        break;
    }
}

static void fault_begin(struct ws2_call *call, void **kept)
{
    const struct ws2_fault_door *f = ws2_fault_door_of(call->door);
    struct ws2_fault_call about = {0};
    struct ws2_fault_verdict v;

    *kept = NULL;
    if (f == NULL || (ws2_fault_report == NULL &&
                      !ws2_fault_concerns((unsigned)f->function)))
        return;
    about.function = (unsigned)f->function;
    about.name = call->door->name;
    about.socket = arg(call, f->socket);
    about.may_be_late = may_be_late(call, f);
    about.may_be_less = may_be_less(call, f);
    ws2_fault_report_call(about.function, about.may_be_late, about.may_be_less);
    if (call->answered || !ws2_fault_decide(&about, &v))
        return;
    ws2_fault_report_hit();
    if (v.delay_ms != 0 && !v.late)
        hold_up(v.delay_ms);
    if (v.most != 0)
        call_shorten(call, f, v.most, kept);
    if (v.code != 0 && v.late)
        fail_late(call, f, &v);
    else if (v.code != 0)
        fail_now(call, f, &v);
}

static void fault_end(struct ws2_call *call, void **kept)
{
    (void)call;
    free(*kept);
}

/* A network event is about to be told. Locks are held: only rules are asked. */
static void fault_event(struct ws2_late *late)
{
    static const char *const recorded[] = {"WSAEnumNetworkEvents",
                                           "WSAEventSelect", NULL};
    static const char *const posted[] = {"WSAAsyncSelect", NULL};
    const char *const *name =
        late->kind == WS2_LATE_MESSAGE ? posted : recorded;
    struct ws2_fault_call about = {.socket = late->id,
                                   .may_be_late = true,
                                   .event = (uint16_t)late->event};
    struct ws2_fault_verdict v;

    ws2_fault_report_event((unsigned)ws2_fault_function(*name), late->event);
    for (; *name != NULL; name++) {
        about.function = (unsigned)ws2_fault_function(*name);
        if (!ws2_fault_decide(&about, &v) || v.code == 0)
            continue;
        ws2_fault_report_hit();
        late->code = (ws2_err)v.code;
        return;
    }
}

static void fault_late(struct ws2_late *late)
{
    if (late->kind == WS2_LATE_EVENT || late->kind == WS2_LATE_MESSAGE)
        fault_event(late);
}

const struct ws2_watcher ws2_fault_watcher = {fault_begin, fault_end,
                                              fault_late};
