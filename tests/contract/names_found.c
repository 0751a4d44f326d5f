/* SPDX-License-Identifier: MIT */
/* The name functions when they succeed: what the flags do, what the results
 * hold, whose they are. */
#include "names.h"

static void literal(const struct ct_row *row)
{
    ADDRINFOA *v4 = found("198.51.100.1", "80", 0, AF_UNSPEC);
    ADDRINFOA *v6 = found("2001:db8::1", "https", AI_NUMERICHOST, AF_UNSPEC);
    struct sockaddr_in6 *sin6;

    (void)row;
    if (ct_failed())
        return;
    EQUAL(v4->ai_family, AF_INET);
    EQUAL(v4->ai_socktype, SOCK_STREAM);
    EQUAL(v4->ai_protocol, IPPROTO_TCP);
    EQUAL(v4->ai_addrlen, sizeof(struct sockaddr_in));
    EQUAL(((struct sockaddr_in *)v4->ai_addr)->sin_port, htons(80));
    CHECK(v4->ai_next == NULL && v4->ai_canonname == NULL);
    list_is(v4, "198.51.100.1");
    EQUAL(v6->ai_family, AF_INET6);
    EQUAL(v6->ai_addrlen, sizeof(struct sockaddr_in6));
    sin6 = (struct sockaddr_in6 *)v6->ai_addr;
    EQUAL(sin6->sin6_family, AF_INET6);
    EQUAL(sin6->sin6_port, htons(443));
    list_is(v6, "2001:db8::1");
    freeaddrinfo(v4);
    freeaddrinfo(v6);
    freeaddrinfo(NULL);
}

static void forms(const struct ct_row *row)
{
    static const char *const as[][2] = {
        {"127.1", "127.0.0.1"},
        {"0x7f000001", "127.0.0.1"},
        {"[::1]", "::1"},
        {"[::1]:80", "::1"},
        {"::ffff:198.51.100.1", "::ffff:198.51.100.1"},
    };

    (void)row;
    for (int i = 0; i < CT_COUNT(as); i++) {
        ADDRINFOA *list = found(as[i][0], NULL, 0, AF_UNSPEC);

        list_is(list, as[i][1]);
        freeaddrinfo(list);
    }
}

static void wide(const struct ct_row *row)
{
    ADDRINFOW hints = {.ai_flags = AI_CANONNAME};
    ADDRINFOW *list = NULL;
    static const WCHAR node[] = {'1', '2', '7', '.', '0',
                                 '.', '0', '.', '1', 0};
    static const WCHAR service[] = {'8', '0', 0};

    (void)row;
    NEED(GetAddrInfoW(node, service, &hints, &list), 0);
    EQUAL(list->ai_family, AF_INET);
    CHECK(list->ai_canonname != NULL);
    EQUAL(memcmp(list->ai_canonname, node, sizeof(node)), 0);
    EQUAL(((struct sockaddr_in *)list->ai_addr)->sin_port, htons(80));
    FreeAddrInfoW(list);
    FreeAddrInfoW(NULL);
}

/* Hints of 0 come back as 0: the provider chooses later, in socket(). */
static void no_hints(const struct ct_row *row)
{
    ADDRINFOA *list = NULL;

    (void)row;
    NEED(getaddrinfo("127.0.0.1", "", NULL, &list), 0);
    EQUAL(list->ai_socktype, 0);
    EQUAL(list->ai_protocol, 0);
    CHECK(list->ai_next == NULL);
    freeaddrinfo(list);
}

static void no_name(const struct ct_row *row)
{
    ADDRINFOA *v4 = found(NULL, "80", 0, AF_INET);
    ADDRINFOA *any = found(NULL, "80", AI_PASSIVE, AF_INET);
    ADDRINFOA *v6 = found(NULL, "80", 0, AF_INET6);
    ADDRINFOA *any6 = found(NULL, "80", AI_PASSIVE, AF_INET6);

    (void)row;
    list_is(v4, "127.0.0.1");
    list_is(any, "0.0.0.0");
    list_is(v6, "::1");
    list_is(any6, "::");
    freeaddrinfo(v4);
    freeaddrinfo(any);
    freeaddrinfo(v6);
    freeaddrinfo(any6);
}

