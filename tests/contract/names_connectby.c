/* SPDX-License-Identifier: MIT */
/* WSAConnectByName by names that DNS knows: both families, and lookups that
 * fail or take too long. connectby.c has the rest. */
#include "names.h"

static BOOL connect_by(SOCKET s, char *node, u_short port_be,
                       struct sockaddr_in6 *peer, struct timeval *timeout)
{
    DWORD len = sizeof(*peer);
    char service[8];

    snprintf(service, sizeof(service), "%u", ntohs(port_be));
    return WSAConnectByNameA(s, node, service, NULL, NULL,
                             peer != NULL ? &len : NULL, SA(peer), timeout,
                             NULL);
}

static SOCKET both_families(void)
{
    SOCKET s = ct_open(CT_TCP6);
    int off = 0;

    EQUAL(setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, (char *)&off, sizeof(off)),
          0);
    return s;
}

/* IPv6 first, and then IPv4, when nobody listens there. */
static void families(const struct ct_row *row)
{
    struct sockaddr_in v4 = ct_name(ct_open(CT_TCP_LISTENING));
    struct sockaddr_in6 peer, v6;
    SOCKET six;

    if (!have_dns() || !ct_have_ipv6())
        return;
    (void)row;
    NEED(connect_by(both_families(), "both.test", v4.sin_port, &peer, NULL),
         TRUE);
    CHECK(IN6_IS_ADDR_V4MAPPED(&peer.sin6_addr));
    EQUAL(peer.sin6_port, v4.sin_port);
    six = ct_open(CT_TCP6_LISTENING);
    v6 = ct_name6(six);
    NEED(connect_by(both_families(), "both.test", v6.sin6_port, &peer, NULL),
         TRUE);
    CHECK(!IN6_IS_ADDR_V4MAPPED(&peer.sin6_addr));
}

static void one_family(const struct ct_row *row)
{
    struct sockaddr_in v4 = ct_name(ct_open(CT_TCP_LISTENING));

    if (!have_dns())
        return;
    (void)row;
    EQUAL(connect_by(ct_open(CT_TCP), "both.test", v4.sin_port, NULL, NULL),
          TRUE);
}

/* The name's own code. */
static void not_found(const struct ct_row *row)
{
    static const struct {
        char *node;
        int code;
    } names[] = {{"nxdomain.test", WSAHOST_NOT_FOUND},
                 {"empty.test", WSANO_DATA},
                 {"servfail.test", WSATRY_AGAIN},
                 {"refused.test", WSANO_RECOVERY}};

    if (!have_dns())
        return;
    (void)row;
    for (int i = 0; i < CT_COUNT(names); i++)
        FAILS(FALSE, names[i].code,
              connect_by(ct_open(CT_TCP), names[i].node, htons(9), NULL, NULL));
}

/* The answer would come in a minute. */
static void lookup_lasts(const struct ct_row *row)
{
    struct timeval limit = {0, 200000};
    ULONGLONG before = GetTickCount64(), took;

    if (!have_dns())
        return;
    FAILS(FALSE, row->code,
          connect_by(ct_open(CT_TCP), "never.test", htons(9), NULL, &limit));
    took = GetTickCount64() - before;
    CHECK(took >= 190 && took < 20000);
}

static const struct ct_row rows[] = {
    RULE(WSAConnectByName, "families in turn", families),
    RULE(WSAConnectByName, "a family of two", one_family),
    RULE(WSAConnectByName, "names that are not found", not_found),
    ROW(WSAConnectByName, WSAETIMEDOUT, "a lookup that takes longer",
        lookup_lasts),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
