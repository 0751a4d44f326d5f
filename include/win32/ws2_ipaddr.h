/* SPDX-License-Identifier: MIT */
/* Tests and setters for IPv6 addresses, all in the header, and the address
 * constants of the library. A part of ws2ipdef.h.
 * Prefixes: RFC 4291 (2.4 to 2.7), RFC 3056 (6to4), RFC 5214 (ISATAP),
 * RFC 4380 (Teredo), RFC 6145 (IPv4-translated). */
#ifndef WS2_IPADDR_H
#define WS2_IPADDR_H

WS2_EXTERN_C_BEGIN
extern WS2_API const IN6_ADDR in6addr_any WS2_SYMBOL(in6addr_any);
extern WS2_API const IN6_ADDR in6addr_loopback WS2_SYMBOL(in6addr_loopback);
extern WS2_API const IN6_ADDR in6addr_allnodesonnode;
extern WS2_API const IN6_ADDR in6addr_allnodesonlink;
extern WS2_API const IN6_ADDR in6addr_allroutersonlink;
extern WS2_API const IN6_ADDR in6addr_allmldv2routersonlink;
extern WS2_API const IN6_ADDR in6addr_teredoinitiallinklocaladdress;
extern WS2_API const IN6_ADDR in6addr_linklocalprefix;
extern WS2_API const IN6_ADDR in6addr_multicastprefix;
extern WS2_API const IN6_ADDR in6addr_solicitednodemulticastprefix;
extern WS2_API const IN6_ADDR in6addr_v4mappedprefix;
extern WS2_API const IN6_ADDR in6addr_6to4prefix;
extern WS2_API const IN6_ADDR in6addr_teredoprefix;
extern WS2_API const IN6_ADDR in6addr_teredoprefix_old;
extern WS2_API const SCOPE_ID scopeid_unspecified;
WS2_EXTERN_C_END

WS2TCPIP_INLINE BOOLEAN IN6_ADDR_EQUAL(const IN6_ADDR *x, const IN6_ADDR *y)
{
    return (BOOLEAN)(__builtin_memcmp(x, y, sizeof(*x)) == 0);
}
#define IN6_ARE_ADDR_EQUAL IN6_ADDR_EQUAL

WS2TCPIP_INLINE BOOLEAN ws2_in6_zero(const IN6_ADDR *a, unsigned from,
                                     unsigned to)
{
    unsigned i;

    for (i = from; i < to; i++)
        if (a->s6_bytes[i] != 0)
            return FALSE;
    return TRUE;
}

WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_UNSPECIFIED(const IN6_ADDR *a)
{
    return ws2_in6_zero(a, 0, 16);
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_LOOPBACK(const IN6_ADDR *a)
{
    return (BOOLEAN)(ws2_in6_zero(a, 0, 15) && a->s6_bytes[15] == 1);
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_MULTICAST(const IN6_ADDR *a)
{
    return (BOOLEAN)(a->s6_bytes[0] == 0xff);
}
/* Does the address have the 64-bit interface identifier of RFC 4291? */
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_EUI64(const IN6_ADDR *a)
{
    return (BOOLEAN)(((a->s6_bytes[0] & 0xe0) != 0) &&
                     !IN6_IS_ADDR_MULTICAST(a));
}
/* An all-zero interface identifier: the routers of the subnet. */
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_SUBNET_ROUTER_ANYCAST(const IN6_ADDR *a)
{
    return (BOOLEAN)(IN6_IS_ADDR_EUI64(a) && ws2_in6_zero(a, 8, 16));
}
/* RFC 2526: fdff:ffff:ffff:ff80 to fdff:ffff:ffff:ffff. */
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_SUBNET_RESERVED_ANYCAST(const IN6_ADDR *a)
{
    return (BOOLEAN)(IN6_IS_ADDR_EUI64(a) && a->s6_words[4] == 0xfffd &&
                     a->s6_words[5] == 0xffff && a->s6_words[6] == 0xffff &&
                     (a->s6_words[7] & 0x80ff) == 0x80ff);
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_ANYCAST(const IN6_ADDR *a)
{
    return (BOOLEAN)(IN6_IS_ADDR_SUBNET_RESERVED_ANYCAST(a) ||
                     IN6_IS_ADDR_SUBNET_ROUTER_ANYCAST(a));
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_LINKLOCAL(const IN6_ADDR *a)
{
    return (BOOLEAN)(a->s6_bytes[0] == 0xfe && (a->s6_bytes[1] & 0xc0) == 0x80);
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_SITELOCAL(const IN6_ADDR *a)
{
    return (BOOLEAN)(a->s6_bytes[0] == 0xfe && (a->s6_bytes[1] & 0xc0) == 0xc0);
}
/* Global unicast: bits 001 and 010 to 110 at the front. */
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_GLOBAL(const IN6_ADDR *a)
{
    unsigned top = a->s6_bytes[0] & 0xe0u;

    return (BOOLEAN)(top != 0 && top != 0xe0);
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_V4MAPPED(const IN6_ADDR *a)
{
    return (BOOLEAN)(ws2_in6_zero(a, 0, 10) && a->s6_words[5] == 0xffff);
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_V4COMPAT(const IN6_ADDR *a)
{
    return (BOOLEAN)(ws2_in6_zero(a, 0, 12) &&
                     !(ws2_in6_zero(a, 12, 15) && a->s6_bytes[15] <= 1));
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_V4TRANSLATED(const IN6_ADDR *a)
{
    return (BOOLEAN)(ws2_in6_zero(a, 0, 8) && a->s6_words[4] == 0xffff &&
                     a->s6_words[5] == 0);
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_MC_NODELOCAL(const IN6_ADDR *a)
{
    return (BOOLEAN)(IN6_IS_ADDR_MULTICAST(a) && (a->s6_bytes[1] & 0xf) == 1);
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_MC_LINKLOCAL(const IN6_ADDR *a)
{
    return (BOOLEAN)(IN6_IS_ADDR_MULTICAST(a) && (a->s6_bytes[1] & 0xf) == 2);
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_MC_SITELOCAL(const IN6_ADDR *a)
{
    return (BOOLEAN)(IN6_IS_ADDR_MULTICAST(a) && (a->s6_bytes[1] & 0xf) == 5);
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_MC_ORGLOCAL(const IN6_ADDR *a)
{
    return (BOOLEAN)(IN6_IS_ADDR_MULTICAST(a) && (a->s6_bytes[1] & 0xf) == 8);
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_MC_GLOBAL(const IN6_ADDR *a)
{
    return (BOOLEAN)(IN6_IS_ADDR_MULTICAST(a) && (a->s6_bytes[1] & 0xf) == 0xe);
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_ALLNODESONNODE(const IN6_ADDR *a)
{
    const IN6_ADDR all = IN6ADDR_ALLNODESONNODE_INIT;

    return IN6_ADDR_EQUAL(a, &all);
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_ALLNODESONLINK(const IN6_ADDR *a)
{
    const IN6_ADDR all = IN6ADDR_ALLNODESONLINK_INIT;

    return IN6_ADDR_EQUAL(a, &all);
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_ALLROUTERSONLINK(const IN6_ADDR *a)
{
    const IN6_ADDR all = IN6ADDR_ALLROUTERSONLINK_INIT;

    return IN6_ADDR_EQUAL(a, &all);
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_SOLICITEDNODE(const IN6_ADDR *a)
{
    const IN6_ADDR prefix = IN6ADDR_SOLICITEDNODEMULTICASTPREFIX_INIT;

    return (BOOLEAN)(__builtin_memcmp(a, &prefix, 13) == 0);
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_ISATAP(const IN6_ADDR *a)
{
    return (BOOLEAN)((a->s6_words[4] & 0xfffd) == 0 &&
                     a->s6_words[5] == 0xfe5e);
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_6TO4(const IN6_ADDR *a)
{
    return (BOOLEAN)(a->s6_words[0] == 0x0220);
}
WS2TCPIP_INLINE BOOLEAN IN6_IS_ADDR_TEREDO(const IN6_ADDR *a)
{
    return (BOOLEAN)((a->s6_words[0] == 0x0120 && a->s6_words[1] == 0) ||
                     (a->s6_words[0] == 0xfe3f && a->s6_words[1] == 0x1f83));
}

/* The IPv4 address inside an IPv6 one. */
WS2TCPIP_INLINE const UCHAR *IN6_GET_ADDR_V4MAPPED(const IN6_ADDR *a)
{
    return &a->s6_bytes[12];
}
WS2TCPIP_INLINE const UCHAR *IN6_GET_ADDR_V4COMPAT(const IN6_ADDR *a)
{
    return &a->s6_bytes[12];
}
WS2TCPIP_INLINE const UCHAR *IN6_EXTRACT_V4ADDR_FROM_ISATAP(const IN6_ADDR *a)
{
    return &a->s6_bytes[12];
}
WS2TCPIP_INLINE const UCHAR *IN6_EXTRACT_V4ADDR_FROM_6TO4(const IN6_ADDR *a)
{
    return &a->s6_bytes[2];
}

WS2TCPIP_INLINE void IN6_SET_ADDR_UNSPECIFIED(PIN6_ADDR a)
{
    __builtin_memset(a, 0, sizeof(*a));
}
WS2TCPIP_INLINE void IN6_SET_ADDR_LOOPBACK(PIN6_ADDR a)
{
    __builtin_memset(a, 0, sizeof(*a));
    a->s6_bytes[15] = 1;
}
WS2TCPIP_INLINE void IN6_SET_ADDR_V4MAPPED(PIN6_ADDR a6, const IN_ADDR *a4)
{
    const IN6_ADDR prefix = IN6ADDR_V4MAPPEDPREFIX_INIT;

    *a6 = prefix;
    __builtin_memcpy(&a6->s6_bytes[12], a4, sizeof(*a4));
}
WS2TCPIP_INLINE void IN6_SET_ADDR_V4COMPAT(PIN6_ADDR a6, const IN_ADDR *a4)
{
    __builtin_memset(a6, 0, sizeof(*a6));
    __builtin_memcpy(&a6->s6_bytes[12], a4, sizeof(*a4));
}
/* The multicast group that an interface listens to for this address. */
WS2TCPIP_INLINE void IN6_SET_ADDR_SOLICITEDNODE(PIN6_ADDR Multicast,
                                                const IN6_ADDR *Unicast)
{
    const IN6_ADDR prefix = IN6ADDR_SOLICITEDNODEMULTICASTPREFIX_INIT;

    *Multicast = prefix;
    __builtin_memcpy(&Multicast->s6_bytes[13], &Unicast->s6_bytes[13], 3);
}
/* Address: an IPv4 address in network byte order. */
WS2TCPIP_INLINE void IN6_SET_ISATAP_IDENTIFIER(IN6_ADDR *a,
                                               const IN_ADDR *Address)
{
    a->s6_words[4] = 0;
    a->s6_words[5] = 0xfe5e;
    __builtin_memcpy(&a->s6_bytes[12], Address, sizeof(*Address));
}
WS2TCPIP_INLINE void IN6_SET_6TO4_PREFIX(IN6_ADDR *a, const IN_ADDR *Address)
{
    __builtin_memset(a, 0, sizeof(*a));
    a->s6_words[0] = 0x0220;
    __builtin_memcpy(&a->s6_bytes[2], Address, sizeof(*Address));
}

WS2TCPIP_INLINE BOOLEAN IN6ADDR_ISANY(const SOCKADDR_IN6 *a)
{
    return (BOOLEAN)(a->sin6_family == AF_INET6 &&
                     IN6_IS_ADDR_UNSPECIFIED(&a->sin6_addr));
}
WS2TCPIP_INLINE BOOLEAN IN6ADDR_ISLOOPBACK(const SOCKADDR_IN6 *a)
{
    return (BOOLEAN)(a->sin6_family == AF_INET6 &&
                     IN6_IS_ADDR_LOOPBACK(&a->sin6_addr));
}
/* Address, port, flow and scope, all zero. */
WS2TCPIP_INLINE BOOLEAN IN6ADDR_ISUNSPECIFIED(const SOCKADDR_IN6 *a)
{
    return (BOOLEAN)(a->sin6_port == 0 && a->sin6_scope_id == 0 &&
                     IN6ADDR_ISANY(a));
}
WS2TCPIP_INLINE BOOLEAN IN6ADDR_ISEQUAL(const SOCKADDR_IN6 *a,
                                        const SOCKADDR_IN6 *b)
{
    return (BOOLEAN)(a->sin6_scope_id == b->sin6_scope_id &&
                     a->sin6_port == b->sin6_port &&
                     IN6_ADDR_EQUAL(&a->sin6_addr, &b->sin6_addr));
}
WS2TCPIP_INLINE BOOLEAN IN6ADDR_ISV4MAPPED(const SOCKADDR_IN6 *a)
{
    return (BOOLEAN)(a->sin6_family == AF_INET6 &&
                     IN6_IS_ADDR_V4MAPPED(&a->sin6_addr));
}
WS2TCPIP_INLINE BOOLEAN IN6ADDR_ISISATAP(const SOCKADDR_IN6 *a)
{
    return (BOOLEAN)(a->sin6_family == AF_INET6 &&
                     IN6_IS_ADDR_ISATAP(&a->sin6_addr));
}
WS2TCPIP_INLINE BOOLEAN IN6ADDR_IS6TO4(const SOCKADDR_IN6 *a)
{
    return (BOOLEAN)(a->sin6_family == AF_INET6 &&
                     IN6_IS_ADDR_6TO4(&a->sin6_addr));
}
WS2TCPIP_INLINE BOOLEAN IN6ADDR_ISTEREDO(const SOCKADDR_IN6 *a)
{
    return (BOOLEAN)(a->sin6_family == AF_INET6 &&
                     IN6_IS_ADDR_TEREDO(&a->sin6_addr));
}

/* The address alone is set; port, flow and family as the name says. */
WS2TCPIP_INLINE void IN6ADDR_SETSOCKADDR(PSOCKADDR_IN6 a6, const IN6_ADDR *Addr,
                                         SCOPE_ID scope, USHORT port)
{
    a6->sin6_family = AF_INET6;
    a6->sin6_port = port;
    a6->sin6_flowinfo = 0;
    a6->sin6_addr = *Addr;
    a6->sin6_scope_struct = scope;
}
WS2TCPIP_INLINE void IN6ADDR_SETANY(PSOCKADDR_IN6 a)
{
    __builtin_memset(a, 0, sizeof(*a));
    a->sin6_family = AF_INET6;
}
WS2TCPIP_INLINE void IN6ADDR_SETLOOPBACK(PSOCKADDR_IN6 a)
{
    __builtin_memset(a, 0, sizeof(*a));
    a->sin6_family = AF_INET6;
    IN6_SET_ADDR_LOOPBACK(&a->sin6_addr);
}
WS2TCPIP_INLINE void IN6ADDR_SETV4MAPPED(PSOCKADDR_IN6 a6, const IN_ADDR *a4,
                                         SCOPE_ID scope, USHORT port)
{
    a6->sin6_family = AF_INET6;
    a6->sin6_port = port;
    a6->sin6_flowinfo = 0;
    IN6_SET_ADDR_V4MAPPED(&a6->sin6_addr, a4);
    a6->sin6_scope_struct = scope;
}

#endif
