/* SPDX-License-Identifier: MIT */
/* gethostbyname, gethostbyaddr, the services and protocols database,
 * gethostname: refusals. */
#include "names.h"

/* Row: the function of the row fails with its code when called with good
 * arguments; used before WSAStartup and after WSACleanup. */
static void any_fails(const struct ct_row *row)
{
    struct in_addr in = {.s_addr = htonl(INADDR_LOOPBACK)};
    const char *fn = row->function;
    char name[256];
    WCHAR wide[256];

    if (row->flags & CT_CLEANED)
        WSACleanup();
    if (strcmp(fn, "gethostbyname") == 0)
        FAILS(NULL, row->code, gethostbyname("localhost"));
    else if (strcmp(fn, "gethostbyaddr") == 0)
        FAILS(NULL, row->code, gethostbyaddr((char *)&in, 4, AF_INET));
    else if (strcmp(fn, "getservbyname") == 0)
        FAILS(NULL, row->code, getservbyname("http", "tcp"));
    else if (strcmp(fn, "getservbyport") == 0)
        FAILS(NULL, row->code, getservbyport(htons(80), "tcp"));
    else if (strcmp(fn, "getprotobyname") == 0)
        FAILS(NULL, row->code, getprotobyname("tcp"));
    else if (strcmp(fn, "getprotobynumber") == 0)
        FAILS(NULL, row->code, getprotobynumber(6));
    else if (strcmp(fn, "gethostname") == 0)
        FAILS(SOCKET_ERROR, row->code, gethostname(name, sizeof(name)));
    else
        FAILS(SOCKET_ERROR, row->code, GetHostNameW(wide, 256));
}

#define ROWS_NOT_STARTED(fn)                                                   \
    ROW(fn, WSANOTINITIALISED, "before WSAStartup", any_fails,                 \
        .flags = CT_UNSTARTED),                                                \
        ROW(fn, WSANOTINITIALISED, "after WSACleanup", any_fails,              \
            .flags = CT_CLEANED)

/* Hosts */

static const char *const local_names[] = {
    "::1",             /* 0 */
    "1.2.3.400",       /* 1 */
    "1.2.3.4.5",       /* 2 */
    "a..b",            /* 3 */
    "with blank.test", /* 4 */
};

static void host_fails(const struct ct_row *row)
{
    FAILS(NULL, row->code, gethostbyname(local_names[row->arg]));
}

static const char *const dns_names[] = {
    "nxdomain.test", "v6.test",      "empty.test",    "formerr.test",
    "notimp.test",   "refused.test", "servfail.test", "silent.test",
};

static void host_dns_fails(const struct ct_row *row)
{
    if (!have_dns())
        return;
    patience(dns_names[row->arg]);
    FAILS(NULL, row->code, gethostbyname(dns_names[row->arg]));
}

static void host_pointer(const struct ct_row *row)
{
    FAILS(NULL, row->code, gethostbyname(ct_bad(row->arg)));
}

static void host_overlong(const struct ct_row *row)
{
    static char name[70000];

    memset(name, 'a', sizeof(name) - 1);
    FAILS(NULL, row->code, gethostbyname(name));
    name[300] = '\0';
    FAILS(NULL, row->code, gethostbyname(name));
    name[64] = '\0';
    FAILS(NULL, row->code, gethostbyname(name));
}

/* Row: len is arg, the type arg2. */
static void addr_fails(const struct ct_row *row)
{
    unsigned char addr[32] = {127, 0, 0, 1};

    FAILS(NULL, row->code, gethostbyaddr((char *)addr, row->arg, row->arg2));
}

static void addr_pointer(const struct ct_row *row)
{
    FAILS(NULL, row->code, gethostbyaddr(ct_bad(row->arg), 4, AF_INET));
    FAILS(NULL, row->code, gethostbyaddr(ct_bad(row->arg), 16, AF_INET6));
}

/* Row: 198.51.100.arg. */
static void addr_dns_fails(const struct ct_row *row)
{
    unsigned char addr[4] = {198, 51, 100, (unsigned char)row->arg};

    if (have_dns())
        FAILS(NULL, row->code, gethostbyaddr((char *)addr, 4, AF_INET));
}

/* Services and protocols */

static void serv_fails(const struct ct_row *row)
{
    if (strcmp(row->function, "getservbyname") == 0)
        FAILS(NULL, row->code,
              row->arg ? getservbyname("ssh", "udp")
                       : getservbyname("no-such-service", NULL));
    else
        FAILS(NULL, row->code,
              row->arg ? getservbyport(htons(22), "udp")
                       : getservbyport(htons(60999), NULL));
}

