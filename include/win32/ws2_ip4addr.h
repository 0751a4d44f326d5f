/* SPDX-License-Identifier: MIT */
/* Tests and setters for IPv4 addresses, and for socket addresses of either
 * version, all in the header. A part of mstcpip.h. Addresses are in network
 * byte order and may lie at any alignment.
 * Ranges: RFC 1918 (private), RFC 3927 (link-local), RFC 2365 (multicast). */
#ifndef WS2_IP4ADDR_H
#define WS2_IP4ADDR_H

#define IN4ADDR_ANY                    INADDR_ANY
#define IN4ADDR_LOOPBACK               0x0100007f
#define IN4ADDR_BROADCAST              INADDR_BROADCAST
#define IN4ADDR_NONE                   INADDR_NONE
#define IN4ADDR_LOOPBACKPREFIX_LENGTH  8
#define IN4ADDR_LINKLOCALPREFIX_LENGTH 16
#define IN4ADDR_MULTICASTPREFIX_LENGTH 4

/* Address classes of an address in network byte order. */
#define IN4_CLASSA(i)    (((LONG)(i)&0x00000080) == 0)
#define IN4_CLASSB(i)    (((LONG)(i)&0x000000c0) == 0x00000080)
#define IN4_CLASSC(i)    (((LONG)(i)&0x000000e0) == 0x000000c0)
#define IN4_CLASSD(i)    (((LONG)(i)&0x000000f0) == 0x000000e0)
#define IN4_MULTICAST(i) IN4_CLASSD(i)

/* The address as a number in host byte order. */
MSTCPIP_INLINE ULONG ws2_in4_host(const void *a)
{
    const UCHAR *b = (const UCHAR *)a;

    return (ULONG)b[0] << 24 | (ULONG)b[1] << 16 | (ULONG)b[2] << 8 | b[3];
}

MSTCPIP_INLINE BOOLEAN IN4_ADDR_EQUAL(const IN_ADDR *a, const IN_ADDR *b)
{
    return (BOOLEAN)(a->s_addr == b->s_addr);
}
MSTCPIP_INLINE BOOLEAN IN4_IS_ADDR_UNSPECIFIED(const IN_ADDR *a)
{
    return (BOOLEAN)(ws2_in4_host(a) == 0);
}
MSTCPIP_INLINE BOOLEAN IN4_IS_ADDR_LOOPBACK(const IN_ADDR *a)
{
    return (BOOLEAN)(ws2_in4_host(a) >> 24 == 127);
}
MSTCPIP_INLINE BOOLEAN IN4_IS_ADDR_BROADCAST(const IN_ADDR *a)
{
    return (BOOLEAN)(ws2_in4_host(a) == 0xffffffff);
}
MSTCPIP_INLINE BOOLEAN IN4_IS_ADDR_MULTICAST(const IN_ADDR *a)
{
    return (BOOLEAN)(ws2_in4_host(a) >> 28 == 0xe);
}
MSTCPIP_INLINE BOOLEAN IN4_IS_ADDR_LINKLOCAL(const IN_ADDR *a)
{
    return (BOOLEAN)(ws2_in4_host(a) >> 16 == 0xa9fe);
}
/* IPv4 has no site-local unicast addresses. */
MSTCPIP_INLINE BOOLEAN IN4_IS_ADDR_SITELOCAL(const IN_ADDR *a)
{
    (void)a;
    return FALSE;
}
MSTCPIP_INLINE BOOLEAN IN4_IS_ADDR_RFC1918(const IN_ADDR *a)
{
    ULONG h = ws2_in4_host(a);

    return (BOOLEAN)(h >> 24 == 10 || h >> 20 == 0xac1 || h >> 16 == 0xc0a8);
}
MSTCPIP_INLINE BOOLEAN IN4_IS_ADDR_MC_LINKLOCAL(const IN_ADDR *a)
{
    return (BOOLEAN)(ws2_in4_host(a) >> 8 == 0xe00000);
}
MSTCPIP_INLINE BOOLEAN IN4_IS_ADDR_MC_ADMINLOCAL(const IN_ADDR *a)
{
    return (BOOLEAN)(ws2_in4_host(a) >> 16 == 0xefff);
}
MSTCPIP_INLINE BOOLEAN IN4_IS_ADDR_MC_SITELOCAL(const IN_ADDR *a)
{
    return (BOOLEAN)(ws2_in4_host(a) >> 24 == 0xef &&
                     !IN4_IS_ADDR_MC_ADMINLOCAL(a));
}
MSTCPIP_INLINE BOOLEAN IN4_IS_ADDR_6TO4ELIGIBLE(const IN_ADDR *a)
{
    return (BOOLEAN)(!IN4_IS_ADDR_LINKLOCAL(a) && !IN4_IS_ADDR_RFC1918(a));
}

