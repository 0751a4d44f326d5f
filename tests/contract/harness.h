/* SPDX-License-Identifier: MIT */
/* The contract harness: table-driven tests of documented (function, code)
 * pairs.
 *
 * A test program is an array of rows and a call of ct_main(). Each row runs
 * alone: sockets, events and threads that it took are gone, and Windows
 * Sockets is down, before the next one starts. A failure is recorded and the
 * loop goes on; a row that hangs ends the program with its label. The same
 * files build with mingw-w64, so only Windows and C headers are used here. */
#ifndef CT_HARNESS_H
#define CT_HARNESS_H

#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0A00
#endif
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* What a row's call gets as its socket. "TCP" and "UDP" are IPv4 on the
 * loopback interface; the 6 forms are IPv6. */
enum ct_kind {
    CT_INVALID,       /* INVALID_SOCKET */
    CT_STALE,         /* a socket that was closed */
    CT_EVENT,         /* a HANDLE of another type */
    CT_TCP,           /* fresh */
    CT_TCP_BOUND,     /* 127.0.0.1, port 0 */
    CT_TCP_WILD,      /* bound to the wildcard, port 0 */
    CT_TCP_LISTENING, /* on 127.0.0.1 */
    CT_TCP_CLIENT,    /* connected end; ct_peer() is the accepted one */
    CT_TCP_ACCEPTED,  /* accepted end; ct_peer() is the connecting one */
    CT_UDP,
    CT_UDP_BOUND,
    CT_UDP_PAIR, /* two sockets connected to each other; see ct_peer() */
    CT_TCP6,
    CT_TCP6_BOUND,
    CT_TCP6_LISTENING,
    CT_TCP6_CLIENT,
    CT_UDP6,
    CT_UDP6_BOUND,
    CT_KINDS
};

enum ct_flag {
    CT_UNSTARTED = 1, /* the row runs without WSAStartup */
    CT_CLEANED = 2,   /* ct_sock() calls WSACleanup before it returns */
    CT_NONBLOCK = 4   /* ct_sock() makes the socket non-blocking */
};

enum ct_shows {
    CT_PAIR,  /* a documented (function, code) pair */
    CT_ORDER, /* which of two faults wins */
    CT_RULE   /* something without a code */
};

struct ct_row {
    const char *function; /* as in contract.tsv */
    enum ct_shows shows;
    int code;         /* what the call must fail with */
    const char *name; /* the code's macro where the value has two */
    const char *label;
    void (*run)(const struct ct_row *row);
    enum ct_kind sock;
    int flags;           /* enum ct_flag */
    int arg, arg2, arg3; /* the table's own */
    const char *xfail;   /* "#3": fails on ws2 until that issue is done */
};

#define ROW(fn, err, what, func, ...)                                          \
    {                                                                          \
        .function = #fn, .code = (err), .label = what, .run = func,            \
        __VA_ARGS__                                                            \
    }
#define FIRST(fn, err, what, func, ...)                                        \
    {                                                                          \
        .function = #fn, .shows = CT_ORDER, .code = (err), .label = what,      \
        .run = func, __VA_ARGS__                                               \
    }
#define RULE(fn, what, func, ...)                                              \
    {                                                                          \
        .function = #fn, .shows = CT_RULE, .label = what, .run = func,         \
        __VA_ARGS__                                                            \
    }

/* Every function that takes a socket has these. The first row of a program
 * runs before any WSAStartup of the process. */
#define ROWS_UNSTARTED(fn, func, kind)                                         \
    ROW(fn, WSANOTINITIALISED, "before WSAStartup", func, .sock = CT_INVALID,  \
        .flags = CT_UNSTARTED),                                                \
        ROW(fn, WSANOTINITIALISED, "after WSACleanup", func, .sock = kind,     \
            .flags = CT_CLEANED)
#define ROWS_NOTSOCK(fn, func)                                                 \
    ROW(fn, WSAENOTSOCK, "INVALID_SOCKET", func, .sock = CT_INVALID),          \
        ROW(fn, WSAENOTSOCK, "closed socket", func, .sock = CT_STALE),         \
        ROW(fn, WSAENOTSOCK, "event handle", func, .sock = CT_EVENT)

#define CT_COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

/* Returns main's exit status. Arguments: [--list] [--from N] [WORD]. */
int ct_main(int argc, char **argv, const struct ct_row *rows, int count);