static void serv_pointer(const struct ct_row *row)
{
    void *bad = ct_bad(row->arg);

    if (strcmp(row->function, "getservbyport") == 0) {
        FAILS(NULL, row->code, getservbyport(htons(80), bad));
    } else {
        FAILS(NULL, row->code, getservbyname(bad, NULL));
        FAILS(NULL, row->code, getservbyname("http", bad));
    }
}

static void proto_fails(const struct ct_row *row)
{
    if (strcmp(row->function, "getprotobyname") == 0)
        FAILS(NULL, row->code, getprotobyname("no-such-protocol"));
    else
        FAILS(NULL, row->code, getprotobynumber(row->arg));
}

static void proto_pointer(const struct ct_row *row)
{
    FAILS(NULL, row->code, getprotobyname(ct_bad(row->arg)));
}

/* A database that is there and cannot be opened. */
static void database_closed(const struct ct_row *row)
{
#ifdef __MINGW32__
    (void)row;
    ct_skip("needs another services file");
#else
    env_set("WS2_SERVICES", "/dev/null/services");
    env_set("WS2_PROTOCOLS", "/dev/null/protocols");
    any_fails(row);
    env_set("WS2_SERVICES", NULL);
    env_set("WS2_PROTOCOLS", NULL);
#endif
}

/* A database that cannot be opened now, for want of descriptors. */
static void descriptors_gone(const struct ct_row *row)
{
    static SOCKET socks[4096];
    int count = 0;

    while (count < CT_COUNT(socks) &&
           (socks[count] = socket(AF_INET, SOCK_DGRAM, 0)) != INVALID_SOCKET)
        count++;
    if (count == CT_COUNT(socks))
        ct_skip("more than %d sockets", count);
    else
        any_fails(row);
    while (count > 0)
        closesocket(socks[--count]);
}

/* gethostname. Row: namelen is arg; arg2: 0 good buffer, 1 NULL, 2 unmapped,
 * 3 read-only. */
static void hostname_fails(const struct ct_row *row)
{
    WCHAR room[256];
    void *name = row->arg2 == 0   ? room
                 : row->arg2 == 1 ? NULL
                 : row->arg2 == 2 ? ct_unmapped()
                                  : ct_readonly();

    if (strcmp(row->function, "gethostname") == 0)
        FAILS(SOCKET_ERROR, row->code, gethostname(name, row->arg));
    else
        FAILS(SOCKET_ERROR, row->code, GetHostNameW(name, row->arg));
}

#define ROWS_HOSTNAME(fn)                                                      \
    ROWS_NOT_STARTED(fn),                                                      \
        ROW(fn, WSAEFAULT, "NULL", hostname_fails, .arg = 256, .arg2 = 1),     \
        ROW(fn, WSAEFAULT, "unmapped", hostname_fails, .arg = 256, .arg2 = 2), \
        ROW(fn, WSAEFAULT, "read-only", hostname_fails, .arg = 256,            \
            .arg2 = 3),                                                        \
        ROW(fn, WSAEFAULT, "room for the terminator only", hostname_fails,     \
            .arg = 1),                                                         \
        ROW(fn, WSAEFAULT, "no room", hostname_fails, .arg = 0),               \
        ROW(fn, WSAEFAULT, "negative length", hostname_fails, .arg = -1)

#define ROWS_DATABASE(fn)                                                      \
    ROWS_NOT_STARTED(fn),                                                      \
        ROW(fn, WSANO_RECOVERY, "database cannot be opened", database_closed), \
        ROW(fn, WSATRY_AGAIN, "no descriptor for the database",                \
            descriptors_gone)

