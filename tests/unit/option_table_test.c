/* SPDX-License-Identifier: MIT */
/* Every row of sockopt.def on every kind of socket: the default, the sizes that
 * are taken, what comes back of what was set, refusals, memory that is not
 * there, a socket that is closed. Where an option does not apply, the list of
 * exceptions below says so and with which code. */
#include "table.h"

#include "sock/option.h"

static const struct row {
    int level, option, size, initial;
    const char *name, *get, *set;
} rows[] = {
#define OPT(level, name, size, initial, get, set)                              \
    {level, name, (int)(size), initial, #level " " #name, #get, #set},
#include "sock/sockopt.def"
#undef OPT
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* --- Where a function of the table, or an option, does not apply to a fresh
 * socket of some kinds. The first line that fits counts. */

enum side { GET = 1, SET = 2, BOTH = 3 };

static const struct exception {
    int side;
    const char *what; /* the function's name, or the option's */
    unsigned on;      /* kinds */
    int code;
} exceptions[] = {
    /* byte streams only, or datagrams only */
    {BOTH, "keepalive", ALL & ~STREAMS, WSAENOPROTOOPT},
    {BOTH, "linger", ALL & ~STREAMS, WSAENOPROTOOPT},
    {BOTH, "dontlinger", ALL & ~STREAMS, WSAENOPROTOOPT},
    {GET, "connect_time", ALL & ~STREAMS, WSAENOPROTOOPT},
    {GET, "max_msg_size", STREAMS, WSAENOPROTOOPT},
    {SET, "broadcast", STREAMS, WSAENOPROTOOPT},
    {SET, "oobinline", ALL & ~TCP, WSAENOPROTOOPT},
    {SET, "conditional", ALL & ~STREAMS, WSAEINVAL},
    {BOTH, "iflist", STREAMS, WSAENOPROTOOPT},
    {SET, "iflist_add", STREAMS, WSAENOPROTOOPT},
    {SET, "iflist_delete", STREAMS, WSAENOPROTOOPT},
    {GET, "iflist_all", STREAMS, WSAENOPROTOOPT},
    {BOTH, "receive_broadcast", STREAMS, WSAENOPROTOOPT},
    {BOTH, "multicast_port", ALL & ~UDP, WSAENOPROTOOPT},
    /* one family only */
    {SET, "multicast_if", TCP, WSAENOPROTOOPT},
    {SET, "multicast_scope", TCP, WSAENOPROTOOPT},
    {SET, "membership", TCP, WSAENOPROTOOPT},
    {BOTH, "header_included", ALL & ~RAW, WSAENOPROTOOPT},
    {BOTH, "IPV6_CHECKSUM", ALL & ~RAW, WSAENOPROTOOPT},
    {SET, "IPV6_CHECKSUM", BIT(RAW6), WSAEINVAL}, /* ICMPv6 has its own */
    {BOTH, "dontroute", V6, WSAENOPROTOOPT},
    {BOTH, "no_checksum", BIT(UDP6), WSAENOPROTOOPT},
    {BOTH, "recverr", ALL & ~UDP, WSAENOPROTOOPT},
    /* in another state only */
    {GET, "icmp_error_info", TCP, WSAEINVAL},
    {GET, "iflist_all", ALL, WSAEINVAL},
    {SET, "iflist_add", ALL, WSAEINVAL},
    {SET, "iflist_delete", ALL, WSAEINVAL},
    {GET, "IP_MTU", ALL, WSAENOTCONN},
    {GET, "IPV6_MTU", ALL, WSAENOTCONN},
    {GET, "original_dst", TCP, WSAENOTCONN},
    {GET, "original_dst", ALL, WSAENOPROTOOPT},
    {SET, "connect_context", ALL, WSAENOTCONN},
    {SET, "accept_context", ALL, WSAENOTSOCK}, /* 0 is no listener */
};

static bool names(const char *text, const char *what)
{
    const char *option = strchr(text, ' ');

    return strcmp(text, what) == 0 ||
           (option != NULL && strcmp(option + 1, what) == 0);
}

static bool level_applies(int level, int kind)
{
    switch (level) {
    case IPPROTO_TCP:
        return (TCP & BIT(kind)) != 0;
    case IPPROTO_IP:
        return kind != LOCAL && kind != RAW6;
    case IPPROTO_IPV6:
        return (V6 & BIT(kind)) != 0;
    case IPPROTO_UDP:
        return (UDP & BIT(kind)) != 0;
    default:
        return true;
    }
}

/* The code that is due whatever the value, or 0. */
static int refusal(enum side side, const struct row *row, int kind)
{
    const char *function = side == GET ? row->get : row->set;

    if (strcmp(function, "NONE") == 0 || !level_applies(row->level, kind))
        return WSAENOPROTOOPT;
    for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
        if ((exceptions[i].side & (int)side) != 0 &&
            (exceptions[i].on & BIT(kind)) != 0 &&
            (names(function, exceptions[i].what) ||
             names(row->name, exceptions[i].what)))
            return exceptions[i].code;
    return 0;
}

static int get(SOCKET s, const struct row *row, void *value, int *len)
{
    WSASetLastError(0);
    return getsockopt(s, row->level, row->option, value, len) == 0
               ? 0
               : WSAGetLastError();
}

static int set(SOCKET s, const struct row *row, const void *value, int len)
{
    WSASetLastError(0);
    return setsockopt(s, row->level, row->option, value, len) == 0
               ? 0
               : WSAGetLastError();
}

static bool is_number(const struct row *row)
{
    return row->size == OPT_BOOL || row->size == (int)sizeof(int);
}

/* --- getsockopt */

static void get_sizes(SOCKET s, const struct row *row, int whole)
{
    int need = row->size == (int)sizeof(int) ? row->size : whole, len, err;
    char *exact = malloc((size_t)whole + 1);

    len = need - 1;
    if (row->size == OPT_BOOL)
        len = 0;
    err = get(s, row, exact, &len);
    EXPECT(err == WSAEFAULT, "too little room is %d", err);
    len = row->size == OPT_BOOL ? 1 : whole;
    err = get(s, row, exact, &len);
    EXPECT(err == 0, "just enough room is %d", err);
    EXPECT(len == (row->size == OPT_BOOL ? 1 : whole), "length %d", len);
    free(exact);
}

static void get_memory(SOCKET s, const struct row *row)
{
    char value[1024];
    int len = sizeof(value), err;

    err = get(s, row, NULL, &len);
    EXPECT(err == WSAEFAULT, "value NULL is %d", err);
    err = get(s, row, unmapped, &len);
    EXPECT(err == WSAEFAULT, "value unmapped is %d", err);
    err = get(s, row, value, NULL);
    EXPECT(err == WSAEFAULT, "length NULL is %d", err);
    err = get(s, row, value, (int *)(void *)unmapped);
    EXPECT(err == WSAEFAULT, "length unmapped is %d", err);
    EXPECT(len == sizeof(value), "a failure changed the length to %d", len);
}

static void get_row(SOCKET s, size_t at)
{
    const struct row *row = &rows[at];
    char value[1024];
    int len = sizeof(value), number, err = get(s, row, value, &len);
    int due = refusal(GET, row, at_kind);

    at_name = row->name;
    EXPECT(err == due, "get is %d, not %d", err, due);
    if (err != 0)
        return;
    if (row->size != OPT_BYTES && strcmp(row->get, "bsp_state") != 0)
        EXPECT(len == (row->size == OPT_BOOL ? (int)sizeof(int) : row->size),
               "length %d", len);
    if (is_number(row) && row->initial != OPT_SYSTEM) {
        memcpy(&number, value, sizeof(number));
        EXPECT(number == row->initial, "default %d", number);
    }
    if (len > 0) {
        get_sizes(s, row, len);
        get_memory(s, row);
    }
}

/* --- setsockopt */

static void set_memory(SOCKET s, const struct row *row)
{
    int size = row->size == OPT_BYTES ? 8 : row->size, err;
    char *exact = calloc(1, (size_t)size);

    err = set(s, row, NULL, size);
    EXPECT(err == WSAEFAULT, "value NULL is %d", err);
    err = set(s, row, unmapped, size);
    EXPECT(err == WSAEFAULT, "value unmapped is %d", err);
    err = set(s, row, exact, -1);
    EXPECT(err == WSAEFAULT, "length -1 is %d", err);
    if (row->size != OPT_BYTES) {
        err = set(s, row, exact, size - 1);
        EXPECT(err == WSAEFAULT, "a length too small is %d", err);
    }
    free(exact);
}

static void goes_round(SOCKET s, const struct row *row, int value, int size)
{
    int got = 0, len = sizeof(got), err = set(s, row, &value, size);

    EXPECT(err == 0, "setting %d in %d bytes is %d", value, size, err);
    if (err != 0)
        return;
    err = get(s, row, &got, &len);
    EXPECT(err == 0 && got == value, "%d came back as %d (%d)", value, got,
           err);
}

/* What it has can be set, in all sizes; a BOOL can be turned, or is one that
 * has one value only. */
static void set_number(SOCKET s, const struct row *row)
{
    int value = 0, len = sizeof(value), turned, err;

    if (get(s, row, &value, &len) != 0)
        return;
    if (strcmp(row->get, "unicast_if") != 0 || value != 0)
        goes_round(s, row, value, sizeof(value));
    if (row->size != OPT_BOOL)
        return;
    goes_round(s, row, value, 1);
    turned = !value;
    if (strcmp(row->set, "v6only") == 0 && at_kind == RAW6)
        return; /* it has one family */
    if (strcmp(row->set, "fixed") == 0 ||
        strcmp(row->set, "icmp_fails_connect") == 0 ||
        strcmp(row->set, "tcp_timestamps") == 0 ||
        (strcmp(row->set, "checksum") == 0 && at_kind == UDP6)) {
        err = set(s, row, &turned, sizeof(turned));
        EXPECT(err == WSAENOPROTOOPT, "another value is %d", err);
        return;
    }
    goes_round(s, row, turned, 1);
    goes_round(s, row, turned, sizeof(turned));
    goes_round(s, row, value, sizeof(value));
}

static void set_row(SOCKET s, size_t at)
{
    const struct row *row = &rows[at];
    char zero[1024] = {0};
    int due = refusal(SET, row, at_kind), err;

    at_name = row->name;
    if (strcmp(row->set, "NONE") != 0 && level_applies(row->level, at_kind))
        set_memory(s, row);
    if (due != 0) {
        err = set(s, row, zero, row->size > 4 ? row->size : 4);
        EXPECT(err == due, "set is %d, not %d", err, due);
    } else if (is_number(row)) {
        set_number(s, row);
    }
}

/* --- */

static void test_get(void **unused)
{
    (void)unused;
    rows_on_every_kind(ROWS, get_row);
}

static void test_set(void **unused)
{
    (void)unused;
    rows_on_every_kind(ROWS, set_row);
}

static void closed_check(SOCKET s, size_t at)
{
    char value[1024] = {0};
    int len = sizeof(value), err = get(s, &rows[at], value, &len);

    at_name = rows[at].name;
    EXPECT(err == WSAENOTSOCK, "get of a closed socket is %d", err);
    err = set(s, &rows[at], value, sizeof(value));
    EXPECT(err == WSAENOTSOCK, "set of a closed socket is %d", err);
}

static void test_closed(void **unused)
{
    (void)unused;
    rows_on_closed_socket(ROWS, closed_check);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_get),
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_closed),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
