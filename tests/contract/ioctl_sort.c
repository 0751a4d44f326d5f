/* SPDX-License-Identifier: MIT */
/* SIO_ADDRESS_LIST_SORT: order, refusals, sizes. */
#include "harness.h"
#include <mswsock.h>
#include <stddef.h>

enum { MOST = 8 };

#define LIST_SIZE(n)                                                           \
    (offsetof(SOCKET_ADDRESS_LIST, Address) + (n) * sizeof(SOCKET_ADDRESS))

static struct sockaddr_in6 addresses[MOST];

static union {
    SOCKET_ADDRESS_LIST list;
    char room[LIST_SIZE(MOST)];
} in, out;

/* The texts as a list of IPv6 addresses. */
static DWORD list_make(const char *const *texts, int count)
{
    SOCKET_ADDRESS *entries = in.list.Address;

    in.list.iAddressCount = count;
    for (int i = 0; i < count; i++) {
        addresses[i] = (struct sockaddr_in6){.sin6_family = AF_INET6};
        EQUAL(inet_pton(AF_INET6, texts[i], &addresses[i].sin6_addr), 1);
        entries[i].lpSockaddr = SA(&addresses[i]);
        entries[i].iSockaddrLength = sizeof(addresses[i]);
    }
    return (DWORD)LIST_SIZE((size_t)count);
}

static int sort(SOCKET s, DWORD in_len, void *to, DWORD to_len, DWORD *n)
{
    return WSAIoctl(s, SIO_ADDRESS_LIST_SORT, &in, in_len, to, to_len, n, NULL,
                    NULL);
}

static void comes_nth(const SOCKET_ADDRESS_LIST *list, int n, const char *text)
{
    const SOCKET_ADDRESS *entries = list->Address;
    struct sockaddr_in6 got;
    struct in6_addr want;

    EQUAL(inet_pton(AF_INET6, text, &want), 1);
    EQUAL(entries[n].iSockaddrLength, sizeof(got));
    memcpy(&got, entries[n].lpSockaddr, sizeof(got));
    EQUAL(memcmp(&got.sin6_addr, &want, sizeof(want)), 0);
}

/* What cannot be reached comes last, IPv6 before IPv4 where both can. */
static void sorts(const struct ct_row *row)
{
    static const char *const texts[] = {"2001:db8::1", "::ffff:127.0.0.1",
                                        "::1"};
    SOCKET s = ct_open(CT_UDP6);
    DWORD len = list_make(texts, 3), n = 0;

    (void)row;
    if (ct_failed())
        return;
    NEED(sort(s, len, &out, sizeof(out), &n), 0);
    EQUAL(n, len);
    EQUAL(out.list.iAddressCount, 3);
    comes_nth(&out.list, 0, "::1");
    comes_nth(&out.list, 1, "::ffff:127.0.0.1");
    comes_nth(&out.list, 2, "2001:db8::1");
}

static void sorts_in_place(const struct ct_row *row)
{
    static const char *const texts[] = {"::ffff:127.0.0.1", "::1"};
    SOCKET s = ct_open(CT_UDP6);
    DWORD len = list_make(texts, 2), n = 0;

    (void)row;
    if (ct_failed())
        return;
    NEED(sort(s, len, &in, len, &n), 0);
    comes_nth(&in.list, 0, "::1");
    comes_nth(&in.list, 1, "::ffff:127.0.0.1");
}

static void leaves_out(const struct ct_row *row)
{
    static const char *const texts[] = {"::", "::1"};
    SOCKET s = ct_open(CT_UDP6);
    DWORD len = list_make(texts, 2), n = 0;

    (void)row;
    if (ct_failed())
        return;
    NEED(sort(s, len, &out, sizeof(out), &n), 0);
    EQUAL(out.list.iAddressCount, 1);
    comes_nth(&out.list, 0, "::1");
}

static void sorts_nothing(const struct ct_row *row)
{
    DWORD len = list_make(NULL, 0), n = 77;

    (void)row;
    NEED(sort(ct_open(CT_UDP), len, &out, sizeof(out), &n), 0);
    EQUAL(out.list.iAddressCount, 0);
}

static void too_little_room(const struct ct_row *row)
{
    static const char *const texts[] = {"::ffff:127.0.0.1", "::1"};
    DWORD len = list_make(texts, 2), n = 0;

    SOCKET_FAILS(row->code, sort(ct_open(CT_UDP), len, &out, len - 1, &n));
    EQUAL(n, len);
}

/* Row: what is wrong with the list. */
enum { IPV4, SHORT_ADDRESS, LOST_ADDRESS, SHORT_LIST, NEGATIVE };

static void bad_list(const struct ct_row *row)
{
    static const char *const texts[] = {"::1"};
    DWORD len = list_make(texts, 1), n = 0;

    switch (row->arg) {
    case IPV4:
        addresses[0].sin6_family = AF_INET;
        break;
    case SHORT_ADDRESS:
        in.list.Address[0].iSockaddrLength = sizeof(struct sockaddr_in);
        break;
    case LOST_ADDRESS:
        in.list.Address[0].lpSockaddr = ct_bad(row->arg2);
        break;
    case SHORT_LIST:
        len--;
        break;
    default:
        in.list.iAddressCount = -1;
    }
    SOCKET_FAILS(row->code, sort(ct_open(CT_UDP), len, &out, sizeof(out), &n));
}

static void bad_in(const struct ct_row *row)
{
    DWORD n;

    SOCKET_FAILS(row->code, WSAIoctl(ct_open(CT_UDP), SIO_ADDRESS_LIST_SORT,
                                     ct_bad(row->arg), 64, &out, sizeof(out),
                                     &n, NULL, NULL));
}

static const struct ct_row rows[] = {
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_SORT, best first", sorts),
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_SORT in place", sorts_in_place),
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_SORT leaves the wildcard out", leaves_out),
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_SORT, empty list", sorts_nothing),
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_SORT, required size", too_little_room,
         .code = WSAEFAULT),
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_SORT, an IPv4 address", bad_list,
         .code = WSAEINVAL, .arg = IPV4),
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_SORT, short address", bad_list,
         .code = WSAEINVAL, .arg = SHORT_ADDRESS),
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_SORT, address NULL", bad_list,
         .code = WSAEFAULT, .arg = LOST_ADDRESS),
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_SORT, address unmapped", bad_list,
         .code = WSAEFAULT, .arg = LOST_ADDRESS, .arg2 = CT_UNMAPPED),
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_SORT, list longer than the buffer",
         bad_list, .code = WSAEFAULT, .arg = SHORT_LIST),
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_SORT, negative count", bad_list,
         .code = WSAEINVAL, .arg = NEGATIVE),
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_SORT, input NULL", bad_in,
         .code = WSAEFAULT),
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_SORT, input unmapped", bad_in,
         .code = WSAEFAULT, .arg = CT_UNMAPPED),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
