/* SPDX-License-Identifier: MIT */
/* getaddrinfo and GetAddrInfoW: refusals. */
#include "names.h"

/* A call of getaddrinfo: what goes in. */
struct query {
    const char *node, *service;
    int flags, family, type, protocol;
};

static WCHAR *widen(const char *s, WCHAR *out)
{
    size_t i = 0;

    if (s == NULL)
        return NULL;
    while ((out[i] = (unsigned char)s[i]) != 0)
        i++;
    return out;
}

static int query_narrow(const struct query *q, ADDRINFOA **list)
{
    ADDRINFOA hints = {.ai_flags = q->flags,
                       .ai_family = q->family,
                       .ai_socktype = q->type,
                       .ai_protocol = q->protocol};

    return getaddrinfo(q->node, q->service, &hints, list);
}

static int query_wide(const struct query *q, ADDRINFOW **list)
{
    WCHAR node[512], service[64];
    ADDRINFOW hints = {.ai_flags = q->flags,
                       .ai_family = q->family,
                       .ai_socktype = q->type,
                       .ai_protocol = q->protocol};

    return GetAddrInfoW(widen(q->node, node), widen(q->service, service),
                        &hints, list);
}

/* The code is the result and the last error, and there is no list. */
static void query_fails(const struct ct_row *row, const struct query *q)
{
    ADDRINFOA *narrow = (ADDRINFOA *)row;
    ADDRINFOW *wide = (ADDRINFOW *)row;

    if (strcmp(row->function, "getaddrinfo") == 0) {
        FAILS(row->code, row->code, query_narrow(q, &narrow));
        CHECK(narrow == NULL);
    } else {
        FAILS(row->code, row->code, query_wide(q, &wide));
        CHECK(wide == NULL);
    }
}

/* Rows by number (arg), for both forms. */
static const struct query local_queries[] = {
    {"127.0.0.1", "80", 0, 99, 0, 0},    /* 0 */
    {"127.0.0.1", "80", 0x200, 0, 0, 0}, /* 1 */
    {"127.0.0.1", "80", AI_CANONNAME | AI_FQDN, 0, 0, 0},
    {"127.0.0.1", "80", 0, 0, SOCK_SEQPACKET, 0}, /* 3 */
    {"127.0.0.1", "80", 0, 0, -1, 0},             /* 4 */
    {NULL, NULL, 0, 0, 0, 0},                     /* 5 */
    {"host.invalid", "80", AI_NUMERICHOST, 0, 0, 0},
    {NULL, "80", AI_NUMERICHOST, 0, 0, 0}, /* 7 */
    {"127.0.0.1", "http", AI_NUMERICSERV, 0, SOCK_STREAM, 0},
    {NULL, "80", AI_CANONNAME, 0, 0, 0}, /* 9 */
    {NULL, "80", AI_FQDN, 0, 0, 0},      /* 10 */
    {"127.0.0.1", "no-such-service", 0, 0, SOCK_STREAM, 0},
    {"127.0.0.1", "ssh", 0, 0, SOCK_DGRAM, 0},    /* 12 */
    {"127.0.0.1", "http", 0, 0, SOCK_RAW, 0},     /* 13 */
    {"127.0.0.1", "65536", 0, 0, SOCK_STREAM, 0}, /* 14 */
    {"127.0.0.1", "-1", 0, 0, SOCK_STREAM, 0},    /* 15 */
    {"::1", "80", 0, AF_INET, 0, 0},              /* 16 */
    {"127.0.0.1", "80", 0, AF_INET6, 0, 0},       /* 17 */
    {"empty..label", "80", 0, 0, 0, 0},           /* 18 */
    {"1.2.3.400", "80", 0, 0, 0, 0},              /* 19 */
    {"label-of-sixty-four-characters-which-is-one-more-than-dns-allows", "80",
     0, 0, 0, 0},                          /* 20 */
    {"with blank.test", "80", 0, 0, 0, 0}, /* 21 */
};

