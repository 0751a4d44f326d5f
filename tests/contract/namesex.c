/* SPDX-License-Identifier: MIT */
/* GetAddrInfoEx that waits, its entries' versions, and SetAddrInfoEx. */
#include "namesex.h"

/* The provider of NS_DNS on every Windows, and one of nobody. */
static const GUID dns_provider = {
    0x22059d40,
    0x7e9e,
    0x11cf,
    {0xae, 0x5a, 0x00, 0xaa, 0x00, 0xa7, 0x11, 0x2b}};
static const GUID no_provider = {
    0xdeadbeef, 0x7e9e, 0x11cf, {1, 2, 3, 4, 5, 6, 7, 8}};

struct query {
    const char *node, *service;
    unsigned flags;
    int family, type, protocol;
};

/* Both forms: the code is the result and the last error, and there is no list.
 */
static void query_fails(const struct ct_row *row, const struct query *q)
{
    struct entry hints = {.flags = (int)q->flags,
                          .family = q->family,
                          .socktype = q->type,
                          .protocol = q->protocol};
    struct entry *list = &hints;

    FAILS(row->code, row->code, get_narrow(q->node, q->service, &hints, &list));
    CHECK(list == NULL);
    list = &hints;
    FAILS(row->code, row->code, get_wide(q->node, q->service, &hints, &list));
    CHECK(list == NULL);
}

static const struct query local_queries[] = {
    {"127.0.0.1", "80", 0, 99, 0, 0},                       /* 0 */
    {"127.0.0.1", "80", 0x200, 0, 0, 0},                    /* 1 */
    {"127.0.0.1", "80", AI_REQUIRE_SECURE, 0, 0, 0},        /* 2 */
    {"127.0.0.1", "80", AI_RESOLUTION_HANDLE, 0, 0, 0},     /* 3 */
    {"127.0.0.1", "80", AI_EXTENDED, 0, 0, 0},              /* 4 */
    {"127.0.0.1", "80", 0, 0, SOCK_SEQPACKET, 0},           /* 5 */
    {NULL, NULL, 0, 0, 0, 0},                               /* 6 */
    {"host.invalid", "80", AI_NUMERICHOST, 0, 0, 0},        /* 7 */
    {"127.0.0.1", "http", AI_NUMERICSERV, 0, 0, 0},         /* 8 */
    {NULL, "80", AI_CANONNAME, 0, 0, 0},                    /* 9 */
    {"127.0.0.1", "no-such-service", 0, 0, SOCK_STREAM, 0}, /* 10 */
    {"127.0.0.1", "ssh", 0, 0, SOCK_DGRAM, 0},              /* 11 */
    {"127.0.0.1", "65536", 0, 0, SOCK_STREAM, 0},           /* 12 */
    {"::1", "80", 0, AF_INET, 0, 0},                        /* 13 */
    {"empty..label", "80", 0, 0, 0, 0},                     /* 14 */
};

static void local_fails(const struct ct_row *row)
{
    query_fails(row, &local_queries[row->arg]);
}

static void unstarted(const struct ct_row *row)
{
    static const struct query q = {"127.0.0.1", "80", 0, 0, 0, 0};

    if (row->flags & CT_CLEANED)
        WSACleanup();
    query_fails(row, &q);
    if (row->flags & CT_CLEANED)
        WSAStartup(MAKEWORD(2, 2), &(WSADATA){0});
}

static const struct query dns_queries[] = {
    {"nxdomain.test", "80", 0, 0, 0, 0},     /* 0 */
    {"v6.test", "80", 0, AF_INET, 0, 0},     /* 1 */
    {"empty.test", "80", 0, 0, 0, 0},        /* 2 */
    {"dangling.test", "80", 0, 0, 0, 0},     /* 3 */
    {"formerr.test", "80", 0, 0, 0, 0},      /* 4 */
    {"notimp.test", "80", 0, 0, 0, 0},       /* 5 */
    {"refused.test", "80", 0, 0, 0, 0},      /* 6 */
    {"short.test", "80", 0, 0, 0, 0},        /* 7 */
    {"loop.test", "80", 0, 0, 0, 0},         /* 8 */
    {"servfail.test", "80", 0, 0, 0, 0},     /* 9 */
    {"silent.test", "80", 0, AF_INET, 0, 0}, /* 10 */
    {"reset.test", "80", 0, AF_INET, 0, 0},  /* 11 */
};

