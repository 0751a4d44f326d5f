/* SPDX-License-Identifier: MIT */
/* socket and WSASocket: which triples of family, type and protocol there are,
 * and which of them fails with what. WSASocket's WSAPROTOCOL_INFO and flags. */
#include "harness.h"

/* Row: family, type and protocol are arg, arg2 and arg3. */
static void socket_fails(const struct ct_row *row)
{
    ct_sock(row);
    FAILS(INVALID_SOCKET, row->code, socket(row->arg, row->arg2, row->arg3));
}

static void wsasocket_fails(const struct ct_row *row)
{
    ct_sock(row);
    FAILS(INVALID_SOCKET, row->code,
          WSASocketW(row->arg, row->arg2, row->arg3, NULL, 0,
                     WSA_FLAG_OVERLAPPED));
    FAILS(INVALID_SOCKET, row->code,
          WSASocketA(row->arg, row->arg2, row->arg3, NULL, 0,
                     WSA_FLAG_OVERLAPPED));
}

enum info_kind { INFO_UNMAPPED, INFO_EDGE, INFO_ZERO };

static void wsasocket_info(const struct ct_row *row)
{
    static WSAPROTOCOL_INFOW zero;
    WSAPROTOCOL_INFOW *info = &zero;

    if (row->arg == INFO_UNMAPPED)
        info = ct_unmapped();
    else if (row->arg == INFO_EDGE)
        info = ct_edge(16);
    FAILS(INVALID_SOCKET, row->code,
          WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                     info, 0, WSA_FLAG_OVERLAPPED));
}

/* Row: the first entry of AF_INET streams with protocol arg. */
static void wsasocket_other_protocol(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW entries[64];
    DWORD size = sizeof(entries);
    int i = 0, n = WSAEnumProtocolsW(NULL, entries, &size);

    while (i < n && (entries[i].iAddressFamily != AF_INET ||
                     entries[i].iSocketType != SOCK_STREAM))
        i++;
    CHECK(i < n);
    if (!ct_failed())
        FAILS(INVALID_SOCKET, row->code,
              WSASocketW(AF_INET, SOCK_STREAM, row->arg, &entries[i], 0, 0));
}

/* Row: flags are arg. */
static void wsasocket_flags(const struct ct_row *row)
{
    FAILS(INVALID_SOCKET, row->code,
          WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0, (DWORD)row->arg));
}

static void type_is(SOCKET s, int type)
{
    int got = -1, len = sizeof(got);

    EQUAL(getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&got, &len), 0);
    EQUAL(got, type);
}

static void socket_opens(const struct ct_row *row)
{
    SOCKET s = ct_keep(socket(row->arg, row->arg2, row->arg3));

    CHECK(s != INVALID_SOCKET);
    type_is(s, row->arg2);
}

static void wsasocket_opens(const struct ct_row *row)
{
    SOCKET s =
        ct_keep(WSASocketW(row->arg, row->arg2, row->arg3, NULL, 0,
                           WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT));

    CHECK(s != INVALID_SOCKET);
    type_is(s, row->arg2);
}

/* Family unspecified: the protocol settles it, as in the page's sample. */
static void unspec_opens(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_loopback(0);
    SOCKET s = ct_keep(socket(AF_UNSPEC, row->arg2, row->arg3));

    CHECK(s != INVALID_SOCKET);
    type_is(s, row->arg2);
    EQUAL(bind(s, SA(&sin), sizeof(sin)), 0);
}

/* A program may keep a socket where its peer keeps a descriptor, but not the
 * other way round. */
static void handles_differ(const struct ct_row *row)
{
    SOCKET a = ct_open(CT_TCP), b = ct_open(CT_TCP);

    (void)row;
    CHECK(a != b);
    CHECK(a != 0 && b != 0);
    EQUAL(closesocket(a), 0);
    type_is(b, SOCK_STREAM);
}

static void success_keeps_error(const struct ct_row *row)
{
    (void)row;
    WSASetLastError(WSAEDISCON);
    ct_open(CT_TCP);
    CHECK(WSAGetLastError() == WSAEDISCON || WSAGetLastError() == 0);
}

#define BOTH(err, what, af, type, protocol)                                    \
    ROW(socket, err, what, socket_fails, .arg = af, .arg2 = type,              \
        .arg3 = protocol),                                                     \
        ROW(WSASocket, err, what, wsasocket_fails, .arg = af, .arg2 = type,    \
            .arg3 = protocol)
#define BOTH_FIRST(err, what, af, type, protocol)                              \
    FIRST(socket, err, what, socket_fails, .arg = af, .arg2 = type,            \
          .arg3 = protocol),                                                   \
        FIRST(WSASocket, err, what, wsasocket_fails, .arg = af, .arg2 = type,  \
              .arg3 = protocol)
#define OPENS(what, af, type, protocol)                                        \
    RULE(socket, "opens " what, socket_opens, .arg = af, .arg2 = type,         \
         .arg3 = protocol),                                                    \
        RULE(WSASocket, "opens " what, wsasocket_opens, .arg = af,             \
             .arg2 = type, .arg3 = protocol)
