/* SPDX-License-Identifier: MIT */
/* Loading transport providers: when, how often, and those that cannot be used.
 */
#include "blocking.h"
#include "lsp.h"

static const struct {
    const char *file;
    int code;
} liars[] = {
    {"nostartup", WSAEPROVIDERFAILEDINIT},     /* 0 */
    {"fails", WSAEPROVIDERFAILEDINIT},         /* 1 */
    {"failsnotready", WSAEPROVIDERFAILEDINIT}, /* 2 */
    {"failsminus", WSAEPROVIDERFAILEDINIT},    /* 3 */
    {"failsfilled", WSAEPROVIDERFAILEDINIT},   /* 4 */
    {"noobject", WSAEPROVIDERFAILEDINIT},      /* 5 */
    {"notthere", WSAEPROVIDERFAILEDINIT},      /* 6 */
    {"noversion", WSAEINVALIDPROVIDER},        /* 7 */
    {"oldversion", WSAEINVALIDPROVIDER},       /* 8 */
    {"newversion", WSAEINVALIDPROVIDER},       /* 9 */
    {"notable", WSAEINVALIDPROCTABLE},         /* 10 */
    {"nofirst", WSAEINVALIDPROCTABLE},         /* 11 */
    {"nolast", WSAEINVALIDPROCTABLE},          /* 12 */
    {"nocleanup", WSAEINVALIDPROCTABLE},       /* 13 */
    {"socketunnamed", WSASYSCALLFAILURE},      /* 14 */
    {"socketnamed", WSAEHOSTDOWN},             /* 15 */
    {"asksitself", WSASYSCALLFAILURE},         /* 16 */
};
enum { ASKS_ITSELF = 16 };

/* Sockets that are none of the provider's work on. */
static void healthy(void)
{
    SOCKET s = ct_keep(socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP));

    if (ct_have_ipv6())
        CHECK(s != INVALID_SOCKET);
}

static void liar(const struct ct_row *row)
{
    const int code = liars[row->arg].code;

    lsp_install(liars[row->arg].file, 0);
    lsp_restart();
    FAILS(INVALID_SOCKET, code, socket(AF_INET, SOCK_STREAM, IPPROTO_TCP));
    FAILS(INVALID_SOCKET, code,
          WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0, 0)); /* remembered */
    healthy();
    lsp_remove();
    lsp_restart();
    CHECK(ct_keep(socket(AF_INET, SOCK_STREAM, 0)) != INVALID_SOCKET);
}

static void asked_itself(const struct ct_row *row)
{
    int *asked;

    liar(row);
    asked = (int *)(void (*)(void))lsp_exported(liars[ASKS_ITSELF].file,
                                                "liar_asked");
    CHECK(asked != NULL && *asked == WSASYSNOTREADY);
}

static void foreign_socket(const struct ct_row *row)
{
    SOCKET s;

    (void)row;
    lsp_install("foreignsocket", 0);
    lsp_restart();
    s = socket(AF_INET, SOCK_STREAM, 0);
    EQUAL(s, 0x12345678);
    SOCKET_FAILS(WSAENOTSOCK, send(s, "x", 1, 0));
    SOCKET_FAILS(WSAENOTSOCK, closesocket(s));
    healthy();
    lsp_remove();
}

/* A success, and a start, leave the last error alone. */
static void loaded_once(const struct ct_row *row)
{
    LONG starts = lsp_count("pass", LAYER_STARTS);
    LONG cleanups = lsp_count("pass", LAYER_CLEANUPS);

    (void)row;
    lsp_install("pass", XP1_IFS_HANDLES);
    lsp_restart();
    EQUAL(lsp_count("pass", LAYER_STARTS), starts);
    WSASetLastError(CT_UNTOUCHED);
    for (int i = 0; i < 3; i++)
        CHECK(ct_keep(socket(AF_INET, SOCK_STREAM, 0)) != INVALID_SOCKET);
    CHECK(ct_keep(socket(AF_INET, SOCK_DGRAM, 0)) != INVALID_SOCKET);
    EQUAL(WSAGetLastError(), CT_UNTOUCHED);
    EQUAL(lsp_count("pass", LAYER_STARTS), starts + 1);
    lsp_restart();
    EQUAL(lsp_count("pass", LAYER_CLEANUPS), cleanups + 1);
    CHECK(ct_keep(socket(AF_INET, SOCK_STREAM, 0)) != INVALID_SOCKET);
    EQUAL(lsp_count("pass", LAYER_STARTS), starts + 2);
    lsp_remove();
}