static void dns_fails(const struct ct_row *row)
{
    if (!have_dns())
        return;
    patience(dns_queries[row->arg].node);
    query_fails(row, &dns_queries[row->arg]);
}

/* Row: which member of the hints (arg) is not empty. */
static void hints_not_empty(const struct ct_row *row)
{
    struct entry hints = {0}, *list;

    hints.addrlen = row->arg == 0 ? 16 : 0;
    hints.canonname = row->arg == 1 ? W("x") : NULL;
    hints.addr = row->arg == 2 ? SA(&hints) : NULL;
    hints.next = row->arg == 3 ? &hints : NULL;
    FAILS(row->code, row->code, get_wide("127.0.0.1", "80", &hints, &list));
    FAILS(row->code, row->code, get_narrow("127.0.0.1", "80", &hints, &list));
}

/* Row: arg is the namespace, arg2: whose provider. */
static void namespace_fails(const struct ct_row *row)
{
    GUID *id = (GUID *)(row->arg2 == 1   ? &no_provider
                        : row->arg2 == 2 ? &dns_provider
                                         : NULL);
    PADDRINFOEXA narrow;
    PADDRINFOEXW wide;

    FAILS(row->code, row->code,
          GetAddrInfoExA("127.0.0.1", "80", (DWORD)row->arg, id, NULL, &narrow,
                         NULL, NULL, NULL, NULL));
    FAILS(row->code, row->code,
          GetAddrInfoExW(W("127.0.0.1"), NULL, (DWORD)row->arg, id, NULL, &wide,
                         NULL, NULL, NULL, NULL));
}

static void namespace_found(const struct ct_row *row)
{
    static const DWORD spaces[] = {NS_ALL, NS_DNS};
    GUID id = dns_provider;
    struct entry *list = NULL;

    (void)row;
    for (int i = 0; i < 4; i++) {
        NEED(GetAddrInfoExW(W("127.0.0.1"), W("80"), spaces[i / 2],
                            i % 2 ? &id : NULL, NULL, (void *)&list, NULL, NULL,
                            NULL, NULL),
             0);
        entries_are(list, "127.0.0.1");
        CHECK(list->blob == NULL && list->bloblen == 0);
        CHECK(list->provider == NULL);
        list_free(list);
    }
}

static void CALLBACK never_runs(DWORD error, DWORD bytes,
                                LPWSAOVERLAPPED overlapped)
{
    (void)error;
    (void)bytes;
    (void)overlapped;
    ct_fail("the routine of a call that failed was run");
}

/* Row: arg says which argument is reserved in the A form. */
static void narrow_reserved(const struct ct_row *row)
{
    struct timeval timeout = {1, 0};
    OVERLAPPED ov = {.hEvent = ct_event()};
    HANDLE handle;
    PADDRINFOEXA list;

    FAILS(row->code, row->code,
          GetAddrInfoExA("127.0.0.1", "80", NS_ALL, NULL, NULL, &list,
                         row->arg == 0 ? &timeout : NULL,
                         row->arg == 1 ? &ov : NULL,
                         row->arg == 2 ? (void *)never_runs : NULL,
                         row->arg == 3 ? &handle : NULL));
    CHECK(list == NULL);
}