#define UNSTARTED(fn, func)                                                    \
    ROW(fn, WSANOTINITIALISED, "before WSAStartup", func, .arg = AF_INET,      \
        .arg2 = SOCK_STREAM, .flags = CT_UNSTARTED),                           \
        ROW(fn, WSANOTINITIALISED, "after WSACleanup", func, .arg = AF_INET,   \
            .arg2 = SOCK_STREAM, .flags = CT_CLEANED),                         \
        FIRST(fn, WSANOTINITIALISED, "WSAEAFNOSUPPORT", func, .arg = 9999,     \
              .arg2 = SOCK_STREAM, .flags = CT_UNSTARTED)

static const struct ct_row rows[] = {
    UNSTARTED(socket, socket_fails),
    UNSTARTED(WSASocket, wsasocket_fails),
    BOTH(WSAEAFNOSUPPORT, "family 9999", 9999, SOCK_STREAM, 0),
    BOTH(WSAEAFNOSUPPORT, "family -1", -1, SOCK_STREAM, 0),
    BOTH(WSAEAFNOSUPPORT, "AF_IRDA", AF_IRDA, SOCK_STREAM, 0),
    BOTH(WSAEAFNOSUPPORT, "AF_APPLETALK", AF_APPLETALK, SOCK_DGRAM, 0),
    BOTH(WSAEINVAL, "everything unspecified", AF_UNSPEC, 0, 0),
    BOTH(WSAEPROTONOSUPPORT, "stream, protocol 9999", AF_INET, SOCK_STREAM,
         9999),
    BOTH(WSAEPROTONOSUPPORT, "datagram, protocol 200", AF_INET, SOCK_DGRAM,
         200),
    BOTH(WSAEPROTONOSUPPORT, "IPv6 stream, protocol 200", AF_INET6, SOCK_STREAM,
         200),
    BOTH(WSAEPROTOTYPE, "stream with IPPROTO_UDP", AF_INET, SOCK_STREAM,
         IPPROTO_UDP),
    BOTH(WSAEPROTOTYPE, "datagram with IPPROTO_TCP", AF_INET, SOCK_DGRAM,
         IPPROTO_TCP),
    BOTH(WSAEPROTOTYPE, "IPv6 stream with IPPROTO_UDP", AF_INET6, SOCK_STREAM,
         IPPROTO_UDP),
    BOTH(WSAESOCKTNOSUPPORT, "type 99", AF_INET, 99, 0),
    BOTH(WSAESOCKTNOSUPPORT, "type -1", AF_INET, -1, 0),
    BOTH(WSAESOCKTNOSUPPORT, "SOCK_SEQPACKET", AF_INET, SOCK_SEQPACKET, 0),
    BOTH(WSAESOCKTNOSUPPORT, "IPv6 type 99", AF_INET6, 99, 0),
    BOTH_FIRST(WSAEAFNOSUPPORT, "WSAESOCKTNOSUPPORT", 9999, 99, 0),
    BOTH_FIRST(WSAEAFNOSUPPORT, "WSAEPROTONOSUPPORT", 9999, SOCK_STREAM, 9999),
    BOTH_FIRST(WSAESOCKTNOSUPPORT, "WSAEPROTONOSUPPORT", AF_INET, 99, 9999),
    ROW(WSASocket, WSAEFAULT, "lpProtocolInfo unmapped", wsasocket_info,
        .arg = INFO_UNMAPPED),
    ROW(WSASocket, WSAEFAULT, "lpProtocolInfo partly unmapped", wsasocket_info,
        .arg = INFO_EDGE),
    ROW(WSASocket, WSAEPROTONOSUPPORT, "lpProtocolInfo and another protocol",
        wsasocket_other_protocol, .arg = IPPROTO_UDP),
    ROW(WSASocket, WSAEPROTONOSUPPORT, "lpProtocolInfo and no protocol at all",
        wsasocket_other_protocol, .arg = 262),
    ROW(WSASocket, WSAEINVAL, "lpProtocolInfo all zero", wsasocket_info,
        .arg = INFO_ZERO),
    ROW(WSASocket, WSAEINVAL, "control root and leaf", wsasocket_flags,
        .arg = WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_C_LEAF),
    ROW(WSASocket, WSAEINVAL, "data root and leaf", wsasocket_flags,
        .arg = WSA_FLAG_MULTIPOINT_D_ROOT | WSA_FLAG_MULTIPOINT_D_LEAF),
    OPENS("TCP", AF_INET, SOCK_STREAM, IPPROTO_TCP),
    OPENS("UDP", AF_INET, SOCK_DGRAM, IPPROTO_UDP),
    OPENS("IPv4 stream, protocol 0", AF_INET, SOCK_STREAM, 0),
    OPENS("IPv4 datagram, protocol 0", AF_INET, SOCK_DGRAM, 0),
    OPENS("IPv6 TCP", AF_INET6, SOCK_STREAM, IPPROTO_TCP),
    OPENS("IPv6 datagram, protocol 0", AF_INET6, SOCK_DGRAM, 0),
    RULE(socket, "AF_UNSPEC with UDP", unspec_opens, .arg2 = SOCK_DGRAM,
         .arg3 = IPPROTO_UDP),
    RULE(socket, "AF_UNSPEC with TCP", unspec_opens, .arg2 = SOCK_STREAM,
         .arg3 = IPPROTO_TCP),
    RULE(socket, "handles differ and stay apart", handles_differ),
    RULE(socket, "success leaves no new error", success_keeps_error),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
