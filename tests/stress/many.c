/* SPDX-License-Identifier: MIT */
/* Many connections at once on one completion port: a server that uses AcceptEx
 * and, in a process of its own, a client that uses ConnectEx. Each connection
 * echoes a message in every round, in another order each time; then all are
 * closed with receives under way.
 *
 *   many [CONNECTIONS [ROUNDS]] */
#include <winsock2.h>
#include <mswsock.h>
#include <windows.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SKIPPED 77
#define CLIENT  "STRESS_MANY_CLIENT"
#define SIZE    64
#define ACCEPTS 64
#define CALLS   256 /* ConnectEx under way */

enum step { ACCEPT, SERVER_RECV, SERVER_SEND, CONNECT, CLIENT_RECV, NONE };

struct op {
    OVERLAPPED ov; /* first */
    enum step step;
    struct end *end;
};

struct end {
    SOCKET s;
    struct op op, send;
    unsigned number;
    char buf[SIZE], out[SIZE];
};

static HANDLE port;
static SOCKET listener;
static struct sockaddr_in address;
static unsigned total, connected, accepted, answered, ended, failed;
static struct end *ends;
static char addresses[ACCEPTS][64];
static LPFN_ACCEPTEX acceptex;
static LPFN_CONNECTEX connectex;

static void wrong(const char *what, unsigned number)
{
    printf("%s: connection %u, error %d\n", what, number, WSAGetLastError());
    failed++;
}

static SOCKET socket_new(void)
{
    return WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
}

static void receive(struct end *e, enum step step)
{
    WSABUF buf = {SIZE, e->buf};
    DWORD flags = 0;

    memset(&e->op.ov, 0, sizeof(e->op.ov));
    e->op.step = step;
    if (WSARecv(e->s, &buf, 1, NULL, &flags, &e->op.ov, NULL) != 0 &&
        WSAGetLastError() != WSA_IO_PENDING)
        wrong("WSARecv", e->number);
}

static void transmit(struct end *e, const char *data, enum step step)
{
    WSABUF buf = {SIZE, e->out};

    memcpy(e->out, data, SIZE);
    memset(&e->send.ov, 0, sizeof(e->send.ov));
    e->send.step = step;
    if (WSASend(e->s, &buf, 1, NULL, 0, &e->send.ov, NULL) != 0 &&
        WSAGetLastError() != WSA_IO_PENDING)
        wrong("WSASend", e->number);
}

static void accept_begin(struct end *e)
{
    DWORD n;

    memset(&e->op.ov, 0, sizeof(e->op.ov));
    e->op.step = ACCEPT;
    e->s = socket_new();
    if (!acceptex(listener, e->s, addresses[e->number % ACCEPTS], 0, 32, 32, &n,
                  &e->op.ov) &&
        WSAGetLastError() != WSA_IO_PENDING)
        wrong("AcceptEx", e->number);
}

static void connect_begin(struct end *e)
{
    struct sockaddr_in any = {.sin_family = AF_INET};

    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    e->s = socket_new();
    bind(e->s, (struct sockaddr *)&any, sizeof(any));
    CreateIoCompletionPort((HANDLE)e->s, port, 0, 0);
    memset(&e->op.ov, 0, sizeof(e->op.ov));
    e->op.step = CONNECT;
    if (!connectex(e->s, (struct sockaddr *)&address, sizeof(address), NULL, 0,
                   NULL, &e->op.ov) &&
        WSAGetLastError() != WSA_IO_PENDING)
        wrong("ConnectEx", e->number);
}

static void accept_ended(struct end *e)
{
    setsockopt(e->s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char *)&listener,
               sizeof(listener));
    CreateIoCompletionPort((HANDLE)e->s, port, 0, 0);
    receive(e, SERVER_RECV);
    if (++accepted + ACCEPTS <= total)
        accept_begin(&ends[accepted + ACCEPTS - 1]);
}

static void packet(struct op *op, DWORD error, DWORD bytes)
{
    struct end *e = op->end;

    if (op->step == SERVER_SEND || op->step == NONE)
        return;
    if (error != 0 ||
        (bytes == 0 && op->step >= SERVER_RECV && op->step != CONNECT)) {
        ended++;
        return;
    }
    switch (op->step) {
    case ACCEPT:
        accept_ended(e);
        break;
    case CONNECT:
        connected++;
        setsockopt(e->s, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0);
        receive(e, CLIENT_RECV);
        break;
    case SERVER_RECV:
        transmit(e, e->buf, SERVER_SEND);
        receive(e, SERVER_RECV);
        break;
    default:
        if (bytes != SIZE || memcmp(e->buf, e->out, SIZE) != 0)
            wrong("another answer", e->number);
        answered++;
        receive(e, CLIENT_RECV);
    }
}

