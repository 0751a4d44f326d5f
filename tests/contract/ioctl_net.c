/* SPDX-License-Identifier: MIT */
/* WSAIoctl: addresses, routes, multicast, handles, and codes that are refused.
 */
#include "harness.h"
#include <mswsock.h>
#include <mstcpip.h>

static int ioctl(SOCKET s, DWORD code, void *in, DWORD in_len, void *out,
                 DWORD out_len, DWORD *n)
{
    return WSAIoctl(s, code, in, in_len, out, out_len, n, NULL, NULL);
}

/* Row: the code is arg. */
static void refused(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char in[64] = {0}, out[64];
    DWORD n;

    SOCKET_FAILS(row->code, ioctl(s, (DWORD)row->arg, in, sizeof(in), out,
                                  sizeof(out), &n));
}

/* Row: the code is arg, both buffers have arg2 bytes. */
static void short_buffers(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char in[64] = {0}, out[64];
    DWORD n;

    SOCKET_FAILS(row->code, ioctl(s, (DWORD)row->arg, in, (DWORD)row->arg2, out,
                                  (DWORD)row->arg2, &n));
}

static void address_list(const struct ct_row *row)
{
    union {
        SOCKET_ADDRESS_LIST list;
        char room[8192];
    } out;
    SOCKET s = ct_open(CT_UDP);
    DWORD n = 0;

    (void)row;
    NEED(ioctl(s, SIO_ADDRESS_LIST_QUERY, NULL, 0, &out, sizeof(out), &n), 0);
    CHECK(n >= sizeof(INT) && n <= sizeof(out));
    for (INT i = 0; i < out.list.iAddressCount; i++) {
        SOCKET_ADDRESS *a = &out.list.Address[i];

        CHECK((char *)a->lpSockaddr > (char *)&out &&
              (char *)a->lpSockaddr < (char *)(&out + 1));
        EQUAL(a->lpSockaddr->sa_family, AF_INET);
        EQUAL(a->iSockaddrLength, sizeof(SOCKADDR_IN));
    }
}

static void routing_interface(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(0), from = {0};
    SOCKET s = ct_open(CT_UDP);
    DWORD n = 0;

    (void)row;
    NEED(ioctl(s, SIO_ROUTING_INTERFACE_QUERY, &to, sizeof(to), &from,
               sizeof(from), &n),
         0);
    EQUAL(n, sizeof(from));
    EQUAL(from.sin_family, AF_INET);
    EQUAL(from.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
}

static void base_handle(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP), base = INVALID_SOCKET;
    DWORD n = 0;

    NEED(ioctl(s, (DWORD)row->arg, NULL, 0, &base, sizeof(base), &n), 0);
    EQUAL(n, sizeof(base));
    EQUAL(base, s);
}

static void broadcast_address(const struct ct_row *row)
{
    struct sockaddr_in sin = {0};
    SOCKET s = ct_open(CT_UDP);
    DWORD n = 0;

    (void)row;
    NEED(ioctl(s, SIO_GET_BROADCAST_ADDRESS, NULL, 0, &sin, sizeof(sin), &n),
         0);
    EQUAL(sin.sin_family, AF_INET);
    CHECK(sin.sin_addr.s_addr != 0);
}

/* Row: the code is arg, the option that shows it arg2, the value arg3. */
static void shows_as_option(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP);
    int value = row->arg3, got = 0, len = sizeof(got);
    DWORD n = 0;

    NEED(ioctl(s, (DWORD)row->arg, &value, sizeof(value), NULL, 0, &n), 0);
    NEED(getsockopt(s, IPPROTO_IP, row->arg2, (char *)&got, &len), 0);
    EQUAL(got, row->arg3);
}

static void fast_path(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP);
    DWORD on = 1, n = 0;

    (void)row;
    EQUAL(ioctl(s, SIO_LOOPBACK_FAST_PATH, &on, sizeof(on), NULL, 0, &n), 0);
}

static void interface_list(const struct ct_row *row)
{
    INTERFACE_INFO list[64];
    SOCKET s = ct_open(CT_UDP);
    bool loopback = false;
    DWORD n = 0;

    (void)row;
    NEED(ioctl(s, SIO_GET_INTERFACE_LIST, NULL, 0, list, sizeof(list), &n), 0);
    EQUAL(n % sizeof(list[0]), 0);
    for (DWORD i = 0; i < n / sizeof(list[0]); i++) {
        EQUAL(list[i].iiAddress.AddressIn.sin_family, AF_INET);
        EQUAL(list[i].iiFlags & IFF_UP, IFF_UP);
        if ((list[i].iiFlags & IFF_LOOPBACK) == 0)
            continue;
        loopback = true;
        EQUAL(list[i].iiAddress.AddressIn.sin_addr.s_addr,
              htonl(INADDR_LOOPBACK));
        EQUAL(list[i].iiNetmask.AddressIn.sin_addr.s_addr, htonl(0xff000000));
    }
    CHECK(loopback);
}

