/* SPDX-License-Identifier: MIT */
/* The secure socket extensions: what is refused, and what is honest about a
 * system that cannot secure one socket. */
#include "harness.h"
#include <mstcpip.h>

#ifndef __WS2__ /* mingw-w64's header lacks it */
WINSOCK_API_LINKAGE int WSAAPI WSADeleteSocketPeerTargetName(
    SOCKET Socket, const struct sockaddr *PeerAddr, ULONG PeerAddrLen,
    LPWSAOVERLAPPED Overlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE CompletionRoutine);
#endif

/* One call of each, with everything right but what a row has spoilt. */
enum call { SET, QUERY, TARGET, FORGET, IMPERSONATE };

enum spoilt {
    GOOD,
    NOTHING, /* NULL and 0 */
    NULL_WITH_LENGTH,
    UNMAPPED,
    TOO_SHORT,
    FAMILY, /* of an address inside: AF_UNIX */
    ZERO,   /* an address inside, and its port */
    PROTOCOL,
    FLAGS,
    NO_LENGTH, /* of what comes back: NULL */
    NO_ROOM,   /* for what comes back */
    LITTLE_ROOM
};

struct target {
    SOCKET_PEER_TARGET_NAME name;
    WCHAR text[4];
};

static SOCKADDR_STORAGE peer_address(enum spoilt spoilt)
{
    struct sockaddr_in sin = ct_loopback(htons(9));
    SOCKADDR_STORAGE ss;

    memset(&ss, 0, sizeof(ss));
    if (spoilt == FAMILY)
        sin.sin_family = AF_UNIX;
    if (spoilt == ZERO)
        memset(&sin.sin_port, 0, sizeof(sin) - sizeof(sin.sin_family));
    memcpy(&ss, &sin, sizeof(sin));
    return ss;
}

/* The structure or address that goes in, and its length. */
static void *argument(enum spoilt spoilt, void *good, size_t size, ULONG *len)
{
    *len = (ULONG)size;
    if (spoilt == NOTHING)
        *len = 0;
    if (spoilt == TOO_SHORT)
        (*len)--;
    if (spoilt == UNMAPPED)
        return ct_unmapped();
    return spoilt == NOTHING || spoilt == NULL_WITH_LENGTH ? NULL : good;
}

static int set(SOCKET s, enum spoilt spoilt)
{
    SOCKET_SECURITY_SETTINGS settings;
    ULONG len;
    void *arg = argument(spoilt, &settings, sizeof(settings), &len);

    memset(&settings, 0, sizeof(settings));
    settings.SecurityProtocol = spoilt == PROTOCOL
                                    ? (SOCKET_SECURITY_PROTOCOL)77
                                    : SOCKET_SECURITY_PROTOCOL_DEFAULT;
    settings.SecurityFlags =
        spoilt == FLAGS ? 0x80000000 : SOCKET_SETTINGS_ALLOW_INSECURE;
    return WSASetSocketSecurity(s, arg, len, NULL, NULL);
}

static int query(SOCKET s, enum spoilt spoilt)
{
    SOCKET_SECURITY_QUERY_TEMPLATE ask;
    SOCKET_SECURITY_QUERY_INFO info;
    ULONG len, room = sizeof(info);
    void *arg = argument(spoilt, &ask, sizeof(ask), &len);
    int res;

    memset(&ask, 0, sizeof(ask));
    if (spoilt == PROTOCOL)
        ask.SecurityProtocol = (SOCKET_SECURITY_PROTOCOL)77;
    ask.PeerAddress = peer_address(spoilt);
    if (spoilt == LITTLE_ROOM)
        room--;
    res =
        WSAQuerySocketSecurity(s, arg, len, spoilt == NO_ROOM ? NULL : &info,
                               spoilt == NO_LENGTH ? NULL : &room, NULL, NULL);
    if (spoilt == NO_ROOM || spoilt == LITTLE_ROOM)
        EQUAL(room, sizeof(info)); /* it says how much */
    return res;
}

static int target(SOCKET s, enum spoilt spoilt)
{
    struct target t;
    ULONG len;
    void *arg = argument(spoilt, &t, sizeof(t), &len);

    memset(&t, 0, sizeof(t));
    if (spoilt == PROTOCOL)
        t.name.SecurityProtocol = (SOCKET_SECURITY_PROTOCOL)77;
    t.name.PeerAddress = peer_address(spoilt);
    t.name.PeerTargetNameStringLen = sizeof(t.text);
    if (spoilt == TOO_SHORT)
        len = sizeof(t.name) - 1;
    return WSASetSocketPeerTargetName(s, arg, len, NULL, NULL);
}