/* Row: arg is a bad pointer (enum ct_bad), arg2 which argument it is. */
static void pointer_fails(const struct ct_row *row)
{
    PADDRINFOEXW list;
    void *bad = ct_bad(row->arg);

    FAILS(row->code, row->code,
          GetAddrInfoExW(
              row->arg2 == 0 ? bad : W("::1"), row->arg2 == 1 ? bad : W("80"),
              NS_ALL, row->arg2 == 2 ? bad : NULL, row->arg2 == 3 ? bad : NULL,
              row->arg2 == 4 ? bad : (void *)&list, row->arg2 == 5 ? bad : NULL,
              NULL, NULL, row->arg2 == 6 ? bad : NULL));
}

/* Row: arg is the version, or flags with arg2. */
static void version_fails(const struct ct_row *row)
{
    struct entry hints = {.flags = (int)AI_EXTENDED, .version = row->arg};
    struct entry *list;

    hints.interfaceindex = row->arg2 == 1 ? 0x7fffffff : 0;
    hints.extraflags = row->arg2 == 2 ? 1 : 0;
    hints.numservers = row->arg2 == 4 ? 1 : 0;
    if (row->arg2 != 3)
        FAILS(row->code, row->code, get_wide("127.0.0.1", "80", &hints, &list));
    if (row->arg2 == 0 || row->arg2 == 3)
        FAILS(row->code, row->code,
              get_narrow("127.0.0.1", "80", &hints, &list));
}

/* A lookup that is cut off. */
static void timed_out(const struct ct_row *row)
{
    struct timeval timeout = {0, row->arg};
    struct entry *list = NULL;
    DWORD before = GetTickCount();

    if (!have_dns())
        return;
    FAILS(WSAETIMEDOUT, WSAETIMEDOUT,
          GetAddrInfoExW(W("never.test"), NULL, NS_ALL, NULL, NULL,
                         (void *)&list, &timeout, NULL, NULL, NULL));
    CHECK(list == NULL);
    CHECK(GetTickCount() - before < 1900); /* of DNS itself: 2000 */
    timeout = (struct timeval){20, 0};
    NEED(GetAddrInfoExW(W("slow.test"), NULL, NS_ALL, NULL, NULL, (void *)&list,
                        &timeout, NULL, NULL, NULL),
         0);
    entries_are(list, "198.51.100.5");
    list_free(list);
}

static void bad_timeout(const struct ct_row *row)
{
    struct timeval timeout = {row->arg, row->arg2};
    PADDRINFOEXW list;

    FAILS(row->code, row->code,
          GetAddrInfoExW(W("127.0.0.1"), NULL, NS_ALL, NULL, NULL, &list,
                         &timeout, NULL, NULL, NULL));
}

/* Without an OVERLAPPED there is nothing to be cancelled. */
static void handle_of_none(const struct ct_row *row)
{
    HANDLE handle = (HANDLE)row;
    struct entry *list = NULL;

    NEED(GetAddrInfoExW(W("127.0.0.1"), NULL, NS_ALL, NULL, NULL, (void *)&list,
                        NULL, NULL, NULL, &handle),
         0);
    list_free(list);
    CHECK(handle == NULL);
    EQUAL(GetAddrInfoExCancel(&handle), WSA_INVALID_HANDLE);
}

/* What is found */

static const struct {
    const char *node;
    unsigned flags;
    int family;
    const char *addresses, *canonical;
} names[] = {
    {"v4.test", 0, AF_UNSPEC, "198.51.100.1", NULL},
    {"dual.test", 0, AF_INET6, "2001:db8::2", NULL},
    {"v4.test", AI_V4MAPPED | AI_ALL, AF_INET6, "::ffff:198.51.100.1", NULL},
    {"alias.test", AI_CANONNAME, AF_UNSPEC, "198.51.100.1", "v4.test"},
    {"host", AI_FQDN, AF_UNSPEC, "198.51.100.10", "host.a.search.test"},
    {"198.51.100.1", AI_CANONNAME | AI_NUMERICHOST, AF_UNSPEC, "198.51.100.1",
     "198.51.100.1"},
    {"tcp.test", 0, AF_INET, "198.51.100.7", NULL},
    {NULL, AI_PASSIVE, AF_INET, "0.0.0.0", NULL},
};

