/* SPDX-License-Identifier: MIT */
/* Two sockets of one user, one port: the documented matrix of bind outcomes
 * (Microsoft Learn, "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE", enhanced
 * socket security, same user account), for TCP and for UDP. */
#include "harness.h"

enum mode { PLAIN, REUSE, EXCLUSIVE };
enum where { WILDCARD, SPECIFIC };

#define PACK(mode, where) ((mode)*2 + (where))

static SOCKET socket_of(bool udp, int packed)
{
    SOCKET s = ct_open(udp ? CT_UDP : CT_TCP);
    BOOL on = TRUE;

    if (packed / 2 != PLAIN)
        EQUAL(
            setsockopt(s, SOL_SOCKET,
                       packed / 2 == REUSE ? SO_REUSEADDR : SO_EXCLUSIVEADDRUSE,
                       (char *)&on, sizeof(on)),
            0);
    return s;
}

static struct sockaddr_in address_of(int packed, u_short port_be)
{
    struct sockaddr_in sin = ct_loopback(port_be);

    if (packed % 2 == WILDCARD)
        sin.sin_addr.s_addr = htonl(INADDR_ANY);
    return sin;
}

/* Row: arg is the first socket's mode and address, arg2 the second's, arg3 is
 * 1 for UDP; the second bind fails with the row's code, or not when it is 0. */
static void second_bind(const struct ct_row *row)
{
    struct sockaddr_in sin = address_of(row->arg, 0);
    SOCKET first = socket_of(row->arg3, row->arg), second;

    NEED(bind(first, SA(&sin), sizeof(sin)), 0);
    sin = address_of(row->arg2, ct_name(first).sin_port);
    second = socket_of(row->arg3, row->arg2);
    if (row->code != 0)
        SOCKET_FAILS(row->code, bind(second, SA(&sin), sizeof(sin)));
    else
        EQUAL(bind(second, SA(&sin), sizeof(sin)), 0);
}

/* Row: arg and arg2 as above, but the first socket listens. */
static void second_bind_listening(const struct ct_row *row)
{
    struct sockaddr_in sin = address_of(row->arg, 0);
    SOCKET first = socket_of(false, row->arg), second;

    NEED(bind(first, SA(&sin), sizeof(sin)), 0);
    EQUAL(listen(first, 5), 0);
    sin = address_of(row->arg2, ct_name(first).sin_port);
    second = socket_of(false, row->arg2);
    if (row->code != 0)
        SOCKET_FAILS(row->code, bind(second, SA(&sin), sizeof(sin)));
    else
        EQUAL(bind(second, SA(&sin), sizeof(sin)), 0);
}

/* A server with SO_REUSEADDR comes back while its last connection is in
 * TIME_WAIT. */
static void restarts(const struct ct_row *row)
{
    int packed = PACK(REUSE, SPECIFIC);
    struct sockaddr_in sin = address_of(packed, 0);
    SOCKET server = socket_of(false, packed), client = ct_open(CT_TCP);
    SOCKET accepted;
    char byte;

    (void)row;
    NEED(bind(server, SA(&sin), sizeof(sin)), 0);
    EQUAL(listen(server, 5), 0);
    sin = ct_name(server);
    ct_connect(client, server);
    accepted = accept(server, NULL, NULL);
    EQUAL(closesocket(accepted), 0); /* the server ends first */
    EQUAL(recv(client, &byte, 1, 0), 0);
    EQUAL(closesocket(client), 0);
    EQUAL(closesocket(server), 0);
    EQUAL(bind(socket_of(false, packed), SA(&sin), sizeof(sin)), 0);
}

#define CELL(err, known, f, fw, s, sw)                                         \
    RULE(bind, "TCP: " #f " " #fw ", then " #s " " #sw, second_bind,           \
         .code = (err), .arg = PACK(f, fw), .arg2 = PACK(s, sw),               \
         .xfail = known),                                                      \
        RULE(bind, "UDP: " #f " " #fw ", then " #s " " #sw, second_bind,       \
             .code = (err), .arg = PACK(f, fw), .arg2 = PACK(s, sw),           \
             .arg3 = 1, .xfail = known)
#define IN_USE(...) CELL(WSAEADDRINUSE, NULL, __VA_ARGS__)
#define DENIED(...) CELL(WSAEACCES, NULL, __VA_ARGS__)
#define SHARES(...) CELL(0, NULL, __VA_ARGS__)
/* Linux lets the wildcard address and a specific one stand side by side only
 * when both sockets opted in, whoever binds first: docs/differences.md. */
#define APART(...) CELL(0, "#3", __VA_ARGS__)