static const struct ct_row rows[] = {
    ROWS_NOT_STARTED(gethostbyname),
    ROW(gethostbyname, WSAEFAULT, "unmapped name", host_pointer,
        .arg = CT_UNMAPPED),
    ROW(gethostbyname, WSAHOST_NOT_FOUND, "empty label", host_fails, .arg = 3),
    ROW(gethostbyname, WSAHOST_NOT_FOUND, "blank", host_fails, .arg = 4),
    ROW(gethostbyname, WSAHOST_NOT_FOUND, "overlong names", host_overlong),
    ROW(gethostbyname, WSANO_DATA, "IPv6 address", host_fails, .arg = 0),
    ROW(gethostbyname, WSANO_DATA, "1.2.3.400", host_fails, .arg = 1),
    ROW(gethostbyname, WSANO_DATA, "1.2.3.4.5", host_fails, .arg = 2),
    ROW(gethostbyname, WSAHOST_NOT_FOUND, "rcode 3", host_dns_fails, .arg = 0),
    ROW(gethostbyname, WSANO_DATA, "IPv6 name", host_dns_fails, .arg = 1),
    ROW(gethostbyname, WSANO_DATA, "no address", host_dns_fails, .arg = 2),
    ROW(gethostbyname, WSANO_RECOVERY, "rcode 1", host_dns_fails, .arg = 3),
    ROW(gethostbyname, WSANO_RECOVERY, "rcode 4", host_dns_fails, .arg = 4),
    ROW(gethostbyname, WSANO_RECOVERY, "rcode 5", host_dns_fails, .arg = 5),
    ROW(gethostbyname, WSATRY_AGAIN, "rcode 2", host_dns_fails, .arg = 6),
    ROW(gethostbyname, WSATRY_AGAIN, "no answer", host_dns_fails, .arg = 7),

    ROWS_NOT_STARTED(gethostbyaddr),
    ROW(gethostbyaddr, WSAEAFNOSUPPORT, "type 99", addr_fails, .arg = 4,
        .arg2 = 99),
    ROW(gethostbyaddr, WSAEAFNOSUPPORT, "AF_UNSPEC", addr_fails, .arg = 4,
        .arg2 = AF_UNSPEC),
    ROW(gethostbyaddr, WSAEAFNOSUPPORT, "AF_NETBIOS, no provider", addr_fails,
        .arg = 16, .arg2 = AF_NETBIOS),
    ROW(gethostbyaddr, WSAEFAULT, "NULL", addr_pointer, .arg = CT_NULL),
    ROW(gethostbyaddr, WSAEFAULT, "unmapped", addr_pointer, .arg = CT_UNMAPPED),
    ROW(gethostbyaddr, WSAEFAULT, "2 bytes before unmapped memory",
        addr_pointer, .arg = CT_EDGE),
    ROW(gethostbyaddr, WSAEFAULT, "3 bytes of IPv4", addr_fails, .arg = 3,
        .arg2 = AF_INET),
    ROW(gethostbyaddr, WSAEFAULT, "negative length", addr_fails, .arg = -4,
        .arg2 = AF_INET),
    ROW(gethostbyaddr, WSAEINVAL, "15 bytes of IPv6", addr_fails, .arg = 15,
        .arg2 = AF_INET6),
    ROW(gethostbyaddr, WSAEINVAL, "17 bytes of IPv6", addr_fails, .arg = 17,
        .arg2 = AF_INET6),
    ROW(gethostbyaddr, WSAHOST_NOT_FOUND, "rcode 3", addr_dns_fails, .arg = 99),
    ROW(gethostbyaddr, WSANO_DATA, "no PTR record", addr_dns_fails, .arg = 26),
    ROW(gethostbyaddr, WSANO_RECOVERY, "rcode 1", addr_dns_fails, .arg = 20),
    ROW(gethostbyaddr, WSANO_RECOVERY, "rcode 4", addr_dns_fails, .arg = 24),
    ROW(gethostbyaddr, WSANO_RECOVERY, "rcode 5", addr_dns_fails, .arg = 25),
    ROW(gethostbyaddr, WSATRY_AGAIN, "rcode 2", addr_dns_fails, .arg = 21),

    ROWS_DATABASE(getservbyname),
    ROW(getservbyname, WSAHOST_NOT_FOUND, "no such service", serv_fails),
    ROW(getservbyname, WSANO_DATA, "TCP service for udp", serv_fails, .arg = 1),
    FIRST(getservbyname, WSAEFAULT, "lookup: unmapped", serv_pointer,
          .arg = CT_UNMAPPED),
    ROWS_DATABASE(getservbyport),
    ROW(getservbyport, WSAHOST_NOT_FOUND, "no such port", serv_fails),
    ROW(getservbyport, WSANO_DATA, "TCP service for udp", serv_fails, .arg = 1),
    ROW(getservbyport, WSAEFAULT, "unmapped proto", serv_pointer,
        .arg = CT_UNMAPPED),
    ROWS_DATABASE(getprotobyname),
    ROW(getprotobyname, WSAHOST_NOT_FOUND, "no such protocol", proto_fails),
    ROW(getprotobyname, WSAEFAULT, "unmapped name", proto_pointer,
        .arg = CT_UNMAPPED),
    ROW(getprotobyname, WSAEFAULT, "NULL name", proto_pointer, .arg = CT_NULL),
    ROWS_DATABASE(getprotobynumber),
    ROW(getprotobynumber, WSAHOST_NOT_FOUND, "254", proto_fails, .arg = 254),
    ROW(getprotobynumber, WSAHOST_NOT_FOUND, "-1", proto_fails, .arg = -1),

    ROWS_HOSTNAME(gethostname),
    ROWS_HOSTNAME(GetHostNameW),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
