/* SPDX-License-Identifier: MIT */
/* Every row of ioctl.def on every kind of socket: buffers that are too small or
 * not there, what is reported as written, refusals, a socket that is closed.
 * The sockets are fresh and do not block. Where an ioctl does not apply, the
 * list of exceptions below says so and with which code. */
#include "table.h"

#include <mswsockdef.h>
#include <qossp.h>

static const struct row {
    DWORD code, in, out;
    const char *name, *run;
} rows[] = {
#define IOCTL(code, in, out, run)                                              \
    {(DWORD)(code), (DWORD)(in), (DWORD)(out), #code, #run},
#include "sock/ioctl.def"
#undef IOCTL
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* --- What a function says to a good call on some kinds of fresh sockets. The
 * first line that fits counts; early: whatever the buffers are. */
static const struct exception {
    const char *run;
    unsigned on; /* kinds */
    int code;
    bool early;
} exceptions[] = {
    {"unknown", ALL, WSAEINVAL, true},
    {"absent", ALL, WSAEOPNOTSUPP, true},
    {"noproto", ALL, WSAENOPROTOOPT, true},
    /* of a protocol */
    {"atmark", ALL & ~STREAMS, WSAEINVAL, true},
    {"udp_connreset", ALL & ~UDP, WSAENOPROTOOPT, true},
    {"udp_netreset", ALL & ~UDP, WSAENOPROTOOPT, true},
    {"multicast_scope", ALL & ~UDP, WSAENOPROTOOPT, true},
    {"multipoint_loopback", ALL & ~UDP, WSAENOPROTOOPT, true},
    {"acquire_ports", ALL & ~(TCP | UDP), WSAEOPNOTSUPP, true},
    {"release_ports", ALL & ~(TCP | UDP), WSAEOPNOTSUPP, true},
    {"associate_ports", ALL & ~(TCP | UDP), WSAEOPNOTSUPP, true},
    {"rcvall", ALL & ~RAW, WSAEINVAL, true},
    {"rcvall_mcast", ALL & ~BIT(RAW4), WSAEINVAL, true},
    {"rcvall_igmp", ALL & ~BIT(RAW4), WSAEINVAL, true},
    {"rcvall", RAW, WSAENOPROTOOPT, true}, /* these are ICMP's */
    {"rcvall_mcast", BIT(RAW4), WSAENOPROTOOPT, true},
    {"rcvall_igmp", BIT(RAW4), WSAENOPROTOOPT, true},
    {"timestamping", ALL & ~UDP, WSAEOPNOTSUPP, true},
    {"tx_timestamp", ALL & ~UDP, WSAEOPNOTSUPP, true},
    {"cpu_affinity", ALL & ~UDP, WSAEOPNOTSUPP, true},
    {"keepalive", ALL & ~TCP, WSAENOPROTOOPT, true},
    {"fast_path", ALL & ~TCP, WSAEOPNOTSUPP, true},
    {"compatibility", ALL & ~TCP, WSAEOPNOTSUPP, true},
    {"initial_rto", ALL & ~TCP, WSAEOPNOTSUPP, true},
    {"tcp_info", ALL & ~TCP, WSAEOPNOTSUPP, true},
    {"send_backlog", ALL & ~TCP, WSAEOPNOTSUPP, true},
    {"rss_processor", ALL & ~TCP, WSAEOPNOTSUPP, true},
    {"router_alert", ALL & ~BIT(RAW4), WSAEOPNOTSUPP, true},
    {"get_group_filter", STREAMS, WSAENOPROTOOPT, true},
    {"set_group_filter", STREAMS, WSAENOPROTOOPT, true},
    {"get_ipv4_filter", STREAMS | V6, WSAENOPROTOOPT, true},
    {"set_ipv4_filter", STREAMS | V6, WSAENOPROTOOPT, true},
    {"set_security", ALL & ~(TCP | UDP), WSAEINVAL, true},
    {"query_security", ALL & ~(TCP | UDP), WSAEINVAL, true},
    {"set_target_name", ALL & ~(TCP | UDP), WSAEINVAL, true},
    {"delete_target_name", ALL & ~(TCP | UDP), WSAEINVAL, true},
    /* of a family */
    {"address_list", BIT(LOCAL), WSAEOPNOTSUPP, true},
    {"address_sort", BIT(LOCAL), WSAEOPNOTSUPP, true},
    {"address_change", BIT(LOCAL), WSAEOPNOTSUPP, true},
    {"routing_interface", BIT(LOCAL), WSAEOPNOTSUPP, true},
    {"routing_change", BIT(LOCAL), WSAEOPNOTSUPP, true},
    {"find_route", BIT(LOCAL), WSAEOPNOTSUPP, true},
    {"peer_pid", ALL & ~BIT(LOCAL), WSAEOPNOTSUPP, true},
    {"interface_list", ALL & ~V4, WSAEINVAL, true},
    {"broadcast_address", ALL & ~V4, WSAENOPROTOOPT, true},
    /* of catalog entries that these are not made from */
    {"get_qos", ALL, WSAENOPROTOOPT, true},
    {"set_qos", ALL, WSAENOPROTOOPT, true},
    {"chk_qos", ALL, WSAENOPROTOOPT, true},
    {"get_group_qos", ALL, WSAENOPROTOOPT, true},
    /* of a state */
    {"peer_pid", BIT(LOCAL), WSAENOTCONN, true},
    {"send_backlog", TCP, WSAENOTCONN, true},
    {"rss_processor", TCP, WSAENOTCONN, true},
    /* with a code of their own for short buffers; tests/contract/secure.c */
    {"set_security", ALL, WSAEMSGSIZE, false},
    {"query_security", ALL, WSAEMSGSIZE, false},
    {"set_target_name", ALL, WSAEMSGSIZE, false},
    {"delete_target_name", ALL, WSAEMSGSIZE, false},
    /* what there is none of */
    {"wfp_endpoint", ALL, WSAEOPNOTSUPP, false},
    {"tx_timestamp", ALL, WSAEWOULDBLOCK, false},
    {"release_ports", ALL, WSAEINVAL, false}, /* of no reservation */
    {"associate_ports", ALL, WSAEINVAL, false},
    {"address_change", ALL, WSAEWOULDBLOCK, false},
    {"routing_change", ALL, WSAEWOULDBLOCK, false},
    {"get_group_filter", ALL, WSAEADDRNOTAVAIL, false}, /* not a member */
    {"get_ipv4_filter", ALL, WSAEADDRNOTAVAIL, false},
    {"ext_sendmsg", ALL, WSAEFAULT, false}, /* its message is NULL */
    {"ext_poll", ALL, WSAEINVAL, false},    /* of no sockets */
};

static const struct exception *exception_of(const struct row *row, int kind)
{
    for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
        if (strcmp(exceptions[i].run, row->run) == 0 &&
            (exceptions[i].on & BIT(kind)) != 0)
            return &exceptions[i];
    return NULL;
}

/* --- A good input. */

static DWORD address_make(char *to, int family)
{
    SOCKADDR_IN sin = {.sin_family = AF_INET};
    SOCKADDR_IN6 sin6 = {.sin6_family = AF_INET6};

    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sin6.sin6_addr.s6_addr[15] = 1;
    if (family != AF_INET6) {
        memcpy(to, &sin, sizeof(sin));
        return sizeof(sin);
    }
    memcpy(to, &sin6, sizeof(sin6));
    return sizeof(sin6);
}

static void group_make(GROUP_FILTER *f, int family)
{
    SOCKADDR_IN sin = {.sin_family = AF_INET};
    SOCKADDR_IN6 sin6 = {.sin6_family = AF_INET6};

    sin.sin_addr.s_addr = htonl(0xe8000109);
    sin6.sin6_addr.s6_addr[0] = 0xff;
    sin6.sin6_addr.s6_addr[1] = 0x11;
    sin6.sin6_addr.s6_addr[15] = 9;
    f->gf_interface = 1;
    f->gf_fmode = MCAST_INCLUDE;
    if (family == AF_INET)
        memcpy(&f->gf_group, &sin, sizeof(sin));
    else
        memcpy(&f->gf_group, &sin6, sizeof(sin6));
}

/* The least that the row takes, in bytes that are the program's own. */
static DWORD input_make(const struct row *row, int family, char *to)
{
    static const GUID recvmsg = WSAID_WSARECVMSG, rio = WSAID_MULTIPLE_RIO;
    IP_MSFILTER filter = {.imsf_fmode = MCAST_INCLUDE};
    WSA_COMPATIBILITY_MODE mode = {WsaBehaviorAll, 0x06000000};
    struct tcp_keepalive ka = {1, 1000, 1000};
    INET_PORT_RANGE ports = {0, 2};
    GROUP_FILTER group;

    memset(to, 0, 512);
    memset(&group, 0, sizeof(group));
    group_make(&group, family);
    filter.imsf_multiaddr.s_addr = htonl(0xe8000109);
    filter.imsf_interface.s_addr = htonl(INADDR_LOOPBACK);
    if (strstr(row->run, "rout") == row->run ||
        strcmp(row->run, "find_route") == 0)
        if (strcmp(row->run, "router_alert") != 0)
            return address_make(to, family);
    if (strcmp(row->run, "extension") == 0)
        memcpy(to, &recvmsg, sizeof(recvmsg));
    if (strcmp(row->run, "extensions") == 0)
        memcpy(to, &rio, sizeof(rio));
    if (strcmp(row->run, "compatibility") == 0)
        memcpy(to, &mode, sizeof(mode));
    if (strcmp(row->run, "acquire_ports") == 0)
        memcpy(to, &ports, sizeof(ports));
    if (strcmp(row->run, "keepalive") == 0)
        memcpy(to, &ka, sizeof(ka));
    if (strstr(row->run, "group_filter") != NULL)
        memcpy(to, &group, sizeof(group));
    if (strstr(row->run, "ipv4_filter") != NULL)
        memcpy(to, &filter, sizeof(filter));
    return row->in;
}

/* --- */

static int call(SOCKET s, const struct row *row, const void *in, DWORD in_len,
                void *out, DWORD out_len, DWORD *n)
{
    WSASetLastError(0);
    return WSAIoctl(s, row->code, (void *)(uintptr_t)in, in_len, out, out_len,
                    n, NULL, NULL) == 0
               ? 0
               : WSAGetLastError();
}

static void early_check(SOCKET s, const struct row *row, int code)
{
    static char in[ROOM], out[ROOM];
    DWORD n = 77;
    int err = call(s, row, in, sizeof(in), out, sizeof(out), &n);

    EXPECT(err == code, "with buffers it is %d, not %d", err, code);
    EXPECT(n == 0, "%u bytes of nothing", n);
    err = call(s, row, NULL, 0, NULL, 0, &n);
    EXPECT(err == code, "without buffers it is %d, not %d", err, code);
}

/* Buffers of the least size lie so that asan sees one byte more. */
static void input_check(SOCKET s, const struct row *row, const char *in,
                        DWORD in_len)
{
    char out[ROOM], *exact = malloc(in_len);
    DWORD n;
    int err;

    memcpy(exact, in, in_len);
    err = call(s, row, NULL, in_len, out, sizeof(out), &n);
    EXPECT(err == WSAEFAULT, "input NULL is %d", err);
    err = call(s, row, exact, in_len - 1, out, sizeof(out), &n);
    EXPECT(err == WSAEFAULT, "input of %u bytes is %d", in_len - 1, err);
    err = call(s, row, exact, 0, out, sizeof(out), &n);
    EXPECT(err == WSAEFAULT, "input of no bytes is %d", err);
    err = call(s, row, unmapped, in_len, out, sizeof(out), &n);
    EXPECT(err == WSAEFAULT, "input unmapped is %d", err);
    free(exact);
}

/* Three codes' pages have WSAEINVAL for room that is too little. */
static int too_little(const struct row *row)
{
    return strcmp(row->run, "acquire_ports") == 0 ||
                   strcmp(row->run, "rss_scalability") == 0 ||
                   strcmp(row->run, "wfp_endpoint") == 0
               ? WSAEINVAL
               : WSAEFAULT;
}

static void output_check(SOCKET s, const struct row *row, const char *in,
                         DWORD in_len, int due)
{
    char out[ROOM];
    DWORD n;
    int err = call(s, row, in, in_len, NULL, sizeof(out), &n);

    EXPECT(err == too_little(row), "output NULL is %d", err);
    err = call(s, row, in, in_len, out, row->out - 1, &n);
    EXPECT(err == too_little(row), "output of %u bytes is %d", row->out - 1,
           err);
    err = call(s, row, in, in_len, unmapped, sizeof(out), &n);
    EXPECT(err == WSAEFAULT || err == due, "output unmapped is %d", err);
}

static void count_check(SOCKET s, const struct row *row, const char *in,
                        DWORD in_len)
{
    char out[ROOM];
    int err = call(s, row, in, in_len, out, sizeof(out), NULL);

    EXPECT(err == WSAEFAULT, "count NULL is %d", err);
    err = call(s, row, in, in_len, out, sizeof(out), (DWORD *)(void *)unmapped);
    EXPECT(err == WSAEFAULT, "count unmapped is %d", err);
}

static void row_check(SOCKET s, size_t at)
{
    const struct row *row = &rows[at];
    const struct exception *e = exception_of(row, at_kind);
    char in[512], out[ROOM];
    DWORD n = 77, in_len = input_make(row, kinds[at_kind].family, in);
    int due = e != NULL ? e->code : 0, err;
    u_long on = 1;

    at_name = row->name;
    assert_int_equal(ioctlsocket(s, FIONBIO, &on), 0);
    if (e != NULL && e->early) {
        early_check(s, row, due);
        return;
    }
    if (row->in != 0)
        input_check(s, row, in, in_len);
    if (row->out != 0)
        output_check(s, row, in, in_len, due);
    count_check(s, row, in, in_len);
    err = call(s, row, in, in_len, out, sizeof(out), &n);
    EXPECT(err == due, "a good call is %d, not %d", err, due);
    EXPECT(err != 0 || (row->out == 0 ? n == 0 : n >= row->out),
           "it wrote %u bytes", n);
}

static void test_rows(void **unused)
{
    (void)unused;
    rows_on_every_kind(ROWS, row_check);
}

static void closed_check(SOCKET s, size_t at)
{
    static char in[ROOM], out[ROOM];
    DWORD n;
    int err = call(s, &rows[at], in, sizeof(in), out, sizeof(out), &n);

    at_name = rows[at].name;
    EXPECT(err == WSAENOTSOCK, "on a closed socket it is %d", err);
}

static void test_closed(void **unused)
{
    (void)unused;
    rows_on_closed_socket(ROWS, closed_check);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_closed),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
