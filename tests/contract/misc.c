/* SPDX-License-Identifier: MIT */
/* Byte order, with and without a socket, and the protocol catalog. */
#include "harness.h"
#include <stdlib.h>

/* The WSA conversion that the row names; the longs of Windows have 32 bits. */
static int convert(const struct ct_row *row, SOCKET s, void *out)
{
    if (strcmp(row->function, "WSAHtonl") == 0)
        return WSAHtonl(s, 0x01020304, out);
    if (strcmp(row->function, "WSANtohl") == 0)
        return WSANtohl(s, 0x01020304, out);
    if (strcmp(row->function, "WSAHtons") == 0)
        return WSAHtons(s, 0x0102, out);
    return WSANtohs(s, 0x0102, out);
}

static bool is_long(const struct ct_row *row)
{
    return row->function[strlen(row->function) - 1] == 'l';
}

static void convert_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    u_long out = 0;

    if (!ct_failed())
        SOCKET_FAILS(row->code, convert(row, s, &out));
}

/* Row: the result's address is arg (enum ct_bad); one byte of it is missing
 * with arg2. */
static void convert_pointer(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    void *bad = row->arg2 ? ct_edge(is_long(row) ? 3 : 1) : ct_bad(row->arg);

    SOCKET_FAILS(row->code, convert(row, s, bad));
}

static void converts(const struct ct_row *row)
{
    static const unsigned char want[] = {1, 2, 3, 4};
    SOCKET s = ct_sock(row);
    unsigned char out[8] = {0};
    bool to_net = row->function[3] == 'H';
    u_long back;
    u_short back_short;

    if (ct_failed())
        return;
    EQUAL(convert(row, s, out), 0);
    if (is_long(row)) {
        memcpy(&back, out, 4);
        EQUAL(to_net ? memcmp(out, want, 4) : back != ntohl(0x01020304), 0);
    } else {
        memcpy(&back_short, out, 2);
        EQUAL(to_net ? memcmp(out, want, 2) : back_short != ntohs(0x0102), 0);
    }
    EQUAL(out[is_long(row) ? 4 : 2], 0); /* no byte more */
}

static void plain_forms(const struct ct_row *row)
{
    (void)row;
    EQUAL(ntohl(htonl(0x01020304)), 0x01020304);
    EQUAL(ntohs(htons(0x0102)), 0x0102);
    EQUAL(htonl(0x01020304) & 0xff, 1);
    EQUAL(htons(0x0102) & 0xff, 1);
}

/* The entries that a filter takes, of either form; the row's table of size
 * bytes lives in *buffer, which the caller frees. */
static int entries(INT *filter, bool wide, void **buffer)
{
    DWORD len = 0;
    int n;

    *buffer = NULL;
    n = wide ? WSAEnumProtocolsW(filter, NULL, &len)
             : WSAEnumProtocolsA(filter, NULL, &len);
    if (n == SOCKET_ERROR && WSAGetLastError() == WSAENOBUFS) {
        *buffer = malloc(len);
        n = wide ? WSAEnumProtocolsW(filter, *buffer, &len)
                 : WSAEnumProtocolsA(filter, *buffer, &len);
    }
    if (n == SOCKET_ERROR)
        ct_fail("WSAEnumProtocols gave %s", ct_err_name(WSAGetLastError()));
    return n;
}

static void enum_unstarted(const struct ct_row *row)
{
    WSAPROTOCOL_INFOA info;
    DWORD len = sizeof(info);

    if (row->flags & CT_CLEANED)
        EQUAL(WSACleanup(), 0);
    SOCKET_FAILS(row->code, WSAEnumProtocolsA(NULL, &info, &len));
    SOCKET_FAILS(row->code, WSAEnumProtocolsW(NULL, NULL, &len));
}

enum place { FILTER, BUFFER, LENGTH };

/* Row: a bad pointer (enum ct_bad) at a place (arg2). */
static void enum_pointer(const struct ct_row *row)
{
    static char room[65536];
    INT filter[] = {IPPROTO_TCP, 0};
    DWORD len = sizeof(room);
    void *bad = ct_bad(row->arg);
    int at = row->arg2;

    SOCKET_FAILS(row->code, WSAEnumProtocolsA(at == FILTER ? bad : filter,
                                              at == BUFFER ? bad : (void *)room,
                                              at == LENGTH ? bad : &len));
    len = sizeof(room);
    SOCKET_FAILS(row->code, WSAEnumProtocolsW(at == FILTER ? bad : filter,
                                              at == BUFFER ? bad : (void *)room,
                                              at == LENGTH ? bad : &len));
}