static void mapped(const struct ct_row *row)
{
    ADDRINFOA *list = found("198.51.100.1", NULL, AI_V4MAPPED, AF_INET6);

    (void)row;
    list_is(list, "::ffff:198.51.100.1");
    freeaddrinfo(list);
}

static void localhost(const struct ct_row *row)
{
    ADDRINFOA *v4 = found("LocalHost", NULL, AI_ADDRCONFIG, AF_INET);
    HOSTENT *ent = gethostbyname("localhost");

    (void)row;
    list_is(v4, "127.0.0.1");
    freeaddrinfo(v4);
    CHECK(ent != NULL);
    if (ent != NULL)
        EQUAL(*(ULONG *)ent->h_addr, htonl(INADDR_LOOPBACK));
}

/* "", "..localmachine", NULL and the machine's own name are one host. */
static void local_machine(const struct ct_row *row)
{
    static const char *const names[] = {"", "..localmachine"};
    char own[256], name[256];
    HOSTENT *ent;

    (void)row;
    NEED(gethostname(own, sizeof(own)), 0);
    ent = gethostbyname(NULL);
    CHECK(ent != NULL);
    if (ct_failed())
        return;
    snprintf(name, sizeof(name), "%s", ent->h_name);
    SAME(name, own);
    EQUAL(ent->h_addrtype, AF_INET);
    EQUAL(ent->h_length, 4);
    CHECK(ent->h_addr_list[0] != NULL);
    for (int i = 0; i < CT_COUNT(names); i++) {
        ADDRINFOA *list = found(names[i], "80", 0, AF_INET);

        freeaddrinfo(list);
        ent = gethostbyname(names[i]);
        CHECK(ent != NULL);
        SAME(ent != NULL ? ent->h_name : NULL, own);
    }
    CHECK(gethostbyname(own) != NULL);
}

static void host_literal(const struct ct_row *row)
{
    HOSTENT *ent = gethostbyname("198.51.100.1");

    (void)row;
    CHECK(ent != NULL);
    if (ent == NULL)
        return;
    SAME(ent->h_name, "198.51.100.1");
    EQUAL(ent->h_addrtype, AF_INET);
    EQUAL(ent->h_length, 4);
    EQUAL(*(ULONG *)ent->h_addr_list[0], inet_addr("198.51.100.1"));
    CHECK(ent->h_addr_list[1] == NULL);
    CHECK(ent->h_aliases != NULL && ent->h_aliases[0] == NULL);
}

static void services(const struct ct_row *row)
{
    SERVENT *ent = getservbyname("HTTP", "TCP");

    (void)row;
    CHECK(ent != NULL && (USHORT)ent->s_port == htons(80));
    SAME(ent != NULL ? ent->s_proto : NULL, "tcp");
    ent = getservbyname("www", NULL); /* an alias */
    SAME(ent != NULL ? ent->s_name : NULL, "http");
    ent = getservbyport(htons(53), "udp");
    SAME(ent != NULL ? ent->s_name : NULL, "domain");
    SAME(ent != NULL ? ent->s_proto : NULL, "udp");
}

static void protocols(const struct ct_row *row)
{
    PROTOENT *ent = getprotobyname("TCP");

    (void)row;
    SAME(ent != NULL ? ent->p_name : NULL, "tcp");
    EQUAL(ent != NULL ? ent->p_proto : 0, IPPROTO_TCP);
    ent = getprotobynumber(IPPROTO_UDP);
    SAME(ent != NULL ? ent->p_name : NULL, "udp");
}

/* A machine without the files has the usual entries. */
static void no_files(const struct ct_row *row)
{
#ifdef __MINGW32__
    (void)row;
    ct_skip("needs another services file");
#else
    env_set("WS2_SERVICES", "/nonexistent/services");
    env_set("WS2_PROTOCOLS", "/nonexistent/protocols");
    services(row);
    protocols(row);
    env_set("WS2_SERVICES", NULL);
    env_set("WS2_PROTOCOLS", NULL);
#endif
}

