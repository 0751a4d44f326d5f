/* SPDX-License-Identifier: MIT */
/* lsp-trace (layers/trace): what it writes. That all else goes on as without it
 * the tests of the label layered show. */
#include "lsp.h"

#include <ctype.h>
#include <stdarg.h>

#define THREADS 8
#define SENDS   200
#define LONGEST (4u << 20)

static const char *trace_path(void)
{
    const char *catalog = getenv("WS2_CATALOG");
    static char path[MAX_PATH];

    snprintf(path, sizeof(path), "%s.trace", catalog != NULL ? catalog : "");
    return path;
}

static void begin(bool traced)
{
    SetEnvironmentVariableA("WS2_LSP_TRACE", traced ? trace_path() : NULL);
    lsp_install("lsp-trace", XP1_IFS_HANDLES);
    lsp_restart();
}

/* Of this row and those before it; for free(). */
static char *trace_get(void)
{
    FILE *f = fopen(trace_path(), "rb");
    char *text = calloc(1, LONGEST);

    CHECK(text != NULL && f != NULL && fread(text, 1, LONGEST - 1, f) != 0);
    if (f != NULL)
        fclose(f);
    return text;
}

/* How many calls the trace has with this in it. */
static int traced(const char *format, ...)
{
    char part[256];
    char *text = trace_get();
    va_list list;
    int count = 0;

    va_start(list, format);
    vsnprintf(part, sizeof(part), format, list);
    va_end(list);
    for (char *at = text; at != NULL && (at = strstr(at, part)) != NULL; at++)
        count++;
    free(text);
    if (count == 0)
        ct_fail("not in the trace: %s", part);
    return count;
}

#define NUMBER(s) ((unsigned)(s))

/* The first row: whoever has begun to write goes on. */
static void off(const struct ct_row *row)
{
    FILE *f;

    (void)row;
    begin(false);
    CHECK(ct_open(CT_TCP_CLIENT) != INVALID_SOCKET);
    f = fopen(trace_path(), "rb");
    CHECK(f == NULL);
    if (f != NULL)
        fclose(f);
    lsp_remove();
}

static void told(const struct ct_row *row)
{
    SOCKET client, server;
    char in[8];

    (void)row;
    begin(true);
    client = ct_open(CT_TCP_CLIENT);
    server = ct_peer();
    if (ct_failed())
        return;
    EQUAL(send(client, "ping", 4, 0), 4);
    EQUAL(recv(server, in, sizeof(in), MSG_PEEK), 4);
    EQUAL(shutdown(client, SD_SEND), 0);
    traced("WSPSocket(AF_INET, SOCK_STREAM, IPPROTO_TCP, WSA_FLAG_OVERLAPPED)"
           " = 0x%x <",
           NUMBER(client));
    traced("WSPConnect(0x%x, 127.0.0.1:%u) = 0 <", NUMBER(client),
           ntohs(ct_name(ct_listener()).sin_port));
    traced("WSPAccept(0x%x) = 0x%x", NUMBER(ct_listener()), NUMBER(server));
    traced("WSPSend(0x%x, 1 buffer of 4 bytes, 0) = 0, 4 bytes <",
           NUMBER(client));
    traced("WSPRecv(0x%x, 1 buffer of 8 bytes, MSG_PEEK) = 0, 4 bytes <",
           NUMBER(server));
    traced("WSPShutdown(0x%x, SD_SEND) = 0 <", NUMBER(client));
    EQUAL(closesocket(server), 0);
    traced("WSPCloseSocket(0x%x) = 0 <", NUMBER(server));
    lsp_remove();
}

static void addresses(const struct ct_row *row)
{
    struct sockaddr_in from;
    int length = sizeof(from);
    SOCKET listener, client, s;
    char in[8];

    (void)row;
    begin(true);
    listener = ct_open(CT_TCP_LISTENING);
    client = ct_open(CT_TCP);
    if (ct_failed())
        return;
    ct_connect(client, listener);
    s = ct_keep(accept(listener, SA(&from), &length));
    traced("WSPAccept(0x%x) = 0x%x, 127.0.0.1:%u <", NUMBER(listener),
           NUMBER(s), ntohs(ct_name(client).sin_port));
    traced("WSPGetSockName(0x%x) = 127.0.0.1:%u <", NUMBER(client),
           ntohs(ct_name(client).sin_port));
    s = ct_open(CT_UDP_BOUND);
    from = ct_name(s);
    EQUAL(sendto(s, "abc", 3, 0, SA(&from), sizeof(from)), 3);
    EQUAL(recvfrom(s, in, sizeof(in), 0, SA(&from), &length), 3);
    traced("WSPRecvFrom(0x%x, 1 buffer of 8 bytes, 0) = 0, 3 bytes, "
           "127.0.0.1:%u <",
           NUMBER(s), ntohs(from.sin_port));
    lsp_remove();
}

static void options(const struct ct_row *row)
{
    GUID id = WSAID_CONNECTEX;
    HANDLE event = ct_event();
    void *function = NULL;
    u_long on = 1;
    DWORD n = 0;
    int value = 1, length = sizeof(value);
    SOCKET s;

    (void)row;
    begin(true);
    s = ct_open(CT_TCP);
    EQUAL(setsockopt(s, IPPROTO_TCP, TCP_NODELAY, (char *)&value, length), 0);
    EQUAL(getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&value, &length), 0);
    EQUAL(ioctlsocket(s, (long)FIONBIO, &on), 0);
    EQUAL(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id),
                   &function, sizeof(function), &n, NULL, NULL),
          0);
    EQUAL(WSAEventSelect(s, event, FD_READ | FD_CLOSE), 0);
    traced("WSPSetSockOpt(0x%x, IPPROTO_TCP, TCP_NODELAY, 1) = 0 <", NUMBER(s));
    traced("WSPGetSockOpt(0x%x, SOL_SOCKET, SO_TYPE) = 1 <", NUMBER(s));
    traced("WSPIoctl(0x%x, FIONBIO, 4 bytes in, 0 out) = 0 <", NUMBER(s));
    traced("WSPIoctl(0x%x, SIO_GET_EXTENSION_FUNCTION_POINTER, ConnectEx)"
           " = 0 <",
           NUMBER(s));
    traced("WSPEventSelect(0x%x, event 0x%x, FD_READ|FD_CLOSE) = 0 <",
           NUMBER(s), NUMBER((ULONG_PTR)event));
    lsp_remove();
}