/* Verdicts. Only the first failure of a row is kept. */
void ct_fail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void ct_skip(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
bool ct_failed(void); /* or skipped */
void ct_verdict(long long got, long long failure, int err, int want,
                const char *call);
void ct_equal(long long got, long long want, const char *what, int line);
const char *ct_err_name(int err);

/* Something that no call leaves behind, to see that the code was written. */
#define CT_UNTOUCHED 0x5757

/* The call must return `failure` and set the last error to `err`. */
#define FAILS(failure, err, ...)                                               \
    CT_FAILS(failure, err, #__VA_ARGS__, __VA_ARGS__)
#define SOCKET_FAILS(err, ...)                                                 \
    CT_FAILS(SOCKET_ERROR, err, #__VA_ARGS__, __VA_ARGS__)
#define CT_FAILS(failure, err, text, ...)                                      \
    do {                                                                       \
        long long got_;                                                        \
        WSASetLastError(CT_UNTOUCHED);                                         \
        got_ = (long long)(intptr_t)(__VA_ARGS__);                             \
        ct_verdict(got_, (long long)(intptr_t)(failure), WSAGetLastError(),    \
                   err, text);                                                 \
    } while (0)

/* The two values must be equal, or the condition true; the row goes on. */
#define EQUAL(got, want)                                                       \
    ct_equal((long long)(intptr_t)(got), (long long)(intptr_t)(want),          \
             #got " == " #want, __LINE__)
#define CHECK(cond) ct_equal(!!(cond), 1, #cond, __LINE__)
/* As EQUAL, but the row ends when they differ. */
#define NEED(got, want)                                                        \
    do {                                                                       \
        EQUAL(got, want);                                                      \
        if (ct_failed())                                                       \
            return;                                                            \
    } while (0)

/* Sockets. All are closed after the row; on trouble the row has failed and
 * the result is INVALID_SOCKET. */
SOCKET ct_sock(const struct ct_row *row); /* row->sock with row->flags */
SOCKET ct_open(enum ct_kind kind);
SOCKET ct_peer(void);     /* the other end of the last pair opened */
SOCKET ct_listener(void); /* the listener behind the last TCP pair */
SOCKET ct_keep(SOCKET s); /* have s closed after the row */
void ct_nonblock(SOCKET s);
void ct_connect(SOCKET client, SOCKET listener);
void ct_wait_readable(SOCKET s);
bool ct_have_ipv6(void); /* else the row is skipped */

/* Addresses. */
struct sockaddr_in ct_loopback(u_short port_be);
struct sockaddr_in6 ct_loopback6(u_short port_be);
struct sockaddr_in ct_name(SOCKET s); /* getsockname */
struct sockaddr_in6 ct_name6(SOCKET s);
u_short ct_dead_port(int type);        /* network order; nobody answers there */
struct sockaddr_in ct_saturated(void); /* a listener: attempts stay pending */
#define SA(a) ((struct sockaddr *)(a))

/* Memory that a call must refuse. */
void *ct_unmapped(void); /* 64 KiB without access */
void *ct_readonly(void); /* 4096 readable zero bytes */
void *ct_edge(size_t n); /* n usable bytes before memory without access */
enum ct_bad { CT_NULL, CT_UNMAPPED, CT_READONLY, CT_EDGE /* of 2 bytes */ };
void *ct_bad(int which);

/* Threads and events, closed and joined after the row. */
HANDLE ct_event(void);
HANDLE ct_keep_handle(HANDLE h); /* have h closed after the row */
HANDLE ct_thread(LPTHREAD_START_ROUTINE fn, void *arg);
void ct_join(HANDLE thread);
void ct_fire(HANDLE event);
void ct_await(HANDLE event);

/* A call in a thread of its own that another call is to end. run() makes the
 * call and keeps its outcome; ct_blocked_start() returns when it is about to.
 */
struct ct_blocked {
    SOCKET s;
    void (*run)(struct ct_blocked *b);
    long long res;
    int err;
    HANDLE about_to, thread;
};
void ct_blocked_start(struct ct_blocked *b);
void ct_blocked_end(struct ct_blocked *b); /* waits for its outcome */

/* harness.c to fixture.c */
void ct_fixture_reset(void);

#endif
