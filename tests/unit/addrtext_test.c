/* SPDX-License-Identifier: MIT */
/* Addresses as text, reading and writing, as tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mstcpip.h>

#include "name/addrtext.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Where a reader stops in a text that is not good does not matter. */
#define BAD (-1)

static const struct {
    const char *text;
    int lax, strict; /* characters read, or BAD */
    uint32_t value;  /* host order */
} v4[] = {
    {"1.2.3.4", 7, 7, 0x01020304},
    {"255.255.255.255", 15, 15, 0xffffffff},
    {"0.0.0.0", 7, 7, 0},
    {"01.2.3.4", 8, BAD, 0x01020304}, /* might be octal */
    {"1.2.3.010", 9, BAD, 0x01020308},
    {"1.2.3.08", BAD, BAD, 0},
    {"0x1.0X2.3.4", 11, BAD, 0x01020304},
    {"1.2.772", 7, BAD, 0x01020304},
    {"1.131844", 8, BAD, 0x01020304},
    {"16909060", 8, BAD, 0x01020304},
    {"4294967295", 10, BAD, 0xffffffff},
    {"4294967296", BAD, BAD, 0},
    {"1.16777216", BAD, BAD, 0},
    {"1.2.65536", BAD, BAD, 0},
    {"1.2.3.256", BAD, BAD, 0},
    {"256.2.3.4", BAD, BAD, 0},
    {"1.2.3.4.5", BAD, BAD, 0},
    {"1.2.3.", BAD, BAD, 0},
    {"1..2.3", BAD, BAD, 0},
    {".1.2.3", BAD, BAD, 0},
    {"", BAD, BAD, 0},
    {" 1.2.3.4", BAD, BAD, 0},
    {"-1.2.3.4", BAD, BAD, 0},
    {"0x", BAD, BAD, 0},
    {"0xg", BAD, BAD, 0},
    {"1.2.3.4x", 7, 7, 0x01020304}, /* the caller sees what follows */
    {"1.2.3.4 ", 7, 7, 0x01020304},
    {"1.2.3.4:80", 7, 7, 0x01020304},
};

static void read4_check(const char *text, bool strict, int want, uint32_t value)
{
    uint8_t bytes[4];
    const char *end;
    bool good = ws2_addrtext_read4(text, strict, bytes, &end);

    if (good != (want != BAD) || (good && end - text != want))
        fail_msg("'%s' %s: %d, stopped at %d", text, strict ? "strict" : "lax",
                 good, (int)(end - text));
    if (!good)
        return;
    assert_int_equal((uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
                         (uint32_t)bytes[2] << 8 | bytes[3],
                     value);
}

static void test_read4(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(v4); i++) {
        read4_check(v4[i].text, false, v4[i].lax, v4[i].value);
        read4_check(v4[i].text, true, v4[i].strict, v4[i].value);
    }
}

static const struct {
    const char *text;
    int used;          /* characters read, or BAD */
    const char *again; /* the address as it is written */
} v6[] = {
    {"::", 2, "::"},
    {"::1", 3, "::1"},
    {"1::", 3, "1::"},
    {"1:2:3:4:5:6:7:8", 15, "1:2:3:4:5:6:7:8"},
    {"0001:0002:3:4:5:6:7:8", 21, "1:2:3:4:5:6:7:8"},
    {"ABCD::", 6, "abcd::"},
    {"1:2:3:4:5:6:7::", 15, "1:2:3:4:5:6:7:0"},
    {"::2:3:4:5:6:7:8", 15, "0:2:3:4:5:6:7:8"},
    {"1:0:0:4:0:0:0:8", 15, "1:0:0:4::8"},
    {"1:0:0:4:5:0:0:8", 15, "1::4:5:0:0:8"},    /* the first of two runs */
    {"1:0:3:4:5:6:7:8", 15, "1:0:3:4:5:6:7:8"}, /* one group stays */
    {"::ffff:1.2.3.4", 14, "::ffff:1.2.3.4"},
    {"::ffff:0:1.2.3.4", 16, "::ffff:0:1.2.3.4"},
    {"::1.2.3.4", 9, "::1.2.3.4"},
    {"::0.0.3.4", 9, "::304"},
    {"::01.2.3.4", 10, "::1.2.3.4"},
    {"fe80::5efe:1.2.3.4", 18, "fe80::5efe:1.2.3.4"},
    {"fe80::200:5efe:102:304", 22, "fe80::200:5efe:1.2.3.4"},
    {"1:2:3:4:5:6:1.2.3.4", 19, "1:2:3:4:5:6:102:304"},
    {"1:2:3:4:5:6:7:8:9", 15, "1:2:3:4:5:6:7:8"}, /* stops in time */
    {"1::2::3", 4, "1::2"},
    {"1:2:3:4::5:6:7:8", 14, "1:2:3:4:0:5:6:7"},
    {"::1%3", 3, "::1"},
    {"::1/64", 3, "::1"},
    {"::g", 2, "::"},
    {"1:2:3:4:5:6:7", BAD, NULL},
    {":1", BAD, NULL},
    {"1:", BAD, NULL},
    {"", BAD, NULL},
    {"12345::", BAD, NULL},
    {"00001::", BAD, NULL},
    {"::1.2.3", BAD, NULL},
    {"::1.2.3.256", BAD, NULL},
    {"1::3.4", BAD, NULL},
    {"1.2.3.4:5::", BAD, NULL}, /* a dotted tail is the end */
    {"[::1]", BAD, NULL},
    {"1.2.3.4", BAD, NULL},
};

