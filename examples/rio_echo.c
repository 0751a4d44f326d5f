/* SPDX-License-Identifier: MIT */
/* Echoes datagrams with registered I/O: one buffer is registered for all the
 * data and addresses, receives and sends lie in queues that were made before,
 * and no call but the wait for the event enters the system to wait. Press Enter
 * to stop.
 *
 *     rio_echo PORT
 */
#include "example.h"
#include <mswsock.h>
#include <ws2ipdef.h>

#define SLOTS 64 /* datagrams under way */

/* A datagram and where it came from. Its address is the request's context. */
struct slot {
    char data[1024];
    SOCKADDR_INET from;
    BOOL sending;
};

static RIO_EXTENSION_FUNCTION_TABLE rio;
static struct slot slots[SLOTS];
static RIO_BUFFERID memory; /* all of the slots */
static RIO_CQ completions;
static RIO_RQ requests;

/* Requests name memory by its place in the registered buffer. */
static RIO_BUF part(const void *at, size_t length)
{
    RIO_BUF buf;

    buf.BufferId = memory;
    buf.Offset = (ULONG)((const char *)at - (const char *)slots);
    buf.Length = (ULONG)length;
    return buf;
}

/* Deferred requests are begun together, by commit(). */
static BOOL receive(struct slot *slot)
{
    RIO_BUF data = part(slot->data, sizeof(slot->data));
    RIO_BUF from = part(&slot->from, sizeof(slot->from));

    slot->sending = FALSE;
    return rio.RIOReceiveEx(requests, &data, 1, NULL, &from, NULL, NULL,
                            RIO_MSG_DEFER, slot);
}

static BOOL send_back(struct slot *slot, ULONG length)
{
    RIO_BUF data = part(slot->data, length);
    RIO_BUF to = part(&slot->from, sizeof(slot->from));

    slot->sending = TRUE;
    return rio.RIOSendEx(requests, &data, 1, NULL, &to, NULL, NULL,
                         RIO_MSG_DEFER, slot);
}

static BOOL commit(void)
{
    return rio.RIOSend(requests, NULL, 0, RIO_MSG_COMMIT_ONLY, NULL) &&
           rio.RIOReceive(requests, NULL, 0, RIO_MSG_COMMIT_ONLY, NULL);
}

/* A datagram that could not be received or sent is no reason to stop. */
static BOOL completed(const RIORESULT *result)
{
    struct slot *slot = (struct slot *)(ULONG_PTR)result->RequestContext;

    if (slot->sending || result->Status != 0)
        return receive(slot);
    return send_back(slot, result->BytesTransferred);
}

static BOOL take_completions(void)
{
    RIORESULT results[SLOTS];
    ULONG count = rio.RIODequeueCompletion(completions, results, SLOTS), i;

    if (count == RIO_CORRUPT_CQ)
        return FALSE;
    for (i = 0; i < count; i++)
        if (!completed(&results[i]))
            return FALSE;
    return commit();
}

static BOOL find_rio(SOCKET s)
{
    GUID id = WSAID_MULTIPLE_RIO;
    DWORD bytes;

    return WSAIoctl(s, SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER, &id,
                    sizeof(id), &rio, sizeof(rio), &bytes, NULL, NULL) == 0;
}

/* Every receive and every send may be complete at the same time. */
static BOOL prepare(SOCKET s, HANDLE event)
{
    RIO_NOTIFICATION_COMPLETION notify;
    int i;

    memset(&notify, 0, sizeof(notify));
    notify.Type = RIO_EVENT_COMPLETION;
    notify.Event.EventHandle = event;
    notify.Event.NotifyReset = TRUE;
    memory = rio.RIORegisterBuffer((char *)slots, sizeof(slots));
    completions = rio.RIOCreateCompletionQueue(2 * SLOTS, &notify);
    if (memory == RIO_INVALID_BUFFERID || completions == RIO_INVALID_CQ)
        return FALSE;
    requests = rio.RIOCreateRequestQueue(s, SLOTS, 1, SLOTS, 1, completions,
                                         completions, NULL);
    if (requests == RIO_INVALID_RQ)
        return FALSE;
    for (i = 0; i < SLOTS; i++)
        if (!receive(&slots[i]))
            return FALSE;
    return commit();
}

/* Until Enter is pressed: false for an error. */
static BOOL serve(HANDLE event, HANDLE stop)
{
    HANDLE both[2];
    DWORD which;

    both[0] = stop;
    both[1] = event;
    for (;;) {
        if (rio.RIONotify(completions) != 0)
            return FALSE;
        which = WaitForMultipleObjects(2, both, FALSE, INFINITE);
        if (which == WAIT_OBJECT_0)
            return TRUE;
        if (which != WAIT_OBJECT_0 + 1 || !take_completions())
            return FALSE;
    }
}

static SOCKET bind_registered(unsigned short port)
{
    struct sockaddr_in addr;
    int len = sizeof(addr);
    SOCKET s = WSASocket(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0,
                         WSA_FLAG_REGISTERED_IO);

    memset(&addr, 0, sizeof(addr));
    addr.sin_family = AF_INET;
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    addr.sin_port = htons(port);
    if (s == INVALID_SOCKET ||
        bind(s, (struct sockaddr *)&addr, sizeof(addr)) == SOCKET_ERROR ||
        getsockname(s, (struct sockaddr *)&addr, &len) == SOCKET_ERROR) {
        print_error("bind", WSAGetLastError());
        exit(1);
    }
    printf("listening on port %d\n", ntohs(addr.sin_port));
    fflush(stdout);
    return s;
}

int main(int argc, char **argv)
{
    HANDLE event, stop, waiter;
    int status = 1;
    SOCKET s;

    if (argc != 2) {
        fprintf(stderr, "usage: rio_echo PORT\n");
        return 2;
    }
    start_winsock();
    event = new_event();
    stop = new_event();
    s = bind_registered(parse_port(argv[1]));
    waiter = start_thread(wait_for_enter, stop);
    if (find_rio(s) && prepare(s, event) && serve(event, stop)) {
        WaitForSingleObject(waiter, INFINITE);
        status = 0;
        printf("stopped\n");
    } else {
        print_error("registered I/O", WSAGetLastError());
    }
    closesocket(s); /* ends the requests, and frees their queue */
    if (rio.cbSize != 0) {
        rio.RIOCloseCompletionQueue(completions);
        rio.RIODeregisterBuffer(memory);
    }
    CloseHandle(waiter);
    CloseHandle(event);
    CloseHandle(stop);
    WSACleanup();
    return status;
}