static void find_route(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(0);
    DWORD n = 0;

    (void)row;
    EQUAL(ioctl(ct_open(CT_UDP), SIO_FIND_ROUTE, &to, sizeof(to), NULL, 0, &n),
          0);
}

#define REFUSED(err, kind, io)                                                 \
    RULE(WSAIoctl, #io " is refused", refused, .code = err, .sock = kind,      \
         .arg = (int)(io))
#define SHORT(kind, io, len)                                                   \
    RULE(WSAIoctl, #io ", " #len " bytes", short_buffers, .code = WSAEFAULT,   \
         .sock = kind, .arg = (int)(io), .arg2 = len)

static const struct ct_row rows[] = {
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_QUERY", address_list),
    RULE(WSAIoctl, "SIO_ROUTING_INTERFACE_QUERY to loopback",
         routing_interface),
    RULE(WSAIoctl, "SIO_BASE_HANDLE", base_handle, .arg = (int)SIO_BASE_HANDLE),
    RULE(WSAIoctl, "SIO_BSP_HANDLE_POLL", base_handle,
         .arg = (int)SIO_BSP_HANDLE_POLL),
    RULE(WSAIoctl, "SIO_GET_BROADCAST_ADDRESS", broadcast_address),
    RULE(WSAIoctl, "SIO_MULTIPOINT_LOOPBACK", shows_as_option,
         .arg = (int)SIO_MULTIPOINT_LOOPBACK, .arg2 = IP_MULTICAST_LOOP),
    RULE(WSAIoctl, "SIO_MULTICAST_SCOPE", shows_as_option,
         .arg = (int)SIO_MULTICAST_SCOPE, .arg2 = IP_MULTICAST_TTL, .arg3 = 7),
    RULE(WSAIoctl, "SIO_LOOPBACK_FAST_PATH", fast_path),
    RULE(WSAIoctl, "SIO_GET_INTERFACE_LIST", interface_list),
    RULE(WSAIoctl, "SIO_FIND_ROUTE to loopback", find_route),
    REFUSED(WSAEINVAL, CT_UDP6, SIO_GET_INTERFACE_LIST),
    REFUSED(WSAEAFNOSUPPORT, CT_UDP, SIO_FIND_ROUTE),
    REFUSED(WSAENOPROTOOPT, CT_UDP, SIO_ENABLE_CIRCULAR_QUEUEING),
    REFUSED(WSAENOPROTOOPT, CT_UDP, SIO_FLUSH),
    REFUSED(WSAENOPROTOOPT, CT_UDP, SIO_ASSOCIATE_HANDLE),
    REFUSED(WSAENOPROTOOPT, CT_UDP, SIO_TRANSLATE_HANDLE),
    REFUSED(WSAEOPNOTSUPP, CT_UDP, SIO_LOOPBACK_FAST_PATH),
    REFUSED(WSAENOPROTOOPT, CT_UDP6, SIO_GET_BROADCAST_ADDRESS),
    REFUSED(WSAENOPROTOOPT, CT_TCP, SIO_MULTICAST_SCOPE),
    REFUSED(WSAENOPROTOOPT, CT_TCP, SIO_UDP_CONNRESET),
    REFUSED(WSAENOPROTOOPT, CT_UDP, SIO_KEEPALIVE_VALS),
    REFUSED(WSAEOPNOTSUPP, CT_TCP, SIO_SET_GROUP_QOS),
    REFUSED(WSAEINVAL, CT_TCP, _WSAIOW(IOC_VENDOR, 0x7ff)),
    REFUSED(WSAENOTSOCK, CT_STALE, SIO_BASE_HANDLE),
    SHORT(CT_TCP, SIO_BASE_HANDLE, 4),
    SHORT(CT_TCP, SIO_LOOPBACK_FAST_PATH, 2),
    SHORT(CT_TCP, SIO_KEEPALIVE_VALS, 8),
    SHORT(CT_UDP, SIO_GET_BROADCAST_ADDRESS, 8),
    SHORT(CT_UDP, SIO_GET_INTERFACE_LIST, 16),
    SHORT(CT_UDP, SIO_ADDRESS_LIST_QUERY, 4),
    SHORT(CT_UDP, SIO_MULTIPOINT_LOOPBACK, 3),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