/* By their names, also where the program's memory cannot be looked at. */
static void failures(const struct ct_row *row)
{
    void *nowhere = ct_unmapped();
    char in[8];
    DWORD moved;
    SOCKET s;

    (void)row;
    begin(true);
    s = ct_open(CT_TCP);
    SOCKET_FAILS(WSAENOTCONN, recv(s, in, sizeof(in), 0));
    SOCKET_FAILS(WSAEFAULT, bind(s, nowhere, sizeof(SOCKADDR_IN)));
    traced("WSPRecv(0x%x, 1 buffer of 8 bytes, 0) = WSAENOTCONN <", NUMBER(s));
    traced("WSPBind(0x%x, %p of 16 bytes) = WSAEFAULT <", NUMBER(s), nowhere);
    s = ct_open(CT_TCP_CLIENT);
    SOCKET_FAILS(WSAEFAULT, WSASend(s, nowhere, 2, &moved, 0, NULL, NULL));
    traced("WSPSend(0x%x, 2 buffers, 0) = WSAEFAULT <", NUMBER(s));
    lsp_remove();
}

static void overlapped(const struct ct_row *row)
{
    char in[8];
    WSABUF buf = {sizeof(in), in};
    OVERLAPPED ov;
    DWORD flags = 0, n = 0;
    SOCKET client;

    (void)row;
    begin(true);
    client = ct_open(CT_TCP_CLIENT);
    if (ct_failed())
        return;
    memset(&ov, 0, sizeof(ov));
    ov.hEvent = ct_event();
    SOCKET_FAILS(WSA_IO_PENDING,
                 WSARecv(client, &buf, 1, NULL, &flags, &ov, NULL));
    EQUAL(send(ct_peer(), "abc", 3, 0), 3);
    CHECK(WSAGetOverlappedResult(client, &ov, &n, TRUE, &flags));
    traced("WSPRecv(0x%x, 1 buffer of 8 bytes, 0, overlapped %p)"
           " = WSA_IO_PENDING <",
           NUMBER(client), (void *)&ov);
    traced("WSPGetOverlappedResult(0x%x, overlapped %p, wait) = 0, 3 bytes <",
           NUMBER(client), (void *)&ov);
    lsp_remove();
}

/* A socket that has come by WSADuplicateSocket is the layer's, too. */
static void duplicated(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info;
    SOCKET s, d;

    (void)row;
    begin(true);
    s = ct_open(CT_TCP_CLIENT);
    NEED(WSADuplicateSocketW(s, GetCurrentProcessId(), &info), 0);
    d = ct_keep(WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                           FROM_PROTOCOL_INFO, &info, 0, 0));
    EQUAL(send(d, "x", 1, 0), 1);
    traced("WSPDuplicateSocket(0x%x, process %u) = 0 <", NUMBER(s),
           (unsigned)GetCurrentProcessId());
    traced("WSPSend(0x%x, 1 buffer of 1 bytes, 0) = 0, 1 bytes <", NUMBER(d));
    lsp_remove();
}

/* --- Many threads */

static DWORD WINAPI sender(void *arg)
{
    struct sockaddr_in to = ct_name((SOCKET)(ULONG_PTR)arg);
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);

    for (int i = 0; i < SENDS; i++)
        sendto(s, "datagram", 8, 0, SA(&to), sizeof(to));
    return closesocket(s) == 0 ? 0 : 1;
}

/* 22:04:47.123456 4711 WSP... <0.000012> */
static bool line_is_whole(const char *line, size_t length)
{
    return length > 20 && isdigit((unsigned char)line[0]) && line[8] == '.' &&
           strncmp(strchr(line + 16, ' '), " WSP", 4) == 0 &&
           line[length - 1] == '>';
}

static void threads(const struct ct_row *row)
{
    HANDLE thread[THREADS];
    char *text, *end;
    SOCKET to;

    (void)row;
    begin(true);
    to = ct_open(CT_UDP_BOUND);
    for (int i = 0; i < THREADS; i++)
        thread[i] = ct_thread(sender, (void *)(ULONG_PTR)to);
    for (int i = 0; i < THREADS; i++)
        ct_join(thread[i]);
    EQUAL(traced("1 buffer of 8 bytes, 0, 127.0.0.1:%u) = 0, 8 bytes <",
                 ntohs(ct_name(to).sin_port)),
          THREADS * SENDS);
    text = trace_get();
    for (char *line = text; (end = strchr(line, '\n')) != NULL; line = end + 1)
        CHECK(line_is_whole(line, (size_t)(end - line)));
    free(text);
    lsp_remove();
}

static const struct ct_row rows[] = {
    RULE(socket, "is not traced without WS2_LSP_TRACE", off),
    RULE(send, "is traced", told),
    RULE(accept, "is traced with its peer", addresses),
    RULE(setsockopt, "is traced by names", options),
    RULE(recv, "fails and is traced", failures),
    RULE(WSARecv, "is traced when it begins", overlapped),
    RULE(WSADuplicateSocket, "passes a layer on", duplicated),
    RULE(sendto, "is traced in many threads", threads),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