/* All or nothing: the room needed comes back, and is enough. */
static void enum_room(const struct ct_row *row)
{
    static WSAPROTOCOL_INFOW room[64];
    DWORD len = 0, need;

    SOCKET_FAILS(row->code, WSAEnumProtocolsW(NULL, NULL, &len));
    NEED(len != 0 && len <= sizeof(room) && len % sizeof(*room) == 0, TRUE);
    need = len;
    len = 0;
    SOCKET_FAILS(row->code, WSAEnumProtocolsW(NULL, room, &len));
    EQUAL(len, need);
    len = need - 1;
    memset(room, 0, sizeof(room));
    SOCKET_FAILS(row->code, WSAEnumProtocolsW(NULL, room, &len));
    EQUAL(len, need);
    EQUAL(room[0].iVersion, 0); /* untouched */
    EQUAL(WSAEnumProtocolsW(NULL, room, &len), need / sizeof(*room));
}

static void enum_room_narrow(const struct ct_row *row)
{
    static WSAPROTOCOL_INFOA room[64];
    DWORD len = 0, need;

    SOCKET_FAILS(row->code, WSAEnumProtocolsA(NULL, NULL, &len));
    need = len;
    len--;
    SOCKET_FAILS(row->code, WSAEnumProtocolsA(NULL, room, &len));
    EQUAL(len, need);
    EQUAL(WSAEnumProtocolsA(NULL, room, &len), need / sizeof(*room));
}

/* Row: the entry of family arg and type arg2 has the service flags arg3. */
static void enum_lists(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW *list;
    void *buffer;
    int i, found = 0, n = entries(NULL, true, &buffer);

    list = buffer;
    for (i = 0; i < n; i++) {
        CHECK(list[i].szProtocol[0] != 0);
        EQUAL(list[i].dwProviderFlags & PFL_HIDDEN, 0);
        CHECK(list[i].ProtocolChain.ChainLen >= 1);
        if (list[i].iAddressFamily != row->arg ||
            list[i].iSocketType != row->arg2)
            continue;
        found++;
        EQUAL(list[i].dwServiceFlags1 & ~(DWORD)XP1_QOS_SUPPORTED,
              (DWORD)row->arg3);
        EQUAL(list[i].iVersion, 2);
        EQUAL(list[i].iNetworkByteOrder, BIGENDIAN);
        EQUAL(list[i].iMaxSockAddr, row->arg == AF_INET
                                        ? sizeof(struct sockaddr_in)
                                        : sizeof(struct sockaddr_in6));
        EQUAL(list[i].iProtocol,
              row->arg2 == SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP);
        EQUAL(list[i].dwMessageSize == 0, row->arg2 == SOCK_STREAM);
    }
    CHECK(found >= 1);
    free(buffer);
}

/* The filter ends with 0; what it names and nobody has is no matter. */
static void enum_filters(const struct ct_row *row)
{
    INT filter[] = {0x7ead, IPPROTO_UDP, 0x7eef, 0, IPPROTO_TCP};
    WSAPROTOCOL_INFOA *list;
    void *buffer;
    int i, n = entries(filter, false, &buffer);

    (void)row;
    list = buffer;
    CHECK(n >= 2); /* IPv4 and IPv6 */
    for (i = 0; i < n; i++)
        EQUAL(list[i].iProtocol, IPPROTO_UDP);
    free(buffer);
}

static void enum_forms_agree(const struct ct_row *row)
{
    WSAPROTOCOL_INFOA *narrow;
    WSAPROTOCOL_INFOW *wide;
    void *a, *w;
    int i, j, n = entries(NULL, false, &a);

    (void)row;
    NEED(entries(NULL, true, &w), n);
    narrow = a;
    wide = w;
    for (i = 0; i < n; i++) {
        EQUAL(memcmp(&narrow[i], &wide[i],
                     offsetof(WSAPROTOCOL_INFOA, szProtocol)),
              0);
        for (j = 0; narrow[i].szProtocol[j] != '\0'; j++)
            EQUAL((WCHAR)narrow[i].szProtocol[j], wide[i].szProtocol[j]);
        EQUAL(wide[i].szProtocol[j], 0);
    }
    free(a);
    free(w);
}

/* Every entry of TCP and UDP makes a socket of its kind. */
static void enum_makes_sockets(const struct ct_row *row)
{
    INT filter[] = {IPPROTO_TCP, IPPROTO_UDP, 0};
    WSAPROTOCOL_INFOW *list;
    void *buffer;
    SOCKET s;
    int i, type, len, n = entries(filter, true, &buffer);

    (void)row;
    list = buffer;
    for (i = 0; i < n; i++) {
        if (list[i].iAddressFamily != AF_INET)
            continue; /* there may be no IPv6 here */
        s = ct_keep(WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                               FROM_PROTOCOL_INFO, &list[i], 0,
                               WSA_FLAG_OVERLAPPED));
        CHECK(s != INVALID_SOCKET);
        len = sizeof(type);
        EQUAL(getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&type, &len), 0);
        EQUAL(type, list[i].iSocketType);
    }
    free(buffer);
}

/* WSAHtonl's page is the only one that has rows in the contract; its three
 * siblings do the same. */
