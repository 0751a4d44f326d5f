/* SPDX-License-Identifier: MIT */
/* setsourcefilter and its three relatives: refusals, what they show to each
 * other, and which datagrams arrive on the loopback interface. */
#include "harness.h"
#include <stddef.h>
#include "sourcefilter.h"

#define GROUP_TEXT "239.77.7.9"
enum { LOOPBACK_INDEX = 1 };

static IN_ADDR in_addr(const char *text)
{
    IN_ADDR addr;

    EQUAL(inet_pton(AF_INET, text, &addr), 1);
    return addr;
}

static SOCKADDR_STORAGE storage(const char *text)
{
    SOCKADDR_STORAGE ss = {0};
    SOCKADDR_IN sin = {.sin_family = AF_INET, .sin_addr = in_addr(text)};

    memcpy(&ss, &sin, sizeof(sin));
    return ss;
}

static SOCKET receiver(struct sockaddr_in *to)
{
    SOCKET s = ct_open(CT_UDP);
    struct sockaddr_in any = {.sin_family = AF_INET};

    EQUAL(bind(s, SA(&any), sizeof(any)), 0);
    *to = ct_name(s);
    to->sin_addr = in_addr(GROUP_TEXT);
    ct_nonblock(s);
    return s;
}

/* The loopback interface delivers within the call. */
static bool hears(SOCKET s, const struct sockaddr_in *to)
{
    IN_ADDR loopback = in_addr("127.0.0.1");
    SOCKET from = ct_open(CT_UDP_BOUND);
    char buf[4];

    EQUAL(setsockopt(from, IPPROTO_IP, IP_MULTICAST_IF, (char *)&loopback,
                     sizeof(loopback)),
          0);
    EQUAL(sendto(from, "hi", 2, 0, SA(to), sizeof(*to)), 2);
    return recv(s, buf, sizeof(buf), 0) == 2;
}

static int set4(SOCKET s, MULTICAST_MODE_TYPE mode, ULONG n,
                const IN_ADDR *list)
{
    return setipv4sourcefilter(s, in_addr("127.0.0.1"), in_addr(GROUP_TEXT),
                               mode, n, list);
}

static int get4(SOCKET s, MULTICAST_MODE_TYPE *mode, ULONG *n, IN_ADDR *list)
{
    return getipv4sourcefilter(s, in_addr("127.0.0.1"), in_addr(GROUP_TEXT),
                               mode, n, list);
}

static int set_any(SOCKET s, MULTICAST_MODE_TYPE mode, ULONG n,
                   const SOCKADDR_STORAGE *list)
{
    SOCKADDR_STORAGE group = storage(GROUP_TEXT);

    return setsourcefilter(s, LOOPBACK_INDEX, SA(&group), sizeof(group), mode,
                           n, list);
}

static int get_any(SOCKET s, MULTICAST_MODE_TYPE *mode, ULONG *n,
                   SOCKADDR_STORAGE *list)
{
    SOCKADDR_STORAGE group = storage(GROUP_TEXT);

    return getsourcefilter(s, LOOPBACK_INDEX, SA(&group), sizeof(group), mode,
                           n, list);
}

/* Rows: the number of sources is arg. */
static void set4_fails(const struct ct_row *row)
{
    IN_ADDR list[1] = {{{{127, 0, 0, 1}}}};

    SOCKET_FAILS(row->code,
                 set4(ct_sock(row), MCAST_INCLUDE, (ULONG)row->arg, list));
}

static void get4_fails(const struct ct_row *row)
{
    ULONG n = (ULONG)row->arg;
    IN_ADDR list[1];
    MULTICAST_MODE_TYPE mode;

    SOCKET_FAILS(row->code, get4(ct_sock(row), &mode, &n, list));
}

static void set_fails(const struct ct_row *row)
{
    SOCKADDR_STORAGE list[1] = {{0}};

    SOCKET_FAILS(row->code,
                 set_any(ct_sock(row), MCAST_INCLUDE, (ULONG)row->arg, list));
}

static void get_fails(const struct ct_row *row)
{
    ULONG n = (ULONG)row->arg;
    SOCKADDR_STORAGE list[1];
    MULTICAST_MODE_TYPE mode;

    SOCKET_FAILS(row->code, get_any(ct_sock(row), &mode, &n, list));
}