static void numeric_info(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_loopback(htons(443));
    char host[NI_MAXHOST], serv[NI_MAXSERV];
    WCHAR wide_serv[NI_MAXSERV];

    (void)row;
    WSASetLastError(CT_UNTOUCHED);
    NEED(getnameinfo(SA(&sin), sizeof(sin), host, 10, serv, 6, NI_NUMERICHOST),
         0);
    EQUAL(WSAGetLastError(), CT_UNTOUCHED);
    SAME(host, "127.0.0.1");
    SAME(serv, "https");
    sin.sin_port = htons(60999); /* no service: its number, since Vista */
    NEED(getnameinfo(SA(&sin), sizeof(sin), NULL, 0, serv, 6, 0), 0);
    SAME(serv, "60999");
    NEED(GetNameInfoW(SA(&sin), sizeof(sin), NULL, 0, wide_serv, 6, 0), 0);
    EQUAL(wide_serv[0], '6');
    EQUAL(wide_serv[5], 0);
}

/* Every loopback address but 127.0.0.1 is its own name. */
static void nameless(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_loopback(0);
    char host[NI_MAXHOST];

    (void)row;
    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
    NEED(getnameinfo(SA(&sin), sizeof(sin), host, sizeof(host), NULL, 0, 0), 0);
    SAME(host, "127.0.0.2");
}

/* Results are the thread's own: another thread's call leaves them alone. */
static DWORD WINAPI other_thread(void *arg)
{
    HOSTENT **theirs = arg;

    theirs[0] = gethostbyname("198.51.100.9");
    return getservbyname("https", "tcp") != NULL &&
           getprotobyname("udp") != NULL;
}

static void per_thread(const struct ct_row *row)
{
    HOSTENT *mine = gethostbyname("198.51.100.1"), *theirs = NULL;
    SERVENT *serv = getservbyname("http", "tcp");
    PROTOENT *proto = getprotobyname("tcp");

    (void)row;
    ct_join(ct_thread(other_thread, &theirs));
    CHECK(theirs != NULL && theirs != mine);
    SAME(mine->h_name, "198.51.100.1");
    SAME(serv->s_name, "http");
    SAME(proto->p_name, "tcp");
}

/* Flags of other namespaces, and those that ask for less than is done anyway:
 * no mistake, and without effect. */
static void no_effect(const struct ct_row *row)
{
    static const unsigned flags[] = {
        AI_NON_AUTHORITATIVE, AI_SECURE,  AI_RETURN_PREFERRED_NAMES,
        AI_FILESERVER,        0x00000040, /* AI_BYPASS_DNS_CACHE */
        0x00000020,                       /* AI_FORCE_CLEAR_TEXT */
        0x00100000,                       /* AI_SECURE_WITH_FALLBACK */
        0x10000000,                       /* AI_RETURN_RESPONSE_FLAGS */
    };

    (void)row;
    for (int i = 0; i < CT_COUNT(flags); i++) {
        ADDRINFOA *list = found("127.0.0.1", "80", (int)flags[i], AF_UNSPEC);

        CHECK(list_is(list, "127.0.0.1"));
        freeaddrinfo(list);
    }
}

static const struct ct_row rows[] = {
    RULE(getaddrinfo, "addresses as text", literal),
    RULE(getaddrinfo, "other forms of addresses", forms),
    RULE(GetAddrInfoW, "address and canonical name", wide),
    RULE(getaddrinfo, "no hints", no_hints),
    RULE(getaddrinfo, "no name: loopback, or any with AI_PASSIVE", no_name),
    RULE(getaddrinfo, "AI_V4MAPPED on an address", mapped),
    RULE(getaddrinfo, "flags without effect", no_effect),
    RULE(getaddrinfo, "localhost", localhost),
    RULE(gethostbyname, "names of this machine", local_machine),
    RULE(gethostbyname, "IPv4 address", host_literal),
    RULE(getservbyname, "services", services),
    RULE(getprotobyname, "protocols", protocols),
    RULE(getservbyname, "without files", no_files),
    RULE(getnameinfo, "numbers and services", numeric_info),
    RULE(getnameinfo, "127.0.0.2 is its own name", nameless),
    RULE(gethostbyname, "results belong to the thread", per_thread),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