static int with_address(SOCKET s, enum call call, enum spoilt spoilt)
{
    SOCKADDR_STORAGE ss = peer_address(spoilt);
    ULONG len;
    void *arg = argument(spoilt, &ss, sizeof(struct sockaddr_in), &len);

    return call == FORGET
               ? WSADeleteSocketPeerTargetName(s, arg, len, NULL, NULL)
               : WSAImpersonateSocketPeer(s, arg, len);
}

static int make_call(SOCKET s, enum call call, enum spoilt spoilt)
{
    switch (call) {
    case SET:
        return set(s, spoilt);
    case QUERY:
        return query(s, spoilt);
    case TARGET:
        return target(s, spoilt);
    default:
        return with_address(s, call, spoilt);
    }
}

/* Row: the call is arg, what is wrong arg2. */
static void refused(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    if (!ct_failed())
        SOCKET_FAILS(row->code,
                     make_call(s, (enum call)row->arg, (enum spoilt)row->arg2));
}

/* Neither IPv4 nor IPv6. */
static void local_refused(const struct ct_row *row)
{
    SOCKET s = ct_keep(socket(AF_UNIX, SOCK_STREAM, 0));

    if (s == INVALID_SOCKET) {
        ct_skip("no AF_UNIX");
        return;
    }
    SOCKET_FAILS(row->code, make_call(s, (enum call)row->arg, GOOD));
}

static void name_cut(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP);
    struct target t;

    memset(&t, 0, sizeof(t));
    t.name.PeerAddress = peer_address(GOOD);
    t.name.PeerTargetNameStringLen = sizeof(t.text) + 1;
    SOCKET_FAILS(row->code,
                 WSASetSocketPeerTargetName(
                     s, (SOCKET_PEER_TARGET_NAME *)&t,
                     (ULONG)(sizeof(t.name) + sizeof(t.text)), NULL, NULL));
}

static void ipsec_settings_cut(const struct ct_row *row)
{
    SOCKET_SECURITY_SETTINGS settings = {SOCKET_SECURITY_PROTOCOL_IPSEC, 0};

    SOCKET_FAILS(row->code, WSASetSocketSecurity(ct_open(CT_TCP), &settings,
                                                 sizeof(settings), NULL, NULL));
}

/* Clear text is all there is: allowed, it is had. The port is exclusive then,
 * and it is said once. */
static void clear_text(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    BOOL on = FALSE;
    int len = sizeof(on);

    NEED(set(s, GOOD), 0);
    NEED(getsockopt(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, (char *)&on, &len), 0);
    CHECK(on);
    SOCKET_FAILS(WSAEINVAL, set(s, GOOD));
}

/* Row: arg: with settings that want it secure, not none at all. What cannot be
 * had is not promised; Windows refuses it without IPsec credentials too, later.
 */
static void no_security(const struct ct_row *row)
{
    SOCKET_SECURITY_SETTINGS settings = {SOCKET_SECURITY_PROTOCOL_DEFAULT,
                                         (ULONG)row->arg2};
    SOCKET s = ct_open(CT_TCP);

    SOCKET_FAILS(row->code, WSASetSocketSecurity(
                                s, row->arg ? &settings : NULL,
                                row->arg ? sizeof(settings) : 0, NULL, NULL));
    EQUAL(set(s, GOOD), 0); /* a refusal is not the one time */
}

static void in_the_clear(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    SOCKET_SECURITY_QUERY_INFO info;
    ULONG len = sizeof(info);

    memset(&info, 0x5a, sizeof(info));
    NEED(WSAQuerySocketSecurity(s, NULL, 0, &info, &len, NULL, NULL), 0);
    EQUAL(len, sizeof(info));
    EQUAL(info.Flags & (SOCKET_INFO_CONNECTION_SECURED |
                        SOCKET_INFO_CONNECTION_ENCRYPTED),
          0);
    EQUAL(info.PeerApplicationAccessTokenHandle, 0);
    EQUAL(info.PeerMachineAccessTokenHandle, 0);
}

static void datagram_in_the_clear(const struct ct_row *row)
{
    EQUAL(query(ct_sock(row), GOOD), 0);
}

static void after_reset(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct linger hard = {1, 0};

    EQUAL(setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard,
                     sizeof(hard)),
          0);
    EQUAL(closesocket(ct_peer()), 0);
    ct_wait_readable(s);
    SOCKET_FAILS(row->code, query(s, GOOD));
}

static void reverts(const struct ct_row *row)
{
    (void)row;
    EQUAL(WSARevertImpersonation(), 0); /* nothing was begun */
}

/* The library that has it came with Windows 8. */
static void media_streaming(const struct ct_row *row)
{
    HMODULE library = LoadLibraryA("windows.networking.dll");
    HRESULT(WINAPI * mode)(BOOL) = NULL;

    (void)row;
    if (library != NULL)
        mode = (HRESULT(WINAPI *)(BOOL))(void *)GetProcAddress(
            library, "SetSocketMediaStreamingMode");
    if (mode == NULL) {
        ct_skip("no SetSocketMediaStreamingMode");
        return;
    }
    EQUAL(mode(FALSE), S_OK);
#ifdef __WS2__
    EQUAL(mode(TRUE), E_NOTIMPL);
#endif
}