static void other_family(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP);
    SOCKADDR_IN6 group = {.sin6_family = AF_INET6};
    MULTICAST_MODE_TYPE mode;
    ULONG n = 0;

    EQUAL(inet_pton(AF_INET6, "ff02::99", &group.sin6_addr), 1);
    SOCKET_FAILS(row->code,
                 setsourcefilter(s, LOOPBACK_INDEX, SA(&group), sizeof(group),
                                 MCAST_EXCLUDE, 0, NULL));
    SOCKET_FAILS(row->code, getsourcefilter(s, LOOPBACK_INDEX, SA(&group),
                                            sizeof(group), &mode, &n, NULL));
}

static void bad_memory(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP);
    MULTICAST_MODE_TYPE mode;
    ULONG n = 0;

    SOCKET_FAILS(row->code, set4(s, MCAST_INCLUDE, 1, ct_unmapped()));
    SOCKET_FAILS(row->code, set_any(s, MCAST_INCLUDE, 1, NULL));
    SOCKET_FAILS(row->code, get4(s, &mode, NULL, NULL));
    SOCKET_FAILS(row->code, get_any(s, NULL, &n, NULL));
    SOCKET_FAILS(row->code, setsourcefilter(s, 1, NULL, sizeof(SOCKADDR_IN),
                                            MCAST_INCLUDE, 0, NULL));
    EQUAL(set4(s, MCAST_EXCLUDE, 0, NULL), 0);
    SOCKET_FAILS(row->code, get4(s, ct_readonly(), &n, NULL));
}

static void bad_values(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP);
    SOCKADDR_STORAGE unicast = storage("10.1.2.3");

    SOCKET_FAILS(row->code, set4(s, (MULTICAST_MODE_TYPE)7, 0, NULL));
    SOCKET_FAILS(row->code,
                 setsourcefilter(s, LOOPBACK_INDEX, SA(&unicast),
                                 sizeof(unicast), MCAST_EXCLUDE, 0, NULL));
}

static void not_a_member(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP);
    MULTICAST_MODE_TYPE mode;
    ULONG n = 0;

    SOCKET_FAILS(row->code, get4(s, &mode, &n, NULL));
    EQUAL(set4(s, MCAST_INCLUDE, 0, NULL), 0); /* nothing to leave */
}

/* Final state: the call joins, filters and leaves. */
static void filters(const struct ct_row *row)
{
    IN_ADDR here = in_addr("127.0.0.1"), other = in_addr("127.9.9.9");
    struct sockaddr_in to;
    SOCKET s = receiver(&to);

    (void)row;
    NEED(set4(s, MCAST_INCLUDE, 1, &here), 0);
    EQUAL(hears(s, &to), true);
    NEED(set4(s, MCAST_INCLUDE, 1, &other), 0);
    EQUAL(hears(s, &to), false);
    NEED(set4(s, MCAST_EXCLUDE, 1, &other), 0);
    EQUAL(hears(s, &to), true);
    NEED(set4(s, MCAST_EXCLUDE, 1, &here), 0);
    EQUAL(hears(s, &to), false);
    NEED(set4(s, MCAST_EXCLUDE, 0, NULL), 0);
    EQUAL(hears(s, &to), true);
    NEED(set4(s, MCAST_INCLUDE, 0, NULL), 0);
    EQUAL(hears(s, &to), false);
}

static void comes_back(const struct ct_row *row)
{
    IN_ADDR two[2] = {in_addr("127.0.0.8"), in_addr("127.0.0.9")}, got[3] = {0};
    SOCKADDR_STORAGE any[1] = {{0}};
    MULTICAST_MODE_TYPE mode = MCAST_INCLUDE;
    SOCKET s = ct_open(CT_UDP);
    ULONG n = 3;

    (void)row;
    NEED(set4(s, MCAST_EXCLUDE, 2, two), 0);
    NEED(get4(s, &mode, &n, got), 0);
    EQUAL(mode, MCAST_EXCLUDE);
    EQUAL(n, 2);
    EQUAL(got[0].s_addr != got[1].s_addr && got[2].s_addr == 0, true);
    n = 1; /* what fits, and how many there are */
    NEED(get_any(s, &mode, &n, any), 0);
    EQUAL(n, 2);
    EQUAL(any[0].ss_family, AF_INET);
}

