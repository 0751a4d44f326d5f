/* SPDX-License-Identifier: MIT */
/* A client and a server in one program, and seven wrong error paths: what
 * "ws2 run --fault sweep" is for.
 *
 *     ws2 run --fault sweep --expect 0,1 ./error_paths         nothing found
 *     ws2 run --fault sweep --expect 0,1 ./error_paths_wrong   all seven
 *
 * Compiled with WRONG defined, the paths marked "wrong" are in; without, those
 * that are right. Nobody sees a difference while nothing fails: the client
 * fetches a text twice, once by send and recv, once by an overlapped WSARecv,
 * and the program ends with 0, or with 1 and a message. */
#include "example.h"

#define TEXT_SIZE 4000

static char text[TEXT_SIZE]; /* what the server sends */
static char got[TEXT_SIZE];  /* what came; static, as operations may be left */
static struct sockaddr_in place;
static SOCKET listener = INVALID_SOCKET;
static LONG listening; /* whoever takes it closes the listener */

static int failed(const char *what)
{
    print_error(what, WSAGetLastError());
    return 1;
}

/* Who still waits to be accepted is refused, and who accepts is woken. */
static void listener_close(void)
{
    if (InterlockedExchange(&listening, 0) != 0)
        closesocket(listener);
}

/* --- The server: a text for each request of one byte. */

static int text_send(SOCKET s)
{
    int sent = 0;

    while (sent < TEXT_SIZE) {
        int n = send(s, text + sent, TEXT_SIZE - sent, 0);

#ifdef WRONG
        /* wrong 1: SOCKET_ERROR is -1 and is added; a connection that stays
         * broken is sent to for ever (send, WSAECONNRESET and others) */
        sent += n;
        if (sent < 0)
            sent = 0;
#else
        if (n == SOCKET_ERROR)
            return failed("send");
        sent += n;
#endif
    }
    return 0;
}

static unsigned __stdcall serve(void *arg)
{
    int *requests = arg;

    while (*requests > 0) {
        SOCKET s = accept(listener, NULL, NULL);
        char byte;

        if (s == INVALID_SOCKET) {
#ifdef WRONG
            /* wrong 2: whatever it was, it is tried again, and the listener
             * that cannot accept is asked for ever (accept, WSAENETDOWN) */
            continue;
#else
            failed("accept");
            break;
#endif
        }
        (*requests)--;
        if (recv(s, &byte, 1, 0) == 1)
            text_send(s);
        closesocket(s);
    }
    listener_close();
    return 0;
}

static int listen_somewhere(void)
{
    int size = sizeof(place);

    listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener == INVALID_SOCKET)
        return failed("socket");
    if (bind(listener, (struct sockaddr *)&place, size) == SOCKET_ERROR ||
        getsockname(listener, (struct sockaddr *)&place, &size) ==
            SOCKET_ERROR ||
        listen(listener, 4) == SOCKET_ERROR)
        return failed("listen");
    listening = 1;
    return 0;
}

/* --- The client. */

static int host_find(void)
{
    struct hostent *host = gethostbyname("localhost");

#ifdef WRONG
    /* wrong 3: a name that is always found is not found once (gethostbyname,
     * WSAHOST_NOT_FOUND: a NULL pointer is followed) */
    memcpy(&place.sin_addr, host->h_addr_list[0], sizeof(place.sin_addr));
#else
    if (host == NULL || host->h_addrtype != AF_INET ||
        host->h_addr_list[0] == NULL)
        return failed("gethostbyname");
    memcpy(&place.sin_addr, host->h_addr_list[0], sizeof(place.sin_addr));
#endif
    return 0;
}

static int text_check(int size)
{
    if (size == TEXT_SIZE && memcmp(got, text, TEXT_SIZE) == 0)
        return 0;
    fprintf(stderr, "the text is cut or damaged\n");
    return 1;
}

static int connect_there(SOCKET s)
{
    if (connect(s, (struct sockaddr *)&place, sizeof(place)) == 0 &&
        send(s, "?", 1, 0) == 1)
        return 0;
#ifdef WRONG
    /* wrong 4: a code is no exit status, of which eight bits are left:
     * 10061 becomes 77 (connect, WSAECONNREFUSED) */
    exit(WSAGetLastError());
#else
    return failed("connect");
#endif
}

