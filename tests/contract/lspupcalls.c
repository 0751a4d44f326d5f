/* SPDX-License-Identifier: MIT */
/* The upcalls, as a layer is given them. */
#include "lsp.h"
#include "starve.h"

static WSPUPCALLTABLE up;
static DWORD entry_id; /* of a chain with the layer on top */

static void entry_find(void)
{
    static WSAPROTOCOL_INFOW all[64];
    DWORD size = sizeof(all);
    int n = WSAEnumProtocolsW(NULL, all, &size);

    for (int i = n; i-- > 0;)
        if (memcmp(&all[i].ProviderId, &lsp_id, sizeof(GUID)) == 0)
            entry_id = all[i].dwCatalogEntryId;
}

/* Every row: the layer is loaded, and the socket is its. */
static SOCKET begin(void)
{
    WSPUPCALLTABLE *table;
    SOCKET s;

    lsp_install("own", 0);
    lsp_restart();
    s = ct_keep(socket(AF_INET, SOCK_STREAM, 0));
    CHECK(s != INVALID_SOCKET);
    table =
        (WSPUPCALLTABLE *)(void (*)(void))lsp_exported("own", "layer_upcalls");
    CHECK(table != NULL);
    if (table != NULL)
        up = *table;
    entry_find();
    return s;
}

