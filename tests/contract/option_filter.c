/* SPDX-License-Identifier: MIT */
/* Options that keep datagrams away: by interface, broadcasts, unicasts. What
 * does not come is shown by what comes first once the option lets it. */
#include "option.h"
#include <mswsock.h>
#include "newer.h"

#define GROUP 0xe8000105u /* 232.0.1.5 */

enum { LOOPBACK_INDEX = 1, ELSEWHERE = 4711 };

static void sends(const char *text, const struct sockaddr *to, int len)
{
    SOCKET s = ct_open(to->sa_family == AF_INET ? CT_UDP : CT_UDP6);
    int on = 1, loopback = (int)htonl(INADDR_LOOPBACK);

    EQUAL(setsockopt(s, SOL_SOCKET, SO_BROADCAST, (char *)&on, sizeof(on)), 0);
    if (to->sa_family == AF_INET)
        EQUAL(ct_set_int(s, IPPROTO_IP, IP_MULTICAST_IF, loopback), 0);
    EQUAL(sendto(s, text, 1, 0, to, len), 1);
}

static void comes_next(SOCKET s, char what)
{
    char got = 0;

    EQUAL(recv(s, &got, 1, 0), 1);
    EQUAL(got, what);
}

static void by_interface(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(s);

    (void)row;
    NEED(ct_set_int(s, IPPROTO_IP, IP_IFLIST, 1), 0);
    sends("a", SA(&to), sizeof(to)); /* the list is empty */
    NEED(ct_set_int(s, IPPROTO_IP, IP_ADD_IFLIST, ELSEWHERE), 0);
    sends("b", SA(&to), sizeof(to));
    NEED(ct_set_int(s, IPPROTO_IP, IP_ADD_IFLIST, LOOPBACK_INDEX), 0);
    sends("c", SA(&to), sizeof(to));
    comes_next(s, 'c');
    NEED(ct_set_int(s, IPPROTO_IP, IP_DEL_IFLIST, LOOPBACK_INDEX), 0);
    sends("d", SA(&to), sizeof(to));
    NEED(ct_set_int(s, IPPROTO_IP, IP_IFLIST, 0), 0);
    sends("e", SA(&to), sizeof(to));
    comes_next(s, 'e');
}

static void by_interface6(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP6_BOUND);
    struct sockaddr_in6 to;

    (void)row;
    if (ct_failed())
        return;
    to = ct_name6(s);
    NEED(ct_set_int(s, IPPROTO_IPV6, IPV6_IFLIST, 1), 0);
    sends("a", SA(&to), sizeof(to));
    NEED(ct_set_int(s, IPPROTO_IPV6, IPV6_ADD_IFLIST, LOOPBACK_INDEX), 0);
    sends("b", SA(&to), sizeof(to));
    comes_next(s, 'b');
}

static void list_comes_back(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP);
    DWORD list[8] = {0};
    int len = sizeof(list);

    (void)row;
    EQUAL(ct_get_int(s, IPPROTO_IP, IP_IFLIST), 0);
    NEED(ct_set_int(s, IPPROTO_IP, IP_IFLIST, 1), 0);
    EQUAL(ct_get_int(s, IPPROTO_IP, IP_IFLIST), 1);
    NEED(getsockopt(s, IPPROTO_IP, IP_GET_IFLIST, (char *)list, &len), 0);
    EQUAL(len, 0);
    NEED(ct_set_int(s, IPPROTO_IP, IP_ADD_IFLIST, 3), 0);
    NEED(ct_set_int(s, IPPROTO_IP, IP_ADD_IFLIST, 5), 0);
    NEED(ct_set_int(s, IPPROTO_IP, IP_ADD_IFLIST, 3), 0); /* once is enough */
    len = sizeof(list);
    NEED(getsockopt(s, IPPROTO_IP, IP_GET_IFLIST, (char *)list, &len), 0);
    EQUAL(len, 8);
    EQUAL(list[0], 3);
    EQUAL(list[1], 5);
    NEED(ct_set_int(s, IPPROTO_IP, IP_DEL_IFLIST, 3), 0);
    len = sizeof(list);
    NEED(getsockopt(s, IPPROTO_IP, IP_GET_IFLIST, (char *)list, &len), 0);
    EQUAL(len, 4);
    EQUAL(list[0], 5);
}

/* Row: the option is arg, the index arg2; the list is on with arg3. */
static void list_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    if (row->arg3)
        NEED(ct_set_int(s, IPPROTO_IP, IP_IFLIST, 1), 0);
    SOCKET_FAILS(row->code, ct_set_int(s, IPPROTO_IP, row->arg, row->arg2));
}

static void list_get_fails(const struct ct_row *row)
{
    DWORD list[8];
    int len = row->arg;
    SOCKET s = ct_open(CT_UDP);

    if (row->arg2) {
        NEED(ct_set_int(s, IPPROTO_IP, IP_IFLIST, 1), 0);
        NEED(ct_set_int(s, IPPROTO_IP, IP_ADD_IFLIST, 3), 0);
    }
    SOCKET_FAILS(row->code,
                 getsockopt(s, IPPROTO_IP, IP_GET_IFLIST, (char *)list, &len));
}

