/* SPDX-License-Identifier: MIT */
/* What the tests of whole tables share: each row is tried on every kind of
 * socket, and all that is wrong is told before the test fails. */
#ifndef WS2_TESTS_UNIT_TABLE_H
#define WS2_TESTS_UNIT_TABLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include <afunix.h>
#include <mstcpip.h>
#include <mswsock.h>
#include <ws2tcpip.h>

#define ROOM 65536

/* Kinds of sockets, all fresh. */
enum { TCP4, TCP6, UDP4, UDP6, LOCAL, RAW4, RAW6, KINDS };
#define BIT(kind) (1u << (kind))
#define TCP       (BIT(TCP4) | BIT(TCP6))
#define UDP       (BIT(UDP4) | BIT(UDP6))
#define RAW       (BIT(RAW4) | BIT(RAW6))
#define V4        (BIT(TCP4) | BIT(UDP4) | BIT(RAW4))
#define V6        (BIT(TCP6) | BIT(UDP6) | BIT(RAW6))
#define STREAMS   (TCP | BIT(LOCAL))
#define ALL       (BIT(KINDS) - 1)

static const struct {
    const char *name;
    int family, type, protocol;
} kinds[KINDS] = {
    [TCP4] = {"TCP", AF_INET, SOCK_STREAM, IPPROTO_TCP},
    [TCP6] = {"TCP over IPv6", AF_INET6, SOCK_STREAM, IPPROTO_TCP},
    [UDP4] = {"UDP", AF_INET, SOCK_DGRAM, IPPROTO_UDP},
    [UDP6] = {"UDP over IPv6", AF_INET6, SOCK_DGRAM, IPPROTO_UDP},
    [LOCAL] = {"AF_UNIX", AF_UNIX, SOCK_STREAM, 0},
    [RAW4] = {"raw", AF_INET, SOCK_RAW, IPPROTO_ICMP},
    [RAW6] = {"raw IPv6", AF_INET6, SOCK_RAW, IPPROTO_ICMPV6},
};

static int failures;
static const char *at_name; /* of the row */
static int at_kind;
static char *unmapped; /* ROOM bytes */

#define EXPECT(cond, ...)                                                      \
    do {                                                                       \
        if (!(cond)) {                                                         \
            failures++;                                                        \
            print_error("%s, %s, line %d: ", at_name, kinds[at_kind].name,     \
                        __LINE__);                                             \
            print_error(__VA_ARGS__);                                          \
            print_error("\n");                                                 \
        }                                                                      \
    } while (0)

/* INVALID_SOCKET where only the privileged have that kind. */
static inline SOCKET open_kind(int kind)
{
    SOCKET s =
        socket(kinds[kind].family, kinds[kind].type, kinds[kind].protocol);

    if (s != INVALID_SOCKET)
        return s;
    assert_int_equal(WSAGetLastError(), WSAEACCES);
    print_message("skipped: %s needs a privilege\n", kinds[kind].name);
    return s;
}

/* Each row has a socket of its own, so that none sees what another one did. */
static inline void rows_on_every_kind(size_t rows,
                                      void (*check)(SOCKET s, size_t row))
{
    failures = 0;
    for (at_kind = 0; at_kind < KINDS; at_kind++) {
        for (size_t row = 0; row < rows; row++) {
            SOCKET s = open_kind(at_kind);

            if (s == INVALID_SOCKET)
                break;
            check(s, row);
            assert_int_equal(closesocket(s), 0);
        }
    }
    assert_int_equal(failures, 0);
}

static inline void rows_on_closed_socket(size_t rows,
                                         void (*check)(SOCKET s, size_t row))
{
    SOCKET s = open_kind(UDP4);

    assert_int_equal(closesocket(s), 0);
    failures = 0;
    at_kind = UDP4;
    for (size_t row = 0; row < rows; row++)
        check(s, row);
    assert_int_equal(failures, 0);
}

static inline int start(void **unused)
{
    WSADATA data;

    (void)unused;
    unmapped = mmap(NULL, ROOM, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return unmapped == MAP_FAILED ? -1 : WSAStartup(MAKEWORD(2, 2), &data);
}

static inline int stop(void **unused)
{
    (void)unused;
    munmap(unmapped, ROOM);
    return WSACleanup();
}

#endif
