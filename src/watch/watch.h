/* SPDX-License-Identifier: MIT */
/* Watching the library's doors: who has to see every documented call as it
 * begins and as it ends, and every late result as it is told.
 *
 * Each door (doors.def) is a stub that looks at one word, ws2_watching, and
 * goes on to what it does (doors.c). When the word is not 0 the call is packed
 * into a struct ws2_call and shown to the watchers. Before the first call of
 * the process the word is 1, so that the first call reads the environment
 * (ws2_watch_starters). Everything below is for watchers; a program's calls of
 * its own from within one, and what a door calls inside, are not seen.
 *
 * The word is also what a tracer from outside raises (watch/probe.h). */
#ifndef WS2_WATCH_WATCH_H
#define WS2_WATCH_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err/err.h"

/* How a door says that it has failed. */
enum ws2_fails {
    WS2_FAILS_NEVER,
    WS2_FAILS_SOCKET_ERROR,   /* SOCKET_ERROR, and the last error */
    WS2_FAILS_INVALID_SOCKET, /* INVALID_SOCKET, and the last error */
    WS2_FAILS_ZERO,           /* FALSE, NULL or 0, and the last error */
    WS2_FAILS_ONES,           /* 0xffffffff, and the last error */
    WS2_FAILS_CODE,           /* the result is the code */
    WS2_FAILS_CODE_SET,       /* likewise, and the last error, too */
    WS2_FAILS_HRESULT,        /* the result is the code's HRESULT */
    WS2_FAILS_ERRNO           /* SOCKET_ERROR; the last argument points at it */
};

#define WS2_DOOR_ARGS_MAX 12

struct ws2_door {
    const char *name; /* as documented: "WSASend" */
    enum ws2_fails fails;
    unsigned args;      /* how many */
    const char *result; /* its type; "void" */
    const char *params; /* "SOCKET, s, const char *, buf": types and names */
};

extern const struct ws2_door ws2_doors[];
extern const unsigned ws2_door_count;

/* The door of that name, in any case; NULL. Several may have one name: that
 * which is exported, or one that programs get by its GUID. */
const struct ws2_door *ws2_door_by_name(const char *name);

/* How many watchers there may be at a time. */
#define WS2_WATCHERS_MAX 4

struct ws2_watcher;

struct ws2_call {
    const struct ws2_door *door;
    uintptr_t *args;  /* door->args words, narrow ones zero-extended; begin may
                         change them, and the call is made with those */
    uintptr_t result; /* likewise; 0 where there is none */
    bool answered;    /* by ws2_call_fail or ws2_call_succeed: not made */
    bool failed;      /* result is that of a failure (WSA_IO_PENDING, too) */
    ws2_err code;     /* with which code */
    int64_t begin_ns, end_ns; /* monotonic clock */
    uint64_t number;          /* of the process, from 1 */
    struct {
        const struct ws2_watcher *watcher;
        void *kept;
    } seen[WS2_WATCHERS_MAX]; /* those that saw it begin */
};

/* The result of a call, or something that happened, told later. */
enum ws2_late_kind {
    WS2_LATE_OVERLAPPED, /* an overlapped operation's end */
    WS2_LATE_EVENT,      /* an FD_ event is recorded */
    WS2_LATE_MESSAGE,    /* likewise, posted to a window */
    WS2_LATE_LOOKUP,     /* a name lookup's end */
    WS2_LATE_REQUEST     /* that of a request of registered I/O */
};

struct ws2_late {
    enum ws2_late_kind kind;
    uintptr_t id;   /* the OVERLAPPED; the SOCKET; the OVERLAPPED or, of a
                       WSAAsyncGet function, the task's handle; the
                       RequestContext */
    uint32_t event; /* the FD_ bit, else 0 */
    uint32_t bytes;
    ws2_err code; /* may be changed; bytes are 0 then */
};

/* Static; any of the functions may be NULL. They are called by any thread, must
 * not call doors that wait for the calling thread, and need not care for errno
 * and the last error. kept is the watcher's own, for each call. */
struct ws2_watcher {
    /* Before the call; it may change args, or answer in its place. */
    void (*begin)(struct ws2_call *call, void **kept);
    /* After it, for each begin. */
    void (*end)(struct ws2_call *call, void **kept);
    /* Locks may be held: neither doors nor anything that waits. */
    void (*late)(struct ws2_late *late);
};

/* WSAENOBUFS: there are WS2_WATCHERS_MAX. Those that came first begin first,
 * and see ends and late results last, as the others have left them. */
ws2_err ws2_watcher_add(const struct ws2_watcher *watcher);

/* It sees no call begin any more; one that is under way may still come to an
 * end, and a late result that is being told is. */
void ws2_watcher_remove(const struct ws2_watcher *watcher);

/* In begin: the call is not made; it fails with code, or returns result. A door
 * that never fails ignores the first. */
void ws2_call_fail(struct ws2_call *call, ws2_err code);
void ws2_call_succeed(struct ws2_call *call, uintptr_t result);

/* What reads the environment, called once, by the first call of the process;
 * NULL behind the last. The rows are in watch/starters.c. */
extern void (*const ws2_watch_starters[])(void);
void ws2_trace_environment(void); /* trace/trace.c */

/* --- For the doors, and for those who tell late results. */

extern unsigned short ws2_watching __attribute__((visibility("hidden")));

static inline bool ws2_watched(void)
{
    return __builtin_expect(
        __atomic_load_n(&ws2_watching, __ATOMIC_RELAXED) != 0, 0);
}

/* make calls what the door does with args and stores the result. */
void ws2_watch_call(const struct ws2_door *door, uintptr_t *args,
                    uintptr_t *result,
                    void (*make)(const uintptr_t *args, uintptr_t *result));

__attribute__((cold)) ws2_err ws2_watch_late(enum ws2_late_kind kind,
                                             uintptr_t id, uint32_t event,
                                             ws2_err code, uint32_t bytes);

/* All: the code to tell. */
static inline ws2_err ws2_watch_completion(const void *overlapped, ws2_err code,
                                           uint32_t bytes)
{
    return ws2_watched() ? ws2_watch_late(WS2_LATE_OVERLAPPED,
                                          (uintptr_t)overlapped, 0, code, bytes)
                         : code;
}

static inline ws2_err ws2_watch_event(uintptr_t s, uint32_t event, bool posted,
                                      ws2_err code)
{
    return ws2_watched()
               ? ws2_watch_late(posted ? WS2_LATE_MESSAGE : WS2_LATE_EVENT, s,
                                event, code, 0)
               : code;
}

static inline ws2_err ws2_watch_lookup(uintptr_t id, ws2_err code)
{
    return ws2_watched() ? ws2_watch_late(WS2_LATE_LOOKUP, id, 0, code, 0)
                         : code;
}

static inline ws2_err ws2_watch_request(uintptr_t context, ws2_err code,
                                        uint32_t bytes)
{
    return ws2_watched()
               ? ws2_watch_late(WS2_LATE_REQUEST, context, 0, code, bytes)
               : code;
}

#endif