static DWORD WINAPI many_sockets(void *arg)
{
    for (int i = 0; i < 100; i++) {
        SOCKET s = socket(AF_INET, SOCK_STREAM, 0);

        if (s == INVALID_SOCKET || closesocket(s) != 0)
            return 1;
    }
    *(DWORD *)arg = 0;
    return 0;
}

/* All are first at once. */
static void many_threads(const struct ct_row *row)
{
    LONG starts = lsp_count("pass", LAYER_STARTS);
    DWORD failed[4] = {1, 1, 1, 1};
    HANDLE threads[4];

    (void)row;
    lsp_install("pass", XP1_IFS_HANDLES);
    lsp_restart();
    for (int i = 0; i < 4; i++)
        threads[i] = ct_thread(many_sockets, &failed[i]);
    for (int i = 0; i < 4; i++) {
        ct_join(threads[i]);
        EQUAL(failed[i], 0);
    }
    EQUAL(lsp_count("pass", LAYER_STARTS), starts + 1);
    lsp_remove();
}

/* --- The base provider, as layers find it. */

enum { BAD_DATA = 1, BAD_TABLE, OLD };

static void base_refuses(const struct ct_row *row)
{
    LPWSPSTARTUP startup = lsp_base_startup();
    WSPUPCALLTABLE upcalls;
    WSPPROC_TABLE table;
    WSPDATA data;
    WORD version = row->arg == OLD ? MAKEWORD(2, 1) : MAKEWORD(2, 2);
    void *bad = ct_bad(row->arg2);

    memset(&upcalls, 0, sizeof(upcalls));
    CHECK(startup != NULL);
    if (startup == NULL)
        return;
    EQUAL(startup(version, row->arg == BAD_DATA ? bad : &data, NULL, upcalls,
                  row->arg == BAD_TABLE ? bad : &table),
          row->code);
}

/* A layer would be here that starts in a blocking hook. */
static struct {
    LPWSPSTARTUP startup;
    int code;
} hooked;

static void hooked_start(void)
{
    WSPUPCALLTABLE upcalls;
    WSPPROC_TABLE table;
    WSPDATA data;

    memset(&upcalls, 0, sizeof(upcalls));
    hooked.code = hooked.startup(MAKEWORD(2, 2), &data, NULL, upcalls, &table);
}

static void base_in_hook(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    char in[1];

    hooked.startup = lsp_base_startup();
    CHECK(hooked.startup != NULL);
    if (ct_failed())
        return;
    ct_hook_begin(hooked_start, 2);
    SOCKET_FAILS(WSAEINTR, recv(s, in, 1, 0));
    EQUAL(hooked.code, row->code);
}