#define IN4_UNALIGNED_ADDR_EQUAL(a, b)                                         \
    ((BOOLEAN)(ws2_in4_host(a) == ws2_in4_host(b)))
#define IN4_IS_UNALIGNED_ADDR_UNSPECIFIED  IN4_IS_ADDR_UNSPECIFIED
#define IN4_IS_UNALIGNED_ADDR_LOOPBACK     IN4_IS_ADDR_LOOPBACK
#define IN4_IS_UNALIGNED_ADDR_BROADCAST    IN4_IS_ADDR_BROADCAST
#define IN4_IS_UNALIGNED_ADDR_MULTICAST    IN4_IS_ADDR_MULTICAST
#define IN4_IS_UNALIGNED_ADDR_LINKLOCAL    IN4_IS_ADDR_LINKLOCAL
#define IN4_IS_UNALIGNED_ADDR_RFC1918      IN4_IS_ADDR_RFC1918
#define IN4_IS_UNALIGNED_ADDR_6TO4ELIGIBLE IN4_IS_ADDR_6TO4ELIGIBLE

MSTCPIP_INLINE BOOLEAN IN4ADDR_ISANY(const SOCKADDR_IN *a)
{
    return (BOOLEAN)(a->sin_family == AF_INET &&
                     IN4_IS_ADDR_UNSPECIFIED(&a->sin_addr));
}
MSTCPIP_INLINE BOOLEAN IN4ADDR_ISLOOPBACK(const SOCKADDR_IN *a)
{
    return (BOOLEAN)(a->sin_family == AF_INET &&
                     IN4_IS_ADDR_LOOPBACK(&a->sin_addr));
}
/* Address and port, both zero. */
MSTCPIP_INLINE BOOLEAN IN4ADDR_ISUNSPECIFIED(const SOCKADDR_IN *a)
{
    return (BOOLEAN)(a->sin_port == 0 && IN4ADDR_ISANY(a));
}
MSTCPIP_INLINE BOOLEAN IN4ADDR_ISEQUAL(const SOCKADDR_IN *a,
                                       const SOCKADDR_IN *b)
{
    return (BOOLEAN)(a->sin_port == b->sin_port &&
                     IN4_ADDR_EQUAL(&a->sin_addr, &b->sin_addr));
}
MSTCPIP_INLINE void IN4ADDR_SETSOCKADDR(PSOCKADDR_IN a, const IN_ADDR *addr,
                                        USHORT port)
{
    __builtin_memset(a, 0, sizeof(*a));
    a->sin_family = AF_INET;
    a->sin_port = port;
    a->sin_addr = *addr;
}
MSTCPIP_INLINE void IN4ADDR_SETANY(PSOCKADDR_IN a)
{
    __builtin_memset(a, 0, sizeof(*a));
    a->sin_family = AF_INET;
}
MSTCPIP_INLINE void IN4ADDR_SETLOOPBACK(PSOCKADDR_IN a)
{
    IN4ADDR_SETANY(a);
    a->sin_addr.s_addr = IN4ADDR_LOOPBACK;
}
/* IPv4 addresses have no zone. */
MSTCPIP_INLINE SCOPE_ID IN4ADDR_SCOPE_ID(const SOCKADDR_IN *a)
{
    SCOPE_ID none;

    (void)a;
    none.Value = 0;
    return none;
}
MSTCPIP_INLINE void IN4_UNCANONICALIZE_SCOPE_ID(const IN_ADDR *Address,
                                                SCOPE_ID *ScopeId)
{
    (void)Address;
    ScopeId->Value = 0;
}

