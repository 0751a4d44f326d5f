/* SPDX-License-Identifier: MIT */
/* WSAAsyncGetServByName, WSAAsyncGetServByPort, WSAAsyncGetProtoByName and
 * WSAAsyncGetProtoByNumber. */
#include "names_async.h"

static void serv_found(const struct ct_row *row)
{
    static const struct key keys[] = {{.name = "HTTP", .proto = "TCP"},
                                      {.name = "www", .number = 80}};

    for (int i = 0; i < CT_COUNT(keys); i++) {
        memset(&got, 0, sizeof(got));
        told_good(ask(row->function, &keys[i], &got, sizeof(got)));
        SAME(got.serv.s_name, "http");
        SAME(got.serv.s_proto, "tcp");
        EQUAL((u_short)got.serv.s_port, htons(80));
        CHECK(inside(&got, sizeof(got), got.serv.s_name));
        CHECK(inside(&got, sizeof(got), got.serv.s_proto));
        CHECK(inside(&got, sizeof(got), got.serv.s_aliases));
        for (char **alias = got.serv.s_aliases; *alias != NULL; alias++)
            CHECK(inside(&got, sizeof(got), *alias));
    }
}

static void port_found(const struct ct_row *row)
{
    struct key k = {.number = 53, .proto = "udp"};

    told_good(ask(row->function, &k, &got, sizeof(got)));
    SAME(got.serv.s_name, "domain");
    SAME(got.serv.s_proto, "udp");
    EQUAL((u_short)got.serv.s_port, htons(53));
    k.proto = NULL;
    told_good(ask(row->function, &k, &got, sizeof(got)));
    SAME(got.serv.s_name, "domain");
}

static void proto_found(const struct ct_row *row)
{
    struct key k = {.name = "TCP", .number = IPPROTO_TCP};

    told_good(ask(row->function, &k, &got, sizeof(got)));
    SAME(got.proto.p_name, "tcp");
    EQUAL(got.proto.p_proto, IPPROTO_TCP);
    CHECK(inside(&got, sizeof(got), got.proto.p_name));
    CHECK(inside(&got, sizeof(got), got.proto.p_aliases));
    for (char **alias = got.proto.p_aliases; *alias != NULL; alias++)
        CHECK(inside(&got, sizeof(got), *alias));
}

static const struct key keys[] = {
    {.name = "no-such-service", .number = 60999},           /* 0 */
    {.name = "ssh", .number = 22, .proto = "udp"},          /* 1 */
    {.name = "no-such-protocol", .number = 254},            /* 2 */
    {.name = "http", .number = 80, .proto = "no-such-one"}, /* 3 */
    {.name = "", .number = -1},                             /* 4 */
};

static void not_found(const struct ct_row *row)
{
    told_fails(row->code,
               ask(row->function, &keys[row->arg], &got, sizeof(got)));
}

/* Row: arg is the bad pointer, the name's or the protocol's (arg2). */
static void bad_text(const struct ct_row *row)
{
    struct key k = key_good(row->function);

    *(row->arg2 ? &k.proto : &k.name) = ct_bad(row->arg);
    told_fails(row->code, ask(row->function, &k, &got, sizeof(got)));
}

/* A database that is there and cannot be opened. */
static void database_closed(const struct ct_row *row)
{
#ifdef __MINGW32__
    (void)row;
    ct_skip("needs another services file");
#else
    struct key k = key_good(row->function);

    env_set("WS2_SERVICES", "/dev/null/services");
    env_set("WS2_PROTOCOLS", "/dev/null/protocols");
    told_fails(row->code, ask(row->function, &k, &got, sizeof(got)));
    env_set("WS2_SERVICES", NULL);
    env_set("WS2_PROTOCOLS", NULL);
#endif
}