static void local_fails(const struct ct_row *row)
{
    query_fails(row, &local_queries[row->arg]);
}

static const struct query dns_queries[] = {
    {"nxdomain.test", "80", 0, 0, 0, 0},      /* 0 */
    {"v6.test", "80", 0, AF_INET, 0, 0},      /* 1 */
    {"empty.test", "80", 0, 0, 0, 0},         /* 2 */
    {"dangling.test", "80", 0, 0, 0, 0},      /* 3 */
    {"formerr.test", "80", 0, 0, 0, 0},       /* 4 */
    {"notimp.test", "80", 0, 0, 0, 0},        /* 5 */
    {"refused.test", "80", 0, 0, 0, 0},       /* 6 */
    {"notauth.test", "80", 0, 0, 0, 0},       /* 7 */
    {"short.test", "80", 0, 0, 0, 0},         /* 8 */
    {"selfptr.test", "80", 0, 0, 0, 0},       /* 9 */
    {"loop.test", "80", 0, 0, 0, 0},          /* 10 */
    {"servfail.test", "80", 0, 0, 0, 0},      /* 11 */
    {"silent.test", "80", 0, AF_INET, 0, 0},  /* 12 */
    {"otherid.test", "80", 0, AF_INET, 0, 0}, /* 13 */
    {"otherq.test", "80", 0, AF_INET, 0, 0},  /* 14 */
    {"reset.test", "80", 0, AF_INET, 0, 0},   /* 15 */
    {"half", "80", 0, 0, 0, 0},               /* 16 */
    {"halt", "80", 0, 0, 0, 0},               /* 17 */
};

static void dns_fails(const struct ct_row *row)
{
    if (!have_dns())
        return;
    env_set("LOCALDOMAIN", "a.search.test b.search.test");
    patience(dns_queries[row->arg].node);
    query_fails(row, &dns_queries[row->arg]);
    env_set("LOCALDOMAIN", NULL);
}

/* Row: which member of the hints (arg) is not empty. */
static void hints_not_empty(const struct ct_row *row)
{
    static char text[] = "x";
    ADDRINFOA hints = {0}, *list;
    ADDRINFOW wide = {0}, *wide_list;

    hints.ai_addrlen = wide.ai_addrlen = row->arg == 0 ? 16 : 0;
    hints.ai_canonname = row->arg == 1 ? text : NULL;
    wide.ai_canonname = (PWSTR)(void *)hints.ai_canonname;
    hints.ai_addr = wide.ai_addr = row->arg == 2 ? SA(text) : NULL;
    hints.ai_next = row->arg == 3 ? &hints : NULL;
    wide.ai_next = row->arg == 3 ? &wide : NULL;
    if (strcmp(row->function, "getaddrinfo") == 0)
        FAILS(row->code, row->code,
              getaddrinfo("127.0.0.1", "80", &hints, &list));
    else
        FAILS(
            row->code, row->code,
            GetAddrInfoW((const WCHAR *)u"127.0.0.1", NULL, &wide, &wide_list));
}

/* Row: arg is a bad pointer (enum ct_bad), arg2 which argument it is. */
static void query_pointer(const struct ct_row *row)
{
    void *bad = ct_bad(row->arg);
    ADDRINFOA *list;

    switch (row->arg2) {
    case 0:
        FAILS(row->code, row->code, getaddrinfo(bad, "80", NULL, &list));
        break;
    case 1:
        FAILS(row->code, row->code, getaddrinfo("::1", bad, NULL, &list));
        break;
    case 2:
        FAILS(row->code, row->code, getaddrinfo("::1", "80", bad, &list));
        break;
    case 3:
        FAILS(row->code, row->code, getaddrinfo("::1", "80", NULL, bad));
        break;
    default:
        FAILS(row->code, row->code,
              GetAddrInfoW(bad, NULL, NULL, (ADDRINFOW **)&list));
    }
}