/* The upcall must return SOCKET_ERROR (or FALSE ...) and the code. */
#define UP_FAILS(failure, err, ...)                                            \
    do {                                                                       \
        INT e = CT_UNTOUCHED;                                                  \
        long long got_ = (long long)(intptr_t)(__VA_ARGS__);                   \
        ct_verdict(got_, (long long)(intptr_t)(failure), e, err,               \
                   #__VA_ARGS__);                                              \
    } while (0)

#define EVENT_ROW(name, upcall)                                                \
    static void name(const struct ct_row *row)                                 \
    {                                                                          \
        SOCKET s = begin();                                                    \
                                                                               \
        if (!ct_failed()) {                                                    \
            UP_FAILS(FALSE, row->code, up.upcall(NULL, &e));                   \
            UP_FAILS(FALSE, row->code, up.upcall((WSAEVENT)s, &e));            \
        }                                                                      \
        lsp_remove();                                                          \
    }
EVENT_ROW(event_close_bad, lpWPUCloseEvent)
EVENT_ROW(event_set_bad, lpWPUSetEvent)
EVENT_ROW(event_reset_bad, lpWPUResetEvent)

static void event_life(const struct ct_row *row)
{
    WSAEVENT event;
    INT code = 0;

    (void)row;
    begin();
    if (ct_failed())
        return;
    event = up.lpWPUCreateEvent(&code);
    CHECK(event != WSA_INVALID_EVENT);
    EQUAL(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    EQUAL(up.lpWPUSetEvent(event, &code), TRUE);
    EQUAL(WaitForSingleObject(event, 0), WAIT_OBJECT_0);
    EQUAL(WaitForSingleObject(event, 0), WAIT_OBJECT_0); /* manual-reset */
    EQUAL(up.lpWPUResetEvent(event, &code), TRUE);
    EQUAL(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    EQUAL(up.lpWPUCloseEvent(event, &code), TRUE);
    UP_FAILS(FALSE, WSA_INVALID_HANDLE, up.lpWPUCloseEvent(event, &e));
    lsp_remove();
}

/* --- Handles. */

enum { ANY_VALUE, BASE_SOCKET, CLOSED };

static SOCKET not_own(int which)
{
    INT e = 0;
    SOCKET s = (SOCKET)0x7ffffff0;

    if (which == BASE_SOCKET)
        s = ct_keep(socket(AF_INET6, SOCK_STREAM, 0));
    if (which == CLOSED) {
        s = up.lpWPUCreateSocketHandle(entry_id, 1, &e);
        EQUAL(up.lpWPUCloseSocketHandle(s, &e), 0);
    }
    return s;
}

static void create_starved(const struct ct_row *row)
{
    INT code = 0;
    SOCKET s;

    if (!starve_ready())
        return;
    begin();
    if (!ct_failed()) {
        starve();
        s = up.lpWPUCreateSocketHandle(entry_id, 1, &code);
        starve_end();
        ct_verdict((long long)s, (long long)INVALID_SOCKET, code, row->code,
                   "WPUCreateSocketHandle");
    }
    lsp_remove();
}

static void close_bad(const struct ct_row *row)
{
    begin();
    if (!ct_failed())
        UP_FAILS(SOCKET_ERROR, row->code,
                 up.lpWPUCloseSocketHandle(not_own(row->arg), &e));
    lsp_remove();
}

static void context_bad(const struct ct_row *row)
{
    DWORD_PTR context = 7;

    begin();
    if (!ct_failed())
        UP_FAILS(
            SOCKET_ERROR, row->code,
            up.lpWPUQuerySocketHandleContext(not_own(row->arg), &context, &e));
    EQUAL(context, 7);
    lsp_remove();
}

static void complete_bad(const struct ct_row *row)
{
    WSAOVERLAPPED ov;

    memset(&ov, 0, sizeof(ov));
    begin();
    if (!ct_failed())
        UP_FAILS(
            SOCKET_ERROR, row->code,
            WPUCompleteOverlappedRequest(not_own(row->arg), &ov, 0, 1, &e));
    EQUAL(ov.InternalHigh, 0);
    lsp_remove();
}

static void modify_bad(const struct ct_row *row)
{
    SOCKET s = begin(); /* it is no real handle */

    if (!ct_failed()) {
        UP_FAILS(INVALID_SOCKET, row->code,
                 up.lpWPUModifyIFSHandle(entry_id, s, &e));
        UP_FAILS(INVALID_SOCKET, row->code,
                 up.lpWPUModifyIFSHandle(entry_id, INVALID_SOCKET, &e));
        UP_FAILS(INVALID_SOCKET, row->code,
                 up.lpWPUModifyIFSHandle((DWORD)-1, not_own(BASE_SOCKET), &e));
    }
    lsp_remove();
}

static void create_unknown(const struct ct_row *row)
{
    (void)row;
    begin();
    if (!ct_failed())
        UP_FAILS(INVALID_SOCKET, WSAEINVAL,
                 up.lpWPUCreateSocketHandle((DWORD)-1, 1, &e));
    lsp_remove();
}

static void context_kept(const struct ct_row *row)
{
    DWORD_PTR context = 0;
    SOCKET s;
    INT e = 0;

    (void)row;
    begin();
    if (ct_failed())
        return;
    s = up.lpWPUCreateSocketHandle(entry_id, (DWORD_PTR)&context, &e);
    CHECK(s != INVALID_SOCKET);
    EQUAL(up.lpWPUQuerySocketHandleContext(s, &context, &e), 0);
    EQUAL(context, (DWORD_PTR)&context);
    EQUAL(up.lpWPUCloseSocketHandle(s, &e), 0);
    lsp_remove();
}

/* --- Threads. */

static void CALLBACK apc(DWORD_PTR context)
{
    ++*(int *)context;
}

static void thread_apc(const struct ct_row *row)
{
    WSATHREADID id;
    int runs = 0;
    INT code = 0;

    (void)row;
    begin();
    if (ct_failed())
        return;
    EQUAL(up.lpWPUOpenCurrentThread(&id, &code), 0);
    EQUAL(up.lpWPUQueueApc(&id, apc, (DWORD_PTR)&runs, &code), 0);
    EQUAL(runs, 0);
    EQUAL(SleepEx(0, TRUE), WAIT_IO_COMPLETION);
    EQUAL(runs, 1);
    EQUAL(up.lpWPUCloseThread(&id, &code), 0);
    UP_FAILS(SOCKET_ERROR, WSAEFAULT,
             up.lpWPUQueueApc(&id, apc, (DWORD_PTR)&runs, &e));
    lsp_remove();
}

static void apc_bad(const struct ct_row *row)
{
    WSATHREADID id = {NULL, 0};

    begin();
    if (ct_failed())
        return;
    UP_FAILS(SOCKET_ERROR, row->code, up.lpWPUQueueApc(&id, apc, 0, &e));
    UP_FAILS(SOCKET_ERROR, row->code, up.lpWPUQueueApc(NULL, apc, 0, &e));
    UP_FAILS(SOCKET_ERROR, row->code,
             up.lpWPUQueueApc(ct_unmapped(), apc, 0, &e));
    id.ThreadHandle = ct_event();
    UP_FAILS(SOCKET_ERROR, row->code, up.lpWPUQueueApc(&id, apc, 0, &e));
    lsp_remove();
}

/* A layer that keeps its upcalls finds Windows Sockets gone. */
static void thread_unstarted(const struct ct_row *row)
{
    bool opens = strcmp(row->function, "WPUOpenCurrentThread") == 0;
    WSATHREADID id = {NULL, 0};
    WSADATA data;

    begin();
    if (ct_failed())
        return;
    EQUAL(WSACleanup(), 0);
    UP_FAILS(SOCKET_ERROR, row->code,
             opens ? up.lpWPUOpenCurrentThread(&id, &e)
                   : up.lpWPUCloseThread(&id, &e));
    EQUAL(WSAStartup(MAKEWORD(2, 2), &data), 0);
    lsp_remove();
}

static void is_member(const struct ct_row *row)
{
    SOCKET s = begin();
    fd_set set;

    (void)row;
    if (ct_failed())
        return;
    FD_ZERO(&set);
    EQUAL(up.lpWPUFDIsSet(s, &set), 0);
    FD_SET(s, &set);
    CHECK(up.lpWPUFDIsSet(s, &set) != 0);
    lsp_remove();
}

#define NOT_OWN(fn, err, func)                                                 \
    ROW(fn, err, "no handle at all", func, .arg = ANY_VALUE),                  \
        ROW(fn, err, "a socket of the base provider", func,                    \
            .arg = BASE_SOCKET),                                               \
        ROW(fn, err, "one that was closed", func, .arg = CLOSED)

/* Row: arg: the entry, or which of the two results, is bad. */
static void callback_bad(const struct ct_row *row)
{
    LPBLOCKINGCALLBACK callback = NULL;
    DWORD_PTR context = 0;

    begin();
    if (!ct_failed())
        UP_FAILS(SOCKET_ERROR, row->code,
                 up.lpWPUQueryBlockingCallback(
                     row->arg == 0 ? 0x7fff0000 : entry_id,
                     row->arg == 1 ? ct_bad(row->arg2) : &callback,
                     row->arg == 2 ? ct_bad(row->arg2) : &context, &e));
    lsp_remove();
}

static const struct ct_row rows[] = {
    ROW(WPUCreateSocketHandle, WSAENOBUFS, "no memory is left", create_starved),
    ROW(WPUQueryBlockingCallback, WSAEINVAL, "an entry of nobody",
        callback_bad),
    ROW(WPUQueryBlockingCallback, WSAEFAULT, "callback NULL", callback_bad,
        .arg = 1),
    ROW(WPUQueryBlockingCallback, WSAEFAULT, "callback unmapped", callback_bad,
        .arg = 1, .arg2 = CT_UNMAPPED),
    ROW(WPUQueryBlockingCallback, WSAEFAULT, "context unmapped", callback_bad,
        .arg = 2, .arg2 = CT_UNMAPPED),
    ROW(WPUCloseEvent, WSA_INVALID_HANDLE, "no event", event_close_bad,
        .name = "WSA_INVALID_HANDLE"),
    ROW(WPUSetEvent, ERROR_INVALID_HANDLE, "no event", event_set_bad,
        .name = "ERROR_INVALID_HANDLE"),
    ROW(WPUResetEvent, WSA_INVALID_HANDLE, "no event", event_reset_bad,
        .name = "WSA_INVALID_HANDLE"),
    RULE(WPUCreateEvent, "set, reset and closed", event_life),
    NOT_OWN(WPUCloseSocketHandle, WSAENOTSOCK, close_bad),
    NOT_OWN(WPUQuerySocketHandleContext, WSAENOTSOCK, context_bad),
    NOT_OWN(WPUCompleteOverlappedRequest, WSAEINVAL, complete_bad),
    ROW(WPUModifyIFSHandle, WSAEINVAL, "no real handle, or no entry",
        modify_bad),
    RULE(WPUCreateSocketHandle, "no entry: WSAEINVAL", create_unknown),
    RULE(WPUQuerySocketHandleContext, "is what the handle was made with",
         context_kept),
    RULE(WPUQueueApc, "runs in an alertable wait", thread_apc),
    ROW(WPUQueueApc, WSAEFAULT, "no thread", apc_bad),
    ROW(WPUOpenCurrentThread, WSANOTINITIALISED, "after WSACleanup",
        thread_unstarted),
    ROW(WPUCloseThread, WSANOTINITIALISED, "after WSACleanup",
        thread_unstarted),
    RULE(WPUFDIsSet, "a member of the set, or not", is_member),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