static bool step(void)
{
    ULONG_PTR key;
    OVERLAPPED *ov;
    DWORD bytes;
    BOOL good = GetQueuedCompletionStatus(port, &bytes, &key, &ov, 30000);

    if (ov == NULL) {
        wrong("GetQueuedCompletionStatus", answered);
        return false;
    }
    packet((struct op *)ov, good ? 0 : GetLastError(), bytes);
    return failed == 0;
}

static void *extension(SOCKET s, GUID id)
{
    void *f = NULL;
    DWORD n;

    WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id), &f,
             sizeof(f), &n, NULL, NULL);
    return f;
}

static void begin(void)
{
    WSADATA data;

    WSAStartup(MAKEWORD(2, 2), &data);
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    ends = calloc(total, sizeof(*ends));
    for (unsigned i = 0; i < total; i++) {
        ends[i].number = i;
        ends[i].op.end = ends[i].send.end = &ends[i];
    }
    listener = socket_new();
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
}

static bool end(void)
{
    closesocket(listener);
    CloseHandle(port);
    free(ends);
    WSACleanup();
    return failed == 0;
}

/* Until the client has closed all of them. */
static bool server(int tell)
{
    int len = sizeof(address);

    begin();
    bind(listener, (struct sockaddr *)&address, sizeof(address));
    listen(listener, SOMAXCONN);
    getsockname(listener, (struct sockaddr *)&address, &len);
    acceptex = extension(listener, (GUID)WSAID_ACCEPTEX);
    CreateIoCompletionPort((HANDLE)listener, port, 0, 0);
    for (unsigned i = 0; i < ACCEPTS && i < total; i++)
        accept_begin(&ends[i]);
    if (write(tell, &address.sin_port, 2) != 2)
        failed++;
    while (ended < total && step())
        ;
    for (unsigned i = 0; i < total; i++)
        closesocket(ends[i].s);
    return end();
}

static unsigned common_divisor(unsigned a, unsigned b)
{
    return b == 0 ? a : common_divisor(b, a % b);
}

/* Every connection once, in steps that visit all. */
static void round_of_all(unsigned number)
{
    unsigned stride = 2 * (number * 37 % 500) + 1;

    while (common_divisor(total, stride) != 1)
        stride++;
    answered = 0;
    for (unsigned i = 0, at = number % total; i < total;
         i++, at = (at + stride) % total) {
        char text[SIZE] = {0};

        snprintf(text, sizeof(text), "connection %u, round %u", at, number);
        transmit(&ends[at], text, NONE);
        while (i - answered > 500 && step())
            ;
    }
    while (answered < total && step())
        ;
}

static bool client(int told, unsigned rounds)
{
    unsigned begun = 0;

    if (read(told, &address.sin_port, 2) != 2)
        return false;
    begin();
    connectex = extension(listener, (GUID)WSAID_CONNECTEX);
    while (connected < total && failed == 0) {
        while (begun < total && begun - connected < CALLS)
            connect_begin(&ends[begun++]);
        step();
    }
    for (unsigned i = 0; i < rounds && failed == 0; i++)
        round_of_all(i);
    if (ended != 0)
        wrong("ended early", ended);
    for (unsigned i = 0; i < total; i++)
        closesocket(ends[i].s);
    while (ended < total && step())
        ;
    return end();
}

static bool room(unsigned descriptors)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return false;
    if (limit.rlim_cur >= descriptors)
        return true;
    limit.rlim_cur = descriptors;
    if (limit.rlim_max < descriptors) /* needs a privilege */
        limit.rlim_max = descriptors;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

/* A process of its own, with its end of the pipe as standard input. */
static pid_t client_start(char **argv, int told)
{
    pid_t child = fork();

    if (child != 0)
        return child;
    dup2(told, STDIN_FILENO);
    setenv(CLIENT, "1", 1);
    execv("/proc/self/exe", argv);
    _exit(1);
}

int main(int argc, char **argv)
{
    unsigned rounds = argc > 2 ? (unsigned)atoi(argv[2]) : 5;
    int fds[2], status = 1;
    pid_t child;

    total = argc > 1 ? (unsigned)atoi(argv[1]) : 10000;
    if (!room(total + ACCEPTS + 100)) {
        printf("skipped: the process may not have %u descriptors\n",
               total + ACCEPTS + 100);
        return SKIPPED;
    }
    if (getenv(CLIENT) != NULL)
        return client(STDIN_FILENO, rounds) ? 0 : 1;
    if (pipe(fds) != 0)
        return 1;
    child = client_start(argv, fds[0]);
    if (!server(fds[1]))
        failed++;
    if (waitpid(child, &status, 0) != child || status != 0)
        failed++;
    printf("%u connections, %u rounds, %u failed\n", total, rounds, failed);
    return failed != 0;
}