/* Started or not, all other arguments are good. */
static void query_unstarted(const struct ct_row *row)
{
    static const struct query q = {"127.0.0.1", "80", 0, 0, 0, 0};

    if (row->flags & CT_CLEANED)
        WSACleanup();
    query_fails(row, &q);
    if (row->flags & CT_CLEANED)
        WSAStartup(MAKEWORD(2, 2), &(WSADATA){0});
}

/* A name that is too long for DNS and for the text buffers. */
static void name_overlong(const struct ct_row *row)
{
    static char name[70000];
    struct query q = {.node = name};
    ADDRINFOA *list;

    for (size_t len = 254; len < sizeof(name); len *= 4) {
        memset(name, 'a', len);
        for (size_t i = 60; i < len; i += 60)
            name[i] = '.';
        name[len] = '\0';
        FAILS(row->code, row->code, query_narrow(&q, &list));
    }
}

static void lone_surrogate(const struct ct_row *row)
{
    static const WCHAR names[][4] = {
        {'a', 0xd800, 'b', 0}, {0xdc00, 0}, {'a', 0xdbff, 0}};
    ADDRINFOW *list;

    for (int i = 0; i < CT_COUNT(names); i++)
        FAILS(row->code, row->code, GetAddrInfoW(names[i], NULL, NULL, &list));
}

#define BOTH(err, what, func, ...)                                             \
    ROW(getaddrinfo, err, what, func, __VA_ARGS__),                            \
        ROW(GetAddrInfoW, err, what, func, __VA_ARGS__)

