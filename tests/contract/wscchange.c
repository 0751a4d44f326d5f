/* SPDX-License-Identifier: MIT */
/* Being told of changes of the catalog: WSAProviderConfigChange, which the
 * contract has no codes of. */
#include "wsc.h"

static HANDLE notification(void)
{
    HANDLE h = NULL;

    wsc_clean();
    EQUAL(WSAProviderConfigChange(&h, NULL, NULL), 0);
    CHECK(h != NULL);
    return ct_keep_handle(h);
}

static void change(void)
{
    WSAPROTOCOL_INFOW info = wsc_info(L"news");

    wsc_install(0, &info);
}

static bool is_over(const OVERLAPPED *ov)
{
    return HasOverlappedIoCompleted(ov);
}

static void fails_so(const struct ct_row *row)
{
    HANDLE h = row->arg == 1   ? ct_event()
               : row->arg == 2 ? (HANDLE)(ULONG_PTR)0x7ffffff0
                               : NULL;
    OVERLAPPED ov = {0};

    if (row->flags & CT_CLEANED)
        EQUAL(WSACleanup(), 0);
    SOCKET_FAILS(row->code, WSAProviderConfigChange(&h, NULL, NULL));
    SOCKET_FAILS(row->code, WSAProviderConfigChange(&h, &ov, NULL));
}

static void bad_pointer(const struct ct_row *row)
{
    HANDLE h = notification();

    SOCKET_FAILS(row->code,
                 WSAProviderConfigChange(ct_bad(row->arg), NULL, NULL));
    if (row->arg == CT_UNMAPPED)
        SOCKET_FAILS(row->code,
                     WSAProviderConfigChange(&h, ct_unmapped(), NULL));
}

/* Told by an event; twice, as the catalog changes twice. */
static void by_event(const struct ct_row *row)
{
    HANDLE h = notification();
    OVERLAPPED ov = {0};
    DWORD bytes;
    int i;

    (void)row;
    ov.hEvent = ct_event();
    for (i = 0; i < 2; i++) {
        SOCKET_FAILS(WSA_IO_PENDING, WSAProviderConfigChange(&h, &ov, NULL));
        EQUAL(is_over(&ov), FALSE);
        if (i == 0)
            change();
        else
            wsc_clean();
        ct_await(ov.hEvent);
        EQUAL(GetOverlappedResult(h, &ov, &bytes, FALSE), TRUE);
        EQUAL(bytes, 0);
    }
}

/* Each of several is told. */
static void each_is_told(const struct ct_row *row)
{
    HANDLE a = notification(), b = notification();
    OVERLAPPED ov[3];
    int i;

    (void)row;
    memset(ov, 0, sizeof(ov));
    for (i = 0; i < 3; i++) {
        ov[i].hEvent = ct_event();
        SOCKET_FAILS(WSA_IO_PENDING,
                     WSAProviderConfigChange(i == 0 ? &a : &b, &ov[i], NULL));
    }
    change();
    for (i = 0; i < 3; i++)
        ct_await(ov[i].hEvent);
    wsc_clean();
}

static DWORD routine_error;
static int routine_runs;

static void CALLBACK routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED ov,
                             DWORD flags)
{
    (void)bytes, (void)ov, (void)flags;
    routine_error = error;
    routine_runs++;
}

static void by_routine(const struct ct_row *row)
{
    HANDLE h = notification();
    OVERLAPPED ov = {0};

    (void)row;
    routine_runs = 0;
    routine_error = 5;
    SOCKET_FAILS(WSA_IO_PENDING, WSAProviderConfigChange(&h, &ov, routine));
    change();
    while (routine_runs == 0)
        SleepEx(INFINITE, TRUE);
    EQUAL(routine_runs, 1);
    EQUAL(routine_error, 0);
    wsc_clean();
}

static void by_port(const struct ct_row *row)
{
    HANDLE h = notification();
    HANDLE port = ct_keep_handle(CreateIoCompletionPort(h, NULL, 77, 1));
    OVERLAPPED ov = {0}, *got = NULL;
    ULONG_PTR key = 0;
    DWORD bytes;

    (void)row;
    NEED(port != NULL, TRUE);
    SOCKET_FAILS(WSA_IO_PENDING, WSAProviderConfigChange(&h, &ov, NULL));
    change();
    EQUAL(GetQueuedCompletionStatus(port, &bytes, &key, &got, INFINITE), TRUE);
    EQUAL(key, 77);
    EQUAL(got, &ov);
    wsc_clean();
}

