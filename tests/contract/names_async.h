/* SPDX-License-Identifier: MIT */
/* For the tests of names that are told by a message. */
#ifndef CT_NAMES_ASYNC_H
#define CT_NAMES_ASYNC_H

#include "names.h"

#define TOLD (WM_APP + 3)

static HWND window; /* made by main */

/* A buffer of a request; with room for everything, as it is. */
static union {
    HOSTENT host;
    SERVENT serv;
    PROTOENT proto;
    char bytes[32768];
} got;

/* What a request is for. A function takes what it has a parameter for. */
struct key {
    const char *name, *proto;
    int number, len, type; /* port, protocol; of an address */
};

static inline HWND window_make(void)
{
    WNDCLASSA wc;

    memset(&wc, 0, sizeof(wc));
    wc.lpfnWndProc = DefWindowProcA;
    wc.hInstance = GetModuleHandleA(NULL);
    wc.lpszClassName = "ws2 names";
    RegisterClassA(&wc);
    return CreateWindowA(wc.lpszClassName, NULL, 0, 0, 0, 0, 0, HWND_MESSAGE,
                         NULL, wc.hInstance, NULL);
}

/* The call that the row's function is. */
static inline HANDLE ask_at(HWND hwnd, const char *fn, const struct key *k,
                            void *buf, int len)
{
    if (strcmp(fn, "WSAAsyncGetHostByName") == 0)
        return WSAAsyncGetHostByName(hwnd, TOLD, k->name, buf, len);
    if (strcmp(fn, "WSAAsyncGetHostByAddr") == 0)
        return WSAAsyncGetHostByAddr(hwnd, TOLD, k->name, k->len, k->type, buf,
                                     len);
    if (strcmp(fn, "WSAAsyncGetServByName") == 0)
        return WSAAsyncGetServByName(hwnd, TOLD, k->name, k->proto, buf, len);
    if (strcmp(fn, "WSAAsyncGetServByPort") == 0)
        return WSAAsyncGetServByPort(hwnd, TOLD, htons((u_short)k->number),
                                     k->proto, buf, len);
    if (strcmp(fn, "WSAAsyncGetProtoByName") == 0)
        return WSAAsyncGetProtoByName(hwnd, TOLD, k->name, buf, len);
    return WSAAsyncGetProtoByNumber(hwnd, TOLD, k->number, buf, len);
}

static inline HANDLE ask(const char *fn, const struct key *k, void *buf,
                         int len)
{
    return ask_at(window, fn, k, buf, len);
}

/* Something that is there, for any of them. */
static inline struct key key_good(const char *fn)
{
    struct key k = {.name = "127.0.0.1", .number = 80, .proto = "tcp"};

    if (strstr(fn, "Addr") != NULL) {
        k.name = "\x7f\0\0\1";
        k.len = 4;
        k.type = AF_INET;
    } else if (strstr(fn, "Serv") != NULL) {
        k.name = "http";
    } else if (strstr(fn, "Proto") != NULL) {
        k.name = "udp";
        k.number = IPPROTO_UDP;
    }
    return k;
}

/* The next word, which must be about that request: lParam. */
static inline LPARAM told_of(HANDLE task)
{
    MSG msg = {0};

    CHECK(task != NULL);
    while (!ct_failed() && !PeekMessageA(&msg, window, TOLD, TOLD, PM_REMOVE))
        EQUAL(
            MsgWaitForMultipleObjects(0, NULL, FALSE, 20000, QS_ALLPOSTMESSAGE),
            WAIT_OBJECT_0);
    EQUAL(msg.wParam, task);
    return msg.lParam;
}

static inline bool told_more(void)
{
    MSG msg;

    return PeekMessageA(&msg, window, TOLD, TOLD, PM_REMOVE) != 0;
}

/* The request fails with the code, and no size. */
static inline void told_fails(int code, HANDLE task)
{
    LPARAM word = told_of(task);

    if (WSAGETASYNCERROR(word) != code)
        ct_fail("told %s, want %s", ct_err_name(WSAGETASYNCERROR(word)),
                ct_err_name(code));
    EQUAL(WSAGETASYNCBUFLEN(word), 0);
}

static inline void told_good(HANDLE task)
{
    LPARAM word = told_of(task);

    EQUAL(WSAGETASYNCERROR(word), 0);
    CHECK(WSAGETASYNCBUFLEN(word) > 0);
}