static SOCKET wildcard(struct sockaddr_in *name)
{
    SOCKET s = ct_open(CT_UDP);

    *name = ct_loopback(0);
    name->sin_addr.s_addr = htonl(INADDR_ANY);
    EQUAL(bind(s, SA(name), sizeof(*name)), 0);
    *name = ct_name(s);
    return s;
}

static void no_broadcast(const struct ct_row *row)
{
    struct sockaddr_in to;
    SOCKET s = wildcard(&to);

    (void)row;
    EQUAL(ct_get_int(s, IPPROTO_IP, IP_RECEIVE_BROADCAST), 1);
    to.sin_addr.s_addr = htonl(0x7fffffff); /* of the loopback network */
    sends("a", SA(&to), sizeof(to));
    comes_next(s, 'a');
    NEED(ct_set_int(s, IPPROTO_IP, IP_RECEIVE_BROADCAST, 0), 0);
    EQUAL(ct_get_int(s, IPPROTO_IP, IP_RECEIVE_BROADCAST), 0);
    sends("b", SA(&to), sizeof(to));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sends("c", SA(&to), sizeof(to));
    comes_next(s, 'c');
    NEED(ct_set_int(s, IPPROTO_IP, IP_RECEIVE_BROADCAST, 1), 0);
    to.sin_addr.s_addr = htonl(0x7fffffff);
    sends("d", SA(&to), sizeof(to));
    comes_next(s, 'd');
}

static SOCKET multicast_only(u_short port_be)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = port_be};
    struct ip_mreq mreq;
    SOCKET s = ct_open(CT_UDP);

    mreq.imr_multiaddr.s_addr = htonl(GROUP);
    mreq.imr_interface.s_addr = htonl(INADDR_LOOPBACK);
    EQUAL(ct_set_int(s, SOL_SOCKET, SO_REUSE_MULTICASTPORT, 1), 0);
    EQUAL(bind(s, SA(&any), sizeof(any)), 0);
    EQUAL(setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&mreq,
                     sizeof(mreq)),
          0);
    return s;
}

/* Both get what goes to the group, and neither what goes to this machine. */
static void multicast_port(const struct ct_row *row)
{
    SOCKET one = multicast_only(0), other;
    struct sockaddr_in to = ct_name(one);

    (void)row;
    other = multicast_only(to.sin_port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sends("a", SA(&to), sizeof(to));
    to.sin_addr.s_addr = htonl(GROUP);
    sends("b", SA(&to), sizeof(to));
    comes_next(one, 'b');
    comes_next(other, 'b');
}

static void set_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code, ct_set_int(s, row->arg, row->arg2, 1));
}

#define LIST_FAILS(err, what, opt, index, on)                                  \
    ROW(setsockopt, err, what, list_fails, .sock = CT_UDP, .arg = opt,         \
        .arg2 = index, .arg3 = on)
#define REFUSED(err, kind, level, name)                                        \
    ROW(setsockopt, err, #name " on " #kind, set_fails, .sock = kind,          \
        .arg = level, .arg2 = name)

static const struct ct_row rows[] = {
    RULE(setsockopt, "IP_IFLIST restricts reception", by_interface),
    RULE(setsockopt, "IPV6_IFLIST restricts reception", by_interface6),
    RULE(getsockopt, "IP_GET_IFLIST", list_comes_back),
    LIST_FAILS(WSAEINVAL, "IP_ADD_IFLIST 0", IP_ADD_IFLIST, 0, 1),
    LIST_FAILS(WSAEINVAL, "IP_ADD_IFLIST without a list", IP_ADD_IFLIST, 1, 0),
    LIST_FAILS(WSAEINVAL, "IP_DEL_IFLIST, not there", IP_DEL_IFLIST, 1, 1),
    ROW(getsockopt, WSAEINVAL, "IP_GET_IFLIST without a list", list_get_fails,
        .arg = 32),
    ROW(getsockopt, WSAEFAULT, "IP_GET_IFLIST, 3 bytes", list_get_fails,
        .arg = 3, .arg2 = 1),
    RULE(setsockopt, "IP_RECEIVE_BROADCAST FALSE", no_broadcast),
    RULE(setsockopt, "SO_REUSE_MULTICASTPORT shares the port", multicast_port),
    REFUSED(WSAENOPROTOOPT, CT_TCP, IPPROTO_IP, IP_IFLIST),
    REFUSED(WSAENOPROTOOPT, CT_TCP, IPPROTO_IP, IP_RECEIVE_BROADCAST),
    REFUSED(WSAENOPROTOOPT, CT_TCP, SOL_SOCKET, SO_REUSE_MULTICASTPORT),
    REFUSED(WSAEINVAL, CT_UDP_BOUND, SOL_SOCKET, SO_REUSE_MULTICASTPORT),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
