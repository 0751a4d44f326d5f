/* SPDX-License-Identifier: MIT */
/* An echo server with one thread for all connections, which are told ready by
 * a port (ProcessSocketNotifications). A connection is waited for by level, and
 * once: when it was told readable the server echoes a piece, and enables it
 * again together with the next wait. Press Enter to stop.
 *
 *     notify_server PORT
 */
#include "example.h"

#define MAX_CLIENTS 64
#define LISTENER    ((PVOID)1)
#define STOP        2 /* the key of the packet that ends the server */

static HANDLE port;
static SOCK_NOTIFY_REGISTRATION
    changes[MAX_CLIENTS + 1]; /* for the next wait */
static UINT32 change_count;
static int clients;

/* The registration is told of input once, and stays, disabled. */
static void wait_for_input(SOCKET s, PVOID key)
{
    SOCK_NOTIFY_REGISTRATION *r = &changes[change_count++];

    memset(r, 0, sizeof(*r));
    r->socket = s;
    r->completionKey = key;
    r->eventFilter = SOCK_NOTIFY_REGISTER_EVENT_IN;
    r->operation = SOCK_NOTIFY_OP_ENABLE;
    r->triggerFlags = SOCK_NOTIFY_TRIGGER_LEVEL | SOCK_NOTIFY_TRIGGER_ONESHOT;
}

/* The key of a connection is its socket; closing it takes the registration
 * back. */
static void client_end(SOCKET s)
{
    closesocket(s);
    clients--;
}

static void client_ready(SOCKET s)
{
    char buf[4096];
    int len = recv(s, buf, sizeof(buf), 0);

    if (len > 0 && send_all(s, buf, len) != SOCKET_ERROR)
        wait_for_input(s, (PVOID)s);
    else
        client_end(s);
}

static void listener_ready(SOCKET listener)
{
    SOCKET s = accept(listener, NULL, NULL);

    wait_for_input(listener, LISTENER);
    if (s == INVALID_SOCKET) {
        print_error("accept", WSAGetLastError());
    } else if (clients == MAX_CLIENTS) {
        fprintf(stderr, "too many clients\n");
        closesocket(s);
    } else {
        clients++;
        wait_for_input(s, (PVOID)s);
    }
}

/* Carries out what has changed and waits: how many were told, 0 for an error.
 * Each registration has a result of its own. */
static UINT32 next(OVERLAPPED_ENTRY *entries, ULONG max)
{
    UINT32 count = 0, i;
    DWORD err = ProcessSocketNotifications(port, change_count,
                                           change_count != 0 ? changes : NULL,
                                           INFINITE, max, entries, &count);

    for (i = 0; i < change_count; i++)
        if (changes[i].registrationResult != ERROR_SUCCESS)
            print_error("registration", (int)changes[i].registrationResult);
    change_count = 0;
    if (err != ERROR_SUCCESS)
        print_error("ProcessSocketNotifications", (int)err);
    return err == ERROR_SUCCESS ? count : 0;
}

/* Until Enter is pressed: false for an error. */
static BOOL serve(SOCKET listener)
{
    OVERLAPPED_ENTRY entries[16];
    UINT32 count, i;

    wait_for_input(listener, LISTENER);
    for (;;) {
        count = next(entries, 16);
        if (count == 0)
            return FALSE;
        for (i = 0; i < count; i++) {
            if (entries[i].lpCompletionKey == STOP)
                return TRUE;
            if ((PVOID)entries[i].lpCompletionKey == LISTENER)
                listener_ready(listener);
            else
                client_ready((SOCKET)entries[i].lpCompletionKey);
        }
    }
}

/* Packets of the program's own come through the same port. */
static unsigned __stdcall post_stop(void *arg)
{
    int c;

    (void)arg;
    do {
        c = getchar();
    } while (c != '\n' && c != EOF);
    PostQueuedCompletionStatus(port, 0, STOP, NULL);
    return 0;
}

int main(int argc, char **argv)
{
    HANDLE waiter;
    SOCKET listener;
    BOOL good;

    if (argc != 2) {
        fprintf(stderr, "usage: notify_server PORT\n");
        return 2;
    }
    start_winsock();
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    listener = bind_loopback(SOCK_STREAM, parse_port(argv[1]));
    if (port == NULL || listener == INVALID_SOCKET ||
        listen(listener, SOMAXCONN) == SOCKET_ERROR)
        return 1;
    waiter = start_thread(post_stop, NULL);
    good = serve(listener);
    if (good) {
        WaitForSingleObject(waiter, INFINITE);
        printf("stopped\n");
    }
    CloseHandle(waiter);
    closesocket(listener);
    CloseHandle(port);
    WSACleanup();
    return good ? 0 : 1;
}