/* Whether the pointer is at a string, or so, inside the buffer. */
static inline bool inside(const void *buf, size_t len, const void *p)
{
    uintptr_t at = (uintptr_t)p, from = (uintptr_t)buf;

    return at >= from && at < from + len;
}

/* Rows that each of the six has. */
static inline void any_refused(const struct ct_row *row)
{
    struct key k = key_good(row->function);

    if (row->flags & CT_CLEANED)
        WSACleanup();
    FAILS(NULL, row->code, ask(row->function, &k, &got, sizeof(got)));
    CHECK(!told_more());
}

static inline void any_no_window(const struct ct_row *row)
{
    HWND windows[] = {NULL, HWND_BROADCAST, (HWND)(UINT_PTR)0x7ffffffc, NULL};
    struct key k = key_good(row->function);

    windows[3] = window_make();
    EQUAL(DestroyWindow(windows[3]), TRUE);
    for (int i = 0; i < CT_COUNT(windows); i++)
        FAILS(NULL, WSAEINVAL,
              ask_at(windows[i], row->function, &k, &got, sizeof(got)));
}

/* Row: arg is the kind of bad buffer. It is met when the result is there. */
static inline void any_bad_buffer(const struct ct_row *row)
{
    struct key k = key_good(row->function);

    told_fails(row->code, ask(row->function, &k, ct_bad(row->arg), 2048));
}

/* The size comes back for a buffer of any size, bad ones too; that size is
 * enough, one byte less is not, and what was too small is left alone. */
static inline void any_too_small(const struct ct_row *row)
{
    struct key k = key_good(row->function);
    int need = WSAGETASYNCBUFLEN(told_of(ask(row->function, &k, NULL, 0)));
    const int tries[] = {-1, 1, need - 1};
    LPARAM word;

    CHECK(need >= (int)sizeof(PROTOENT) && need < MAXGETHOSTSTRUCT);
    for (int i = 0; i < CT_COUNT(tries); i++) {
        memset(&got, 0x5a, sizeof(got));
        word = told_of(
            ask(row->function, &k, i == 0 ? ct_unmapped() : &got, tries[i]));
        EQUAL(WSAGETASYNCERROR(word), row->code);
        EQUAL(WSAGETASYNCBUFLEN(word), need);
        EQUAL(got.bytes[0], 0x5a);
    }
    EQUAL(told_of(ask(row->function, &k, &got, need)),
          WSAMAKEASYNCREPLY(need, 0));
    EQUAL(got.bytes[need], 0x5a);
}

/* A buffer may stand anywhere. */
static inline void any_odd_buffer(const struct ct_row *row)
{
    struct key k = key_good(row->function);
    char *name;

    told_good(ask(row->function, &k, got.bytes + 1, sizeof(got) - 1));
    memcpy(&name, got.bytes + 1, sizeof(name)); /* all three begin with it */
    CHECK(inside(&got, sizeof(got), name));
    CHECK(strlen(name) > 0);
}

/* It has ended, told or not yet. */
static inline void any_ended(const struct ct_row *row)
{
    struct key k = key_good(row->function);
    HANDLE task = ask(row->function, &k, &got, sizeof(got));

    told_good(task);
    SOCKET_FAILS(WSAEALREADY, WSACancelAsyncRequest(task));
}

#define ROWS_ANY(fn)                                                           \
    ROW(fn, WSANOTINITIALISED, "before WSAStartup", any_refused,               \
        .flags = CT_UNSTARTED),                                                \
        ROW(fn, WSANOTINITIALISED, "after WSACleanup", any_refused,            \
            .flags = CT_CLEANED),                                              \
        RULE(fn, "no such window: WSAEINVAL", any_no_window),                  \
        ROW(fn, WSAEFAULT, "told: NULL buffer", any_bad_buffer,                \
            .arg = CT_NULL),                                                   \
        ROW(fn, WSAEFAULT, "told: unmapped buffer", any_bad_buffer,            \
            .arg = CT_UNMAPPED),                                               \
        ROW(fn, WSAEFAULT, "told: read-only buffer", any_bad_buffer,           \
            .arg = CT_READONLY),                                               \
        ROW(fn, WSAEFAULT, "told: 2 bytes before unmapped memory",             \
            any_bad_buffer, .arg = CT_EDGE),                                   \
        ROW(fn, WSAENOBUFS, "told: buffers that are too small",                \
            any_too_small),                                                    \
        RULE(fn, "a buffer at an odd address", any_odd_buffer),                \
        RULE(fn, "a request that has ended is WSAEALREADY", any_ended)

#endif