static HANDLE waits_on;
static int waited;

static DWORD WINAPI wait_for_change(void *arg)
{
    waited = WSAProviderConfigChange(&waits_on, NULL, NULL);
    ct_fire(arg);
    return 0;
}

/* Without OVERLAPPED the call waits. When it has begun to nobody can see:
 * changes go on until it is over. */
static void by_waiting(const struct ct_row *row)
{
    HANDLE over = ct_event(), thread;
    int i;

    (void)row;
    waits_on = notification();
    waited = 5;
    thread = ct_thread(wait_for_change, over);
    for (i = 0; WaitForSingleObject(over, 10) == WAIT_TIMEOUT; i++)
        if (i % 2 == 0)
            change();
        else
            wsc_clean();
    ct_join(thread);
    EQUAL(waited, 0);
    wsc_clean();
}

/* What has not changed anything is not told. */
static void nothing_told(const struct ct_row *row)
{
    HANDLE h = notification();
    OVERLAPPED ov = {0};

    (void)row;
    ov.hEvent = ct_event();
    SOCKET_FAILS(WSA_IO_PENDING, WSAProviderConfigChange(&h, &ov, NULL));
    WSC_FAILS(WSAEINVAL, WSCDeinstallProvider(WSC_ID(3), &e));
    EQUAL(is_over(&ov), FALSE);
    change();
    ct_await(ov.hEvent);
    wsc_clean();
}

/* Row: CloseHandle (arg 0) or CancelIoEx ends what waits. */
static void ended(const struct ct_row *row)
{
    HANDLE h = NULL;
    OVERLAPPED ov = {0};

    EQUAL(WSAProviderConfigChange(&h, NULL, NULL), 0);
    ov.hEvent = ct_event();
    SOCKET_FAILS(WSA_IO_PENDING, WSAProviderConfigChange(&h, &ov, NULL));
    if (row->arg == 0)
        EQUAL(CloseHandle(h), TRUE);
    else
        EQUAL(CancelIoEx(h, &ov), TRUE);
    ct_await(ov.hEvent);
    EQUAL((ULONG)ov.Internal, 0xC0000120); /* STATUS_CANCELLED */
    if (row->arg != 0)
        CloseHandle(h);
    SOCKET_FAILS(WSA_INVALID_HANDLE, WSAProviderConfigChange(&h, &ov, NULL));
}

#define SAYS(err, what, func, ...)                                             \
    RULE(WSAProviderConfigChange, what, func, .code = err, __VA_ARGS__)

static const struct ct_row rows[] = {
    SAYS(WSANOTINITIALISED, "before WSAStartup", fails_so,
         .flags = CT_UNSTARTED),
    SAYS(WSANOTINITIALISED, "after WSACleanup", fails_so, .flags = CT_CLEANED),
    SAYS(WSA_INVALID_HANDLE, "an event", fails_so, .arg = 1),
    SAYS(WSA_INVALID_HANDLE, "no handle at all", fails_so, .arg = 2),
    SAYS(WSAEFAULT, "NULL", bad_pointer, .arg = CT_NULL),
    SAYS(WSAEFAULT, "unmapped", bad_pointer, .arg = CT_UNMAPPED),
    SAYS(WSAEFAULT, "no room for the handle", bad_pointer, .arg = CT_READONLY),
    RULE(WSAProviderConfigChange, "told by an event", by_event),
    RULE(WSAProviderConfigChange, "told to each that waits", each_is_told),
    RULE(WSAProviderConfigChange, "told by a routine", by_routine),
    RULE(WSAProviderConfigChange, "told by a port", by_port),
    RULE(WSAProviderConfigChange, "waited for", by_waiting),
    RULE(WSAProviderConfigChange, "no change is not told", nothing_told),
    RULE(WSAProviderConfigChange, "ended by CloseHandle", ended),
    RULE(WSAProviderConfigChange, "ended by CancelIoEx", ended, .arg = 1),
};

int main(int argc, char **argv)
{
    int status = ct_main(argc, argv, rows, CT_COUNT(rows));

    wsc_clean();
    return status;
}