static void test_read6_and_write(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(v6); i++) {
        uint8_t bytes[16];
        char text[WS2_ADDRTEXT_MAX];
        const char *end;
        size_t len;
        bool good = ws2_addrtext_read6(v6[i].text, bytes, &end);

        if (good != (v6[i].used != BAD))
            fail_msg("'%s': %d", v6[i].text, good);
        if (!good)
            continue;
        assert_int_equal(end - v6[i].text, v6[i].used);
        len = ws2_addrtext_write6(bytes, text);
        assert_int_equal(len, strlen(text));
        assert_string_equal(text, v6[i].again);
    }
}

static const struct {
    bool v6;
    const char *text;
    bool good;
    uint32_t scope;
    uint16_t port;
    const char *again; /* NULL: as text */
} full[] = {
    {false, "1.2.3.4", true, 0, 0, NULL},
    {false, "1.2.3.4:80", true, 0, 80, NULL},
    {false, "1.2.3.4:0x50", true, 0, 80, "1.2.3.4:80"},
    {false, "1.2.3.4:0120", true, 0, 80, "1.2.3.4:80"},
    {false, "1.2.3.4:65535", true, 0, 65535, NULL},
    {false, "1.2.3.4:65536", false, 0, 0, NULL},
    {false, "1.2.3.4:0", false, 0, 0, NULL},
    {false, "1.2.3.4:", false, 0, 0, NULL},
    {false, "1.2.3.4 ", false, 0, 0, NULL},
    {true, "::1", true, 0, 0, NULL},
    {true, "[::1]", true, 0, 0, "::1"},
    {true, "[::1]:80", true, 0, 80, NULL},
    {true, "fe80::1%3", true, 3, 0, NULL},
    {true, "[fe80::1%3]:80", true, 3, 80, NULL},
    {true, "::1%4294967295", true, 4294967295u, 0, NULL},
    {true, "::1%4294967296", false, 0, 0, NULL},
    {true, "::1%", false, 0, 0, NULL},
    {true, "::1%eth0", false, 0, 0, NULL},
    {true, "[::1", false, 0, 0, NULL},
    {true, "[::1]x", false, 0, 0, NULL},
    {true, "[::1]:", false, 0, 0, NULL},
    {true, "::1]", false, 0, 0, NULL},
    {true, "", false, 0, 0, NULL},
};

static void test_port_and_scope(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(full); i++) {
        struct ws2_addrtext addr;
        char text[WS2_ADDRTEXT_MAX];
        bool good = full[i].v6
                        ? ws2_addrtext_read6_port(full[i].text, &addr)
                        : ws2_addrtext_read4_port(full[i].text, true, &addr);

        if (good != full[i].good)
            fail_msg("'%s': %d", full[i].text, good);
        if (!good)
            continue;
        assert_int_equal(addr.scope, full[i].scope);
        assert_int_equal(addr.port, full[i].port);
        ws2_addrtext_write(full[i].v6, &addr, text);
        assert_string_equal(text, full[i].again != NULL ? full[i].again
                                                        : full[i].text);
    }
}