/* len: bits that must agree. */
MSTCPIP_INLINE BOOLEAN IN6_PREFIX_EQUAL(const IN6_ADDR *a, const IN6_ADDR *b,
                                        UINT8 len)
{
    unsigned bytes = len / 8u;
    unsigned rest = len % 8u;

    if (__builtin_memcmp(a, b, bytes) != 0)
        return FALSE;
    return (BOOLEAN)(rest == 0 || ((a->s6_bytes[bytes] ^ b->s6_bytes[bytes]) >>
                                   (8 - rest)) == 0);
}
MSTCPIP_INLINE SCOPE_LEVEL IN6_MULTICAST_SCOPE(const IN6_ADDR *a)
{
    return (SCOPE_LEVEL)(a->s6_bytes[1] & 0xf);
}
MSTCPIP_INLINE SCOPE_LEVEL Ipv6UnicastAddressScope(const IN6_ADDR *a)
{
    if (IN6_IS_ADDR_LINKLOCAL(a) || IN6_IS_ADDR_LOOPBACK(a))
        return ScopeLevelLink;
    return IN6_IS_ADDR_SITELOCAL(a) ? ScopeLevelSite : ScopeLevelGlobal;
}
MSTCPIP_INLINE SCOPE_LEVEL Ipv6AddressScope(const IN6_ADDR *a)
{
    return IN6_IS_ADDR_MULTICAST(a) ? IN6_MULTICAST_SCOPE(a)
                                    : Ipv6UnicastAddressScope(a);
}
MSTCPIP_INLINE SCOPE_LEVEL Ipv4UnicastAddressScope(const IN_ADDR *a)
{
    return IN4_IS_ADDR_LINKLOCAL(a) || IN4_IS_ADDR_LOOPBACK(a)
               ? ScopeLevelLink
               : ScopeLevelGlobal;
}
MSTCPIP_INLINE SCOPE_LEVEL Ipv4AddressScope(const IN_ADDR *a)
{
    if (IN4_IS_ADDR_MC_LINKLOCAL(a) || IN4_IS_ADDR_BROADCAST(a))
        return ScopeLevelLink;
    if (IN4_IS_ADDR_MC_ADMINLOCAL(a))
        return ScopeLevelAdmin;
    if (IN4_IS_ADDR_MC_SITELOCAL(a))
        return ScopeLevelSite;
    return Ipv4UnicastAddressScope(a);
}
/* A zone's level goes without saying for loopback and global addresses. */
MSTCPIP_INLINE void IN6_UNCANONICALIZE_SCOPE_ID(const IN6_ADDR *Address,
                                                SCOPE_ID *ScopeId)
{
    SCOPE_LEVEL level = Ipv6AddressScope(Address);

    if (IN6_IS_ADDR_LOOPBACK(Address) || level == ScopeLevelGlobal)
        ScopeId->Value = 0;
    if (ScopeId->Level == (ULONG)level)
        ScopeId->Level = 0;
}

/* Either version, by the family. */
MSTCPIP_INLINE SIZE_T INET_ADDR_LENGTH(ADDRESS_FAMILY af)
{
    return af == AF_INET6 ? sizeof(IN6_ADDR) : sizeof(IN_ADDR);
}
MSTCPIP_INLINE SIZE_T INET_SOCKADDR_LENGTH(ADDRESS_FAMILY af)
{
    return af == AF_INET6 ? sizeof(SOCKADDR_IN6) : sizeof(SOCKADDR_IN);
}
MSTCPIP_INLINE BOOLEAN INET_ADDR_EQUAL(ADDRESS_FAMILY af, const void *a,
                                       const void *b)
{
    return (BOOLEAN)(__builtin_memcmp(a, b, INET_ADDR_LENGTH(af)) == 0);
}
#define INET_UNALIGNED_ADDR_EQUAL INET_ADDR_EQUAL

#define WS2_INET_IS(what)                                                      \
    MSTCPIP_INLINE BOOLEAN INET_IS_ADDR_##what(ADDRESS_FAMILY af,              \
                                               const void *a)                  \
    {                                                                          \
        return af == AF_INET6 ? IN6_IS_ADDR_##what((const IN6_ADDR *)a)        \
                              : IN4_IS_ADDR_##what((const IN_ADDR *)a);        \
    }
