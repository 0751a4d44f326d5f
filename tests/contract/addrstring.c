/* SPDX-License-Identifier: MIT */
/* WSAAddressToString and WSAStringToAddress: whole socket addresses, with port
 * and scope. Every row runs the narrow and the wide form. */
#include "harness.h"

static void widen(const char *text, WCHAR *out)
{
    do
        *out++ = (WCHAR)(unsigned char)*text;
    while (*text++ != '\0');
}

static void same_text(const char *got, const char *want)
{
    if (got == NULL || strcmp(got, want) != 0)
        ct_fail("got \"%s\", want \"%s\"", got != NULL ? got : "NULL", want);
}

static void same_wide(const WCHAR *got, const char *want)
{
    WCHAR wide[80];

    widen(want, wide);
    if (memcmp(got, wide, (strlen(want) + 1) * sizeof(*wide)) != 0)
        ct_fail("the wide text is not \"%s\"", want);
}

static struct sockaddr_in6 address_six(void)
{
    struct sockaddr_in6 sin6 = ct_loopback6(htons(8080));

    sin6.sin6_addr.s6_addr[0] = 0xfe;
    sin6.sin6_addr.s6_addr[1] = 0x80;
    sin6.sin6_scope_id = 7;
    return sin6;
}

static int to_text(const void *addr, DWORD len, char *text, DWORD *room)
{
    return WSAAddressToStringA((SOCKADDR *)(uintptr_t)addr, len, NULL, text,
                               room);
}

static int to_wide(const void *addr, DWORD len, WCHAR *text, DWORD *room)
{
    return WSAAddressToStringW((SOCKADDR *)(uintptr_t)addr, len, NULL, text,
                               room);
}

static void expect_text(const void *addr, DWORD len, const char *want)
{
    char text[80];
    WCHAR wide[80];
    DWORD room = 80, need = (DWORD)strlen(want) + 1;

    EQUAL(to_text(addr, len, text, &room), 0);
    if (ct_failed())
        return;
    same_text(text, want);
    EQUAL(room, need);
    room = 80;
    EQUAL(to_wide(addr, len, wide, &room), 0);
    same_wide(wide, want);
    EQUAL(room, need);
}

/* The port and the scope are written unless they are 0. */
static void to_string_writes(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_loopback(htons(80));
    struct sockaddr_in6 sin6 = address_six();

    (void)row;
    expect_text(&sin, sizeof(sin), "127.0.0.1:80");
    sin.sin_port = 0;
    expect_text(&sin, sizeof(sin), "127.0.0.1");
    expect_text(&sin6, sizeof(sin6), "[fe80::1%7]:8080");
    sin6.sin6_port = 0;
    expect_text(&sin6, sizeof(sin6), "fe80::1%7");
    sin6.sin6_scope_id = 0;
    expect_text(&sin6, sizeof(sin6), "fe80::1");
    sin6.sin6_port = htons(8080);
    expect_text(&sin6, sizeof(sin6), "[fe80::1]:8080");
}

static void to_string_fails(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_loopback(0);
    char text[80];
    WCHAR wide[80];
    DWORD room = 80;

    if (row->flags & CT_CLEANED)
        EQUAL(WSACleanup(), 0);
    SOCKET_FAILS(row->code, to_text(&sin, sizeof(sin), text, &room));
    SOCKET_FAILS(row->code, to_wide(&sin, sizeof(sin), wide, &room));
}

/* Row: the room is arg; the room needed comes back. */
static void to_string_room(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_loopback(0);
    char text[80];
    WCHAR wide[80];
    DWORD room = (DWORD)row->arg;

    SOCKET_FAILS(row->code, to_text(&sin, sizeof(sin), text, &room));
    EQUAL(room, sizeof("127.0.0.1"));
    room = (DWORD)row->arg;
    SOCKET_FAILS(row->code, to_wide(&sin, sizeof(sin), wide, &room));
    EQUAL(room, sizeof("127.0.0.1"));
    EQUAL(to_text(&sin, sizeof(sin), text, &room), 0); /* enough now */
}

enum place { ADDRESS, INFO, TEXT, ROOM };

/* Row: a bad pointer (enum ct_bad) at a place (arg2). */
static void to_string_pointer(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_loopback(0);
    char text[80];
    WCHAR wide[80];
    DWORD room = 80;
    void *bad = ct_bad(row->arg);
    int at = row->arg2;

    SOCKET_FAILS(row->code,
                 WSAAddressToStringA(at == ADDRESS ? bad : (void *)&sin,
                                     sizeof(sin), at == INFO ? bad : NULL,
                                     at == TEXT ? bad : text,
                                     at == ROOM ? bad : &room));
    room = 80;
    SOCKET_FAILS(row->code,
                 WSAAddressToStringW(at == ADDRESS ? bad : (void *)&sin,
                                     sizeof(sin), at == INFO ? bad : NULL,
                                     at == TEXT ? bad : wide,
                                     at == ROOM ? bad : &room));
}