/* The longest there is still fits. */
static void test_longest(void **state)
{
    struct ws2_addrtext addr = {.scope = 4294967295u, .port = 65535};
    char text[WS2_ADDRTEXT_MAX];

    (void)state;
    memset(addr.bytes, 0xff, sizeof(addr.bytes));
    addr.bytes[8] = 0;
    addr.bytes[9] = 0;
    addr.bytes[10] = 0x5e;
    addr.bytes[11] = 0xfe;
    assert_in_range(ws2_addrtext_write(true, &addr, text), 57,
                    WS2_ADDRTEXT_MAX - 1);
    assert_string_equal(
        text, "[ffff:ffff:ffff:ffff:0:5efe:255.255.255.255%4294967295]:65535");
}

static void test_doors(void **state)
{
    WCHAR wide[INET6_ADDRSTRLEN];
    IN6_ADDR addr;
    char text[8];
    int v4_any = 1;

    (void)state;
    assert_int_equal(inet_addr("1.2.3.4 junk"), htonl(0x01020304));
    assert_int_equal(inet_addr(" "), 0);
    assert_int_equal(inet_addr(""), INADDR_NONE);
    assert_int_equal(inet_addr(NULL), INADDR_NONE);
    assert_int_equal(InetPtonW(AF_INET6, u"fe80::1", &addr), 1);
    assert_ptr_equal(InetNtopW(AF_INET6, &addr, wide, 65), wide);
    assert_memory_equal(wide, u"fe80::1", 16);
    assert_int_equal(InetPtonW(AF_INET6, u"fe80::\u00e4", &addr), 0);
    assert_null(inet_ntop(AF_INET, &v4_any, text, 7));
    assert_int_equal(WSAGetLastError(), ERROR_INVALID_PARAMETER);
    assert_true(IN6_ADDR_EQUAL(&in6addr_any, &(IN6_ADDR)IN6ADDR_ANY_INIT));
    assert_true(IN6_IS_ADDR_LOOPBACK(&in6addr_loopback));
}

static void test_rtl(void **state)
{
    WCHAR wide[INET6_ADDRSTRLEN];
    ULONG len = 65, scope;
    USHORT port;
    IN6_ADDR addr;
    IN_ADDR v4_addr;
    DL_EUI48 mac;
    char text[INET6_ADDRSTRLEN];
    PCSTR end;
    LPCWSTR wend;

    (void)state;
    assert_int_equal(
        RtlIpv6StringToAddressExW(u"[fe80::1%3]:80", &addr, &scope, &port), 0);
    assert_int_equal(scope, 3);
    assert_int_equal(port, htons(80));
    assert_int_equal(RtlIpv6AddressToStringExW(&addr, scope, port, wide, &len),
                     0);
    assert_int_equal(len, 15);
    assert_memory_equal(wide, u"[fe80::1%3]:80", 30);
    len = 3;
    assert_int_equal(RtlIpv6AddressToStringExW(&addr, 0, 0, wide, &len),
                     (LONG)STATUS_INVALID_PARAMETER);
    assert_int_equal(len, 8);
    assert_int_equal(
        RtlIpv4StringToAddressW(u"1.2.3.4\u00e4", TRUE, &wend, &v4_addr), 0);
    assert_int_equal(*wend, u'\u00e4');
    assert_int_equal(
        RtlEthernetStringToAddressA("00-11-22-aa-Bb-cC/", &end, &mac), 0);
    assert_int_equal(*end, '/');
    assert_int_equal(*RtlEthernetAddressToStringA(&mac, text), '\0');
    assert_string_equal(text, "00-11-22-AA-BB-CC");
    assert_int_equal(RtlEthernetStringToAddressA("00-11-22-aa-bb", &end, &mac),
                     (LONG)STATUS_INVALID_PARAMETER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read4),
        cmocka_unit_test(test_read6_and_write),
        cmocka_unit_test(test_port_and_scope),
        cmocka_unit_test(test_longest),
        cmocka_unit_test(test_doors),
        cmocka_unit_test(test_rtl),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