static int text_fetch(SOCKET s)
{
    char piece[TEXT_SIZE];
    int size = 0, n;

    do {
        n = recv(s, piece, TEXT_SIZE - size, 0);
#ifdef WRONG
        /* wrong 5: SOCKET_ERROR is taken for a length, which is 2^64 - 1 to
         * memcpy (recv, WSAECONNRESET) */
        memcpy(got + size, piece, (size_t)n);
        size += n;
#else
        if (n == SOCKET_ERROR)
            return failed("recv");
        memcpy(got + size, piece, (size_t)n);
        size += n;
#endif
    } while (n > 0 && size < TEXT_SIZE);
    return text_check(size);
}

static int client_by_recv(void)
{
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    int status;

    if (s == INVALID_SOCKET)
        return failed("socket");
    status = connect_there(s);
    if (status == 0)
        status = text_fetch(s);
    closesocket(s);
    return status;
}

struct session {
    SOCKET s;
    WSAOVERLAPPED overlapped;
    DWORD size;
};

/* One piece: 0 and *n, or 1. */
static int piece_receive(struct session *c, DWORD *n)
{
    WSABUF buf = {TEXT_SIZE - c->size, got + c->size};
    DWORD flags = 0;
    int res = WSARecv(c->s, &buf, 1, NULL, &flags, &c->overlapped, NULL);

#ifdef WRONG
    /* wrong 6: an operation that failed at once tells no end, and the event
     * that is waited for is never set (WSARecv, WSAECONNRESET) */
    (void)res;
    WSAWaitForMultipleEvents(1, &c->overlapped.hEvent, TRUE, WSA_INFINITE,
                             FALSE);
#else
    if (res == SOCKET_ERROR && WSAGetLastError() != WSA_IO_PENDING)
        return failed("WSARecv");
    if (WSAWaitForMultipleEvents(1, &c->overlapped.hEvent, TRUE, 10000,
                                 FALSE) != WSA_WAIT_EVENT_0)
        return failed("WSAWaitForMultipleEvents");
#endif
    if (!WSAGetOverlappedResult(c->s, &c->overlapped, n, FALSE, &flags))
        return failed("WSAGetOverlappedResult");
    return 0;
}

static int session_run(struct session *c)
{
    int status = connect_there(c->s);
    DWORD n = 1;

    while (status == 0 && n > 0 && c->size < TEXT_SIZE) {
        status = piece_receive(c, &n);
        if (status == 0)
            c->size += n;
    }
    return status == 0 ? text_check((int)c->size) : status;
}

static int client_overlapped(void)
{
    static struct session storage; /* an operation may be left */
    struct session *c = NULL;
    SOCKET s =
        WSASocketA(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
    int status;

    memset(got, 0, sizeof(got));
    if (s != INVALID_SOCKET)
        c = &storage;
#ifdef WRONG
    /* wrong 7: there is no session without a socket (WSASocket, WSAEMFILE) */
    c->s = s;
#else
    if (c == NULL)
        return failed("WSASocket");
    c->s = s;
#endif
    c->overlapped.hEvent = WSACreateEvent();
    if (c->overlapped.hEvent == WSA_INVALID_EVENT) {
        status = failed("WSACreateEvent");
    } else {
        status = session_run(c);
        WSACloseEvent(c->overlapped.hEvent);
    }
    closesocket(s);
    return status;
}

/* --- Both. The server ends when it has answered twice or when the listener is
 * closed; one that does not is left behind with the process. */

static int run(void)
{
    static int requests = 2;
    HANDLE server;
    int status = host_find();

    if (status == 0)
        status = listen_somewhere();
    if (status != 0)
        return status;
    server = start_thread(serve, &requests);
    status = client_by_recv();
    if (status == 0)
        status = client_overlapped();
    if (status != 0)
        listener_close();
    WaitForSingleObject(server, 2000);
    CloseHandle(server);
    return status;
}

int main(void)
{
    int status;

    for (int i = 0; i < TEXT_SIZE; i++)
        text[i] = (char)('a' + i % 23);
    place.sin_family = AF_INET;
    start_winsock();
    status = run();
    if (WSACleanup() == SOCKET_ERROR)
        status = failed("WSACleanup");
    if (status == 0)
        printf("fetched twice\n");
    return status;
}
