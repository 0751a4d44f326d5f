/* SPDX-License-Identifier: MIT */
/* CancelSynchronousIo: which calls of another thread it ends. */
#include "transmit.h"

/* The call that waits, in its own thread. */
enum call { RECV, RECVFROM, SEND, ACCEPT, TRANSMIT, PIPE_READ, PIPE_WRITE };

static struct {
    int call;
    SOCKET s;
    HANDLE file, about_to;
    long long res;
    DWORD err;
} waiter;

static char junk[1 << 16];

static long long make_call(void)
{
    DWORD n;

    switch (waiter.call) {
    case RECV:
        return recv(waiter.s, junk, 100, 0);
    case RECVFROM:
        return recvfrom(waiter.s, junk, 100, 0, NULL, NULL);
    case SEND:
        return send(waiter.s, junk, sizeof(junk), 0);
    case ACCEPT:
        return (long long)accept(waiter.s, NULL, NULL);
    case TRANSMIT:
        return TransmitFile(waiter.s, waiter.file, 0, 0, NULL, NULL, 0) ? 0
                                                                        : -1;
    case PIPE_READ:
        return ReadFile(waiter.file, junk, 100, &n, NULL) ? 0 : -1;
    default:
        return WriteFile(waiter.file, junk, 100, &n, NULL) ? 0 : -1;
    }
}

static DWORD WINAPI waiter_main(void *arg)
{
    (void)arg;
    SetEvent(waiter.about_to);
    waiter.res = make_call();
    waiter.err = GetLastError();
    return 0;
}

static void pipe_open(int call)
{
    HANDLE both[2];
    DWORD n;

    CHECK(CreatePipe(&both[0], &both[1], NULL, 4096));
    ct_keep_handle(both[0]);
    ct_keep_handle(both[1]);
    waiter.file = both[call == PIPE_WRITE];
    if (call == PIPE_WRITE) /* as much as it holds, on Linux */
        CHECK(WriteFile(waiter.file, junk, 4096, &n, NULL));
}

static void prepare(int call)
{
    waiter.call = call;
    waiter.about_to = ct_event();
    if (call >= PIPE_READ)
        pipe_open(call);
    else if (call == ACCEPT)
        waiter.s = ct_open(CT_TCP_LISTENING);
    else
        waiter.s = ct_open(call == RECVFROM ? CT_UDP_BOUND : CT_TCP_CLIENT);
    if (call == SEND || call == TRANSMIT)
        ct_fill(waiter.s);
    if (call == TRANSMIT)
        waiter.file = ct_file(1 << 20);
}

/* Row: the call is arg. Whether it waits yet cannot be seen: until it does
 * there is nothing to cancel. */
static void cancelled(const struct ct_row *row)
{
    HANDLE thread;

    prepare(row->arg);
    thread = ct_thread(waiter_main, NULL);
    ct_await(waiter.about_to);
    while (!CancelSynchronousIo(thread) && !ct_failed())
        EQUAL(GetLastError(), ERROR_NOT_FOUND);
    ct_join(thread);
    EQUAL(waiter.res, -1);
    EQUAL(waiter.err, row->code);
}

/* The socket is as it was. */
static void goes_on(const struct ct_row *row)
{
    char data[8];

    cancelled(row);
    EQUAL(send(ct_peer(), "hello", 5, 0), 5);
    EQUAL(recv(waiter.s, data, sizeof(data), 0), 5);
}

static DWORD WINAPI sleeper_main(void *arg)
{
    WaitForSingleObject(arg, INFINITE);
    return 0;
}

/* A thread that waits for something else, one that has ended, and this one. */
static void nothing(const struct ct_row *row)
{
    HANDLE event = ct_event();
    HANDLE thread = ct_thread(sleeper_main, event);

    FAILS(FALSE, row->code, CancelSynchronousIo(thread));
    SetEvent(event);
    ct_join(thread);
    FAILS(FALSE, row->code, CancelSynchronousIo(thread));
    FAILS(FALSE, row->code, CancelSynchronousIo(GetCurrentThread()));
}

static void no_thread(const struct ct_row *row)
{
    FAILS(FALSE, row->code, CancelSynchronousIo(ct_event()));
    FAILS(FALSE, row->code, CancelSynchronousIo((HANDLE)ct_open(CT_STALE)));
}

#define ABORTED(what, ...)                                                     \
    ROW(CancelSynchronousIo, ERROR_OPERATION_ABORTED, what, __VA_ARGS__,       \
        .name = "ERROR_OPERATION_ABORTED")

static const struct ct_row rows[] = {
    ABORTED("recv", cancelled, .arg = RECV),
    ABORTED("recv, and again", goes_on, .arg = RECV),
    ABORTED("recvfrom", cancelled, .arg = RECVFROM),
    ABORTED("send", cancelled, .arg = SEND),
    ABORTED("accept", cancelled, .arg = ACCEPT),
    ABORTED("TransmitFile", cancelled, .arg = TRANSMIT),
    ABORTED("ReadFile of a pipe", cancelled, .arg = PIPE_READ),
    ABORTED("WriteFile of a pipe", cancelled, .arg = PIPE_WRITE),
    ROW(CancelSynchronousIo, ERROR_NOT_FOUND, "nothing to cancel", nothing,
        .name = "ERROR_NOT_FOUND"),
    RULE(CancelSynchronousIo, "no thread", no_thread,
         .code = ERROR_INVALID_HANDLE),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