static void found_is(int i)
{
    struct entry hints = {.flags = (int)names[i].flags,
                          .family = names[i].family,
                          .socktype = SOCK_DGRAM,
                          .protocol = IPPROTO_UDP};
    struct entry *list = NULL;

    WSASetLastError(CT_UNTOUCHED);
    NEED(get_wide(names[i].node, "53", &hints, &list), 0);
    EQUAL(WSAGetLastError(), 0);
    if (entries_are(list, names[i].addresses)) {
        EQUAL(list->socktype, SOCK_DGRAM);
        EQUAL(list->protocol, IPPROTO_UDP);
        EQUAL(((struct sockaddr_in *)list->addr)->sin_port, htons(53));
    }
    if (names[i].canonical != NULL)
        SAME_WIDE(list->canonname, names[i].canonical);
    list_free(list);
    NEED(get_narrow(names[i].node, "53", &hints, &list), 0);
    entries_are(list, names[i].addresses);
    if (names[i].canonical != NULL)
        SAME(list->canonname, names[i].canonical);
    FreeAddrInfoEx((void *)list);
}

static void is_found(const struct ct_row *row)
{
    if (!have_dns())
        return;
    (void)row;
    env_set("LOCALDOMAIN", "a.search.test b.search.test");
    for (int i = 0; i < CT_COUNT(names) && !ct_failed(); i++)
        found_is(i);
    env_set("LOCALDOMAIN", NULL);
}

/* Both names do not fit into an ADDRINFOEX. */
static void both_names(const struct ct_row *row)
{
    struct entry hints = {.flags = AI_CANONNAME | AI_FQDN}, *list = NULL;

    if (!have_dns())
        return;
    (void)row;
    env_set("LOCALDOMAIN", "a.search.test");
    NEED(get_wide("canon", NULL, &hints, &list), 0);
    EQUAL((unsigned)list->flags, AI_EXTENDED);
    EQUAL(list->version, 2);
    SAME_WIDE(list->canonname, "v4.test");
    SAME_WIDE(list->fqdn, "canon.a.search.test");
    list_free(list);
    NEED(get_narrow("canon", NULL, &hints, &list), 0);
    EQUAL((unsigned)list->flags, AI_EXTENDED);
    SAME(list->canonname, "v4.test");
    SAME(list->fqdn, "canon.a.search.test");
    FreeAddrInfoEx((void *)list);
    env_set("LOCALDOMAIN", NULL);
}

/* The entries are of the hints' version; AI_FQDN has its own place there. */
static void versions(const struct ct_row *row)
{
    struct entry hints = {.flags = (int)(AI_EXTENDED | AI_FQDN)}, *list;

    if (!have_dns())
        return;
    (void)row;
    for (int version = 2; version <= 7 && !ct_failed(); version++) {
        hints.version = version;
        list = NULL;
        NEED(get_wide("two.test", NULL, &hints, &list), 0);
        EQUAL(list->version, version);
        EQUAL((unsigned)list->flags, AI_EXTENDED);
        CHECK(list->canonname == NULL);
        SAME_WIDE(list->fqdn, "two.test");
        CHECK(list->next != NULL && list->next->fqdn == NULL);
        list_free(list);
    }
    hints.version = 2;
    NEED(get_narrow("two.test", NULL, &hints, &list), 0);
    SAME(list->fqdn, "two.test");
    FreeAddrInfoEx((void *)list);
}

static const struct {
    const char *node;
    unsigned flags;
    int family;
    unsigned ttl;
} lives[] = {
    {"v4.test", AI_RETURN_TTL, AF_INET, 60},
    {"ttl.test", AI_RETURN_TTL, AF_INET6, 7200},
    {"lasting.test", AI_RETURN_TTL, AF_INET, 7200}, /* the address' own */
    {"brief.test", AI_RETURN_TTL, AF_INET, 30},     /* the first alias' */
    {"v4.test", AI_RETURN_TTL | AI_V4MAPPED, AF_INET6, 60},
    {"ttlhigh.test", AI_RETURN_TTL, AF_INET, 0}, /* RFC 2181, section 8 */
    {"198.51.100.1", AI_RETURN_TTL, AF_INET, 0},
    {"ttl.test", 0, AF_INET, 0},
};