WS2_INET_IS(UNSPECIFIED)
WS2_INET_IS(LOOPBACK)
WS2_INET_IS(MULTICAST)
#undef WS2_INET_IS
MSTCPIP_INLINE BOOLEAN INET_IS_ADDR_BROADCAST(ADDRESS_FAMILY af, const void *a)
{
    return (BOOLEAN)(af != AF_INET6 &&
                     IN4_IS_ADDR_BROADCAST((const IN_ADDR *)a));
}
MSTCPIP_INLINE void INET_SET_ADDRESS(ADDRESS_FAMILY Family, PUCHAR Address,
                                     const UCHAR *Value)
{
    __builtin_memcpy(Address, Value, INET_ADDR_LENGTH(Family));
}

MSTCPIP_INLINE BOOLEAN INETADDR_ISANY(const SOCKADDR *a)
{
    return a->sa_family == AF_INET6
               ? IN6ADDR_ISANY((const SOCKADDR_IN6 *)(const void *)a)
               : IN4ADDR_ISANY((const SOCKADDR_IN *)(const void *)a);
}
MSTCPIP_INLINE BOOLEAN INETADDR_ISLOOPBACK(const SOCKADDR *a)
{
    return a->sa_family == AF_INET6
               ? IN6ADDR_ISLOOPBACK((const SOCKADDR_IN6 *)(const void *)a)
               : IN4ADDR_ISLOOPBACK((const SOCKADDR_IN *)(const void *)a);
}
MSTCPIP_INLINE BOOLEAN INETADDR_ISV4MAPPED(const SOCKADDR *a)
{
    return (BOOLEAN)(a->sa_family == AF_INET6 &&
                     IN6ADDR_ISV4MAPPED((const SOCKADDR_IN6 *)(const void *)a));
}
MSTCPIP_INLINE void INETADDR_SETSOCKADDR(ADDRESS_FAMILY af, PSOCKADDR a,
                                         const VOID *addr, SCOPE_ID scope,
                                         USHORT port)
{
    if (af == AF_INET6)
        IN6ADDR_SETSOCKADDR((PSOCKADDR_IN6)(void *)a, (const IN6_ADDR *)addr,
                            scope, port);
    else
        IN4ADDR_SETSOCKADDR((PSOCKADDR_IN)(void *)a, (const IN_ADDR *)addr,
                            port);
}
MSTCPIP_INLINE void INETADDR_SETANY(PSOCKADDR a)
{
    if (a->sa_family == AF_INET6)
        IN6ADDR_SETANY((PSOCKADDR_IN6)(void *)a);
    else
        IN4ADDR_SETANY((PSOCKADDR_IN)(void *)a);
}
MSTCPIP_INLINE void INETADDR_SETLOOPBACK(PSOCKADDR a)
{
    if (a->sa_family == AF_INET6)
        IN6ADDR_SETLOOPBACK((PSOCKADDR_IN6)(void *)a);
    else
        IN4ADDR_SETLOOPBACK((PSOCKADDR_IN)(void *)a);
}
MSTCPIP_INLINE PUCHAR INETADDR_ADDRESS(const SOCKADDR *a)
{
    return (PUCHAR)(UINT_PTR)a + (a->sa_family == AF_INET6 ? 8 : 4);
}
MSTCPIP_INLINE void INETADDR_SETADDRESS(PSOCKADDR a, const UCHAR *addr)
{
    INET_SET_ADDRESS(a->sa_family, INETADDR_ADDRESS(a), addr);
}
MSTCPIP_INLINE USHORT INETADDR_PORT(const SOCKADDR *a)
{
    return ((const SOCKADDR_IN *)(const void *)a)->sin_port;
}
MSTCPIP_INLINE void INETADDR_SET_PORT(PSOCKADDR a, USHORT Port)
{
    ((PSOCKADDR_IN)(void *)a)->sin_port = Port;
}
MSTCPIP_INLINE SCOPE_ID INETADDR_SCOPE_ID(const SOCKADDR *a)
{
    SCOPE_ID none;

    none.Value = 0;
    return a->sa_family == AF_INET6
               ? ((const SOCKADDR_IN6 *)(const void *)a)->sin6_scope_struct
               : none;
}

#endif