/* Row: the address's length is arg, its family arg2. */
static void to_string_address(const struct ct_row *row)
{
    struct sockaddr_in6 sin6 = ct_loopback6(0);
    u_short family = (u_short)row->arg2; /* sin6_family is signed for some */
    char text[80];
    WCHAR wide[80];
    DWORD room = 80;

    memcpy(&sin6.sin6_family, &family, sizeof(family));
    SOCKET_FAILS(row->code, to_text(&sin6, (DWORD)row->arg, text, &room));
    SOCKET_FAILS(row->code, to_wide(&sin6, (DWORD)row->arg, wide, &room));
}

static int from_text(const char *text, int family, void *addr, int *len)
{
    char copy[80];

    strcpy(copy, text);
    return WSAStringToAddressA(copy, family, NULL, addr, len);
}

static int from_wide(const char *text, int family, void *addr, int *len)
{
    WCHAR wide[80];

    widen(text, wide);
    return WSAStringToAddressW(wide, family, NULL, addr, len);
}

static void from_string_fails(const struct ct_row *row)
{
    struct sockaddr_in sin;
    int len = sizeof(sin);

    if (row->flags & CT_CLEANED)
        EQUAL(WSACleanup(), 0);
    SOCKET_FAILS(row->code, from_text("1.2.3.4", AF_INET, &sin, &len));
    SOCKET_FAILS(row->code, from_wide("1.2.3.4", AF_INET, &sin, &len));
}

/* Row: the room is arg, the family arg2; the room needed comes back. */
static void from_string_room(const struct ct_row *row)
{
    int need = row->arg2 == AF_INET ? sizeof(struct sockaddr_in)
                                    : sizeof(struct sockaddr_in6);
    const char *text = row->arg2 == AF_INET ? "1.2.3.4" : "::1";
    struct sockaddr_in6 addr;
    int len = row->arg;

    SOCKET_FAILS(row->code, from_text(text, row->arg2, &addr, &len));
    EQUAL(len, need);
    len = row->arg;
    SOCKET_FAILS(row->code, from_wide(text, row->arg2, &addr, &len));
    EQUAL(len, need);
    EQUAL(from_text(text, row->arg2, &addr, &len), 0);
    EQUAL(len, need);
}

static void from_string_refuses(const struct ct_row *row)
{
    static const char *const bad4[] = {
        "",          " ",         "a",          "1.2.3.256",
        "1.2.3.4.5", "1.2.3.4:",  "1.2.3.4:0",  "1.2.3.4:65536",
        "1.2.3.4 ",  " 1.2.3.4",  "1.2.3.4:1 ", "1.2.3.4:x",
        "1.2.3.08",  "[1.2.3.4]", "::1",
    };
    static const char *const bad6[] = {
        "", ":", "::1]:80", "[::1", "[::1]:", "[::1]80", "1.2.3.4", "1:2:3",
    };
    struct sockaddr_in6 addr;
    int i, len;

    for (i = 0; i < CT_COUNT(bad4) && !ct_failed(); i++) {
        len = sizeof(addr);
        SOCKET_FAILS(row->code, from_text(bad4[i], AF_INET, &addr, &len));
        SOCKET_FAILS(row->code, from_wide(bad4[i], AF_INET, &addr, &len));
        EQUAL(len, sizeof(addr));
    }
    for (i = 0; i < CT_COUNT(bad6) && !ct_failed(); i++) {
        len = sizeof(addr);
        SOCKET_FAILS(row->code, from_text(bad6[i], AF_INET6, &addr, &len));
        SOCKET_FAILS(row->code, from_wide(bad6[i], AF_INET6, &addr, &len));
    }
}

/* Row: the family asked for is arg, the one found in the buffer arg2. */
static void from_string_family(const struct ct_row *row)
{
    struct sockaddr_in6 addr;
    u_short family = (u_short)row->arg2;
    int len = sizeof(addr);

    memset(&addr, 0, sizeof(addr));
    memcpy(&addr.sin6_family, &family, sizeof(family));
    SOCKET_FAILS(row->code, from_text("1.2.3.4", row->arg, &addr, &len));
    SOCKET_FAILS(row->code, from_wide("1.2.3.4", row->arg, &addr, &len));
}