static void time_to_live(const struct ct_row *row)
{
    if (!have_dns())
        return;
    (void)row;
    for (int i = 0; i < CT_COUNT(lives) && !ct_failed(); i++) {
        struct entry hints = {.flags = (int)(AI_EXTENDED | lives[i].flags),
                              .family = lives[i].family,
                              .version = 5};
        struct entry *list = NULL;

        NEED(get_wide(lives[i].node, NULL, &hints, &list), 0);
        EQUAL(list->version, 5);
        EQUAL(list->ttl, lives[i].ttl);
        list_free(list);
    }
}

/* Lists may be freed in parts, as getaddrinfo's. */
static void parts(const struct ct_row *row)
{
    struct entry *list = NULL, *rest;

    if (!have_dns())
        return;
    (void)row;
    NEED(get_wide("two.test", NULL, NULL, &list), 0);
    rest = list->next;
    list->next = NULL;
    list_free(list);
    entries_are(rest, "198.51.100.4");
    list_free(rest);
    list_free(NULL);
    FreeAddrInfoEx(NULL);
}

/* SetAddrInfoEx */

/* Row: arg says what is wrong. */
static void set_fails(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_loopback(htons(80));
    SOCKET_ADDRESS address = {SA(&sin), sizeof(sin)};
    struct timeval timeout = {1, 0};
    OVERLAPPED ov = {.hEvent = ct_event()};
    HANDLE handle;
    int wrong = row->arg;

    if (row->flags & CT_CLEANED)
        WSACleanup();
    FAILS(row->code, row->code,
          SetAddrInfoExA(wrong == 5   ? NULL
                         : wrong == 6 ? ct_bad(CT_UNMAPPED)
                                      : "name.test",
                         "80", wrong == 7 ? NULL : &address, wrong != 8, NULL,
                         0, NS_DNS, NULL, wrong == 1 ? &timeout : NULL,
                         wrong == 2 ? &ov : NULL,
                         wrong == 3 ? (void *)never_runs : NULL,
                         wrong == 4 ? &handle : NULL));
    FAILS(row->code, row->code,
          SetAddrInfoExW(wrong == 5   ? NULL
                         : wrong == 6 ? ct_bad(CT_UNMAPPED)
                                      : W("name.test"),
                         W("80"), wrong == 7 ? NULL : &address, wrong != 8,
                         NULL, 0, NS_ALL, NULL, wrong == 1 ? &timeout : NULL,
                         wrong == 2 ? &ov : NULL,
                         wrong == 3 ? (void *)never_runs : NULL,
                         wrong == 4 ? &handle : NULL));
    if (row->flags & CT_CLEANED)
        WSAStartup(MAKEWORD(2, 2), &(WSADATA){0});
}

#define EX(err, what, func, ...)                                               \
    ROW(GetAddrInfoEx, err, what, func, __VA_ARGS__)
#define SET(err, what, ...)                                                    \
    ROW(SetAddrInfoEx, err, what, set_fails, __VA_ARGS__)