#define BAD(fn, call, err, what, kind, spoilt)                                 \
    ROW(fn, err, what, refused, .sock = kind, .arg = call, .arg2 = spoilt)
#define NO_SOCKET(fn, call)                                                    \
    ROW(fn, WSAENOTSOCK, "INVALID_SOCKET", refused, .sock = CT_INVALID,        \
        .arg = call),                                                          \
        ROW(fn, WSAENOTSOCK, "closed socket", refused, .sock = CT_STALE,       \
            .arg = call),                                                      \
        ROW(fn, WSAENOTSOCK, "event handle", refused, .sock = CT_EVENT,        \
            .arg = call),                                                      \
        RULE(fn, "after WSACleanup", refused, .sock = CT_TCP,                  \
             .flags = CT_CLEANED, .code = WSANOTINITIALISED, .arg = call)
#define NO_LOCAL(row, fn, call)                                                \
    row(fn, WSAEINVAL, "AF_UNIX", local_refused, .arg = call)
/* Refused after all: nothing here could do it. */
#define CANNOT(fn, call, what, kind)                                           \
    RULE(fn, what, refused, .sock = kind, .code = WSAEOPNOTSUPP, .arg = call)

static const struct ct_row rows[] = {
    NO_SOCKET(WSASetSocketSecurity, SET),
    NO_LOCAL(ROW, WSASetSocketSecurity, SET),
    BAD(WSASetSocketSecurity, SET, WSAEINVAL, "an unknown protocol", CT_TCP,
        PROTOCOL),
    BAD(WSASetSocketSecurity, SET, WSAEINVAL, "unknown flags", CT_TCP, FLAGS),
    BAD(WSASetSocketSecurity, SET, WSAEINVAL, "bound", CT_TCP_BOUND, GOOD),
    BAD(WSASetSocketSecurity, SET, WSAEISCONN, "connected", CT_TCP_CLIENT,
        GOOD),
    BAD(WSASetSocketSecurity, SET, WSAEISCONN, "connected datagram socket",
        CT_UDP_PAIR, GOOD),
    BAD(WSASetSocketSecurity, SET, WSAEMSGSIZE, "short settings", CT_TCP,
        TOO_SHORT),
    ROW(WSASetSocketSecurity, WSAEMSGSIZE, "IPsec settings, short",
        ipsec_settings_cut),
    RULE(WSASetSocketSecurity, "TCP, clear text allowed", clear_text,
         .sock = CT_TCP),
    RULE(WSASetSocketSecurity, "UDP, clear text allowed", clear_text,
         .sock = CT_UDP),
    RULE(WSASetSocketSecurity, "no settings", no_security,
         .code = WSAEOPNOTSUPP),
    RULE(WSASetSocketSecurity, "no clear text", no_security,
         .code = WSAEOPNOTSUPP, .arg = 1),
    RULE(WSASetSocketSecurity, "encryption for sure", no_security,
         .code = WSAEOPNOTSUPP, .arg = 1,
         .arg2 = SOCKET_SETTINGS_GUARANTEE_ENCRYPTION |
                 SOCKET_SETTINGS_ALLOW_INSECURE),
    NO_SOCKET(WSAQuerySocketSecurity, QUERY),
    NO_LOCAL(ROW, WSAQuerySocketSecurity, QUERY),
    BAD(WSAQuerySocketSecurity, QUERY, WSAEFAULT, "no length", CT_TCP_CLIENT,
        NO_LENGTH),
    BAD(WSAQuerySocketSecurity, QUERY, WSAEFAULT, "template unmapped",
        CT_TCP_CLIENT, UNMAPPED),
    BAD(WSAQuerySocketSecurity, QUERY, WSAEINVAL, "an unknown protocol",
        CT_TCP_CLIENT, PROTOCOL),
    BAD(WSAQuerySocketSecurity, QUERY, WSAEMSGSIZE, "UDP without template",
        CT_UDP_BOUND, NOTHING),
    BAD(WSAQuerySocketSecurity, QUERY, WSAEMSGSIZE, "UDP, short template",
        CT_UDP_BOUND, TOO_SHORT),
    BAD(WSAQuerySocketSecurity, QUERY, WSAEMSGSIZE, "UDP, no room",
        CT_UDP_BOUND, NO_ROOM),
    BAD(WSAQuerySocketSecurity, QUERY, WSAEMSGSIZE, "TCP, no room",
        CT_TCP_CLIENT, NO_ROOM),
    BAD(WSAQuerySocketSecurity, QUERY, WSAEMSGSIZE, "too little room",
        CT_TCP_CLIENT, LITTLE_ROOM),
    BAD(WSAQuerySocketSecurity, QUERY, WSAEAFNOSUPPORT, "UDP, another family",
        CT_UDP_BOUND, FAMILY),
    ROW(WSAQuerySocketSecurity, WSAECONNRESET, "after the peer's reset",
        after_reset),
    RULE(WSAQuerySocketSecurity, "no connection", refused, .sock = CT_TCP,
         .code = WSAENOTCONN, .arg = QUERY),
    RULE(WSAQuerySocketSecurity, "a connection is in the clear", in_the_clear,
         .sock = CT_TCP_CLIENT),
    RULE(WSAQuerySocketSecurity, "IPv6, a connection is in the clear",
         in_the_clear, .sock = CT_TCP6_CLIENT),
    RULE(WSAQuerySocketSecurity, "UDP is in the clear", datagram_in_the_clear,
         .sock = CT_UDP_BOUND),
    NO_SOCKET(WSASetSocketPeerTargetName, TARGET),
    NO_LOCAL(ROW, WSASetSocketPeerTargetName, TARGET),
    BAD(WSASetSocketPeerTargetName, TARGET, WSAEFAULT, "NULL", CT_TCP,
        NULL_WITH_LENGTH),
    BAD(WSASetSocketPeerTargetName, TARGET, WSAEFAULT, "unmapped", CT_TCP,
        UNMAPPED),
    BAD(WSASetSocketPeerTargetName, TARGET, WSAEMSGSIZE, "short", CT_TCP,
        TOO_SHORT),
    ROW(WSASetSocketPeerTargetName, WSAEMSGSIZE, "shorter than its name",
        name_cut),
    BAD(WSASetSocketPeerTargetName, TARGET, WSAEINVAL, "an unknown protocol",
        CT_TCP, PROTOCOL),
    BAD(WSASetSocketPeerTargetName, TARGET, WSAEINVAL, "UDP, no address",
        CT_UDP, ZERO),
    BAD(WSASetSocketPeerTargetName, TARGET, WSAEAFNOSUPPORT, "another family",
        CT_TCP, FAMILY),
    BAD(WSASetSocketPeerTargetName, TARGET, WSAEISCONN, "connected",
        CT_TCP_CLIENT, GOOD),
    CANNOT(WSASetSocketPeerTargetName, TARGET, "TCP", CT_TCP),
    CANNOT(WSASetSocketPeerTargetName, TARGET, "UDP", CT_UDP),
    NO_SOCKET(WSADeleteSocketPeerTargetName, FORGET),
    NO_LOCAL(ROW, WSADeleteSocketPeerTargetName, FORGET),
    BAD(WSADeleteSocketPeerTargetName, FORGET, WSAEFAULT, "NULL", CT_UDP,
        NULL_WITH_LENGTH),
    BAD(WSADeleteSocketPeerTargetName, FORGET, WSAEFAULT, "unmapped", CT_UDP,
        UNMAPPED),
    BAD(WSADeleteSocketPeerTargetName, FORGET, WSAEMSGSIZE, "short", CT_UDP,
        TOO_SHORT),
    BAD(WSADeleteSocketPeerTargetName, FORGET, WSAEAFNOSUPPORT,
        "another family", CT_UDP, FAMILY),
    CANNOT(WSADeleteSocketPeerTargetName, FORGET, "UDP", CT_UDP),
    NO_SOCKET(WSAImpersonateSocketPeer, IMPERSONATE),
    NO_LOCAL(FIRST, WSAImpersonateSocketPeer, IMPERSONATE),
    BAD(WSAImpersonateSocketPeer, IMPERSONATE, WSAEFAULT, "UDP, NULL",
        CT_UDP_BOUND, NULL_WITH_LENGTH),
    BAD(WSAImpersonateSocketPeer, IMPERSONATE, WSAEFAULT, "UDP, unmapped",
        CT_UDP_BOUND, UNMAPPED),
    BAD(WSAImpersonateSocketPeer, IMPERSONATE, WSAEMSGSIZE, "UDP, short",
        CT_UDP_BOUND, TOO_SHORT),
    BAD(WSAImpersonateSocketPeer, IMPERSONATE, WSAEAFNOSUPPORT,
        "UDP, another family", CT_UDP_BOUND, FAMILY),
    CANNOT(WSAImpersonateSocketPeer, IMPERSONATE, "TCP", CT_TCP_ACCEPTED),
    CANNOT(WSAImpersonateSocketPeer, IMPERSONATE, "UDP", CT_UDP_BOUND),
    RULE(WSARevertImpersonation, "nothing to revert", reverts),
    RULE(SetSocketMediaStreamingMode, "off, as it is", media_streaming),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