#define LISTENING(err, f, s)                                                   \
    RULE(bind, "TCP: " #f " listens, then " #s, second_bind_listening,         \
         .code = (err), .arg = PACK(f, SPECIFIC), .arg2 = PACK(s, SPECIFIC))
#define OTHERS 6 /* rows that are no cells */

static const struct ct_row rows[] = {
    /* first: default, wildcard */
    IN_USE(PLAIN, WILDCARD, PLAIN, WILDCARD),
    APART(PLAIN, WILDCARD, PLAIN, SPECIFIC),
    DENIED(PLAIN, WILDCARD, REUSE, WILDCARD),
    APART(PLAIN, WILDCARD, REUSE, SPECIFIC),
    IN_USE(PLAIN, WILDCARD, EXCLUSIVE, WILDCARD),
    APART(PLAIN, WILDCARD, EXCLUSIVE, SPECIFIC),
    /* first: default, specific */
    APART(PLAIN, SPECIFIC, PLAIN, WILDCARD),
    IN_USE(PLAIN, SPECIFIC, PLAIN, SPECIFIC),
    APART(PLAIN, SPECIFIC, REUSE, WILDCARD),
    DENIED(PLAIN, SPECIFIC, REUSE, SPECIFIC),
    IN_USE(PLAIN, SPECIFIC, EXCLUSIVE, WILDCARD),
    IN_USE(PLAIN, SPECIFIC, EXCLUSIVE, SPECIFIC),
    /* first: reuse, wildcard */
    IN_USE(REUSE, WILDCARD, PLAIN, WILDCARD),
    APART(REUSE, WILDCARD, PLAIN, SPECIFIC),
    SHARES(REUSE, WILDCARD, REUSE, WILDCARD),
    SHARES(REUSE, WILDCARD, REUSE, SPECIFIC),
    IN_USE(REUSE, WILDCARD, EXCLUSIVE, WILDCARD),
    APART(REUSE, WILDCARD, EXCLUSIVE, SPECIFIC),
    /* first: reuse, specific */
    APART(REUSE, SPECIFIC, PLAIN, WILDCARD),
    IN_USE(REUSE, SPECIFIC, PLAIN, SPECIFIC),
    SHARES(REUSE, SPECIFIC, REUSE, WILDCARD),
    SHARES(REUSE, SPECIFIC, REUSE, SPECIFIC),
    IN_USE(REUSE, SPECIFIC, EXCLUSIVE, WILDCARD),
    IN_USE(REUSE, SPECIFIC, EXCLUSIVE, SPECIFIC),
    /* first: exclusive, wildcard */
    IN_USE(EXCLUSIVE, WILDCARD, PLAIN, WILDCARD),
    DENIED(EXCLUSIVE, WILDCARD, PLAIN, SPECIFIC),
    DENIED(EXCLUSIVE, WILDCARD, REUSE, WILDCARD),
    DENIED(EXCLUSIVE, WILDCARD, REUSE, SPECIFIC),
    IN_USE(EXCLUSIVE, WILDCARD, EXCLUSIVE, WILDCARD),
    DENIED(EXCLUSIVE, WILDCARD, EXCLUSIVE, SPECIFIC),
    /* first: exclusive, specific */
    APART(EXCLUSIVE, SPECIFIC, PLAIN, WILDCARD),
    IN_USE(EXCLUSIVE, SPECIFIC, PLAIN, SPECIFIC),
    APART(EXCLUSIVE, SPECIFIC, REUSE, WILDCARD),
    DENIED(EXCLUSIVE, SPECIFIC, REUSE, SPECIFIC),
    IN_USE(EXCLUSIVE, SPECIFIC, EXCLUSIVE, WILDCARD),
    IN_USE(EXCLUSIVE, SPECIFIC, EXCLUSIVE, SPECIFIC),
    /* a listener is no easier to rob */
    LISTENING(WSAEACCES, PLAIN, REUSE),
    LISTENING(WSAEADDRINUSE, REUSE, PLAIN),
    LISTENING(WSAEADDRINUSE, REUSE, EXCLUSIVE),
    LISTENING(0, REUSE, REUSE),
    LISTENING(WSAEACCES, EXCLUSIVE, REUSE),
    RULE(bind, "SO_REUSEADDR, port in TIME_WAIT", restarts, .arg = 0),
};

int main(int argc, char **argv)
{
    if (argc < 2 || strcmp(argv[1], "--list") != 0)
        printf("matrix: %d cells, each for TCP and UDP\n",
               (CT_COUNT(rows) - OTHERS) / 2);
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