static void from_string_reads(const struct ct_row *row)
{
    struct sockaddr_in sin;
    struct sockaddr_in6 sin6, want = address_six();
    int len = sizeof(sin6);

    (void)row;
    memset(&sin, 0x55, sizeof(sin));
    EQUAL(from_text("10.1.2.3:8080", AF_INET, &sin, &len), 0);
    EQUAL(len, sizeof(sin));
    EQUAL(sin.sin_family, AF_INET);
    EQUAL(sin.sin_port, htons(8080));
    EQUAL(sin.sin_addr.s_addr, htonl(0x0a010203));
    EQUAL(from_wide("10.0x10203", AF_INET, &sin, &len), 0);
    EQUAL(sin.sin_port, 0);
    EQUAL(sin.sin_addr.s_addr, htonl(0x0a010203));
    len = sizeof(sin6);
    memset(&sin6, 0x55, sizeof(sin6));
    EQUAL(from_text("[fe80::1%7]:8080", AF_INET6, &sin6, &len), 0);
    EQUAL(len, sizeof(sin6));
    EQUAL(memcmp(&sin6, &want, sizeof(want)), 0);
    EQUAL(from_wide("::1", AF_INET6, &sin6, &len), 0);
    EQUAL(sin6.sin6_port, 0);
    EQUAL(sin6.sin6_scope_id, 0);
}

#define UNSTARTED(fn, func)                                                    \
    ROW(fn, WSANOTINITIALISED, "before WSAStartup", func,                      \
        .flags = CT_UNSTARTED),                                                \
        ROW(fn, WSANOTINITIALISED, "after WSACleanup", func,                   \
            .flags = CT_CLEANED)
#define TO_BAD(err, what, how, where)                                          \
    ROW(WSAAddressToString, err, what, to_string_pointer, .arg = how,          \
        .arg2 = where)
#define SHORT_SIN (sizeof(struct sockaddr_in) - 1)

static const struct ct_row rows[] = {
    UNSTARTED(WSAAddressToString, to_string_fails),
    UNSTARTED(WSAStringToAddress, from_string_fails),
    ROW(WSAAddressToString, WSAEFAULT, "no room", to_string_room, .arg = 0),
    ROW(WSAAddressToString, WSAEFAULT, "no room for the terminator",
        to_string_room, .arg = sizeof("127.0.0.1") - 1),
    TO_BAD(WSAEFAULT, "address unmapped", CT_UNMAPPED, ADDRESS),
    TO_BAD(WSAEFAULT, "address partly mapped", CT_EDGE, ADDRESS),
    TO_BAD(WSAEFAULT, "protocol info unmapped", CT_UNMAPPED, INFO),
    TO_BAD(WSAEFAULT, "text NULL", CT_NULL, TEXT),
    TO_BAD(WSAEFAULT, "text unmapped", CT_UNMAPPED, TEXT),
    TO_BAD(WSAEFAULT, "text read-only", CT_READONLY, TEXT),
    TO_BAD(WSAEFAULT, "text partly mapped", CT_EDGE, TEXT),
    TO_BAD(WSAEFAULT, "room unmapped", CT_UNMAPPED, ROOM),
    TO_BAD(WSAEINVAL, "address NULL", CT_NULL, ADDRESS),
    TO_BAD(WSAEINVAL, "room NULL", CT_NULL, ROOM),
    ROW(WSAAddressToString, WSAEINVAL, "length 0", to_string_address, .arg = 0,
        .arg2 = AF_INET),
    ROW(WSAAddressToString, WSAEINVAL, "length one short", to_string_address,
        .arg = SHORT_SIN, .arg2 = AF_INET),
    ROW(WSAAddressToString, WSAEINVAL, "IPv6, length of IPv4",
        to_string_address, .arg = sizeof(struct sockaddr_in), .arg2 = AF_INET6),
    ROW(WSAAddressToString, WSAEINVAL, "family 0", to_string_address,
        .arg = sizeof(struct sockaddr_in6), .arg2 = AF_UNSPEC),
    ROW(WSAAddressToString, WSAEINVAL, "a family nobody has", to_string_address,
        .arg = sizeof(struct sockaddr_in6), .arg2 = 999),
    RULE(WSAAddressToString, "port and scope unless 0", to_string_writes),
    ROW(WSAStringToAddress, WSAEFAULT, "no room", from_string_room, .arg = 0,
        .arg2 = AF_INET),
    ROW(WSAStringToAddress, WSAEFAULT, "room one short", from_string_room,
        .arg = SHORT_SIN, .arg2 = AF_INET),
    ROW(WSAStringToAddress, WSAEFAULT, "IPv6, room of IPv4", from_string_room,
        .arg = sizeof(struct sockaddr_in), .arg2 = AF_INET6),
    ROW(WSAStringToAddress, WSAEINVAL, "what is no address",
        from_string_refuses),
    ROW(WSAStringToAddress, WSAEINVAL, "family 0, none in the buffer",
        from_string_family, .arg = AF_UNSPEC, .arg2 = 999),
    ROW(WSAStringToAddress, WSAEINVAL, "a family nobody has",
        from_string_family, .arg = 999, .arg2 = 999),
    RULE(WSAStringToAddress, "port and scope where they are given",
         from_string_reads),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