#define FOUR(err, what, func, ...)                                             \
    ROW(WSAHtonl, err, what, func, __VA_ARGS__),                               \
        RULE(WSANtohl, #err ": " what, func, .code = err, __VA_ARGS__),        \
        RULE(WSAHtons, #err ": " what, func, .code = err, __VA_ARGS__),        \
        RULE(WSANtohs, #err ": " what, func, .code = err, __VA_ARGS__)
#define FOUR_RULES(what, func, ...)                                            \
    RULE(WSAHtonl, what, func, __VA_ARGS__),                                   \
        RULE(WSANtohl, what, func, __VA_ARGS__),                               \
        RULE(WSAHtons, what, func, __VA_ARGS__),                               \
        RULE(WSANtohs, what, func, __VA_ARGS__)
#define ENUM_BAD(what, how, where)                                             \
    ROW(WSAEnumProtocols, WSAEFAULT, what, enum_pointer, .arg = how,           \
        .arg2 = where)
#define TCP_FLAGS                                                              \
    (XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER | XP1_GRACEFUL_CLOSE |     \
     XP1_EXPEDITED_DATA | XP1_IFS_HANDLES)
#define UDP_FLAGS                                                              \
    (XP1_CONNECTIONLESS | XP1_MESSAGE_ORIENTED | XP1_SUPPORT_BROADCAST |       \
     XP1_SUPPORT_MULTIPOINT | XP1_IFS_HANDLES)
#define LISTS(what, family, type, service)                                     \
    RULE(WSAEnumProtocols, "lists " what, enum_lists, .arg = family,           \
         .arg2 = type, .arg3 = service)

static const struct ct_row rows[] = {
    FOUR(WSANOTINITIALISED, "before WSAStartup", convert_fails,
         .sock = CT_INVALID, .flags = CT_UNSTARTED),
    FOUR(WSANOTINITIALISED, "after WSACleanup", convert_fails, .sock = CT_TCP,
         .flags = CT_CLEANED),
    FOUR(WSAENOTSOCK, "INVALID_SOCKET", convert_fails, .sock = CT_INVALID),
    FOUR(WSAENOTSOCK, "closed socket", convert_fails, .sock = CT_STALE),
    FOUR(WSAENOTSOCK, "event handle", convert_fails, .sock = CT_EVENT),
    FOUR(WSAEFAULT, "NULL", convert_pointer, .sock = CT_TCP),
    FOUR(WSAEFAULT, "unmapped", convert_pointer, .sock = CT_TCP,
         .arg = CT_UNMAPPED),
    FOUR(WSAEFAULT, "read-only", convert_pointer, .sock = CT_TCP,
         .arg = CT_READONLY),
    FOUR(WSAEFAULT, "one byte unmapped", convert_pointer, .sock = CT_TCP,
         .arg2 = 1),
    FIRST(WSAHtonl, WSAENOTSOCK, "WSAEFAULT", convert_pointer,
          .sock = CT_STALE),
    FIRST(WSAHtonl, WSANOTINITIALISED, "WSAEFAULT", convert_pointer,
          .sock = CT_INVALID, .flags = CT_UNSTARTED),
    FOUR_RULES("converts, TCP", converts, .sock = CT_TCP),
    FOUR_RULES("converts, IPv6 UDP", converts, .sock = CT_UDP6),
    RULE(htonl, "and its three siblings need nothing", plain_forms,
         .flags = CT_UNSTARTED),
    ROW(WSAEnumProtocols, WSANOTINITIALISED, "before WSAStartup",
        enum_unstarted, .flags = CT_UNSTARTED),
    ROW(WSAEnumProtocols, WSANOTINITIALISED, "after WSACleanup", enum_unstarted,
        .flags = CT_CLEANED),
    ENUM_BAD("length NULL", CT_NULL, LENGTH),
    ENUM_BAD("length unmapped", CT_UNMAPPED, LENGTH),
    ENUM_BAD("length read-only", CT_READONLY, LENGTH),
    ENUM_BAD("filter unmapped", CT_UNMAPPED, FILTER),
    ENUM_BAD("buffer unmapped", CT_UNMAPPED, BUFFER),
    ENUM_BAD("buffer read-only", CT_READONLY, BUFFER),
    ENUM_BAD("buffer partly mapped", CT_EDGE, BUFFER),
    ROW(WSAEnumProtocols, WSAENOBUFS, "no room, or too little", enum_room),
    ROW(WSAEnumProtocols, WSAENOBUFS, "narrow, too little room",
        enum_room_narrow),
    LISTS("TCP", AF_INET, SOCK_STREAM, TCP_FLAGS),
    LISTS("UDP", AF_INET, SOCK_DGRAM, UDP_FLAGS),
    LISTS("TCP over IPv6", AF_INET6, SOCK_STREAM, TCP_FLAGS),
    LISTS("UDP over IPv6", AF_INET6, SOCK_DGRAM, UDP_FLAGS),
    RULE(WSAEnumProtocols, "a filter of protocols", enum_filters),
    RULE(WSAEnumProtocols, "both forms list the same", enum_forms_agree),
    RULE(WSAEnumProtocols, "entries make sockets", enum_makes_sockets),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
