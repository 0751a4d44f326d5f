/* SPDX-License-Identifier: MIT */
/* What the name functions make of DNS answers: addresses, aliases, the search
 * list, and what ends a lookup. */
#include "blocking.h"
#include "names.h"

#ifndef AI_DNS_ONLY
#define AI_DNS_ONLY 0x10 /* not in older SDKs */
#endif

/* A list may be freed in parts: RFC 3493, section 6.1. */
static void parts(const struct ct_row *row)
{
    ADDRINFOA *list, *rest;

    if (!have_dns())
        return;
    (void)row;
    list = found("two.test", "80", 0, AF_INET);
    if (ct_failed())
        return;
    rest = list->ai_next;
    list->ai_next = NULL;
    freeaddrinfo(list);
    list_is(rest, "198.51.100.4");
    freeaddrinfo(rest);
}

static const struct {
    const char *node;
    int flags, family;
    const char *addresses, *canonical;
} names[] = {
    {"v4.test", 0, AF_UNSPEC, "198.51.100.1", NULL},
    {"v6.test", 0, AF_UNSPEC, "2001:db8::1", NULL},
    {"V4.Test.", 0, AF_UNSPEC, "198.51.100.1", NULL},
    {"dual.test", 0, AF_INET, "198.51.100.2", NULL},
    {"dual.test", 0, AF_INET6, "2001:db8::2", NULL},
    {"dual.test", AI_V4MAPPED, AF_INET6, "2001:db8::2", NULL},
    {"v4.test", AI_V4MAPPED, AF_INET6, "::ffff:198.51.100.1", NULL},
    {"v4.test", AI_V4MAPPED | AI_ALL, AF_INET6, "::ffff:198.51.100.1", NULL},
    {"alias.test", AI_CANONNAME, AF_UNSPEC, "198.51.100.1", "v4.test"},
    {"alias.test", AI_FQDN, AF_UNSPEC, "198.51.100.1", "alias.test"},
    {"198.51.100.1", AI_CANONNAME, AF_UNSPEC, "198.51.100.1", "198.51.100.1"},
    {"host", AI_FQDN, AF_UNSPEC, "198.51.100.10", "host.a.search.test"},
    {"only", AI_FQDN, AF_UNSPEC, "198.51.100.12", "only.b.search.test"},
    {"canon", AI_CANONNAME, AF_UNSPEC, "198.51.100.1", "v4.test"},
    {"canon", AI_FQDN, AF_UNSPEC, "198.51.100.1", "canon.a.search.test"},
    {"tcp.test", 0, AF_INET, "198.51.100.7", NULL},
    {"slow.test", 0, AF_INET, "198.51.100.5", NULL},
    {"any.bulk.test", AI_DNS_ONLY, AF_INET, "198.51.100.30", NULL},
};

static void dns_found(const struct ct_row *row)
{
    if (!have_dns())
        return;
    (void)row;
    env_set("LOCALDOMAIN", "a.search.test b.search.test");
    for (int i = 0; i < CT_COUNT(names) && !ct_failed(); i++) {
        ADDRINFOA *list =
            found(names[i].node, "80", names[i].flags, names[i].family);

        if (list != NULL && list_is(list, names[i].addresses) &&
            names[i].canonical != NULL)
            SAME(list->ai_canonname, names[i].canonical);
        freeaddrinfo(list);
    }
    env_set("LOCALDOMAIN", NULL);
}

static void dns_many(const struct ct_row *row)
{
    HOSTENT *ent;
    int count = 0;

    if (!have_dns())
        return;
    (void)row;
    ent = gethostbyname("many.test");
    CHECK(ent != NULL);
    while (ent != NULL && ent->h_addr_list[count] != NULL)
        count++;
    EQUAL(count, 1000);
}

static void dns_host(const struct ct_row *row)
{
    struct in_addr in = {.s_addr = inet_addr("198.51.100.1")};
    HOSTENT *ent;

    if (!have_dns())
        return;
    (void)row;
    ent = gethostbyname("alias.test");
    CHECK(ent != NULL);
    if (ent == NULL)
        return;
    SAME(ent->h_name, "v4.test");
    SAME(ent->h_aliases[0], "alias.test");
    SAME(ent->h_aliases[1], "hop.test");
    CHECK(ent->h_aliases[2] == NULL);
    EQUAL((uintptr_t)ent->h_addr % sizeof(ULONG), 0); /* read as a number */
    ent = gethostbyaddr((char *)&in, sizeof(in), AF_INET);
    SAME(ent != NULL ? ent->h_name : NULL, "v4.test");
    EQUAL(ent != NULL ? *(ULONG *)ent->h_addr : 0, in.s_addr);
}

static void dns_nofqdn(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_loopback(0);
    char host[NI_MAXHOST];

    if (!have_dns())
        return;
    (void)row;
    sin.sin_addr.s_addr = inet_addr("198.51.100.2");
    NEED(getnameinfo(SA(&sin), sizeof(sin), host, sizeof(host), NULL, 0, 0), 0);
    SAME(host, "host.a.search.test");
    env_set("LOCALDOMAIN", "a.search.test");
    NEED(getnameinfo(SA(&sin), sizeof(sin), host, sizeof(host), NULL, 0,
                     NI_NOFQDN),
         0);
    env_set("LOCALDOMAIN", NULL);
    SAME(host, "host");
}

static DWORD WINAPI never_found(void *arg)
{
    int *code = arg;

    gethostbyname("never.test");
    *code = WSAGetLastError();
    return 0;
}

/* The last WSACleanup ends lookups that wait for an answer. */
static void cleanup_ends(const struct ct_row *row)
{
    static int code;
    HANDLE thread;

    if (!have_dns())
        return;
    (void)row;
    code = 0;
    thread = ct_thread(never_found, &code);
    Sleep(200);
    WSACleanup();
    ct_join(thread);
    EQUAL(code, WSAEINTR);
}

/* Row: by address with arg. */
static void hook_cancels(const struct ct_row *row)
{
    if (!have_dns())
        return;
    ct_hook_begin(NULL, 2);
    if (row->arg) /* silent, in the zone */
        FAILS(NULL, row->code, gethostbyaddr("\xc6\x33\x64\x32", 4, AF_INET));
    else
        FAILS(NULL, row->code, gethostbyname("never.test"));
    EQUAL(ct_hook.calls, 2);
}

static const struct ct_row rows[] = {
    RULE(getaddrinfo, "names, flags and canonical names", dns_found),
    RULE(gethostbyname, "a thousand addresses, over TCP", dns_many),
    RULE(gethostbyname, "aliases", dns_host),
    RULE(getnameinfo, "NI_NOFQDN", dns_nofqdn),
    RULE(freeaddrinfo, "parts of a list", parts),
    RULE(gethostbyname, "ended by WSACleanup", cleanup_ends),
    ROW(gethostbyname, WSAEINTR, "cancelled from a blocking hook",
        hook_cancels),
    ROW(gethostbyaddr, WSAEINTR, "cancelled from a blocking hook", hook_cancels,
        .arg = 1),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