/* A database that cannot be opened now, for want of descriptors. */
static void descriptors_gone(const struct ct_row *row)
{
    static SOCKET socks[4096];
    struct key k = key_good(row->function);
    int count = 0;

    while (count < CT_COUNT(socks) &&
           (socks[count] = socket(AF_INET, SOCK_DGRAM, 0)) != INVALID_SOCKET)
        count++;
    if (count == CT_COUNT(socks))
        ct_skip("more than %d sockets", count);
    else
        told_fails(row->code, ask(row->function, &k, &got, sizeof(got)));
    while (count > 0)
        closesocket(socks[--count]);
}

/* No room for the message: the request is not under way. */
static void queue_full(const struct ct_row *row)
{
    struct key k = key_good(row->function);
    int posted = 0;

    while (posted < 100000 && PostMessageA(window, TOLD, 0, 0))
        posted++;
    if (posted == 100000)
        ct_skip("no limit of messages");
    else
        FAILS(NULL, row->code, ask(row->function, &k, &got, sizeof(got)));
    while (told_more())
        posted--;
    if (!ct_failed())
        EQUAL(posted, 0);
}

#define ROWS_DATABASE(fn)                                                      \
    ROWS_ANY(fn),                                                              \
        ROW(fn, WSANO_RECOVERY, "told: database cannot be opened",             \
            database_closed),                                                  \
        ROW(fn, WSATRY_AGAIN, "told: no descriptor for the database",          \
            descriptors_gone),                                                 \
        ROW(fn, WSAEWOULDBLOCK, "the queue of messages is full", queue_full)
#define BAD_NAME(fn)                                                           \
    ROW(fn, WSAEFAULT, "told: NULL name", bad_text, .arg = CT_NULL),           \
        ROW(fn, WSAEFAULT, "told: unmapped name", bad_text,                    \
            .arg = CT_UNMAPPED)
#define BAD_PROTO(fn)                                                          \
    ROW(fn, WSAEFAULT, "told: unmapped protocol", bad_text,                    \
        .arg = CT_UNMAPPED, .arg2 = 1)

static const struct ct_row rows[] = {
    ROWS_DATABASE(WSAAsyncGetServByName),
    BAD_NAME(WSAAsyncGetServByName),
    BAD_PROTO(WSAAsyncGetServByName),
    RULE(WSAAsyncGetServByName, "a service, and its alias", serv_found),
    ROW(WSAAsyncGetServByName, WSAHOST_NOT_FOUND, "told: no such service",
        not_found),
    ROW(WSAAsyncGetServByName, WSAHOST_NOT_FOUND, "told: no name", not_found,
        .arg = 4),
    ROW(WSAAsyncGetServByName, WSANO_DATA, "told: TCP service for udp",
        not_found, .arg = 1),
    ROW(WSAAsyncGetServByName, WSANO_DATA, "told: unknown protocol", not_found,
        .arg = 3),
    ROWS_DATABASE(WSAAsyncGetServByPort),
    BAD_PROTO(WSAAsyncGetServByPort),
    RULE(WSAAsyncGetServByPort, "a service", port_found),
    ROW(WSAAsyncGetServByPort, WSAHOST_NOT_FOUND, "told: no such port",
        not_found),
    ROW(WSAAsyncGetServByPort, WSANO_DATA, "told: TCP service for udp",
        not_found, .arg = 1),
    ROWS_DATABASE(WSAAsyncGetProtoByName),
    BAD_NAME(WSAAsyncGetProtoByName),
    RULE(WSAAsyncGetProtoByName, "a protocol", proto_found),
    ROW(WSAAsyncGetProtoByName, WSAHOST_NOT_FOUND, "told: no such protocol",
        not_found, .arg = 2),
    ROWS_DATABASE(WSAAsyncGetProtoByNumber),
    RULE(WSAAsyncGetProtoByNumber, "a protocol", proto_found),
    ROW(WSAAsyncGetProtoByNumber, WSAHOST_NOT_FOUND, "told: no such number",
        not_found, .arg = 2),
    ROW(WSAAsyncGetProtoByNumber, WSAHOST_NOT_FOUND, "told: -1", not_found,
        .arg = 4),
};

int main(int argc, char **argv)
{
    window = window_make();
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