static void ipv6_comes_back(const struct ct_row *row)
{
    SOCKADDR_IN6 group = {.sin6_family = AF_INET6};
    SOCKADDR_STORAGE list[2] = {{0}}, got[2] = {{0}};
    SOCKADDR_IN6 source = ct_loopback6(0);
    MULTICAST_MODE_TYPE mode = MCAST_EXCLUDE;
    SOCKET s = ct_sock(row);
    ULONG n = 2;

    if (ct_failed())
        return;
    EQUAL(inet_pton(AF_INET6, "ff11::7:9", &group.sin6_addr), 1);
    memcpy(&list[0], &source, sizeof(source));
    NEED(setsourcefilter(s, LOOPBACK_INDEX, SA(&group), sizeof(group),
                         MCAST_INCLUDE, 1, list),
         0);
    NEED(getsourcefilter(s, LOOPBACK_INDEX, SA(&group), sizeof(group), &mode,
                         &n, got),
         0);
    EQUAL(mode, MCAST_INCLUDE);
    EQUAL(n, 1);
    EQUAL(got[0].ss_family, AF_INET6);
    memcpy(&source, &got[0], sizeof(source));
    EQUAL(source.sin6_addr.s6_addr[15], 1);
}

/* Row: a buffer of arg bytes that promises one source. */
static void short_ioctl(const struct ct_row *row)
{
    IP_MSFILTER f = {in_addr(GROUP_TEXT),
                     in_addr("127.0.0.1"),
                     MCAST_INCLUDE,
                     1,
                     {in_addr("127.0.0.1")}};
    DWORD n;

    SOCKET_FAILS(row->code,
                 WSAIoctl(ct_open(CT_UDP), SIO_SET_MULTICAST_FILTER, &f,
                          (DWORD)row->arg, NULL, 0, &n, NULL, NULL));
}

#define EVERY_SOCKET(fn, func)                                                 \
    RULE(fn, "before WSAStartup", func, .code = WSANOTINITIALISED,             \
         .flags = CT_UNSTARTED),                                               \
        ROWS_NOTSOCK(fn, func),                                                \
        ROW(fn, WSAENOBUFS, "more sources than memory can be", func,           \
            .sock = CT_UDP, .arg = -1),                                        \
        RULE(fn, "of a TCP socket", func, .code = WSAENOPROTOOPT,              \
             .sock = CT_TCP)

static const struct ct_row rows[] = {
    EVERY_SOCKET(setipv4sourcefilter, set4_fails),
    EVERY_SOCKET(getipv4sourcefilter, get4_fails),
    EVERY_SOCKET(setsourcefilter, set_fails),
    EVERY_SOCKET(getsourcefilter, get_fails),
    RULE(setipv4sourcefilter, "more sources than a filter holds", set4_fails,
         .code = WSAENOBUFS, .sock = CT_UDP, .arg = 0x3ffffff0),
    RULE(getipv4sourcefilter, "room for more than a filter holds", get4_fails,
         .code = WSAEADDRNOTAVAIL, .sock = CT_UDP, .arg = 0x3ffffff0),
    RULE(setsourcefilter, "a group of another family", other_family,
         .code = WSAEINVAL),
    RULE(setsourcefilter, "bad memory", bad_memory, .code = WSAEFAULT),
    RULE(setsourcefilter, "unknown mode, unicast group", bad_values,
         .code = WSAEINVAL),
    RULE(getipv4sourcefilter, "not a member", not_a_member,
         .code = WSAEADDRNOTAVAIL),
    RULE(setipv4sourcefilter, "joins, filters and leaves", filters),
    RULE(getipv4sourcefilter, "what was set comes back", comes_back),
    RULE(getsourcefilter, "IPv6", ipv6_comes_back, .sock = CT_UDP6),
    RULE(WSAIoctl, "SIO_SET_MULTICAST_FILTER, head cut", short_ioctl,
         .code = WSAEFAULT, .arg = 15),
    RULE(WSAIoctl, "SIO_SET_MULTICAST_FILTER, sources cut", short_ioctl,
         .code = WSAEFAULT, .arg = 16),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