static const struct ct_row rows[] = {
    BOTH(WSANOTINITIALISED, "before WSAStartup", query_unstarted,
         .flags = CT_UNSTARTED),
    BOTH(WSANOTINITIALISED, "after WSACleanup", query_unstarted,
         .flags = CT_CLEANED),
    BOTH(WSAEAFNOSUPPORT, "family 99", local_fails, .arg = 0),
    BOTH(WSAEINVAL, "a flag without meaning", local_fails, .arg = 1),
    BOTH(WSAEINVAL, "AI_CANONNAME and AI_FQDN", local_fails, .arg = 2),
    BOTH(WSAESOCKTNOSUPPORT, "SOCK_SEQPACKET", local_fails, .arg = 3),
    BOTH(WSAESOCKTNOSUPPORT, "type -1", local_fails, .arg = 4),
    BOTH(WSAHOST_NOT_FOUND, "neither name nor service", local_fails, .arg = 5),
    BOTH(WSAHOST_NOT_FOUND, "AI_NUMERICHOST and a name", local_fails, .arg = 6),
    BOTH(WSAHOST_NOT_FOUND, "AI_NUMERICHOST without", local_fails, .arg = 7),
    BOTH(WSAHOST_NOT_FOUND, "AI_NUMERICSERV and a name", local_fails, .arg = 8),
    BOTH(WSAHOST_NOT_FOUND, "IPv6 address for AF_INET", local_fails, .arg = 16),
    BOTH(WSAHOST_NOT_FOUND, "IPv4 address for AF_INET6", local_fails,
         .arg = 17),
    BOTH(WSAHOST_NOT_FOUND, "empty label", local_fails, .arg = 18),
    BOTH(WSAHOST_NOT_FOUND, "malformed address", local_fails, .arg = 19),
    BOTH(WSAHOST_NOT_FOUND, "label of 64 characters", local_fails, .arg = 20),
    BOTH(WSAHOST_NOT_FOUND, "name with a blank", local_fails, .arg = 21),
    ROW(getaddrinfo, WSAHOST_NOT_FOUND, "overlong names", name_overlong),
    ROW(GetAddrInfoW, WSAHOST_NOT_FOUND, "lone surrogates", lone_surrogate),
    BOTH(WSANO_RECOVERY, "AI_CANONNAME without name", local_fails, .arg = 9),
    BOTH(WSANO_RECOVERY, "AI_FQDN without name", local_fails, .arg = 10),
    BOTH(WSANO_RECOVERY, "ai_addrlen not 0", hints_not_empty, .arg = 0),
    BOTH(WSANO_RECOVERY, "ai_canonname not NULL", hints_not_empty, .arg = 1),
    BOTH(WSANO_RECOVERY, "ai_addr not NULL", hints_not_empty, .arg = 2),
    BOTH(WSANO_RECOVERY, "ai_next not NULL", hints_not_empty, .arg = 3),
    BOTH(WSATYPE_NOT_FOUND, "unknown service", local_fails, .arg = 11),
    BOTH(WSATYPE_NOT_FOUND, "TCP service for SOCK_DGRAM", local_fails,
         .arg = 12),
    BOTH(WSATYPE_NOT_FOUND, "service for SOCK_RAW", local_fails, .arg = 13),
    BOTH(WSATYPE_NOT_FOUND, "port 65536", local_fails, .arg = 14),
    BOTH(WSATYPE_NOT_FOUND, "port -1", local_fails, .arg = 15),
    BOTH(WSAHOST_NOT_FOUND, "rcode 3", dns_fails, .arg = 0),
    BOTH(WSANO_DATA, "IPv6 name for AF_INET", dns_fails, .arg = 1),
    BOTH(WSANO_DATA, "name without address", dns_fails, .arg = 2),
    BOTH(WSANO_DATA, "alias of no address", dns_fails, .arg = 3),
    BOTH(WSANO_DATA, "on the search list, without address", dns_fails,
         .arg = 16),
    BOTH(WSANO_RECOVERY, "rcode 1, format error", dns_fails, .arg = 4),
    BOTH(WSANO_RECOVERY, "rcode 4, not implemented", dns_fails, .arg = 5),
    BOTH(WSANO_RECOVERY, "rcode 5, refused", dns_fails, .arg = 6),
    BOTH(WSANO_RECOVERY, "rcode 9", dns_fails, .arg = 7),
    BOTH(WSANO_RECOVERY, "answer cut short", dns_fails, .arg = 8),
    BOTH(WSANO_RECOVERY, "name that points at itself", dns_fails, .arg = 9),
    BOTH(WSANO_RECOVERY, "aliases in a circle", dns_fails, .arg = 10),
    BOTH(WSATRY_AGAIN, "rcode 2, server failure", dns_fails, .arg = 11),
    BOTH(WSATRY_AGAIN, "rcode 2 on the search list", dns_fails, .arg = 17),
    BOTH(WSATRY_AGAIN, "no answer", dns_fails, .arg = 12),
    ROW(getaddrinfo, WSATRY_AGAIN, "answer to another query", dns_fails,
        .arg = 13),
    ROW(getaddrinfo, WSATRY_AGAIN, "answer for another name", dns_fails,
        .arg = 14),
    ROW(getaddrinfo, WSATRY_AGAIN, "TCP connection reset", dns_fails,
        .arg = 15),

    FIRST(getaddrinfo, WSAEFAULT, "lookup: unmapped name", query_pointer,
          .arg = CT_UNMAPPED, .arg2 = 0),
    FIRST(getaddrinfo, WSAEFAULT, "lookup: unmapped service", query_pointer,
          .arg = CT_UNMAPPED, .arg2 = 1),
    FIRST(getaddrinfo, WSAEFAULT, "lookup: unmapped hints", query_pointer,
          .arg = CT_UNMAPPED, .arg2 = 2),
    FIRST(getaddrinfo, WSAEFAULT, "lookup: NULL result", query_pointer,
          .arg = CT_NULL, .arg2 = 3),
    FIRST(getaddrinfo, WSAEFAULT, "lookup: read-only result", query_pointer,
          .arg = CT_READONLY, .arg2 = 3),
    FIRST(GetAddrInfoW, WSAEFAULT, "lookup: unmapped name", query_pointer,
          .arg = CT_UNMAPPED, .arg2 = 4),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
