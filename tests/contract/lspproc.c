/* SPDX-License-Identifier: MIT */
/* The base provider's procedures, as a layer calls them: WSPSocket, and
 * WSPCancelBlockingCall in a hook of version 1.1. */
#include "blocking.h"
#include "lsp.h"

static WSPPROC_TABLE base;

static bool base_start(void)
{
    LPWSPSTARTUP startup = lsp_base_startup();
    WSPUPCALLTABLE upcalls;
    WSPDATA data;

    memset(&upcalls, 0, sizeof(upcalls));
    CHECK(startup != NULL);
    if (startup != NULL)
        EQUAL(startup(MAKEWORD(2, 2), &data, NULL, upcalls, &base), 0);
    return !ct_failed();
}

static bool base_entry(int type, WSAPROTOCOL_INFOW *out)
{
    static WSAPROTOCOL_INFOW all[64];
    DWORD size = sizeof(all);
    int i, n = WSAEnumProtocolsW(NULL, all, &size);

    for (i = 0; i < n; i++)
        if (all[i].iAddressFamily == AF_INET && all[i].iSocketType == type) {
            *out = all[i];
            return true;
        }
    ct_fail("no such entry");
    return false;
}

/* Row: arg, arg2, arg3: family, type and protocol that are asked for. */
static void socket_fails(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info;
    INT e = CT_UNTOUCHED;
    SOCKET s;

    if (!base_start() || !base_entry(SOCK_STREAM, &info))
        return;
    s = base.lpWSPSocket(row->arg, row->arg2, row->arg3, &info,
                         row->code == WSAEINVAL ? 0x1234 : 0, 0, &e);
    ct_verdict((long long)s, (long long)INVALID_SOCKET, e, row->code,
               "WSPSocket");
}

static void socket_works(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info;
    INT e = CT_UNTOUCHED;
    SOCKET s;
    int type = 0, len = sizeof(type);

    if (!base_start() || !base_entry(SOCK_STREAM, &info))
        return;
    s = base.lpWSPSocket(row->arg, row->arg2, row->arg3, &info,
                         SG_UNCONSTRAINED_GROUP, 0, &e);
    CHECK(s != INVALID_SOCKET);
    EQUAL(e, CT_UNTOUCHED);
    EQUAL(base.lpWSPGetSockOpt(s, SOL_SOCKET, SO_TYPE, (char *)&type, &len, &e),
          0);
    EQUAL(type, SOCK_STREAM);
    EQUAL(base.lpWSPCloseSocket(s, &e), 0);
}

static void bad_info(const struct ct_row *row)
{
    INT e = CT_UNTOUCHED;
    SOCKET s;

    if (!base_start())
        return;
    s = base.lpWSPSocket(AF_INET, SOCK_STREAM, 0, ct_bad(row->arg), 0, 0, &e);
    ct_verdict((long long)s, (long long)INVALID_SOCKET, e, row->code,
               "WSPSocket");
}

/* --- Cancelling. */

static void nothing_to_cancel(const struct ct_row *row)
{
    INT e = CT_UNTOUCHED;

    if (!base_start())
        return;
    ct_version1();
    EQUAL(base.lpWSPCancelBlockingCall(&e), SOCKET_ERROR);
    EQUAL(e, row->code);
    EQUAL(WSACleanup(), 0);
}

static BOOL CALLBACK cancelling_hook(void)
{
    INT e = 0;

    ct_hook.calls++;
    EQUAL(base.lpWSPCancelBlockingCall(&e), 0);
    return FALSE;
}

static char much[8 << 20]; /* more than fits between two sockets */

/* Row: arg: a receive is cancelled, or a send, which breaks the connection for
 * everything but closing. */
static void cancels(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);

    if (!base_start())
        return;
    ct_version1();
    CHECK(ct_hook_set(cancelling_hook) != NULL);
    if (row->arg == 0) {
        SOCKET_FAILS(row->code, recv(s, much, 1, 0));
    } else {
        SOCKET_FAILS(WSAEINTR, send(s, much, sizeof(much), 0));
        SOCKET_FAILS(row->code, send(s, much, 1, 0));
        EQUAL(closesocket(s), 0);
    }
    EQUAL(WSAUnhookBlockingHook(), 0);
    EQUAL(WSACleanup(), 0);
}

#define SOCK(err, what, af, type, protocol)                                    \
    ROW(WSPSocket, err, what, socket_fails, .arg = af, .arg2 = type,           \
        .arg3 = protocol)

static const struct ct_row rows[] = {
    SOCK(WSAEAFNOSUPPORT, "family 99", 99, 0, 0),
    SOCK(WSAESOCKTNOSUPPORT, "type 99", 0, 99, 0),
    SOCK(WSAEPROTONOSUPPORT, "protocol 9999", AF_INET, SOCK_STREAM, 9999),
    SOCK(WSAEPROTOTYPE, "UDP of a stream entry", AF_INET, SOCK_STREAM,
         IPPROTO_UDP),
    SOCK(WSAEINVAL, "a group", AF_INET, SOCK_STREAM, IPPROTO_TCP),
    RULE(WSPSocket, "no entry", bad_info, .code = WSAEFAULT, .arg = CT_NULL),
    RULE(WSPSocket, "an unmapped entry", bad_info, .code = WSAEFAULT,
         .arg = CT_UNMAPPED),
    RULE(WSPSocket, "what the entry says", socket_works, .arg = AF_INET,
         .arg2 = SOCK_STREAM, .arg3 = IPPROTO_TCP),
    RULE(WSPSocket, "nothing beside the entry", socket_works),
    RULE(WSPSocket, "from the entry", socket_works, .arg = FROM_PROTOCOL_INFO,
         .arg2 = FROM_PROTOCOL_INFO, .arg3 = FROM_PROTOCOL_INFO),
    ROW(WSPCancelBlockingCall, WSAEINVAL, "nothing waits", nothing_to_cancel),
    ROW(WSPCancelBlockingCall, WSAEINTR, "a receive that waits", cancels),
    ROW(WSPCancelBlockingCall, WSAECONNABORTED, "after a send in part", cancels,
        .arg = 1),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
