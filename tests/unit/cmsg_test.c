/* SPDX-License-Identifier: MIT */
/* The parser of control data against anything: random bytes, random lengths,
 * good items with one byte changed. Nothing but 0 or WSAEINVAL comes back, and
 * what is accepted is whole and within its room. Run it under asan. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <winsock2.h>
#include <ws2tcpip.h>

#include "sock/cmsg.h"

#define ROUNDS 200000

static uint32_t state = 0x2545f491;

static uint32_t draw(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % below;
}

static struct ws2_sock sock_of(int family)
{
    return (struct ws2_sock){
        .family = (uint8_t)family, .type = SOCK_DGRAM, .fd = -1};
}

/* The buffer is exactly as long as it says, so that asan sees one byte more. */
static ws2_err parse(int family, const char *bytes, size_t len,
                     struct os_control *out)
{
    struct ws2_sock sk = sock_of(family);
    char *exact = malloc(len != 0 ? len : 1);
    WSABUF buf = {(ULONG)len, exact};
    ws2_err err;

    memcpy(exact, bytes, len);
    err = ws2_control_in(&sk, &buf, out);
    free(exact);
    assert_true(err == WS2_OK || err == WSAEINVAL);
    assert_true(out->len <= sizeof(out->space));
    return err;
}

static void random_bytes(void **unused)
{
    struct os_control out;
    char bytes[200];

    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        size_t len = draw(sizeof(bytes));

        for (size_t j = 0; j < len; j++)
            bytes[j] = (char)draw(256);
        parse(draw(2) ? AF_INET : AF_INET6, bytes, len, &out);
    }
}

/* Lengths, levels and types near the good ones. */
static size_t item(char *at)
{
    static const int levels[] = {IPPROTO_IP, IPPROTO_IPV6, IPPROTO_UDP, 1};
    static const int types[] = {
        IP_PKTINFO,  IP_HOPLIMIT,       IP_TOS, IP_ECN,
        IPV6_TCLASS, UDP_SEND_MSG_SIZE, 0,      UDP_COALESCED_INFO};
    WSACMSGHDR head = {.cmsg_len = WSA_CMSG_LEN(draw(40)),
                       .cmsg_level = levels[draw(4)],
                       .cmsg_type = types[draw(8)]};

    if (draw(2))
        head.cmsg_len = WSA_CMSG_LEN(4);
    memset(at, 0, 64);
    memcpy(at, &head, sizeof(head));
    for (size_t i = sizeof(head); i < head.cmsg_len; i++)
        at[i] = i == sizeof(head) ? (char)draw(256) : 0;
    return WSA_CMSGHDR_ALIGN(head.cmsg_len);
}

static void nearly_good(void **unused)
{
    struct os_control out;
    char bytes[64 * 40];
    unsigned good = 0;

    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        size_t len = 0;

        for (uint32_t n = draw(draw(100) == 0 ? 40 : 4); n > 0; n--)
            len += item(bytes + len);
        if (len != 0 && draw(2))
            bytes[draw((uint32_t)len)] ^= (char)(1 << draw(8));
        if (len != 0 && draw(4) == 0)
            len -= draw((uint32_t)len);
        good += parse(draw(2) ? AF_INET : AF_INET6, bytes, len, &out) == WS2_OK;
    }
    assert_true(good > ROUNDS / 100); /* else the test is too wild */
}

/* More good items than there is room for are refused, not written. */
static void too_many(void **unused)
{
    struct os_control out;
    char bytes[64 * 24];
    DWORD size = 100;

    (void)unused;
    for (int i = 0; i < 64; i++) {
        WSACMSGHDR head = {.cmsg_len = WSA_CMSG_LEN(4),
                           .cmsg_level = IPPROTO_UDP,
                           .cmsg_type = UDP_SEND_MSG_SIZE};

        memcpy(bytes + i * 24, &head, sizeof(head));
        memcpy(bytes + i * 24 + sizeof(head), &size, sizeof(size));
    }
    assert_int_equal(parse(AF_INET, bytes, 2 * 24, &out), WS2_OK);
    assert_int_equal(parse(AF_INET, bytes, sizeof(bytes), &out), WSAEINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_bytes),
        cmocka_unit_test(nearly_good),
        cmocka_unit_test(too_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