static void base_serves(const struct ct_row *row)
{
    LPWSPSTARTUP startup = lsp_base_startup();
    WSPUPCALLTABLE upcalls;
    WSPPROC_TABLE table;
    WSPDATA data;
    struct sockaddr_in sa = ct_loopback(htons(80)), back;
    WCHAR text[64];
    DWORD room = 64;
    INT e = 0, len = sizeof(back);
    void (*slots[sizeof(table) / sizeof(void (*)(void))])(void);

    (void)row;
    memset(&upcalls, 0, sizeof(upcalls));
    CHECK(startup != NULL);
    if (startup == NULL)
        return;
    memset(&table, 0, sizeof(table));
    EQUAL(startup(MAKEWORD(2, 3), &data, NULL, upcalls, &table), 0);
    EQUAL(data.wVersion, MAKEWORD(2, 2));
    EQUAL(data.wHighVersion, MAKEWORD(2, 2));
    memcpy(slots, &table, sizeof(slots));
    for (int i = 0; i < CT_COUNT(slots); i++)
        CHECK(slots[i] != NULL);
    EQUAL(
        table.lpWSPAddressToString(SA(&sa), sizeof(sa), NULL, text, &room, &e),
        0);
    CHECK(wcscmp(text, L"127.0.0.1:80") == 0);
    EQUAL(table.lpWSPStringToAddress(text, AF_INET, NULL, SA(&back), &len, &e),
          0);
    EQUAL(back.sin_port, htons(80));
    EQUAL(table.lpWSPStringToAddress(text, AF_INET6, NULL, SA(&back), &len, &e),
          SOCKET_ERROR);
    EQUAL(e, WSAEFAULT); /* its room */
    EQUAL(table.lpWSPCleanup(&e), 0);
}

#define LIAR(code, what, i, ...)                                               \
    ROW(socket, code, what, liar, .arg = i, __VA_ARGS__),                      \
        ROW(WSASocket, code, what, liar, .arg = i, __VA_ARGS__)
#define START(err, what, ...)                                                  \
    ROW(WSPStartup, err, what, base_refuses, __VA_ARGS__)

static const struct ct_row rows[] = {
    LIAR(WSAEPROVIDERFAILEDINIT, "no WSPStartup", 0),
    LIAR(WSAEPROVIDERFAILEDINIT, "WSPStartup fails", 1),
    LIAR(WSAEPROVIDERFAILEDINIT, "it says that it is not ready", 2),
    LIAR(WSAEPROVIDERFAILEDINIT, "it fails with what is no code", 3),
    LIAR(WSAEPROVIDERFAILEDINIT, "it fails and fills the table", 4),
    LIAR(WSAEPROVIDERFAILEDINIT, "a file that is none", 5),
    LIAR(WSAEPROVIDERFAILEDINIT, "a file that is gone", 6),
    LIAR(WSAEINVALIDPROVIDER, "no version", 7),
    LIAR(WSAEINVALIDPROVIDER, "version 1.1", 8),
    LIAR(WSAEINVALIDPROVIDER, "a version that was not asked for", 9),
    LIAR(WSAEINVALIDPROCTABLE, "no procedures", 10),
    LIAR(WSAEINVALIDPROCTABLE, "the first procedure is missing", 11),
    LIAR(WSAEINVALIDPROCTABLE, "the last procedure is missing", 12),
    LIAR(WSAEINVALIDPROCTABLE, "WSPCleanup is missing", 13),
    RULE(socket, "WSPSocket names no code: WSASYSCALLFAILURE", liar, .arg = 14),
    RULE(socket, "WSPSocket names one: it is told", liar, .arg = 15),
    RULE(socket, "WSPStartup asks for a socket of itself: WSASYSNOTREADY",
         asked_itself, .arg = ASKS_ITSELF),
    RULE(socket, "WSPSocket gives what is no handle", foreign_socket),
    RULE(socket, "a provider is loaded once, and told of the end", loaded_once),
    RULE(socket, "by many threads at once", many_threads),
    START(WSAVERNOTSUPPORTED, "below 2.2", .arg = OLD),
    START(WSAEFAULT, "data NULL", .arg = BAD_DATA),
    START(WSAEFAULT, "data unmapped", .arg = BAD_DATA, .arg2 = CT_UNMAPPED),
    START(WSAEFAULT, "table NULL", .arg = BAD_TABLE),
    START(WSAEFAULT, "table unmapped", .arg = BAD_TABLE, .arg2 = CT_UNMAPPED),
    ROW(WSPStartup, WSAEINPROGRESS, "from a blocking hook", base_in_hook),
    RULE(WSPStartup, "fills every procedure", base_serves),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