static const struct ct_row rows[] = {
    EX(WSANOTINITIALISED, "before WSAStartup", unstarted,
       .flags = CT_UNSTARTED),
    EX(WSANOTINITIALISED, "after WSACleanup", unstarted, .flags = CT_CLEANED),
    EX(WSAEAFNOSUPPORT, "family 99", local_fails, .arg = 0),
    EX(WSAEINVAL, "a flag without meaning", local_fails, .arg = 1),
    EX(WSAEINVAL, "AI_REQUIRE_SECURE", local_fails, .arg = 2),
    EX(WSAEINVAL, "AI_RESOLUTION_HANDLE", local_fails, .arg = 3),
    EX(WSAEINVAL, "AI_EXTENDED, version 0", local_fails, .arg = 4),
    EX(WSAEINVAL, "AI_EXTENDED, version 1", version_fails, .arg = 1),
    EX(WSAEINVAL, "AI_EXTENDED, version 8", version_fails, .arg = 8),
    EX(WSAEINVAL, "AI_EXTENDED, version 3 of the A form", version_fails,
       .arg = 3, .arg2 = 3),
    EX(WSAEINVAL, "an interface that is not there", version_fails, .arg = 3,
       .arg2 = 1),
    EX(WSAEINVAL, "a DNS server of the caller's", version_fails, .arg = 6,
       .arg2 = 4),
    EX(WSAEINVAL, "DNSSEC required", version_fails, .arg = 7, .arg2 = 2),
    EX(WSAEINVAL, "a time-out for the A form", narrow_reserved, .arg = 0),
    EX(WSAEINVAL, "an OVERLAPPED for the A form", narrow_reserved, .arg = 1),
    EX(WSAEINVAL, "a routine for the A form", narrow_reserved, .arg = 2),
    EX(WSAEINVAL, "a handle for the A form", narrow_reserved, .arg = 3),
    EX(WSAEINVAL, "NS_PNRPNAME", namespace_fails, .arg = NS_PNRPNAME),
    EX(WSAEINVAL, "NS_PNRPCLOUD", namespace_fails, .arg = NS_PNRPCLOUD),
    EX(WSAEINVAL, "a negative time", bad_timeout, .arg = -1),
    EX(WSAEINVAL, "negative microseconds", bad_timeout, .arg2 = -1),
    EX(WSASERVICE_NOT_FOUND, "NS_WINS", namespace_fails, .arg = NS_WINS),
    EX(WSASERVICE_NOT_FOUND, "a namespace of nobody", namespace_fails,
       .arg = 7777),
    EX(WSASERVICE_NOT_FOUND, "a provider of nobody", namespace_fails,
       .arg = NS_DNS, .arg2 = 1),
    EX(WSASERVICE_NOT_FOUND, "DNS' provider for NS_NLA", namespace_fails,
       .arg = NS_NLA, .arg2 = 2),
    EX(WSAESOCKTNOSUPPORT, "SOCK_SEQPACKET", local_fails, .arg = 5),
    EX(WSAHOST_NOT_FOUND, "neither name nor service", local_fails, .arg = 6),
    EX(WSAHOST_NOT_FOUND, "AI_NUMERICHOST and a name", local_fails, .arg = 7),
    EX(WSAHOST_NOT_FOUND, "AI_NUMERICSERV and a name", local_fails, .arg = 8),
    EX(WSAHOST_NOT_FOUND, "IPv6 address for AF_INET", local_fails, .arg = 13),
    EX(WSAHOST_NOT_FOUND, "empty label", local_fails, .arg = 14),
    EX(WSAHOST_NOT_FOUND, "rcode 3", dns_fails, .arg = 0),
    EX(WSANO_RECOVERY, "AI_CANONNAME without name", local_fails, .arg = 9),
    EX(WSANO_RECOVERY, "ai_addrlen not 0", hints_not_empty, .arg = 0),
    EX(WSANO_RECOVERY, "ai_canonname not NULL", hints_not_empty, .arg = 1),
    EX(WSANO_RECOVERY, "ai_addr not NULL", hints_not_empty, .arg = 2),
    EX(WSANO_RECOVERY, "ai_next not NULL", hints_not_empty, .arg = 3),
    EX(WSATYPE_NOT_FOUND, "unknown service", local_fails, .arg = 10),
    EX(WSATYPE_NOT_FOUND, "TCP service for SOCK_DGRAM", local_fails, .arg = 11),
    EX(WSATYPE_NOT_FOUND, "port 65536", local_fails, .arg = 12),
    EX(WSANO_DATA, "IPv6 name for AF_INET", dns_fails, .arg = 1),
    EX(WSANO_DATA, "name without address", dns_fails, .arg = 2),
    EX(WSANO_DATA, "alias of no address", dns_fails, .arg = 3),
    EX(WSANO_RECOVERY, "rcode 1, format error", dns_fails, .arg = 4),
    EX(WSANO_RECOVERY, "rcode 4, not implemented", dns_fails, .arg = 5),
    EX(WSANO_RECOVERY, "rcode 5, refused", dns_fails, .arg = 6),
    EX(WSANO_RECOVERY, "answer cut short", dns_fails, .arg = 7),
    EX(WSANO_RECOVERY, "aliases in a circle", dns_fails, .arg = 8),
    EX(WSATRY_AGAIN, "rcode 2, server failure", dns_fails, .arg = 9),
    EX(WSATRY_AGAIN, "no answer", dns_fails, .arg = 10),
    EX(WSATRY_AGAIN, "TCP connection reset", dns_fails, .arg = 11),
    RULE(GetAddrInfoEx, "namespaces and providers", namespace_found),
    RULE(GetAddrInfoEx, "cut off by its time", timed_out, .arg = 50000),
    RULE(GetAddrInfoEx, "no time at all", timed_out, .arg = 0),
    RULE(GetAddrInfoEx, "a handle without OVERLAPPED", handle_of_none),
    RULE(GetAddrInfoEx, "names and flags", is_found),
    RULE(GetAddrInfoEx, "canonical and full name", both_names),
    RULE(GetAddrInfoEx, "versions of the entries", versions),
    RULE(GetAddrInfoEx, "time to live", time_to_live),
    RULE(FreeAddrInfoEx, "parts of a list, and none", parts),
    FIRST(GetAddrInfoEx, WSAEFAULT, "lookup: unmapped name", pointer_fails,
          .arg = CT_UNMAPPED, .arg2 = 0),
    FIRST(GetAddrInfoEx, WSAEFAULT, "lookup: unmapped service", pointer_fails,
          .arg = CT_UNMAPPED, .arg2 = 1),
    FIRST(GetAddrInfoEx, WSAEFAULT, "lookup: unmapped provider", pointer_fails,
          .arg = CT_UNMAPPED, .arg2 = 2),
    FIRST(GetAddrInfoEx, WSAEFAULT, "lookup: unmapped hints", pointer_fails,
          .arg = CT_UNMAPPED, .arg2 = 3),
    FIRST(GetAddrInfoEx, WSAEFAULT, "lookup: hints cut short", pointer_fails,
          .arg = CT_EDGE, .arg2 = 3),
    FIRST(GetAddrInfoEx, WSAEFAULT, "lookup: NULL result", pointer_fails,
          .arg = CT_NULL, .arg2 = 4),
    FIRST(GetAddrInfoEx, WSAEFAULT, "lookup: read-only result", pointer_fails,
          .arg = CT_READONLY, .arg2 = 4),
    FIRST(GetAddrInfoEx, WSAEFAULT, "lookup: unmapped time", pointer_fails,
          .arg = CT_UNMAPPED, .arg2 = 5),
    FIRST(GetAddrInfoEx, WSAEFAULT, "lookup: unmapped handle", pointer_fails,
          .arg = CT_UNMAPPED, .arg2 = 6),

    SET(WSANOTINITIALISED, "after WSACleanup", .flags = CT_CLEANED),
    SET(WSAEINVAL, "a time-out", .arg = 1),
    SET(WSAEINVAL, "an OVERLAPPED", .arg = 2),
    SET(WSAEINVAL, "a routine", .arg = 3),
    SET(WSAEINVAL, "a handle", .arg = 4),
    SET(WSAEINVAL, "no name", .arg = 5),
    SET(WSAEINVAL, "one address, and none given", .arg = 7),
    SET(WSANO_RECOVERY, "DNS registers nothing", .arg = 0),
    SET(WSANO_RECOVERY, "DNS deregisters nothing", .arg = 8),
    FIRST(SetAddrInfoEx, WSAEFAULT, "register: unmapped name", set_fails,
          .arg = 6),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
